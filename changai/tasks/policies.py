"""Who sees which task, how much of it, and who may do what. The one place that decides."""

from __future__ import annotations

from datetime import date

from django.db.models import F, Q, QuerySet

from changai.accounts.models import User
from changai.orgs import policies as orgs
from changai.orgs import rules as tree
from changai.orgs.models import Unit
from changai.tasks.models import (
    Duty,
    Plan,
    PlanComment,
    PlanRowUnit,
    PlanVersion,
    Task,
    TaskUnit,
)
from changai.tasks.rules import (
    Actor,
    DutyActor,
    DutyEvent,
    DutyState,
    Event,
    State,
    duty_transition,
    transition,
)


def visible(tasks: QuerySet[Task], user: User, today: date) -> QuerySet[Task]:
    """Narrow tasks to those in which a unit of the person's reach takes part.

    Lead, assigner, cooperating and source units take part; a parent's lead is not one of its
    children's, and a sibling is none at all.
    """
    seen = orgs.reach(user, today)
    if seen.everything:
        return tasks
    return tasks.filter(pk__in=_parts_in(seen).values("task_id"))


def _parts_in(seen: orgs.Reach) -> QuerySet[TaskUnit]:
    units = Unit.objects.filter(orgs.within("path", seen.scopes)).values("pk")
    return TaskUnit.objects.filter(unit_id__in=units)


def sees_whole(task: Task, user: User, today: date) -> bool:
    """Say whether the person sees reports and steps, and not only the clause and their own part.

    True for those at or above the lead and the assigning unit.
    """
    seen = orgs.reach(user, today)
    if seen.covers(task.assigner.path) or seen.works_at(task.assigner_id):
        return True
    return task.lead is not None and seen.covers(task.lead.path)


def visible_duties(duties: QuerySet[Duty], user: User, today: date) -> QuerySet[Duty]:
    """Narrow duties to the person's own units', and all of those tasks the person sees whole."""
    seen = orgs.reach(user, today)
    if seen.everything:
        return duties
    return duties.filter(
        orgs.within("unit__path", seen.scopes)
        | orgs.within("task__lead__path", seen.scopes)
        | orgs.within("task__assigner__path", seen.scopes)
        | Q(task__assigner_id__in=seen.unit_ids(*orgs.WORKING_ROLES))
    )


def visible_plans(plans: QuerySet[Plan], user: User, today: date) -> QuerySet[Plan]:
    """Narrow plans to those owned within the reach, and those above that the person's units serve.

    A plan of a unit above is seen whole once adopted or opened for comments: it is a public
    division of work. Its tasks are not.
    """
    seen = orgs.reach(user, today)
    if seen.everything:
        return plans
    own = orgs.within("owner__path", seen.scopes)
    above = Q(
        owner__scope_path__in=_scopes_above(seen),
        versions__state__in=["COMMENT", "ADOPTED"],
    )
    return plans.filter(pk__in=Plan.objects.filter(own | above).values("pk"))


def _scopes_above(seen: orgs.Reach) -> set[str]:
    return {path for post in seen.held for path in [*tree.ancestors(post.path), post.path]}


def acts_as(actor: Actor, task: Task, user: User, today: date) -> bool:
    """Say whether the person is this actor for this task."""
    seen = orgs.reach(user, today)
    if actor is Actor.OFFICE:
        return seen.works_at(task.assigner_id)
    if actor is Actor.REGISTRAR:
        return may_register(task.assigner, user, today)
    if actor is Actor.LEAD:
        return seen.works_at(task.lead_id)
    if actor is Actor.STRIKER:
        return seen.oversees(task.assigner.path) and task.submitted_by_id != user.pk
    return _may_review(task, user, seen)


def _may_review(task: Task, user: User, seen: orgs.Reach) -> bool:
    """The reviewer is another person than the reporter, and of another unit than the lead,
    except for the assigning unit's own tasks."""
    if not seen.works_at(task.assigner_id) or task.submitted_by_id == user.pk:
        return False
    return task.lead_id == task.assigner_id or not seen.works_at(task.lead_id)


