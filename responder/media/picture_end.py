"""Learns how the last packet of a picture looks, so that one need not wait for the next picture to know.

Encoders make as many slices in every picture, and no packetizer makes a fragment smaller than the next one.
Both are only believed after `PROOF` pictures in a row for which they held, and given up for good when they
failed after that.
"""

from responder.delivery.nal import NalType

# Two seconds at 15 frames per second, usually with a key frame among them.
PROOF = 30
# Nobody fragments for packets smaller than this.
SMALLEST_FRAGMENT_BYTES = 500
# So many first fragments of one size show that the packetizer fills them.
FILLS_AFTER = 8

_START_CODE = b"\x00\x00\x00\x01"
# What the first fragment of a NAL unit has beyond the others: start code and NAL header.
_FIRST_EXTRA_BYTES = len(_START_CODE) + 1
_SLICES = frozenset({NalType.SLICE, NalType.PARTITION_A, NalType.IDR})


class PictureEnd:
    """Looks at every packet of a stream; says of each whether it looks like the last of its picture."""

    def __init__(self) -> None:
        self.hopeless = False
        """Whether it was wrong after it had been proven."""
        self._right_in_a_row = 0
        self._usual_slices = 0
        self._fragments = FragmentSizes()
        self._slices = 0
        self._in_slice = False
        self._looks_last = False
        self._was_wrong = False
        self._first_bytes = 0
        self._is_fragmented = False

    @property
    def proven(self) -> bool:
        """Whether to act upon what `packet` says."""
        return self._right_in_a_row >= PROOF and not self.hopeless

    def packet(self, data: bytes) -> bool:
        """Whether this packet of the picture looks like the last one."""
        self._was_wrong |= self._looks_last
        ends_nal = self._begin_nal(data) if data.startswith(_START_CODE) else self._continue_nal(data)
        self._looks_last = ends_nal and self._in_slice and self._slices == self._usual_slices
        return self._looks_last

    def next_picture(self) -> None:
        """The picture is over for certain: its packets have taught something."""
        if self._was_wrong or self._slices != self._usual_slices:
            self._right_in_a_row = 0
        else:
            self._right_in_a_row += 1
        self._usual_slices, self._slices = self._slices, 0
        self._in_slice = self._looks_last = self._was_wrong = False

    def give_up(self) -> None:
        """A packet came after the last one: this stream cannot be predicted."""
        self.hopeless = True

    def _begin_nal(self, data: bytes) -> bool:
        """Whole NAL units, or the first fragment of one; whether it is certainly whole."""
        self._first_bytes = len(data)
        self._is_fragmented = False
        kinds = [nal[0] & 0x1F for nal in data.split(_START_CODE) if nal]
        self._slices += sum(kind in _SLICES for kind in kinds)
        self._in_slice = bool(kinds) and kinds[-1] in _SLICES
        return len(data) < self._fragments.whole_below_bytes

    def _continue_nal(self, data: bytes) -> bool:
        """A further fragment; whether it is certainly the last one."""
        if not self._is_fragmented:
            self._is_fragmented = True
            self._fragments.first_fragment(self._first_bytes)
        return len(data) < self._first_bytes - _FIRST_EXTRA_BYTES


class FragmentSizes:
    """Learns below which size a packet that begins a NAL unit is certainly not its first fragment."""

    def __init__(self) -> None:
        self.whole_below_bytes = SMALLEST_FRAGMENT_BYTES
        self._largest = 0
        self._seen = 0
        self._is_filler = True

    def first_fragment(self, size_bytes: int) -> None:
        """A fragmented NAL unit began with a packet of this size."""
        self._is_filler &= self._largest in (0, size_bytes)
        self._largest = max(self._largest, size_bytes)
        self._seen += 1
        # A packetizer that makes fragments of equal size makes two of a NAL unit that just does not fit.
        fills = self._is_filler and self._seen >= FILLS_AFTER
        self.whole_below_bytes = max(self._largest if fills else self._largest // 2, SMALLEST_FRAGMENT_BYTES)
