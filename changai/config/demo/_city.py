"""A city of 412 pilots in the records: named by its four tiers, each counted once.

They were named before the program was there, so they are taken over at once: their calls, votes,
batches and steps are written as the services would have left them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from changai.accounts.models import User
from changai.audit import services as audit
from changai.config.demo._clerks import Desk
from changai.config.demo._content import PLACE, Days
from changai.config.demo._people import BEGIN, Cast, credit_code
from changai.config.demo._pilots import SOURCE, MadePilot, city_of_412
from changai.kernel.bulk import insert_rows
from changai.orgs import services as orgs
from changai.orgs.models import Post, Unit
from changai.packs.current import pack
from changai.pilots import rules
from changai.pilots.models import (
    Application,
    Batch,
    Call,
    Instructor,
    Pairing,
    Pilot,
    Profile,
    Seat,
    Step,
    Vote,
)
from changai.pilots.rules import ApplicationState, CallState, Event, Route, Status

CITY = "320400"
TAKEN_OVER = -104
# Of each tier: years before the newest whole year, month and day on which its pilots were named.
NAMED = {"PROVINCE": (3, 6, 18), "CITY": (1, 9, 25), "COUNTY": (0, 7, 16), "TOWN": (0, 10, 20)}
TOWNS = (
    "云溪",
    "芦汀",
    "枫桥塘",
    "白荡",
    "槿湖",
    "石堰",
    "雁渡",
    "竹漪",
    "金柳",
    "栖山",
    "南塔",
    "戴溪桥",
)
TITLES = {"PROVINCE": "省级", "CITY": "常州市市级", "COUNTY": "县级", "TOWN": "镇级"}
TAKEN_WORDS = "据试点台账补录：已建立技能等级与薪酬挂钩、师带徒和创新工作室制度。"
CHECKED_WORDS = "现场核查通过，制度运行正常。"
RENEWED_SOURCE = "关于公布试点期满评估结果的通知"
# Of these the check is due and was not made: the office of the city is told.
UNCHECKED = 2
EACH_INSTRUCTS = 15  # pilots an instructor of the city has
FIRST_NUMBER = 1000  # of the credit codes, above those of the enterprises in the story


@dataclass(frozen=True)
class Naming:
    """One decision of one office: its call, its batch, and the pilots it names."""

    office: Unit
    nominated_by: Unit
    tier: str
    by: User
    on: date
    firms: Sequence[tuple[MadePilot, Unit]]

    def at(self, days_before: int) -> datetime:
        """Return a moment so many days before the naming."""
        return datetime.combine(self.on - timedelta(days=days_before), time(10), PLACE)


def tell(cast: Cast, days: Days, desks: Mapping[str, Desk]) -> None:
    """Open the enterprises of the city and take over their pilots.

    Cost: some forty statements, however many pilots.
    """
    counties = [one for code, one in desks.items() if code[:4] == CITY[:4] and code != CITY]
    towns = _towns(cast, days, counties)
    made = list(city_of_412())
    firms = _firms(cast, days, made, counties, towns)
    panel = [desk.typist for desk in counties][:3]
    pilots = [
        pilot
        for naming in _namings(cast, days, desks, counties, towns, firms)
        for pilot in _take_over(naming, panel, days)
    ]
    _instruct(desks[CITY], counties, pilots, date(days.today.year - 1, 12, 1))


def _towns(cast: Cast, days: Days, counties: Sequence[Desk]) -> list[Unit]:
    """Open two towns in each county; whoever types for the county serves them too."""
    wanted = [
        orgs.NewUnit(parent=desk.place, kind="town", name=f"{TOWNS[2 * place + more]}镇")
        for place, desk in enumerate(counties)
        for more in (0, 1)
    ]
    at, today = days.at(BEGIN, 9), days.day(BEGIN)
    towns = orgs.open_units(units=wanted, by=cast.one("ruan"), at=at, today=today)
    Post.objects.bulk_create(
        Post(
            person=counties[number // 2].typist,
            unit=town,
            role=Post.Role.OFFICE,
            from_on=today,
        )
        for number, town in enumerate(towns)
    )
    return towns


def _firms(
    cast: Cast,
    days: Days,
    made: Sequence[MadePilot],
    counties: Sequence[Desk],
    towns: Sequence[Unit],
) -> list[tuple[MadePilot, Unit]]:
    """Open the enterprises: those that a town named in the towns, the others in the counties."""
    places = [desk.place for desk in counties]
    wanted = []
    for one in made:
        parent = (towns if one.tier == "TOWN" else places)[
            one.number % (len(towns) if one.tier == "TOWN" else len(places))
        ]
        county = places[one.number % len(places)].code or CITY
        code = credit_code(county, FIRST_NUMBER + one.number)
        wanted.append(
            orgs.NewUnit(parent=parent, kind="enterprise", name=one.name, credit_code=code)
        )
    at, today = days.at(BEGIN, 9, 10), days.day(BEGIN)
    opened = orgs.open_units(units=wanted, by=cast.one("ruan"), at=at, today=today)
    return list(zip(made, opened, strict=True))


def _namings(
    cast: Cast,
    days: Days,
    desks: Mapping[str, Desk],
    counties: Sequence[Desk],
    towns: Sequence[Unit],
    firms: Sequence[tuple[MadePilot, Unit]],
) -> Iterator[Naming]:
    """Yield who named which pilots and when; the widest tier first."""

    def of(tier: str, below: Unit | None = None) -> list[tuple[MadePilot, Unit]]:
        return [
            (one, unit)
            for one, unit in firms
            if one.tier == tier and (below is None or unit.parent_id == below.pk)
        ]

    def on(tier: str) -> date:
        back, month, day = NAMED[tier]
        return date(days.today.year - 1 - back, month, day)

    city = desks[CITY]
    office, head = cast.unit("省产改办"), cast.one("luo")
    yield Naming(office, city.office, "PROVINCE", head, on("PROVINCE"), of("PROVINCE"))
    yield Naming(city.office, city.office, "CITY", city.approver, on("CITY"), of("CITY"))
    for place, desk in enumerate(counties):
        by, later = desk.typist, timedelta(days=place)
        firms_here = of("COUNTY", desk.place)
        yield Naming(desk.office, desk.office, "COUNTY", by, on("COUNTY") + later, firms_here)
        for town in towns[2 * place : 2 * place + 2]:
            yield Naming(town, town, "TOWN", by, on("TOWN") + later, of("TOWN", town))


def _take_over(naming: Naming, panel: Sequence[User], days: Days) -> list[Pilot]:
    call = _call(naming, panel)
    batch = Batch.objects.create(
        unit=naming.office,
        call=call,
        title=f"{TITLES[naming.tier]}{naming.on.year}年试点",
        source=f"关于公布{naming.on.year}年{TITLES[naming.tier]}产改试点单位的通知",
        named_on=naming.on,
        named_by=naming.by,
        named_at=naming.at(0),
    )
    applications = _applications(naming, call, panel)
    pilots = Pilot.objects.bulk_create(
        _pilot(naming, batch, application, number, days)
        for number, application in enumerate(applications)
    )
    columns = (
        "pilot_id", "rule", "from_status", "to_status", "after", "words", "source", "on",
        "actor_id", "at",
    )  # fmt: skip
    insert_rows(Step, columns, (row for one in pilots for row in _steps(one, batch)))
    audit.record(
        "pilot.named",
        Pilot,
        by=naming.by,
        at=days.at(TAKEN_OVER),
        unit_id=naming.office.pk,
        after={"batch_id": batch.pk, "source": batch.source, "count": len(pilots)},
        touched=[audit.Touched(one.pk, one.unit_id, after={"tier": one.tier}) for one in pilots],
    )
    return pilots


def _call(naming: Naming, panel: Sequence[User]) -> Call:
    call = Call.objects.create(
        unit=naming.office,
        title=f"{naming.on.year}年{TITLES[naming.tier]}产改试点征集",
        tier=naming.tier,
        category="comprehensive",
        scopes=["enterprise"],
        source=SOURCE,
        words="据试点台账补录。",
        closes_on=naming.on - timedelta(days=30),
        state=CallState.CLOSED.value,
        opened_at=naming.at(75),
        closed_at=naming.at(29),
        made_by=naming.by,
        made_at=naming.at(80),
    )
    Seat.objects.bulk_create(
        Seat(call=call, person=person, seated_at=naming.at(76)) for person in panel
    )
    return call


def _applications(naming: Naming, call: Call, panel: Sequence[User]) -> list[Application]:
    """Write what the units said of themselves, the applications and the votes on them."""
    asked = pack().pilots.eligibility("enterprise")
    profiles = Profile.objects.bulk_create(
        Profile(
            unit=unit,
            stated_on=naming.on - timedelta(days=45),
            workers_count=one.workers_count,
            output_yuan=one.output_yuan,
            ownership=one.ownership,
            stated_by=naming.by,
        )
        for one, unit in naming.firms
    )
    points = [_scores(place) for place in range(len(panel))]
    mean = Decimal(sum(sum(one.values()) for one in points)) / len(points)
    applications = Application.objects.bulk_create(
        Application(
            call=call,
            unit_id=one.unit_id,
            nominated_by=naming.nominated_by,
            route=Route.RECOMMENDATION.value,
            scope="enterprise",
            words=TAKEN_WORDS,
            checks=[asdict(check) for check in rules.checks_of(asked, _facts(one))],
            profile=one,
            state=ApplicationState.NAMED.value,
            vote_count=len(panel),
            mean_points=mean.quantize(Decimal("0.1")),
            favor_count=len(panel),
            settled_by=naming.by,
            settled_at=naming.at(10),
            made_by=naming.by,
            made_at=naming.at(45),
        )
        for one in profiles
    )
    columns = ("application_id", "voter_id", "scores", "points", "in_favor", "words", "cast_at")
    votes = (
        (
            one.pk,
            person.pk,
            scores,
            sum(scores.values()),
            True,
            "材料齐全，制度具体。",
            naming.at(20),
        )
        for one in applications
        for person, scores in zip(panel, points, strict=True)
    )
    insert_rows(Vote, columns, votes)
    return applications


def _facts(one: Profile) -> dict[str, int | None]:
    return {"workers_count": one.workers_count, "output_yuan": one.output_yuan}


def _scores(place: int) -> dict[str, int]:
    return {one.code: one.points - 3 - place for one in pack().pilots.criteria}


def _pilot(
    naming: Naming, batch: Batch, application: Application, number: int, days: Days
) -> Pilot:
    tier = pack().pilots.tier(naming.tier.lower())
    months, mid = tier.term_months, tier.mid_term_months
    begun = rules.add_months(naming.on, months) if _is_renewed(naming.tier) else naming.on
    term = rules.term_from(begun, months=months, mid_months=mid)
    before = timedelta(days=pack().pilots.limit("alarm_before").value)
    is_due = term.mid_on - before <= days.today
    is_left = naming.tier == "CITY" and number < UNCHECKED
    checked_on = min(term.mid_on, days.day(-3)) if is_due and not is_left else None
    profile = application.profile
    return Pilot(
        unit_id=application.unit_id,
        named_by_unit=naming.office,
        call=batch.call,
        batch=batch,
        application=application,
        tier=naming.tier,
        category="comprehensive",
        scope="enterprise",
        ownership=profile.ownership if profile else "",
        workers_count=profile.workers_count if profile else None,
        phase=pack().pilots.phases[0].code,
        status=Status.CULTIVATED.value,
        named_on=naming.on,
        term_from=term.from_on,
        mid_term_on=term.mid_on,
        term_ends_on=term.ends_on,
        checked_on=checked_on,
        check_passed=True if checked_on else None,
    )


def _is_renewed(tier: str) -> bool:
    """Say whether the pilots of a tier are in their second term: it is as long as the first."""
    return tier == "PROVINCE"


def _steps(pilot: Pilot, batch: Batch) -> Iterator[tuple[Any, ...]]:
    """Yield the steps of a pilot in their order: named, cultivated, checked, renewed."""
    new, grown = Status.NEW.value, Status.CULTIVATED.value
    source, named = batch.source, batch.named_on
    passed = {"check_passed": True}
    ends = {"term_from": f"{pilot.term_from}", "term_ends_on": f"{pilot.term_ends_on}"}
    first = {"tier": pilot.tier} if _is_renewed(pilot.tier) else {"tier": pilot.tier, **ends}
    steps: list[tuple[Event, str, str, dict[str, Any], str, str, date]] = [
        (Event.NAME, "", new, first, "", source, named),
        (Event.CULTIVATE, new, grown, {}, "", source, named + timedelta(days=30)),
    ]
    if _is_renewed(pilot.tier):
        tier = pack().pilots.tier(pilot.tier.lower())
        mid = rules.add_months(named, tier.mid_term_months)
        steps.append((Event.CHECK, grown, grown, passed, CHECKED_WORDS, source, mid))
        begun = pilot.term_from - timedelta(days=1)
        steps.append((Event.RENEW, grown, grown, ends, "", RENEWED_SOURCE, begun))
    if on := pilot.checked_on:
        steps.append((Event.CHECK, grown, grown, passed, CHECKED_WORDS, source, on))
    for rule, before, then, after, words, basis, on in steps:
        at = datetime.combine(on, time(10), PLACE)
        actor = batch.named_by_id
        yield pilot.pk, rule.value, before, then, after, words, basis, on, actor, at


def _instruct(city: Desk, counties: Sequence[Desk], pilots: Sequence[Pilot], on: date) -> None:
    """Appoint the people of the city and its counties, and give each of them some pilots."""
    people = [(city.approver, city.office), *((one.typist, one.office) for one in counties)]
    instructors = Instructor.objects.bulk_create(
        Instructor(
            person=person,
            unit=unit,
            appointed_by_unit=city.office,
            source="关于聘任产改工作指导员的通知",
            from_on=on,
            appointed_by=city.approver,
        )
        for person, unit in people
    )
    Pairing.objects.bulk_create(
        Pairing(pilot=pilot, instructor=instructors[place % len(instructors)], from_on=on)
        for place, pilot in enumerate(pilots[: EACH_INSTRUCTS * len(instructors)])
    )
