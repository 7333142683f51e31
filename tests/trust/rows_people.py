"""What is expected of accounts, units, people, the audit, notices, search and the frame."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.trust import tree
from tests.trust.matrix import Case, Row, anybody, each, no_one, once, write
from tests.trust.tree import Person
from tests.trust.world import World

SECRET = "no-such-secret"
PASSWORD = "a long and quiet river"
NAME = r"qzx\d{4}"


def _secret(_world: World) -> list[Case]:
    return [Case((SECRET,))]


ACCOUNTS = {
    "accounts:sign_in": Row(ok=(200, 302), open_to_all=True),
    "accounts:sign_in_now": write(
        once, no_one, lambda *_: {"login": "trust-0", "password": "x"},
        sees=anybody, open_to_all=True, notes_refusals=True,
    ),
    "accounts:sign_out": write(once, anybody),
    "accounts:demo": Row(may=no_one, open_to_all=True),
    "accounts:demo_enter": write(each("person", "PO.OFFICE"), no_one, open_to_all=True),
    "accounts:ticket": Row(_secret, no_one, open_to_all=True),
    "accounts:ticket_use": write(
        _secret, no_one, lambda *_: {"password": PASSWORD, "again": PASSWORD}, open_to_all=True
    ),
    "accounts:me": Row(),
    "accounts:details": write(
        once, anybody, lambda *_: {"email": "new@example.invalid", "phone": "025-1234567"}
    ),
    # Nobody here has a password, so nobody knows the old one.
    "accounts:password": write(
        once, no_one, lambda *_: {"old": "x", "password": PASSWORD, "again": PASSWORD},
        sees=anybody,
    ),
    "accounts:language": write(
        once, anybody, lambda *_: {"language": "en"}, open_to_all=True, quiet=True
    ),
}  # fmt: skip


def sees_unit(who: Person, unit: Any) -> bool:
    return who.sees(unit.key)


def _office(who: Person, unit: Any) -> bool:
    return who.sees(unit.key) and who.office_over(unit.key)


def _reshapes(who: Person, unit: Any) -> bool:
    return who.sees(unit.key) and who.reshapes(unit.key)


def _invites(who: Person, unit: Any) -> bool:
    return who.sees(unit.key) and bool(who.grants(unit.key))


def sees_person(who: Person, thing: Any) -> bool:
    return who.sees_person(thing.person)


def _manages(who: Person, thing: Any) -> bool:
    active = thing.person.signed_in
    return sees_person(who, thing) and active and who.manages(thing.person)


def _manages_gone(who: Person, thing: Any) -> bool:
    gone = not thing.person.signed_in
    return sees_person(who, thing) and gone and who.manages(thing.person)


def _gives(who: Person, thing: Any) -> bool:
    other = thing.person
    able = who.has("OFFICE", "RESPONSIBLE") and other.signed_in and other is not who
    return sees_person(who, thing) and able


def sees_post(who: Person, post: Any) -> bool:
    return post.person is who or who.sees(post.unit)


def _ends(who: Person, post: Any) -> bool:
    return sees_post(who, post) and post.person is not who and post.role in who.grants(post.unit)


def _ends_now(who: Person, post: Any) -> bool:
    return _ends(who, post) and not post.over


def _covers(who: Person, post: Any) -> bool:
    return sees_post(who, post) and (post.person is who or post.role in who.grants(post.unit))


def _seen(thing: Any) -> str:
    from changai.orgs.queries import mark_of

    return mark_of(thing.row)


def _day(world: World, days: int = 0) -> str:
    return (world.today + timedelta(days=days)).isoformat()


UNITS_TO_CHANGE = ("P", "A", "AO", "A1", "E1", "E4", "Z", "B", "D")
PEOPLE_TO_CHANGE = (
    "PO.OFFICE", "D.LIAISON", "AO.OFFICE", "AO.AUDITOR", "A1O.LIAISON", "E1.CLERK", "E3.CLERK",
    "BO.OFFICE", "Z.LEADER", "ended", "deactivated", "nobody", "two posts",
)  # fmt: skip
PEOPLE = (
    *PEOPLE_TO_CHANGE, "P.AUDITOR", "PO.LEADER", "H.RESPONSIBLE", "A.LEADER", "A1O.OFFICE",
    "A2O.OFFICE", "E2.CLERK", "E5.CLERK", "E7.CLERK", "E8.CLERK", "stand-in", "to come",
)  # fmt: skip
POSTS_TO_CHANGE = (
    "PO.OFFICE", "D.LIAISON", "D.RESPONSIBLE", "AO.LIAISON", "A1O.OFFICE", "E1.CLERK", "E7.CLERK",
    "BO.LEADER", "stand-in",
)  # fmt: skip
to_change = each("unit", *UNITS_TO_CHANGE)
person_to_change = each("person", *PEOPLE_TO_CHANGE)
post_to_change = each("post", *POSTS_TO_CHANGE)


ORGS = {
    "orgs:units": Row(
        lambda _world: [Case(), *(Case(query={"q": q}) for q in ("产改办", "人1", "厂", "trust"))]
    ),
    "orgs:demo": Row(may=no_one, open_to_all=True),
    "orgs:unit": Row(each("unit"), sees_unit),
    "orgs:children": Row(each("unit"), sees_unit),
    "orgs:open_form": Row(to_change, _office),
    "orgs:open": write(
        to_change, _office,
        lambda world, unit, who: {
            "kind": "member_unit", "name": "新设单位", "short_name": "", "credit_code": "",
            "began_on": _day(world),
        },
        sees=sees_unit,
    ),
    "orgs:rename_form": Row(to_change, _office),
    "orgs:rename": write(
        to_change, _office,
        lambda world, unit, who: {
            "name": "改名单位", "short_name": "", "effective_on": _day(world),
            "reason": "机构改革", "seen": _seen(unit),
        },
        sees=sees_unit,
    ),
    "orgs:move_form": Row(to_change, _reshapes),
    "orgs:merge_form": Row(to_change, _reshapes),
    "orgs:close_form": Row(to_change, _reshapes),
    "orgs:move": write(
        each("unit", "E5", "E1", "E7"), lambda who, unit: False,
        lambda world, unit, who: {
            "to": "不存在的单位", "effective_on": _day(world), "reason": "划转", "seen": _seen(unit)
        },
        sees=sees_unit,
    ),
    "orgs:merge": write(
        each("unit", "E5", "E1", "E7"), lambda who, unit: False,
        lambda world, unit, who: {
            "to": "不存在的单位", "effective_on": _day(world), "reason": "合并", "seen": _seen(unit)
        },
        sees=sees_unit,
    ),
    "orgs:close": write(
        each("unit", "E6", "E4", "E8"), _reshapes,
        lambda world, unit, who: {
            "effective_on": _day(world), "reason": "注销", "seen": _seen(unit)
        },
        sees=sees_unit,
    ),
    "orgs:invite_form": Row(to_change, _invites),
    "orgs:invite": write(
        to_change, lambda who, unit: _invites(who, unit) and "LIAISON" in who.grants(unit.key),
        lambda world, unit, who: {
            "login": "new.person", "name": "新人", "role": "LIAISON", "email": "", "phone": ""
        },
        sees=sees_unit,
    ),
    "orgs:person": Row(each("person", *PEOPLE), sees_person),
    "orgs:edit_form": Row(person_to_change, _manages),
    "orgs:edit": write(
        person_to_change, lambda who, one: sees_person(who, one) and who.manages(one.person),
        lambda world, one, who: {"name": "改名", "email": "a@example.invalid", "phone": ""},
        sees=sees_person,
    ),
    "orgs:post_form": Row(person_to_change, _gives),
    "orgs:post": write(
        person_to_change,
        lambda who, one: _gives(who, one) and _at(who) is not None
        and ("LIAISON", _at(who)) not in one.person.ever,
        lambda world, one, who: {
            "unit": tree.UNITS[[u[0] for u in tree.UNITS].index(_at(who) or "E8")][1],
            "role": "LIAISON", "from_on": _day(world),
        },
        sees=sees_person,
    ),
    "orgs:link": write(person_to_change, _manages, sees=sees_person),
    "orgs:hand_over_form": Row(person_to_change, _manages),
    "orgs:hand_over": write(
        person_to_change, no_one, lambda world, one, who: {"successor": "0"}, sees=sees_person
    ),
    "orgs:deactivate": write(person_to_change, _manages, sees=sees_person),
    "orgs:reactivate": write(person_to_change, _manages_gone, sees=sees_person),
    "orgs:end_form": Row(post_to_change, _ends),
    "orgs:end": write(
        post_to_change, _ends_now, lambda *_: {"when": "NOW"},
        sees=sees_post,
    ),
    "orgs:cover_form": Row(post_to_change, _covers),
    "orgs:cover": write(
        post_to_change, no_one,
        lambda world, post, who: {"person": "0", "from_on": _day(world), "to_on": _day(world, 5)},
        sees=sees_post,
    ),
}  # fmt: skip


def _at(who: Person) -> str | None:
    """Return a unit at which the person may give the post of a liaison."""
    return next((at for role, at in who.posts if role in ("OFFICE", "RESPONSIBLE")), None)


def _looks(who: Person, _thing: Any) -> bool:
    return who.has("AUDITOR", "OFFICE")


def _sees_bulk(who: Person, bulk: Any) -> bool:
    return who.audits(bulk.unit, *bulk.lines)


AUDIT = {
    "audit:list": Row(
        lambda _world: [
            Case(),
            Case(query={"action": "document.described"}),
            Case(query={"action": "task.registered"}),
            Case(query={"who": "人"}),
        ],
        _looks,
    ),
    "audit:lines": Row(each("bulk"), _sees_bulk),
}


def _own(who: Person, notice: Any) -> bool:
    return notice.person is who


NOTICES = {
    "notices:list": Row(lambda _world: [Case(), Case(query={"show": "unread"})]),
    "notices:read_all": write(once, anybody, quiet=True),
    "notices:read": write(each("notice"), _own, quiet=True),
    "notices:open": write(each("notice"), _own, quiet=True),
}


WORDS = ("培养高技能", "会议指出", "要健全薪酬", "缺资金", "qzx")
KINDS = ("documents", "tasks")
SEARCH = {
    "search:results": Row(
        lambda _world: [
            Case(),
            *(Case(query={"q": words}) for words in WORDS),
            *(Case(query={"q": "会议", "kind": kind}) for kind in KINDS),
        ]
    ),
    "search:unit_options": Row(
        lambda _world: [
            Case(query={"q": q, "name": "lead", "picker": "lead"}) for q in ("厂", "产改办")
        ]
    ),
    "search:picked_unit": Row(each("unit"), lambda who, unit: who.names(unit.key)),
}
UI = {"ui:gallery": Row(may=no_one)}
ROWS = {**ACCOUNTS, **ORGS, **AUDIT, **NOTICES, **SEARCH, **UI}
