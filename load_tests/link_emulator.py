"""Shapes one link between two TUN devices, until its standard input ends; `namespace_link` starts it.

python -m load_tests.link_emulator
"""

from __future__ import annotations

import contextlib
import csv
import ctypes
import fcntl
import json
import os
import select
import struct
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import IO

import msgspec

from load_tests.link import Bottleneck, Trace
from load_tests.namespace_link import LinkSample, Order, Rules, Setup, Shape
from load_tests.network_namespace import run_ip

# linux/if_tun.h
_TUNSETIFF, _IFF_TUN, _IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
_PR_SET_TIMERSLACK = 29
_LOG_INTERVAL_NS = 100_000_000
_TCP, _UDP = 6, 17


class _Emulator:
    """Carries packets between the two ends of a link until its standard input ends."""

    def __init__(self, setup: Setup, orders: IO[bytes]) -> None:
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
            self._log(list(LinkSample.__struct_fields__))
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
        order = msgspec.json.decode(line, type=Order)
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


def _bring_up(setup: Setup) -> None:
    run_ip("addr", "add", f"{setup.server_address}/30", "dev", setup.server_device)
    run_ip("link", "set", setup.server_device, "mtu", str(setup.mtu), "txqueuelen", "4000", "up")
    run_ip("link", "set", setup.phone_device, "netns", setup.namespace)
    inside = ("-n", setup.namespace)
    run_ip(*inside, "addr", "add", f"{setup.phone_address}/30", "dev", setup.phone_device)
    run_ip(*inside, "link", "set", setup.phone_device, "mtu", str(setup.mtu), "txqueuelen", "4000", "up")
    # A later link is a worse way to everywhere until somebody says otherwise.
    metric = setup.phone_device.removeprefix("cell")
    run_ip(*inside, "route", "add", "default", "via", setup.server_address, "metric", str(100 + int(metric)))


def _emulate() -> None:
    # The kernel may wake a sleeper 50 us late for the sake of its batteries, and other programs come first.
    ctypes.CDLL(None).prctl(_PR_SET_TIMERSLACK, 1, 0, 0, 0)
    with contextlib.suppress(PermissionError):
        os.nice(-15)
    # Unbuffered: what a buffer holds, `select` does not see.
    with open(0, "rb", buffering=0) as orders:
        _Emulator(msgspec.json.decode(orders.readline(), type=Setup), orders).run()


if __name__ == "__main__":
    _emulate()
