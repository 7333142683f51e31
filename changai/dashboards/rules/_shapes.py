"""An approved map brought to paper: longitudes and latitudes become paths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians

Ring = Sequence[tuple[float, float]]
WIDTH = 1000.0


@dataclass(frozen=True)
class Drawing:
    """Paths of SVG by code, and where the name of each goes. Units: of the drawing."""

    width: float
    height: float
    paths: dict[str, str]
    middles: dict[str, tuple[float, float]]


def drawn(shapes: Mapping[str, Sequence[Ring]]) -> Drawing:
    """Draw shapes on one sheet, north above; a degree east is as much shorter as its latitude asks.

    Nothing is smoothed or left out: an approved map is shown as it was approved.
    """
    points = [point for rings in shapes.values() for ring in rings for point in ring]
    if not points:
        return Drawing(WIDTH, 0.0, {}, {})
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    narrower = cos(radians((south + north) / 2))
    scale = WIDTH / max((east - west) * narrower, 1e-9)

    def place(point: tuple[float, float]) -> tuple[float, float]:
        return (point[0] - west) * narrower * scale, (north - point[1]) * scale

    paths, middles = {}, {}
    for code, rings in shapes.items():
        placed = [[place(point) for point in ring] for ring in rings]
        paths[code] = "".join(
            "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z" for ring in placed
        )
        middles[code] = _middle(max(placed, key=_size))
    return Drawing(WIDTH, (north - south) * scale, paths, middles)


def _size(ring: Ring) -> float:
    return abs(_twice_the_area(ring))


def _twice_the_area(ring: Ring) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:], strict=False))


def _middle(ring: Ring) -> tuple[float, float]:
    """Return the centre of gravity of a closed ring, or of its corners where it has no area."""
    area = _twice_the_area(ring)
    if not area:
        return sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring)
    x = y = 0.0
    for a, b in zip(ring, ring[1:], strict=False):
        cross = a[0] * b[1] - b[0] * a[1]
        x += (a[0] + b[0]) * cross
        y += (a[1] + b[1]) * cross
    return x / (3 * area), y / (3 * area)
