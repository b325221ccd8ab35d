"""What the service knows of a camera now, in the words that a responder reads."""

from enum import StrEnum

from msgspec import Struct


class FeedState(StrEnum):
    """The state of a camera's feed."""

    IDLE = "idle"  # nobody watches: not connected
    CONNECTING = "connecting"
    LIVE = "live"
    STALLED = "stalled"  # connected, but no picture for 5 s
    UNREACHABLE = "unreachable"
    CREDENTIALS_REJECTED = "credentials_rejected"
    UNSUPPORTED = "unsupported"  # sends nothing that a browser can play
    UNCONFIGURED = "unconfigured"  # surveyed on the map, but no address in the settings


class FeedStatus(Struct, frozen=True, kw_only=True):
    """`reason` is one sentence for a person, empty while all is well; without address or credential."""

    state: FeedState
    reason: str = ""
