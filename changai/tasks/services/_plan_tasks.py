"""What the rows of a plan ask of the life of tasks, in its own words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from changai.tasks.models import PlanRow, PlanVersion, Task
from changai.tasks.rules import plans
from changai.tasks.services import _refusals as refusals
from changai.tasks.services._drafts import Assignment, DutyDraft, TargetDraft, TaskDraft
from changai.tasks.services._plan_writing import RowRefused

Facts = plans.RowFacts
# Kept as data, for the unit that gathers what the others report.
SUMMARIZING_WORDS = "汇总各单位进展"  # not shown: stored with the duty


def draft_of(draft: PlanVersion, row: PlanRow, facts: Facts) -> TaskDraft:
    """Return the item a row registers."""
    owner = draft.plan.owner_id
    sources = {draft.plan.parent.owner_id} if draft.plan.parent and row.parent_key else set()
    if row.clause is not None:
        sources.add(row.clause.document.owner_id)
    return TaskDraft(
        assigner_id=owner,
        title=facts.title,
        clause_words=facts.clause_words or facts.title,
        clause_where=facts.clause_where,
        clause_id=facts.clause_id,
        instruction_id=facts.instruction_id,
        plan_id=draft.plan_id,
        row_id=row.pk,
        row_key=row.key,
        source_unit_ids=tuple(sorted(sources - {owner})),
        shape=facts.shape,
        evidence_required=facts.evidence_required,
        due_on=facts.due_on,
        due_words=facts.deadline_words,
        leader_name=facts.leader_name,
        by_duty_scope=facts.by_duty_scope,
        deliverable_form=facts.deliverable_form,
        assessment_rule=facts.assessment_rule,
        responsible_name=facts.responsible_name,
        stages=[plans.stage_json(one) for one in facts.stages],
        targets=target_drafts(facts),
        axes=facts.axes,
    )


def target_drafts(facts: Facts) -> tuple[TargetDraft, ...]:
    """Return the numbers of a row as the task keeps them."""
    return tuple(
        TargetDraft(one.value, one.unit, plans.Operator(one.operator).sign, one.what, one.base_year)
        for one in facts.targets
    )


def assignment_of(task: Task, facts: Facts) -> Assignment:
    """Return who leads the task of a row, with whom, and by when."""
    return Assignment(
        task_id=task.pk,
        lead_ids=facts.leads,
        joint=facts.joint,
        due_on=facts.due_on,
        due_words=facts.deadline_words,
        duties=duty_drafts(facts, task.assigner_id if facts.joint else facts.leads[0]),
    )


def duty_drafts(facts: Facts, lead_id: int) -> tuple[DutyDraft, ...]:
    """Return the duties of a row: its cooperating units, and the one that sums up.

    The lead has none: what it owes is the task.
    """
    duties = [DutyDraft(one.unit_id, one.due_on) for one in facts.cooperating]
    taken = {lead_id, *facts.leads, *(one.unit_id for one in facts.cooperating)}
    if facts.summarizing and facts.summarizing not in taken:
        duties.append(DutyDraft(facts.summarizing, None, SUMMARIZING_WORDS))
    return tuple(one for one in duties if one.unit_id != lead_id)


@contextmanager
def naming(row: PlanRow) -> Iterator[None]:
    """Put the row's title before a refusal, so that a person finds it among hundreds.

    Raises:
        RowRefused: whatever the life of the task refused.
    """
    try:
        yield
    except refusals.Refused as refusal:
        raise RowRefused(f"{row.title[:60]}：{refusal}") from refusal
