"""Plant the units of the packs in use: what a place starts with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter

from django.db import transaction
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.audit import services as audit
from changai.orgs import policies, rules
from changai.orgs.models import Unit, UnitChange
from changai.orgs.services import _units
from changai.orgs.services._units import NewUnit
from changai.packs import schema
from changai.packs.current import pack

MEMBER_KINDS = {"member": "member_unit", "participating": "participating_unit"}


@dataclass(frozen=True)
class Loaded:
    """How many units were opened, and how many were there already."""

    opened: int
    already: int


def load_units_from_pack(*, by: User | None, at: datetime, today: date) -> Loaded:
    """Open what the packs name and the place lacks: divisions, offices, zones, member units.

    A second run opens only what a newer pack added. Each division gets its reform office; zones
    stand under their host, member units under the province.
    Cost: two statements a tier.
    """
    if by is not None:
        roots = Unit.objects.filter(depth=0)
        allowed = all(policies.can_open_under(by, root, today) for root in roots)
        policies.require(allowed, _("只有最高一级的产改办可以装入单位。"))
    content = pack()
    with transaction.atomic():
        _units.lock_the_tree()
        sowing = _Sowing(today)
        valid = [row for row in content.divisions if row.holds(today)]
        for tier in ("province", "city", "county"):
            sowing.sow(_divisions([row for row in valid if row.tier == tier], sowing, today))
        hosts = [sowing.by_code[row.code] for row in valid]
        kind = content.unit_kind(rules.OFFICE_KIND)
        sowing.sow([_office(host, kind, today) for host in hosts])
        zones = [zone for zone in content.zones if zone.host_code in sowing.by_code]
        sowing.sow([_zone(zone, sowing.by_code[zone.host_code], today) for zone in zones])
        provinces = [unit for unit in hosts if unit.parent_id is None]
        sowing.sow([_member(row, top, today) for top in provinces for row in content.member_units])
        lines = [audit.Touched(unit.pk, unit.pk, after=_units.kept(unit)) for unit in sowing.opened]
        if lines:
            audit.record(
                "unit.loaded_from_pack",
                Unit,
                by=by,
                at=at,
                after={"packs": dict(content.versions)},
                touched=lines,
            )
    return Loaded(len(sowing.opened), sowing.already)


@dataclass(frozen=True)
class _Seed:
    unit: NewUnit
    began_on: date
    founding_is_known: bool = False


class _Sowing:
    """Plant seeds in bulk, skipping those that already stand."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.opened: list[Unit] = []
        self.already = 0
        units = list(Unit.objects.all())
        self.by_code = {unit.code: unit for unit in units if unit.code}
        self.by_place = {(unit.parent_id, unit.kind, unit.name): unit for unit in units}
        self.offices = {unit.parent_id for unit in units if unit.kind == rules.OFFICE_KIND}

    def stands(self, seed: NewUnit) -> bool:
        """Say whether the unit is there, under whatever name it goes by now."""
        parent_id = seed.parent.pk if seed.parent else None
        if seed.kind == rules.OFFICE_KIND:
            return parent_id in self.offices
        if seed.code:
            return seed.code in self.by_code
        return (parent_id, seed.kind, seed.name) in self.by_place

    def sow(self, seeds: Iterable[_Seed]) -> None:
        """Open the units of one layer that do not stand yet."""
        all_seeds = list(seeds)
        fresh = [seed for seed in all_seeds if not self.stands(seed.unit)]
        self.already += len(all_seeds) - len(fresh)
        opened = _units.plant(
            [seed.unit for seed in fresh], began_on=[seed.began_on for seed in fresh]
        )
        pairs = list(zip(fresh, opened, strict=True))
        _units.note_opened([unit for seed, unit in pairs if seed.founding_is_known])
        _units.note_opened(
            [unit for seed, unit in pairs if not seed.founding_is_known],
            kind=UnitChange.Kind.LOADED,
        )
        self.opened += opened
        self.by_code |= {unit.code: unit for unit in opened if unit.code}


def _divisions(rows: Sequence[schema.Division], sowing: _Sowing, today: date) -> Iterable[_Seed]:
    for row in sorted(rows, key=attrgetter("code")):
        parent = sowing.by_code.get(row.parent) if row.parent else None
        unit = NewUnit(
            parent=parent,
            kind=rules.DIVISION_KIND,
            name=row.name,
            code=row.code,
            tier=row.tier.upper(),
        )
        yield _Seed(unit, row.valid_from or today, founding_is_known=row.valid_from is not None)


def _office(host: Unit, kind: schema.UnitKind, today: date) -> _Seed:
    unit = NewUnit(parent=host, kind=kind.code, name=f"{host.name}{kind.zh}")
    return _Seed(unit, max(host.began_on, today))


def _zone(zone: schema.Zone, host: Unit, today: date) -> _Seed:
    unit = NewUnit(parent=host, kind="zone", name=zone.name, code=zone.code)
    return _Seed(unit, max(host.began_on, today))


def _member(row: schema.MemberUnit, province: Unit, today: date) -> _Seed:
    unit = NewUnit(
        parent=province, kind=MEMBER_KINDS[row.standing], name=row.zh, short_name=row.short
    )
    return _Seed(unit, max(province.began_on, today))
