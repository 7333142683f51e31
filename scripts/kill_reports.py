"""What the kill run posts, progress reports through the real page, and how it counts afterwards."""

import random
import uuid
from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from scripts.kill_run import Post


def prepare(clients: int, posts: int, rng: random.Random):
    """Make a lead unit with one person and one running task for each client, and its reports.

    Each report of a client says that it saw the task as the one before left it.
    """
    from django.utils import timezone

    from changai.accounts.models import User
    from changai.evidence.rules import month_of
    from changai.orgs.models import Post as UnitPost
    from changai.orgs.models import Unit
    from changai.orgs.rules import OFFICE_KIND, segment

    at, today = timezone.now(), timezone.localdate()
    office = Unit.objects.filter(kind=OFFICE_KIND).order_by("depth").first()
    clerk = User.objects.order_by("pk").first()
    people, work = [], []
    for number in range(clients):
        person = User.objects.create(login=f"kill-{number}", name=f"报送{number}", created_at=at)
        path = office.parent.path + segment(30_000 + number)
        unit = Unit.objects.create(
            parent=office.parent,
            path=path,
            scope_path=path,
            depth=office.parent.depth + 1,
            kind="member_unit",
            tier=office.tier,
            name=f"受测单位{number}",
            began_on=today,
        )
        UnitPost.objects.create(person=person, unit=unit, role=UnitPost.Role.LIAISON, from_on=today)
        task, target = _running_task(office, unit, clerk, person, at, today)
        share = posts // clients + (number < posts % clients)
        people.append(person)
        work.append(
            [
                Post(
                    key=str(uuid.UUID(int=rng.getrandbits(128), version=4)),
                    url=f"/evidence/tasks/{task.pk}/report/now/",
                    fields={
                        "seen_revision": str(task.revision + one),
                        "purpose": "PROGRESS",
                        "period": month_of(today),
                        "changed_words": f"第{one + 1}次报送",
                        f"value_{target.pk}": str(one),
                    },
                )
                for one in range(share)
            ]
        )
    for mine in work:
        for post in mine:
            post.fields["client_key"] = post.key
    return people, work


def _running_task(office, unit, clerk, person, at: datetime, today: date):
    from changai.tasks import services as tasks

    draft = tasks.TaskDraft(
        assigner_id=office.pk,
        title="建立产业工人队伍建设改革试点",
        clause_words="建立产业工人队伍建设改革试点。",
        clause_where="第一部分",
        evidence_required=False,
        targets=(tasks.TargetDraft(Decimal(100_000), "家"),),
    )
    task = tasks.register_task(draft=draft, by=clerk, at=at)
    due_on = today + timedelta(days=300)
    tasks.assign_task(task=task, lead_ids=[unit.pk], due_on=due_on, by=clerk, at=at)
    task = tasks.acknowledge_task(task=task, by=person, at=at)
    return task, task.targets.get()


def count(acked: set[str]) -> dict[str, int]:
    """Return how many reports are lost, doubled or partial.

    A report is whole when it has its value, its entry in the audit and its step of the task.
    """
    from changai.audit.models import Entry
    from changai.evidence.models import Report, ReportValue
    from changai.tasks.models import Task, TaskEvent

    reports = list(Report.objects.order_by("pk").values_list("pk", "task_id", "client_key"))
    stored = Counter(str(key) for _, _, key in reports)
    values = Counter(ReportValue.objects.values_list("report_id", flat=True))
    entries = Counter(
        Entry.objects.filter(action="report.posted").values_list("object_id", flat=True)
    )
    partial = sum(values[pk] != 1 or entries[pk] != 1 for pk, _, _ in reports)
    partial += len((set(values) | set(entries)) - {pk for pk, _, _ in reports})
    of_task = Counter(task for _, task, _ in reports)
    steps = Counter(TaskEvent.objects.filter(event="report").values_list("task_id", flat=True))
    for task in Task.objects.all():
        said = sorted(ReportValue.objects.filter(report__task=task).values_list("said", flat=True))
        partial += abs(steps[task.pk] - of_task[task.pk])
        partial += sum(later - earlier != 1 for earlier, later in pairwise(said))
        partial += bool(said) and task.targets.get().said_value != said[-1]
    return {
        "stored": len(reports),
        "lost": len(acked - set(stored)),
        "doubled": sum(times - 1 for times in stored.values()) + len(set(stored) - acked),
        "partial": partial,
    }
