"""`python -m gis`: checks campus maps from the command line."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
import msgspec

from gis.campus import Campus
from gis.finding import Finding, Severity
from gis.imdf import check_campus


@click.group()
def main() -> None:
    """Campus maps: buildings, rooms, doors and the cameras that watch them."""


@main.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object per finding, and a summary last.")
def check(path: Path, as_json: bool) -> None:
    """Say everything that is wrong with the campus in PATH: an IMDF folder or zip, or a folder of them.

    Exits with 1 when there is anything to say, else with 0.
    """
    findings: list[Finding] = []
    for archive in _archives(path):
        campus, found = check_campus(archive)
        findings += found
        _print_findings(found, as_json)
        _print_summary(archive, campus, found, as_json)
    sys.exit(1 if findings else 0)


def _archives(path: Path) -> Iterator[Path]:
    """The campus itself, or each campus of a folder that holds several."""
    if path.is_file() or (path / "manifest.json").exists():
        yield path
        return
    inner = [it for it in sorted(path.iterdir()) if it.is_dir() or it.suffix.lower() == ".zip"]
    if not inner:
        raise click.UsageError(f"{path} holds neither an IMDF archive nor folders of them")
    yield from inner


def _print_findings(findings: Iterable[Finding], as_json: bool) -> None:
    for finding in findings:
        click.echo(msgspec.json.encode(finding).decode() if as_json else str(finding))


def _print_summary(
    archive: Path, campus: Campus | None, findings: tuple[Finding, ...], as_json: bool
) -> None:
    counts = _counts(campus)
    errors = sum(finding.severity == Severity.ERROR for finding in findings)
    if as_json:
        summary = {"campus": archive.name, "usable": campus is not None, "findings": len(findings), **counts}
        click.echo(msgspec.json.encode(summary).decode())
        return
    verdict = f"{len(findings)} findings, {errors} of them errors" if findings else "no findings"
    inventory = ", ".join(f"{count} {what}" for what, count in counts.items())
    click.echo(f"{archive.name}: {verdict}" + (f" ({inventory})" if inventory else ""))


def _counts(campus: Campus | None) -> dict[str, int]:
    if campus is None:
        return {}
    return {
        "buildings": len(campus.buildings),
        "levels": len(campus.levels),
        "units": len(campus.units),
        "openings": len(campus.openings),
        "amenities": len(campus.amenities),
        "cameras": len(campus.cameras),
    }


if __name__ == "__main__":
    main()
