"""What is expected of documents, tasks, reports, files, requests and the pages across them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.trust import tree
from tests.trust.matrix import Case, Row, each, no_one, once, write
from tests.trust.tree import Person
from tests.trust.world import World, fresh_key, sees_task
from tests.trust.world_evidence import PNG, reads_report

PDF_LIKE = "全省推进会\n会议指出，要扩大试点覆盖。".encode()
OPEN = {"REGISTERED", "ASSIGNED", "IN_PROGRESS", "UNDER_REVIEW"}
OWED = OPEN - {"REGISTERED"}
WORKING = {"ASSIGNED", "IN_PROGRESS"}
OVER = {"DONE", "CLOSED", "ARCHIVED"}


def _works_anywhere(who: Person, _thing: Any) -> bool:
    return who.has("OFFICE", "LIAISON", "RESPONSIBLE", "CLERK")


def _takes_in(who: Person, thing: Any) -> bool:
    return _works_anywhere(who, thing) or who.has("SUPERVISOR")


def _unit_of(who: Person) -> str | None:
    roles = ("OFFICE", "LIAISON", "RESPONSIBLE", "CLERK", "SUPERVISOR")
    return next((at for role, at in who.posts if role in roles), None)


def _reads(who: Person, thing: Any) -> bool:
    return who.sees(thing.unit)


def _decides(who: Person, thing: Any) -> bool:
    return who.works(thing.unit) or who.holds("SUPERVISOR", thing.unit)


def _seen(_world: World, thing: Any, _who: Person) -> dict[str, Any]:
    return {"seen_revision": thing.row.revision}


def _with(**more: Any) -> Callable[[World, Any, Person], dict[str, Any]]:
    return lambda world, thing, who: {**_seen(world, thing, who), **more}


def _documents_seen(world: World, who: Person) -> set[str]:
    every = [*world.of("document"), *world.of("report_of_meeting")]
    return {str(one.pk) for one in every if _reads(who, one)}


def _proposed(*, state: str = "PROPOSED") -> Callable[[World], list[Case]]:
    return lambda world: [
        Case((one.pk,), one) for one in world.of("measure") if one.key.endswith(f".{state}")
    ]


def _received(world: World, _thing: Any, who: Person) -> dict[str, Any]:
    at = _unit_of(who) or "PO"
    file = SimpleUploadedFile("报道.txt", PDF_LIKE + who.key.encode())
    return {"owner": world.units[at].pk, "file": file}


DOCUMENTS = {
    "documents:list": Row(
        lambda _world: [Case(), Case(query={"kind": "report"})],
        shows=_documents_seen, shown=r'href="/documents/(\d+)/"',
    ),
    "documents:receive": Row(may=_takes_in),
    "documents:receive_now": write(once, _takes_in, _received),
    "documents:detail": Row(each("document"), _reads),
    "documents:original": Row(each("document"), _reads),
    "documents:describe_form": Row(each("document"), _decides),
    "documents:describe": write(each("document"), _decides, _with(title="新标题", kind="report")),
    "documents:read_again": write(each("document", "PO", "H", "BO"), _decides),
    "documents:measure_add": write(
        each("document"), _decides, lambda *_: {"start": 0, "end": 4}
    ),
    "documents:measures_merge": write(
        each("document"), _decides,
        lambda world, one, _who: {"merge": [
            f"{m.pk}:0" for m in world.of("measure")
            if m.unit == one.unit and not m.key.endswith(".REJECTED")
        ]},
        ok=(200, 422), quiet=True, sees=_reads,
    ),
    "documents:measure_edit_form": Row(each("measure"), _decides),
    "documents:measure_split_form": Row(each("measure"), _decides),
    "documents:measure_units_form": Row(each("measure"), _decides),
    "documents:measure_reject_form": Row(each("measure"), _decides),
    "documents:measure_accept": write(_proposed(), _decides, _seen),
    "documents:measure_reject": write(_proposed(), _decides, _with(reason="不是举措")),
    "documents:measure_reopen": write(_proposed(state="REJECTED"), _decides, _seen),
    "documents:measure_edit": write(
        _proposed(), _decides,
        lambda _world, one, _who: {
            "quote": one.row.quote[5:], "seen_revision": 0, "targets": "", "speaker": ""
        },
    ),
    "documents:measure_split": write(
        _proposed(), _decides,
        lambda _world, one, _who: {"place": one.row.start + 12, "seen_revision": 0},
    ),
    "documents:measure_units": write(
        _proposed(), _decides,
        lambda world, one, _who: {"lead": world.units[one.unit].pk, "seen_revision": 0},
    ),
    "documents:instruction_decide": write(
        each("instruction"), _decides, lambda *_: {"verdict": "ACTION"}
    ),
}  # fmt: skip


def _lead(who: Person, task: Any) -> bool:
    return bool(task.lead) and who.works(task.lead)


def _office(who: Person, task: Any) -> bool:
    return who.works(task.assigner)


def _striker(who: Person, task: Any) -> bool:
    return who.oversees(task.assigner) and who.key != task.reporter


def _when(actor: Callable[[Person, Any], bool], *states: str, **facts: Any):
    """Let an actor act in some states, where the task has these facts."""

    def may(who: Person, task: Any) -> bool:
        fits = all(bool(task.facts.get(name)) == wanted for name, wanted in facts.items())
        return task.state in states and fits and actor(who, task)

    return may


# Each action: who may in which state; a full form; the tasks it is tried with.


def _day(world: World, days: int = 20) -> str:
    return (world.today + timedelta(days=days)).isoformat()


NEXT_LEAD = {"PO": "Z", "AO": "A2O", "BO": "E8", "A1O": "E2", "D": "A1O"}
ALWAYS = ("neighbour",)
ACTIONS: dict[str, tuple[Any, Any, tuple[str, ...]]] = {
    "assign": (
        _when(_office, "REGISTERED"),
        lambda world, task, _who: {"lead": world.units["D"].pk, "due_on": _day(world)},
        ("registered", "assigned"),
    ),
    "acknowledge": (_when(_lead, "ASSIGNED"), None, ("assigned", "city assigned", "county")),
    "decline": (
        _when(_lead, "ASSIGNED"), lambda *_: {"reason": "非本单位职责"}, ("assigned", "county"),
    ),
    "extend": (
        _when(_lead, *WORKING, extension=False),
        lambda world, task, who: {"wanted_on": _day(world, 120), "reason": "需要时间"},
        ("assigned", "late ask", "province>AO>A1O>E1"),
    ),
    "approve_extension": (
        _when(_office, *OPEN, extension=True),
        lambda world, task, who: {"granted_on": _day(world, 90)}, ("late ask", "province"),
    ),
    "refuse_extension": (
        _when(_office, *OPEN, extension=True), lambda *_: {"reason": "不同意"}, ("late ask",),
    ),
    "strike_off": (_when(_striker, "DONE"), None, ("done", "closed")),
    "archive": (_when(_office, "CLOSED"), None, ("closed", "done")),
    "add_duty": (
        _when(_office, *WORKING),
        lambda world, task, _who: {
            "cooperating": world.units[NEXT_LEAD[task.assigner]].pk, "due_on": _day(world)
        },
        ("province", "zone"),
    ),
    "change_due": (
        _when(_office, *WORKING),
        lambda world, task, _who: {"due_on": _day(world, 80), "reason": "会议改期"},
        ("province", "county"),
    ),
    "stop": (
        _when(_office, *WORKING, stopped=False),
        lambda *_: {"cause": "EXPERT", "words": "评审"}, ("own", "stopped", "zone"),
    ),
    "resume": (_when(_office, *WORKING, stopped=True), None, ("stopped", "own")),
    "remind": (
        _when(_office, *OWED), lambda *_: {"words": "请抓紧"}, ("province", "review", "county"),
    ),
    "quality": (
        _when(_office, *OWED), lambda *_: {"poor": "1", "reason": "空话"}, ("province", "city"),
    ),
    "waive": (
        lambda who, task: "parent" in task.facts and task.state in OPEN and _office(who, task),
        lambda *_: {"reason": "不再需要"}, ("province>AO>A1O", "province"),
    ),
    "follow_up": (
        _when(_office, *OVER), lambda *_: {"cause": "回头看"}, ("done", "archived", "province"),
    ),
    "reassign": (
        _when(_office, *OPEN),
        lambda world, task, _who: {
            "lead": world.units[NEXT_LEAD[task.assigner]].pk, "reason": "分工调整",
            "due_on": _day(world),
        },
        ("province", "county"),
    ),
    "cancel": (
        _when(_office, *OPEN), lambda *_: {"reason": "上级撤销"}, ("registered", "zone", "done"),
    ),
    "no-such-action": (no_one, None, ("province",)),
}  # fmt: skip


class _ByName:
    """Hands each case of the actions to what is declared for its action."""

    def __init__(self, name: str) -> None:
        self.name = name

    def may(self, who: Person, task: Any) -> bool:
        return sees_task(who, task) and bool(ACTIONS[self.name][0](who, task))

    def data(self, world: World, task: Any, who: Person) -> dict[str, Any]:
        more = ACTIONS[self.name][1]
        return {**_seen(world, task, who), **(more(world, task, who) if more else {})}

    def cases(self, world: World) -> list[Case]:
        keys = dict.fromkeys((*ACTIONS[self.name][2], *ALWAYS))
        return [Case((task.pk, self.name), task) for task in world.of("task", *keys)]


def _cascades(who: Person, task: Any) -> bool:
    return task.state in WORKING and (_lead(who, task) or _office(who, task))


PARTS = {"own": "BO", "province>AO": "Z", "neighbour": "E8"}


def _cascades_to_part(who: Person, task: Any) -> bool:
    """Split to a unit within the scope of the lead, or of the assigner's office for it."""
    part = PARTS.get(task.key)
    ways = ((_lead, task.lead), (_office, task.assigner))
    return task.state in WORKING and any(
        does(who, task) and part is not None and tree.covers(tree.root(at), part)
        for does, at in ways
    )


