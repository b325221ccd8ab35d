/** Cameras in place order, under the names of their places. */

import type { ComponentChildren } from "preact";
import type { CameraView } from "../wire/types";
import type { Section } from "./sections";
import { t } from "./strings";

interface Props {
  readonly sections: readonly Section[];
  /** Draws one camera. */
  readonly children: (camera: CameraView) => ComponentChildren;
}

export function CameraSections({ sections, children }: Props) {
  return sections.map((section) => (
    <section class="wall-section" key={section.key}>
      <h2>
        {sectionName(section, sections)}
        <span>{t.viewer.cameras(section.cameras.length)}</span>
      </h2>
      <div class="wall-grid">{section.cameras.map(children)}</div>
    </section>
  ));
}

/** The building is only said where there are several; last, where there may be no room for all. */
export function sectionName(section: Section, sections: readonly Section[], order?: "place-first"): string {
  const place = section.level === null ? t.viewer.outside : section.level.name;
  const isOnly = sections.every((each) => each.building.building_id === section.building.building_id);
  if (isOnly) return place;
  const { name } = section.building;
  return order === "place-first" ? `${place} · ${name}` : `${name} · ${place}`;
}
