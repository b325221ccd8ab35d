/** Everything that opens over map and wall; loaded after the first pictures, before anybody needs it. */

import "../style/panels.css";
import "../style/markers.css";
import { DetailPanel } from "./detail-panel";
import { DisplayPanel } from "./display-panel";
import { MarkerPanel } from "./marker-panel";
import { MarkersPanel } from "./markers-panel";
import { RoutePanel } from "./route-panel";
import { SearchPanel } from "./search-panel";
import { SpotPanel } from "./spot-panel";
import type { Panel, ViewerState } from "./viewer-state";

interface Props {
  readonly state: ViewerState;
  readonly panel: Panel;
}

export function Panels({ state, panel }: Props) {
  switch (panel.type) {
    case "display":
      return <DisplayPanel usedBytes={state.watch.usedBytes.value} onClose={() => state.close()} />;
    case "detail":
      return <DetailPanel state={state} cameraId={panel.cameraId} />;
    case "search":
      return <SearchPanel state={state} />;
    case "spot":
      return <SpotPanel state={state} spot={panel.spot} place={panel.place} />;
    case "markers":
      return <MarkersPanel state={state} />;
    case "marker":
      return <MarkerPanel key={panel.markerId} state={state} markerId={panel.markerId} />;
    case "route":
      return <RoutePanel state={state} goal={panel.goal} />;
  }
}
