"""Meetings of the province and of a city in every state, with marks in what only some may read."""

from __future__ import annotations

from datetime import time, timedelta

from changai.meetings import services
from changai.meetings.models import Meeting
from changai.meetings.services import ItemDraft, MeetingDraft, RoomDraft, SpeakerDraft
from tests.documents.factories import make_document
from tests.trust import tree
from tests.trust.tree import Person
from tests.trust.world import Thing, World

# Whose office runs the body, the state, the units with a seat now or before, those with a room.
SEATED = {"PO": ("D", "AO"), "AO": ("A1O",)}
ONCE = {"PO": ("E7",), "AO": ("H",)}
ROOMS = {"PO": ("B",), "AO": ("A2",)}
MEETINGS = (
    ("PO", "DRAFT"), ("PO", "CONVENED"), ("PO", "HELD"), ("PO", "MINUTES_SIGNED"),
    ("PO", "CANCELLED"), ("AO", "HELD"),
)  # fmt: skip
REPORT = "全省推进会召开\n3月2日，全省产改工作推进会在云溪召开，何川主持会议。"
TOLD = ("CONVENED", "HELD", "MINUTES_SIGNED")


def runs_meeting(who: Person, meeting: Thing) -> bool:
    """The office people of the body's office or of its unit run it."""
    return who.holds("OFFICE", meeting.office) or who.holds("OFFICE", meeting.division)


def comes_for(who: Person, unit: str) -> bool:
    """People come for their unit, and people of an office for its division."""
    return any(role in tree.SEEING and unit in (at, tree.root(at)) for role, at in who.posts)


def sees_meeting(who: Person, meeting: Thing) -> bool:
    """A draft is the office's; what was convened is for the invited, minutes for every seat."""
    if runs_meeting(who, meeting):
        return True
    told = [meeting.office, meeting.division, *SEATED[meeting.office], *ROOMS[meeting.office]]
    if meeting.state == "MINUTES_SIGNED":
        told += ONCE[meeting.office]
    return meeting.state in TOLD and any(comes_for(who, unit) for unit in told)


def reads_record(who: Person, meeting: Thing) -> bool:
    """What was written down is the office's until it is signed."""
    signed = meeting.state == "MINUTES_SIGNED"
    return runs_meeting(who, meeting) or (signed and sees_meeting(who, meeting))


def add_meetings(world: World) -> None:
    """Add meetings with items, speakers, decisions, topics, a series, a feed and a report."""
    for office, state in MEETINGS:
        _meeting(world, office, state)
    _topics(world)
    _report(world)
    for key in ("PO.OFFICE", "D.LIAISON"):
        token = services.make_feed(name="手机", by=world.user(key), at=world.now)
        feed = world.user(key).calendar_feeds.get()
        world.keep("feed", key, feed, person=world.people[key], token=token)


def _meeting(world: World, office: str, state: str) -> None:
    by = {"by": world.user(f"{office}.OFFICE"), "at": world.now}
    division = tree.root(office)
    facts = {"office": office, "division": division, "state": state}
    thing = Thing(f"{office}.{state}", None, division, facts)
    seen = lambda who: sees_meeting(who, thing) or who.audits(office)  # noqa: E731
    record = lambda who: reads_record(who, thing) or who.audits(office)  # noqa: E731
    draft = MeetingDraft(
        title="季度例会" + world.mark(f"title of {thing.key}", seen),
        kind="QUARTERLY",
        form="VIDEO",
        day=world.today,
        begins=time(0),
        ends=time(11),
        venue="一号厅",
    )
    body = world.of("body", office)[0].row
    rooms = [RoomDraft(unit, world.units[unit].pk) for unit in ROOMS[office]]
    if state == "DRAFT":
        meeting = services.start_series(body=body, draft=draft, rhythm="QUARTER", rooms=rooms, **by)
        world.keep("series", office, meeting.series, office=office, division=division, state="")
    else:
        meeting = services.plan_meeting(body=body, draft=draft, rooms=rooms, **by)
    thing.row = meeting
    world.things.setdefault("meeting", {})[thing.key] = thing
    item = meeting.items.order_by("position").first()
    _bring_to(world, thing, item, state, record, by)
    world.keep("item", thing.key, item, meeting=thing)
    thing.row = Meeting.objects.get(pk=meeting.pk)


def _bring_to(world: World, thing: Thing, item, state: str, record, by) -> None:
    meeting = thing.row
    if thing.key == "PO.HELD":
        document = world.of("document", "PO")[0].row
        paper = services.add_paper(item=item, document=document, **by)
        world.keep("itempaper", thing.key, paper, meeting=thing)
    if state == "CANCELLED":
        services.cancel_meeting(meeting=meeting, reason="改期", **by)
        return
    if state == "DRAFT":
        return
    services.convene_meeting(meeting=meeting, **by)
    if state == "CONVENED":
        return
    services.hold_meeting(meeting=meeting, **by)
    services.add_item(meeting=meeting, draft=ItemDraft("OTHER", "临时议题"), **by)
    services.summarize_meeting(
        meeting=meeting, summary=world.mark(f"summary of {thing.key}", record), chair="", **by
    )
    spoken = services.add_speaker(meeting=meeting, draft=SpeakerDraft("SPOKE", "周望"), **by)
    decision = services.add_decision(
        meeting=meeting,
        words="议定" + world.mark(f"decision of {thing.key}", record),
        unit_id=world.units["D" if thing.office == "PO" else "A1O"].pk,
        due_on=world.today + timedelta(days=40),
        **by,
    )
    world.keep("spoken", thing.key, spoken, meeting=thing)
    world.keep("decision", thing.key, decision, meeting=thing)
    if state == "MINUTES_SIGNED":
        services.sign_minutes(meeting=meeting, **by)


def _topics(world: World) -> None:
    for office, unit, who in (("PO", "D", "D.LIAISON"), ("AO", "A1O", "A1O.LIAISON")):
        facts = {"office": office, "division": tree.root(office), "state": "", "of": unit}
        thing = Thing(office, None, unit, facts)
        reads = lambda one, t=thing: (  # noqa: E731
            runs_meeting(one, t) or comes_for(one, t.of) or one.audits(t.of)
        )
        topic = services.propose_topic(
            body=world.of("body", office)[0].row,
            unit=world.units[unit],
            title="议题" + world.mark(f"topic of {unit}", reads),
            words="",
            by=world.user(who),
            at=world.now,
        )
        thing.row = topic
        world.things.setdefault("topic", {})[office] = thing


def _report(world: World) -> None:
    document = make_document(
        world.units["PO"],
        world.user("PO.OFFICE"),
        REPORT,
        title="推进会报道二",
        facts={"meeting": {"title": "全省产改工作推进会", "date": "3月2日", "place": "云溪"}},
        dated_on=world.today,
    )
    world.keep("report_of_meeting", "PO", document, "PO")
