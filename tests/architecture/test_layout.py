"""One concept, one home: rules about the tree that no other tool checks."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULES = sorted(path for package in ("responder", "gis") for path in (ROOT / package).rglob("*.py"))
# Names that say nothing about what is inside.
VAGUE = {"utils", "util", "helpers", "common", "models", "manager", "misc", "base"}
# A module that grows past this holds two ideas.
MAX_LINES = 300


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()


def _names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def test_a_module_is_named_for_its_one_idea() -> None:
    """No module is a drawer for odds and ends."""
    assert _names([module for module in MODULES if module.stem in VAGUE]) == []


def test_a_module_fits_in_the_head() -> None:
    """No module is longer than a reader can hold."""
    assert _names([module for module in MODULES if len(_lines(module)) > MAX_LINES]) == []


def test_a_module_says_what_it_is() -> None:
    """Every module that is not empty opens with a docstring."""
    silent = [module for module in MODULES if _lines(module) and not _lines(module)[0].startswith('"""')]

    assert _names(silent) == []
