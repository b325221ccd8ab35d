"""What keeps pictures from flapping between rungs: down at once, up slowly."""

import math
from collections.abc import Sequence

from responder.delivery.ladder import Rung

# An upgrade that would use up the whole estimate would be taken back at its next wobble.
HEADROOM = 1.15
_HEADROOM_HELD_S = 1.0
_UPGRADE_INTERVAL_S = 0.5
_DWELL_S = 2.0
# A slot that the link could not carry needs more headroom for this time, longer every time it happens. Twice
# as much for twice as long left a tenth of real LTE links unused and made no picture fresher.
BAN_HEADROOM = 1.5
_BAN_S = 4.0
_BAN_GROWTH = 2.0
_BAN_MAX_S = 60.0
# A new picture, or a picture just tapped, climbs as fast as the estimate does.
_FRESH_S = 3.0
# Scrolling past a picture does not stop it.
_PAUSE_AFTER_S = 1.0


class SlotMemory:
    """What is remembered of a slot between decisions."""

    def __init__(self, camera_id: str, now: float) -> None:
        self.camera_id = camera_id
        self.focused = False
        self.rung: Rung | None = None
        self.fresh_since_s = now
        self.changed_at_s = -math.inf
        self.seen_at_s = -math.inf
        self.banned_until_s = -math.inf
        self.ban_s = _BAN_S
        self.climbed = False

    def look(self, now: float, *, focused: bool, visible: bool) -> bool:
        """Takes in what the phone asks for; whether that is something else than before."""
        shown_again = visible and now - self.seen_at_s >= _PAUSE_AFTER_S
        changed = shown_again or focused != self.focused
        if changed:
            self.freshen(now)
        self.focused = focused
        if visible:
            self.seen_at_s = now
        return changed

    def freshen(self, now: float) -> None:
        """Lets the slot climb as fast as the estimate does."""
        self.fresh_since_s = now
        self.banned_until_s = -math.inf

    def paused(self, now: float) -> bool:
        """Whether the phone has not shown the slot for a while."""
        return now - self.seen_at_s >= _PAUSE_AFTER_S

    def fresh(self, now: float) -> bool:
        """Whether the phone has just begun to show it."""
        return now - self.fresh_since_s < _FRESH_S and now >= self.banned_until_s

    def may_climb(self, now: float) -> bool:
        """Whether its last change lies back for long enough; the focused one need not wait on a poster."""
        return now - self.changed_at_s >= _DWELL_S or (self.focused and self.rung is None)

    def headroom(self, now: float) -> float:
        """How many times the cost of a climb the link must carry. A ban is about better pictures."""
        if self.rung is None:
            return 1.0 if self.fresh(now) else HEADROOM
        return BAN_HEADROOM if now < self.banned_until_s else HEADROOM

    def settle(self, rung: Rung | None, now: float) -> None:
        """Remembers a change."""
        self.climbed |= rung is not None and (self.rung is None or rung.rank < self.rung.rank)
        self.rung = rung
        self.changed_at_s = now

    def ban(self, now: float) -> None:
        """The link could not carry it; a picture that falls step by step falls once."""
        if now - self.banned_until_s > _BAN_MAX_S:
            self.ban_s = _BAN_S
        elif self.climbed:
            self.ban_s = min(self.ban_s * _BAN_GROWTH, _BAN_MAX_S)
        self.banned_until_s = now + self.ban_s
        self.climbed = False


class ClimbGate:
    """Lets one settled picture of a phone climb at a time, after the room for it has lasted."""

    def __init__(self) -> None:
        self._possible_since_s: float | None = None
        self._climbed_at_s = -math.inf

    def pick(self, settled: Sequence[int], now: float) -> int | None:
        """The one that may climb now: the first in priority, once the room for it has lasted."""
        if not settled:
            self._possible_since_s = None
            return None
        if self._possible_since_s is None:
            self._possible_since_s = now
        held_s = now - self._possible_since_s
        if held_s < _HEADROOM_HELD_S or now - self._climbed_at_s < _UPGRADE_INTERVAL_S:
            return None
        self._climbed_at_s = now
        return settled[0]
