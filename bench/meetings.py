"""A meeting pack of 200 items, agenda and open decisions, composed from live rows to docx."""

from __future__ import annotations

from datetime import time, timedelta

from bench import world
from bench.figures import Figure, stopwatch

LIMIT_SECONDS = 10.0
ITEMS = DECISIONS = 100
ROUNDS = 3


def measure() -> list[Figure]:
    """Return the seconds of the slowest of three rounds."""
    world.start()
    from changai.papers.rules import docx_of, kind_of, pdf_of

    meeting_id, clerk, at = _prepared()
    kind, taken, size = kind_of("MEETING_PACK"), [], 0
    for _round in range(ROUNDS):
        with stopwatch() as spent:
            sheet = kind.compose(meeting_id, clerk, at)
            size = len(docx_of(sheet))
            pdf_of(sheet)
        taken.append(spent[0])
    rows = len(sheet.blocks[-1].rows) + len(sheet.blocks[2].rows)
    if rows < ITEMS + DECISIONS:
        raise RuntimeError(f"the pack has only {rows} items")
    note = f"[{rows} items, {size} bytes, docx and pdf, slowest of {ROUNDS}]"
    return [Figure("meetings: a pack of 200 items", max(taken), LIMIT_SECONDS, "s", True, note)]


def _prepared():
    """Hold a meeting whose decisions are tasks, and plan the next with a long agenda."""
    from changai.bodies.models import CoordinationBody
    from changai.meetings import services
    from changai.orgs.models import Unit

    office = world.province_office()
    clerk = world.worker_of(office)
    lead = Unit.objects.filter(kind="member_unit").order_by("path").first()
    body = CoordinationBody.objects.create(
        kind="joint_conference",
        name="量测联席会议",
        unit=office.parent,
        office=office,
        began_on=world.NOW.date() - timedelta(days=400),
    )
    who = {"by": clerk, "at": world.NOW}
    held = services.plan_meeting(body=body, draft=_draft(0), **who)
    services.convene_meeting(meeting=held, **who)
    services.hold_meeting(meeting=held, **who)
    for number in range(DECISIONS):
        services.add_decision(
            meeting=held,
            words=f"健全第{number + 1}项技能人才评价机制，按季通报进展。",
            unit_id=lead.pk,
            due_on=world.NOW.date() + timedelta(days=60 + number),
            **who,
        )
    services.make_tasks(meeting=held, **who)
    services.sign_minutes(meeting=held, **who)
    ahead = services.plan_meeting(body=body, draft=_draft(90), usual_agenda=False, **who)
    for number in range(ITEMS):
        item = services.ItemDraft("REVIEW", f"审议第{number + 1}个方案", lead.pk, "汇报人", 5)
        services.add_item(meeting=ahead, draft=item, **who)
    return ahead.pk, clerk, world.NOW


def _draft(days: int):
    from changai.meetings.services import MeetingDraft

    return MeetingDraft(
        title="季度工作例会",
        kind="QUARTERLY",
        form="VIDEO",
        day=world.NOW.date() + timedelta(days=days),
        begins=time(9),
        ends=time(12),
        venue="第一会议室",
    )
