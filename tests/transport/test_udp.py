"""A stranger on the media port costs no more than to be read."""

import socket

from responder.transport.ice import Path
from responder.transport.udp import UdpEndpoint
from tests.transport.conftest import until

STUN, LAST, HELLO, MEDIA = b"\0\1check", b"\0\1last", b"\x16\xfe\xfdhello", b"\x80media"


class Listener:
    """Hears what is passed on, and says whether it knows the sender."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.knows = False

    def receive(self, data: bytes, path: Path) -> bool:
        self.heard.append(data)
        return self.knows


async def test_only_a_check_makes_a_stranger_known() -> None:
    """Handshakes and media of strangers are dropped unseen, before the first check and after they left."""
    listener = Listener()
    receiving, sending = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
    receiving.bind(("127.0.0.1", 0))
    receiving.setblocking(False)
    endpoint = UdpEndpoint(receiving, "127.0.0.1", listener.receive)
    endpoint.open()

    async def passed_on(*datagrams: bytes) -> list[bytes]:
        """Of these and a check behind them, which always is."""
        listener.heard.clear()
        for datagram in (*datagrams, LAST):
            sending.sendto(datagram, receiving.getsockname())
        await until(lambda: LAST in listener.heard)
        return listener.heard[:-1]

    assert await passed_on(MEDIA, HELLO, STUN, MEDIA) == [STUN]
    listener.knows = True
    assert await passed_on(STUN, MEDIA, HELLO) == [STUN, MEDIA, HELLO]
    listener.knows = False
    endpoint.forget(("127.0.0.1", sending.getsockname()[1]))
    assert await passed_on(MEDIA, HELLO) == []
    endpoint.close()
    sending.close()
