"""Units and people of the demo: the pack's divisions, invented enterprises, invented people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stdnum.cn import uscc

from changai.accounts.models import User
from changai.config.demo._content import Days, people
from changai.orgs import services as orgs
from changai.orgs.models import Unit

BEGIN = -110
PROVINCE = "320000"
OFFICES = {
    "省产改办": "320000",
    "苏州市产改办": "320500",
    "无锡市产改办": "320200",
    "常州市产改办": "320400",
    "昆山市产改办": "320583",
    "江阴市产改办": "320281",
}
# Place (division or zone), division of the credit code, name. All invented.
ENTERPRISES = (
    ("Z-320200-02", "320281", "启明精工集团有限公司"),
    ("Z-320200-02", "320281", "澄江特种线缆有限公司"),
    ("320281", "320281", "江畔重型锻造有限公司"),
    ("320281", "320281", "长泾纺织科技有限公司"),
    ("Z-320500-03", "320583", "临湖机电有限公司"),
    ("Z-320500-03", "320583", "淀山湖光学有限公司"),
    ("Z-320500-04", "320583", "青阳港自动化设备有限公司"),
    ("320583", "320583", "玉峰模具有限公司"),
    ("320583", "320583", "千灯电子材料有限公司"),
    ("320582", "320582", "沙洲船舶配套有限公司"),
    ("320582", "320582", "锦丰冷轧薄板有限公司"),
    ("320581", "320581", "虞山精密铸造有限公司"),
    ("320585", "320585", "浏河物流装备有限公司"),
    ("320506", "320506", "太湖智能装备有限公司"),
    ("320282", "320282", "阳羡环保设备有限公司"),
    ("320282", "320282", "荆溪电缆有限公司"),
    ("320214", "320214", "梅里传感技术有限公司"),
    ("320481", "320481", "天目湖药械有限公司"),
    ("320412", "320412", "滆湖轨道车辆配件有限公司"),
    ("320412", "320412", "武进石墨烯应用有限公司"),
)


@dataclass(frozen=True)
class Cast:
    """The units by the name people call them, and the people by the first part of their login."""

    units: Mapping[str, Unit]
    people: Mapping[str, User]

    def unit(self, name: str) -> Unit:
        """Return a unit."""
        return self.units[name]

    def one(self, login: str) -> User:
        """Return a person."""
        return self.people[login]


def settle(days: Days) -> Cast:
    """Open the units, and give the people their posts."""
    at, today = days.at(BEGIN, 8, 0), days.day(BEGIN)
    orgs.load_units_from_pack(by=None, at=at, today=today)
    offices = {
        unit.parent.code: unit
        for unit in Unit.objects.filter(kind="reform_office").select_related("parent")
        if unit.parent is not None
    }
    rows = people()
    first, *others = rows
    head = orgs.found_first_person(
        login=_login(first), name=first["name"], unit=offices[PROVINCE], at=at, today=today
    ).person
    for short, code in OFFICES.items():
        office = offices[code]
        orgs.rename_unit(
            unit=office,
            name=office.name,
            short_name=short,
            effective_on=today,
            reason="使用规范简称",
            by=head,
            at=at,
            today=today,
        )
    units = {str(unit): unit for unit in _enterprises(head, days)}
    units |= {unit.short_name or unit.name: unit for unit in Unit.objects.all()}
    known = {_key(first): head}
    for row in others:
        known[_key(row)] = orgs.invite_person(
            unit=units[row["unit"]],
            role=row["role"],
            login=_login(row),
            name=row["name"],
            by=head,
            at=at,
            today=today,
        ).person
    return Cast(units, known)


def _key(row: Mapping[str, str]) -> str:
    return row["login"].split(".")[0]


def _login(row: Mapping[str, str]) -> str:
    return f"demo-{row['login']}"


def _enterprises(head: User, days: Days) -> list[Unit]:
    places = Unit.objects.in_bulk([place for place, _code, _name in ENTERPRISES], field_name="code")
    wanted = [
        orgs.NewUnit(
            parent=places[place],
            kind="enterprise",
            name=name,
            credit_code=credit_code(division, number),
        )
        for number, (place, division, name) in enumerate(ENTERPRISES, start=1)
    ]
    at, today = days.at(BEGIN, 8, 30), days.day(BEGIN)
    return orgs.open_units(units=wanted, by=head, at=at, today=today)


def credit_code(division: str, number: int) -> str:
    """Return a unified social credit code with the right check digit, of nobody.

    Organisation codes that begin with DEM0 are not handed out one by one to anybody here: the
    number makes them differ. Source: GB 32100-2015.
    """
    body = f"91{division}DEM0{number:04d}X"
    return body + str(uscc.calc_check_digit(body))