def _split(world: World, task: Any, _who: Person) -> dict[str, Any]:
    return {
        **_seen(world, task, _who),
        "unit": world.units[PARTS.get(task.key, "E8")].pk,
        "due_on": _day(world),
    }


def _registered(world: World, _thing: Any, who: Person) -> dict[str, Any]:
    return {
        "assigner": world.units[_unit_of(who) or "PO"].pk, "title": "新任务", "shape": "mechanism",
        "clause_words": "要完成新任务。", "clause_where": "会议",
    }  # fmt: skip


def sees_duty(who: Person, duty: Any) -> bool:
    task = duty.task
    return any(who.sees(unit) for unit in (duty.unit, task.lead, task.assigner))


def _accepts(who: Person, duty: Any) -> bool:
    return _lead(who, duty.task) and not who.works(duty.unit)


DUTY_ACTIONS = {
    ("accept", "province"): _accepts,
    ("return", "province"): _accepts,
    ("waive", "province"): lambda who, duty: _office(who, duty.task),
    ("waive", "assigned"): lambda who, duty: _office(who, duty.task),
    ("accept", "assigned"): no_one,
}


def _duty_cases(world: World) -> list[Case]:
    return [
        Case((one.pk, action), _DutyOf(one, may))
        for (action, key), may in DUTY_ACTIONS.items()
        for one in world.of("duty", key)
    ]


