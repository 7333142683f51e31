"""What a row of a plan holds, what is wrong with it, and how two rows differ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from dataclasses import field as made_by
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any


def gettext_noop(words: str) -> str:
    """Mark words for the catalogue without translating them here."""
    return words


_ = gettext_noop


class Operator(StrEnum):
    """How a number is to be reached; what real tables write before their figures."""

    AT_LEAST = ">="
    AT_MOST = "<="
    EQUAL = "="
    ABOUT = "~"
    SHARE = "share"
    GROWTH = "growth"
    WHOLE = "all"
    YES = "yes"

    @property
    def words(self) -> str:
        """Return the Chinese words of the operator, a message id."""
        return OPERATOR_WORDS[self]

    @property
    def sign(self) -> str:
        """Return the short sign a task shows before its figure, in every language."""
        return OPERATOR_SIGNS[self]

    @property
    def has_value(self) -> bool:
        """Say whether a number belongs to it: "all of them" and "done" have none of their own."""
        return self not in (Operator.WHOLE, Operator.YES)


OPERATOR_WORDS = {
    Operator.AT_LEAST: _("不少于"),
    Operator.AT_MOST: _("不超过"),
    Operator.EQUAL: _("等于"),
    Operator.ABOUT: _("约"),
    Operator.SHARE: _("占比达到"),
    Operator.GROWTH: _("增长"),
    Operator.WHOLE: _("全覆盖"),
    Operator.YES: _("完成"),
}
OPERATOR_SIGNS = {
    Operator.AT_LEAST: "≥",
    Operator.AT_MOST: "≤",
    Operator.EQUAL: "=",
    Operator.ABOUT: "≈",
    Operator.SHARE: "≥",
    Operator.GROWTH: "+",
    Operator.WHOLE: "=",
    Operator.YES: "",
}
# The number a target without one counts as: 100 % of the whole, or one thing done.
IMPLIED = {Operator.WHOLE: (Decimal(100), "%"), Operator.YES: (Decimal(1), "")}


@dataclass(frozen=True)
class Quota:
    """The part of a target that one unit, or each unit of a tier, is to reach."""

    value: Decimal
    unit_id: int | None = None
    tier: str = ""


@dataclass(frozen=True)
class Target:
    """A number to reach. Units: `value` and quotas in `unit` as written."""

    operator: str
    value: Decimal
    unit: str = ""
    what: str = ""
    base_year: int | None = None
    quotas: tuple[Quota, ...] = ()


@dataclass(frozen=True)
class Stage:
    """A step on the way, with its day where one is named."""

    words: str
    due_on: date | None = None


@dataclass(frozen=True)
class Party:
    """A cooperating unit and the day of its own, if it has one."""

    unit_id: int
    due_on: date | None = None


@dataclass(frozen=True)
class RowFacts:
    """Everything a row says, without its place in a version."""

    title: str = ""
    number: str = ""
    section: str = ""
    shape: str = ""
    clause_id: int | None = None
    instruction_id: int | None = None
    clause_words: str = ""
    clause_where: str = ""
    leader_name: str = ""
    leader_post: str = ""
    joint: bool = False
    leads: tuple[int, ...] = ()
    cooperating: tuple[Party, ...] = ()
    summarizing: int | None = None
    by_duty_scope: str = ""
    deadline_words: str = ""
    deadline_kind: str = ""
    begins_on: date | None = None
    due_on: date | None = None
    targets: tuple[Target, ...] = ()
    stages: tuple[Stage, ...] = ()
    deliverable_form: str = ""
    assessment_rule: str = ""
    axes: tuple[str, ...] = ()
    evidence_required: bool = False
    responsible_name: str = ""
    responsible_post: str = ""

    def with_changes(self, **changes: Any) -> RowFacts:
        """Return a copy with some things changed."""
        return replace(self, **changes)


FACT_NAMES = tuple(one.name for one in fields(RowFacts))
# Held in PlanRow under the same name; parties are rows of their own.
PARTY_NAMES = ("leads", "cooperating", "summarizing")
COLUMN_NAMES = tuple(name for name in FACT_NAMES if name not in PARTY_NAMES)
FACT_WORDS: Mapping[str, str] = {
    "title": _("重点任务"),
    "number": _("序号"),
    "section": _("类别"),
    "shape": _("任务类型"),
    "clause_id": _("来源条款"),
    "instruction_id": _("来源批示"),
    "clause_words": _("来源原文"),
    "clause_where": _("来源出处"),
    "leader_name": _("责任领导"),
    "leader_post": _("领导职务"),
    "joint": _("共同牵头"),
    "leads": _("牵头单位"),
    "cooperating": _("配合单位"),
    "summarizing": _("汇总单位"),
    "by_duty_scope": _("责任范围"),
    "deadline_words": _("完成时限"),
    "deadline_kind": _("时限类型"),
    "begins_on": _("开始日期"),
    "due_on": _("完成日期"),
    "targets": _("目标"),
    "stages": _("阶段安排"),
    "deliverable_form": _("成果形式"),
    "assessment_rule": _("考核办法"),
    "axes": _("归口"),
    "evidence_required": _("需要佐证"),
    "responsible_name": _("责任人"),
    "responsible_post": _("责任人职务"),
}
DEADLINE_KIND_WORDS: Mapping[str, str] = {
    "date": _("具体日期"),
    "month": _("月份"),
    "quarter": _("季度"),
    "half_year": _("半年"),
    "year_end": _("年底"),
    "all_year": _("全年"),
    "window": _("有效期间"),
    "recurring": _("按期重复"),
    "continuous": _("长期坚持"),
    "none": _("无时限"),
}
MAX_LENGTHS = {
    "title": 600,
    "number": 20,
    "section": 120,
    "clause_where": 300,
    "leader_name": 40,
    "leader_post": 60,
    "by_duty_scope": 120,
    "deadline_words": 120,
    "deliverable_form": 60,
    "assessment_rule": 300,
    "responsible_name": 40,
    "responsible_post": 60,
}


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row: the field, what it is, and what to do; words are message ids."""

    field: str
    words: str
    params: Mapping[str, Any] = made_by(default_factory=dict)


