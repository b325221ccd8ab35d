"""Datagrams leave in as few system calls as the kernel allows, and never hold anybody up."""

import asyncio
import errno
import select
import socket
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from responder.transport.srtp import Burst
from responder.transport.udp_sender import (
    GSO_MAX_BYTES,
    GSO_MAX_SEGMENTS,
    TOGETHER,
    Departures,
    UdpSender,
    runs,
)


@settings(deadline=None)  # other work on the machine is not the code's time
@given(st.lists(st.integers(1, 1500), max_size=200))
def test_runs_suit_the_kernel(sizes: list[int]) -> None:
    """Segmentation offload takes equal segments but a smaller last one, 64 at most, 64 KiB at most."""
    remaining = list(sizes)
    for size, count, length in runs(tuple(sizes)):
        run, remaining = remaining[:count], remaining[count:]
        assert sum(run) == length
        assert 1 <= count <= GSO_MAX_SEGMENTS
        assert length <= max(GSO_MAX_BYTES, size)
        assert all(each == size for each in run[:-1])
        assert run[-1] <= size
    assert remaining == []


async def turn_of_the_loop() -> None:
    """Everything that was due before has been done."""
    await asyncio.sleep(0)


def burst(datagrams: Sequence[bytes]) -> Burst:
    """Datagrams side by side, as the protector leaves them."""
    return Burst(memoryview(b"".join(datagrams)), tuple(map(len, datagrams)))


class Pair:
    """Two UDP sockets on loopback."""

    def __init__(self) -> None:
        self.receiving = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.receiving.bind(("127.0.0.1", 0))
        self.receiving.settimeout(5)
        self.sending = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sending.setblocking(False)
        self.address = self.receiving.getsockname()
        self._departures = Departures()

    def sender(self) -> UdpSender:
        """From one to the other."""
        return UdpSender(self.sending, self.address, self._departures)

    def has_arrived(self) -> bool:
        """Whether anything is to be read."""
        return bool(select.select([self.receiving], [], [], 0)[0])

    def close(self) -> None:
        """Close both."""
        self.receiving.close()
        self.sending.close()


async def test_a_burst_arrives_as_single_datagrams() -> None:
    """The kernel cuts it at the datagrams' borders."""
    pair = Pair()
    datagrams = [bytes([n]) * 1100 for n in range(8)] + [b"last", b"longer again"]
    assert pair.sender().send_burst(burst(datagrams)) == len(datagrams)
    await turn_of_the_loop()
    assert [pair.receiving.recv(2000) for _ in datagrams] == datagrams
    pair.close()


async def test_bursts_to_many_phones_leave_together() -> None:
    """In order, when there are enough of them, and at the latest before the loop turns to what came later."""
    pair = Pair()
    sender = pair.sender()
    for number in range(TOGETHER):
        assert not pair.has_arrived()
        sender.send_burst(burst([bytes([number])]))
    assert [pair.receiving.recv(100) for _ in range(TOGETHER)] == [bytes([n]) for n in range(TOGETHER)]
    sender.send_burst(burst([b"one more"]))
    assert not pair.has_arrived()
    await turn_of_the_loop()
    assert pair.receiving.recv(100) == b"one more"
    pair.close()


async def test_a_burst_is_kept_as_it_was_handed_over() -> None:
    """The buffer that it stands in is used for the next one before it leaves."""
    pair = Pair()
    shared = bytearray(b"first")
    pair.sender().send_burst(Burst(memoryview(shared), (5,)))
    shared[:] = b"other"
    await turn_of_the_loop()
    assert pair.receiving.recv(100) == b"first"
    pair.close()


async def test_nothing_leaves_behind_a_goodbye() -> None:
    """What was handed over before it leaves before it."""
    pair = Pair()
    sender = pair.sender()
    sender.send_burst(burst([b"picture"]))
    sender.send_last([b"goodbye"])
    assert [pair.receiving.recv(100) for _ in range(2)] == [b"picture", b"goodbye"]
    await turn_of_the_loop()
    assert not pair.has_arrived()
    pair.close()


@pytest.mark.parametrize("refusal", [errno.EIO, errno.EINVAL])
async def test_without_segmentation_offload_datagrams_leave_singly(refusal: int) -> None:
    """A device or path that refuses it is remembered; nothing is lost and nothing raised."""
    pair, attempts = Pair(), []

    class Refusing(socket.socket):
        def sendmsg(self, *_: object) -> int:
            attempts.append(refusal)
            raise OSError(refusal, "no segmentation here")

    refusing = Refusing(socket.AF_INET, socket.SOCK_DGRAM)
    sender = UdpSender(refusing, pair.address, Departures())
    for _ in range(2):
        sender.send_burst(burst([b"one", b"two"]))
        await turn_of_the_loop()
        assert [pair.receiving.recv(100), pair.receiving.recv(100)] == [b"one", b"two"]
    assert attempts == [refusal]
    refusing.close()
    pair.close()


async def test_what_cannot_leave_is_dropped_not_raised() -> None:
    """A full buffer or a missing route costs packets, never the caller."""
    pair = Pair()
    to_nowhere = UdpSender(pair.sending, ("127.0.0.1", 0), Departures())
    assert to_nowhere.send(b"x") is False
    to_nowhere.send_burst(burst([b"x" * 100] * 3))
    assert pair.sender().send(bytes(70_000)) is False
    pair.sender().send_burst(burst([b"still here"]))
    await turn_of_the_loop()
    assert pair.receiving.recv(100) == b"still here"
    pair.close()
