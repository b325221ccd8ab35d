"""Emulated links between a network namespace and this machine, in user space over TUN.

They need no emulation by the kernel (netem). Each link is shaped by a process of its own, `link_emulator`,
that takes orders on its standard input and ends with it: nothing outlives a test that is killed but the
namespace, which the next test removes.
"""

from __future__ import annotations

import csv
import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import msgspec
from msgspec import Struct

from load_tests.network_namespace import LinkUnavailable, Namespace, free_subnet

_ENDS_WITHIN_S = 10.0

_links = itertools.count()


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


class Order(Struct, frozen=True, kw_only=True):
    """What a link's process is told: another shape, other rules."""

    shape: Shape | None = None
    rules: Rules | None = None


class Setup(Struct, frozen=True, kw_only=True):
    """Where a link's process puts the link's ends; an empty `log` is none."""

    namespace: str
    server_device: str
    phone_device: str
    server_address: str
    phone_address: str
    mtu: int
    log: str


class EmulatedLink:
    """One link of a phone."""

    def __init__(self, setup: Setup, process: subprocess.Popen[bytes], orders: IO[bytes]) -> None:
        self.server_address = setup.server_address
        self.phone_address = setup.phone_address
        self.phone_device = setup.phone_device
        self._process = process
        self._orders = orders

    def shape(self, shape: Shape) -> float:
        """Begins anew with this shape, its trace at its start; returns the Unix time of that start."""
        return self._order(Order(shape=shape))

    def rules(self, rules: Rules) -> float:
        """From the returned Unix time on."""
        return self._order(Order(rules=rules))

    def _order(self, order: Order) -> float:
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

    `log` gets a CSV with a line per 100 ms (`LinkSample`). Raises LinkUnavailable.
    """
    number = next(_links)
    subnet = free_subnet()
    setup = Setup(
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
    command = [sys.executable, "-m", "load_tests.link_emulator"]
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
