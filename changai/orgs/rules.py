"""The tree as text: materialised paths of four base-36 characters a level."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import date

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
STEP = 4
MAX_PATH = 64
OFFICE_KIND = "reform_office"
DIVISION_KIND = "division_government"
TIERS = ["PROVINCE", "CITY", "COUNTY", "TOWN", "ENTERPRISE"]


def segment(number: int) -> str:
    """Return the path segment of the n-th child, counted from 1.

    Raises:
        ValueError: the number does not fit four base-36 characters.
    """
    if not 0 < number < 36**STEP:
        raise ValueError(f"no path segment for child number {number}")
    characters = []
    for _ in range(STEP):
        number, digit = divmod(number, 36)
        characters.append(DIGITS[digit])
    return "".join(reversed(characters))


def number_of(path: str) -> int:
    """Return which child of its parent a path is, counted from 1."""
    return int(path[-STEP:], 36)


def after(path: str) -> str:
    """Return the least path above every path of the subtree: the end of the range.

    It is made of the same digits as a path, so that a database that sorts by language and puts
    other characters elsewhere cuts the range at the same place.
    """
    kept = path.rstrip(DIGITS[-1])
    if not kept:
        return path + "~"
    carried = kept[:-1] + DIGITS[DIGITS.index(kept[-1]) + 1]
    # Filled to whole segments and no further: 0002 itself must not lie below 00020000.
    return carried + DIGITS[0] * (-len(carried) % STEP)


def covers(scope: str, path: str) -> bool:
    """Say whether a path lies in the subtree of a scope, itself included."""
    return bool(scope) and path.startswith(scope)


def parent_path(path: str) -> str:
    """Return the path of the parent; empty for a root."""
    return path[:-STEP]


def ancestors(path: str) -> list[str]:
    """Return the paths above, root first, without the path itself."""
    return [path[:end] for end in range(STEP, len(path), STEP)]


def widest(paths: set[str]) -> tuple[str, ...]:
    """Return the paths that no other path of the set covers, in order."""
    kept: list[str] = []
    for path in sorted(paths):
        if not kept or not covers(kept[-1], path):
            kept.append(path)
    return tuple(kept)


def number_after(paths: Iterable[str], parent: str) -> int:
    """Return the number of the next child of a parent, given the paths of those it has."""
    return max((number_of(path) for path in paths if parent_path(path) == parent), default=0) + 1


def scope_of(kind: str, path: str) -> str:
    """Return what people of a unit see: its own subtree; a reform office, its division's."""
    return parent_path(path) or path if kind == OFFICE_KIND else path


def tier_of(kind: str, kind_tier: str, parent_tier: str | None) -> str:
    """Return the tier of a unit that stands under a parent.

    A division is one tier below its parent; a zone ranks with the divisions of its host; every
    other kind has the tier its pack names, or that of its parent.
    """
    above = TIERS.index(parent_tier) if parent_tier in TIERS else -1
    if kind == DIVISION_KIND or kind_tier == "zone":
        return TIERS[min(above + 1, TIERS.index("TOWN"))]
    if kind_tier == "any":
        return parent_tier or TIERS[0]
    return kind_tier.upper()


def in_order(characters: str) -> str:
    """Return a pattern of the names that hold these characters in this order, others between."""
    return ".*".join(re.escape(one) for one in characters if not one.isspace())


def mark(*read: object) -> str:
    """Return a short mark of what was read of a thing, to find out whether it is still so."""
    return hashlib.sha256(repr(read).encode()).hexdigest()[:16]


def holds(from_on: date, to_on: date | None, today: date) -> bool:
    """Say whether a post with these first and last days holds today."""
    return from_on <= today and not is_over(to_on, today)


def is_over(to_on: date | None, today: date) -> bool:
    """Say whether the last day of a post has passed."""
    return to_on is not None and to_on < today
