"""Who sees which problem, and who may do what about it."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from changai.accounts.models import User
from changai.orgs import policies as orgs
from changai.orgs.models import Unit
from changai.problems.models import Problem
from changai.problems.rules import Actor, Event, State, transition

TOLD = (State.RECTIFYING, State.HELD, State.CAME_BACK)


def visible(problems: QuerySet[Problem], user: User, today: date) -> QuerySet[Problem]:
    """Narrow problems to those kept within the person's subtree, and those their units put right.

    The unit concerned sees a problem once it is to put it right; its siblings never.
    """
    seen = orgs.reach(user, today)
    if seen.everything:
        return problems
    kept = orgs.within("unit__path", seen.scopes) | Q(
        unit_id__in=seen.unit_ids(*orgs.WORKING_ROLES)
    )
    own = orgs.within("concerned__path", seen.scopes) & Q(state__in=TOLD)
    return problems.filter(kept | own)


def acts_as(actor: Actor, problem: Problem, user: User, today: date) -> bool:
    """Say whether the person is this actor for this problem.

    Who looks back works at the unit that keeps it or oversees that unit, does not work at the
    unit concerned, and did not report the rectification.
    """
    seen = orgs.reach(user, today)
    if actor is Actor.OFFICE:
        return seen.works_at(problem.unit_id)
    keeps = seen.works_at(problem.unit_id) or seen.oversees(problem.unit.path)
    if not keeps or (problem.task is not None and problem.task.submitted_by_id == user.pk):
        return False
    return problem.concerned_id == problem.unit_id or not seen.works_at(problem.concerned_id)


def may(event: Event, problem: Problem, user: User, today: date) -> bool:
    """Say whether the table and the person's posts allow an event on a problem."""
    line = transition(event, State(problem.state))
    return line is not None and acts_as(line.actor, problem, user, today)


def may_keep(unit_id: int, user: User, today: date) -> bool:
    """Say whether the person may add problems for a unit: they work there."""
    return orgs.reach(user, today).works_at(unit_id)


def keeping_units(user: User, today: date) -> QuerySet[Unit]:
    """Return the living units for which the person may keep problems, in tree order."""
    ids = orgs.reach(user, today).unit_ids(*orgs.WORKING_ROLES)
    return Unit.objects.filter(pk__in=ids, ended_on=None).order_by("path")
