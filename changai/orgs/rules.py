"""The tree as text: materialised paths of four base-36 characters a level."""

from __future__ import annotations

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
STEP = 4


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
    """Return the least string above every path of the subtree: the end of the range."""
    return path + "~"


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
