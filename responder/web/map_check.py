"""Checks a map that somebody sends: in a process of its own, with bounds on what that may cost."""

import asyncio
import contextlib
import os
import resource
import secrets
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec import Struct

from gis.campus import Campus
from gis.finding import Finding, Severity
from gis.imdf import read_campus
from responder.access.errors import InvalidRequest, NotFound

# A district of 50 schools takes 20 s on a slow server; the console waits for as long.
CHECK_WITHIN_S = 90.0
# Such a district takes 600 MB with the libraries that read every format.
_MEMORY_BYTES = 4 << 30
# Behind video and everything else.
_NICENESS = 15
# Nobody reads more; the rest is counted.
FINDINGS_TOLD = 500

# What Python and the libraries of map formats look at; the service's own secrets are in the others.
_VARIABLES = ("PATH", "HOME", "LANG", "TMPDIR", "PYTHONPATH", "LD_LIBRARY_PATH", "PROJ_DATA", "GDAL_DATA")

_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.REPAIRED: 2}
# What a map begins with, and how `gis` knows it then: by the end of its name.
_SUFFIXES = ((b"PK\x03\x04", ".zip"), (b"SQLite format 3\x00", ".gpkg"), (b"{", ".geojson"))


class Candidate(Struct, frozen=True, kw_only=True):
    """A map that was checked and could take the place of `base`, which was in place then."""

    candidate_id: str
    folder: Path
    campus: Campus
    base: Campus
    sha256: str


class Checked(Struct, frozen=True, kw_only=True):
    """What the check came to; without a candidate the map cannot be used. The worst findings come first."""

    candidate: Candidate | None
    findings: tuple[Finding, ...]
    counts: dict[Severity, int]


class MapCheck:
    """One map at a time, and one candidate: the last that was checked. `scratch` is its own folder."""

    def __init__(self, scratch: Path, *, within_s: float = CHECK_WITHIN_S) -> None:
        self._scratch = scratch
        self._within_s = within_s
        self._checking = asyncio.Lock()
        self._candidate: Candidate | None = None

    def candidate(self, candidate_id: str) -> Candidate:
        """Raises NotFound."""
        if self._candidate is None or self._candidate.candidate_id != candidate_id:
            raise NotFound("Another map was checked since, or none. Check it again.")
        return self._candidate

    def forget(self) -> None:
        self._candidate = None

    async def check(self, archive: bytes, base: Campus, folder: Path) -> Checked:
        """`base` is the campus in `folder`, whose name the new one takes, and whose cameras it keeps.

        Raises InvalidRequest for what is no map at all, and for one whose check takes too much.
        """
        async with self._checking:
            self._candidate = None
            await asyncio.to_thread(self._clear)
            source = self._scratch / f"{folder.name}{_suffix(archive)}"
            await asyncio.to_thread(source.write_bytes, archive)
            target = self._scratch / "checked" / folder.name
            await self._run(source, target, folder)
            findings = await asyncio.to_thread(_findings, self._output)
            if target.is_dir():
                self._candidate = Candidate(
                    candidate_id=secrets.token_urlsafe(12),
                    folder=target,
                    campus=await asyncio.to_thread(read_campus, target),
                    base=base,
                    sha256=sha256(archive).hexdigest(),
                )
            return Checked(
                candidate=self._candidate,
                findings=tuple(findings[:FINDINGS_TOLD]),
                counts=Counter(finding.severity for finding in findings),
            )

    @property
    def _output(self) -> Path:
        return self._scratch / "findings.jsonl"

    def _clear(self) -> None:
        shutil.rmtree(self._scratch, ignore_errors=True)
        self._scratch.mkdir(mode=0o700, parents=True)

    async def _run(self, source: Path, target: Path, former: Path) -> None:
        """Raises InvalidRequest when the process takes too much."""
        command = ("-m", "gis", "import", "--json", "--cameras-of", str(former), str(source), str(target))
        with self._output.open("wb") as output:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *command,
                env=_environment(),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=asyncio.subprocess.DEVNULL,
                start_new_session=True,
            )
        _confine(process.pid)
        try:
            status = await asyncio.wait_for(process.wait(), self._within_s)
        except TimeoutError:
            status = -1
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        # 0: imported; 1: cannot be used, and the findings say why.
        if status not in (0, 1):
            raise InvalidRequest("This map is too large or too complicated to be checked here.")


def _suffix(archive: bytes) -> str:
    """Raises InvalidRequest."""
    for start, suffix in _SUFFIXES:
        if archive.lstrip()[: len(start)] == start:
            return suffix
    raise InvalidRequest("This is no map: send an IMDF archive, zipped shapefiles, a GeoPackage or GeoJSON.")


def _environment() -> dict[str, str]:
    return {name: os.environ[name] for name in _VARIABLES if name in os.environ}


def _confine(pid: int) -> None:
    """Where the process is done before this is, there is nothing to confine."""
    try:
        os.setpriority(os.PRIO_PROCESS, pid, _NICENESS)
        if sys.platform == "linux":
            resource.prlimit(pid, resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    except ProcessLookupError:
        return


def _findings(output: Path) -> list[Finding]:
    """The worst first, otherwise in their order."""
    return sorted(_decoded(output), key=lambda finding: _RANK[finding.severity])


def _decoded(output: Path) -> Iterator[Finding]:
    with output.open("rb") as lines:
        for line in lines:
            # The last line is the summary.
            if b'"severity"' in line:
                yield msgspec.json.decode(line, type=Finding)
