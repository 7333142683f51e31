"""The content of a paper, free of any layout: what is frozen when it is issued."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Layout(StrEnum):
    """The forms of GB/T 9704-2012: clauses 7 (ordinary), 10.1 (letter), 10.3 (minutes)."""

    ORDINARY = "ORDINARY"
    LETTER = "LETTER"
    MINUTES = "MINUTES"


@dataclass(frozen=True)
class Fact:
    """A number or word taken from live data, frozen with where it came from.

    `key` names it for good (`task:12:due_on`), so that the same paper drawn later can be compared
    with what was frozen; `url` is the page that shows it now.
    """

    key: str
    text: str
    url: str = ""


Line = tuple[str | Fact, ...]
Cell = Line


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 4: 一、 / （一） / 1. / （1）. The number is given by the layout."""

    level: int
    words: Line


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the body; `indent` is false for a salutation.

    One with a `key` may be put in other words by a person while the paper is a draft.
    """

    words: Line
    indent: bool = True
    key: str = ""


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading and its share of the width."""

    title: str
    share: int = 1
    centered: bool = False


@dataclass(frozen=True)
class Table:
    """A table; `horizontal` ones stand on pages turned by 90 degrees (GB/T 9704-2012, clause 8)."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""
    horizontal: bool = False


Block = Heading | Paragraph | Table


@dataclass(frozen=True)
class Annex:
    """An attachment on pages of its own: its title and what it holds."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Roll:
    """A list of names in minutes (clause 10.3): 出席, 请假 or 列席, and who."""

    label: str
    words: Line


@dataclass(frozen=True)
class Sheet:
    """One paper before it is laid out.

    `head` is the name of the red head ("…联席会议办公室文件"), empty for papers without one.
    `number` is the whole document number with 〔〕; it is empty until the paper is issued.
    Copies go to `copies_to`, printed by `printed_by` on `printed_on`: these make the 版记.
    `signer` is the unit in whose name it goes out; `signed_off_by` the leader (签发人) of a paper
    to a unit above. Days that are None are set when the paper is approved and issued.
    """

    title: str
    blocks: tuple[Block, ...]
    layout: Layout = Layout.ORDINARY
    head: str = ""
    number: str = ""
    addressees: str = ""
    signer: str = ""
    signed_on: date | None = None
    annexes: tuple[Annex, ...] = field(default=())
    copies_to: str = ""
    printed_by: str = ""
    printed_on: date | None = None
    note: str = ""
    rolls: tuple[Roll, ...] = field(default=())
    signed_off_by: str = ""
    copy_number: str = ""
    secrecy: str = ""
    urgency: str = ""


def plain(words: Line) -> str:
    """Return a line as text."""
    return "".join(one if isinstance(one, str) else one.text for one in words)


def facts_of(sheet: Sheet) -> Iterator[Fact]:
    """Give every fact of a paper in the order in which it is read."""
    for blocks in (sheet.blocks, *(annex.blocks for annex in sheet.annexes)):
        for block in blocks:
            for line in lines_of(block):
                yield from _facts_in(line)
    for roll in sheet.rolls:
        yield from _facts_in(roll.words)


def lines_of(block: Block) -> Iterator[Line]:
    """Give every line of words of a block, the cells of a table row by row."""
    if isinstance(block, Table):
        for row in block.rows:
            yield from row
    else:
        yield block.words


def _facts_in(line: Line) -> Iterator[Fact]:
    return (one for one in line if isinstance(one, Fact))
