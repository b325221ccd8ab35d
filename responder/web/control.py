"""The control channel: one WebSocket per live session, over which phone and session talk."""

import asyncio
import time
from typing import Any
from weakref import WeakKeyDictionary

import msgspec
import structlog
from litestar import WebSocket
from litestar.exceptions import WebSocketDisconnect
from msgspec import Struct

from responder.live.messages import ClientMessage
from responder.live.session import LiveSession
from responder.web.rate import Rate, RateLimiter

log = structlog.get_logger(__name__)

Socket = WebSocket[Any, Any, Any]

# The framework's word for a phone that left, and the server's, which is an OSError.
_GONE = (WebSocketDisconnect, OSError)

# A message names at most 64 slots of at most 64 letters each.
MAX_MESSAGE_BYTES = 16 * 1024

# A finger that scrolls through all cameras sends ten a second; each makes the session decide anew.
_MESSAGES = Rate(burst=100, per_s=20)

# WebSocket close codes (RFC 6455 7.4.1).
_NORMAL = 1000
_POLICY_VIOLATION = 1008

_decoder = msgspec.json.Decoder(ClientMessage)


class Close(Struct, frozen=True):
    """How this side ends a channel."""

    code: int
    reason: str


class ControlChannels:
    """A phone that reconnects displaces its own half-dead channel: a session has one channel at a time."""

    def __init__(self) -> None:
        self._telling: WeakKeyDictionary[LiveSession, asyncio.Task[Close | None]] = WeakKeyDictionary()

    async def serve(self, socket: Socket, session: LiveSession) -> None:
        """Carries messages both ways until either side ends."""
        displaced = self._telling.get(session)
        if displaced is not None:
            displaced.cancel()
        telling = asyncio.create_task(_tell(socket, session))
        listening = asyncio.create_task(_listen(socket, session))
        self._telling[session] = telling
        with session.channel():
            close = await _first_of(telling, listening)
        if close is not None:
            await socket.close(code=close.code, reason=close.reason)


async def _tell(socket: Socket, session: LiveSession) -> Close | None:
    """Ends with the session's last message; None when the phone is gone."""
    try:
        async for message in session.messages():
            await socket.send_data(msgspec.json.encode(message), mode="text")
    except _GONE:
        return None
    return Close(_NORMAL, "the live session ended")


async def _listen(socket: Socket, session: LiveSession) -> Close | None:
    """Ends when the phone breaks the rules; None when it leaves. One that talks too fast is heard later."""
    limiter = RateLimiter(_MESSAGES)
    try:
        while True:
            session.handle(_decoder.decode(await socket.receive_text()))
            await asyncio.sleep(limiter.take("", time.monotonic()))
    except msgspec.DecodeError as error:
        log.warning("control_message_refused", live_id=session.live_id, reason=str(error))
        return Close(_POLICY_VIOLATION, _close_reason(error))
    except _GONE:
        return None


async def _first_of(*tasks: asyncio.Task[Close | None]) -> Close | None:
    """What the first task says that ends; the others are cancelled. A displaced channel closes normally."""
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    first = done.pop()
    return Close(_NORMAL, "another channel took over") if first.cancelled() else first.result()


def _close_reason(error: msgspec.DecodeError) -> str:
    """A close frame holds at most 123 bytes of reason (RFC 6455 5.5)."""
    return str(error).encode("ascii", "replace")[:123].decode("ascii")
