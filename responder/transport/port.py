"""The one media port: a UDP socket per advertised address and ICE-TCP on the same number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class MediaPort:
    """One number for everybody's media: ICE-lite over UDP, and over TCP for networks that drop UDP."""

    def __init__(
        self, *, bind_addresses: Sequence[str], port: int, public_addresses: Mapping[str, Sequence[str]]
    ) -> None:
        """Remember where to listen; nothing is opened before `start`.

        bind_addresses: IPv4 and IPv6 literals of this host, never a wildcard (a wildcard socket answers
        from the wrong source on a host with several addresses, and ICE fails).
        port: the number for all sockets; 0 picks one that is free for all of them.
        public_addresses: bound address -> addresses that a 1:1 NAT in front maps to it, offered as well.
        """
        raise NotImplementedError

    @property
    def port(self) -> int:
        """The number in use, known after `start`."""
        raise NotImplementedError

    async def start(self) -> None:
        """Open every socket, or raise PortUnavailable and leave none open."""
        raise NotImplementedError

    async def stop(self) -> None:
        """Close every socket and TCP connection."""
        raise NotImplementedError
