"""Bodies and their seats, now and before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from changai.accounts.models import User
from changai.bodies import policies, rules
from changai.bodies.models import CoordinationBody, Seat
from changai.packs import UnknownCode
from changai.packs.current import language, pack

_ORDER = Case(
    *(When(role=part.value, then=Value(place)) for place, part in enumerate(rules.PARTS)),
    output_field=IntegerField(),
)


@dataclass(frozen=True)
class BodyRow:
    """A body as the list shows it.

    Grain: one row per body. Units: `units` counts the units with a seat on the day.
    """

    body: CoordinationBody
    kind: str
    units: int


@dataclass(frozen=True)
class SeatGroup:
    """The seats of one part, under the word the body's kind has for it."""

    role: str
    words: str
    seats: list[Seat]


@dataclass(frozen=True)
class BodyPage:
    """All that the page of a body shows, and what the reader may do there."""

    body: CoordinationBody
    kind: str
    groups: list[SeatGroup]
    to_come: list[Seat]
    past: list[Seat]
    unit_count: int
    may_run: bool


def visible_bodies(user: User, today: date) -> QuerySet[CoordinationBody]:
    """Return the bodies the person may see, ended ones included, with unit and office."""
    rows = CoordinationBody.objects.select_related("unit", "office")
    return policies.visible(rows, user, today)


def body_for(pk: int, user: User, today: date) -> CoordinationBody | None:
    """Return a body if the person may see it."""
    return visible_bodies(user, today).filter(pk=pk).first()


def visible_seats(user: User, today: date) -> QuerySet[Seat]:
    """Return the seats of the bodies the person may see."""
    bodies = policies.visible(CoordinationBody.objects.all(), user, today).values("pk")
    return Seat.objects.select_related("body__unit", "unit").filter(body_id__in=bodies)


def seats_on(body: CoordinationBody, day: date) -> list[Seat]:
    """Return the seats that hold on a day with their units, head first, in the order given.

    Cost: one query.
    """
    held = Seat.objects.filter(Q(to_on=None) | Q(to_on__gte=day), body=body, from_on__lte=day)
    return list(held.select_related("unit").order_by(_ORDER, "position", "pk"))


def unit_ids_on(body: CoordinationBody, day: date) -> list[int]:
    """Return the ids of the units with a seat on a day, each once, in the order of the seats."""
    return list(dict.fromkeys(seat.unit_id for seat in seats_on(body, day)))


def body_rows(*, user: User, today: date, words: str = "", ended: bool = False) -> list[BodyRow]:
    """Return the bodies the person may see, the highest unit first.

    Cost: one query, however many bodies.
    """
    rows = visible_bodies(user, today).filter(ended_on__isnull=not ended)
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(unit__name__icontains=words))
    now = Q(seats__from_on__lte=today) & (Q(seats__to_on=None) | Q(seats__to_on__gte=today))
    counted = rows.annotate(units=Count("seats__unit", filter=now, distinct=True))
    return [
        BodyRow(body, kind_words(body.kind), body.units)
        for body in counted.order_by("unit__depth", "unit__path", "pk")
    ]


def body_page(*, body: CoordinationBody, user: User, today: date) -> BodyPage:
    """Return what the page of a body shows.

    Cost: one query, however many seats.
    """
    rows = Seat.objects.filter(body=body).select_related("unit")
    seats = list(rows.order_by(_ORDER, "position", "pk"))
    # An ended body shows those who sat in it on its last day.
    day = min(today, body.ended_on) if body.ended_on else today
    now = [seat for seat in seats if rules.holds(seat.from_on, seat.to_on, day)]
    past = [seat for seat in seats if rules.is_over(seat.to_on, day)]
    return BodyPage(
        body=body,
        kind=kind_words(body.kind),
        groups=_groups(body.kind, now),
        to_come=[seat for seat in seats if seat.from_on > day and seat not in past],
        past=sorted(past, key=lambda seat: (seat.to_on or day, seat.pk), reverse=True),
        unit_count=len({seat.unit_id for seat in now}),
        may_run=policies.may_run(body, user, today),
    )


def _groups(kind: str, seats: Iterable[Seat]) -> list[SeatGroup]:
    by_role: dict[str, list[Seat]] = {}
    for seat in seats:
        by_role.setdefault(seat.role, []).append(seat)
    return [
        SeatGroup(part.value, part_words(kind, part.value), by_role[part.value])
        for part in rules.PARTS
        if part.value in by_role
    ]


def kind_choices() -> list[tuple[str, str]]:
    """Return the kinds of bodies of the packs, in the reader's language."""
    return [(kind.code, kind.label(language())) for kind in pack().body_kinds]


def kind_words(code: str) -> str:
    """Return what a kind is called; the code itself where the packs dropped it."""
    try:
        return pack().body_kind(code).label(language())
    except UnknownCode:
        return code


def part_words(kind: str, role: str) -> str:
    """Return what a part is called in a body of this kind: a group has a leader, no convenor."""
    try:
        known = pack().body_kind(kind)
    except UnknownCode:
        return str(Seat.Role(role).label)
    if role == Seat.Role.CONVENOR:
        return known.head(language())
    if role == Seat.Role.DEPUTY:
        return known.deputy(language())
    return str(Seat.Role(role).label)
