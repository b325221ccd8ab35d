"""Commands that tie a floor plan or a camera's picture to the ground."""

import csv
import json
from collections.abc import Iterable
from pathlib import Path

import click
import msgspec
from PIL import Image, UnidentifiedImageError

from gis.finding import SurveyError
from gis.geojson import geometry_json, read_features, write_features
from gis.georeference import ControlPoint, Georeference, GeoreferenceError, PlanFit, fit_camera, fit_plan
from gis.overlay import OverlayError, place_vectors, warp

_File = click.Path(exists=True, dir_okay=False, path_type=Path)
_KINDS = click.Choice([str(it) for it in PlanFit])
_COLUMNS = ("name", "x_px", "y_px", "longitude", "latitude")


@click.group()
def georeference() -> None:
    """Tie a floor plan or a camera's picture to the ground by control points.

    POINTS is a CSV file with the columns name, x_px, y_px (from the top left), longitude, latitude.
    """


@georeference.command()
@click.option("--points", required=True, type=_File)
@click.option("--kind", type=_KINDS, default=str(PlanFit.AFFINE), show_default=True)
@click.option("--image", type=_File, help="The plan, to be warped.")
@click.option("--vectors", type=_File, help="GeoJSON in pixels of the plan, to be placed.")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path))
def plan(points: Path, kind: str, image: Path | None, vectors: Path | None, out: Path) -> None:
    """Fit a floor plan to the map; write the transform, and the plan as it lies there, to OUT."""
    fit = _fitted(points, PlanFit(kind))
    out.mkdir(parents=True, exist_ok=True)
    _write_fit(out / "transform.json", fit)
    try:
        if image is not None:
            with Image.open(image) as picture:
                overlay = warp(picture, fit)
            overlay.image.save(out / "overlay.png")
            (out / "overlay.json").write_text(json.dumps({"coordinates": overlay.corners}) + "\n")
        if vectors is not None:
            (out / "vectors.geojson").write_bytes(_placed(vectors, fit))
    except (OverlayError, SurveyError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise click.ClickException(str(error)) from error


@georeference.command()
@click.option("--points", required=True, type=_File)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
def camera(points: Path, out: Path) -> None:
    """Fit a camera's picture to level ground; write the transform to OUT."""
    _write_fit(out, _fitted(points, None))


def _fitted(points: Path, kind: PlanFit | None) -> Georeference:
    """A plan's fit, or with no kind a camera's; says how good it is."""
    try:
        control = _read_points(points)
        fit = fit_camera(control) if kind is None else fit_plan(control, kind)
    except GeoreferenceError as error:
        raise click.ClickException(f"{points}: {error}") from error
    click.echo(
        f"{len(control)} points: they fit to {fit.fit_rmse_m:.2f} m; a new point will be wrong by "
        f"{fit.leave_one_out_rmse_m:.2f} m, 95 % of them by less than {fit.leave_one_out_p95_m:.2f} m"
    )
    for warning in fit.warnings:
        click.echo(f"warning: {warning}")
    return fit


def _read_points(path: Path) -> list[ControlPoint]:
    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
        wanted = [{name: row.get(name) for name in _COLUMNS} for row in rows]
        return msgspec.convert(wanted, list[ControlPoint], strict=False)
    except (UnicodeDecodeError, csv.Error, msgspec.ValidationError) as error:
        raise GeoreferenceError(f"is no list of {', '.join(_COLUMNS)}: {error}") from error


def _write_fit(path: Path, fit: Georeference) -> None:
    path.write_bytes(msgspec.json.format(msgspec.json.encode(fit), indent=2) + b"\n")


def _placed(path: Path, fit: Georeference) -> bytes:
    collection = read_features(path.name, path.read_bytes())
    features: Iterable[dict[str, object]] = (
        {
            "type": "Feature",
            "geometry": None if it.geometry is None else geometry_json(place_vectors(it.geometry, fit)),
            "properties": it.properties,
        }
        for it in collection.features
    )
    return write_features(features)
