"""Pictures come out whole and in order, however the camera cuts them, and early where that is safe."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.media.access_units import MAX_UNIT_BYTES, AssembledUnit, Assembler
from responder.media.picture_end import PROOF

START = b"\0\0\0\1"
FRAME = 6000
Picture = tuple[bytes, ...]
Packet = tuple[bytes, int]


def nal(kind: int, size: int, seed: int = 0) -> bytes:
    """A NAL unit of this type and size, without anything that looks like a start code."""
    return bytes((0x60 | kind,)) + random.Random(seed).randbytes(size - 1).replace(b"\0", b"\1")


def picture(index: int, sizes: tuple[int, ...] = (3000,)) -> Picture:
    """One slice per size; every 30th picture is a key frame with parameter sets."""
    if index % 30:
        return tuple(nal(1, size, index) for size in sizes)
    return nal(7, 20), nal(8, 6), *(nal(5, size * 5, index) for size in sizes)


def packets(nals: Picture, timestamp: int, mtu: int = 1400, *, equal: bool = False) -> list[Packet]:
    """What the demuxer hands out: single NAL units, or fragments that are full (or equal) but the last."""
    cut = []
    for unit in nals:
        if len(unit) <= mtu:
            cut.append((START + unit, timestamp))
            continue
        body, size = unit[1:], mtu - 2
        if equal:
            count = -(-len(body) // size)
            size = -(-len(body) // count)
        parts = [body[at : at + size] for at in range(0, len(body), size)]
        cut += [(START + unit[:1] + parts[0], timestamp), *((part, timestamp) for part in parts[1:])]
    return cut


def assembled(
    pictures: list[Picture], mtu: int = 1400, *, equal: bool = False
) -> list[tuple[int, AssembledUnit]]:
    """(index of the picture whose packet completed it, unit) for each unit."""
    assembler = Assembler()
    units = []
    for index, nals in enumerate(pictures):
        for packet in packets(nals, index * FRAME, mtu, equal=equal):
            units += [(index, unit) for unit in assembler.add(*packet, now=0.0)]
    return units


@given(
    sizes=st.lists(st.lists(st.integers(2, 6000), min_size=1, max_size=3), min_size=2, max_size=80),
    mtu=st.integers(600, 1500),
    equal=st.booleans(),
)
def test_every_picture_comes_out_whole_and_in_order(sizes: list[list[int]], mtu: int, equal: bool) -> None:
    """Any slices, any packet size: all pictures but the last, which may still go on, come out unchanged."""
    pictures = [picture(index, tuple(it)) for index, it in enumerate(sizes)]
    units = [unit for _, unit in assembled(pictures, mtu, equal=equal)]
    assert [unit.nals for unit in units[: len(pictures) - 1]] == pictures[:-1]
    assert [unit.timestamp for unit in units] == [index * FRAME for index in range(len(units))]


@pytest.mark.parametrize("slices", [1, 4])
@pytest.mark.parametrize(("equal", "share"), [(False, 0.95), (True, 0.3)], ids=["full", "equal"])
def test_comes_out_at_once_after_proof(slices: int, equal: bool, share: float) -> None:
    """A regular camera's pictures are complete with their own last packet, two seconds after it connected.

    Where all fragments are of equal size, only those pictures whose last one happens to be smaller.
    """
    generator = random.Random(7)
    pictures = [
        picture(index, tuple(generator.randrange(300, 5000) for _ in range(slices))) for index in range(200)
    ]
    units = assembled(pictures, equal=equal)
    at_once = [index * FRAME == unit.timestamp for index, unit in units if index > PROOF + 30]
    assert [unit.nals for _, unit in units][:199] == pictures[:199]
    assert sum(at_once) / len(at_once) > share


def test_waits_for_the_next_picture_before_proof() -> None:
    """Nothing is guessed at the beginning."""
    units = assembled([picture(index) for index in range(PROOF)])
    assert all(unit.timestamp == (index - 1) * FRAME for index, unit in units)


def test_waits_when_the_last_fragment_is_full() -> None:
    """A picture whose last fragment is as large as the others may go on, so it waits, and is whole."""
    usual = [picture(index) for index in range(60)]
    exact = (nal(1, 1 + 3 * 1398),)
    units = assembled([*usual, exact, picture(61), picture(62)])
    index, unit = next((index, unit) for index, unit in units if unit.timestamp == 60 * FRAME)
    assert (index, unit.nals) == (61, exact)


def test_one_wrong_guess_is_the_last() -> None:
    """A camera that suddenly makes more slices loses one picture's rest; from then on nothing is guessed."""
    assembler = Assembler()
    pictures = [picture(index) for index in range(60)] + [
        picture(index, (900, 900)) for index in range(60, 120)
    ]
    units = [
        unit
        for index, nals in enumerate(pictures)
        for packet in packets(nals, index * FRAME)
        for unit in assembler.add(*packet, now=0.0)
    ]
    damaged = [unit.timestamp for unit, nals in zip(units, pictures, strict=False) if unit.nals != nals]
    assert damaged == [60 * FRAME]
    assert (assembler.damaged, assembler.immediate) == (1, False)


def test_begins_in_the_middle_of_a_picture() -> None:
    """A session that is joined between two fragments begins with the next whole picture."""
    cut = packets(picture(1), FRAME)
    assembler = Assembler()
    units = []
    for packet in [*cut[1:], *packets(picture(2), 2 * FRAME), *packets(picture(3), 3 * FRAME)]:
        units += assembler.add(*packet, now=0.0)
    assert [unit.timestamp for unit in units] == [2 * FRAME]


def test_memory_is_bounded() -> None:
    """A camera whose timestamps stand still does not fill the memory."""
    assembler = Assembler()
    for _ in range(MAX_UNIT_BYTES // 1000 * 3):
        assembler.add(b"\1" * 1000, 0, now=0.0)
    assert assembler.damaged >= 2
