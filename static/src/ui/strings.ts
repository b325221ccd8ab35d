/** Every word on the screen, in one place; another language is another object of this shape. */

import type { TileState } from "../live/tile";
import type { FeedState, IncidentKind, LinkState } from "../wire/types";

interface EndedWords {
  readonly title: string;
  readonly what: string;
  readonly next: string;
}

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

const en = {
  product: "Responder",

  invitation: {
    title: "Live school cameras",
    lead: "A school has shared its cameras with you for an emergency.",
    open: "Open cameras",
    opening: "Opening…",
    facts: [
      "Live pictures of the whole building, without sound",
      "Opens in this browser, nothing to install",
      "The school sees that this device is watching, and can end it",
    ] as readonly string[],
    retrying: "Trying again by itself…",
    resuming: "Opening the cameras again…",
    checks: {
      noWebrtc: "This browser cannot play live video. You will see photos that renew about once a second.",
    },
  },

  failure: {
    "no-network": "No connection to the school's cameras. Check the signal or the network.",
    "captive-portal": "This network asks you to sign in first. Open its sign-in page, or use mobile data.",
    "store-unavailable": "The school's server is busy restarting. Your link is still good.",
    "too-many-requests": "Too many tries in a short time. Wait a moment.",
    busy: "The school's server is at its limit. Photos go on, live video is tried again.",
    "no-webrtc": "This browser cannot play live video. Open the link in Safari, Chrome or Firefox.",
    "sign-in-refused": "The user name or the password is wrong.",
    "account-locked": "Too many failed tries. Wait 15 minutes, or ask an administrator to unlock the account.",
    "not-signed-in": "You are signed out. Sign in again.",
    "not-allowed": "Your account does not allow this.",
    "incident-closed": "This incident is closed already.",
    unknown: "That did not work. It is tried again.",
  } as Record<string, string>,

  ended: {
    "link-revoked": {
      title: "The school has ended this link",
      what: "All pictures have stopped on this device. The incident may go on without it.",
      next: "If you still need the cameras, ask the school or dispatch for a new link.",
    },
    "link-expired": {
      title: "This link has run out of time",
      what: "All pictures have stopped on this device.",
      next: "Ask the school to extend the link, then tap Try again. You do not need a new one.",
    },
    "incident-closed": {
      title: "The incident is closed",
      what: "The school has closed it, and all pictures have stopped on every device.",
      next: "Nothing more to do here. You can close this page.",
    },
    "link-unknown": {
      title: "This link does not work",
      what: "The school's server does not know it. Often a part was lost when it was copied.",
      next: "Open the link from the original message, scan the QR code, or ask for it again.",
    },
    "no-link": {
      title: "No link was opened here",
      what: "This page shows cameras only when it is opened with a school's link.",
      next: "Open the link from the message you received, or scan the QR code.",
    },
    "device-limit": {
      title: "This link is open on too many devices",
      what: "The school limits how many devices may use one link.",
      next: "Ask the school to remove a device or to send you a link of your own, then tap Try again.",
    },
    "device-removed": {
      title: "The school has removed this device",
      what: "All pictures have stopped here. Other devices of your agency are not affected.",
      next: "If this was a mistake, ask the school for a new link.",
    },
    "not-allowed": {
      title: "This link does not open these cameras",
      what: "The school has shared other buildings with you.",
      next: "Ask the school for a link to this building.",
    },
    "not-signed-in": {
      title: "This device has no access any more",
      what: "The browser has lost its pass, or the school has removed the device.",
      next: "Open the link from the message again.",
    },
    unknown: {
      title: "Access has ended",
      what: "All pictures have stopped on this device.",
      next: "Ask the school for a new link.",
    },
  } as Record<string, EndedWords> & { unknown: EndedWords },
  tryAgain: "Try again",

  state: {
    connecting: "Connecting",
    live: "Live",
    delayed: "Delayed",
    stale: "Stale",
    photo: "Photo",
    offline: "Offline",
  } satisfies Record<TileState, string>,

  feed: {
    idle: "Ready",
    connecting: "Connecting",
    live: "Live",
    stalled: "No picture",
    unreachable: "Unreachable",
    credentials_rejected: "Password rejected",
    unsupported: "Not playable",
    unconfigured: "No address",
  } satisfies Record<FeedState, string>,

  viewer: {
    outside: "Outside",
    timeLeft: (time: string) => `${time} left`,
    timeOver: "Time is over",
    cameras: (count: number) => plural(count, "camera", "cameras"),
    map: "Map of the campus",
    mapLoading: "Map is loading…",
    mapFailed: "The map cannot be drawn on this device. All cameras are in the list.",
    levels: "Levels",
    wall: "Cameras",
    focus: "Large picture",
    previous: "Previous camera",
    next: "Next camera",
    close: "Back to map",
    full: "Full screen",
    notFull: "Leave full screen",
    search: "Search",
    searchHint: "Room, door, stairwell, camera",
    nothingFound: "Nothing by that name here.",
    closePanel: "Close",
    sheet: "Map or cameras",
    moreMap: "More map",
    moreCameras: "More cameras",
    wallSize: "Pictures at once",
    picturesAtOnce: (count: number) => plural(count, "picture at once", "pictures at once"),
    seenBy: "Cameras that see this place",
    seenByNone: "No camera sees this place. The nearest ones:",
    thisSpot: "Cameras that see this spot",
    kindOf: {
      camera: "Camera",
      room: "Room",
      door: "Door",
      stairs: "Stairs",
      equipment: "Equipment",
    },
    play: "Tap to play",
    playNote: "This phone holds videos back, often in Low Power Mode.",
    reconnecting: "Connection lost. Pictures are getting old. Reconnecting…",
    photosOnly: "Live video does not get through. Showing photos instead.",
    photosNoWebrtc: "This browser cannot play live video. Showing photos instead.",
    noCameras: "No cameras are shared here.",
    stoppedAt: (time: string) => `No new picture since ${time}.`,
    secondsOld: (age: number) => `${age} seconds old`,
    minutesOld: (minutes: number) => plural(minutes, "minute old", "minutes old"),
  },

  kind: {
    drill: "Drill",
    medical: "Medical",
    fire: "Fire",
    police: "Police",
    lockdown: "Lockdown",
    weather: "Weather",
    other: "Other",
  } satisfies Record<IncidentKind, string>,

  console: {
    title: "Safety console",
    signIn: "Sign in",
    signingIn: "Signing in…",
    signOut: "Sign out",
    username: "User name",
    password: "Password",
    share: "Share cameras",
    sharing: "Sharing…",
    shareTitle: (building: string) => `Share ${building}`,
    reason: "Why",
    agency: "With whom",
    reasons: [
      { kind: "police", reason: "Active threat" },
      { kind: "fire", reason: "Fire" },
      { kind: "medical", reason: "Medical emergency" },
      { kind: "lockdown", reason: "Lockdown" },
      { kind: "drill", reason: "Drill" },
    ] as readonly { kind: IncidentKind; reason: string }[],
    agencies: ["Police", "Fire", "EMS", "Sheriff", "State police"] as readonly string[],
    buildings: "Buildings",
    openIncidents: "Open incidents",
    closedIncidents: "Closed in the last 24 hours",
    noIncidents: "No open incident. Tap a building to share its cameras.",
    cameraHealth: "Cameras",
    camerasUp: (up: number, all: number) => `${up} of ${all} ready`,
    allCamerasWell: "Every camera is reachable.",
    links: "Links",
    linkReady: "Link is ready",
    linkFor: (agency: string) => `For ${agency}`,
    scan: "Scan with the other phone, or send the link.",
    copy: "Copy link",
    copied: "Copied",
    send: "Send…",
    done: "Done",
    validFor: (time: string) => `Valid for ${time}`,
    revoke: "Revoke",
    revokeSure: "Tap again to revoke",
    extend: "+1 hour",
    close: "Close incident",
    closeSure: "Tap again: ends all links",
    remove: "Remove",
    removeSure: "Tap again",
    newLink: "New link",
    devices: (count: number) => plural(count, "device", "devices"),
    noDevice: "Not opened yet",
    neverOpened: "Never opened",
    watching: (cameras: string) => `Watching ${cameras}`,
    andMore: (count: number) => ` +${count} more`,
    connectedIdle: "Open, watching nothing",
    away: "Not connected",
    openedBy: (who: string, when: string) => `Opened by ${who} at ${when}`,
    closedAt: (when: string) => `Closed at ${when}`,
    linkState: {
      active: "Active",
      expired: "Expired",
      revoked: "Revoked",
      closed: "Closed",
    } satisfies Record<LinkState, string>,
    offline: "No connection to the service. What you see may be old.",
    back: "Back",
    cameras: (count: number) => plural(count, "camera", "cameras"),
    sharedNow: "Shared now",
  },
};

export type Strings = typeof en;

/** The words of the current language. */
export const t: Strings = en;

/** The sentence for a failure that goes by itself or by another try. */
export function failureText(reason: string, detail: string): string {
  return t.failure[reason] ?? (detail || (t.failure["unknown"] ?? ""));
}

export function endedText(reason: string): EndedWords {
  return t.ended[reason] ?? t.ended.unknown;
}
