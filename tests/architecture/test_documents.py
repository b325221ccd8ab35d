"""What the documents say of the code base is true of it."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
# A path in backticks that begins with one of the top-level folders, such as `responder/live/session.py`.
PATH = re.compile(r"`((?:responder|gis|static|campus_maps|tests|load_tests|docs)/[\w./-]+)`")
# A module run from the command line, such as `python -m load_tests.fanout`.
MODULE = re.compile(r"python -m ((?:responder|gis|load_tests)[\w.]*)")
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
# Made by `make setup`, so a fresh clone does not hold it.
BUILT = ("static/dist",)


def _named(document: Path, pattern: re.Pattern[str]) -> set[str]:
    return set(pattern.findall(document.read_text("utf-8")))


def test_a_path_that_a_document_names_exists() -> None:
    """A reader who follows a file name in the documents finds that file."""
    missing = {
        (document.name, path)
        for document in DOCUMENTS
        for path in _named(document, PATH)
        if not path.startswith(BUILT) and not (ROOT / path).exists()
    }

    assert missing == set()


def test_a_module_that_a_document_runs_exists() -> None:
    """A reader who types a command of the documents runs something."""
    missing = {
        (document.name, module)
        for document in DOCUMENTS
        for module in _named(document, MODULE)
        if not _is_runnable(ROOT / module.replace(".", "/"))
    }

    assert missing == set()


def test_a_link_between_documents_leads_somewhere() -> None:
    """Relative links resolve from the document that holds them."""
    broken = {
        (document.name, link)
        for document in DOCUMENTS
        for link in _named(document, LINK)
        if not (document.parent / link).exists()
    }

    assert broken == set()


def _is_runnable(module: Path) -> bool:
    return module.with_suffix(".py").exists() or (module / "__main__.py").exists()
