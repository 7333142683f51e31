"""Instructors and practices as their pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.orgs import policies as org_policies
from changai.orgs import queries as orgs
from changai.orgs.models import Post, Unit
from changai.pilots import policies, rules
from changai.pilots.models import Adoption, Instructor, Pilot, Practice
from changai.pilots.queries import _words as words
from changai.pilots.queries._pilots import ALIVE, visible_pilots
from changai.pilots.rules import Drawing, Link

PAGE_ROWS = 50
MOST_CHOICES = 200
LABEL_CHARACTERS = 11


def visible_instructors(*, user: User, today: date) -> QuerySet[Instructor]:
    """Return the instructors the person may see, those in office first."""
    rows = Instructor.objects.select_related("person", "unit", "appointed_by_unit")
    return policies.visible_instructors(rows, user, today)


@dataclass(frozen=True)
class InstructorRow:
    """An instructor with how many pilots and visits, and whether the person may end it."""

    instructor: Instructor
    pilots: int
    visits: int
    may_end: bool


@dataclass(frozen=True)
class Coverage:
    """How many live pilots have an instructor. `ratio` is instructors by pilots; None for none."""

    instructors: int
    pilots: int
    covered: int

    @property
    def ratio(self) -> float | None:
        """Return instructors by pilots, as reports give it."""
        return self.instructors / self.pilots if self.pilots else None


def instructor_rows(*, user: User, today: date) -> list[InstructorRow]:
    """Return the instructors in office the person may see. Cost: one query."""
    rows = visible_instructors(user=user, today=today).filter(ended_on=None)
    counted = rows.annotate(
        pilot_count=Count("pairings", filter=Q(pairings__to_on=None), distinct=True),
        visit_count=Count("visits", distinct=True),
    )
    return [
        InstructorRow(
            one,
            one.pilot_count,
            one.visit_count,
            policies.is_office(one.appointed_by_unit, user, today),
        )
        for one in counted.order_by("unit__path", "pk")[:MOST_CHOICES]
    ]


def coverage(*, user: User, today: date) -> Coverage:
    """Return how far instructors reach among live pilots in sight. Cost: three queries."""
    pilots = visible_pilots(user=user, today=today).filter(status__in=ALIVE)
    paired = pilots.filter(pairings__to_on=None, pairings__isnull=False)
    people = paired.order_by().values("pairings__instructor__person_id").distinct().count()
    return Coverage(people, pilots.count(), paired.distinct().count())


def people_to_appoint(*, user: User, today: date) -> list[Post]:
    """Return the working posts in reach whose holder may be appointed, at that unit."""
    posts = orgs.visible_posts(user=user, today=today).filter(
        org_policies.in_force(today),
        role__in=org_policies.WORKING_ROLES,
        person__is_active=True,
        stand_in_for=None,
    )
    return list(posts.exclude(person=user).order_by("unit__path", "pk")[:MOST_CHOICES])


def instructor_choices(pilot: Pilot) -> list[Instructor]:
    """Return the instructors of the office of a pilot, but those of the pilot itself."""
    rows = Instructor.objects.filter(appointed_by_unit=pilot.named_by_unit, ended_on=None)
    return list(rows.exclude(unit_id=pilot.unit_id).select_related("person", "unit").order_by("pk"))


def visible_practices(*, user: User, today: date) -> QuerySet[Practice]:
    """Return the practices the person may see, with their origin."""
    rows = Practice.objects.select_related(
        "pilot__unit", "pilot__named_by_unit", "published_by_unit", "published_by"
    )
    return policies.visible_practices(rows, user, today)


def practice_rows(
    *, user: User, today: date, wanted: str = "", after: int | None = None
) -> tuple[list[Any], str]:
    """Return one page of practices with counts of adoptions and outcomes, newest first."""
    rows = visible_practices(user=user, today=today)
    if wanted:
        rows = rows.filter(Q(title__icontains=wanted) | Q(words__icontains=wanted))
    if after is not None:
        rows = rows.filter(pk__lt=after)
    counted = rows.annotate(
        adopted=Count("adoptions"),
        worked=Count("adoptions", filter=Q(adoptions__outcome="WORKED")),
        failed=Count("adoptions", filter=Q(adoptions__outcome="FAILED")),
    )
    found = list(counted.order_by("-pk")[: PAGE_ROWS + 1])
    shown = found[:PAGE_ROWS]
    return shown, str(shown[-1].pk) if len(found) > PAGE_ROWS else ""


@dataclass(frozen=True)
class AdoptionRow:
    """An adoption with its outcome in words, whom it learned from, and whether one may tell."""

    adoption: Adoption
    outcome: Any
    tone: str
    source: Unit
    may_tell: bool


def adoption_rows(practice: Practice, *, user: User, today: date) -> list[AdoptionRow]:
    """Return the adoptions of a practice, the oldest first. Cost: one query."""
    seen = org_policies.reach(user, today)
    rows = practice.adoptions.select_related("unit", "learned_from__unit", "told_by")
    return [
        AdoptionRow(
            adoption=one,
            outcome=words.OUTCOME_WORDS[one.outcome],
            tone=words.OUTCOME_TONES[one.outcome],
            source=one.learned_from.unit if one.learned_from else practice.pilot.unit,
            may_tell=seen.works_at(one.unit_id),
        )
        for one in rows.order_by("adopted_on", "pk")
    ]


def told_adoption(pk: int, *, user: User, today: date) -> Adoption | None:
    """Return an adoption of a unit the person works at, which may tell how it went."""
    found = Adoption.objects.select_related("practice", "unit").filter(pk=pk).first()
    works = found is not None and org_policies.reach(user, today).works_at(found.unit_id)
    return found if works else None


# A tone is told by a sign as well: never by the colour alone.
SIGNS = {"TRYING": "…", "WORKED": "✓", "PARTLY": "±", "FAILED": "✗", "": "★"}


@dataclass(frozen=True)
class Node:
    """A node of the graph as it is drawn: its place, name, second line, sign and kind."""

    x: int
    y: int
    name: str
    note: str
    sign: str
    kind: str
    title: str


@dataclass(frozen=True)
class Graph:
    """An adoption graph ready to be drawn, and what it shows in words."""

    drawing: Drawing
    nodes: list[Node]
    summary: str


def adoption_graph(practice: Practice, rows: list[AdoptionRow]) -> Graph:
    """Return the graph of who took a practice over from whom. Cost: none."""
    links = [Link(row.adoption.pk, row.adoption.learned_from_id) for row in rows]
    drawing = rules.drawing_of(links)
    origin = practice.pilot.unit
    nodes = [_node(drawing, None, str(origin), _("首创"), "", "origin")]
    for row in rows:
        one = row.adoption
        note = f"{row.outcome} {one.adopted_on.isoformat()}"
        nodes.append(_node(drawing, one.pk, str(one.unit), note, one.outcome, one.outcome.lower()))
    summary = _("%(origin)s首创，%(count)d个单位采用：见效%(worked)d个，没有见效%(failed)d个。") % {
        "origin": origin,
        "count": len(rows),
        "worked": sum(row.adoption.outcome == "WORKED" for row in rows),
        "failed": sum(row.adoption.outcome == "FAILED" for row in rows),
    }
    return Graph(drawing, nodes, summary)


def _node(drawing: Drawing, key: int | None, name: str, note: str, outcome: str, kind: str) -> Node:
    x, y = drawing.places[key]
    short = name if len(name) <= LABEL_CHARACTERS else name[: LABEL_CHARACTERS - 1] + "…"
    return Node(x, y, short, note, SIGNS[outcome], kind, name)
