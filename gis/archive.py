"""The bytes of a survey, from a folder or a zip archive, within limits that no school's survey exceeds."""

import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from gis.finding import SurveyError

# A district of 50 schools packs into 3 MB; twenty leaves room for aerial detail but not for a zip bomb.
PACKED_LIMIT_BYTES = 20 * 1024 * 1024
UNPACKED_LIMIT_BYTES = 100 * 1024 * 1024
# IMDF knows 20 feature types; a shapefile has up to 8 parts per layer.
ENTRY_LIMIT = 200

# What file managers leave behind; nobody means it as data.
_LITTER = {"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"}
# RuntimeError: encrypted; NotImplementedError: exotic compression; OSError, ValueError: damaged offsets.
_UNPACKABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
_NESTED = (".zip", ".gz", ".7z", ".rar", ".tar", ".kmz")


def read_files(path: Path) -> dict[str, bytes]:
    """Name -> content of every file of a folder or a zip archive.

    A single folder that wraps a whole archive is left out of the names. Raises SurveyError for an archive
    that is too large, damaged or encrypted, or that holds links, archives or names that lead out of it.
    """
    if not path.exists():
        raise SurveyError(path.name, "", "no such file or folder")
    if path.is_dir():
        return _read_folder(path)
    if not zipfile.is_zipfile(path):
        raise SurveyError(path.name, "", "neither a folder nor a zip archive")
    return _read_zip(path)


def _read_folder(folder: Path) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    total_bytes = 0
    for path in sorted(folder.iterdir()):
        if path.name in _LITTER or path.is_dir():
            continue
        if path.is_symlink():
            raise SurveyError(path.name, "", "is a symbolic link")
        total_bytes += path.stat().st_size
        _check_totals(folder.name, total_bytes, len(files) + 1)
        files[path.name] = path.read_bytes()
    return files


def _read_zip(path: Path) -> dict[str, bytes]:
    if path.stat().st_size > PACKED_LIMIT_BYTES:
        raise SurveyError(path.name, "", f"larger than {PACKED_LIMIT_BYTES >> 20} MB")
    try:
        with zipfile.ZipFile(path) as archive:
            files = dict(_members(archive, path.name))
    except SurveyError:
        raise
    except _UNPACKABLE as error:
        raise SurveyError(path.name, "", f"cannot be unpacked: {error}") from error
    return _without_wrapper(files)


def _members(archive: zipfile.ZipFile, archive_name: str) -> Iterator[tuple[str, bytes]]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir() and not _is_litter(entry.filename)]
    _check_totals(archive_name, sum(entry.file_size for entry in entries), len(archive.infolist()))
    for entry in entries:
        _check_entry(entry)
        with archive.open(entry) as stream:
            # A header may lie about its size: read one byte more than it says.
            content = stream.read(entry.file_size + 1)
        if len(content) > entry.file_size:
            raise SurveyError(entry.filename, "", "unpacks to more than the archive says")
        yield entry.filename, content


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = PurePosixPath(entry.filename.replace("\\", "/"))
    if name.is_absolute() or ".." in name.parts or ":" in name.parts[0]:
        raise SurveyError(entry.filename, "", "has a name that leads out of the archive")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise SurveyError(entry.filename, "", "is a symbolic link")
    if name.suffix.lower() in _NESTED:
        raise SurveyError(entry.filename, "", "is an archive inside the archive")


def _check_totals(name: str, total_bytes: int, entries: int) -> None:
    if entries > ENTRY_LIMIT:
        raise SurveyError(name, "", f"holds more than {ENTRY_LIMIT} files")
    if total_bytes > UNPACKED_LIMIT_BYTES:
        raise SurveyError(name, "", f"unpacks to more than {UNPACKED_LIMIT_BYTES >> 20} MB")


def _is_litter(name: str) -> bool:
    return not _LITTER.isdisjoint(PurePosixPath(name).parts)


def _without_wrapper(files: dict[str, bytes]) -> dict[str, bytes]:
    tops = {name.split("/")[0] for name in files}
    if len(tops) != 1 or any("/" not in name for name in files):
        return files
    return {name.split("/", 1)[1]: content for name, content in files.items()}
