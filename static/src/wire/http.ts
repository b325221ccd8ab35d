/** Requests to the service: JSON in, JSON out, and every way to fail as one `Refused`. */

import { CAPTIVE_PORTAL, type Failure, NO_NETWORK } from "./failure";
import type { Problem } from "./types";

/** On a link that cannot bring a few kilobytes in this time, a new try beats waiting on. */
export const LIMIT_MS = 8_000;

export const NOT_MODIFIED = 304;

/** The service, or the way to it, said no. */
export class Refused extends Error {
  constructor(readonly failure: Failure) {
    super(`${failure.reason}: ${failure.detail}`);
    this.name = "Refused";
  }
}

interface Options {
  readonly body?: unknown;
  readonly type?: string;
  /** The tag of what this device holds: an answer of status 304 then says that there is nothing newer. */
  readonly held?: string;
  /** Goes out even if the page is left meanwhile. */
  readonly outlivesPage?: boolean;
  /** How long the answer may take, its body included. */
  readonly limitMs?: number;
}

/** Sends a request and gives the answer. Throws Refused for anything but a good answer of the service itself. */
export async function fetchAnswer(method: string, path: string, options: Options = {}): Promise<Response> {
  const { body, type = "application/json", held, outlivesPage: keepalive = false, limitMs = LIMIT_MS } = options;
  const init: RequestInit = { method, keepalive, signal: AbortSignal.timeout(limitMs), credentials: "same-origin" };
  if (body !== undefined) {
    init.headers = { "Content-Type": type };
    init.body = typeof body === "string" || body instanceof Blob ? body : JSON.stringify(body);
  } else if (held !== undefined) {
    init.headers = { "If-None-Match": held };
  }
  const answer = await send(path, init);
  if (answer.ok || (held !== undefined && answer.status === NOT_MODIFIED)) return answer;
  throw new Refused(await failureOf(answer));
}

const send = (path: string, init: RequestInit): Promise<Response> => overNetwork(() => fetch(path, init));

/** A network can go at any moment, also between the head of an answer and its body. */
async function overNetwork<Answer>(request: () => Promise<Answer>): Promise<Answer> {
  try {
    return await request();
  } catch (error) {
    // TypeError: no way to the service. DOMException: the time limit above. SyntaxError: the answer ends too soon.
    if (error instanceof TypeError || error instanceof DOMException || error instanceof SyntaxError) {
      throw new Refused({ reason: NO_NETWORK, detail: "" });
    }
    throw error;
  }
}

/** What an answer that is not good says. */
export async function failureOf(answer: Response): Promise<Failure> {
  if (!isJson(answer)) return { reason: answer.status >= 500 ? NO_NETWORK : CAPTIVE_PORTAL, detail: "" };
  const problem = await overNetwork<Partial<Problem>>(() => answer.json());
  const failure = { reason: problem.type ?? "internal", detail: problem.detail ?? "" };
  return typeof problem.opens_at_ms === "number" ? { ...failure, opensAtMs: problem.opens_at_ms } : failure;
}

const isJson = (answer: Response): boolean => /[/+]json/.test(answer.headers.get("Content-Type") ?? "");

/** Like `fetchAnswer`, with the answer's JSON; an answer that is not JSON did not come from the service. */
export async function fetchJson<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  return jsonOf(await fetchAnswer(method, path, body === undefined ? {} : { body }));
}

/** The JSON of a good answer. Throws Refused where there is none, or only a part of it. */
export async function jsonOf<Answer>(answer: Response): Promise<Answer> {
  if (!isJson(answer)) throw new Refused({ reason: CAPTIVE_PORTAL, detail: "" });
  return overNetwork<Answer>(() => answer.json());
}

/** The failure behind an error that a request threw; any other error is a fault in this program and goes on. */
export function failureFrom(error: unknown): Failure {
  if (error instanceof Refused) return error.failure;
  throw error;
}
