/** Which building a page of the console is about; nothing where there is only one. */

import type { BuildingView } from "../../wire/types";
import { w } from "./words";

interface Props {
  readonly buildings: readonly BuildingView[];
  readonly chosen: BuildingView;
  readonly testId: string;
  readonly isDisabled?: boolean;
  readonly onChoose: (building: BuildingView) => void;
}

export function BuildingField({ buildings, chosen, testId, isDisabled = false, onChoose }: Props) {
  if (buildings.length < 2) return null;
  return (
    <label class="field">
      {w.building}
      <select
        data-testid={testId}
        value={chosen.building_id}
        disabled={isDisabled}
        onChange={(event) => {
          const building = buildings.find(({ building_id }) => building_id === event.currentTarget.value);
          if (building !== undefined) onChoose(building);
        }}
      >
        {buildings.map(({ building_id, name }) => (
          <option key={building_id} value={building_id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
