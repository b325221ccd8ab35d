/** The camera that is being placed: as it was, as it would be, and what the service says of that. */

import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { FeatureCollection } from "geojson";
import { Layers } from "../../../map/layers";
import type { Failure } from "../../../wire/failure";
import { failureFrom, fetchAnswer, fetchJson } from "../../../wire/http";
import type { CameraView } from "../../../wire/types";
import { Asking } from "../asking";
import { Newest } from "./newest";
import { isSamePlacing, onWire, type Placing, placingOf } from "./placing";

/** Smooth for an eye on a map; ten answers a second leave the service its time. */
const TRY_EVERY_MS = 100;

/** A browser that holds a link as well asks as the link, unless it says otherwise. */
export const AS_STAFF = "?as=staff";

/** What the service says of the newest placing that it was asked about. */
export type Trial =
  | { readonly type: "asking" }
  | { readonly type: "seen"; readonly layer: FeatureCollection }
  | { readonly type: "refused"; readonly failure: Failure };

export interface Edit {
  readonly camera: CameraView;
  readonly before: Placing;
  readonly placing: Placing;
}

export class PlacingState {
  readonly edit: Signal<Edit | null> = signal(null);
  readonly trial: Signal<Trial> = signal({ type: "asking" });
  /** Somebody stands there and has compared. */
  readonly isVerified = signal(false);
  /** The name of the camera that was saved last, until the next one is picked. */
  readonly saved: Signal<string | null> = signal(null);
  /** Anew after each save: what was fetched before shows the old place. */
  readonly layers: Signal<Layers> = signal(new Layers(AS_STAFF));
  readonly isChanged: ReadonlySignal<boolean>;
  readonly saving: Asking;
  private readonly trials = new Newest<Edit>((edit) => this.tryOut(edit), TRY_EVERY_MS);

  /** `onPlaced` hears of every camera that was saved. */
  constructor(
    private readonly onPlaced: () => void,
    onSignedOut: () => void,
  ) {
    this.saving = new Asking(onSignedOut);
    this.isChanged = computed(() => {
      const edit = this.edit.value;
      return edit !== null && (this.isVerified.value || !isSamePlacing(edit.before, edit.placing));
    });
  }

  pick(camera: CameraView): void {
    this.saved.value = null;
    this.isVerified.value = false;
    this.trial.value = { type: "asking" };
    const before = placingOf(camera);
    this.show({ camera, before, placing: before });
  }

  /** Nothing was written: everything is as it was. */
  cancel(): void {
    this.trials.clear();
    this.edit.value = null;
  }

  change(how: (placing: Placing) => Placing): void {
    const edit = this.edit.peek();
    if (edit !== null) this.show({ ...edit, placing: how(edit.placing) });
  }

  async save(): Promise<void> {
    const edit = this.edit.peek();
    if (edit === null) return;
    const { camera, placing } = edit;
    const path = `/api/campus/cameras/${encodeURIComponent(camera.camera_id)}/placing`;
    const body = onWire(placing, this.isVerified.peek());
    if ((await this.saving.ask(() => fetchAnswer("PUT", path, { body }))) === null) return;
    this.trials.clear();
    this.layers.value = new Layers(AS_STAFF);
    this.edit.value = null;
    this.saved.value = camera.name;
    this.onPlaced();
  }

  private show(edit: Edit): void {
    this.saving.failure.value = null;
    this.edit.value = edit;
    this.trials.put(edit);
  }

  private async tryOut({ camera, placing }: Edit): Promise<void> {
    const trial = await trialOf(camera.camera_id, placing);
    // The officer may have gone on to another camera meanwhile.
    if (this.edit.peek()?.camera.camera_id === camera.camera_id) this.trial.value = trial;
  }
}

async function trialOf(cameraId: string, placing: Placing): Promise<Trial> {
  try {
    const path = `/api/campus/cameras/${encodeURIComponent(cameraId)}/view`;
    return { type: "seen", layer: await fetchJson<FeatureCollection>("POST", path, onWire(placing)) };
  } catch (error) {
    return { type: "refused", failure: failureFrom(error) };
  }
}
