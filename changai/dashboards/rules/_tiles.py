"""The schematic map: which tile stands where, and how each look differs without its colour."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, sqrt
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
WIDEST = 8


@dataclass(frozen=True)
class Look:
    """How a tile is drawn: ground, edge, the pattern of its band, and the path of its sign.

    The sign lies in a square of 20; every look differs from every other without its colour.
    """

    ground: str
    edge: str
    band: str
    sign: str


# The grounds are light: dark text on each passes 7:1.
LOOKS: Mapping[str, Look] = {
    "green": Look("#e4f3ea", "#17693f", "plain", "M2 10a8 8 0 1 0 16 0a8 8 0 1 0 -16 0z"),
    "yellow": Look("#fdf1d0", "#845500", "stripes", "M10 2L19 18H1z"),
    "red": Look("#fce8e8", "#b3141b", "cross", "M10 1L19 10L10 19L1 10z"),
    "grey": Look("#eef1f5", "#5b6b7f", "dots", "M4 8.5h12v3h-12z"),
    "hidden": Look("#ffffff", "#5b6b7f", "none", "M3 3L17 17M17 3L3 17"),
    "plain": Look("#e7f0f9", "#0b5cad", "plain", ""),
}
# Where there is no target nothing is good or bad: the darker, the more.
SHADES = ("#f1f6fb", "#dbe9f7", "#bdd7f0", "#9cc3e8")


def places_for(
    keys: Sequence[Key], known: Mapping[Key, tuple[int, int]]
) -> tuple[dict[Key, tuple[int, int]], bool]:
    """Return column and row of each tile from 1, and whether they stand by rough geography.

    Only where every one has its place is the grid of the pack used; else they stand in order.
    """
    if keys and all(key in known for key in keys):
        return {key: known[key] for key in keys}, True
    return dict(zip(keys, grid(len(keys)), strict=True)), False


def grid(count: int) -> list[tuple[int, int]]:
    """Return places in rows that are a little wider than high, from the left and the top."""
    columns = min(WIDEST, ceil(sqrt(count * 1.4))) if count else 1
    return [(index % columns + 1, index // columns + 1) for index in range(count)]


def shade_of(value: Decimal | None, values: Sequence[Decimal]) -> int | None:
    """Return which fourth of the values one lies in, from 0; equal values share a fourth."""
    if value is None or not values:
        return None
    below = sum(1 for one in values if one < value)
    return min(len(SHADES) - 1, below * len(SHADES) // len(values))
