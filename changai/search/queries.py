"""What a person finds: documents, clauses and tasks, each through the scope of its own noun."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from changai.accounts.models import User
from changai.documents import policies as documents
from changai.documents.models import Document, Measure
from changai.search import rules
from changai.search.models import KIND_SHIFT, OBJECT_MASK, Kind
from changai.search.rules import Piece
from changai.tasks import policies as tasks
from changai.tasks import queries as task_queries
from changai.tasks.models import Task

PAGE_ROWS = 20
FIRST_ROWS = 5
MOST_COUNTED = 100
SLUGS = {"documents": Kind.DOCUMENT, "clauses": Kind.MEASURE, "tasks": Kind.TASK}
LABELS = {
    "documents": gettext_lazy("文件"),
    "clauses": gettext_lazy("条款"),
    "tasks": pgettext_lazy("several", "任务"),
}
CLAUSE_WORDS = {
    "PROPOSED": gettext_lazy("待确认"),
    "ACCEPTED": gettext_lazy("已采纳"),
    "READ_ONLY": gettext_lazy("仅供阅知"),
}
PHASES = ("top", "title", "text")
ModelT = TypeVar("ModelT", bound=Model)

# What the index knows and is not waiting, and what waits, looked through as it stands.
KNOWN = {
    "sqlite": (
        "SELECT (rowid >> 12) & %s FROM search_grams"
        " WHERE search_grams MATCH %s AND rowid >= %s AND rowid < %s AND (rowid & 4095) < %s"
        " AND NOT EXISTS (SELECT 1 FROM search_waiting"
        " WHERE key = (search_grams.rowid >> 12) << 12)"
    ),
    "postgresql": (
        "SELECT (rowid >> 12) & %s FROM search_grams"
        " WHERE grams @@ %s::tsquery AND rowid >= %s AND rowid < %s"
        " AND (rowid & 4095) < %s"
        " AND NOT EXISTS (SELECT 1 FROM search_waiting"
        " WHERE key = (search_grams.rowid >> 12) << 12)"
    ),
}
AMONG_WAITING = (
    " UNION ALL SELECT (key >> 12) & %s FROM search_waiting WHERE key >= %s AND key < %s"
)
PLACES: dict[Kind, tuple[tuple[str, ...], tuple[str, ...]]] = {
    Kind.DOCUMENT: (("title", "number", "issuer"), ("clean_text",)),
    Kind.MEASURE: ((), ("quote",)),
    Kind.TASK: (("title",), ("clause_words",)),
}


@dataclass(frozen=True)
class Found:
    """A thing that was found, ready to be shown."""

    url: str
    title: list[Piece]
    text: list[Piece]
    note: str


@dataclass(frozen=True)
class Group:
    """The things of one kind: a page of them, the cursor of the next page or "", and how many.

    Units: `count` is bounded; `many` says that there are more than it.
    """

    slug: str
    label: Any
    rows: list[Found]
    following: str
    count: int
    many: bool


def found_groups(*, asked: str, user: User, today: date) -> list[Group]:
    """Return the first few things of every kind that hold all the words, within the scope.

    Cost: two or three queries a kind.
    """
    words = rules.words_of(asked)
    return [_group(slug, words, user, today, rows=FIRST_ROWS) for slug in SLUGS if words]


def found_page(*, asked: str, slug: str, after: str, user: User, today: date) -> Group | None:
    """Return a page of one kind, None for an unknown kind.

    Titles that hold the words come first, whole tasks before their parts, then texts; the newest
    first in each.
    """
    words = rules.words_of(asked)
    if slug not in SLUGS or not words:
        return None
    return _group(slug, words, user, today, rows=PAGE_ROWS, after=after)


def _group(
    slug: str, words: Sequence[str], user: User, today: date, *, rows: int, after: str = ""
) -> Group:
    kind = SLUGS[slug]
    seen = _visible(kind, user, today)
    anywhere = _holding(seen, kind, words, title_only=False)
    start, _sep, number = after.partition("_")
    below = int(number) if number.isdigit() else None
    page: list[tuple[str, Any]] = []
    behind = start not in PHASES or below is None
    for phase, found in _phases(seen, anywhere, kind, words):
        behind = behind or phase == start
        if behind and len(page) <= rows:
            page += [(phase, one) for one in _newest(found, below, rows + 1 - len(page))]
            below = None
    shown = page[:rows]
    following = f"{shown[-1][0]}_{shown[-1][1].pk}" if len(page) > rows else ""
    count = len(shown) if not following and not after else _bounded_count(anywhere)
    return Group(
        slug=slug,
        label=LABELS[slug],
        rows=[_shown(kind, one, words) for _phase, one in shown],
        following=following,
        count=min(count, MOST_COUNTED),
        many=count > MOST_COUNTED,
    )


def _phases(
    seen: QuerySet[Any], anywhere: QuerySet[Any], kind: Kind, words: Sequence[str]
) -> Iterator[tuple[str, QuerySet[Any]]]:
    """Yield what comes first, by its name: titles, of tasks those that are no part, then texts."""
    if not PLACES[kind][0]:
        yield "text", anywhere
        return
    in_title = _holding(seen, kind, words, title_only=True)
    if kind is Kind.TASK:
        yield "top", in_title.filter(parent=None)
        yield "title", in_title.exclude(parent=None)
    else:
        yield "title", in_title
    yield "text", anywhere.exclude(pk__in=in_title.order_by().values("pk"))


def _newest(rows: QuerySet[Any], below: int | None, count: int) -> QuerySet[Any]:
    if below is not None:
        rows = rows.filter(pk__lt=below)
    return rows.order_by("-pk")[:count]


def _bounded_count(rows: QuerySet[Any]) -> int:
    return rows.order_by().values("pk")[: MOST_COUNTED + 1].count()


def _visible(kind: Kind, user: User, today: date) -> QuerySet[Any]:
    if kind is Kind.DOCUMENT:
        rows = Document.objects.select_related("owner").defer("raw_text", "mapping", "facts")
        return documents.visible(rows, user, today)
    if kind is Kind.MEASURE:
        clauses = Measure.objects.filter(state__in=list(CLAUSE_WORDS))
        clauses = clauses.select_related("document").defer(
            "document__raw_text", "document__clean_text", "document__mapping", "document__facts"
        )
        return documents.visible_measures(clauses, user, today)
    return tasks.visible(Task.objects.select_related("lead", "assigner"), user, today)


def _holding(
    rows: QuerySet[ModelT], kind: Kind, words: Sequence[str], *, title_only: bool
) -> QuerySet[ModelT]:
    """Narrow rows to those that hold every word.

    What waits to be indexed is a candidate, and is then compared with its text as it stands.
    """
    first, last = kind << KIND_SHIFT, (kind + 1) << KIND_SHIFT
    fields = PLACES[kind][0] if title_only else PLACES[kind][0] + PLACES[kind][1]
    waiting = RawSQL(
        "SELECT (key >> 12) & %s FROM search_waiting WHERE key >= %s AND key < %s",
        (OBJECT_MASK, first, last),
    )
    known = KNOWN[connection.vendor]
    for word in words:
        match = _match(rules.sought(word))
        bounds = (OBJECT_MASK, match, first, last, 1 if title_only else 4096)
        # Constants of this file; whatever somebody asked for is a parameter.
        candidates = RawSQL(  # noqa: S611
            known + AMONG_WAITING, (*bounds, OBJECT_MASK, first, last)
        )
        rows = rows.filter(pk__in=candidates)
        as_it_stands = Q()
        for field in fields:
            as_it_stands |= Q(**{f"{field}__icontains": word})
        rows = rows.filter(~Q(pk__in=waiting) | as_it_stands)
    return rows


def _match(wanted: rules.Sought) -> str:
    """Return the question in the language of the index; tokens are plain letters and digits."""
    if connection.vendor == "sqlite":
        return '"' + " ".join(wanted.tokens) + '"' + ("*" if wanted.open_ended else "")
    quoted = " <-> ".join(f"'{token}'" for token in wanted.tokens)
    return quoted + (":*" if wanted.open_ended else "")


def _shown(kind: Kind, row: Any, words: Sequence[str]) -> Found:
    if kind is Kind.DOCUMENT:
        note = [str(row.owner), row.number, date_format(row.received_at, "DATE_FORMAT")]
        return Found(
            url=reverse("documents:detail", args=[row.pk]),
            title=rules.excerpt(row.title, words, whole=True),
            text=rules.excerpt(row.clean_text, words),
            note=" · ".join(part for part in note if part),
        )
    if kind is Kind.MEASURE:
        return Found(
            url=reverse("documents:detail", args=[row.document_id]) + f"#card-{row.pk}",
            title=rules.excerpt(row.quote, words, whole=True),
            text=[],
            note=_("%(state)s · 《%(title)s》")
            % {"state": CLAUSE_WORDS[row.state], "title": row.document.title},
        )
    note = [str(task_queries.STATE_WORDS[row.state]), str(row.lead or row.assigner)]
    if row.due_on:
        note.append(_("%s 到期") % date_format(row.due_on, "DATE_FORMAT"))
    return Found(
        url=reverse("tasks:task", args=[row.pk]),
        title=rules.excerpt(row.title, words, whole=True),
        text=rules.excerpt(row.clause_words, words),
        note=" · ".join(note),
    )
