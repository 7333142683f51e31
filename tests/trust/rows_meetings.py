"""What is expected of meetings, their agenda and record, topics, feeds and reports."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.trust import tree
from tests.trust.matrix import Case, Row, anybody, each, once, write
from tests.trust.tree import Person
from tests.trust.world import World
from tests.trust.world_meetings import SEATED, runs_meeting, sees_meeting


def _plans(who: Person, _thing: Any) -> bool:
    """Somebody of an office that has a living body."""
    return any(
        who.holds("OFFICE", at) for office in ("PO", "AO") for at in (office, tree.root(office))
    )


def _sees_of(who: Person, thing: Any) -> bool:
    return sees_meeting(who, thing.meeting)


def _runs_of(who: Person, thing: Any) -> bool:
    return runs_meeting(who, thing.meeting)


def _in(*states: str):
    return lambda who, meeting: meeting.state in states and runs_meeting(who, meeting)


def _of_in(*states: str):
    return lambda who, thing: thing.meeting.state in states and runs_meeting(who, thing.meeting)


AHEAD, OPEN = ("DRAFT", "CONVENED"), ("HELD",)
RECORDED = ("HELD", "MINUTES_SIGNED")


def _tabs(world: World) -> list[Case]:
    tabs = ("", "record", "minutes", "pack")
    return [
        Case((one.pk,), one, {"tab": tab})
        for one in world.of("meeting")
        for tab in (tabs if one.key in ("PO.HELD", "PO.MINUTES_SIGNED") else ("",))
    ]


def _planned(world: World, _thing: Any, who: Person) -> dict[str, Any]:
    office = "AO" if who.holds("OFFICE", "AO") else "PO"
    return {
        "body": world.of("body", office)[0].pk, "title": "新的例会", "kind": "PLENARY",
        "form": "ON_SITE", "day": world.today.isoformat(), "begins": "09:00", "ends": "10:00",
    }  # fmt: skip


def _edited(world: World, meeting: Any, who: Person) -> dict[str, Any]:
    return {**_planned(world, meeting, who), "venue": "二号厅"}


def _item(_world: World, _thing: Any, _who: Person) -> dict[str, Any]:
    return {"title": "新的议题", "kind": "REVIEW", "minutes": "5"}


def _decided(world: World, _thing: Any, _who: Person) -> dict[str, Any]:
    due = (world.today + timedelta(days=50)).isoformat()
    return {"words": "改过的决定", "due_on": due, "lead": world.units["D"].pk}


def _attended(_world: World, meeting: Any, _who: Person) -> dict[str, Any]:
    row = meeting.row.attendance.first()
    return {f"presence-{row.pk}": "PRESENT"} if row else {}


def _amended(_world: World, _meeting: Any, _who: Person) -> dict[str, Any]:
    return {"key": "meeting.venue", "after": "三号厅", "reason": "笔误"}


def _shown(past: bool):
    states = ("HELD", "MINUTES_SIGNED", "CANCELLED") if past else ("DRAFT", "CONVENED")

    def shown(world: World, who: Person) -> set[str]:
        return {
            str(one.pk)
            for one in world.of("meeting")
            if one.state in states and sees_meeting(who, one)
        }

    return shown


def _proposes(who: Person, _thing: Any) -> bool:
    units = ("PO", "AO", *SEATED["PO"], *SEATED["AO"])
    return any(who.works(unit) for unit in units)


def _proposed(world: World, _thing: Any, who: Person) -> dict[str, Any]:
    places = (("PO", "PO"), ("PO", "D"), ("PO", "AO"), ("AO", "A1O"))
    office, unit = next(((office, unit) for office, unit in places if who.works(unit)), ("PO", "D"))
    return {
        "place": f"{world.of('body', office)[0].pk}-{world.units[unit].pk}",
        "title": "新的题目",
    }


def _takes(world: World, topic: Any, _who: Person) -> dict[str, Any]:
    return {"meeting": world.of("meeting", "PO.DRAFT")[0].pk}


def _reads_report(who: Person, document: Any) -> bool:
    return _plans(who, document) and who.sees(document.unit)


def _report(world: World, document: Any, who: Person) -> dict[str, Any]:
    return {**_planned(world, document, who), "s0-act": "EXCHANGED", "s0-name": "省技能厅"}


meetings, items, decided = each("meeting"), each("item"), each("decision")
ROWS: dict[str, Row] = {
    "meetings:list": Row(once, anybody, shows=_shown(False), shown=r'href="/meetings/(\d+)/"'),
    "meetings:plan": Row(once, _plans),
    "meetings:plan_now": write(once, _plans, _planned),
    "meetings:meeting": Row(_tabs, sees_meeting),
    "meetings:calendar": Row(meetings, sees_meeting),
    "meetings:edit": Row(meetings, _in(*AHEAD)),
    "meetings:edit_now": write(meetings, _in(*AHEAD), _edited, sees=runs_meeting),
    "meetings:rooms_now": write(
        meetings, _in(*AHEAD), lambda *_: {"rooms": "会堂"}, sees=runs_meeting
    ),
    "meetings:convene_now": write(meetings, _in("DRAFT"), sees=runs_meeting),
    "meetings:hold_now": write(meetings, _in("CONVENED"), sees=runs_meeting),
    "meetings:cancel_now": write(
        meetings, _in(*AHEAD), lambda *_: {"reason": "改期"}, sees=runs_meeting
    ),
    "meetings:sign_now": write(meetings, _in("HELD"), sees=runs_meeting),
    "meetings:next_now": write(each("series"), runs_meeting),
    "meetings:end_series_now": write(each("series"), runs_meeting),
    "meetings:add_item_now": write(meetings, _in(*AHEAD, *OPEN), _item, sees=runs_meeting),
    "meetings:item": Row(items, _of_in(*AHEAD, *OPEN)),
    "meetings:item_now": write(items, _of_in(*AHEAD, *OPEN), _item, sees=_runs_of),
    "meetings:move_item_now": write(
        items, _of_in(*AHEAD), lambda *_: {"to": "down"}, sees=_runs_of
    ),
    "meetings:remove_item_now": write(items, _of_in(*AHEAD), sees=_runs_of),
    "meetings:outcome_now": write(
        items, _of_in(*OPEN), lambda *_: {"outcome": "同意"}, sees=_runs_of
    ),
    "meetings:add_paper_now": write(
        each("item", "PO.DRAFT", "PO.MINUTES_SIGNED"), _of_in(*AHEAD, *OPEN),
        lambda world, *_: {"document": world.of("document", "PO")[0].pk}, sees=_runs_of,
    ),
    "meetings:remove_paper_now": write(each("itempaper"), _of_in(*OPEN), sees=_runs_of),
    "meetings:topics": Row(),
    "meetings:propose_now": write(once, _proposes, _proposed),
    "meetings:take_now": write(each("topic", "PO"), runs_meeting, _takes),
    "meetings:decline_now": write(
        each("topic"), runs_meeting, lambda *_: {"reason": "另行研究"}
    ),
    "meetings:all_present_now": write(meetings, _in(*OPEN), sees=runs_meeting),
    "meetings:attendance_now": write(meetings, _in(*OPEN), _attended, sees=runs_meeting),
    "meetings:summary_now": write(
        meetings, _in(*OPEN), lambda *_: {"summary": "概述"}, sees=runs_meeting
    ),
    "meetings:add_speaker_now": write(
        meetings, _in(*OPEN), lambda *_: {"act": "SPOKE", "name": "何川"}, sees=runs_meeting
    ),
    "meetings:remove_speaker_now": write(each("spoken"), _of_in(*OPEN), sees=_runs_of),
    "meetings:add_decision_now": write(meetings, _in(*OPEN), _decided, sees=runs_meeting),
    "meetings:tasks_now": write(
        each("meeting", "PO.HELD", "PO.MINUTES_SIGNED", "AO.HELD"), _in(*RECORDED),
        sees=runs_meeting,
    ),
    "meetings:decision": Row(decided, _of_in(*OPEN)),
    "meetings:decision_now": write(decided, _of_in(*OPEN), _decided, sees=_runs_of),
    "meetings:drop_decision_now": write(decided, _of_in(*OPEN), sees=_runs_of),
    "meetings:task_now": write(decided, _of_in(*RECORDED), sees=_runs_of),
    "meetings:amend": Row(meetings, _in("MINUTES_SIGNED")),
    "meetings:amend_now": write(meetings, _in("MINUTES_SIGNED"), _amended, sees=runs_meeting),
    "meetings:from_document": Row(
        each("report_of_meeting"), lambda who, document: who.sees(document.unit)
    ),
    "meetings:from_document_now": write(each("report_of_meeting"), _reads_report, _report),
    "meetings:feeds": Row(),
    "meetings:make_feed_now": write(once, anybody, lambda *_: {"name": "电脑"}),
    "meetings:revoke_feed_now": write(
        each("feed"), lambda who, feed: who is feed.person
    ),
    "meetings:feed": Row(
        lambda _world: [Case(("guessed",))], lambda *_: False, open_to_all=True
    ),
}  # fmt: skip
