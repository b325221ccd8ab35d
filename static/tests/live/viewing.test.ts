/** What the service tells over the control channel, as it reaches the screen. */

import { expect, it } from "vitest";
import { Posters } from "../../src/live/posters";
import { NOT_TOLD, takeIn, type Viewing, viewingOf } from "../../src/live/viewing";
import type { ServerMessage } from "../../src/wire/types";
import { cameraView } from "../camera";
import { markerView } from "../marker";
import { responderView } from "../view";

const NOW_MS = 1_800_000_000_000;

const VIEW = responderView("first", NOW_MS);

const UNREACHABLE = { camera_id: "gym", state: "unreachable", reason: "No route to it.", poster_at_ms: null } as const;

function after(...messages: ServerMessage[]): Viewing {
  const viewing = viewingOf(VIEW, new Posters(() => {}), "", NOW_MS);
  for (const message of messages) takeIn(viewing, message, NOW_MS);
  return viewing;
}

it("moves the end of the access with the permit", () => {
  expect(after().expiresAtMs.value).toBe(VIEW.expires_at_ms);
  const changed: ServerMessage = { type: "permit_changed", expires_at_ms: NOW_MS + 1, lead_agency: null };
  expect(after(changed).expiresAtMs.value).toBe(NOW_MS + 1);
});

it("says who leads the incident, from the moment that it is another agency", () => {
  expect(after().leadAgency.value).toBeNull();
  const changed: ServerMessage = { type: "permit_changed", expires_at_ms: NOW_MS, lead_agency: "Maple Fire" };
  expect(after(changed).leadAgency.value).toBe("Maple Fire");
});

it("names the agencies that have a camera large, until they look away", () => {
  const looks: ServerMessage = { type: "attention", cameras: [{ camera_id: "gym", agencies: ["Fire"] }] };
  expect(after(looks).attention.value.get("gym")).toEqual(["Fire"]);
  expect(after(looks, { type: "attention", cameras: [] }).attention.value.size).toBe(0);
});

it("shows the markers that stand now, once it was told any", () => {
  expect(after().markers.value).toBe(NOT_TOLD);
  const marked: ServerMessage = { type: "markers", markers: [markerView("m1")] };
  expect(after(marked).markers.value).toEqual([markerView("m1")]);
  expect(after(marked, { type: "markers", markers: [] }).markers.value).toEqual([]);
});

it("says of a camera what the service says of it", () => {
  const tile = after({ type: "camera_statuses", cameras: [UNREACHABLE] }).pictures.tile("gym").value;
  expect(tile).toMatchObject({ state: "offline", reason: UNREACHABLE.reason });
});

it("follows the service's clock", () => {
  const { clock } = after({ type: "pong", client_time_ms: NOW_MS, server_time_ms: NOW_MS + 5_000 });
  expect(clock.serverMs(NOW_MS)).toBe(NOW_MS + 5_000);
});

it("follows the campus to its next map, with the pictures of the cameras that stay", () => {
  const viewing = after({ type: "camera_statuses", cameras: [UNREACHABLE] });
  const gym = viewing.pictures.tile("gym");
  viewing.resurvey({ ...VIEW, cameras: [cameraView("gym"), cameraView("stage")], map_version: "second" });
  expect(viewing.view.map_version).toBe("second");
  expect(viewing.pictures.tile("gym")).toBe(gym);
  expect(gym.value.state).toBe("offline");
  expect(viewing.pictures.tile("stage").value.state).toBe("connecting");
});
