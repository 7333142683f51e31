"""Units and people as this test declares them, with their own reckoning of who stands where.

Nothing here asks the product: what a person may see is worked out from the table of units below.
"""

from __future__ import annotations

from dataclasses import dataclass

from changai.accounts.models import User

# Key, name, parent, kind. An office answers for the division above it.
UNITS = (
    ("P", "东江省", None, "division_government"),
    ("PO", "省产改办", "P", "reform_office"),
    ("D", "省技能厅", "P", "member_unit"),
    ("H", "省财务厅", "P", "member_unit"),
    ("A", "云溪市", "P", "division_government"),
    ("AO", "云溪市产改办", "A", "reform_office"),
    ("A1", "柳湾县", "A", "division_government"),
    ("A1O", "柳湾县产改办", "A1", "reform_office"),
    ("E1", "柳湾机床厂", "A1", "enterprise"),
    ("E2", "柳湾纺织厂", "A1", "enterprise"),
    ("A2", "竹溪县", "A", "division_government"),
    ("A2O", "竹溪县产改办", "A2", "reform_office"),
    ("E3", "竹溪电缆厂", "A2", "enterprise"),
    ("E4", "竹溪水泥厂", "A2", "enterprise"),
    ("Z", "云溪开发区", "A", "zone"),
    ("E5", "开发区芯片厂", "Z", "enterprise"),
    ("E6", "开发区药厂", "Z", "enterprise"),
    ("B", "石桥市", "P", "division_government"),
    ("BO", "石桥市产改办", "B", "reform_office"),
    ("B1", "松岭县", "B", "division_government"),
    ("B1O", "松岭县产改办", "B1", "reform_office"),
    ("E7", "松岭林场", "B1", "enterprise"),
    ("E8", "松岭农机厂", "B1", "enterprise"),
)
ROLES = ("OFFICE", "LIAISON", "RESPONSIBLE", "SUPERVISOR", "LEADER", "CLERK", "AUDITOR")
WORKING = frozenset({"OFFICE", "LIAISON", "RESPONSIBLE", "CLERK"})
OVERSEEING = frozenset({"SUPERVISOR", "LEADER"})
SEEING = WORKING | OVERSEEING
DAILY = frozenset({"LIAISON", "RESPONSIBLE", "CLERK"})
# Every role at each of these; at the other units the roles that are usual there.
STAFFED = ("PO", "D", "H", "AO", "A1O", "BO", "E1", "Z")
USUAL = {
    "P": ("AUDITOR", "SUPERVISOR", "LEADER"),
    "A": ("AUDITOR", "SUPERVISOR", "LEADER"),
    "A1": ("AUDITOR", "LEADER"),
    "A2O": ("OFFICE", "LEADER"),
    "B": ("AUDITOR", "LEADER"),
    "B1O": ("OFFICE", "SUPERVISOR"),
    "E2": ("CLERK", "RESPONSIBLE"),
    "E3": ("CLERK",),
    "E4": ("CLERK",),
    "E5": ("CLERK", "LEADER"),
    "E6": ("CLERK",),
    "E7": ("CLERK", "AUDITOR"),
    "E8": ("CLERK",),
}

PARENTS = {key: parent for key, _name, parent, _kind in UNITS}
KINDS = {key: kind for key, _name, _parent, kind in UNITS}


def above(unit: str) -> list[str]:
    """Return a unit and all above it, the unit first."""
    line = [unit]
    while PARENTS[line[-1]]:
        line.append(PARENTS[line[-1]])
    return line


def covers(top: str, unit: str) -> bool:
    """Say whether a unit is another one or stands below it."""
    return top in above(unit)


def root(unit: str) -> str:
    """Return the top of what people of a unit see: an office's division, else the unit itself."""
    return PARENTS[unit] if KINDS[unit] == "reform_office" else unit


@dataclass(frozen=True, eq=False)
class Person:
    """Somebody with the posts they hold today and all they ever held: (role, unit)."""

    key: str
    user: User | None
    posts: tuple[tuple[str, str], ...] = ()
    ever: tuple[tuple[str, str], ...] = ()
    signed_in: bool = True

    def _holds(self, roles, unit=None):
        return [at for role, at in self.posts if role in roles and unit in (None, at)]

    def sees(self, unit):
        """Say whether the unit lies in a subtree the person sees."""
        return unit is not None and any(covers(root(at), unit) for at in self._holds(SEEING))

    def works(self, unit):
        """Say whether the person works at the unit."""
        return bool(self._holds(WORKING, unit))

    def holds(self, role, unit):
        """Say whether the person has the role at the unit."""
        return bool(self._holds({role}, unit))

    def has(self, *roles):
        """Say whether the person has one of the roles anywhere."""
        return bool(self._holds(set(roles)))

    def oversees(self, unit):
        """Say whether the person is supervisor or leader over the unit."""
        return any(covers(root(at), unit) for at in self._holds(OVERSEEING))

    def office_over(self, unit):
        """Say whether the person is of an office that answers for the unit."""
        return any(covers(root(at), unit) for at in self._holds({"OFFICE"}))

    def audits(self, *units):
        """Say whether the person reads the audit of one of the units."""
        at_office = self._holds({"AUDITOR", "OFFICE"})
        return any(covers(root(at), unit) for at in at_office for unit in units if unit)

    def serves_under(self, unit):
        """Say whether the person holds any post within what a unit answers for."""
        return any(covers(root(unit), at) for _role, at in self.posts)

    def names(self, unit):
        """Say whether the person may name a unit: its own division's, and what they see."""
        near = [PARENTS[at] or at for _role, at in self.posts]
        return self.sees(unit) or any(covers(top, unit) for top in near)

    def grants(self, unit):
        """Return the roles the person may give at a unit."""
        if self.office_over(root(unit)):
            return frozenset(ROLES)
        return DAILY if self.holds("RESPONSIBLE", unit) else frozenset()

    def reshapes(self, unit):
        """Say whether the person may move, merge or close a unit."""
        offices = self._holds({"OFFICE"})
        return unit not in offices and any(
            covers(root(at), unit) and root(at) != unit for at in offices
        )

    def manages(self, other):
        """Say whether the person may reset and deactivate another."""
        asked = other.posts or other.ever
        if other is self or not asked or not self.posts:
            return False
        return all(role in self.grants(unit) for role, unit in asked)

    def sees_person(self, other):
        """Say whether the person may open the page of another."""
        return other is self or any(self.sees(unit) for _role, unit in other.ever)
