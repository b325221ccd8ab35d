/** The responder's page while access lasts: map, wall and the large picture. */

import { useSignal } from "@preact/signals";
import { useCallback, useEffect, useMemo } from "preact/hooks";
import type { Session } from "../live/session";
import type { Viewing, Watch } from "../live/watch";
import { Banner } from "./banner";
import { Focus } from "./focus";
import { Head } from "./head";
import { PlayIcon } from "./icons";
import { MapPane } from "./map-pane";
import { savedPlace, savePlace } from "./place";
import { needsTap, playAll } from "./playback";
import { inPlaceOrder, neighbour, sectionsOf } from "./sections";
import { t } from "./strings";
import { keepAwake } from "./wake-lock";
import { sectionName, Wall } from "./wall";

interface Props {
  readonly watch: Watch;
  readonly viewing: Viewing;
  readonly session: Session;
}

export function Viewer({ watch, viewing, session }: Props) {
  const { view, pictures } = viewing;
  const sections = useMemo(() => sectionsOf(view.buildings, view.cameras), [view]);
  const cameras = useMemo(() => inPlaceOrder(sections), [sections]);
  const focused = useSignal(useMemo(() => knownCamera(cameras, savedPlace().focused), [cameras]));
  const ordinal = useSignal(useMemo(() => savedPlace().ordinal, []));
  const screen = useMemo(() => ({ visible: [] as readonly string[], widths: new Map<string, number>() }), []);

  const show = useCallback(() => {
    const widths = new Map(screen.widths);
    if (focused.value !== null) widths.set(focused.value, Math.round(window.innerWidth * window.devicePixelRatio));
    watch.show({ visible: screen.visible, focused: focused.value, widths });
    savePlace({ focused: focused.value, ordinal: ordinal.value });
  }, [watch, screen, focused, ordinal]);

  const focus = useCallback(
    (cameraId: string | null) => {
      focused.value = cameraId;
      const level = sections.find(({ cameras: held }) => held.some((each) => each.camera_id === cameraId))?.level;
      if (level != null) ordinal.value = level.ordinal;
      show();
    },
    [sections, focused, ordinal, show],
  );

  const step = useCallback(
    (by: 1 | -1) => {
      const next = focused.value === null ? null : neighbour(cameras, focused.value, by);
      if (next !== null) focus(next.camera_id);
    },
    [cameras, focused, focus],
  );

  const onVisible = useCallback(
    (visible: readonly string[], widths: ReadonlyMap<string, number>) => {
      screen.visible = visible;
      screen.widths = new Map(widths);
      show();
    },
    [screen, show],
  );

  useEffect(() => keepAwake(), []);

  const camera = cameras.find((each) => each.camera_id === focused.value);
  const section = sections.find((each) => camera !== undefined && each.cameras.includes(camera));
  return (
    <div class="viewer" data-testid="viewer">
      <Head viewing={viewing} />
      <Banner session={session} />
      <MapPane viewing={viewing} focused={focused.value} ordinal={ordinal} onFocus={focus} />
      {camera !== undefined && (
        <Focus
          watch={watch}
          pictures={pictures}
          camera={camera}
          place={section === undefined ? "" : sectionName(section, sections)}
          onStep={step}
          onClose={() => focus(null)}
        />
      )}
      <Wall
        watch={watch}
        pictures={pictures}
        sections={sections}
        focused={focused.value}
        onFocus={focus}
        onVisible={onVisible}
      />
      {needsTap.value && (
        <button type="button" class="play" data-testid="play" onClick={playAll}>
          <PlayIcon />
          {t.viewer.play}
          <span>{t.viewer.playNote}</span>
        </button>
      )}
    </div>
  );
}

function knownCamera(cameras: readonly { camera_id: string }[], cameraId: string | null): string | null {
  return cameras.some((camera) => camera.camera_id === cameraId) ? cameraId : null;
}
