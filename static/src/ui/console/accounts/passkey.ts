/** Passkeys (WebAuthn): what this browser keeps for this site, made and proven. */

import { Refused } from "../../../wire/http";

/** Whether this browser can: it needs HTTPS, or this machine's own address. */
export const isPasskeyBrowser = (): boolean =>
  window.isSecureContext &&
  typeof PublicKeyCredential === "function" &&
  typeof PublicKeyCredential.parseRequestOptionsFromJSON === "function";

/** What becomes of it when the person says no, waits too long, or the device has none. */
export const NO_PASSKEY = "no-passkey";

/** The proof for a sign-in, as JSON text. Throws Refused. */
export async function proven(options: string): Promise<string> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    JSON.parse(options) as PublicKeyCredentialRequestOptionsJSON,
  );
  return textOf(() => navigator.credentials.get({ publicKey }));
}

/** A new one, as JSON text. Throws Refused. */
export async function created(options: string): Promise<string> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    JSON.parse(options) as PublicKeyCredentialCreationOptionsJSON,
  );
  return textOf(() => navigator.credentials.create({ publicKey }));
}

async function textOf(ask: () => Promise<Credential | null>): Promise<string> {
  try {
    const credential = await ask();
    if (credential instanceof PublicKeyCredential) return JSON.stringify(credential.toJSON());
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
  throw new Refused({ reason: NO_PASSKEY, detail: "" });
}
