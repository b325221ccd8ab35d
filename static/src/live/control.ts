/** The control channel of a live session: a WebSocket that comes back by itself until it is closed. */

import type { ClientMessage, ServerMessage } from "../wire/types";

/** Three quick pings settle the clock within a second; after that only its drift has to be followed. */
const PING_QUICK_MS = 250;
const PING_MS = 5_000;
const QUICK_PINGS = 3;

/** Two unanswered pings: the channel is dead, though nobody has said so. */
const SILENCE_MS = 11_000;

const RECONNECT_FIRST_MS = 500;
const RECONNECT_MAX_MS = 8_000;

export interface ControlEvents {
  opened(): void;
  received(message: ServerMessage): void;
  /** The channel broke or could not be opened; it tries again. `failures` counts the tries in a row. */
  lost(failures: number): void;
}

export class Control {
  private socket: WebSocket | null = null;
  private failures = 0;
  private pings = 0;
  private heardAtMs = 0;
  private pingTimer = 0;
  private reconnectTimer = 0;
  private isClosed = false;

  constructor(
    readonly liveId: string,
    private readonly events: ControlEvents,
    /** As whom the channel is asked for, where the browser could be several. */
    private readonly query = "",
  ) {
    this.connect();
  }

  /** Sends now, or drops it: `opened` is the moment to say everything again. */
  send(message: ClientMessage): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  /** The network is back or the page is on the screen again: do not wait for the next try. */
  hurry(): void {
    if (this.isClosed || this.socket !== null) return;
    this.connect();
  }

  close(): void {
    this.isClosed = true;
    this.drop();
    window.clearTimeout(this.reconnectTimer);
  }

  private connect(): void {
    window.clearTimeout(this.reconnectTimer);
    const url = new URL(`/api/live/${encodeURIComponent(this.liveId)}/control${this.query}`, window.location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(url);
    this.socket = socket;
    socket.addEventListener("open", () => this.onOpen());
    socket.addEventListener("message", (event) => this.onMessage(event));
    socket.addEventListener("close", () => {
      if (this.socket === socket) this.onLost();
    });
  }

  private onOpen(): void {
    this.failures = 0;
    this.pings = 0;
    this.heardAtMs = Date.now();
    this.events.opened();
    this.ping();
  }

  private onMessage(event: MessageEvent): void {
    if (this.isClosed) return;
    this.heardAtMs = Date.now();
    this.events.received(JSON.parse(String(event.data)) as ServerMessage);
  }

  private ping(): void {
    if (Date.now() - this.heardAtMs > SILENCE_MS) {
      this.onLost();
      return;
    }
    this.send({ type: "ping", client_time_ms: Date.now() });
    this.pings += 1;
    this.pingTimer = window.setTimeout(() => this.ping(), this.pings < QUICK_PINGS ? PING_QUICK_MS : PING_MS);
  }

  private onLost(): void {
    this.drop();
    if (this.isClosed) return;
    this.failures += 1;
    const delayMs = Math.min(RECONNECT_MAX_MS, RECONNECT_FIRST_MS * 2 ** (this.failures - 1));
    this.reconnectTimer = window.setTimeout(() => this.connect(), delayMs);
    this.events.lost(this.failures);
  }

  private drop(): void {
    window.clearTimeout(this.pingTimer);
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }
}
