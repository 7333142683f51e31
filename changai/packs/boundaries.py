"""An approved map as GeoJSON: read strictly, kept with the number of its approval."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from changai.packs.problems import PackError, Problem

MOST_BYTES = 900_000
# Longitudes and latitudes within which the country lies, in degrees.
WEST, EAST, SOUTH, NORTH = 73.0, 136.0, 3.0, 54.0
FEWEST_POINTS = 4
Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class ApprovedMap:
    """Outlines by the code of a division, and the number under which they may be shown.

    Units: degrees, east and north.
    """

    approval: str
    shapes: dict[str, tuple[Ring, ...]]


def read_geojson(
    content: bytes, *, approval: str, codes: Collection[str], file: str
) -> ApprovedMap:
    """Return the map of a GeoJSON file, each feature of which names a division by `code`.

    Only polygons with longitudes and latitudes are taken, and nothing is made simpler: what was
    approved is what is shown.

    Raises:
        PackError: too large, no GeoJSON, another shape, an unknown or doubled code, no approval.
    """
    if not approval.strip():
        remedy = "Give the number of the approval (审图号)"
        raise PackError([Problem(file, 1, "approval", "is missing", remedy)])
    if len(content) > MOST_BYTES:
        what = f"has {len(content)} bytes, more than {MOST_BYTES}"
        remedy = "Have a coarser one approved; this program makes no map simpler"
        raise PackError([Problem(file, 1, "", what, remedy)])
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise PackError([Problem(file, 1, "", "is not UTF-8", "Save it as UTF-8")]) from error
    except (json.JSONDecodeError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise PackError([Problem(file, line, "", "is not JSON", "Export it again")]) from error
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list) or not features:
        remedy = "Export a FeatureCollection with one feature for each division"
        raise PackError([Problem(file, 1, "features", "are missing", remedy)])
    problems: list[Problem] = []
    shapes: dict[str, tuple[Ring, ...]] = {}
    for place, feature in enumerate(features):
        at = f"features[{place}]"
        code = _code(feature, at, codes, shapes, file, problems)
        rings = _rings(feature, f"{at}.geometry", file, problems)
        if code and rings:
            shapes[code] = rings
    if problems:
        raise PackError(problems)
    return ApprovedMap(approval.strip(), shapes)


def _code(
    feature: Any,
    at: str,
    codes: Collection[str],
    taken: Collection[str],
    file: str,
    problems: list[Problem],
) -> str:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    code = str(properties.get("code", "")) if isinstance(properties, dict) else ""
    what = ""
    if code not in codes:
        what = f"no division {code!r}" if code else "is missing"
    elif code in taken:
        what = f"{code} stands there twice"
    if what:
        remedy = "Name one division of divisions.csv in properties.code, each once"
        problems.append(Problem(file, 1, f"{at}.properties.code", what, remedy))
        return ""
    return code


def _rings(feature: Any, at: str, file: str, problems: list[Problem]) -> tuple[Ring, ...]:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or kind not in ("Polygon", "MultiPolygon"):
        remedy = "Only Polygon and MultiPolygon are drawn; leave out everything else"
        problems.append(Problem(file, 1, at, f"is {kind or 'no shape'}", remedy))
        return ()
    try:
        parts = geometry["coordinates"] if kind == "MultiPolygon" else [geometry["coordinates"]]
        rings = tuple(_ring(ring) for part in parts for ring in part)
    except (KeyError, TypeError, ValueError, IndexError, OverflowError) as error:
        told = str(error) if isinstance(error, _NoRing) else "has coordinates that are none"
        remedy = "Give longitude and latitude in degrees, each ring closed"
        problems.append(Problem(file, 1, at, told, remedy))
        return ()
    return rings


class _NoRing(ValueError):
    """Points that close no ring within the country."""


def _ring(points: Any) -> Ring:
    ring = tuple((float(point[0]), float(point[1])) for point in points)
    if len(ring) < FEWEST_POINTS or ring[0] != ring[-1]:
        raise _NoRing("has a ring that is not closed")
    for x, y in ring:
        if not (WEST <= x <= EAST and SOUTH <= y <= NORTH):
            raise _NoRing(f"has a point outside of the country: {x:g}, {y:g}")
    return ring


def stored(approved: ApprovedMap) -> str:
    """Write a map as this program keeps it."""
    return json.dumps(
        {"approval": approved.approval, "shapes": approved.shapes}, ensure_ascii=False
    )


def read_stored(text: str) -> ApprovedMap:
    """Read a map that `stored` wrote."""
    data = json.loads(text)
    shapes = {
        code: tuple(tuple((x, y) for x, y in ring) for ring in rings)
        for code, rings in data["shapes"].items()
    }
    return ApprovedMap(data["approval"], shapes)
