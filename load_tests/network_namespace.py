"""A network namespace as a phone: a network of its own on this machine, and addresses that links lead to.

Needs root, /dev/net/tun and `ip` (iproute2).
"""

from __future__ import annotations

import itertools
import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

_NAME = "officer"

_networks = itertools.count()


class LinkUnavailable(RuntimeError):
    """This machine cannot emulate links: the message says what is missing."""


class Namespace:
    """A network of its own on this machine."""

    def __init__(self, name: str) -> None:
        self.name = name

    def ip(self, *arguments: str) -> None:
        """Runs `ip` inside."""
        run_ip("-n", self.name, *arguments)

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
    name = f"{_NAME}-{os.getpid()}-{next(_networks)}"
    run_ip("netns", "add", name)
    try:
        run_ip("-n", name, "link", "set", "lo", "up")
        yield Namespace(name)
    finally:
        run_ip("netns", "del", name)


@contextmanager
def loopback_address() -> Iterator[str]:
    """An address of this machine that every link leads to, until the block ends. Raises LinkUnavailable."""
    check_available()
    _remove_leftovers()
    address = f"{free_subnet()}.1"
    run_ip("addr", "add", f"{address}/32", "dev", "lo", "label", f"lo:{os.getpid()}")
    try:
        yield address
    finally:
        run_ip("addr", "del", f"{address}/32", "dev", "lo")


def check_available() -> None:
    """Raises LinkUnavailable."""
    if shutil.which("ip") is None:
        raise LinkUnavailable("the `ip` command (iproute2) is not installed")
    if not Path("/dev/net/tun").exists():
        raise LinkUnavailable("there is no /dev/net/tun: load the tun module, or give the container it")
    if os.geteuid() != 0:
        raise LinkUnavailable("links between network namespaces need root")


def run_ip(*arguments: str) -> None:
    """Raises LinkUnavailable with what `ip` says."""
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
            run_ip("netns", "del", name)
    for line in _addresses("dev", "lo"):
        fields = line.split()
        pid = fields[-3].removeprefix("lo:").rstrip("\\")
        if pid.isdigit() and not Path(f"/proc/{pid}").exists():
            run_ip("addr", "del", fields[3], "dev", "lo")


def _addresses(*of: str) -> list[str]:
    listed = subprocess.run(
        ["ip", "-o", "-4", "addr", "show", *of], capture_output=True, text=True, check=False
    )
    return listed.stdout.splitlines()


def free_subnet() -> str:
    """Three octets that no interface of this machine uses."""
    used = "\n".join(_addresses())
    chance = Random(os.getpid() * 1000 + next(_networks))
    while True:
        subnet = f"10.{chance.randrange(64, 128)}.{chance.randrange(256)}"
        if f" {subnet}." not in used:
            return subnet
