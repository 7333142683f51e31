"""Measure the pages of an official paper: where its words and lines really stand.

Turned pages are reckoned as if held upright: one set of limits holds for all. Units: millimetres
from the upper left of the upright page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

MM = 72 / 25.4
LEFT, RIGHT, TOP, FOOT = 28.0, 184.0, 37.0, 262.0
NUMBER_Y, INSET = 269.0, 14 / MM
PITCH, LINES, CHARS = 28.95, 22, 28
# A mark that ends a line may hang: LibreOffice lets it, whatever the docx asks.
MAY_HANG = frozenset("，。、；：？！）》”’")
# The empty half of a mark that begins a line may lie before it: typst trims it.
MAY_JUT = frozenset("（《〈「『【〔‘“")
CHAR_MM = 16 / MM


@dataclass(frozen=True)
class Glyph:
    """A character: its em box, its size in points, whether red."""

    char: str
    x0: float
    x1: float
    y0: float
    y1: float
    size: float
    red: bool


@dataclass(frozen=True)
class Rule:
    """A line across: where it begins, ends and lies, whether red."""

    x0: float
    x1: float
    y: float
    red: bool


@dataclass(frozen=True)
class Leaf:
    """A page as measured."""

    number: int
    turned: bool
    glyphs: list[Glyph]
    rules: list[Rule]

    @property
    def foot(self) -> list[Glyph]:
        """Return the characters of the page number, read from left to right."""
        below = [one for one in self.glyphs if one.y0 > FOOT + 1 and one.char.strip()]
        return sorted(below, key=lambda one: one.x0)

    @property
    def body(self) -> list[Glyph]:
        """Return the characters within the type area, red ones left out."""
        return [
            one for one in self.glyphs if one.y0 <= FOOT + 1 and not one.red and one.char.strip()
        ]


def page_faults(pdf: Path | str) -> list[str]:
    """Return what is wrong with the pages of a pdf."""
    leaves = leaves_of(Path(pdf))
    faults: list[str] = []
    for leaf in leaves:
        faults += [f"page {leaf.number}: {fault}" for fault in _leaf_faults(leaf)]
    faults += _number_faults(leaves)
    faults += _imprint_faults(leaves)
    faults += _head_faults(leaves[0])
    return faults


def leaves_of(pdf: Path) -> list[Leaf]:
    """Return the pages of a pdf as measured."""
    import pdfplumber

    with pdfplumber.open(pdf) as opened:
        return [_leaf(number, page) for number, page in enumerate(opened.pages, start=1)]


def _leaf(number: int, page: Any) -> Leaf:
    turned = page.width > page.height
    glyphs = [_glyph(one, page, turned) for one in page.chars]
    drawn = [*page.lines, *page.rects, *page.curves]
    rules = [rule for one in drawn for rule in _rules(one, turned)]
    return Leaf(number, turned, glyphs, rules)


def _upright(x0: float, x1: float, y0: float, y1: float, turned: bool) -> tuple[float, ...]:
    if not turned:
        return x0 / MM, x1 / MM, y0 / MM, y1 / MM
    return y0 / MM, y1 / MM, 297 - x1 / MM, 297 - x0 / MM


def _glyph(one: dict[str, Any], page: Any, turned: bool) -> Glyph:
    a, b, _c, _d, e, f = one["matrix"]
    size = one["size"]
    if abs(a) >= abs(b):
        base = page.height - f
        box = (one["x0"], one["x1"], base - 0.88 * size, base + 0.12 * size)
    else:
        # Words that run downwards: their em box lies across.
        size = one["x1"] - one["x0"]
        box = (e - 0.12 * size, e + 0.88 * size, one["top"], one["bottom"])
    x0, x1, y0, y1 = _upright(*box, turned)
    return Glyph(one["text"], x0, x1, y0, y1, round(size, 1), _is_red(one["non_stroking_color"]))


def _is_red(color: Any) -> bool:
    parts = tuple(color or ())
    return len(parts) == 3 and parts[0] > 0.7 and max(parts[1:]) < 0.2


def _rules(one: dict[str, Any], turned: bool) -> Iterator[Rule]:
    x0, x1, y0, y1 = _upright(one["x0"], one["x1"], one["top"], one["bottom"], turned)
    if y1 - y0 < 1.2 and x1 - x0 > 50:
        red = _is_red(one.get("stroking_color")) or _is_red(one.get("non_stroking_color"))
        yield Rule(x0, x1, (y0 + y1) / 2, red)


def _leaf_faults(leaf: Leaf) -> Iterator[str]:
    body = leaf.body
    if not body:
        return
    inside = [one for one in body if one.char not in MAY_HANG]
    begin = min((one.x0 for one in body if one.char not in MAY_JUT), default=LEFT)
    if begin < LEFT - 0.6:
        yield f"words begin {begin:.1f} mm from the left"
    if max(one.x1 for one in inside) > RIGHT + 0.6:
        yield f"words end {210 - max(one.x1 for one in inside):.1f} mm from the right"
    # Held upright, the lines of a turned page end at the top.
    highest = min(one.y0 for one in (inside if leaf.turned else body))
    if highest < TOP - 0.6:
        yield f"words begin {highest:.1f} mm from the top"
    if max(one.y1 for one in body) > FOOT + 0.9:
        yield f"words end {297 - max(one.y1 for one in body):.1f} mm from the foot"
    if not leaf.turned:
        yield from _line_faults(leaf)


def lines_of(leaf: Leaf) -> list[list[Glyph]]:
    """Return the lines of words of 3号 on a page, from above."""
    rows: dict[int, list[Glyph]] = {}
    for one in leaf.body:
        if abs(one.size - 16) < 0.4:
            key = next((y for y in rows if abs(y - one.y1 * 10) < 15), round(one.y1 * 10))
            rows.setdefault(key, []).append(one)
    return [sorted(rows[key], key=lambda one: one.x0) for key in sorted(rows)]


def _line_faults(leaf: Leaf) -> Iterator[str]:
    lines = lines_of(leaf)
    if len(lines) > LINES:
        yield f"{len(lines)} lines, more than {LINES}"
    feet = [max(one.y1 for one in line) * MM for line in lines]
    steps = [after - before for before, after in zip(feet, feet[1:], strict=False)]
    # Titles and tables between lines are higher; lines of text themselves are not.
    near = [step for step in steps if step < 1.3 * PITCH]
    if near and abs(median(near) - PITCH) > 0.3:
        yield f"lines stand {median(near):.2f} points apart, not {PITCH}"
    for line in lines:
        wide = [one for one in line if one.x1 - one.x0 > 0.8 * CHAR_MM]
        count = len(wide) - (1 if line[-1].char in MAY_HANG else 0)
        if count > CHARS:
            yield f"{count} characters in a line: {''.join(one.char for one in line)[:10]}"
    yield from _step_faults(lines)


def _step_faults(lines: list[list[Glyph]]) -> Iterator[str]:
    steps = [
        (after.x0 - before.x0) * MM
        for line in lines
        for before, after in zip(line, line[1:], strict=False)
        if all("一" <= one.char <= "龥" for one in (before, after))
    ]
    if len(steps) < 40:
        return
    # Justified lines are wider by what a line lacks; the closest show what was asked.
    closest = sorted(steps)[len(steps) // 10]
    if not 15.5 <= closest <= 15.9:
        yield f"characters stand {closest:.2f} points apart: not {CHARS} in a line"


def _number_faults(leaves: list[Leaf]) -> Iterator[str]:
    letter = _is_letter(leaves[0])
    for leaf in leaves:
        words = "".join(one.char for one in leaf.foot if not one.red)
        if not words:
            unnumbered = (letter and leaf.number == 1) or _is_bare(leaves, leaf.number)
            if not unnumbered:
                yield f"page {leaf.number}: no page number"
            continue
        if _is_bare(leaves, leaf.number):
            yield f"page {leaf.number}: numbered although the page before is blank"
        if not re.fullmatch(rf"[—–-]{leaf.number}[—–-]", words):
            yield f"page {leaf.number}: the page number reads {words}"
        x0, x1 = leaf.foot[0].x0, leaf.foot[-1].x1
        wanted, found = (RIGHT - INSET, x1) if leaf.number % 2 else (LEFT + INSET, x0)
        if abs(found - wanted) > 1.2:
            yield f"page {leaf.number}: the page number stands at {found:.1f}, not {wanted:.1f} mm"
        middle = (leaf.foot[0].y0 + leaf.foot[0].y1) / 2
        if abs(middle - NUMBER_Y) > 1.2:
            yield f"page {leaf.number}: the page number lies {middle - FOOT:.1f} mm below, not 7"


def _is_letter(leaf: Leaf) -> bool:
    return sum(1 for one in leaf.rules if one.red and one.x1 - one.x0 > 165) >= 2


def _is_bare(leaves: list[Leaf], number: int) -> bool:
    """Say whether a page is blank, or the last one after a blank one (7.5)."""
    leaf = leaves[number - 1]
    if not leaf.glyphs:
        return True
    return number == len(leaves) and number > 1 and not leaves[number - 2].glyphs


def _imprint_faults(leaves: list[Leaf]) -> Iterator[str]:
    having = [
        leaf
        for leaf in leaves
        if any("抄送：" in _words(line) or _words(line).endswith("印发") for line in _small(leaf))
    ]
    if not having:
        return
    last = leaves[-1]
    if [leaf.number for leaf in having] != [last.number]:
        yield f"版记 stands on pages {[leaf.number for leaf in having]}, not on the last alone"
    if last.number % 2:
        yield "版记 stands on an odd page"
    lines = _small(last)
    if abs(max(one.y1 for one in lines[-1]) - FOOT) > 3:
        yield f"版记 ends at {max(one.y1 for one in lines[-1]):.1f} mm, not at the foot"
    if _words(lines[-1]).endswith("印发"):
        rules = [one.y for one in last.rules if not one.red and abs(one.x1 - one.x0 - 156) < 2]
        if not any(abs(y - FOOT) < 0.8 for y in rules):
            yield "版记 has no rule on the lower edge of the type area"
        first = min(one.y0 for one in lines[0])
        if not any(first - 4 < y <= first + 0.6 for y in rules):
            yield "版记 has no rule above it"


def _small(leaf: Leaf) -> list[list[Glyph]]:
    """Return the lines of 4号 within the type area."""
    rows: dict[int, list[Glyph]] = {}
    for one in leaf.body:
        if abs(one.size - 14) < 0.4:
            key = next((y for y in rows if abs(y - one.y1 * 10) < 15), round(one.y1 * 10))
            rows.setdefault(key, []).append(one)
    return [sorted(rows[key], key=lambda one: one.x0) for key in sorted(rows)]


def _words(line: list[Glyph]) -> str:
    return "".join(one.char for one in line)


def _head_faults(leaf: Leaf) -> Iterator[str]:
    mark = [one for one in leaf.glyphs if one.red]
    if not mark:
        return
    top = min(one.y0 for one in mark)
    wanted = 30.0 if _is_letter(leaf) else TOP + 35
    if abs(top - wanted) > 2:
        yield f"page 1: the head begins {top:.1f} mm down the page, not {wanted:.0f}"
    middle = (min(one.x0 for one in mark) + max(one.x1 for one in mark)) / 2
    if abs(middle - (LEFT + RIGHT) / 2) > 3 and abs(middle - 105) > 3:
        yield "page 1: the head is not centred"
    rules = [one for one in leaf.rules if one.red]
    if not rules:
        yield "page 1: no red rule below the head"
        return
    widths = Counter(round(one.x1 - one.x0) for one in rules)
    if not any(abs(width - (170 if _is_letter(leaf) else 156)) <= 2 for width in widths):
        yield f"page 1: the red rule is {dict(widths)} mm wide"
    if not _is_letter(leaf):
        above = [one for one in leaf.body if one.y1 < rules[0].y and one.y0 > top + 8]
        gap = rules[0].y - max((one.y1 for one in above), default=rules[0].y - 4)
        if not 2.5 <= gap <= 6.5:
            yield f"page 1: the red rule lies {gap:.1f} mm below the number, not 4"
