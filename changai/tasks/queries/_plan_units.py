"""Which unit a name in a table means, and how a unit is named so that it is found again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from django.db.models import Q
from django.utils.translation import gettext_noop

from changai.accounts.models import User
from changai.orgs import queries as orgs
from changai.orgs.models import Unit
from changai.tasks.rules import plan_tables, plans

Fault = plans.Fault
NamedUnit = plan_tables.NamedUnit
SUGGESTIONS = 3


@dataclass(frozen=True)
class Named:
    """What a name turned out to mean: a unit, or a fault; and the words left in its brackets."""

    unit: Unit | None
    extras: tuple[str, ...] = ()
    fault: Fault | None = None
    suggestions: tuple[Unit, ...] = ()


class UnitNames:
    """The units a person may name in a plan of an owner, by every name they go by.

    Cost: one query to make; none to ask.
    """

    def __init__(
        self, units: Iterable[Unit], owner: Unit, known: Mapping[str, int] | None = None
    ) -> None:
        self.owner = owner
        self.units = {unit.pk: unit for unit in units}
        self.known = dict(known or {})
        self.by_name: dict[str, list[Unit]] = {}
        for unit in self.units.values():
            for name in dict.fromkeys(name for name in (unit.name, unit.short_name) if name):
                self.by_name.setdefault(name, []).append(unit)

    def find(self, named: NamedUnit, field: str) -> Named:
        """Return the unit a name means.

        A name that several units go by means the one named in the brackets by its parent, its
        code or its number; else the one that stands nearest to the owner of the plan.
        """
        chosen = self.units.get(self.known.get(named.name, 0))
        if chosen is not None:
            return Named(chosen, named.extras)
        units = self.by_name.get(named.name, [])
        for extra in named.extras:
            told_apart = [unit for unit in units if extra in self._qualifiers(unit)]
            if len(told_apart) == 1:
                rest = tuple(one for one in named.extras if one != extra)
                return Named(told_apart[0], rest)
        nearest = self._nearest(units)
        if len(nearest) == 1:
            return Named(nearest[0], named.extras)
        if nearest:
            words = gettext_noop("有%(count)d个单位叫“%(name)s”，请在名称后用括号注明上级单位。")
            params = {"count": len(nearest), "name": named.name}
            return Named(None, fault=Fault(field, words, params), suggestions=tuple(nearest[:3]))
        return self._unknown(named, field)

    def named(self, words: Iterable[str]) -> list[Unit]:
        """Return the units that some words of a text are the very names of, in their order."""
        found = (self.find(NamedUnit(word), "").unit for word in words)
        return [unit for unit in found if unit is not None]

    def _unknown(self, named: NamedUnit, field: str) -> Named:
        close = self.suggest(named.name)
        if close:
            words = gettext_noop("没有叫“%(name)s”的单位，是否是%(close)s？")
            params = {"name": named.name, "close": "、".join(unit.name for unit in close)}
        else:
            words = gettext_noop("没有叫“%(name)s”的单位，请核对名称或先登记该单位。")
            params = {"name": named.name}
        return Named(None, fault=Fault(field, words, params), suggestions=close)

    def suggest(self, name: str) -> tuple[Unit, ...]:
        """Return the units with names most like a name, nearest first.

        An abbreviation drops characters but keeps their order: 人社厅 is 人力资源社会保障厅.
        """
        found: dict[int, Unit] = {}
        close = get_close_matches(name, self.by_name, n=SUGGESTIONS, cutoff=0.6)
        shortened = sorted(
            (full for full in self.by_name if len(name) >= 2 and _in_order(name, full)), key=len
        )
        for full in [*close[:1], *shortened[:SUGGESTIONS], *close[1:]]:
            for unit in self._nearest(self.by_name[full])[:1]:
                found.setdefault(unit.pk, unit)
        return tuple(found.values())[:SUGGESTIONS]

    def label(self, unit_id: int) -> str:
        """Return the shortest name by which `find` finds the unit again."""
        unit = self.units[unit_id]
        short = unit.short_name or unit.name
        parent = str(unit.parent) if unit.parent else ""
        for named in (
            NamedUnit(short),
            NamedUnit(unit.name),
            NamedUnit(unit.name, (parent,)),
            NamedUnit(unit.name, (f"#{unit.pk}",)),
        ):
            plain = not any(character in named.name for character in "、，,；;/（）()=＝：:")
            if plain and self.find(named, "") == Named(unit):
                return named.name + "".join(f"（{extra}）" for extra in named.extras)
        return f"单位（#{unit.pk}）"  # not shown: in the file only

    def _qualifiers(self, unit: Unit) -> set[str]:
        names = {f"#{unit.pk}", unit.code or "#"}
        if unit.parent:
            names |= {unit.parent.name, unit.parent.short_name or unit.parent.name}
        return names

    def _nearest(self, units: list[Unit]) -> list[Unit]:
        """Return, of units with one name, those in the closest relation to the owner."""
        division = self.owner.scope_path
        for near in (
            [unit for unit in units if unit.parent_id == self.owner.parent_id],
            [unit for unit in units if unit.path.startswith(division)],
        ):
            if len(near) == 1:
                return near
            highest = [unit for unit in near if unit.depth == min(one.depth for one in near)]
            if len(highest) == 1:
                return highest
        return units


def _in_order(short: str, full: str) -> bool:
    characters = iter(full)
    return all(character in characters for character in short)


def unit_names(
    *,
    owner: Unit,
    user: User,
    today: date,
    also: Iterable[int] = (),
    known: Mapping[str, int] | None = None,
) -> UnitNames:
    """Return the names of the units the person may name, and of those some rows name already."""
    mine = orgs.pickable_units(user=user, today=today).values("pk")
    units = Unit.objects.filter(Q(pk__in=mine) | Q(pk__in=list(also))).select_related("parent")
    return UnitNames(units.order_by("path"), owner, known)
