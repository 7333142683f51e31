"""Reads of documents and of the measures in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from changai.accounts.models import User
from changai.documents import policies, rules
from changai.documents.models import Document, Instruction, Measure, MeasureUnit
from changai.kernel.files import stored_path as stored_path
from changai.orgs import policies as orgs
from changai.orgs.models import Unit

State = Measure.State
DAMAGE_WORDS = {
    "mojibake": gettext_lazy("乱码"),
    "invisible": gettext_lazy("不可见字符"),
    "injected-pinyin": gettext_lazy("夹杂的拼音"),
    "traditional": gettext_lazy("繁体字"),
    "escapes": gettext_lazy("转义符"),
    "entities": gettext_lazy("网页实体"),
    "wrapped-lines": gettext_lazy("断行"),
    "lost-characters": gettext_lazy("无法恢复的字"),
}
SHOWN_STATES = (State.PROPOSED, State.ACCEPTED, State.REJECTED, State.READ_ONLY)
PAGE_ROWS = 50
LOOKED_AT_FOR_REPEATS = 2000


@dataclass(frozen=True)
class Stretch:
    """A run of the text inside one paragraph that belongs to one measure, or to none."""

    start: int
    text: str
    measure: Measure | None


@dataclass(frozen=True)
class Paragraph:
    start: int
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True)
class Card:
    """A measure as the reading page shows it.

    `repeat` is the same measure confirmed elsewhere; `suggested` are units its words name.
    """

    measure: Measure
    number: int
    lead: tuple[Unit, ...]
    cooperating: tuple[Unit, ...]
    repeat: Measure | None = None
    suggested: dict[str, list[Unit]] = field(default_factory=dict)


def visible_documents(*, user: User, today: date) -> QuerySet[Document]:
    """Return the documents the person may see, with their owner."""
    return policies.visible(Document.objects.select_related("owner"), user, today)


def document_rows(
    *, user: User, today: date, words: str = "", kind: str = "", before: int | None = None
) -> list[Document]:
    """Return one page of documents and one row more, newest first.

    Grain: one row per document, with counts of open and confirmed measures.
    Cost: one query.
    """
    rows = visible_documents(user=user, today=today).defer(
        "raw_text", "clean_text", "mapping", "facts"
    )
    if words:
        rows = rows.filter(
            Q(title__icontains=words) | Q(number__icontains=words) | Q(issuer__icontains=words)
        )
    if kind:
        rows = rows.filter(kind=kind)
    if before:
        rows = rows.filter(pk__lt=before)
    counted = rows.annotate(
        open_count=Count("measures", filter=Q(measures__state=State.PROPOSED)),
        accepted_count=Count("measures", filter=Q(measures__state=State.ACCEPTED)),
    )
    return list(counted.order_by("-pk")[: PAGE_ROWS + 1])


def receiving_units(*, user: User, today: date) -> list[Unit]:
    """Return the units for which the person may take in documents."""
    seen = orgs.reach(user, today)
    ids = seen.unit_ids(*orgs.WORKING_ROLES, orgs.Role.SUPERVISOR)
    return list(Unit.objects.filter(pk__in=ids).order_by("path"))


def visible_measures(*, user: User, today: date) -> QuerySet[Measure]:
    """Return the measures of documents the person may see, with document and owner."""
    return policies.visible_measures(Measure.objects.select_related("document__owner"), user, today)


def visible_instructions(*, user: User, today: date) -> QuerySet[Instruction]:
    """Return the instructions the person may see, read in documents or entered by hand."""
    rows = Instruction.objects.select_related("document__owner", "owner", "about")
    return policies.visible_instructions(rows, user, today)


def where_instructed(instruction: Instruction) -> str:
    """Return where an instruction stands, as the source of a task names it."""
    facts = {"leader": instruction.leader_name, "about": instruction.about_words}
    if instruction.document is not None:
        title = {**facts, "title": instruction.document.title}
        return _("%(leader)s批示，见《%(title)s》") % title
    if instruction.dated_on is not None:
        facts["leader"] = _("%(leader)s%(year)d年%(month)d月%(day)d日") % {
            "leader": instruction.leader_name,
            "year": instruction.dated_on.year,
            "month": instruction.dated_on.month,
            "day": instruction.dated_on.day,
        }
    words = _("%(leader)s对“%(about)s”的批示") if instruction.about_words else _("%(leader)s批示")
    return (words % facts)[:300]


def repairs_in_words(document: Document) -> list[str]:
    """Return what was repaired in a document's text, with how often."""
    return [
        _("%(kind)s %(count)d 处")
        % {"kind": DAMAGE_WORDS.get(one["kind"], _("网页杂项")), "count": one["count"]}
        for one in document.damage
    ]


