from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING

from django.db import connection, transaction

from changai.audit import services as audit
from changai.documents.models import Document, Measure
from changai.search import rules
from changai.search.models import Kind, Waiting, key_of, thing_of
from changai.tasks.models import Task

if TYPE_CHECKING:
    from changai.accounts.models import User

BATCH = 200
PART_END = 1 << 12
CLEAR = "DELETE FROM search_grams"
REMOVE = "DELETE FROM search_grams WHERE rowid >= %s AND rowid < %s"
ADD = {
    "sqlite": "INSERT INTO search_grams (rowid, grams) VALUES (%s, %s)",
    "postgresql": "INSERT INTO search_grams (rowid, grams) VALUES (%s, %s::tsvector)",
}


def index_waiting(*, at: datetime, by: None = None) -> int:
    """Bring the index up to every thing that waits; return how many things that were.

    Cost: one transaction for each 200 things; without anything that waits, one query.
    """
    done = 0
    while count := _index_some():
        done += count
    if done:
        audit.record("search.indexed", Waiting, by=by, at=at, after={"count": done})
    return done


def reindex(*, by: User | None, at: datetime) -> int:
    """Build the index anew from everything there is; the search stays right meanwhile."""
    with transaction.atomic():
        import_module("changai.search.migrations.0001_index").mark_all(connection)
        with connection.cursor() as cursor:
            cursor.execute(CLEAR)
        audit.record("search.reindexed", Waiting, by=by, at=at)
    return index_waiting(at=at)


def _index_some() -> int:
    with transaction.atomic():
        marks = Waiting.objects.select_for_update(skip_locked=True)
        if not connection.features.has_select_for_update_skip_locked:
            marks = Waiting.objects.all()
        keys = list(marks.order_by("key").values_list("key", flat=True)[:BATCH])
        if not keys:
            return 0
        # First the marks go, then the words are read: a write in between leaves a new mark.
        Waiting.objects.filter(pk__in=keys).delete()
        wanted: dict[Kind, list[int]] = {}
        for key in keys:
            kind, object_id = thing_of(key)
            wanted.setdefault(kind, []).append(object_id)
        rows = [row for kind, ids in wanted.items() for row in _rows(kind, ids)]
        with connection.cursor() as cursor:
            cursor.executemany(REMOVE, [(key, key + PART_END) for key in keys])
            cursor.executemany(ADD[connection.vendor], rows)
    return len(keys)


def _rows(kind: Kind, ids: list[int]) -> Iterable[tuple[int, str]]:
    """Yield the keys and tokens of things: their title in part 0, their text in parts behind."""
    for object_id, title, text in _texts(kind, ids):
        found = [(0, one) for one in rules.parts(title)[:1]]
        found += enumerate(rules.parts(text), start=1)
        for part, words in found:
            yield key_of(kind, object_id, part), _stored(words)


def _stored(words: str) -> str:
    if connection.vendor == "sqlite":
        return words
    # Written as a tsvector by ourselves: the parser of PostgreSQL would cut numbers and letters.
    return " ".join(f"'{word}':{place}" for place, word in enumerate(words.split(), start=1))


def _texts(kind: Kind, ids: list[int]) -> Iterable[tuple[int, str, str]]:
    if kind is Kind.DOCUMENT:
        for row in Document.objects.filter(pk__in=ids).values_list(
            "pk", "title", "number", "issuer", "clean_text"
        ):
            yield row[0], "\n".join(row[1:4]), row[4]
    elif kind is Kind.MEASURE:
        for pk, quote in Measure.objects.filter(pk__in=ids).values_list("pk", "quote"):
            yield pk, "", quote
    else:
        yield from Task.objects.filter(pk__in=ids).values_list("pk", "title", "clause_words")
