"""Problems at any stage, made by the services."""

from datetime import timedelta

from changai.problems import services
from changai.problems.models import Problem
from changai.problems.services import ProblemDraft
from changai.tasks import services as tasks
from changai.tasks.models import Task
from tests.conftest import NOON, TODAY

WORDS = "培训台账与实际人数不符。"
WHERE = "省督查组第一季度督查"
DUE = TODAY + timedelta(days=20)


def draft(cast, **fields):
    """Return a problem of the department as it is handed in."""
    fields.setdefault("concerned", cast.department)
    fields.setdefault("words", WORDS)
    fields.setdefault("where", WHERE)
    fields.setdefault("found_on", TODAY)
    return ProblemDraft(**fields)


def add(cast, *, by=None, at=NOON, unit=None, **fields):
    """Add a problem to the list of the provincial office."""
    return services.add_problem(
        unit=unit or cast.office, draft=draft(cast, **fields), by=by or cast.clerk, at=at
    )


def rectify(problem, cast, *, at=NOON, due_on=DUE):
    """Have the unit concerned put it right."""
    return services.rectify_problem(
        problem=problem, title="", due_on=due_on, by=cast.clerk, at=at, evidence_required=False
    )


def put_right(problem, cast, *, at=NOON):
    """Bring the task of a problem to its end."""
    task = Task.objects.get(pk=problem.task_id)
    tasks.acknowledge_task(task=task, by=cast.lead, at=at)
    tasks.submit_task(task=task, by=cast.lead, at=at)
    tasks.accept_task(task=task, by=cast.clerk, at=at)
    return Problem.objects.get(pk=problem.pk)


def look(problem, by, *, held, at, words="抽查三个班，人数相符。"):
    """Look back at a problem."""
    return services.look_back(problem=problem, held=held, words=words, by=by, at=at)
