"""Where the nodes of an adoption graph stand: the origin left, who learned from whom to the right.

Plain Python.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

COLUMN, ROW, WIDTH, HEIGHT, MARGIN = 232, 60, 180, 44, 8


@dataclass(frozen=True)
class Link:
    """A node as it is handed in: its key, the key it learned from (None: the origin)."""

    key: int
    source: int | None


@dataclass(frozen=True)
class Drawing:
    """Places of the nodes by key (None: the origin) and the lines between them, in pixels."""

    width: int
    height: int
    places: dict[int | None, tuple[int, int]]
    lines: tuple[tuple[int | None, int, str], ...]


def drawing_of(links: Sequence[Link]) -> Drawing:
    """Return where everything stands; a source that is not in the set counts as the origin.

    A circle cannot be drawn, and cannot come about: one learns from an earlier adoption.
    """
    known = {link.key for link in links}
    below: dict[int | None, list[int]] = {}
    for link in links:
        below.setdefault(link.source if link.source in known else None, []).append(link.key)
    places: dict[int | None, tuple[int, int]] = {}
    free = [0]

    def place(key: int | None, depth: int) -> int:
        children = below.get(key, [])
        if children:
            tops = [place(child, depth + 1) for child in children]
            top = (tops[0] + tops[-1]) // 2
        else:
            top = free[0] * ROW
            free[0] += 1
        places[key] = (MARGIN + depth * COLUMN, MARGIN + top)
        return top

    place(None, 0)
    lines = tuple(
        (source, key, _path(places[source], places[key]))
        for source, keys in below.items()
        for key in keys
    )
    width = max(x for x, _ in places.values()) + WIDTH + MARGIN
    return Drawing(width, free[0] * ROW - (ROW - HEIGHT) + 2 * MARGIN, places, lines)


def _path(start: tuple[int, int], end: tuple[int, int]) -> str:
    x, y = start[0] + WIDTH, start[1] + HEIGHT // 2
    to_x, to_y = end[0] - 4, end[1] + HEIGHT // 2
    middle = (x + to_x) // 2
    return f"M{x} {y}C{middle} {y} {middle} {to_y} {to_x} {to_y}"
