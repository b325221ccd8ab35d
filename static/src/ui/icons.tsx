/** Line icons, drawn here: no font, no request, and shapes that differ without colour. */

import type { ComponentChildren } from "preact";
import type { TileState } from "../live/tile";
import type { IncidentKind } from "../wire/types";

function Icon({ children }: { children: ComponentChildren }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

/** The shapes of the camera states; the map draws the same ones. */
const STATE: Record<TileState, ComponentChildren> = {
  live: <circle cx="12" cy="12" r="7" class="solid" />,
  delayed: (
    <>
      <circle cx="12" cy="12" r="8" />
      <path d="M12 7v5l3.500 2.500" />
    </>
  ),
  stale: <path d="M6 5h4v14H6zM14 5h4v14h-4z" class="solid" />,
  photo: (
    <>
      <rect x="4" y="6" width="16" height="12" rx="1.500" />
      <path d="m6 16 4-4 3 3 3-4 3 4" />
    </>
  ),
  offline: <path d="m6 6 12 12M18 6 6 18" class="bold" />,
  connecting: (
    <>
      <circle cx="5" cy="12" r="2" class="solid" />
      <circle cx="12" cy="12" r="2" class="solid" />
      <circle cx="19" cy="12" r="2" class="solid" />
    </>
  ),
};

export const StateIcon = ({ state }: { state: TileState }) => <Icon>{STATE[state]}</Icon>;

const KIND: Record<IncidentKind, ComponentChildren> = {
  police: <path d="M12 3 5 6v5c0 5 3 8 7 10 4-2 7-5 7-10V6z" />,
  fire: <path d="M12 3c1 4 5 5 5 11a5 5 0 0 1-10 0c0-2 1-3 2-4 0 2 1 3 2 3 2-3-1-6 1-10z" />,
  medical: <path d="M9 4h6v5h5v6h-5v5H9v-5H4V9h5z" />,
  lockdown: (
    <>
      <rect x="5" y="11" width="14" height="9" rx="2" />
      <path d="M8 11V8a4 4 0 0 1 8 0v3" />
    </>
  ),
  weather: <path d="M13 3 6 13h5l-1 8 8-11h-5z" />,
  drill: (
    <>
      <rect x="6" y="4" width="12" height="17" rx="2" />
      <path d="M9 4V3h6v1M9 12l2 2 4-4" />
    </>
  ),
  other: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M12 7v6M12 16.500v.5" />
    </>
  ),
};

export const KindIcon = ({ kind }: { kind: IncidentKind }) => <Icon>{KIND[kind]}</Icon>;

const draw = (path: string) => () => (
  <Icon>
    <path d={path} />
  </Icon>
);

export const CameraIcon = draw(
  "M3 8.500A2.500 2.500 0 0 1 5.500 6h8A2.500 2.500 0 0 1 16 8.500v7a2.500 2.500 0 0 1-2.500 2.500h-8A2.500 2.500 0 0 1 3 15.500zM16 11l5-3v8l-5-3",
);
export const PreviousIcon = draw("m15 5-7 7 7 7");
export const NextIcon = draw("m9 5 7 7-7 7");
export const CloseIcon = draw("m6 6 12 12M18 6 6 18");
export const CheckIcon = draw("m5 12.500 4.500 4.500L19 7");
export const PlayIcon = () => (
  <Icon>
    <path d="M8 5v14l11-7z" class="solid" />
  </Icon>
);
export const ClockIcon = draw("M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7v5l3.500 2.500");
export const CopyIcon = draw("M9 9h11v11H9zM15 9V4H4v11h5");
export const SendIcon = draw("M12 15V4M8 8l4-4 4 4M5 13v7h14v-7");
export const BuildingIcon = draw("M4 21V9l8-5 8 5v12M4 21h16M10 21v-5h4v5M8 12h.5M15.500 12h.5");
export const DeviceIcon = draw(
  "M8 3h8a1.500 1.500 0 0 1 1.500 1.500v15A1.500 1.500 0 0 1 16 21H8a1.500 1.500 0 0 1-1.500-1.500v-15A1.500 1.500 0 0 1 8 3M11 18h2",
);
export const WarningIcon = draw("M12 4 2.500 20h19zM12 10v5M12 17.500v.5");
export const SearchIcon = draw("M10.500 4a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13M15.500 15.500 20 20");
export const UpIcon = draw("m5 15 7-7 7 7");
export const DownIcon = draw("m5 9 7 7 7-7");
export const GrowIcon = draw("M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5");
export const ShrinkIcon = draw("M9 4v5H4M20 9h-5V4M15 20v-5h5M4 15h5v5");
export const PlaceIcon = draw("M12 21s7-6 7-11a7 7 0 0 0-14 0c0 5 7 11 7 11M12 8v4M10 10h4");
export const FlagIcon = draw("M6 21V4M6 4.500c4-2 8 2 13 0v9c-5 2-9-2-13 0");
export const DisplayIcon = draw("M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16M12 8l3.500-2M12 12h7.500M12 16l5.500 2");

export const PositionIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="3" class="solid" />
    <circle cx="12" cy="12" r="7" />
    <path d="M12 2v3M12 19v3M2 12h3M19 12h3" />
  </Icon>
);

export const RouteIcon = () => (
  <Icon>
    <path d="M6 20c-2 0-2-4 1-4h9c4 0 4-6 0-6H9" />
    <path d="m12 6-4 4 4 4" />
  </Icon>
);

export const SnapshotIcon = () => (
  <Icon>
    <path d="M4 8h4l2-3h4l2 3h4v11H4z" />
    <circle cx="12" cy="13" r="3.500" />
  </Icon>
);

export const EyeIcon = () => (
  <Icon>
    <path d="M2 12c3-5 6-7 10-7s7 2 10 7c-3 5-6 7-10 7s-7-2-10-7z" />
    <circle cx="12" cy="12" r="3" class="solid" />
  </Icon>
);
