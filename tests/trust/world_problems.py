"""Problems open, being put right, and put right long enough ago to look back at."""

from __future__ import annotations

from datetime import timedelta

from changai.problems import services
from changai.tasks import services as tasks
from changai.tasks.models import Task
from tests.trust.tree import Person
from tests.trust.world import Thing, World, worker_of


def sees_problem(who: Person, problem: Thing) -> bool:
    """A problem is for those at or above who keeps it; once assigned, for the unit concerned."""
    return who.sees(problem.unit) or (problem.state != "OPEN" and who.sees(problem.concerned))


def add_problems(world: World) -> None:
    """Add a problem of each stage."""
    _problem(world, "open", "PO", "D", "OPEN")
    _problem(world, "running", "AO", "E1", "RECTIFYING")
    _problem(world, "done", "BO", "E7", "LOOK_BACK")


def _problem(world: World, key: str, unit: str, concerned: str, state: str) -> None:
    thing = Thing(key, None, unit, {"concerned": concerned, "state": state})
    reads = lambda who: sees_problem(who, thing) or _audits(who, thing)  # noqa: E731
    by = {"by": world.user(worker_of(unit)), "at": world.now}
    draft = services.ProblemDraft(
        concerned=world.units[concerned],
        words="台账不全" + world.mark(f"problem {key}", reads),
        where="督查",
        found_on=world.today,
    )
    row = services.add_problem(unit=world.units[unit], draft=draft, **by)
    if state != "OPEN":
        due_on = world.today + timedelta(days=20)
        row = services.rectify_problem(problem=row, title="", due_on=due_on, **by)
    if state == "LOOK_BACK":
        _put_right(world, row.task, concerned, by)
        row.refresh_from_db()
    world.keep("problem", key, row, unit, concerned=concerned, state=state)


def _audits(who: Person, problem: Thing) -> bool:
    """The audit of the task names it to those who audit its units."""
    return problem.state != "OPEN" and who.audits(problem.unit, problem.concerned)


def _put_right(world: World, task: Task, concerned: str, boss: dict) -> None:
    lead = {"by": world.user(worker_of(concerned)), "at": world.now}
    tasks.acknowledge_task(task=task, **lead)
    Task.objects.filter(pk=task.pk).update(evidence_required=False)
    task.refresh_from_db()
    tasks.submit_task(task=task, **lead)
    tasks.accept_task(task=task, **boss)
    Task.objects.filter(pk=task.pk).update(done_on=world.today - timedelta(days=90))
