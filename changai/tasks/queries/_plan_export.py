"""The rows of a version as texts by column, as offices exchange them."""

from __future__ import annotations

from datetime import date

from changai.accounts.models import User
from changai.packs.current import pack
from changai.tasks.models import PlanVersion
from changai.tasks.queries._plan_changes import unit_ids_in
from changai.tasks.queries._plan_units import UnitNames, unit_names
from changai.tasks.queries._plans import facts_of, rows_of
from changai.tasks.rules import plan_words, plans

Facts = plans.RowFacts
# The words of the tiers in the files that offices exchange, whatever language the page is in.
YES, NO = "是", "否"  # not shown: in the file only
TIER_WORDS = {
    "PROVINCE": "省级",  # not shown: in the file only
    "CITY": "市级",  # not shown: in the file only
    "COUNTY": "县级",  # not shown: in the file only
    "TOWN": "乡镇级",  # not shown: in the file only
    "ENTERPRISE": "企业",  # not shown: in the file only
}
AS_IT_IS = (
    "section",
    "leader_name",
    "leader_post",
    "by_duty_scope",
    "deliverable_form",
    "assessment_rule",
    "responsible_name",
    "responsible_post",
    "clause_words",
    "clause_where",
)


def export_texts(version: PlanVersion, *, user: User, today: date) -> list[dict[str, str]]:
    """Return the rows of a version as texts by column, as a table holds them.

    What an amendment dropped is left out.
    Cost: four queries.
    """
    rows = [row for row in rows_of(version) if not row.dropped_reason]
    facts = [facts_of(row) for row in rows]
    names = unit_names(owner=version.plan.owner, user=user, today=today, also=unit_ids_in(facts))
    return [
        row_texts(one, names, key=str(row.key), index=index)
        for index, (row, one) in enumerate(zip(rows, facts, strict=True), start=1)
    ]


def row_texts(facts: Facts, names: UnitNames, *, key: str, index: int) -> dict[str, str]:
    """Return one row as texts by column, in the Chinese that offices exchange."""
    shapes = {one.code: one.zh for one in pack().task_shapes}
    axes = {one.code: one.zh for one in pack().axes}
    leads = "、".join(names.label(pk) for pk in facts.leads)
    return {
        **{name: getattr(facts, name) for name in (*AS_IT_IS, "title", "deadline_words")},
        "number": facts.number or str(index),
        "shape": shapes.get(facts.shape, ""),
        "leads": f"{leads}（共同牵头）" if facts.joint else leads,  # not shown: in the file only
        "cooperating": "、".join(
            names.label(one.unit_id) + (f"（{one.due_on.isoformat()}）" if one.due_on else "")
            for one in facts.cooperating
        ),
        "summarizing": names.label(facts.summarizing) if facts.summarizing else "",
        "deadline_kind": plans.DEADLINE_KIND_WORDS.get(facts.deadline_kind, ""),
        "begins_on": facts.begins_on.isoformat() if facts.begins_on else "",
        "due_on": facts.due_on.isoformat() if facts.due_on else "",
        "targets": plan_words.write_targets(facts.targets),
        "quotas": plan_words.write_quotas(
            facts.targets,
            lambda one: names.label(one.unit_id) if one.unit_id else TIER_WORDS.get(one.tier, ""),
        ),
        "stages": plan_words.write_stages(facts.stages),
        "axes": "、".join(axes.get(code, code) for code in facts.axes),
        "evidence_required": YES if facts.evidence_required else NO,
        "key": key,
    }
