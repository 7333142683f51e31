"""What the software proposes today: late, behind and near matters, each with its cause."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F, Max, Prefetch, Q, QuerySet

from changai.accounts.models import User
from changai.escalations import policies, rules
from changai.escalations.models import Slip
from changai.escalations.queries._words import (
    CAUSE_WORDS,
    LEVEL_TONES,
    LEVEL_WORDS,
    workdays_before,
)
from changai.escalations.rules import Cause, Level, Matter, Proposal, State
from changai.evidence.models import Report
from changai.orgs import policies as orgs
from changai.orgs.models import Unit
from changai.tasks import queries as tasks
from changai.tasks import rules as task_rules
from changai.tasks.models import Duty, Extension, Stop, Task, TaskTarget
from changai.tasks.rules import Colour, ColourReading

MOST = 300


@dataclass
class Known:
    """What is known of some matters beside their tasks, by task."""

    slips: dict[int, list[Slip]] = field(default_factory=dict)
    late_duties: dict[int, list[Unit]] = field(default_factory=dict)
    waiting_for: dict[int, str] = field(default_factory=dict)
    extensions: set[int] = field(default_factory=set)
    reported_at: dict[int, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class MatterRow:
    """A matter with its light, its cause and what is proposed.

    `waits_for` names those the lead waits for, and then no slip is proposed against the lead.
    `slips` are those that went to the lead before, the oldest first. Units: `days_late` in days.
    """

    task: Task
    reading: ColourReading
    colour: Mapping[str, Any]
    proposal: Proposal
    cause_on: date
    waits_for: tuple[str, ...]
    slips: tuple[Slip, ...]
    failed: Slip | None
    target: TaskTarget | None
    reported_at: Any
    unsigned: bool

    @property
    def to_unit_id(self) -> int:
        """Return the unit a slip would go to: the lead."""
        return self.task.lead_id or self.task.assigner_id

    @property
    def level_words(self) -> Any:
        """Return the name of what is proposed."""
        return LEVEL_WORDS[self.proposal.level.value] if self.proposal.level else ""

    @property
    def level_tone(self) -> str:
        """Return the tone of what is proposed."""
        return LEVEL_TONES[self.proposal.level.value] if self.proposal.level else "grey"

    @property
    def cause_words(self) -> Any:
        """Return the cause, or why nothing is proposed."""
        return CAUSE_WORDS[self.proposal.cause.value]

    @property
    def light_words(self) -> Any:
        """Return what is wrong with the matter."""
        return CAUSE_WORDS[self.proposal.light.value]


def matter_rows(found: Iterable[Task], *, today: date) -> list[MatterRow]:
    """Return what is proposed for each of some tasks read with lead, assigner and targets.

    Cost: five queries, however many tasks.
    """
    some = list(found)
    known = _known([task.pk for task in some], today)
    near = tasks.near_until(today)
    unsigned_before = workdays_before(today, "sign_for_within")
    return [_matter(task, known, today, near, unsigned_before) for task in some]


def _known(ids: Sequence[int], today: date) -> Known:
    known = Known()
    slips = policies.with_sent(Slip.objects.filter(task_id__in=ids)).exclude(
        state__in=[State.DISMISSED, State.WITHDRAWN]
    )
    for slip in slips.order_by("made_at", "pk"):
        known.slips.setdefault(slip.task_id, []).append(slip)
    owing = Duty.objects.filter(task_id__in=ids, state=Duty.State.OPEN, due_on__lt=today)
    for duty in owing.select_related("unit").order_by("due_on", "pk"):
        known.late_duties.setdefault(duty.task_id, []).append(duty.unit)
    stops = Stop.objects.filter(task_id__in=ids, to_on=None).select_related("waiting_for")
    known.waiting_for = {
        stop.task_id: stop.waiting_for.name if stop.waiting_for else stop.words for stop in stops
    }
    asked = Extension.objects.filter(task_id__in=ids, state=Extension.State.ASKED, asked_late=False)
    known.extensions = set(asked.values_list("task_id", flat=True))
    last = Report.objects.filter(task_id__in=ids, duty=None).order_by().values("task_id")
    known.reported_at = dict(last.annotate(last=Max("at")).values_list("task_id", "last"))
    return known


def _matter(task: Task, known: Known, today: date, near: date, unsigned_before: date) -> MatterRow:
    reading = task_rules.colour(tasks.time_facts(task), today=today, near_until=near)
    slips = [one for one in known.slips.get(task.pk, []) if one.to_unit_id == task.lead_id]
    failed = [one for one in slips if _failed(one, today)]
    unsigned = (
        task.state == task_rules.State.ASSIGNED
        and task.assigned_on is not None
        and task.assigned_on < unsigned_before
    )
    owing = known.late_duties.get(task.pk, [])
    matter = Matter(
        colour_cause=reading.cause,
        unsigned=unsigned,
        poor=task.poor_quality,
        submitted=task.submitted_on is not None,
        stopped=task.stopped_on is not None,
        duty_late=bool(owing),
        extension_asked=task.pk in known.extensions,
        running=any(
            State(one.state).is_live and one not in failed and one.level != Level.REMINDER
            for one in slips
        ),
        failed=tuple(Level(one.level) for one in failed),
    )
    proposal = rules.propose(matter)
    waits: tuple[str, ...] = ()
    if proposal.cause is Cause.WAITING_UNIT:
        waits = tuple(dict.fromkeys(unit.name for unit in owing))
    elif proposal.cause is Cause.CLOCK_STOPPED:
        waits = (known.waiting_for.get(task.pk, ""),)
    elif proposal.cause in (Cause.UNDER_REVIEW, Cause.EXTENSION):
        waits = (task.assigner.name,)
    targets = list(task.targets.all())
    return MatterRow(
        task=task,
        reading=reading,
        colour=tasks.colour_in_words(reading),
        proposal=proposal,
        cause_on=_cause_on(task, proposal.light, today),
        waits_for=waits,
        slips=tuple(one for one in slips if policies.is_sent(one)),
        failed=max(failed, key=lambda one: Level(one.level).rung, default=None),
        target=targets[0] if targets else None,
        reported_at=known.reported_at.get(task.pk),
        unsigned=unsigned,
    )


def _failed(slip: Slip, today: date) -> bool:
    if not policies.is_sent(slip) or Level(slip.level).rung == 0:
        return False
    lifted = not State(slip.state).is_live
    return rules.has_failed(until_on=slip.until_on, today=today, lifted=lifted)


def _cause_on(task: Task, light: Cause, today: date) -> date:
    """Return the day that names a cause: the same cause of the same day is proposed once."""
    by_light = {Cause.BEHIND: task.behind_on, Cause.UNSIGNED: task.assigned_on}
    return by_light.get(light, task.due_on) or task.due_on or task.assigned_on or today


def escalable_tasks(*, user: User, today: date) -> QuerySet[Task]:
    """Return the tasks owed to units where the person works, with lead, assigner and targets."""
    units = orgs.reach(user, today).unit_ids(*orgs.WORKING_ROLES)
    owed = [state.value for state in task_rules.OWED]
    rows = Task.objects.filter(assigner_id__in=units, state__in=owed, lead__isnull=False)
    rows = rows.exclude(lead_id=F("assigner_id"))
    targets = TaskTarget.objects.filter(dropped_on=None).order_by("position", "pk")
    return rows.select_related("lead", "assigner", "row").prefetch_related(
        Prefetch("targets", targets)
    )


def one_matter(*, task: Task, today: date) -> MatterRow:
    """Return what is proposed for one task."""
    return matter_rows([task], today=today)[0]


def proposals(*, user: User, today: date, light: str = "") -> list[MatterRow]:
    """Return the matters of today that are not in order, what is proposed first.

    Those dismissed with the same cause are left out; at most 300, soonest due first.
    Cost: seven queries, however many matters.
    """
    near = tasks.near_until(today)
    lit = Q(poor_quality=True) | Q(
        state=task_rules.State.ASSIGNED, assigned_on__lt=workdays_before(today, "sign_for_within")
    )
    for colour in (Colour.RED, Colour.YELLOW, Colour.BLUE):
        lit |= tasks.colour_condition(colour, today, near)
    found = escalable_tasks(user=user, today=today).filter(lit)
    rows = matter_rows(found.order_by(F("due_on").asc(nulls_last=True), "pk")[:MOST], today=today)
    no = set(
        Slip.objects.filter(
            state=State.DISMISSED, task_id__in=[row.task.pk for row in rows]
        ).values_list("task_id", "cause", "cause_on")
    )
    kept = [
        row
        for row in rows
        if row.proposal.light is not Cause.NOTHING
        and (row.task.pk, row.proposal.light.value, row.cause_on) not in no
        and light in ("", row.proposal.light.value)
    ]
    return sorted(kept, key=_order)


def _order(row: MatterRow) -> tuple[bool, date, int, int, int]:
    """What is proposed first; then the soonest due, the height of the slip, the cause's weight."""
    rung = row.proposal.level.rung if row.proposal.level else 0
    weight = list(Cause).index(row.proposal.light)
    due_on = row.task.due_on or date.max
    return (row.proposal.level is None, due_on, -rung, weight, row.task.pk)
