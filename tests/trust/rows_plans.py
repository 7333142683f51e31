"""What is expected of plans, their versions, rows, remarks, tables and the changes above."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.trust import tree
from tests.trust.matrix import Case, Row, each, once, write
from tests.trust.tree import Person
from tests.trust.world import World
from tests.trust.world_plans import reads_plan, table_of


def _works_anywhere(who: Person, _thing: Any) -> bool:
    return who.has("OFFICE", "LIAISON", "RESPONSIBLE", "CLERK")


def _drafts(who: Person, plan: Any) -> bool:
    """Whoever works at the owner changes a draft; an adopted plan alone has none."""
    begun = plan.state != "ADOPTED" or plan.key == "PO.ADOPTED"
    return begun and who.works(plan.unit)


def _owns(who: Person, plan: Any) -> bool:
    return who.works(plan.unit)


def _reads_row(who: Person, row: Any) -> bool:
    if row.state == "DRAFT":
        return who.sees(row.unit)
    return reads_plan(who, row.plan)


def _edits_row(who: Person, row: Any) -> bool:
    return row.state != "ADOPTED" and who.works(row.unit)


def _day(world: World, days: int = 20) -> str:
    return (world.today + timedelta(days=days)).isoformat()


def _revision(world: World, plan: Any) -> int:
    newest = [one for one in world.of("version") if one.plan is plan or one.plan.key == plan.key]
    return int(newest[-1].row.revision)


def _row_form(world: World, thing: Any, _who: Person) -> dict[str, Any]:
    return {
        "title": "完善机制", "shape": "mechanism", "clause_words": "要完善机制。",
        "clause_where": "会议", "deadline_words": "年底前", "due_on": _day(world, 60),
        "leads": world.units["D"].pk, "t-TOTAL_FORMS": "0", "t-INITIAL_FORMS": "0",
        "seen_revision": thing.row.revision if "version" in thing.facts else "",
    }  # fmt: skip


def _seen_row(_world: World, row: Any, _who: Person) -> dict[str, Any]:
    return {"seen_revision": row.row.revision, "reason": "不再需要"}


COPIES = {"AO": "A1O", "BO": "B1O", "PO": "AO"}


def _copies(who: Person, plan: Any) -> bool:
    """Whoever works at an office below copies an adopted plan of the office above."""
    return plan.state == "ADOPTED" and bool(_copy_owner(who, plan))


def _copy_owner(who: Person, plan: Any) -> str | None:
    top = tree.root(plan.unit)
    below = [
        at
        for _role, at in who.posts
        if who.works(at)
        and tree.KINDS[at] == "reform_office"
        and tree.covers(top, at)
        and tree.root(at) != top
    ]
    return below[0] if below else None


def _comment_unit(who: Person) -> str | None:
    """The unit named in the row, and every office below, has a say in the province's round."""
    units = ("D", "AO", "A1O", "A2O", "BO", "B1O")
    return next((at for _role, at in who.posts if who.works(at) and at in units), None)


def _comments(who: Person, plan: Any) -> bool:
    if plan.key == "PO.COMMENT":
        return _comment_unit(who) is not None
    return plan.key == "BO.COMMENT" and who.works("B1O")


def _remark(world: World, _plan: Any, who: Person) -> dict[str, Any]:
    at = _comment_unit(who) or next((at for _role, at in who.posts), "PO")
    return {"unit": world.units[at].pk, "words": "建议提前"}


def _tabs(world: World) -> list[Case]:
    plans = world.of("plan")
    tabs = ("rows", "changes", "comments", "above", "versions")
    some = [one for one in plans if one.key in ("PO.ADOPTED", "PO.COMMENT")]
    return [Case((one.pk,), one, {"tab": tab}) for one in some for tab in tabs] + [
        Case((one.pk,), one) for one in plans if one not in some
    ]


def _versions(world: World) -> list[Case]:
    [plan] = world.of("plan", "PO.ADOPTED")
    begun = [Case((plan.pk,), _Hidden(plan), {"version": "2"})]
    return begun + [Case((one.pk,), one) for one in world.of("plan")]


class _Hidden:
    """The begun amendment of an adopted plan: a draft, for its owner only."""

    def __init__(self, plan: Any) -> None:
        self.key, self.unit, self.state = plan.key, plan.unit, "DRAFT"


def _both_forms(world: World) -> list[Case]:
    return [*_versions(world), *(
        Case(one.args, one.thing, {**one.query, "format": "docx"}) for one in _versions(world)[:2]
    )]  # fmt: skip


def _plans_seen(world: World, who: Person) -> set[str]:
    return {str(one.pk) for one in world.of("plan") if reads_plan(who, one)}


def _document(who: Person, document: Any) -> bool:
    return _works_anywhere(who, document) and who.sees(document.unit)


def _own_new_plan(world: World, _thing: Any, who: Person) -> dict[str, Any]:
    at = next((at for _role, at in who.posts if who.works(at)), "PO")
    return {"owner": world.units[at].pk, "year": world.today.year, "title": "新要点"}


