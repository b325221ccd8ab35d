/** Where this phone is: only when the officer asks, only for this page, and never sent anywhere but for a route. */

import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Whereabouts } from "../map/circle";

export type PositionState = "off" | "asked" | "on" | "refused";

const OPTIONS: PositionOptions = { enableHighAccuracy: true, maximumAge: 5_000, timeout: 15_000 };

export class MyPosition {
  private readonly found: Signal<Whereabouts | null> = signal(null);
  private readonly is: Signal<PositionState> = signal("off");
  private watching: number | null = null;

  get whereabouts(): ReadonlySignal<Whereabouts | null> {
    return this.found;
  }

  get state(): ReadonlySignal<PositionState> {
    return this.is;
  }

  /** On the first tap the phone asks its owner; on the second it forgets. */
  toggle(): void {
    if (this.watching === null) this.start();
    else this.stop();
  }

  stop(): void {
    if (this.watching !== null) navigator.geolocation.clearWatch(this.watching);
    this.watching = null;
    this.found.value = null;
    this.is.value = "off";
  }

  private start(): void {
    if (!("geolocation" in navigator)) {
      this.is.value = "refused";
      return;
    }
    this.is.value = "asked";
    this.watching = navigator.geolocation.watchPosition(
      ({ coords }) => {
        this.found.value = {
          longitude: coords.longitude,
          latitude: coords.latitude,
          accuracyM: coords.accuracy,
        };
        this.is.value = "on";
      },
      (error) => this.onError(error),
      OPTIONS,
    );
  }

  /** Between walls a fix may take long: only a refusal ends the asking. */
  private onError(error: GeolocationPositionError): void {
    if (error.code !== error.PERMISSION_DENIED) return;
    this.stop();
    this.is.value = "refused";
  }
}
