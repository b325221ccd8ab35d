/** English: the language that defines which words the console has behind its first page. */

import type { Destination } from "./destination";

export const en = {
  menu: "Menu",
  destinations: {
    share: "Share",
    cameras: "Cameras",
  } satisfies Record<Destination, string>,

  building: "Building",
  save: "Save",
  saving: "Saving…",
  cancel: "Cancel",
  less: (what: string) => `Less: ${what}`,
  more: (what: string) => `More: ${what}`,

  placing: {
    cameras: "Cameras on the map",
    lead: "Pick a camera in the list or on the map.",
    find: "Find a camera",
    none: "No camera of that name.",
    unsurveyed: "No direction",
    saved: (camera: string) => `${camera} is saved on the map, and on the record.`,
    how: "Drag the camera or the end of its line, or tap the map to put it there.",
    keys: "Arrow keys move the camera, with Shift further. Brackets turn it, with Shift by one degree.",
    move: (camera: string) => `Move ${camera}`,
    aim: (camera: string) => `Turn ${camera}`,
    level: "Where it hangs",
    direction: "Direction",
    fov: "Field of view",
    range: "Sees as far as",
    degrees: (degrees: number) => `${Math.round(degrees * 10) / 10}°`,
    metres: (metres: number) => `${Math.round(metres * 10) / 10} m`,
    unsurveyedLead: "Nobody has said where this camera looks: no search finds it for a room, and it has no view.",
    survey: "Say where it looks",
    forget: "Direction is not known",
    picture: "Show its latest picture",
    noPicture: "There is no picture of it just now.",
    verified: "I stand there and have compared",
  },
};
