"""What is expected of figures, values, their review and publication."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from changai.indicators.rules import last_over
from tests.trust.matrix import Case, Row, anybody, each, once, write
from tests.trust.tree import KINDS, Person
from tests.trust.world import Thing, World
from tests.trust.world_indicators import PUBLIC, SURE, TYPED, judges, keeps, offices

PLACES = ("A", "P", "Z", "B", "E1")
BASE = ("division_government", "zone", "enterprise")


def _sees(who: Person, unit: Thing) -> bool:
    return who.sees(unit.key)


def _keeps(who: Person, unit: Thing) -> bool:
    return keeps(who, unit.key)


def _publishes(who: Person, unit: Thing) -> bool:
    return unit.key in offices(who)


def _keeps_anything(who: Person, _thing: Any) -> bool:
    return any(keeps(who, unit) for unit, kind in KINDS.items() if kind in BASE)


def _sees_value(who: Person, value: Thing) -> bool:
    return who.sees(value.unit)


def _serves(who: Person, _thing: Any) -> bool:
    return bool(who.posts)


def _may(state: str, actor: Any, *, public: bool | None = None) -> Any:
    def may(who: Person, value: Thing) -> bool:
        stands = value.state == state and public in (None, value.public)
        return stands and actor(who, value)

    return may


def _keeper(who: Person, value: Thing) -> bool:
    return keeps(who, value.unit)


def _figures(*pairs: tuple[str, str]) -> Any:
    return lambda world: [
        Case((thing.pk, code), thing) for key, code in pairs for thing in world.of("unit", key)
    ]


def _year(world: World) -> str:
    return last_over("year", world.today).code


def _waiting(world: World, who: Person) -> set[str]:
    values = world.of("value")
    return {str(one.pk) for one in values if one.state == "APPROVED" and judges(who, one)}


def _published(world: World, who: Person) -> set[str]:
    return {str(one.pk) for one in world.of("figures") if who.posts}


def _number(_world: World, value: Thing, _who: Person) -> dict[str, Any]:
    number = "120" if value.state == "APPROVED" else "110"
    return {"number": number, "words": "重复", "seen_revision": value.row.revision}


def _table(world: World, _thing: Any, who: Person) -> dict[str, Any]:
    kept = [unit for unit, kind in KINDS.items() if kind in BASE and keeps(who, unit)]
    name = world.units[kept[0]].name if kept else "外省"
    text = f"{name},{SURE},{int(_year(world)) - 1},120,,年报,核过\n"
    return {"file": SimpleUploadedFile("values.csv", text.encode())}


def _publication(world: World, _unit: Thing, _who: Person) -> dict[str, Any]:
    return {
        "code": PUBLIC, "period": _year(world), "title": "指标",
        "published_on": world.today.isoformat(),
    }  # fmt: skip


def _typing(world: World, unit: Thing, _who: Person) -> dict[str, Any]:
    typed = [one for one in world.of("value") if one.unit == unit.key and one.code == TYPED]
    revision = typed[0].row.revision if typed else 0
    return {"number": "130", "words": "年报", "seen_revision": revision}


KNOWN = _figures(("A", TYPED), ("P", TYPED), ("B", TYPED), ("E1", "pilots"))
GOALS = {
    "dashboards:goals": Row(),
    "dashboards:unit_goals": Row(each("unit", *PLACES), _sees),
    "dashboards:goals_export": Row(each("unit", *PLACES), _sees),
    "dashboards:map": Row(each("unit", *PLACES), _sees),
    "dashboards:map_svg": Row(each("unit", *PLACES), _sees),
    "dashboards:map_export": Row(each("unit", *PLACES), _sees),
    "dashboards:peers": Row(each("unit", *PLACES), _sees),
    "dashboards:peers_export": Row(each("unit", *PLACES), _sees),
    "dashboards:trend_svg": Row(KNOWN, _sees),
    "dashboards:trend_export": Row(KNOWN, _sees),
}
ROWS = {
    **GOALS,
    "indicators:figures": Row(),
    "indicators:unit": Row(each("unit", *PLACES), _sees),
    "indicators:export": Row(each("unit", *PLACES), _sees),
    "indicators:figure": Row(KNOWN, _sees),
    "indicators:rows": Row(KNOWN, _sees),
    "indicators:dictionary": Row(),
    "indicators:definition": Row(lambda _world: [Case(("pilots",)), Case((TYPED,))]),
    "indicators:entry": Row(ok=(200, 302)),
    "indicators:asked": Row(each("unit", *PLACES), _keeps),
    "indicators:type": Row(_figures(("A", TYPED), ("P", TYPED), ("B", TYPED)), _keeps),
    "indicators:type_now": write(_figures(("A", TYPED), ("B", TYPED)), _keeps, _typing),
    "indicators:import": Row(once, _keeps_anything),
    "indicators:import_now": write(once, _keeps_anything, _table, ok=(302, 422), quiet=True),
    "indicators:value": Row(each("value"), _sees_value),
    "indicators:approve": write(
        each("value"), _may("TYPED", _keeper),
        lambda _world, one, _who: {"seen_revision": one.row.revision},
    ),
    "indicators:accept": write(each("value"), _may("APPROVED", judges), _number),
    "indicators:return": write(
        each("value"), _may("APPROVED", judges),
        lambda _world, _one, _who: {"return-words": "缺名册"},
    ),
    "indicators:reopen": write(
        each("value"), _may("ACCEPTED", judges, public=False),
        lambda _world, _one, _who: {"reopen-words": "漏报"},
    ),
    "indicators:restate": write(
        each("value"), _may("ACCEPTED", judges, public=True), _number
    ),
    "indicators:review": Row(shows=_waiting, shown=r'name="value" value="(\d+)"'),
    "indicators:accept_many": write(
        once, anybody,
        lambda world, _thing, _who: {"value": [one.pk for one in world.of("value")]},
        quiet=True,
    ),
    "indicators:publications": Row(
        shows=_published, shown=r'href="/indicators/publications/(\d+)/"'
    ),
    "indicators:publish": Row(each("unit", *PLACES), _publishes),
    "indicators:publish_now": write(each("unit", "P", "A"), _publishes, _publication),
    "indicators:publication": Row(each("figures"), _serves),
    "indicators:publication_export": Row(each("figures"), _serves),
    "indicators:restatements": Row(),
}  # fmt: skip