class _DutyOf:
    """A duty together with who may do the one thing it is tried with."""

    def __init__(self, duty: Any, may: Any) -> None:
        self.duty, self.may = duty, may
        self.key, self.row, self.pk = duty.key, duty.row, duty.pk


def _duty_may(who: Person, one: Any) -> bool:
    return sees_duty(who, one.duty) and one.may(who, one.duty)


SOME_TASKS = (
    "registered", "province", "done", "own", "neighbour", "city", "zone", "province>AO",
    "province>BO", "province>AO>A1O>E1", "province>AO>A1O>E2", "province>BO>B1O>E7", "cancelled",
)  # fmt: skip
TASKS = {
    "tasks:ledger": Row(
        lambda _world: [Case(), *(Case(query=q) for q in (
            {"q": "培养"}, {"colour": "blue"}, {"state": "IN_PROGRESS"},
        ))],
    ),
    "tasks:ledger_print": Row(),
    "tasks:ledger_export": Row(),
    "tasks:remind_many": write(
        lambda world: [
            Case((), one) for one in world.of("task", "zone", "province", "neighbour")
        ],
        _when(_office, *OWED),
        lambda _world, task, _who: {"task": task.pk, "words": "请抓紧"},
        refused=(302, 422),
    ),
    "tasks:register": Row(may=_takes_in),
    "tasks:register_now": write(once, _takes_in, _registered),
    "tasks:task": Row(each("task"), sees_task),
    "tasks:cascade": Row(each("task", *SOME_TASKS), _cascades),
    "tasks:cascade_now": write(
        each("task", *PARTS, "done"), _cascades_to_part, _split, sees=sees_task
    ),
    "tasks:duty_action": Row(_duty_cases, _duty_may),
    "tasks:duty_act": write(
        _duty_cases, _duty_may,
        lambda _world, one, _who: {"seen_revision": one.row.revision, "reason": "理由充分"},
    ),
}  # fmt: skip
BY_ACTION = {
    **{f"tasks:action {name}": Row(_ByName(name).cases, _ByName(name).may) for name in ACTIONS},
    **{
        f"tasks:act {name}": write(_ByName(name).cases, _ByName(name).may, _ByName(name).data)
        for name in ACTIONS
    },
}


def _report(world: World, task: Any, _who: Person) -> dict[str, Any]:
    return {
        "purpose": "PROGRESS", "period": f"{world.today:%Y-%m}", "changed_words": "新进展",
        "client_key": fresh_key(), "seen_revision": task.row.revision,
    }  # fmt: skip


def _duty_report(world: World, duty: Any, _who: Person) -> dict[str, Any]:
    return {
        "changed_words": "已配合",
        "client_key": fresh_key(),
        "seen_revision": duty.row.revision,
    }


