"""Values of cities at every stage, and a publication of the province."""

from __future__ import annotations

from decimal import Decimal

from changai.indicators import services
from changai.indicators.models import Value
from changai.indicators.rules import last_over
from changai.packs.current import pack
from tests.trust.tree import Person, root
from tests.trust.world import Thing, World, worker_of

TYPED, WAITING, SURE, PUBLIC = "skilled_workers", "studios", "stations", "innovations"


def offices(who: Person) -> list[str]:
    """Return the units whose office the person works at."""
    return [root(at) for role, at in who.posts if role == "OFFICE"]


def keeps(who: Person, unit: str) -> bool:
    """A unit's values are typed by who works there and by its office."""
    return who.works(unit) or unit in offices(who)


def judges(who: Person, value: Thing) -> bool:
    """Of an office over the unit and not of its own, and not who typed or approved."""
    over = [one for one in offices(who) if one != value.unit]
    return who.office_over(value.unit) and bool(over) and who.key != value.typed_by


def add_indicators(world: World) -> None:
    """Add a value of each stage."""
    _value(world, "typed", "A", TYPED, "TYPED")
    _value(world, "waiting", "A", WAITING, "APPROVED")
    _value(world, "neighbour", "B", WAITING, "APPROVED")
    _value(world, "sure", "A", SURE, "ACCEPTED")
    _value(world, "public", "A", PUBLIC, "ACCEPTED")
    reads = lambda who: bool(who.posts) or who.audits("P")  # noqa: E731
    title = "年度指标" + world.mark("title of published indicators", reads)
    made = services.publish_figures(
        unit=world.units["P"],
        codes=[PUBLIC],
        period=last_over("year", world.today).code,
        title=title,
        published_on=world.today,
        reason="",
        by=world.user(worker_of("PO")),
        at=world.now,
    )
    world.keep("figures", "figures", made, "P")
    for one in world.of("value"):
        one.row = Value.objects.get(pk=one.pk)


def _value(world: World, key: str, unit: str, code: str, state: str) -> None:
    typist = worker_of(f"{unit}O")
    by = {"by": world.user(typist), "at": world.now}
    row = services.type_value(
        unit=world.units[unit],
        definition=pack().indicator(code),
        period=last_over("year", world.today),
        draft=services.ValueDraft(
            Decimal(120),
            words="人社年报" + world.mark(f"source of value {key}", lambda who: who.sees(unit)),
        ),
        **by,
    )
    if state != "TYPED":
        row = services.approve_value(value=row, **by)
    if state == "ACCEPTED":
        above = {"by": world.user(worker_of("PO")), "at": world.now}
        row = services.accept_value(value=row, **above)
    facts = {"state": state, "typed_by": typist, "code": code, "public": code == PUBLIC}
    world.keep("value", key, row, unit, **facts)
