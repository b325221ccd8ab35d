/**
 * The service's clock as seen from this device: an age is only honest when both ends mean the same "now".
 *
 * NTP's rule (RFC 5905, clock filter): of several round trips the fastest has the least error, at most half its time.
 */

interface Sample {
  readonly roundTripMs: number;
  readonly offsetMs: number;
}

/** Enough to hold one good round trip of a bad minute; older ones would keep a drifted phone clock alive. */
const KEPT = 8;

export class ServerClock {
  private samples: Sample[] = [];
  private readonly roughOffsetMs: number;

  /** A first guess from an answer without a measured round trip. All times are milliseconds of Unix time. */
  constructor(serverTimeMs: number, nowMs: number) {
    this.roughOffsetMs = serverTimeMs - nowMs;
  }

  /** A ping sent at `sentMs` was answered with the server's time and arrived at `nowMs` (both of this device). */
  onPong(sentMs: number, serverTimeMs: number, nowMs: number): void {
    const roundTripMs = nowMs - sentMs;
    if (roundTripMs < 0) return;
    const sample = { roundTripMs, offsetMs: serverTimeMs - (sentMs + roundTripMs / 2) };
    this.samples = [...this.samples, sample].slice(-KEPT);
  }

  /** The server's time at this device's `nowMs`. */
  serverMs(nowMs: number): number {
    return nowMs + this.offsetMs();
  }

  private offsetMs(): number {
    const fastest = this.samples.reduce<Sample | null>(
      (best, sample) => (best === null || sample.roundTripMs < best.roundTripMs ? sample : best),
      null,
    );
    return fastest?.offsetMs ?? this.roughOffsetMs;
  }
}
