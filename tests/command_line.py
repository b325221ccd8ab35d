"""The command line, run as the tests of its commands run it."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from click.testing import CliRunner, Result

from responder.__main__ import main

ROOT = Path(__file__).parents[1]
PASSWORD = "correct horse battery"


def append(config: Path, text: str) -> None:
    """More settings at the end of the file."""
    config.write_text(config.read_text() + text)


def responder(config: Path, *words: str, typed: str = "") -> Result:
    """Runs a command in this process, beside whatever service runs on the data directory."""
    return CliRunner().invoke(main, [*words, "--config", str(config)], input=typed)


class Served:
    """`responder serve` in a process of its own, and what it logs."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.address = ""
        self.log = ""
        self.ready = asyncio.Event()

    async def read_log(self) -> None:
        """Until the process ends."""
        assert self.process.stderr is not None
        async for line in self.process.stderr:
            self.log += line.decode()
            if b'"ready"' in line:
                self.address = json.loads(line)["address"]
                self.ready.set()


@asynccontextmanager
async def serving(config: Path, *options: str) -> AsyncIterator[Served]:
    """A running service, which must end cleanly when asked to."""
    served = Served(
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "responder", "serve", "--config", str(config)),
            *("--log-format", "json", *options),
            stderr=asyncio.subprocess.PIPE,
            cwd=ROOT,
        )
    )
    reading = asyncio.create_task(served.read_log())
    try:
        async with asyncio.timeout(60):
            await served.ready.wait()
        yield served
    finally:
        if served.process.returncode is None:
            served.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(60):
            await asyncio.gather(reading, served.process.wait())
    assert served.process.returncode == 0
