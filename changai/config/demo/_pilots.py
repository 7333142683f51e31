"""The pilots of the demo, told through the services, and a city of 412 for tests and trials."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from changai.config.demo._content import Days
from changai.config.demo._people import Cast
from changai.orgs.models import Unit
from changai.pilots import services
from changai.pilots.models import Application, Call, Pilot
from changai.pilots.rules import Event
from changai.pilots.services import ApplicationDraft, Basis, CallDraft, Move, QuotaLine, VisitDraft

SOURCE = "关于开展产业工人队伍建设改革试点工作的通知"
NAMING = "关于公布首批产业工人队伍建设改革试点单位的通知"
POINTS = {"guidance": 16, "merit": 17, "quality": 18, "status": 15, "growth": 15}
# Unit, who acts for it, workers, output in yuan, ownership.
FIRMS = (
    ("启明精工集团有限公司", "lu", "QUOTA", 2860, 3_400_000_000, "private"),
    ("澄江特种线缆有限公司", "lu", "QUOTA", 640, 520_000_000, "state"),
    ("江畔重型锻造有限公司", "lu", "QUOTA", 410, 260_000_000, "private"),
    ("临湖机电有限公司", "yu", "OWN", 980, 760_000_000, "foreign"),
)
JUDGES = ("tang", "mei", "qin")

# A city as reports of one gave it: the same 412 counted by tier and by ownership.
TIERS = {"PROVINCE": 22, "CITY": 51, "COUNTY": 174, "TOWN": 165}
OWNERSHIPS = {"state": 46, "foreign": 63, "private": 303}


@dataclass(frozen=True)
class MadePilot:
    """One invented enterprise pilot of the city. Units: workers as persons, output in yuan."""

    number: int
    name: str
    tier: str
    ownership: str
    workers_count: int
    output_yuan: int


def city_of_412(seed: int = 412) -> Iterator[MadePilot]:
    """Make the pilots of one city, the same for the same seed; both cuts give 412.

    Tier and ownership are drawn apart from each other, so that neither cut is made from the other.
    """
    chance = random.Random(seed)  # noqa: S311 - a synthetic story, not a secret
    tiers = [tier for tier, count in TIERS.items() for _ in range(count)]
    kinds = [kind for kind, count in OWNERSHIPS.items() for _ in range(count)]
    chance.shuffle(tiers)
    chance.shuffle(kinds)
    for number, (tier, kind) in enumerate(zip(tiers, kinds, strict=True), start=1):
        workers = int(chance.lognormvariate(5.6, 0.8)) + 101
        yield MadePilot(
            number=number,
            name=f"演示企业{number:03d}号",
            tier=tier,
            ownership=kind,
            workers_count=workers,
            output_yuan=workers * chance.randrange(300_000, 1_200_000, 1000),
        )


def tell(cast: Cast, days: Days) -> None:
    """Tell of a call of the province, its pilots, their instructors and what others took over."""
    call = _call(cast, days)
    named = [_apply(cast, days, call, *firm) for firm in FIRMS]
    for one in named:
        _judge(cast, days, one)
    _name(cast, days, call, named)
    _steps(cast, days)
    _care(cast, days)
    _practice(cast, days)
    _next_call(cast, days)


def _call(cast: Cast, days: Days) -> Call:
    office, by = cast.unit("省产改办"), cast.one("ruan")
    draft = CallDraft(
        title=f"{days.year}年省级产改试点征集",
        category="comprehensive",
        scopes=("enterprise", "zone"),
        closes_on=days.day(-40),
        source=SOURCE,
        words="从职工较多、基础较好的企业和园区中推荐，兼顾不同所有制。",
    )
    call = services.draft_call(unit=office, draft=draft, by=by, at=days.at(-70))
    cities = Unit.objects.filter(code__in=("320200", "320500", "320400")).order_by("code")
    lines = [QuotaLine(city, minimum, 1) for city, minimum in zip(cities, (3, 2, 2), strict=True)]
    services.set_quotas(call=call, lines=lines, by=by, at=days.at(-70, 10))
    panel = [cast.one(login) for login in (*JUDGES, "fang")]
    services.seat_panel(call=call, people=panel, by=by, at=days.at(-70, 11))
    return services.open_call(call=call, by=by, at=days.at(-69))


def _apply(
    cast: Cast,
    days: Days,
    call: Call,
    name: str,
    login: str,
    route: str,
    workers: int,
    output: int,
    ownership: str,
) -> Application:
    unit = cast.unit(name)
    putting = unit if route == "OWN" else cast.unit("无锡市产改办")
    draft = ApplicationDraft(
        unit=unit,
        nominated_by=putting,
        route=route,
        scope="enterprise",
        words="第一年打通技能等级与岗位工资，第二年建立师带徒和创新工作室，第三年形成制度。",
        workers_count=workers,
        output_yuan=output,
        ownership=ownership,
    )
    return services.apply(call=call, draft=draft, by=cast.one(login), at=days.at(-55))


def _judge(cast: Cast, days: Days, application: Application) -> None:
    for place, login in enumerate(JUDGES):
        services.cast_vote(
            application=application,
            scores={code: points - place for code, points in POINTS.items()},
            in_favor=True,
            words="打算具体，职工代表大会讨论过。",
            by=cast.one(login),
            at=days.at(-38, 10 + place),
        )
    services.settle_application(application=application, by=cast.one("luo"), at=days.at(-36))


def _name(cast: Cast, days: Days, call: Call, named: Sequence[Application]) -> None:
    services.close_call(call=call, by=cast.one("ruan"), at=days.at(-39))
    services.name_batch(
        call=call,
        applications=named,
        title="省级首批试点",
        basis=Basis(NAMING),
        by=cast.one("luo"),
        at=days.at(-30),
    )


def _pilot(cast: Cast, name: str) -> Pilot:
    return Pilot.objects.get(unit=cast.unit(name))


def _steps(cast: Cast, days: Days) -> None:
    by = cast.one("ruan")
    first = _pilot(cast, "启明精工集团有限公司")
    for event, offset in ((Event.CULTIVATE, -20), (Event.DEEPEN, -10)):
        move = Move(event, Basis("试点工作例会纪要"), "两项措施已经落地。")
        first = services.move_pilot(pilot=first, move=move, by=by, at=days.at(offset))


def _care(cast: Cast, days: Days) -> None:
    office, by = cast.unit("省产改办"), cast.one("ruan")
    unions = cast.unit("省总工会")
    instructor = services.appoint_instructor(
        office=office,
        person=cast.one("fang"),
        unit=unions,
        source="关于聘任首批产改指导员的通知",
        by=by,
        at=days.at(-28),
    )
    for name in ("启明精工集团有限公司", "澄江特种线缆有限公司", "临湖机电有限公司"):
        services.pair_instructor(
            pilot=_pilot(cast, name), instructor=instructor, by=by, at=days.at(-27)
        )
    services.record_visit(
        pilot=_pilot(cast, "启明精工集团有限公司"),
        draft=VisitDraft(
            on=days.day(-12),
            talked_count=14,
            words="看了三个车间和培训中心，与一线职工座谈；等级工资已在两个车间试行。",
            findings=[("师带徒协议签了，带教津贴还没有发。", days.day(15))],
        ),
        by=cast.one("fang"),
        at=days.at(-12, 16),
    )


def _practice(cast: Cast, days: Days) -> None:
    origin = _pilot(cast, "启明精工集团有限公司")
    practice = services.write_practice(
        pilot=origin,
        title="技能等级与岗位工资挂钩",
        words="一、按工种列出等级和对应工资；二、职工代表大会通过；三、每半年评一次；四、结果张榜。",
        by=cast.one("miao"),
        at=days.at(-9),
    )
    practice = services.publish_practice(practice=practice, by=cast.one("luo"), at=days.at(-8))
    adoption = services.adopt_practice(
        practice=practice,
        unit=cast.unit("临湖机电有限公司"),
        changes="先在两条产线试行，等级补贴按月发。",
        adopted_on=days.day(-6),
        by=cast.one("yu"),
        at=days.at(-6),
    )
    later = services.adopt_practice(
        practice=practice,
        unit=cast.unit("江阴市产改办"),
        changes="用在全市技能工资指引里。",
        adopted_on=days.day(-4),
        learned_from=adoption,
        by=cast.one("an"),
        at=days.at(-4),
    )
    services.tell_outcome(
        adoption=adoption,
        outcome="WORKED",
        words="报名评级的职工从31人增加到94人。",
        by=cast.one("yu"),
        at=days.at(-1),
    )
    services.tell_outcome(
        adoption=later,
        outcome="FAILED",
        words="小企业工种少，等级表套不上；需要分行业另列。",
        by=cast.one("an"),
        at=days.at(-1, 15),
    )


def _next_call(cast: Cast, days: Days) -> None:
    office, by = cast.unit("苏州市产改办"), cast.one("su")
    draft = CallDraft(
        title=f"苏州市{days.year}年市级产改试点征集",
        category="skills",
        scopes=("enterprise", "zone"),
        closes_on=days.today + timedelta(days=25),
        source="苏州市产业工人队伍建设改革试点工作方案",
    )
    call = services.draft_call(unit=office, draft=draft, by=by, at=days.at(-3))
    services.open_call(call=call, by=by, at=days.at(-2))
