"""Hands a stream's units to those who decode them, and keeps those since the last key frame for who joins."""

from collections.abc import Callable

from responder.delivery.gop import MAX_GOP_BYTES
from responder.media.source_unit import SourceUnit


class UnitRelay:
    """The cached units are whole: a key frame and all that followed it, or nothing."""

    def __init__(self) -> None:
        self._watchers: list[Callable[[SourceUnit], None]] = []
        self._units: list[SourceUnit] = []
        self._bytes = 0

    def units(self) -> tuple[SourceUnit, ...]:
        """The units since the last key frame."""
        return tuple(self._units)

    def watch(self, receive: Callable[[SourceUnit], None]) -> Callable[[], None]:
        """Hands every unit from now on to `receive`, until the returned function is called."""
        self._watchers.append(receive)

        def leave() -> None:
            if receive in self._watchers:
                self._watchers.remove(receive)

        return leave

    def send(self, unit: SourceUnit) -> None:
        """The next unit."""
        self._keep(unit)
        for receive in tuple(self._watchers):
            receive(unit)

    def forget(self) -> None:
        """What follows does not continue what was."""
        self._units.clear()
        self._bytes = 0

    def _keep(self, unit: SourceUnit) -> None:
        if unit.keyframe:
            self.forget()
        elif not self._units or unit.after_gap or self._bytes + len(unit.data) > MAX_GOP_BYTES:
            self.forget()
            return
        self._units.append(unit)
        self._bytes += len(unit.data)
