"""What keeps a row from being adopted, or from being kept at all. Words are message ids."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date

from changai.tasks.rules._plans import (
    FACT_WORDS,
    IMPLIED,
    MAX_LENGTHS,
    Fault,
    Operator,
    RowFacts,
    Target,
    gettext_noop,
)

_ = gettext_noop
MAX_VALUE = 10**14
# A table that is written out must be read again unchanged.
BREAKS_A_CELL = re.compile(r"[；;\n\r]")
NOT_A_UNIT = re.compile(r"[\d\s：:（）()；;]|(?:左右|以上)$")


def shape_faults(facts: RowFacts, *, shapes: Collection[str], axes: Collection[str]) -> list[Fault]:
    """Return what makes a row impossible to keep, even as a draft."""
    faults = []
    if not facts.title.strip():
        faults.append(Fault("title", _("请写明重点任务。")))
    for name, limit in MAX_LENGTHS.items():
        if len(getattr(facts, name)) > limit:
            faults.append(
                Fault(
                    name,
                    _("超过%(limit)d字，请缩短；全文可放在来源原文中。"),
                    {"field": FACT_WORDS[name], "limit": limit},
                )
            )
    if facts.shape not in shapes:
        faults.append(Fault("shape", _("没有这种任务类型，请从列表中选择。")))
    if unknown := [axis for axis in facts.axes if axis not in axes]:
        faults.append(
            Fault("axes", _("没有“%(axis)s”这个归口，请从列表中选择。"), {"axis": unknown[0]})
        )
    if facts.begins_on and facts.due_on and facts.due_on < facts.begins_on:
        faults.append(Fault("due_on", _("完成日期早于开始日期，请核对。")))
    return faults + _party_faults(facts) + _target_faults(facts.targets) + _stage_faults(facts)


def _party_faults(facts: RowFacts) -> list[Fault]:
    faults = []
    if len(set(facts.leads)) != len(facts.leads):
        faults.append(Fault("leads", _("牵头单位重复，请删去一个。")))
    if not facts.joint and len(facts.leads) > 1:
        faults.append(
            Fault("leads", _("牵头单位只能有一个；共同牵头的请勾选“共同牵头”，其余列入配合单位。"))
        )
    if facts.joint and len(facts.leads) == 1:
        faults.append(Fault("leads", _("共同牵头至少要有两个单位；只有一个的请取消“共同牵头”。")))
    cooperating = [party.unit_id for party in facts.cooperating]
    if len(set(cooperating)) != len(cooperating):
        faults.append(Fault("cooperating", _("配合单位重复，请删去一个。")))
    if set(cooperating) & set(facts.leads):
        faults.append(Fault("cooperating", _("同一单位不能既牵头又配合，请删去一处。")))
    return faults


def _target_faults(targets: Sequence[Target]) -> list[Fault]:
    faults = []
    for number, target in enumerate(targets, start=1):
        if target.operator not in set(Operator):
            faults.append(
                Fault("targets", _("第%(number)d个目标没有写明如何达到。"), {"number": number})
            )
            continue
        implied = IMPLIED.get(Operator(target.operator))
        if implied and (target.value, target.unit) != implied:
            faults.append(Fault("targets", _("第%(number)d个目标不需要数值。"), {"number": number}))
        if not 0 <= target.value < MAX_VALUE or -target.value.as_tuple().exponent > 4:  # type: ignore[operator]
            faults.append(
                Fault(
                    "targets",
                    _("第%(number)d个目标的数值不对：不能为负，最多四位小数。"),
                    {"number": number},
                )
            )
        if len(target.unit) > 20 or len(target.what) > 120:
            faults.append(
                Fault(
                    "targets",
                    _("第%(number)d个目标太长：单位最多20字，内容最多120字。"),
                    {"number": number},
                )
            )
        if BREAKS_A_CELL.search(target.what) or NOT_A_UNIT.search(target.unit):
            faults.append(
                Fault(
                    "targets",
                    _("第%(number)d个目标：单位只写量词（如“家”），内容里不用分号和换行。"),
                    {"number": number},
                )
            )
        places = [(one.unit_id, one.tier) for one in target.quotas]
        if len(set(places)) != len(places):
            faults.append(
                Fault("targets", _("第%(number)d个目标的分级指标有重复。"), {"number": number})
            )
    return faults


def _stage_faults(facts: RowFacts) -> list[Fault]:
    for stage in facts.stages:
        if stage.due_on and facts.due_on and stage.due_on > facts.due_on:
            return [Fault("stages", _("有阶段的日期晚于完成日期，请核对。"))]
    return []


def adoption_faults(facts: RowFacts, *, today: date) -> list[Fault]:
    """Return what keeps a row from becoming a task.

    Source: a task needs one lead or an explicit joint lead, a sentence or stated source, and a
    date or words in its place; a date that has passed cannot be owed.
    """
    faults = []
    if not facts.leads:
        faults.append(Fault("leads", _("没有牵头单位，请指定一个，或注明共同牵头。")))
    if facts.clause_id is None and not facts.clause_where.strip():
        faults.append(Fault("clause_where", _("没有来源：请从文件中选取条款，或写明来源出处。")))
    if facts.due_on is None and not facts.deadline_words.strip():
        faults.append(Fault("deadline_words", _("没有时限：请填写日期，或写明“长期坚持”等文字。")))
    if facts.due_on is not None and facts.due_on < today:
        faults.append(
            Fault(
                "due_on",
                _("完成日期%(day)s已过，请改为今天或以后。"),
                {"day": facts.due_on.isoformat()},
            )
        )
    for party in facts.cooperating:
        if party.due_on is not None and party.due_on < today:
            faults.append(
                Fault(
                    "cooperating",
                    _("配合单位的日期%(day)s已过，请改为今天或以后。"),
                    {"day": party.due_on.isoformat()},
                )
            )
    if facts.shape == "quota" and not any(target.quotas for target in facts.targets):
        faults.append(Fault("targets", _("分级指标任务没有写明各级或各单位的数值。")))
    if facts.shape in ("count", "share", "money") and not facts.targets:
        faults.append(Fault("targets", _("数量、比例、资金类任务要有目标值。")))
    return faults
