"""ICE-lite for every phone behind one port, sans-IO: datagrams and their paths in, answers and paths out."""

# The rules (RFC 8445 for a lite agent that is always controlled, RFC 8489 for STUN):
#
# 1. Only a Binding request is looked at, and only one that names a fragment of ours, carries a FINGERPRINT
#    and a MESSAGE-INTEGRITY made with that fragment's password. Anything else is met with silence, never with
#    an error response: an unauthenticated sender gets zero bytes back, so the port amplifies nothing.
# 2. An authenticated check validates its path. DTLS and SRTP are taken from validated paths alone.
# 3. The path of the latest authenticated USE-CANDIDATE is the selected one; before it, the first valid path.
# 4. A path belongs to one owner. It can be taken over only when its owner has not checked it for a while.
# 5. After a restart both generations of credentials are good, until a check made with the newer one comes.
# 6. What a sender who has seen a fragment on the wire can make us compute is bounded, and does not take the
#    checks of a validated path away.
# 7. Consent (RFC 7675): an owner without an authenticated check for CONSENT_S is silent, and will be ended.

import struct
from typing import Any

import msgspec
from aioice import stun

from responder.transport.allowance import Allowance

# RFC 7675 section 5.1: consent to send expires 30 s after the last sign of it.
CONSENT_S = 30.0
# Browsers repeat their checks every 2.5 s (Chromium) to 6 s (Firefox); after 10 s the path is up for grabs.
PATH_HELD_S = 10.0
# A phone has Wi-Fi and cellular, IPv4 and IPv6, UDP and TCP; behind a symmetric NAT a few more.
PATHS_PER_OWNER = 16
# A browser's check is 100 to 160 bytes; RFC 8489 section 6.1 keeps STUN below 576 for paths of unknown MTU.
CHECK_MAX_BYTES = 576
# Chromium paces its checks 50 ms apart over all pairs; an owner's known and new paths are counted apart.
CHECKS_PER_S = 100
# USERNAME comes first in practice; this many attributes are skipped in search of it, so junk costs little.
ATTRIBUTES_SEARCHED = 8

_BINDING_REQUEST = b"\x00\x01"
_COOKIE = stun.COOKIE.to_bytes(4, "big")
_USERNAME = 0x0006
_ATTRIBUTE = struct.Struct("!HH")


class Path(msgspec.Struct, frozen=True):
    """A 5-tuple: the protocol, our bound address, and the phone's socket address as we see it."""

    protocol: str
    local_address: str
    remote: tuple[Any, ...]


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """A user name fragment (at least 4 ice-chars) and its password (at least 22), RFC 8445 section 5.3."""

    ufrag: str
    password: str


class CheckAnswered(msgspec.Struct, frozen=True, kw_only=True):
    """An authenticated check came: `response` goes back on its path; `selected` is its owner's path now.

    `abandoned` is a path of the owner that was given up, because it has too many.
    """

    owner: str
    response: bytes
    selected: Path
    abandoned: Path | None


class _Agent:
    """One owner's credentials, oldest first, and its validated paths with the time of their last check."""

    def __init__(self, credentials: Credentials, now: float) -> None:
        self.generations = [credentials]
        self.paths: dict[Path, float] = {}
        self.selected: Path | None = None
        self.checked_at = now
        self._known_allowance = Allowance(CHECKS_PER_S)
        self._new_allowance = Allowance(CHECKS_PER_S)

    def may_check(self, path: Path, now: float) -> bool:
        return (self._known_allowance if path in self.paths else self._new_allowance).take(now)

    def check(self, path: Path, *, nominated: bool, now: float) -> Path:
        self.checked_at = now
        self.paths.pop(path, None)
        self.paths[path] = now
        if nominated or self.selected is None:
            self.selected = path
        return self.selected

    def forget(self, path: Path) -> None:
        self.paths.pop(path, None)
        if path == self.selected:
            self.selected = next(reversed(self.paths), None)

    def surplus(self) -> Path | None:
        """The longest unchecked path when there are too many, never the selected one."""
        if len(self.paths) <= PATHS_PER_OWNER:
            return None
        return next(path for path in self.paths if path != self.selected)