def shown_measures(document: Document) -> list[Measure]:
    """Return the measures the reading page lists, in the order of the text, with their units."""
    units = Prefetch("units", MeasureUnit.objects.select_related("unit"))
    rows = Measure.objects.filter(document=document, state__in=SHOWN_STATES)
    return list(
        rows.select_related("same_as__document").prefetch_related(units).order_by("start", "pk")
    )


def cards(
    *, document: Document, measures: Sequence[Measure], user: User, today: date
) -> list[Card]:
    """Return the cards of a document, with repeats met elsewhere and units the words name.

    Cost: two queries, however many measures.
    """
    open_ones = [one for one in measures if one.state == State.PROPOSED]
    known = _confirmed_elsewhere(document, user, today) if open_ones else []
    sentences = rules.Known([old.quote for old in known])
    named = _units_named(open_ones, user, today)
    return [
        Card(
            measure=measure,
            number=number,
            lead=_units(measure, MeasureUnit.Part.LEAD),
            cooperating=_units(measure, MeasureUnit.Part.COOPERATING),
            repeat=_repeat(measure, known, sentences),
            suggested={
                "lead": [named[word] for word in measure.lead_words if word in named],
                "cooperating": [named[word] for word in measure.cooperating_words if word in named],
            },
        )
        for number, measure in enumerate(measures, start=1)
    ]


def paragraphs(text: str, measures: Iterable[Measure]) -> list[Paragraph]:
    """Cut the text into paragraphs, and each into runs that belong to one measure or none.

    Units: offsets in code points of the clean text. Where measures overlap the first one wins.
    """
    marks = sorted((one for one in measures), key=lambda one: (one.start, -one.end))
    result, place = [], 0
    for line in text.split("\n"):
        if line.strip():
            result.append(
                Paragraph(place, tuple(_stretches(text, place, place + len(line), marks)))
            )
        place += len(line) + 1
    return result


def _stretches(text: str, start: int, end: int, marks: Sequence[Measure]) -> Iterable[Stretch]:
    place = start
    for measure in marks:
        begin, stop = max(measure.start, place), min(measure.end, end)
        if begin >= stop:
            continue
        if begin > place:
            yield Stretch(place, text[place:begin], None)
        yield Stretch(begin, text[begin:stop], measure)
        place = stop
    if place < end:
        yield Stretch(place, text[place:end], None)


def _units(measure: Measure, part: str) -> tuple[Unit, ...]:
    return tuple(row.unit for row in measure.units.all() if row.part == part)


def _repeat(measure: Measure, known: Sequence[Measure], sentences: rules.Known) -> Measure | None:
    """Return what a decided measure was tied to, or what an open one repeats."""
    if measure.state != State.PROPOSED:
        return measure.same_as
    place = sentences.like(measure.quote)
    return None if place is None else known[place]


def _confirmed_elsewhere(document: Document, user: User, today: date) -> list[Measure]:
    rows = visible_measures(user=user, today=today).filter(state=State.ACCEPTED, same_as=None)
    return list(rows.exclude(document=document).order_by("-pk")[:LOOKED_AT_FOR_REPEATS])


def _units_named(measures: Sequence[Measure], user: User, today: date) -> dict[str, Unit]:
    """Return the unit each word of the readers names, where the full or short name is just that."""
    words = {word for one in measures for word in [*one.lead_words, *one.cooperating_words]}
    if not words:
        return {}
    units = orgs.visible(Unit.objects.filter(ended_on=None), user, today).filter(
        Q(name__in=words) | Q(short_name__in=words)
    )
    found: dict[str, Unit] = {}
    for unit in units.order_by("-depth"):
        for name in (unit.name, unit.short_name):
            if name in words:
                found[name] = unit
    return found