def target_json(target: Target) -> dict[str, Any]:
    """Return a target as it is stored."""
    return {
        "operator": target.operator,
        "value": plain(target.value),
        "unit": target.unit,
        "what": target.what,
        "base_year": target.base_year,
        "quotas": [
            {"unit_id": one.unit_id, "tier": one.tier, "value": plain(one.value)}
            for one in target.quotas
        ],
    }


def read_target(stored: Mapping[str, Any]) -> Target:
    """Return a target from how it is stored."""
    return Target(
        operator=stored.get("operator") or Operator.AT_LEAST.value,
        value=Decimal(str(stored["value"])),
        unit=stored.get("unit", ""),
        what=stored.get("what", ""),
        base_year=stored.get("base_year"),
        quotas=tuple(
            Quota(Decimal(str(one["value"])), one.get("unit_id"), one.get("tier", ""))
            for one in stored.get("quotas", ())
        ),
    )


def stage_json(stage: Stage) -> dict[str, Any]:
    """Return a stage as it is stored."""
    return {"words": stage.words, "due_on": stage.due_on.isoformat() if stage.due_on else None}


def read_stage(stored: Mapping[str, Any]) -> Stage:
    """Return a stage from how it is stored."""
    due_on = stored.get("due_on")
    return Stage(stored["words"], date.fromisoformat(due_on) if due_on else None)


