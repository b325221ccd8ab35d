/** Where the cameras hang and look: picked from a list or the map, moved, turned, tried out and saved. */

import { type Signal, useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { BuildingView, CameraView, Overview } from "../../../wire/types";
import type { PageProps } from "../page-props";
import { CameraList } from "./camera-list";
import { PlacingEditor } from "./placing-editor";
import { PlacingMapPane } from "./placing-map-pane";
import { PlacingState } from "./placing-state";
import { groundOf, type Shown } from "./shown";
import "../../../style/placing.css";

export function CamerasPage({ state, me, overview }: PageProps) {
  const placing = useMemo(
    () =>
      new PlacingState(
        () => void state.poll(),
        () => state.leave(),
      ),
    [state],
  );
  const first = overview?.buildings[0];
  if (overview === null || first === undefined) return null;
  const hasPictures = me.may.includes("view_cameras");
  return <Cameras placing={placing} overview={overview} first={first} hasPictures={hasPictures} />;
}

interface Props {
  readonly placing: PlacingState;
  readonly overview: Overview;
  readonly first: BuildingView;
  readonly hasPictures: boolean;
}

function Cameras({ placing, overview, first, hasPictures }: Props) {
  const shown: Signal<Shown> = useSignal({ building: first, levelId: groundOf(first) });
  const pick = (camera: CameraView) => {
    const building = overview.buildings.find(({ building_id }) => building_id === camera.building_id);
    placing.pick(camera);
    if (building !== undefined) shown.value = { building, levelId: camera.level_id };
  };
  const edit = placing.edit.value;
  return (
    <div class="placing" data-testid="cameras-page">
      <PlacingMapPane placing={placing} overview={overview} shown={shown} onPick={pick} />
      {edit === null ? (
        <CameraList placing={placing} overview={overview} shown={shown} onPick={pick} />
      ) : (
        <PlacingEditor placing={placing} edit={edit} building={shown.value.building} hasPicture={hasPictures} />
      )}
    </div>
  );
}