class IceLite:
    """The ICE-lite agents behind one port, each under its owner (a peer's id)."""

    def __init__(self) -> None:
        self._agents: dict[str, _Agent] = {}
        self._owner_by_ufrag: dict[str, str] = {}
        self._owner_by_path: dict[Path, str] = {}

    def admit(self, owner: str, credentials: Credentials, now: float) -> None:
        """Expect checks with these credentials; raises ValueError when the owner or the fragment is taken."""
        if owner in self._agents or credentials.ufrag in self._owner_by_ufrag:
            raise ValueError(f"{owner} or its fragment is already known")
        self._agents[owner] = _Agent(credentials, now)
        self._owner_by_ufrag[credentials.ufrag] = owner

    def restart(self, owner: str, credentials: Credentials) -> None:
        """Expect checks with new credentials as well (RFC 8445 section 9); the paths stay valid."""
        if credentials.ufrag in self._owner_by_ufrag:
            raise ValueError("the fragment is already known")
        self._agents[owner].generations.append(credentials)
        self._owner_by_ufrag[credentials.ufrag] = owner
        self._retire(self._agents[owner], keep=2)

    def withdraw(self, owner: str) -> tuple[Path, ...]:
        """Forget an owner: from now on its datagrams are strangers'; returns the paths it had."""
        agent = self._agents.pop(owner, None)
        if agent is None:
            return ()
        self._retire(agent, keep=0)
        for path in agent.paths:
            del self._owner_by_path[path]
        return tuple(agent.paths)

    def receive(self, data: bytes, path: Path, now: float) -> CheckAnswered | None:
        """Judge one STUN datagram; None means: answer nothing."""
        ufrag = claimed_ufrag(data)
        owner = None if ufrag is None else self._owner_by_ufrag.get(ufrag)
        if ufrag is None or owner is None or not self._may_use(owner, path, now):
            return None
        agent = self._agents[owner]
        if not agent.may_check(path, now):
            return None
        credentials = next(each for each in agent.generations if each.ufrag == ufrag)
        check = authenticated_check(data, credentials.password)
        if check is None:
            return None
        if credentials is agent.generations[-1]:
            self._retire(agent, keep=1)
        selected = agent.check(path, nominated="USE-CANDIDATE" in check.attributes, now=now)
        return CheckAnswered(
            owner=owner,
            response=_response(check, path, credentials.password),
            selected=selected,
            abandoned=self._own(owner, path),
        )

    def owner_of(self, path: Path) -> str | None:
        """Who validated this path; None for a stranger."""
        return self._owner_by_path.get(path)

    def selected(self, owner: str) -> Path | None:
        """Where to send to this owner; None before its first check or when its paths are gone."""
        return self._agents[owner].selected

    def path_lost(self, path: Path) -> str | None:
        """A TCP connection ended; returns whose it was, whose selected path may have changed."""
        owner = self._owner_by_path.pop(path, None)
        if owner is not None:
            self._agents[owner].forget(path)
        return owner

    def silent(self, now: float) -> list[str]:
        """The owners whose consent has run out."""
        return [owner for owner, agent in self._agents.items() if now - agent.checked_at > CONSENT_S]

    def _may_use(self, owner: str, path: Path, now: float) -> bool:
        holder = self._owner_by_path.get(path)
        if holder is None or holder == owner:
            return True
        return now - self._agents[holder].paths[path] > PATH_HELD_S

    def _own(self, owner: str, path: Path) -> Path | None:
        """Give a path to an owner; returns the one it had to give up for it."""
        holder = self._owner_by_path.get(path)
        if holder is not None and holder != owner:
            self._agents[holder].forget(path)
        self._owner_by_path[path] = owner
        surplus = self._agents[owner].surplus()
        if surplus is not None:
            self.path_lost(surplus)
        return surplus

    def _retire(self, agent: _Agent, keep: int) -> None:
        while len(agent.generations) > keep:
            del self._owner_by_ufrag[agent.generations.pop(0).ufrag]


def claimed_ufrag(data: bytes) -> str | None:
    """The fragment that a Binding request claims to know; None for anything else. Cheap, for floods."""
    if not 20 <= len(data) <= CHECK_MAX_BYTES or data[:2] != _BINDING_REQUEST or data[4:8] != _COOKIE:
        return None
    position = 20
    for _ in range(ATTRIBUTES_SEARCHED):
        if position + 4 > len(data):
            return None
        kind, length = _ATTRIBUTE.unpack_from(data, position)
        if kind == _USERNAME:
            return data[position + 4 : position + 4 + length].decode("latin-1").partition(":")[0]
        position += 4 + (length + 3 & ~3)
    return None


def authenticated_check(data: bytes, password: str) -> stun.Message | None:
    """The Binding request in `data` if it was made with `password` (RFC 8489 section 9.1), else None."""
    try:
        message = stun.parse_message(data)
    except (ValueError, struct.error):
        return None
    # RFC 8445 section 7.3: a check must carry FINGERPRINT. A lite agent stays controlled, so a phone that
    # claims that role as well cannot be helped.
    if "FINGERPRINT" not in message.attributes or "ICE-CONTROLLED" in message.attributes:
        return None
    return message if message.check_message_integrity(password.encode()) else None


def _response(check: stun.Message, path: Path, password: str) -> bytes:
    response = stun.Message(
        message_method=stun.Method.BINDING,
        message_class=stun.Class.RESPONSE,
        transaction_id=check.transaction_id,
        attributes={"XOR-MAPPED-ADDRESS": path.remote[:2]},
    )
    response.add_message_integrity(password.encode())
    return bytes(response)
