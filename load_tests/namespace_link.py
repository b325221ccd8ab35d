"""A network namespace as a phone, and emulated links between it and this machine, in user space over TUN.

Needs root, /dev/net/tun and `ip` (iproute2), but not the kernel's own emulation (netem). Each link is shaped
by a process of its own (`python -m load_tests.namespace_link`) that takes orders on its standard input and
ends with it: nothing outlives a test that is killed but the namespace, which the next test removes.
"""

from __future__ import annotations

import contextlib
import csv
import ctypes
import fcntl
import itertools
import json
import os
import select
import shlex
import shutil
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import IO

import msgspec
from msgspec import Struct

from load_tests.link import Bottleneck, Trace

# linux/if_tun.h
_TUNSETIFF, _IFF_TUN, _IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
_PR_SET_TIMERSLACK = 29
_LOG_INTERVAL_NS = 100_000_000
_ENDS_WITHIN_S = 10.0
_NAME = "officer"
_TCP, _UDP = 6, 17

_links = itertools.count()


class LinkUnavailable(RuntimeError):
    """This machine cannot emulate links: the message says what is missing."""


class Shape(Struct, frozen=True, kw_only=True):
    """What a link is like. Rates are in Mbps, unless `down_trace` names a Mahimahi trace."""

    down_trace: str | None = None
    down_mbps: float = 50.0
    up_mbps: float = 12.0
    one_way_ms: float = 25.0
    queue_bytes: int = 150_000
    loss: float = 0.0
    """Chance of each packet to get lost, either way."""
    mtu: int = 1500
    seed: int = 1


class Rules(Struct, frozen=True, kw_only=True):
    """What passes."""

    closed: bool = False
    """Nothing does: a radio gap, or a black hole."""
    blocked_ports: tuple[int, ...] = ()
    """No UDP and no TCP from or to these ports of this machine, as behind a proxy that knows only the web."""
    blocks_udp: bool = False
    port_shift: int = 0
    """A NAT on the way maps every UDP port of the phone to one so much higher; a new value is a rebinding."""


class _Order(Struct, frozen=True, kw_only=True):
    shape: Shape | None = None
    rules: Rules | None = None


class _Setup(Struct, frozen=True, kw_only=True):
    namespace: str
    server_device: str
    phone_device: str
    server_address: str
    phone_address: str
    mtu: int
    log: str


class Namespace:
    """A network of its own on this machine."""

    def __init__(self, name: str) -> None:
        self.name = name

    def ip(self, *arguments: str) -> None:
        """Runs `ip` inside."""
        _ip("-n", self.name, *arguments)

    def program(self, executable: str, directory: Path) -> str:
        """A script that runs a program inside, for callers that take one executable."""
        script = directory / f"inside-{self.name}"
        script.write_text(f'#!/bin/sh\nexec ip netns exec {self.name} {shlex.quote(executable)} "$@"\n')
        script.chmod(0o700)
        return str(script)


@contextmanager
def namespace() -> Iterator[Namespace]:
    """A namespace until the block ends; what killed tests left is removed first. Raises LinkUnavailable."""
    check_available()
    _remove_leftovers()
    name = f"{_NAME}-{os.getpid()}-{next(_links)}"
    _ip("netns", "add", name)
    try:
        _ip("-n", name, "link", "set", "lo", "up")
        yield Namespace(name)
    finally:
        _ip("netns", "del", name)


@contextmanager
def loopback_address() -> Iterator[str]:
    """An address of this machine that every link leads to, until the block ends. Raises LinkUnavailable."""
    check_available()
    _remove_leftovers()
    address = f"{_free_subnet()}.1"
    _ip("addr", "add", f"{address}/32", "dev", "lo", "label", f"lo:{os.getpid()}")
    try:
        yield address
    finally:
        _ip("addr", "del", f"{address}/32", "dev", "lo")


def check_available() -> None:
    """Raises LinkUnavailable."""
    if shutil.which("ip") is None:
        raise LinkUnavailable("the `ip` command (iproute2) is not installed")
    if not Path("/dev/net/tun").exists():
        raise LinkUnavailable("there is no /dev/net/tun: load the tun module, or give the container it")
    if os.geteuid() != 0:
        raise LinkUnavailable("links between network namespaces need root")


