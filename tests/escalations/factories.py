"""Late matters and slips in any state, made by the services."""

from datetime import timedelta
from decimal import Decimal

from changai.escalations import services
from changai.papers import services as papers
from changai.papers.models import Paper
from changai.tasks.models import Task
from changai.tasks.rules import State
from changai.tasks.services import TargetDraft
from tests.conftest import NOON, TODAY
from tests.tasks.factories import make_task

UNTIL = TODAY + timedelta(days=7)
HUNDRED = TargetDraft(Decimal(100), "家", "≥", what="试点企业")


def make_late_task(cast, days=3, *, today=TODAY, **fields):
    """Make a task under way whose date passed some days ago."""
    fields.setdefault("targets", (HUNDRED,))
    task = make_task(cast, State.IN_PROGRESS, **fields)
    due_on = today - timedelta(days=days)
    Task.objects.filter(pk=task.pk).update(due_on=due_on, first_late_on=due_on + timedelta(days=1))
    return Task.objects.get(pk=task.pk)


def confirm(task, by, level="BLUE_SLIP", **fields):
    """Confirm a slip on a task."""
    fields.setdefault("words", "请抓紧。")
    fields.setdefault("until_on", UNTIL)
    fields.setdefault("at", NOON)
    return services.confirm_slip(task=task, level=level, by=by, **fields)


def paper_of(slip):
    """Return the paper of a slip."""
    return Paper.objects.get(kind=slip.level, thing_id=slip.pk)


def send(slip, cast, *, at=NOON):
    """Approve and issue the paper of a slip."""
    paper = paper_of(slip)
    papers.approve_paper(paper=paper, by=cast.colleague, at=at)
    paper.refresh_from_db()
    papers.issue_paper(paper=paper, by=cast.clerk, at=at)
    slip.refresh_from_db()
    return slip
