"""The joint conference at work: a quarterly sitting that was signed, and the next one ahead."""

from __future__ import annotations

from datetime import time

from changai.bodies.models import CoordinationBody
from changai.config.demo._content import Days
from changai.config.demo._people import Cast
from changai.meetings import services
from changai.meetings.models import Meeting, Topic
from changai.meetings.services import ItemDraft, MeetingDraft, RoomDraft, SpeakerDraft
from changai.tasks import services as tasks
from changai.tasks.models import Task

HELD, AHEAD = -46, 12
DECISIONS = (
    ("建立高技能人才需求按月发布机制，首期目录公开。", "省人力资源社会保障厅", ("省教育厅",), 60),
    ("编制产改专项资金绩效目标，报联席会议审定。", "省财政厅", (), 75),
    ("推动重点产业链企业创新工作室全覆盖，按季通报。", "省总工会", ("省工业和信息化厅",), 120),
)  # fmt: skip


def tell(cast: Cast, days: Days) -> None:
    """Hold and sign the last quarterly sitting, and prepare the next; nothing without a body."""
    office = cast.unit("省产改办")
    body = CoordinationBody.objects.filter(office=office, ended_on=None).order_by("pk").first()
    if body is None:
        return
    first = _held(body, cast, days)
    _progress(cast, days)
    _ahead(body, first, cast, days)


def _held(body: CoordinationBody, cast: Cast, days: Days) -> Meeting:
    by = cast.one("ruan")
    meeting = services.start_series(
        body=body,
        draft=MeetingDraft(
            title="联席会议第二次季度工作例会",
            kind="QUARTERLY",
            form="VIDEO",
            day=days.day(HELD),
            begins=time(9, 30),
            ends=time(11, 30),
            venue="省产改办第一会议室",
            chair="周望舒",
        ),
        rhythm="QUARTER",
        rooms=[RoomDraft(f"{city}分会场", cast.unit(city).pk) for city in ("苏州市", "无锡市")],
        by=by,
        at=days.at(HELD - 9),
    )
    services.convene_meeting(meeting=meeting, by=by, at=days.at(HELD - 7))
    at = days.at(HELD, 11, 40)
    services.hold_meeting(meeting=meeting, by=by, at=days.at(HELD, 9, 20))
    services.all_present(meeting=meeting, by=by, at=at)
    for act, name, titles, tier in (
        ("CHAIRED", "周望舒", "省产改办分管领导", ""),
        ("EXCHANGED", "省人力资源社会保障厅", "", "DEPARTMENT"),
        ("EXCHANGED", "苏州市产改办", "", "CITY"),
        ("EXCHANGED", "启明精工集团有限公司", "", "ENTERPRISE"),
    ):
        draft = SpeakerDraft(act, name, titles, tier)
        services.add_speaker(meeting=meeting, draft=draft, by=by, at=at)
    for item in meeting.items.order_by("position")[:1]:
        outcome = "听取通报，上次会议议定事项均按期推进。"
        services.set_outcome(item=item, outcome=outcome, by=by, at=at)
    for words, unit, others, due in DECISIONS:
        services.add_decision(
            meeting=meeting,
            words=words,
            unit_id=cast.unit(unit).pk,
            cooperating=[cast.unit(one).pk for one in others],
            due_on=days.day(HELD + due),
            by=by,
            at=at,
        )
    services.make_tasks(meeting=meeting, by=by, at=days.at(HELD, 15))
    return services.sign_minutes(meeting=meeting, by=by, at=days.at(HELD, 16))


def _progress(cast: Cast, days: Days) -> None:
    task = Task.objects.get(title=DECISIONS[0][0])
    tasks.acknowledge_task(task=task, by=cast.one("tang"), at=days.at(HELD + 2))


def _ahead(body: CoordinationBody, first: Meeting, cast: Cast, days: Days) -> None:
    by = cast.one("ruan")
    for login, unit, title in (
        ("tang", "省人力资源社会保障厅", "新八级工评聘与薪酬衔接"),
        ("fang", "省总工会", "职工创新工作室跨企业共享"),
    ):
        if body.seats.filter(unit=cast.unit(unit)).exists():
            services.propose_topic(
                body=body,
                unit=cast.unit(unit),
                title=title,
                words="成员单位意见尚不一致，建议会议议定。",
                by=cast.one(login),
                at=days.at(-6),
            )
    if first.series is None:
        return
    meeting = services.plan_next(series=first.series, day=days.day(AHEAD), by=by, at=days.at(-4))
    topic = Topic.objects.filter(body=body).order_by("pk").first()
    if topic is not None:
        services.take_topic(topic=topic, meeting=meeting, by=by, at=days.at(-4))
    draft = ItemDraft("EXCHANGE", "苏州市试点企业做法", cast.unit("苏州市").pk, minutes=15)
    services.add_item(meeting=meeting, draft=draft, by=by, at=days.at(-4))
    services.convene_meeting(meeting=meeting, by=by, at=days.at(-3))
