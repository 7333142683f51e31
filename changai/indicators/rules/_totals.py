"""What one value brings to the totals above it, as whole numbers, which add exactly anywhere."""

from __future__ import annotations

from decimal import Decimal

from changai.packs.arithmetic import rounded

NAMES = (
    "number", "base", "product", "count",
    "verified_number", "verified_base", "verified_product", "verified_count",
)  # fmt: skip
PLACES = 4
Sums = tuple[int, ...]
NOTHING: Sums = (0,) * len(NAMES)


def brought(
    said: Decimal | None,
    said_base: Decimal | None,
    verified: Decimal | None,
    verified_base: Decimal | None,
) -> Sums:
    """Return what a value brings to each sum, in the order of `NAMES`.

    Units: numbers and bases in ten-thousandths, products in hundred-millionths.
    """
    return (*_side(said, said_base), *_side(verified, verified_base))


def _side(number: Decimal | None, base: Decimal | None) -> Sums:
    if number is None:
        return (0, 0, 0, 0)
    above, below = _whole(number), _whole(base or Decimal(0))
    return (above, below, above * below, 1)


def with_places(number: Decimal | None) -> Decimal | None:
    """Return a number with no more places than are kept; one that has no more stays as written."""
    if number is None or number == (short := rounded(number, PLACES)):
        return number
    return short


def _whole(number: Decimal) -> int:
    return int(number.scaleb(PLACES))


def plus(one: Sums, other: Sums) -> Sums:
    """Add two sums, column by column."""
    return tuple(here + there for here, there in zip(one, other, strict=True))


def minus(one: Sums, other: Sums) -> Sums:
    """Return by how much one is more than another, column by column."""
    return tuple(here - there for here, there in zip(one, other, strict=True))