def may_register(unit: Unit, user: User, today: date) -> bool:
    """Say whether the person may register items for a unit: its office or its supervisor."""
    seen = orgs.reach(user, today)
    return seen.works_at(unit.pk) or unit.pk in seen.unit_ids(orgs.Role.SUPERVISOR)


def may_edit_plans(unit: Unit, user: User, today: date) -> bool:
    """Say whether the person may draft, adopt and amend plans of a unit."""
    return orgs.reach(user, today).works_at(unit.pk)


def may(event: Event, task: Task, user: User, today: date) -> bool:
    """Say whether the table and the person's posts allow an event on a task as it stands."""
    line = transition(event, State(task.state))
    return line is not None and acts_as(line.actor, task, user, today)


def events_for(task: Task, user: User, today: date) -> list[Event]:
    """Return the events of the table this person may cause now, in the table's order."""
    return [event for event in Event if may(event, task, user, today)]


def acts_on_duty(actor: DutyActor, duty: Duty, user: User, today: date) -> bool:
    """Say whether the person is this actor for this duty.

    The lead's judge is another person than the reporter, and does not work at the cooperating
    unit.
    """
    seen = orgs.reach(user, today)
    if actor is DutyActor.OFFICE:
        return seen.works_at(duty.task.assigner_id)
    if actor is DutyActor.COOPERATOR:
        return seen.works_at(duty.unit_id)
    judges = seen.works_at(duty.task.lead_id) and not seen.works_at(duty.unit_id)
    return judges and duty.reported_by_id != user.pk


def may_duty(event: DutyEvent, duty: Duty, user: User, today: date) -> bool:
    """Say whether the table of duties and the person's posts allow an event on a duty."""
    line = duty_transition(event, DutyState(duty.state))
    if line is None or not State(duty.task.state).is_owed:
        return False
    return acts_on_duty(line.actor, duty, user, today)


def duty_events_for(duty: Duty, user: User, today: date) -> list[DutyEvent]:
    """Return the events of the table of duties this person may cause now."""
    return [event for event in DutyEvent if may_duty(event, duty, user, today)]


def may_waive_child(task: Task, user: User, today: date) -> bool:
    """Say whether the person may let the parent close over this child: only its assigner."""
    open_child = task.parent_id is not None and State(task.state).is_open
    return open_child and task.waived_at is None and acts_as(Actor.OFFICE, task, user, today)


def cascade_scopes(task: Task, user: User, today: date) -> tuple[str, ...]:
    """Return the subtrees to which the person may split a task; none if they may not.

    The lead unit splits within its own scope. The assigner's office may split it for the lead
    within the office's scope: many leads are departments with no units below them. Either way
    the lead is the assigner of the parts.
    """
    scopes = set()
    if task.lead is not None and acts_as(Actor.LEAD, task, user, today):
        scopes.add(task.lead.scope_path)
    if task.lead is not None and acts_as(Actor.OFFICE, task, user, today):
        scopes.add(task.assigner.scope_path)
    return tree.widest(scopes)


def visible_comments(
    comments: QuerySet[PlanComment], user: User, today: date
) -> QuerySet[PlanComment]:
    """Narrow remarks on plans to those of the person's units, and all on plans within reach.

    What one unit remarks is never shown to its neighbors.
    """
    seen = orgs.reach(user, today)
    if seen.everything:
        return comments
    return comments.filter(
        orgs.within("unit__path", seen.scopes)
        | orgs.within("version__plan__owner__path", seen.scopes)
    )


def commenting_units(version: PlanVersion, user: User, today: date) -> list[Unit]:
    """Return the units for which the person may remark on a version: where they work.

    A unit named in a row, or an office below the one that asks, has a say; nobody else.
    """
    seen = orgs.reach(user, today)
    owner = version.plan.owner
    named = PlanRowUnit.objects.filter(row__version=version).values("unit_id")
    below = orgs.within("scope_path", (owner.scope_path,)) & ~Q(scope_path=owner.scope_path)
    below &= ~Q(scope_path=F("path"))
    units = Unit.objects.filter(Q(pk__in=named) | below, pk__in=seen.unit_ids(*orgs.WORKING_ROLES))
    return list(units.exclude(pk=owner.pk).order_by("path"))
