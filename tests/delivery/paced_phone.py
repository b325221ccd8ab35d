"""A phone behind a pacer, in a time of its own."""

from responder.delivery.gop import Frame
from responder.delivery.pacer import Departure, Pacer
from responder.delivery.slot import Slot

START_S = 50.0


class Phone:
    """Slots and their pacer, with a clock: what a transport does with them."""

    def __init__(self, *, budget_bps: float | None, slots: int = 2) -> None:
        self.slots = [Slot(first_sequence_number=0, first_timestamp=0) for _ in range(slots)]
        self.pacer = Pacer(self.slots, budget_bps=budget_bps)
        self.now = START_S
        self.left: list[tuple[float, Departure]] = []
        for slot in self.slots:
            slot.pour([], self.now, 0)

    def frame(self, slot_index: int, frame: Frame) -> bool:
        """A live frame arrives for a slot; whether the slot took it."""
        slot_frame = self.slots[slot_index].accept(frame, self.now)
        if slot_frame is not None:
            departure = self.pacer.enqueue(slot_index, slot_frame, self.now)
            self.left += [(self.now, departure)] if departure else []
        return slot_frame is not None

    def run_until(self, end_s: float) -> None:
        """Lets time pass, waking up when the pacer says."""
        while (due_s := self.pacer.next_at()) is not None and due_s <= end_s:
            self.now = max(self.now, due_s)
            self.left += [(self.now, departure) for departure in self.pacer.due(self.now)]
        self.now = max(self.now, end_s)

    def sequence_numbers(self, slot_index: int) -> list[int]:
        """Of all packets that left on a slot, in order."""
        return [
            departure.slot_frame.first_sequence_number + place
            for _, departure in self.left
            if departure.slot_index == slot_index
            for place in range(departure.start, departure.stop)
        ]

    def indexes(self, slot_index: int) -> list[int]:
        """Of the frames that left on a slot as a whole."""
        return [
            departure.slot_frame.frame.index
            for _, departure in self.left
            if departure.slot_index == slot_index
            and departure.stop == len(departure.slot_frame.frame.payloads)
        ]
