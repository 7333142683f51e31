"""The words of the closed lists, as pages say them."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy

from changai.indicators.rules import Cause, Kind, State
from changai.packs.arithmetic import rounded
from changai.packs.current import language, pack
from changai.packs.indicators import Indicator
from changai.pilots import queries as pilots

GOAL_WORDS = {
    "coverage": gettext_lazy("扩面"),
    "quality": gettext_lazy("提质"),
    "effect": gettext_lazy("增效"),
}
RULE_WORDS = {
    "sum": gettext_lazy("相加"),
    "ratio_of_sums": gettext_lazy("分子之和除以分母之和"),
    "weighted": gettext_lazy("加权平均"),
    "distinct": gettext_lazy("去重计数"),
    "none": gettext_lazy("不汇总"),
}
AS_OF_WORDS = {
    "flow": gettext_lazy("本期发生数"),
    "last": gettext_lazy("期末数"),
    "average": gettext_lazy("本期平均数"),
}
GRAIN_WORDS = {
    "province": gettext_lazy("省级"),
    "city": gettext_lazy("市级"),
    "county": gettext_lazy("县级"),
    "town": gettext_lazy("乡镇级"),
    "enterprise": gettext_lazy("企业"),
}
RHYTHM_WORDS = {
    "year": gettext_lazy("每年"),
    "half_year": gettext_lazy("每半年"),
    "quarter": gettext_lazy("每季度"),
    "month": gettext_lazy("每月"),
}
DIRECTION_WORDS = {
    "up": gettext_lazy("越高越好"),
    "down": gettext_lazy("越低越好"),
    "none": gettext_lazy("不分高低"),
}
COLUMN_WORDS = {
    "agreed": gettext_lazy("议定"),
    "category": gettext_lazy("试点类别"),
    "day": gettext_lazy("日期"),
    "done": gettext_lazy("已办成"),
    "done_in_time": gettext_lazy("按期办结"),
    "due": gettext_lazy("应办结"),
    "ended_on": gettext_lazy("结束日期"),
    "finding_count": gettext_lazy("发现问题数"),
    "from_on": gettext_lazy("起始日期"),
    "named_on": gettext_lazy("命名日期"),
    "on": gettext_lazy("日期"),
    "ownership": gettext_lazy("所有制"),
    "phase": gettext_lazy("试点阶段"),
    "scope": gettext_lazy("范围"),
    "signable": gettext_lazy("应签收"),
    "signed_in_time": gettext_lazy("按时签收"),
    "status": gettext_lazy("状态"),
    "talked_count": gettext_lazy("谈话人次"),
    "tier": gettext_lazy("试点层级"),
    "to_on": gettext_lazy("结束日期"),
    "workers_count": gettext_lazy("职工人数"),
}
CUT_WORDS = {"tier": gettext_lazy("试点层级"), "ownership": gettext_lazy("所有制")}
KIND_WORDS = {
    "persons": gettext_lazy("人数"),
    "person_times": gettext_lazy("人次"),
    "units": gettext_lazy("单位数"),
    "items": gettext_lazy("件数"),
    "ratio": gettext_lazy("比率"),
    "per_10000": gettext_lazy("每万人"),
    "yuan": gettext_lazy("金额"),
    "days": gettext_lazy("天数"),
    "seconds": gettext_lazy("秒数"),
    "years": gettext_lazy("年数"),
    "index": gettext_lazy("得分"),
}
FACT_WORDS = {
    "tasks": gettext_lazy("交办任务的签收记录"),
    "tasks_due": gettext_lazy("任务的到期和办结记录"),
    "decisions": gettext_lazy("会议议定事项的办理记录"),
    "policies": gettext_lazy("政策文件"),
    "special_reports": gettext_lazy("印发的专报"),
    "pilots": gettext_lazy("试点名册"),
    "pilot_instructors": gettext_lazy("试点指导员名册"),
    "pilot_visits": gettext_lazy("指导员走访记录"),
}
STATE_WORDS = {
    State.TYPED: gettext_lazy("已填报，待审定"),
    State.APPROVED: gettext_lazy("已审定，待上级核实"),
    State.ACCEPTED: gettext_lazy("已核实"),
    State.RETURNED: gettext_lazy("已退回"),
}
STATE_TONES = {
    State.TYPED: "grey",
    State.APPROVED: "blue",
    State.ACCEPTED: "green",
    State.RETURNED: "yellow",
}
ORIGIN_WORDS = {
    "TYPED": gettext_lazy("逐项填报"),
    "IMPORTED": gettext_lazy("导入"),
    "ROLLED_UP": gettext_lazy("取自汇总"),
}
CAUSE_WORDS = {
    Cause.REACHED: gettext_lazy("已达到目标"),
    Cause.ON_LINE: gettext_lazy("跟上进度线"),
    Cause.BEHIND: gettext_lazy("落后于进度线"),
    Cause.WORSE: gettext_lazy("比起点还差"),
    Cause.MISSED: gettext_lazy("到期未达到"),
    Cause.UNKNOWN: gettext_lazy("尚无数据"),
    Cause.NO_START: gettext_lazy("没有起点，不能判断快慢"),
    Cause.NO_TARGET: gettext_lazy("没有目标"),
}
WARNING_WORDS = {
    Kind.RANGE: gettext_lazy("%(value)s 超出合理范围 %(low)s 至 %(high)s。"),
    Kind.JUMP: gettext_lazy("比上期的 %(before)s 变化了 %(change)s%%，达到 %(value)s。"),
    Kind.COPIED: gettext_lazy("与上期完全相同（%(value)s），是否照抄上期？"),
    Kind.PARTS: gettext_lazy("填报 %(typed)s，分项合计 %(sum)s，相差 %(gap)s。"),
}


def fact_words(fact: str) -> str:
    """Name the records that a fact is made of."""
    return str(FACT_WORDS.get(fact, fact))


def cell_order(cell: str) -> tuple[int, str]:
    """Return the place of a cell among those of its cut: tiers from the top, others by code."""
    tiers = list(GRAIN_WORDS)
    return (tiers.index(cell.lower()) if cell.lower() in tiers else len(tiers), cell)


def column_words(column: str) -> str:
    """Name a column of a record."""
    return str(COLUMN_WORDS.get(column, column))


def cut_words(column: str) -> str:
    """Name a column by which a set is counted again."""
    return str(CUT_WORDS.get(column, column))


def cell_words(column: str, cell: str) -> str:
    """Name a cell of a cut or of a record: a tier, a state, or what the packs call it."""
    if column == "tier" and cell.lower() in GRAIN_WORDS:
        return str(GRAIN_WORDS[cell.lower()])
    if column == "status" and cell in pilots.STATUS_WORDS:
        return str(pilots.STATUS_WORDS[cell])
    named = {one.code: one for one in pack().pilots.records if one.code == cell}
    return named[cell].label(language()) if cell in named else cell


def shown(value: Decimal | None, definition: Indicator) -> Decimal | None:
    """Return a value as its definition wants it shown; a share in per cent."""
    if value is None:
        return None
    if definition.in_per_cent:
        return rounded(value * 100, max(definition.decimals - 2, 0))
    return rounded(value, definition.decimals)


def unit_words(definition: Indicator, lang: str) -> str:
    """Return the unit of measure a shown value stands in."""
    return "%" if definition.in_per_cent else definition.unit(lang)


def title_of(definition: Indicator) -> str:
    """Name an indicator in the reader's language."""
    return definition.label(language())