class EmulatedLink:
    """One link of a phone."""

    def __init__(self, setup: _Setup, process: subprocess.Popen[bytes], orders: IO[bytes]) -> None:
        self.server_address = setup.server_address
        self.phone_address = setup.phone_address
        self.phone_device = setup.phone_device
        self._process = process
        self._orders = orders

    def shape(self, shape: Shape) -> float:
        """Begins anew with this shape, its trace at its start; returns the Unix time of that start."""
        return self._order(_Order(shape=shape))

    def rules(self, rules: Rules) -> float:
        """From the returned Unix time on."""
        return self._order(_Order(rules=rules))

    def _order(self, order: _Order) -> float:
        assert self._process.stdout is not None
        self._orders.write(msgspec.json.encode(order) + b"\n")
        self._orders.flush()
        line = self._process.stdout.readline()
        if not line:
            raise LinkUnavailable("the link's process ended")
        return float(json.loads(line)["at_s"])


@contextmanager
def emulated_link(phone: Namespace, shape: Shape, log: Path | None = None) -> Iterator[EmulatedLink]:
    """A link into the namespace until the block ends; the first one is its way to everywhere.

    `log` gets a CSV with a line per 100 ms (`LOG_FIELDS`). Raises LinkUnavailable.
    """
    number = next(_links)
    subnet = _free_subnet()
    setup = _Setup(
        namespace=phone.name,
        server_device=f"srv{os.getpid()}-{number}"[:15],
        phone_device=f"cell{number}",
        server_address=f"{subnet}.1",
        phone_address=f"{subnet}.2",
        mtu=shape.mtu,
        log="" if log is None else str(log),
    )
    with _process() as process:
        assert process.stdin is not None
        process.stdin.write(msgspec.json.encode(setup) + b"\n")
        link = EmulatedLink(setup, process, process.stdin)
        link.shape(shape)
        yield link