def _rows(state: str = "") -> Callable[[World], list[Case]]:
    return lambda world: [
        Case((one.pk,), one) for one in world.of("row") if not state or one.state == state
    ]


def _imports(who: Person, upload: Any) -> bool:
    return who.works(upload.unit)


some_plans = each(
    "plan", "PO.DRAFT", "PO.ADOPTED", "PO.COMMENT", "AO.DRAFT", "AO.ADOPTED", "BO.DRAFT"
)
PLANS = {
    "tasks:plans": Row(
        lambda _world: [Case(), Case(query={"q": "要点"})],
        shows=_plans_seen, shown=r'href="/tasks/plans/(\d+)/"',
    ),
    "tasks:plan_new": Row(may=_works_anywhere),
    "tasks:plan_create": write(once, _works_anywhere, _own_new_plan),
    "tasks:plan_from_document": Row(each("document"), _document),
    "tasks:plan_from_document_now": write(
        each("document"), _document,
        lambda world, document, who: {
            **_own_new_plan(world, document, who),
            "measure": [
                one.pk for one in world.of("measure") if one.key == f"{document.key}.ACCEPTED"
            ],
        },
        sees=lambda who, one: who.sees(one.unit)
    ),
    "tasks:plan": Row(_tabs, reads_plan),
    "tasks:plan_print": Row(_versions, reads_plan),
    "tasks:plan_export": Row(_both_forms, reads_plan),
    "tasks:plan_amend": write(
        each("plan", "AO.ADOPTED", "AO.DRAFT", "PO.ADOPTED"),
        lambda who, plan: plan.key == "AO.ADOPTED" and _owns(who, plan), sees=reads_plan,
    ),
    "tasks:plan_copy": write(
        some_plans, _copies,
        lambda world, plan, who: {"owner": world.units[_copy_owner(who, plan) or "PO"].pk},
    ),
    "tasks:plan_carry": Row(some_plans, _drafts),
    "tasks:plan_carry_now": write(
        some_plans, _drafts, lambda *_: {}, ok=(302, 422), quiet=True
    ),
    "tasks:plan_row_new": Row(some_plans, _drafts),
    "tasks:plan_row_add": write(some_plans, _drafts, _row_form),
    "tasks:plan_round": Row(some_plans, _drafts),
    "tasks:plan_round_open": write(
        some_plans, _drafts,
        lambda world, plan, _who: {
            "until": _day(world), "seen_revision": _revision(world, plan)
        },
    ),
    "tasks:plan_comment": write(
        each("plan", "PO.COMMENT", "BO.COMMENT", "PO.DRAFT", "PO.ADOPTED"), _comments, _remark
    ),
    "tasks:plan_adopt": Row(some_plans, _owns, ok=(200, 302)),  # without a draft: to the plan
    "tasks:plan_adopt_now": write(
        some_plans, _drafts,
        lambda world, plan, _who: {
            "basis": "会议通过", "seen_revision": _revision(world, plan)
        },
    ),
    "tasks:plan_import": Row(some_plans, _drafts),
    "tasks:plan_import_upload": write(
        some_plans, _drafts,
        lambda _world, _plan, _who: {
            "file": SimpleUploadedFile("表.xlsx", table_of("要完善机制"))
        },
    ),
    "tasks:plan_answer": write(
        each("comment"), lambda who, one: who.works(one.plan.unit),
        lambda *_: {"taken": "yes", "answer": "已采纳"},
    ),
    "tasks:plan_change_apply": write(
        each("change"), lambda who, one: who.works(one.unit), ok=(302, 422), quiet=True
    ),
    "tasks:plan_change_note": write(each("change"), lambda who, one: who.works(one.unit)),
    "tasks:plan_import_map": Row(each("import"), _imports),
    "tasks:plan_import_map_now": write(
        each("import"), _imports,
        lambda *_: {
            "table": "0", "header_row": "1", "several_leads": "first", "seen_revision": "0",
            "column_1": "title", "column_2": "leads",
        },
        ok=(302, 422), quiet=True,
    ),
    "tasks:plan_import_now": write(
        each("import"), _imports, lambda *_: {"seen_revision": "0"}, ok=(302, 422), quiet=True
    ),
    "tasks:plan_row": Row(_rows(), _reads_row),
    "tasks:plan_row_edit": Row(_rows(), _edits_row),
    "tasks:plan_row_change": write(_rows(), _edits_row, _row_form),
    "tasks:plan_row_mend": write(_rows(), _edits_row, _seen_row),
    "tasks:plan_row_move": write(
        _rows(), _edits_row, lambda *_: {"to": "up"}, quiet=True, ok=(302, 422)
    ),
    "tasks:plan_row_duplicate": write(_rows(), _edits_row),
    "tasks:plan_row_delete": write(
        _rows(), _edits_row, _seen_row
    ),
    "tasks:plan_row_drop": write(_rows(), _edits_row, _seen_row, ok=(302, 422), quiet=True),
    "tasks:plan_row_restore": write(_rows(), _edits_row, _seen_row, ok=(302, 422), quiet=True),
}  # fmt: skip
ROWS = PLANS
