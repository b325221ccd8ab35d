"""Datagrams leave in as few system calls as the kernel allows, and never hold anybody up."""

import errno
import socket
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from responder.transport.ice import Path
from responder.transport.srtp import Burst
from responder.transport.udp import GSO_MAX_BYTES, GSO_MAX_SEGMENTS, UdpEndpoint, UdpSender, runs
from tests.transport.conftest import until


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


def burst(datagrams: Sequence[bytes]) -> Burst:
    """Datagrams side by side, as the protector leaves them."""
    return Burst(memoryview(b"".join(datagrams)), tuple(map(len, datagrams)))


STUN, LAST, HELLO, MEDIA = b"\0\1check", b"\0\1last", b"\x16\xfe\xfdhello", b"\x80media"


async def test_only_a_check_makes_a_stranger_known() -> None:
    """Handshakes and media of strangers are dropped unseen, before the first check and after they left."""
    pair, listener = Pair(), Listener()
    endpoint = UdpEndpoint(pair.receiving, "127.0.0.1", listener.receive)
    pair.receiving.setblocking(False)
    endpoint.open()

    async def passed_on(*datagrams: bytes) -> list[bytes]:
        """Of these and a check behind them, which always is."""
        listener.heard.clear()
        for datagram in (*datagrams, LAST):
            pair.sending.sendto(datagram, pair.address)
        await until(lambda: LAST in listener.heard)
        return listener.heard[:-1]

    assert await passed_on(MEDIA, HELLO, STUN, MEDIA) == [STUN]
    listener.knows = True
    assert await passed_on(STUN, MEDIA, HELLO) == [STUN, MEDIA, HELLO]
    listener.knows = False
    endpoint.forget(("127.0.0.1", pair.sending.getsockname()[1]))
    assert await passed_on(MEDIA, HELLO) == []
    endpoint.close()
    pair.sending.close()


class Listener:
    """Hears what is passed on, and says whether it knows the sender."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.knows = False

    def receive(self, data: bytes, path: Path) -> bool:
        self.heard.append(data)
        return self.knows


class Pair:
    """Two UDP sockets on loopback."""

    def __init__(self) -> None:
        self.receiving = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.receiving.bind(("127.0.0.1", 0))
        self.receiving.settimeout(5)
        self.sending = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sending.setblocking(False)
        self.address = self.receiving.getsockname()

    def close(self) -> None:
        """Close both."""
        self.receiving.close()
        self.sending.close()


def test_a_burst_arrives_as_single_datagrams() -> None:
    """The kernel cuts it at the datagrams' borders."""
    pair = Pair()
    datagrams = [bytes([n]) * 1100 for n in range(8)] + [b"last", b"longer again"]
    assert UdpSender(pair.sending, pair.address).send_burst(burst(datagrams)) == len(datagrams)
    assert [pair.receiving.recv(2000) for _ in datagrams] == datagrams
    pair.close()


@pytest.mark.parametrize("refusal", [errno.EIO, errno.EINVAL])
def test_without_segmentation_offload_datagrams_leave_singly(refusal: int) -> None:
    """A device or path that refuses it is remembered; nothing is lost and nothing raised."""
    pair, attempts = Pair(), []

    class Refusing(socket.socket):
        def sendmsg(self, *_: object) -> int:
            attempts.append(refusal)
            raise OSError(refusal, "no segmentation here")

    refusing = Refusing(socket.AF_INET, socket.SOCK_DGRAM)
    sender = UdpSender(refusing, pair.address)
    for _ in range(2):
        assert sender.send_burst(burst([b"one", b"two"])) == 2
        assert [pair.receiving.recv(100), pair.receiving.recv(100)] == [b"one", b"two"]
    assert attempts == [refusal]
    refusing.close()
    pair.close()


def test_what_cannot_leave_is_dropped_not_raised() -> None:
    """A full buffer or a missing route costs packets, never the caller."""
    pair = Pair()
    to_nowhere = UdpSender(pair.sending, ("127.0.0.1", 0))
    assert to_nowhere.send(b"x") is False
    assert to_nowhere.send_burst(burst([b"x" * 100] * 3)) == 0
    oversized = UdpSender(pair.sending, pair.address)
    assert oversized.send(bytes(70_000)) is False
    pair.close()
