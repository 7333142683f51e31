"""Which units may be named as members, and what a typed list of them means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.bodies import policies, rules
from changai.bodies.models import CoordinationBody, Seat
from changai.bodies.queries._bodies import part_words
from changai.orgs import queries as orgs
from changai.orgs import rules as tree
from changai.orgs.models import Unit
from changai.packs.current import pack

MOST_CANDIDATES = 80
MOST_LINES = 300


@dataclass
class Picked:
    """What a list of members means: the lines with their units, and the faults by line."""

    found: list[tuple[rules.Line, Unit]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def founding_units(*, user: User, today: date) -> list[Unit]:
    """Return the units for which the person may set up a body."""
    return list(policies.founding_units(user, today))


def office_choices(*, units: Sequence[Unit], user: User, today: date) -> list[Unit]:
    """Return the units that may be the office of a body of one of these: offices first.

    Cost: one query; the living units right under them that the person sees.
    """
    under = Unit.objects.filter(ended_on=None).filter(
        Q(parent__in=units) | Q(pk__in=[unit.pk for unit in units])
    )
    seen = orgs.visible_units(user=user, today=today).values("pk")
    rows = under.filter(
        ~Q(tier=Unit.Tier.ENTERPRISE) | Q(pk__in=[unit.pk for unit in units]),
        pk__in=seen,
    ).exclude(kind=tree.DIVISION_KIND)
    return sorted(rows, key=lambda unit: (unit.kind != tree.OFFICE_KIND, unit.path))


def member_candidates(
    *, unit: Unit, user: User, today: date, body: CoordinationBody | None = None
) -> list[Unit]:
    """Return the units of the same tier right under a unit, to be ticked as members.

    Without those that are members already.
    Cost: two queries; at most 80 units.
    """
    rows = orgs.pickable_units(user=user, today=today).filter(parent=unit, tier=unit.tier)
    if body is not None:
        held = Seat.objects.filter(body=body, to_on=None, role=Seat.Role.MEMBER)
        rows = rows.exclude(pk__in=held.values("unit_id"))
    return list(rows.exclude(kind=tree.DIVISION_KIND).order_by("path")[:MOST_CANDIDATES])


def read_members(*, text: str, kind: str, unit: Unit, user: User, today: date) -> Picked:
    """Read a typed list of members; every line that cannot be used is named with what to do.

    A name is a full or short name, a code, or the end of a name that only one unit near the body
    carries: in a list of Jiangsu, 总工会 is 江苏省总工会.
    Cost: at most two queries, however many lines.
    """
    lines = rules.read_lines(text, part_words_read(kind), Seat.Role.MEMBER)
    picked = Picked()
    if len(lines) > MOST_LINES:
        picked.faults.append(_("一次最多 %(count)d 个单位，请分几次添加。") % {"count": MOST_LINES})
        return picked
    known = _Known(lines, unit, user, today)
    seen: dict[tuple[int, str], int] = {}
    for line in lines:
        units = known.find(line.unit)
        if fault := _fault(line, units):
            picked.faults.append(fault)
            continue
        key = (units[0].pk, line.part)
        if key in seen:
            picked.faults.append(
                _("第%(line)d行：“%(unit)s”与第%(other)d行重复，请删去一行。")
                % {"line": line.number, "unit": line.unit, "other": seen[key]}
            )
            continue
        seen[key] = line.number
        picked.found.append((line, units[0]))
    return picked


def part_words_read(kind: str) -> dict[str, str]:
    """Return every word by which a list may name a part, with the part."""
    words: dict[str, str] = {
        "成员": Seat.Role.MEMBER, "成员单位": Seat.Role.MEMBER,  # not shown: read
        "参与单位": Seat.Role.PARTICIPATING,  # not shown: read
        "参加单位": Seat.Role.PARTICIPATING,  # not shown: read
        "召集人": Seat.Role.CONVENOR, "副召集人": Seat.Role.DEPUTY,  # not shown: read
    }  # fmt: skip
    for one in pack().body_kinds:
        if one.code == kind:
            words |= {
                one.head_zh: Seat.Role.CONVENOR,
                one.deputy_zh: Seat.Role.DEPUTY,
            }
    return words | {part_words(kind, part.value): part.value for part in rules.PARTS}


class _Known:
    """Finds units by the names in a list, the nearest to the body first."""

    def __init__(self, lines: Sequence[rules.Line], unit: Unit, user: User, today: date) -> None:
        self.unit = unit
        names = {line.unit for line in lines}
        near = orgs.pickable_units(user=user, today=today)
        self.exact: dict[str, list[Unit]] = {}
        exact = Q(name__in=names) | Q(short_name__in=names) | Q(code__in=names)
        for one in near.filter(exact).select_related("parent") if names else ():
            for word in {one.name, one.short_name, one.code} & names:
                self.exact.setdefault(str(word), []).append(one)
        self.siblings: list[Unit] = []
        if names - set(self.exact):
            around = near.filter(Q(parent=unit) | Q(pk=unit.pk)).select_related("parent")
            self.siblings = list(around.order_by("path")[:1000])

    def find(self, name: str) -> list[Unit]:
        found = self.exact.get(name, [])
        if not found:
            found = [one for one in self.siblings if _ends_with(one, name)]
        beside = [one for one in found if self._is_beside(one)]
        return beside if len(beside) == 1 else found

    def _is_beside(self, one: Unit) -> bool:
        return one.pk == self.unit.pk or (
            one.parent_id == self.unit.pk and one.tier == self.unit.tier
        )


def _ends_with(unit: Unit, name: str) -> bool:
    return len(name) > 1 and (unit.name.endswith(name) or unit.short_name.endswith(name))


def _fault(line: rules.Line, units: Sequence[Unit]) -> str:
    facts = {"line": line.number, "unit": line.unit}
    if not units:
        return (
            _(
                "第%(line)d行：没有找到“%(unit)s”。请写单位全称或简称；单位还没有登记的，先在“单位与人员”里设立。"
            )
            % facts
        )
    if len(units) > 1:
        names = _("、").join(f"{one.name}（{one.parent}）" for one in units[:4])
        return _("第%(line)d行：“%(unit)s”可能是%(names)s，请写全称或代码。") % {
            **facts,
            "names": names,
        }
    if units[0].ended_on is not None:
        return _("第%(line)d行：“%(unit)s”已撤销或合并。") % facts
    if len(line.person) > rules.MAX_NAME:
        return _("第%(line)d行：姓名太长，请检查逗号的位置。") % facts
    if line.spare:
        return _(
            "第%(line)d行：多出“%(spare)s”。每行依次是单位，姓名，职务；替补和联络员在席位上填。"
        ) % {**facts, "spare": line.spare}
    return ""
