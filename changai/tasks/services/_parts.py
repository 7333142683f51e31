"""The units in a task: its lead, those that cooperate, and what hangs under a lead."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from changai.orgs.models import Unit
from changai.tasks import rules
from changai.tasks.models import Duty, Task, TaskUnit
from changai.tasks.services import _refusals as refusals
from changai.tasks.services._action import Action, lead_of
from changai.tasks.services._drafts import DutyDraft
from changai.tasks.services._guards import require_date


def set_lead(action: Action, task: Task) -> None:
    """Keep the rows of scope in step with the lead, and hang the child tasks under it.

    The lead is the assigner and reviewer of the children that are not finished.
    """
    lead = lead_of(task)
    leads = TaskUnit.objects.filter(task=task, part=TaskUnit.Part.LEAD)
    leads.exclude(unit_id=lead).delete()
    TaskUnit.objects.get_or_create(task=task, unit_id=lead, part=TaskUnit.Part.LEAD)
    children = list(
        Task.objects.select_for_update()
        .filter(parent=task, state__in=rules.OPEN)
        .exclude(assigner_id=lead)
        .order_by("pk")
    )
    ids = [child.pk for child in children]
    if not ids:
        return
    Task.objects.filter(pk__in=ids).update(assigner_id=lead, revision=F("revision") + 1)
    parts = TaskUnit.objects.filter(task_id__in=ids, part=TaskUnit.Part.ASSIGNER)
    parts.update(unit_id=lead)
    for child in children:
        action.touch(
            child.pk,
            lead,
            {"assigner_id": child.assigner_id},
            {"assigner_id": lead},
        )


def cooperate(
    action: Action, task: Task, duties: Sequence[DutyDraft], units: dict[int, Unit]
) -> list[Duty]:
    """Give units a duty in a task, each with a date and notices of its own.

    Raises:
        AlreadyAmong: a unit is named twice, has a duty already, or leads the task.
        BadDate: a date has passed.
    """
    wanted = [one.unit_id for one in duties]
    taken = {task.lead_id, *Duty.objects.filter(task=task).values_list("unit_id", flat=True)}
    for unit_id in wanted:
        if unit_id in taken or wanted.count(unit_id) > 1:
            raise refusals.AlreadyAmong(
                _("“%(unit)s”已在本任务中。") % {"unit": str(units[unit_id])}
            )
    made = []
    for one in duties:
        due_on = one.due_on or task.due_on
        if due_on is not None:
            require_date(due_on, "", action.today)
        made.append(
            Duty(task=task, unit=units[one.unit_id], due_on=due_on, words=one.words.strip())
        )
    Duty.objects.bulk_create(made)
    TaskUnit.objects.bulk_create(
        [
            TaskUnit(task=task, unit_id=duty.unit_id, part=TaskUnit.Part.COOPERATING)
            for duty in made
        ],
        ignore_conflicts=True,
    )
    for duty in made:
        action.note(
            "duty_assigned",
            task,
            [duty.unit_id],
            mark=f"d{duty.pk}",
            unit=str(task.lead),
            due_on=duty.due_on,
        )
    return made


def settle_duties(action: Action, duties: QuerySet[Duty], reason: str) -> int:
    """Waive the open duties among some, because what they served is gone; return how many."""
    open_duties = duties.filter(state__in=rules.OPEN_DUTY)
    return open_duties.update(
        state=rules.DutyState.WAIVED.value,
        decided_by=action.by,
        decided_at=action.at,
        reason=reason[:300],
        revision=F("revision") + 1,
    )
