"""Archives are read within limits; what is damaged, hidden or hostile is refused with its reason."""

import contextlib
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis import archive
from gis.archive import read_files
from gis.finding import SurveyError


def _zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return path


def test_a_wrapping_folder_is_left_out_of_the_names(tmp_path: Path) -> None:
    """People zip the folder, tools zip its content; both read alike."""
    assert read_files(_zip(tmp_path / "a.zip", {"school/a.geojson": b"1", "school/b/c.txt": b"2"})) == {
        "a.geojson": b"1",
        "b/c.txt": b"2",
    }


def test_what_file_managers_leave_behind_is_not_read(tmp_path: Path) -> None:
    """Litter counts neither as a file nor as a second folder."""
    members = {"school/a": b"1", "__MACOSX/school/._a": b"2", "school/.DS_Store": b"3"}
    assert read_files(_zip(tmp_path / "a.zip", members)) == {"a": b"1"}


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"../evil": b"1", "a": b"2"}, "leads out of the archive"),
        ({"/etc/evil": b"1", "a": b"2"}, "leads out of the archive"),
        ({"..\\evil": b"1", "a": b"2"}, "leads out of the archive"),
        ({"c:/evil": b"1", "a": b"2"}, "leads out of the archive"),
        ({"inner.zip": b"1"}, "is an archive inside the archive"),
        ({f"{index}": b"" for index in range(archive.ENTRY_LIMIT + 1)}, "more than 200 files"),
        ({"zeros": bytes(archive.UNPACKED_LIMIT_BYTES + 1)}, "unpacks to more than 100 MB"),
    ],
)
def test_a_hostile_archive_is_refused(tmp_path: Path, members: dict[str, bytes], reason: str) -> None:
    """Nothing is unpacked from an archive that tries to get out or to blow up."""
    with pytest.raises(SurveyError, match=reason):
        read_files(_zip(tmp_path / "a.zip", members))


def test_a_symbolic_link_is_refused(tmp_path: Path) -> None:
    """A link in an archive points at the reader's files, not at the writer's."""
    path = tmp_path / "a.zip"
    entry = zipfile.ZipInfo("venue.geojson")
    entry.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(entry, "/etc/passwd")
    with pytest.raises(SurveyError, match="symbolic link"):
        read_files(path)


def test_a_symbolic_link_in_a_folder_is_refused(tmp_path: Path) -> None:
    """The same in a folder."""
    (tmp_path / "secret").write_text("x")
    folder = tmp_path / "school"
    folder.mkdir()
    (folder / "venue.geojson").symlink_to(tmp_path / "secret")
    with pytest.raises(SurveyError, match="symbolic link"):
        read_files(folder)


def test_a_packed_file_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit holds before the first byte is unpacked."""
    monkeypatch.setattr(archive, "PACKED_LIMIT_BYTES", 10)
    with pytest.raises(SurveyError, match="larger than"):
        read_files(_zip(tmp_path / "a.zip", {"a": b"1"}))


def test_neither_folder_nor_zip_is_refused(tmp_path: Path) -> None:
    """A drawing is not a survey; a missing file is not an empty one."""
    (tmp_path / "plan.dwg").write_bytes(b"AC1032")
    with pytest.raises(SurveyError, match="neither a folder nor a zip"):
        read_files(tmp_path / "plan.dwg")
    with pytest.raises(SurveyError, match="no such file"):
        read_files(tmp_path / "absent")


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    """Nobody is asked for a password by a map."""
    path = _zip(tmp_path / "a.zip", {"a": b"secret"})
    content = bytearray(path.read_bytes())
    for signature, flag_offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + flag_offset] |= 1
    path.write_bytes(content)
    with pytest.raises(SurveyError, match="cannot be unpacked"):
        read_files(path)


@settings(max_examples=150, deadline=None)
@given(
    flips=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=8),
    length=st.integers(0, 10_000),
)
def test_a_damaged_zip_reads_or_is_refused(
    flips: list[tuple[int, int]], length: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """However an archive is corrupted or cut, it gives bytes or a SurveyError."""
    path = _zip(tmp_path_factory.getbasetemp() / "damaged.zip", {"a.geojson": b"abc" * 200, "b": b"x" * 500})
    content = bytearray(path.read_bytes())
    for offset, value in flips:
        content[offset % len(content)] = value
    path.write_bytes(content[: max(length % (2 * len(content)), 1)])
    with contextlib.suppress(SurveyError):
        read_files(path)
