"""Two folders change places, and neither is ever a mixture."""

from pathlib import Path

import pytest

from gis.exchange import exchange


def folder(path: Path, content: str) -> Path:
    path.mkdir()
    (path / "map").write_text(content)
    return path


def test_each_holds_what_the_other_held(tmp_path: Path) -> None:
    """And nothing else is left beside them."""
    old, new = folder(tmp_path / "campus", "old"), folder(tmp_path / "new", "new")
    exchange(old, new)
    assert ((old / "map").read_text(), (new / "map").read_text()) == ("new", "old")
    assert sorted(it.name for it in tmp_path.iterdir()) == ["campus", "new"]


def test_a_system_that_cannot_at_once_does_it_in_steps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the same outcome."""
    monkeypatch.setattr("sys.platform", "darwin")
    old, new = folder(tmp_path / "campus", "old"), folder(tmp_path / "new", "new")
    exchange(old, new)
    assert ((old / "map").read_text(), (new / "map").read_text()) == ("new", "old")
    assert sorted(it.name for it in tmp_path.iterdir()) == ["campus", "new"]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """Nothing is lost."""
    old = folder(tmp_path / "campus", "old")
    with pytest.raises(FileNotFoundError):
        exchange(old, tmp_path / "nowhere")
    assert (old / "map").read_text() == "old"
