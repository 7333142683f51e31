"""A sheet as the page shows it: the pieces of the layout with their facts as links."""

from __future__ import annotations

from dataclasses import dataclass

from changai.papers import rules


@dataclass(frozen=True)
class Word:
    """A run of words on the page; one with a url is a fact and leads to where it stands now."""

    text: str
    url: str = ""
    is_fact: bool = False


@dataclass(frozen=True)
class ShownTable:
    """A table on the page: headings, and rows of cells, each a list of words."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[tuple[str, list[Word]], ...], ...]
    turned: bool


@dataclass(frozen=True)
class Shown:
    """One paragraph or table as the page shows it."""

    style: str
    lead: str
    words: list[Word]
    tabbed: str
    rule: bool
    table: ShownTable | None = None

    @property
    def is_empty(self) -> bool:
        """Say whether it is a blank line."""
        return not (self.words or self.lead or self.tabbed or self.table)


@dataclass(frozen=True)
class View:
    """A paper on the page: its leaves, its 版记, whether it is a letter and what its head says."""

    leaves: list[list[Shown]]
    imprint: rules.Imprint | None
    letter_head: str
    fact_count: int


def shown_sheet(sheet: rules.Sheet) -> View:
    """Return a sheet as the page shows it."""
    leaves = [[_shown(piece) for piece in part.pieces] for part in rules.parts_of(sheet)]
    return View(
        leaves=leaves,
        imprint=rules.imprint_of(sheet),
        letter_head=sheet.head if sheet.layout is rules.Layout.LETTER else "",
        fact_count=sum(1 for _one in rules.facts_of(sheet)),
    )


def _shown(piece: rules.Piece) -> Shown:
    return Shown(
        style=piece.style,
        lead=piece.lead,
        words=_words(piece.words),
        tabbed=piece.tabbed,
        rule=piece.rule,
        table=_table(piece.table) if piece.table else None,
    )


def _words(line: rules.Line) -> list[Word]:
    return [
        Word(one) if isinstance(one, str) else Word(one.text, one.url, is_fact=True)
        for one in line
        if one
    ]


def _table(table: rules.Table) -> ShownTable:
    titles = tuple(one.title for one in table.columns)
    rows = tuple(
        tuple((title, _words(cell)) for title, cell in zip(titles, row, strict=False))
        for row in table.rows
    )
    return ShownTable(table.title, titles, rows, table.horizontal)
