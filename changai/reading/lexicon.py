"""Word lists written as prose: one string, parted by white space."""

from __future__ import annotations


def words(listed: str) -> tuple[str, ...]:
    """Return the words of a list in the order written."""
    return tuple(listed.split())