def plain(value: Decimal) -> str:
    """Return a number without exponent and without zeros at its end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def facts_json(facts: RowFacts) -> dict[str, Any]:
    """Return all a row says as plain values, for comparing and keeping."""
    values = {name: getattr(facts, name) for name in FACT_NAMES}
    values["targets"] = [target_json(one) for one in facts.targets]
    values["stages"] = [stage_json(one) for one in facts.stages]
    values["leads"] = list(facts.leads)
    values["axes"] = list(facts.axes)
    values["cooperating"] = [
        {"unit_id": one.unit_id, "due_on": one.due_on.isoformat() if one.due_on else None}
        for one in facts.cooperating
    ]
    for name in ("begins_on", "due_on"):
        values[name] = values[name].isoformat() if values[name] else None
    return values


def read_facts(stored: Mapping[str, Any]) -> RowFacts:
    """Return a row from what `facts_json` kept."""
    values = {name: stored[name] for name in FACT_NAMES if name in stored}
    values["targets"] = tuple(read_target(one) for one in stored.get("targets", ()))
    values["stages"] = tuple(read_stage(one) for one in stored.get("stages", ()))
    values["leads"] = tuple(stored.get("leads", ()))
    values["axes"] = tuple(stored.get("axes", ()))
    values["cooperating"] = tuple(
        Party(one["unit_id"], date.fromisoformat(one["due_on"]) if one["due_on"] else None)
        for one in stored.get("cooperating", ())
    )
    for name in ("begins_on", "due_on"):
        day = stored.get(name)
        values[name] = date.fromisoformat(day) if day else None
    return RowFacts(**values)


def differences(before: RowFacts, after: RowFacts) -> dict[str, tuple[Any, Any]]:
    """Return the fields in which two rows differ, each with both plain values.

    The number is left out: an added row before it changes it, and it says nothing.
    """
    old, new = facts_json(before), facts_json(after)
    return {
        name: (old[name], new[name])
        for name in FACT_NAMES
        if name != "number" and old[name] != new[name]
    }


class Change(StrEnum):
    """What became of a row between two versions."""

    ADDED = "ADDED"
    CHANGED = "CHANGED"
    DROPPED = "DROPPED"
    SAME = "SAME"


def change_of(before: RowFacts | None, after: RowFacts | None, *, dropped: bool) -> Change:
    """Return what became of a row; None where a version has no such row."""
    if after is None or (dropped and before is not None):
        return Change.DROPPED
    if before is None:
        return Change.ADDED
    return Change.CHANGED if differences(before, after) else Change.SAME


def decimal_of(text: str) -> Decimal | None:
    """Return the number a text is, with or without thousands commas; None if it is none."""
    try:
        value = Decimal(text.replace(",", "").replace("，", "").strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


SHAPE_RULES: Sequence[tuple[str, re.Pattern[str]]] = (
    ("renewal", re.compile(r"复核|续认|重新认定|重新确认|复评|年检|期满")),
    ("policy_window", re.compile(r"政策.{0,12}(?:至|到|期限|有效)|延续.{0,8}政策|阶段性")),
    ("money", re.compile(r"奖励|补助|补贴|奖补|资助|拨付|投入|安排.{0,6}资金|经费|返还|贷款")),
    ("mechanism", re.compile(r"机制|制度|办法|方案|体系|规划|清单|细则|标准|意见|章程|目录")),
    (
        "event",
        re.compile(r"举办|召开|举行|(?:开展|组织).{0,12}(?:活动|竞赛|大赛|比赛|宣讲)"),
    ),
    ("continuous", re.compile(r"持续|长期|常态化|坚持|不断|经常性|始终")),
)
MONEY_UNIT = re.compile(r"元$")
SHARE_UNIT = re.compile(r"^(?:%|％|‰|个?百分点)$")


def guess_shape(
    words: str, *, targets: Sequence[Target] = (), deadline_kind: str = "", by_tier: bool = False
) -> str:
    """Return the likeliest shape of a row; a person may choose another.

    Figures say more than words: quotas, money and shares are seen by their figures first.
    """
    if by_tier or any(target.quotas for target in targets):
        return "quota"
    if SHAPE_RULES[0][1].search(words):
        return "renewal"
    if deadline_kind == "window" and SHAPE_RULES[1][1].search(words):
        return "policy_window"
    if any(MONEY_UNIT.search(target.unit) for target in targets):
        return "money"
    if any(_is_share(target) for target in targets):
        return "share"
    if any(Operator(target.operator).has_value for target in targets):
        return "event" if SHAPE_RULES[4][1].search(words) else "count"
    if deadline_kind in ("continuous", "all_year", "recurring"):
        return "continuous"
    for shape, pattern in SHAPE_RULES[1:]:
        if pattern.search(words):
            return shape
    return "policy_window" if deadline_kind == "window" else "mechanism"


def _is_share(target: Target) -> bool:
    operator = Operator(target.operator)
    return operator in (Operator.SHARE, Operator.GROWTH, Operator.WHOLE) or bool(
        SHARE_UNIT.match(target.unit)
    )


def quota_gap(wanted: Decimal, own: Iterable[Decimal]) -> Decimal:
    """Return what the own rows lack of the quota from above; negative where they promise more."""
    return wanted - sum(own, Decimal(0))
