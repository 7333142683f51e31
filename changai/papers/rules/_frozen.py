"""A sheet as text and back, for a paper to be frozen: the same text for the same sheet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any

from changai.papers.rules._sheet import (
    Annex,
    Block,
    Column,
    Fact,
    Heading,
    Layout,
    Line,
    Paragraph,
    Roll,
    Sheet,
    Table,
    facts_of,
)

# Written first into every text, so that a later form can tell an earlier one.
FORM = 1
DAYS = ("signed_on", "printed_on")
PLAIN_WORDS = ("addressees", "copies_to", "note")


def to_text(sheet: Sheet) -> str:
    """Return a sheet as one line of JSON with sorted keys."""
    return json.dumps(
        {"form": FORM, **_sheet(sheet)}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def from_text(text: str) -> Sheet:
    """Return the sheet that was stored."""
    held = json.loads(text)
    plain: dict[str, Any] = {
        one.name: held[one.name]
        for one in fields(Sheet)
        if isinstance(held.get(one.name), str) and one.name not in ("layout", *DAYS)
    }
    for name in DAYS:
        plain[name] = date.fromisoformat(held[name]) if held[name] else None
    return Sheet(
        **plain,
        layout=Layout(held["layout"]),
        blocks=tuple(_block_from(one) for one in held["blocks"]),
        annexes=tuple(
            Annex(one["title"], tuple(_block_from(block) for block in one["blocks"]))
            for one in held["annexes"]
        ),
        rolls=tuple(Roll(one["label"], _line_from(one["words"])) for one in held["rolls"]),
    )


def _sheet(sheet: Sheet) -> dict[str, Any]:
    held: dict[str, Any] = {}
    for one in fields(Sheet):
        value = getattr(sheet, one.name)
        held[one.name] = value.isoformat() if isinstance(value, date) else value
    held["blocks"] = [_block(one) for one in sheet.blocks]
    held["annexes"] = [
        {"title": one.title, "blocks": [_block(block) for block in one.blocks]}
        for one in sheet.annexes
    ]
    held["rolls"] = [{"label": one.label, "words": _line(one.words)} for one in sheet.rolls]
    return held


def _line(words: Line) -> list[Any]:
    return [
        one if isinstance(one, str) else {"key": one.key, "text": one.text, "url": one.url}
        for one in words
    ]


def _line_from(held: list[Any]) -> Line:
    return tuple(one if isinstance(one, str) else Fact(**one) for one in held)


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"is": "heading", "level": block.level, "words": _line(block.words)}
    if isinstance(block, Paragraph):
        return {
            "is": "paragraph",
            "words": _line(block.words),
            "indent": block.indent,
            "key": block.key,
        }
    return {
        "is": "table",
        "title": block.title,
        "horizontal": block.horizontal,
        "columns": [[one.title, one.share, one.centered] for one in block.columns],
        "rows": [[_line(cell) for cell in row] for row in block.rows],
    }


def _block_from(held: Mapping[str, Any]) -> Block:
    if held["is"] == "heading":
        return Heading(held["level"], _line_from(held["words"]))
    if held["is"] == "paragraph":
        return Paragraph(_line_from(held["words"]), held["indent"], held["key"])
    return Table(
        columns=tuple(Column(*one) for one in held["columns"]),
        rows=tuple(tuple(_line_from(cell) for cell in row) for row in held["rows"]),
        title=held["title"],
        horizontal=held["horizontal"],
    )


def with_edits(sheet: Sheet, edits: Mapping[str, Any]) -> Sheet:
    """Return the sheet with the words a person put in the place of the composed ones.

    `edits` holds addressees, copies_to and note, and under `paragraphs` words by the key of their
    paragraph. Words that are as composed leave the facts in them linked.
    """
    words = {name: edits[name] for name in PLAIN_WORDS if name in edits}
    asked: Mapping[str, str] = edits.get("paragraphs", {})
    blocks = tuple(_edited(one, asked) for one in sheet.blocks)
    return replace(sheet, blocks=blocks, **words)


def _edited(block: Block, asked: Mapping[str, str]) -> Block:
    if isinstance(block, Paragraph) and block.key in asked and block.key:
        return replace(block, words=(asked[block.key],))
    return block


def changed_facts(frozen: Sheet, live: Sheet) -> list[tuple[str, Fact | None, Fact | None]]:
    """Return what differs between two sheets: key, the fact as frozen, the fact as it is now.

    Grain: one row per key, in the order of reading, those that are new at the end.
    """
    was = {one.key: one for one in facts_of(frozen)}
    now = {one.key: one for one in facts_of(live)}
    keys = [*was, *(key for key in now if key not in was)]
    rows = [(key, was.get(key), now.get(key)) for key in keys]
    return [(key, old, new) for key, old, new in rows if _text(old) != _text(new)]


def _text(fact: Fact | None) -> str | None:
    return fact.text if fact else None
