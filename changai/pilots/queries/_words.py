"""What codes of pilots are called, in the reader's language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from changai.orgs.models import Unit
from changai.packs.current import language, pack
from changai.packs.pilots import PilotLimit

STATUS_WORDS = {
    "NEW": _("新列入"),
    "CULTIVATED": _("培育"),
    "CONSOLIDATED": _("巩固"),
    "GRADUATED": _("已毕业"),
    "REMOVED": _("已移出"),
}
STATUS_TONES = {
    "NEW": "blue",
    "CULTIVATED": "blue",
    "CONSOLIDATED": "green",
    "GRADUATED": "green",
    "REMOVED": "grey",
}
RULE_WORDS = {
    "name": _("命名"),
    "cultivate": _("转入培育"),
    "consolidate": _("转入巩固"),
    "deepen": _("进入下一阶段"),
    "check": _("中期检查"),
    "renew": _("续期"),
    "graduate": _("毕业"),
    "remove": _("移出"),
    "raise": _("升级"),
    "alarm": _("系统提醒"),
}
CALL_WORDS = {"DRAFT": _("草稿"), "OPEN": _("接受申报"), "CLOSED": _("已截止")}
CALL_TONES = {"DRAFT": "grey", "OPEN": "blue", "CLOSED": "green"}
APPLICATION_WORDS = {
    "SUBMITTED": _("待评审"),
    "RETURNED": _("退回补正"),
    "WITHDRAWN": _("已撤回"),
    "PASSED": _("评审通过"),
    "FAILED": _("评审未通过"),
    "NAMED": _("已命名"),
}
APPLICATION_TONES = {
    "SUBMITTED": "blue",
    "RETURNED": "yellow",
    "WITHDRAWN": "grey",
    "PASSED": "green",
    "FAILED": "red",
    "NAMED": "green",
}
ROUTE_WORDS = {"QUOTA": _("名额推荐"), "RECOMMENDATION": _("单位推荐"), "OWN": _("自主申报")}
OUTCOME_WORDS = {
    "TRYING": _("正在试行"),
    "WORKED": _("见效"),
    "PARTLY": _("部分见效"),
    "FAILED": _("没有见效"),
}
OUTCOME_TONES = {"TRYING": "blue", "WORKED": "green", "PARTLY": "yellow", "FAILED": "red"}
FACT_WORDS = {"workers_count": _("职工人数"), "output_yuan": _("年产值（元）")}
ALARM_WORDS = {
    "CHECK_DUE": _("待中期检查"),
    "TERM_NEAR": _("任期将满"),
    "TERM_PAST": _("任期已满，待决定"),
}
ALARM_TONES = {"CHECK_DUE": "blue", "TERM_NEAR": "yellow", "TERM_PAST": "red"}
CHECK_WORDS = {True: _("通过"), False: _("需要改进")}
UNKNOWN = _("不详")


def limit(code: str) -> PilotLimit:
    """Return a limit of the packs."""
    return pack().pilots.limit(code)


def tier_words(tier: str) -> Any:
    """Return what a tier is called."""
    return Unit.Tier(tier).label


def _labels(records: Any) -> dict[str, str]:
    return {one.code: one.label(language()) for one in records}


def category_words() -> dict[str, str]:
    """Return the categories by code."""
    return _labels(pack().pilots.categories)


def scope_words() -> dict[str, str]:
    """Return the scopes by code."""
    return _labels(pack().pilots.scopes)


def phase_words() -> dict[str, str]:
    """Return the phases by code, in their order."""
    return _labels(pack().pilots.phases)


def ownership_words() -> dict[str, str]:
    """Return the kinds of ownership by code."""
    return _labels(pack().pilots.ownerships)


def tier_codes() -> list[str]:
    """Return the tiers that name pilots, the widest first, as units have them."""
    return [one.code.upper() for one in pack().pilots.tiers]


def next_phase(phase: str) -> str | None:
    """Return the phase after one; None after the last."""
    codes = [one.code for one in pack().pilots.phases]
    place = codes.index(phase) + 1 if phase in codes else len(codes)
    return codes[place] if place < len(codes) else None
