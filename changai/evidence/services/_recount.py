"""What a task knows of its reports, counted again after one came or went.

Called inside the transaction of the cause, with the row of the task locked.
"""

from __future__ import annotations

from collections.abc import Iterable

from changai.evidence.models import EvidenceUse, Report, ReportValue
from changai.tasks.models import Task, TaskTarget
from changai.tasks.queries import behind_day, local_day


def evidence_of(task_id: int) -> int:
    """Return how many files the lead's reports on a task use that were not returned.

    What a cooperating unit handed in counts once the lead uses it in a report of its own.
    """
    uses = EvidenceUse.objects.filter(report__task_id=task_id)
    uses = uses.exclude(report__state=Report.State.RETURNED)
    uses = uses.exclude(report__purpose=Report.Purpose.DUTY)
    return uses.values("file_id").distinct().count()


def count_evidence(task_id: int) -> None:
    """Keep on the task how many files support it."""
    Task.objects.filter(pk=task_id).update(evidence_count=evidence_of(task_id))


def recompute_behind(task_id: int) -> None:
    """Keep on the task from when it stands behind, after its values changed."""
    task = Task.objects.get(pk=task_id)
    behind_on = behind_day(
        task, task.targets.all(), due_on=task.due_on, started_on=task.assigned_on
    )
    if behind_on != task.behind_on:
        Task.objects.filter(pk=task_id).update(behind_on=behind_on)


def say_again(target_ids: Iterable[int]) -> None:
    """Put back on each target what the newest report says that was not returned."""
    ids = list(target_ids)
    newest: dict[int, ReportValue] = {}
    values = ReportValue.objects.filter(target_id__in=ids).exclude(
        report__state=Report.State.RETURNED
    )
    for value in values.select_related("report").order_by("report__at", "report_id"):
        newest[value.target_id] = value
    for target_id in ids:
        last = newest.get(target_id)
        TaskTarget.objects.filter(pk=target_id).update(
            said_value=last.said if last else None,
            said_on=local_day(last.report.at) if last else None,
        )