def _judges(who: Person, report: Any) -> bool:
    task = report.task
    verified = report.key == "province"
    other_unit = report.unit == task.assigner or not who.works(report.unit)
    return not verified and _office(who, task) and who.key != report.reporter and other_unit


def _verdict(_world: World, report: Any, _who: Person) -> dict[str, Any]:
    said = {f"verify-value_{one.target_id}": one.said for one in report.row.values.all()}
    return {"verify-words": "", **said}


def _reads_file(who: Person, file: Any) -> bool:
    return who.sees(file.unit) or reads_report(who, file.report)


def _files_seen(world: World, who: Person) -> set[str]:
    return {str(one.pk) for one in world.of("file") if _reads_file(who, one)}


def _kept(world: World, _thing: Any, who: Person) -> dict[str, Any]:
    at = next((at for role, at in who.posts if who.works(at)), "PO")
    file = SimpleUploadedFile("图.png", PNG + who.key.encode())
    return {"unit": world.units[at].pk, "uploads": file, "words": ""}


def _asked(world: World, _thing: Any, who: Person) -> dict[str, Any]:
    at = next((at for role, at in who.posts if who.works(at)), "PO")
    tasks = [one.pk for one in world.of("task")]
    return {
        "unit": world.units[at].pk, "period": f"{world.today:%Y-%m}", "due_on": _day(world),
        "words": "", "task": tasks, "client_key": fresh_key(),
    }  # fmt: skip


EVIDENCE = {
    "evidence:of_task": Row(each("task", *SOME_TASKS), sees_task),
    "evidence:report": Row(each("task", *SOME_TASKS), _lead),
    "evidence:report_now": write(
        each("task", *SOME_TASKS), _when(_lead, "IN_PROGRESS"), _report, sees=sees_task
    ),
    "evidence:review": Row(each("task", *SOME_TASKS), sees_task, ok=(302,)),
    "evidence:report_duty": Row(each("duty"), lambda who, duty: who.works(duty.unit)),
    "evidence:report_duty_now": write(
        each("duty"), lambda who, duty: duty.key != "province" and who.works(duty.unit),
        _duty_report, sees=sees_duty,
    ),
    "evidence:show": Row(each("report"), reads_report),
    "evidence:verify": write(
        each("report"), _judges, _verdict, sees=reads_report
    ),
    "evidence:return": write(
        each("report"), _judges, lambda *_: {"back-reason": "缺佐证"}, sees=reads_report
    ),
    "evidence:to_review": Row(),
    "evidence:verify_many": write(
        lambda world: [Case((), one) for one in world.of("report")],
        _judges, lambda _world, one, _who: {"report": one.pk},
        refused=(302, 422),
    ),
    "evidence:files": Row(
        lambda _world: [Case(query={"of": "all"})],
        shows=_files_seen, shown=r'href="/evidence/files/(\d+)/"',
    ),
    "evidence:keep": write(once, _works_anywhere, _kept),
    "evidence:file": Row(each("file"), _reads_file),
    "evidence:download": Row(each("file"), _reads_file),
    "evidence:request": Row(
        lambda _world: [Case(), Case(query={"q": "培养"})], _works_anywhere
    ),
    "evidence:request_preview": Row(
        lambda world: [Case(query={
            "period": f"{world.today:%Y}", "due_on": _day(world), "all": "1",
            "unit": world.units["PO"].pk,
        })],
        _works_anywhere, ok=(200, 422),
    ),
    "evidence:request_now": write(
        once, _works_anywhere, _asked, ok=(302, 422), quiet=True
    ),
    "evidence:asked": Row(each("request"), lambda who, one: who.sees(one.unit)),
    "evidence:burden": Row(),
    "evidence:publications": Row(),
    "evidence:publication": Row(
        each("publication"), lambda who, one: who.sees(one.unit) or who.serves_under(one.unit)
    ),
    "evidence:publish": Row(may=_works_anywhere),
    "evidence:publish_now": write(
        once, _works_anywhere,
        lambda world, _thing, _who: {
            "title": "公布", "published_on": _day(world, 0), "client_key": fresh_key()
        },
        ok=(302, 422), quiet=True,
    ),
}  # fmt: skip
GROUPS = ("", "help", "decide", "papers")
DASHBOARDS = {
    "dashboards:my_work": Row(
        lambda _world: [Case(query={"group": one} if one else {}) for one in GROUPS]
    ),
    "dashboards:leader": Row(may=lambda who, _thing: who.has("OFFICE", "SUPERVISOR", "LEADER")),
    "dashboards:around_task": Row(each("task", *SOME_TASKS), sees_task),
    "dashboards:demo_report": Row(may=no_one, open_to_all=True),
}
ROWS = {**DOCUMENTS, **TASKS, **EVIDENCE, **DASHBOARDS}
