"""Put a complaint of the schema into words for the person who wrote the file."""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, get_args

from changai.packs import files, schema
from changai.packs.problems import Problem

Detail = Mapping[str, Any]
Told = tuple[str, str]

_NUMBER = "Write a number without quotes: 0.5"
_WHOLE = "Write a whole number without quotes: 5"
_DATE = "Write a date without quotes: 2030-12-31"
_YES_NO = "Write true or false, without quotes and in small letters"
# What was wanted in place of what stands there, by the kind of the complaint.
_WANTED: Mapping[str, Told] = {
    "is_instance_of": ("is not a number", _NUMBER),
    "decimal_type": ("is not a number", _NUMBER),
    "decimal_parsing": ("is not a number", _NUMBER),
    "finite_number": ("is not a number", _NUMBER),
    "int_type": ("is not a whole number", _WHOLE),
    "int_from_float": ("is not a whole number", _WHOLE),
    "bool_type": ("is neither true nor false", _YES_NO),
    "date_type": ("is not a date", _DATE),
    "date_from_datetime_inexact": ("is not a date", _DATE),
    "string_type": ("is not a text", 'Write a text in straight quotes: "text"'),
    "string_too_short": ("is empty", "Write it"),
    "tuple_type": ("is not a list", 'Write a list in brackets: ["a", "b"]'),
    "too_short": ("is empty", "Write at least one"),
    "dict_type": ("is not a table", "Write a table in braces: { name = value }"),
    "model_type": ("is not a table", "Write a table in braces: { name = value }"),
    "model_attributes_type": ("is not a table", "Write a table in braces: { name = value }"),
}
_PATTERNS: Mapping[str, Told] = {
    r"^[a-z][a-z0-9_]*$": (
        "is not a code",
        "Use lower-case letters, digits and _, starting with a letter",
    ),
    r"^[1-9][0-9]{5}$": ("is not the code of a division", 'Write six digits as text: "320500"'),
    r"^\d+\.\d+\.\d+$": ("is not a version", 'Write three numbers: "1.0.0"'),
}


def told(
    row: files.Row, detail: Detail, model: type[schema.Record], *, overrides: bool = False
) -> Problem:
    """Put one complaint of the schema into words, with the line of the innermost field."""
    more = detail.get("ctx", {})
    inside = str(more["field"]).split(".") if "field" in more else []
    path = [*(str(part) for part in detail["loc"]), *inside]
    if detail["type"] == "extra_forbidden":
        what, remedy = _unknown(path, model)
    elif _is_pair(path[:-1], model) and detail["type"] == "missing":
        path = path[:-1]
        what, remedy = "is not two numbers", _PAIR
    elif detail["type"] == "missing" or (path[:1] == ["source"] and not row.values.get("source")):
        what, remedy = _missing(path, overrides)
    else:
        what, remedy = _wrong(path, detail, model, quotes=row.strict)
    return Problem(row.file, row.line_at(path), ".".join(path), what, remedy)


def _missing(path: Sequence[str], overrides: bool) -> Told:
    if path[-1:] != ["source"]:
        return "missing field", "Write it"
    remedy = "Say in which document it was read: title, number, date"
    return "missing source", remedy + (" (an override has its own)" if overrides else "")


_PAIR = "Write two numbers in brackets: [low, high]"


def _wrong(path: list[str], detail: Detail, model: type[schema.Record], *, quotes: bool) -> Told:
    """Say what is wrong with a value; `quotes` where the file has quotes, as TOML does."""
    kind, given, more = detail["type"], detail.get("input"), detail.get("ctx", {})
    if kind == "literal_error":
        words = re.findall(r"'([^']*)'", str(more.get("expected", "")))
        return f"{shown(given)} is no {path[-1]}{meant(given, words)}", _one_of(words)
    if kind in ("tuple_type", "too_long", "too_short") and _is_pair(path, model):
        return "is not two numbers", _PAIR
    if kind == "tuple_type" and isinstance(given, dict) and _record_at(path, model):
        return "stands in single brackets", f"Write [[{path[-1]}]] with double brackets"
    if kind == "string_pattern_mismatch" and (found := _PATTERNS.get(str(more.get("pattern")))):
        return f"{shown(given)} {found[0]}", found[1]
    if kind in _WANTED and quotes:
        what, remedy = _WANTED[kind]
        return f"{shown(given)} {what}".strip() if kind != "string_too_short" else what, remedy
    for name, word in (("ge", "at least"), ("le", "at most"), ("gt", "more than")):
        if name in more:
            return f"is {shown(given)}", f"Give {word} {more[name]}"
    what = str(detail["msg"]).removeprefix("Value error, ")
    if len(path) == 1 and "field" not in more and shown(given):
        what += f" (here: {shown(given)})"
    return what, str(more.get("remedy", "Correct the value"))


def _unknown(path: Sequence[str], model: type[schema.Record]) -> Told:
    """Say of a field that is not known here whether it belongs to another table of the file."""
    name, here = path[-1], _fields(path[:-1], model)
    if len(path) > 1 and name in model.model_fields:
        remedy = f"Write it above the first [[{path[0]}]], and above every other [[…]]"
        return f"belongs to the whole file, not to [[{path[0]}]]", remedy
    for table in model.model_fields:
        inner = _record_at([table], model)
        if inner is not None and name in inner.model_fields and table != path[0]:
            return f"is a field of [[{table}]]", f"Write it below the line [[{table}]]"
    remedy = "Remove it; the fields are " + ", ".join(sorted(here))
    return "unknown field" + meant(name, here), remedy


def _record_at(path: Sequence[str], model: type[schema.Record]) -> type[schema.Record] | None:
    """Return the kind of record that stands at a path of fields and places; None for plain ones."""
    found: type[schema.Record] | None = model
    for name in path:
        if name.isdigit():
            continue
        field = None if found is None else found.model_fields.get(name)
        parts = [] if field is None else [field.annotation, *get_args(field.annotation)]
        kinds = (one for one in parts if isinstance(one, type) and issubclass(one, schema.Record))
        found = next(kinds, None)
    return found


def _fields(path: Sequence[str], model: type[schema.Record]) -> list[str]:
    return list((_record_at(path, model) or model).model_fields)


def _is_pair(path: Sequence[str], model: type[schema.Record]) -> bool:
    """Say whether two values of one kind in brackets are wanted at a path, and no others."""
    record = _record_at(path[:-1], model) if path else None
    field = record.model_fields.get(path[-1]) if record else None
    inner = [] if field is None else [field.annotation, *get_args(field.annotation)]
    return any(len(parts := get_args(one)) == 2 and parts[1] is not Ellipsis and
               getattr(one, "__origin__", None) is tuple for one in inner)  # fmt: skip


def meant(name: object, known: Iterable[str]) -> str:
    """Return the known word that was most likely meant, as a question; nothing where none is."""
    close = difflib.get_close_matches(str(name), list(known), n=1)
    return f" (did you mean {close[0]}?)" if close else ""


def _one_of(words: Iterable[str]) -> str:
    return "Use one of: " + ", ".join(words)


def shown(value: object) -> str:
    """Return a plain value as its writer knows it; nothing for lists, tables and long texts."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"'{value}'" if 0 < len(value) <= LONGEST_SHOWN else ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value) if isinstance(value, int | float | datetime.date) else ""


LONGEST_SHOWN = 60