@contextmanager
def _process() -> Iterator[subprocess.Popen[bytes]]:
    """An emulator, which ends when its standard input does."""
    command = [sys.executable, "-m", "load_tests.namespace_link"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        try:
            yield process
        finally:
            process.stdin.close()
            try:
                process.wait(_ENDS_WITHIN_S)
            except subprocess.TimeoutExpired:
                process.kill()


LOG_FIELDS = (
    "at_s",
    "down_in_bytes",
    "down_out_bytes",
    "down_capacity_bytes",
    "down_queued_bytes",
    "down_dropped",
    "down_lost",
    "up_in_bytes",
    "up_out_bytes",
)


class LinkSample(Struct, frozen=True, kw_only=True):
    """A line of the log: what happened in the 100 ms before `at_s` (Unix time)."""

    at_s: float
    down_in_bytes: int
    down_out_bytes: int
    down_capacity_bytes: int
    down_queued_bytes: int
    down_dropped: int
    down_lost: int
    up_in_bytes: int
    up_out_bytes: int


def read_log(path: Path) -> list[LinkSample]:
    """A link's log so far."""
    with path.open(newline="") as lines:
        return [msgspec.convert(row, LinkSample, strict=False) for row in csv.DictReader(lines)]


def _ip(*arguments: str) -> None:
    done = subprocess.run(["ip", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise LinkUnavailable(f"ip {' '.join(arguments)}: {done.stderr.strip()}")


def _names() -> list[str]:
    listed = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=False).stdout
    return [line.split()[0] for line in listed.splitlines() if line.strip()]


def _remove_leftovers() -> None:
    for name in _names():
        prefix, _, rest = name.partition("-")
        pid = rest.partition("-")[0]
        if prefix == _NAME and pid.isdigit() and not Path(f"/proc/{pid}").exists():
            _ip("netns", "del", name)
    for line in _addresses("dev", "lo"):
        fields = line.split()
        pid = fields[-3].removeprefix("lo:").rstrip("\\")
        if pid.isdigit() and not Path(f"/proc/{pid}").exists():
            _ip("addr", "del", fields[3], "dev", "lo")


def _addresses(*of: str) -> list[str]:
    listed = subprocess.run(
        ["ip", "-o", "-4", "addr", "show", *of], capture_output=True, text=True, check=False
    )
    return listed.stdout.splitlines()


def _free_subnet() -> str:
    """Three octets that no interface of this machine uses."""
    used = "\n".join(_addresses())
    chance = Random(os.getpid() * 1000 + next(_links))
    while True:
        subnet = f"10.{chance.randrange(64, 128)}.{chance.randrange(256)}"
        if f" {subnet}." not in used:
            return subnet


class _Emulator:
    """Carries packets between the two ends of a link until its standard input ends."""

    def __init__(self, setup: _Setup, orders: IO[bytes]) -> None:
        self._orders = orders
        self._server = _open_tun(setup.server_device)
        self._phone = _open_tun(setup.phone_device)
        self._clock_offset_s = time.time() - time.monotonic()
        self._rules = Rules()
        self._begin(Shape())
        self._logged_at_ns = time.monotonic_ns()
        self._log: Callable[[list[object]], object] = lambda row: None
        self._file = None
        if setup.log:
            self._file = Path(setup.log).open("w", buffering=1)  # noqa: SIM115 - open as long as the link
            self._log = csv.writer(self._file).writerow
            self._log(list(LOG_FIELDS))
        self._logged = self._totals(self._logged_at_ns)
        _bring_up(setup)

    def run(self) -> None:
        ends = [self._server, self._phone, self._orders.fileno()]
        while True:
            self._carry()
            ready, _, _ = select.select(ends, [], [], self._pause_s())
            if self._orders.fileno() in ready and not self._obey(self._orders.readline()):
                return
            if self._server in ready:
                self._take(self._server, self._down, self._passes_down)
            if self._phone in ready:
                self._take(self._phone, self._up, self._passes_up)

    def _begin(self, shape: Shape) -> None:
        now_ns = time.monotonic_ns()
        down = Trace.read(Path(shape.down_trace)) if shape.down_trace else Trace.constant(shape.down_mbps)
        self._down, self._up = (
            Bottleneck(
                trace,
                delay_ms=shape.one_way_ms,
                queue_bytes=shape.queue_bytes,
                loss=shape.loss,
                started_at_ns=now_ns,
                chance=Random(seed),
            )
            for trace, seed in ((down, shape.seed), (Trace.constant(shape.up_mbps), shape.seed + 1))
        )

    def _obey(self, line: bytes) -> bool:
        if not line:
            return False
        order = msgspec.json.decode(line, type=_Order)
        if order.shape is not None:
            self._begin(order.shape)
            self._logged = self._totals(time.monotonic_ns())
        if order.rules is not None:
            self._rules = order.rules
        sys.stdout.write(json.dumps({"at_s": time.monotonic() + self._clock_offset_s}) + "\n")
        sys.stdout.flush()
        return True

    def _pause_s(self) -> float:
        now_ns = time.monotonic_ns()
        times = [self._logged_at_ns + _LOG_INTERVAL_NS, self._down.next_at_ns(), self._up.next_at_ns()]
        return max(0, min(each for each in times if each is not None) - now_ns) / 1e9

    def _carry(self) -> None:
        now_ns = time.monotonic_ns()
        for bottleneck, out in ((self._down, self._phone), (self._up, self._server)):
            for packet in bottleneck.due(now_ns):
                # An end that was taken down swallows packets, as radios do.
                with contextlib.suppress(OSError):
                    os.write(out, packet)
        if now_ns - self._logged_at_ns >= _LOG_INTERVAL_NS:
            self._write_log(now_ns)

    def _take(self, end: int, bottleneck: Bottleneck, passes: Callable[[bytearray], bool]) -> None:
        while True:
            try:
                packet = bytearray(os.read(end, 65_535))
            except OSError:
                return
            # IPv6 is the kernel's chatter about routers.
            if packet[0] >> 4 == 4 and not self._rules.closed and passes(packet):
                bottleneck.put(bytes(packet), time.monotonic_ns())

    def _passes_down(self, packet: bytearray) -> bool:
        return self._is_allowed(packet, server_port_at=0) and self._translate_down(packet)

    def _passes_up(self, packet: bytearray) -> bool:
        if not self._is_allowed(packet, server_port_at=2):
            return False
        if packet[9] == _UDP and self._rules.port_shift:
            _write_port(packet, 0, _read_port(packet, 0) + self._rules.port_shift)
        return True

    def _translate_down(self, packet: bytearray) -> bool:
        """False for a packet to a mapping that the NAT has forgotten."""
        if packet[9] != _UDP or not self._rules.port_shift:
            return True
        port = _read_port(packet, 2) - self._rules.port_shift
        if port < 1024:
            return False
        _write_port(packet, 2, port)
        return True

    def _is_allowed(self, packet: bytearray, *, server_port_at: int) -> bool:
        if packet[9] not in (_TCP, _UDP):
            return True
        if packet[9] == _UDP and self._rules.blocks_udp:
            return False
        return _read_port(packet, server_port_at) not in self._rules.blocked_ports

    def _totals(self, now_ns: int) -> list[int]:
        down, up = self._down.totals, self._up.totals
        return [
            down.in_bytes,
            down.out_bytes,
            self._down.capacity_bytes(now_ns),
            down.dropped_packets,
            down.lost_packets,
            up.in_bytes,
            up.out_bytes,
        ]

    def _write_log(self, now_ns: int) -> None:
        totals = self._totals(now_ns)
        sent, out, capacity, dropped, lost, up_in, up_out = (
            now - before for now, before in zip(totals, self._logged, strict=True)
        )
        at_s = f"{now_ns / 1e9 + self._clock_offset_s:.3f}"
        self._log([at_s, sent, out, capacity, self._down.queued_bytes, dropped, lost, up_in, up_out])
        self._logged, self._logged_at_ns = totals, now_ns


def _read_port(packet: bytearray, offset: int) -> int:
    at = (packet[0] & 0x0F) * 4 + offset
    return packet[at] << 8 | packet[at + 1]


def _write_port(packet: bytearray, offset: int, port: int) -> None:
    at = (packet[0] & 0x0F) * 4
    packet[at + offset : at + offset + 2] = struct.pack("!H", port & 0xFFFF)
    # RFC 768: zero means that the sender made no checksum.
    packet[at + 6 : at + 8] = b"\0\0"


def _open_tun(name: str) -> int:
    end = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(end, _TUNSETIFF, struct.pack("16sH22s", name.encode(), _IFF_TUN | _IFF_NO_PI, b""))
    return end


def _bring_up(setup: _Setup) -> None:
    _ip("addr", "add", f"{setup.server_address}/30", "dev", setup.server_device)
    _ip("link", "set", setup.server_device, "mtu", str(setup.mtu), "txqueuelen", "4000", "up")
    _ip("link", "set", setup.phone_device, "netns", setup.namespace)
    inside = ("-n", setup.namespace)
    _ip(*inside, "addr", "add", f"{setup.phone_address}/30", "dev", setup.phone_device)
    _ip(*inside, "link", "set", setup.phone_device, "mtu", str(setup.mtu), "txqueuelen", "4000", "up")
    # A later link is a worse way to everywhere until somebody says otherwise.
    metric = setup.phone_device.removeprefix("cell")
    _ip(*inside, "route", "add", "default", "via", setup.server_address, "metric", str(100 + int(metric)))


def _emulate() -> None:
    # The kernel may wake a sleeper 50 us late for the sake of its batteries, and other programs come first.
    ctypes.CDLL(None).prctl(_PR_SET_TIMERSLACK, 1, 0, 0, 0)
    with contextlib.suppress(PermissionError):
        os.nice(-15)
    # Unbuffered: what a buffer holds, `select` does not see.
    with open(0, "rb", buffering=0) as orders:
        _Emulator(msgspec.json.decode(orders.readline(), type=_Setup), orders).run()


if __name__ == "__main__":
    _emulate()
