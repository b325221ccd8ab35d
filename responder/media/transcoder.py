"""The transcoding processes: one per core that the node gives, started on demand, restarted when they die."""

import asyncio
import contextlib
import itertools
import os
import sys
import time

import msgspec
import structlog

from gis.privacy_mask import PrivacyMask
from responder.delivery.ladder import Rung
from responder.media.errors import MediaError
from responder.media.native_stream import NativeStream
from responder.media.transcode_job import TranscodeJob
from responder.media.transcode_messages import LENGTH, Answer, Encoded, Order, Ping, Slowed, pack

log = structlog.get_logger(__name__)

# More than this waiting for a process means that it hangs or starts: pictures are left out.
CLOG_BYTES = 4_000_000
# No encoder makes a larger picture of what the recipes allow.
MAX_ANSWER_BYTES = 8_000_000
# A process answers a ping after the work before it, which is bounded by what it gives up as hopeless.
PING_INTERVAL_S = 2.0
DEAD_AFTER_S = 8.0
STOP_WITHIN_S = 1.0
# Phones see a frozen picture meanwhile; a process that dies at once must not fill the log.
RESTART_PAUSE_S = 0.2
# libav reads what strangers may have written: its process gets no secrets of the service.
_ENVIRONMENT = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG")


class TranscodingEnded(MediaError):
    """A transcoding process died or hung; it is started again."""


class Transcoder:
    """Spreads jobs over its processes. Lives on one event loop."""

    def __init__(self, cores: int | None = None) -> None:
        """At most this many processes; by default one per core of the machine, with 0 nothing is made."""
        count = (os.cpu_count() or 1) if cores is None else cores
        self._workers = [TranscodeWorker() for _ in range(count)]
        self._numbers = itertools.count(1)

    @property
    def is_possible(self) -> bool:
        """Whether the node gives any core for it."""
        return bool(self._workers)

    def warm_up(self) -> None:
        """Starts the processes, which takes half a second, before somebody waits for a picture."""
        for worker in self._workers:
            worker.start()

    def job(self, stream: NativeStream, masks: tuple[PrivacyMask, ...] = ()) -> TranscodeJob:
        """The way of this stream through the process that has least to do. Costs nothing until opened.

        `masks` are painted over whatever is made of it.

        Raises ValueError when it is not possible.
        """
        worker = min(self._workers, key=lambda it: it.load)
        worker.assigned += 1
        return TranscodeJob(next(self._numbers), stream, worker, time.time, masks)

    async def stop(self) -> None:
        """Ends the processes, within 2 s."""
        await asyncio.gather(*(worker.stop() for worker in self._workers))


class TranscodeWorker:
    """One process and its jobs."""

    def __init__(self) -> None:
        self.assigned = 0
        self._jobs: dict[int, TranscodeJob] = {}
        self._shares: dict[Rung, float] = {}
        self._process: asyncio.subprocess.Process | None = None
        self._running: asyncio.Task[None] | None = None
        self._decoder = msgspec.msgpack.Decoder(Answer)

    @property
    def load(self) -> tuple[int, int]:
        """What it has to do now, and may get to do."""
        return len(self._jobs), self.assigned

    @property
    def is_clogged(self) -> bool:
        """Whether orders pile up."""
        stdin = self._process.stdin if self._process else None
        return stdin is not None and stdin.transport.get_write_buffer_size() > CLOG_BYTES

    def share(self, rung: Rung) -> float:
        """Which share of the frames of this rung it has time for."""
        return self._shares.get(rung, 1.0)

    def add(self, job: TranscodeJob) -> None:
        """Orders of this job follow."""
        self._jobs[job.number] = job
        self.start()

    def start(self) -> None:
        """Starts the process unless it runs."""
        if self._running is None:
            self._running = asyncio.get_running_loop().create_task(self._keep_running())

    def remove(self, job: TranscodeJob) -> None:
        """No more orders of this job follow."""
        self._jobs.pop(job.number, None)

    def order(self, order: Order) -> None:
        """Sends an order; while the process starts orders are dropped, because jobs resume once it runs."""
        stdin = self._process.stdin if self._process else None
        if stdin is not None and not stdin.transport.is_closing():
            stdin.write(pack(order))

    async def stop(self) -> None:
        """Ends the process."""
        if self._running is not None:
            self._running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._running
            self._running = None

    async def _keep_running(self) -> None:
        """One process after the other, until cancelled."""
        while True:
            try:
                await self._run()
            except (TranscodingEnded, OSError) as error:
                log.error("transcoding_ended", reason=str(error))
            await asyncio.sleep(RESTART_PAUSE_S)

    async def _run(self) -> None:
        """One process, from its start to its end. Raises TranscodingEnded."""
        process = await _spawn()
        self._process = process
        log.info("transcoding_started", process_id=process.pid)
        pinging = asyncio.get_running_loop().create_task(self._ping())
        try:
            for job in tuple(self._jobs.values()):
                job.resume()
            await self._read_answers(process)
        finally:
            pinging.cancel()
            self._process = None
            self._shares = {}
            await _end(process)

    async def _ping(self) -> None:
        while True:
            self.order(Ping())
            await asyncio.sleep(PING_INTERVAL_S)

    async def _read_answers(self, process: asyncio.subprocess.Process) -> None:
        answers = process.stdout
        if answers is None:
            raise TranscodingEnded("no pipe")
        try:
            while True:
                async with asyncio.timeout(DEAD_AFTER_S):
                    length = LENGTH.unpack(await answers.readexactly(LENGTH.size))[0]
                    if length > MAX_ANSWER_BYTES:
                        raise TranscodingEnded("it talks nonsense")
                    body = await answers.readexactly(length)
                self._take(self._decoder.decode(body))
        except TimeoutError:
            raise TranscodingEnded("it hangs") from None
        except asyncio.IncompleteReadError:
            raise TranscodingEnded("it died") from None
        except msgspec.DecodeError:
            raise TranscodingEnded("it talks nonsense") from None

    def _take(self, answer: Answer) -> None:
        match answer:
            case Encoded(source=number) if number in self._jobs:
                self._jobs[number].receive(answer)
            case Slowed(shares=shares):
                self._shares = shares
                log.warning("transcoding_slowed", shares={str(rung): share for rung, share in shares.items()})


async def _spawn() -> asyncio.subprocess.Process:
    """Starts a process; cancelled meanwhile it ends it, as asyncio would leave it half open."""
    spawning = asyncio.ensure_future(
        asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "responder.media.transcode_process",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
        )
    )
    try:
        return await asyncio.shield(spawning)
    except asyncio.CancelledError:
        await _end(await spawning)
        raise


async def _end(process: asyncio.subprocess.Process) -> None:
    """Lets it end by itself, which it does when its stdin is closed; a hanging one is killed."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        async with asyncio.timeout(STOP_WITHIN_S):
            await process.wait()
    except TimeoutError:
        # On a busy machine it may have ended since, unnoticed as yet.
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    if process.stdout is not None:
        # Only at its end is the pipe closed.
        await process.stdout.read()
