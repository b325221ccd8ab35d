/** What happened in an incident, the newest first: for units and, with more of it, for the district. */

import type { BuildingView, MomentView, TimelineView } from "../wire/types";
import { markerPlace, markerTitle } from "./marker-words";
import { t } from "./strings";
import { clockText } from "./time";

interface Props {
  readonly timeline: TimelineView;
  readonly buildings: readonly BuildingView[];
  /** With the names of staff. */
  readonly isForStaff: boolean;
}

export function TimelineList({ timeline, buildings, isForStaff }: Props) {
  const moments = [...timeline.moments].reverse();
  return (
    <ol class="timeline" data-testid="timeline">
      {moments.map((moment, index) => (
        <li key={moments.length - index} data-testid="moment" data-kind={moment.kind}>
          <time dateTime={new Date(moment.at_ms).toISOString()}>{clockText(moment.at_ms)}</time>
          <span class="device-text">
            <strong>{titleOf(moment, timeline)}</strong>
            <span>{whoOf(moment, buildings, isForStaff)}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}

function titleOf({ kind, marker }: MomentView, timeline: TimelineView): string {
  const what = t.timeline.kinds[kind];
  if (marker !== null) return `${markerTitle(marker)} · ${what}`;
  return kind === "opened" || kind === "alarm_raised" ? `${what} · ${t.kind[timeline.kind]}` : what;
}

function whoOf(moment: MomentView, buildings: readonly BuildingView[], isForStaff: boolean): string {
  const { agency, person, detail, marker } = moment;
  const place = marker === null ? null : markerPlace(marker, buildings);
  const who = agency === null && !isForStaff ? t.marker.school : person;
  return [agency, who, place, detail].filter((each) => each !== null && each !== "").join(" · ");
}
