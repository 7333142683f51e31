"""The values of the synthetic province, loaded at once, and what was published of them.

Past years came with the registers that were there before the program; only the newest was typed
in it. So everything was done since the demo began, and nothing before a period was over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from changai.audit import services as audit
from changai.config.demo import _files
from changai.config.demo import _province as province
from changai.config.demo._clerks import Desk
from changai.config.demo._content import PLACE, Days
from changai.config.demo._people import Cast
from changai.config.demo._province import STORY, Place, Said
from changai.config.demo._quantities import CITIES, QUARTERS, YEARS
from changai.evidence import services as evidence
from changai.evidence.models import EvidenceFile
from changai.indicators import rules, services
from changai.indicators.models import Value, ValueFile, ValueWarning
from changai.indicators.rules import Kind, Period, State, Typed
from changai.kernel.bulk import insert_rows
from changai.orgs.models import Unit
from changai.packs import arithmetic
from changai.packs.current import pack
from changai.packs.indicators import Indicator

LOADED, TYPED = -100, -38
PUBLISHED = (
    "skilled_workers", "skilled_share", "high_skilled_share", "promoted_workers",
    "training_entries", "union_members_share", "contract_share", "wage_contract_share",
    "hotline_on_time", "hardship_ended", "craftsmen", "competition_bargaining_share",
)  # fmt: skip
# Of the newest year only what is verified throughout is published yet.
PUBLISHED_ALREADY = ("skilled_workers", "skilled_share", "high_skilled_share", "promoted_workers")
OWNERS = {
    "human_resources": "人力资源社会保障部门",
    "union": "工会",
    "organization": "组织部门",
    "statistics": "统计部门",
    "reform_office": "产改办",
}
ANSWERS = {
    Kind.JUMP: "已与业务台账逐项核对，变化属实。",
    Kind.COPIED: "与上期确实相同，已核对名册。",
    Kind.PARTS: province.OWN_WORDS,
    Kind.RANGE: "已核对，数据属实。",
}
JUMP_WORDS = "本年新增试点集中签订竞赛和协商协议，已逐户核对签订文本。"
RESTATED_WORDS = "证书系统重复登记1260人，经逐一核对予以剔除。"
COLUMNS = (
    "unit_id", "indicator", "period", "begins_on", "ends_on", "defined_on", "pack_version",
    "origin", "state", "said", "said_base", "verified", "verified_base", "parts", "words",
    "typed_by_id", "typed_at", "approved_by_id", "approved_at", "decided_by_id", "decided_at",
    "decided_words", "revision",
)  # fmt: skip
Key = tuple[int, str, str]


def periods(days: Days) -> dict[str, list[Period]]:
    """Return the periods that are told of, by rhythm: all over, the oldest first."""
    years = rules.recent(rules.last_over("year", days.today), YEARS)
    quarters = rules.recent(rules.last_over("quarter", days.today), QUARTERS)
    return {"year": years, "quarter": quarters}


def places(desks: Mapping[str, Desk]) -> list[Place]:
    """Return the cities of the province and its counties, in the order of the tree."""
    by_path = {desk.place.path: code for code, desk in desks.items() if code in CITIES}
    found = []
    for code, desk in desks.items():
        path = desk.place.path
        city = next((one for top, one in by_path.items() if path.startswith(top)), None)
        if city is not None:
            found.append(Place(code, city))
    return found


def typed_definitions() -> list[Indicator]:
    """Return the indicators whose numbers people type."""
    return [one for one in pack().indicators if one.versions[-1].is_entered]


def tell(cast: Cast, days: Days, desks: Mapping[str, Desk]) -> None:
    """Load the values with their warnings and some evidence, publish past years, restate one."""
    asked = periods(days)
    rows = list(province.tell(typed_definitions(), places(desks), asked))
    count = insert_rows(Value, COLUMNS, (_row(one, cast, days, desks, asked) for one in rows))
    audit.record(
        "value.imported", Value, by=cast.one("ruan"), at=days.at(LOADED), after={"count": count}
    )
    # They came past the services that keep the totals.
    services.rebuild_totals(by=None, at=days.at(LOADED))
    keys: dict[Key, int] = {
        (unit, code, period): pk
        for pk, unit, code, period in Value.objects.values_list(
            "pk", "unit_id", "indicator", "period"
        )
    }
    _warn(rows, keys, desks)
    _keep_evidence(rows, keys, days, desks, asked["year"][-1])
    _publish(cast, days, desks, asked["year"])


def _row(
    said: Said,
    cast: Cast,
    days: Days,
    desks: Mapping[str, Desk],
    asked: Mapping[str, Sequence[Period]],
) -> tuple[Any, ...]:
    desk, period = desks[said.place], said.period
    definition = pack().indicator(said.indicator)
    is_newest = period == asked[period.rhythm][-1]
    typed_at, approved_at, decided_at = _moments(period, days, is_newest=is_newest)
    is_accepted, is_open = said.state is State.ACCEPTED, said.state is State.TYPED
    is_decided = is_accepted or said.state is State.RETURNED
    judge = cast.one("luo") if said.place in CITIES else _city_of(said.place, desks).approver
    verified = said.number if said.verified is None else said.verified
    return (
        desk.place.pk,
        said.indicator,
        period.code,
        period.first,
        period.last,
        definition.version_on(period.last).starts_on,
        " ".join(f"{code} {number}" for code, number in pack().versions.items()),
        (Value.Origin.TYPED if is_newest else Value.Origin.IMPORTED).value,
        said.state.value,
        said.number,
        said.base,
        verified if is_accepted else None,
        said.base if is_accepted else None,
        {code: f"{one:f}" for code, one in said.parts.items()},
        said.words or _source_words(definition, period, is_newest=is_newest),
        desk.typist.pk,
        typed_at,
        None if is_open else desk.approver.pk,
        None if is_open else approved_at,
        judge.pk if is_decided else None,
        decided_at if is_decided else None,
        said.decided_words,
        1 + (not is_open) + is_decided,
    )


def _city_of(code: str, desks: Mapping[str, Desk]) -> Desk:
    path = desks[code].place.path
    return next(desks[one] for one in CITIES if path.startswith(desks[one].place.path))


def _source_words(definition: Indicator, period: Period, *, is_newest: bool) -> str:
    owner = OWNERS.get(definition.owner, "业务部门")
    return f"{owner}{period.code}年报表" if is_newest else f"据{owner}历年台账补录"


def _moments(period: Period, days: Days, *, is_newest: bool) -> tuple[datetime, datetime, datetime]:
    """Return when a value was typed, approved and judged: never before its period was over."""
    begin = TYPED if is_newest else LOADED
    over = datetime.combine(period.last + timedelta(days=1), datetime.min.time(), PLACE)
    typed, approved, decided = (max(days.at(begin + more), over) for more in (0, 1, 4))
    return typed, approved, decided


def _warn(rows: Sequence[Said], keys: Mapping[Key, int], desks: Mapping[str, Desk]) -> None:
    """Keep what was to be looked at in the numbers, each answered with a word."""
    known = {(one.place, one.indicator, one.period.code): one for one in rows}
    made = []
    for said in rows:
        definition = pack().indicator(said.indicator)
        before = known.get((said.place, said.indicator, said.period.previous.code))
        found = rules.warnings(
            _typed(said),
            _limits(definition, said.period.last),
            before=_typed(before) if before else None,
            below=_below(said, rows, desks) if said.words else None,
        )
        pk = keys[desks[said.place].place.pk, said.indicator, said.period.code]
        for one in found:
            is_story = (said.place, one.kind) == (STORY.jump, Kind.JUMP)
            words = JUMP_WORDS if is_story else ANSWERS[one.kind]
            made.append((pk, one.kind.value, dict(one.facts), words))
    insert_rows(ValueWarning, ("value_id", "kind", "facts", "words"), made)


def _typed(said: Said) -> Typed:
    return Typed(said.number, said.base, said.parts)


def _limits(definition: Indicator, on: date) -> rules.Limits:
    version = definition.version_on(on)
    low, high = definition.range or (None, None)
    return rules.Limits(version.rule, version.per, low, high, definition.jump)


def _below(said: Said, rows: Sequence[Said], desks: Mapping[str, Desk]) -> Decimal | None:
    """Return the roll-up of the counties of a city that speaks for itself."""
    version = pack().indicator(said.indicator).version_on(said.period.last)
    top = desks[said.place].place.path
    amounts = [
        arithmetic.Amounts(one.number, one.base)
        for one in rows
        if (one.indicator, one.period) == (said.indicator, said.period)
        and one.place != said.place
        and desks[one.place].place.path.startswith(top)
    ]
    return arithmetic.roll_up(version.rule, amounts, version.per).value


def _keep_evidence(
    rows: Sequence[Said],
    keys: Mapping[Key, int],
    days: Days,
    desks: Mapping[str, Desk],
    newest: Period,
) -> None:
    """Keep one table a city for what its department said of skills, and one for some counties."""
    by_place: dict[str, list[Said]] = {}
    for one in rows:
        owner = pack().indicator(one.indicator).owner
        is_sample = one.place in CITIES or one.place in STORY.shown_files
        if one.period == newest and is_sample and owner in ("human_resources", "union"):
            by_place.setdefault(one.place, []).append(one)
    uses = []
    for code, said in by_place.items():
        for owner, of_owner in _by_owner(said):
            file = _keep(desks[code], owner, of_owner, newest, days)
            place = desks[code].place.pk
            uses += [(keys[place, one.indicator, newest.code], file.pk) for one in of_owner]
    insert_rows(ValueFile, ("value_id", "file_id"), uses)


def _by_owner(said: Sequence[Said]) -> Iterator[tuple[str, list[Said]]]:
    for owner in ("human_resources", "union"):
        found = [one for one in said if pack().indicator(one.indicator).owner == owner]
        if found:
            yield owner, found


def _keep(desk: Desk, owner: str, said: Sequence[Said], period: Period, days: Days) -> EvidenceFile:
    heading = ("指标", "分子或数值", "分母", "单位")
    lines = []
    for one in said:
        definition = pack().indicator(one.indicator)
        lines.append((definition.zh, one.number, one.base or "", definition.unit_zh))
    at, _approved, _decided = _moments(period, days, is_newest=True)
    return evidence.keep_file(
        unit=desk.office,
        name=f"{desk.place}{OWNERS[owner]}{period.code}年统计表.csv",
        content=_files.roll(heading, lines),
        by=desk.typist,
        at=at,
    )


def _publish(cast: Cast, days: Days, desks: Mapping[str, Desk], years: Sequence[Period]) -> None:
    """Publish the years; put one published number right, and publish it again with the reason."""
    top = Unit.objects.get(path=cast.unit("省产改办").scope_path)
    *past, newest = years
    for place, year in enumerate(past):
        services.publish_figures(
            unit=top,
            codes=PUBLISHED,
            period=year.code,
            title=f"{year.code}年全省产改主要指标",
            published_on=date(year.first.year + 1, 4, 19),
            reason="",
            by=cast.one("ruan"),
            at=days.at(LOADED + 5, 9 + place),
        )
    value = Value.objects.get(
        unit=desks[STORY.restated].place,
        indicator=STORY.restated_indicator,
        period=past[-1].code,
    )
    services.restate_value(
        value=value,
        number=value.said - STORY.restated_less,
        base=None,
        words=RESTATED_WORDS,
        by=cast.one("luo"),
        at=days.at(-21),
    )
    services.publish_figures(
        unit=top,
        codes=(STORY.restated_indicator,),
        period=past[-1].code,
        title=f"{past[-1].code}年晋升技能等级人数（更正）",
        published_on=days.day(-20),
        reason=RESTATED_WORDS,
        by=cast.one("ruan"),
        at=days.at(-20),
    )
    services.publish_figures(
        unit=top,
        codes=PUBLISHED_ALREADY,
        period=newest.code,
        title=f"{newest.code}年全省技能人才指标",
        published_on=days.day(-6),
        reason="",
        by=cast.one("ruan"),
        at=days.at(-6),
    )
