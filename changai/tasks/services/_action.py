"""One action of one person: what it changes is checked, gathered, and recorded once at its end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.audit import services as audit
from changai.kernel.bulk import insert_row, insert_rows, update_rows
from changai.kernel.prepared import Prepared
from changai.notices import services as notices
from changai.orgs import queries as orgs
from changai.orgs.policies import WORKING_ROLES
from changai.tasks import policies, rules
from changai.tasks.models import DueChange, Task, TaskEvent
from changai.tasks.queries import local_day
from changai.tasks.rules import Actor, Event, State
from changai.tasks.services import _refusals as refusals
from changai.tasks.services._guards import GUARDS, Asked

BATCH = 2000
# Names of people stand in the task; the audit outlives it and keeps only that they changed.
PERSONAL = frozenset({"leader_name", "responsible_name"})


def _by_id(task_id: int) -> QuerySet[Task]:
    return Task.objects.select_for_update().filter(pk=task_id)


_ALONE: Prepared[Task] = Prepared(_by_id, int)


class Step(NamedTuple):
    """One row of the life of a task, as it will be written."""

    task_id: int
    event: str
    from_state: str
    to_state: str
    by_id: int
    unit_id: int
    at: datetime
    words: str = ""


class Due(NamedTuple):
    """One row of the dates of a task, as it will be written."""

    task_id: int
    due_on: date | None
    in_force_from: date
    cause: str
    words: str = ""


@dataclass(frozen=True)
class Note:
    """Something to tell the people who work at some units."""

    unit_ids: tuple[int, ...]
    kind: str
    key: str
    facts: Mapping[str, Any]
    url: str
    urgent: bool = False


@dataclass
class Action:
    """Gathers what one action writes. `by` is None only for the clock."""

    name: str
    by: User
    at: datetime
    today: date
    events: list[Step] = field(default_factory=list)
    due_changes: list[Due] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    touched: dict[int, audit.Touched] = field(default_factory=dict)

    def lock(self, task_id: int) -> Task:
        """Return the task as it stands, locked until the end of the transaction.

        Raises:
            NotThere: it does not exist.
        """
        locked = Task.objects.select_for_update(of=("self",)).select_related("assigner", "lead")
        task = locked.filter(pk=task_id).first()
        if task is None:
            raise refusals.NotThere(_("任务不存在。"))
        return task

    def lock_alone(self, task_id: int) -> Task:
        """Return the locked task without its units, at a fraction of the cost.

        Raises:
            NotThere: it does not exist.
        """
        for task in _ALONE.rows(task_id):
            return task
        raise refusals.NotThere(_("任务不存在。"))

    def lock_for(self, event: Event, task: Task, seen_revision: int | None, asked: Asked) -> Task:
        """Return the locked task after permission, state and every guard of the table's line.

        Raises:
            NotAllowed: the person is not the actor of the line.
            OutOfDate: it is no longer what the person saw.
            NotNow: the table has no such step from its state.
        """
        fresh = self.lock(task.pk)
        self.require_line(event, fresh, task.state, seen_revision, asked)
        return fresh

    def require_line(
        self, event: Event, fresh: Task, state: str, seen_revision: int | None, asked: Asked
    ) -> None:
        """Refuse what the table's line does not allow with a task that is locked.

        Raises:
            NotAllowed: the person is not the actor of the line.
            OutOfDate: it is no longer what the person saw.
            NotNow: the table has no such step from its state.
        """
        line = rules.line_of(event)
        if not policies.acts_as(line.actor, fresh, self.by, self.today):
            if line.actor in (Actor.REVIEWER, Actor.STRIKER):
                GUARDS[rules.Guard.ANOTHER_PERSON](fresh, asked)
            raise refusals.NotAllowed(_("你没有办理此事项的权限。"))
        self.require_seen(fresh, state, seen_revision)
        if fresh.state not in line.sources:
            raise refusals.NotNow(_("任务当前状态不能办理此事项，请刷新页面。"))
        for guard in line.guards:
            GUARDS[guard](fresh, asked)

    def require_seen(self, fresh: Task, state: str, seen_revision: int | None) -> None:
        """Refuse what was decided on an older sight of the task."""
        stale = seen_revision is not None and seen_revision != fresh.revision
        if stale or state != fresh.state:
            raise refusals.OutOfDate(_("任务刚刚被他人更新，请刷新后再办理。"))

    @contextmanager
    def one(self) -> Iterator[None]:
        """Forget what was gathered for one object of a bulk order if it is refused."""
        counts = len(self.events), len(self.due_changes), len(self.notes)
        touched = dict(self.touched)
        try:
            yield
        except refusals.Refused:
            del self.events[counts[0] :], self.due_changes[counts[1] :], self.notes[counts[2] :]
            self.touched = touched
            raise

    def require_office(self, task: Task) -> None:
        """Refuse anybody but the office of the assigning unit."""
        if not policies.acts_as(Actor.OFFICE, task, self.by, self.today):
            raise refusals.NotAllowed(_("只有交办单位可以办理此事项。"))

    def require_lead(self, task: Task) -> None:
        """Refuse anybody but the lead unit."""
        if not policies.acts_as(Actor.LEAD, task, self.by, self.today):
            raise refusals.NotAllowed(_("只有牵头单位可以办理此事项。"))

    def require_state(self, task: Task, states: Iterable[State]) -> None:
        """Refuse a task in another state."""
        if task.state not in set(states):
            raise refusals.NotNow(_("任务当前状态不能办理此事项，请刷新页面。"))

    def change(self, task: Task, **changes: Any) -> None:
        """Write changes where the task is still as it was read, and keep both sides.

        Raises:
            OutOfDate: somebody else changed it in between.
        """
        still = {"id": task.pk, "state": task.state, "revision": task.revision}
        if not update_rows(Task, {**changes, "revision": task.revision + 1}, where=still):
            raise refusals.OutOfDate(_("任务刚刚被他人更新，请刷新后再办理。"))
        before = {name: getattr(task, name) for name in changes}
        for name, value in changes.items():
            setattr(task, name, value)
        task.revision += 1
        self.touch(task.pk, task.assigner_id, before, changes)

    def touch(
        self, pk: int, unit_id: int | None, before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> None:
        """Remember what an object was and became; the first before and the last after count."""
        known = self.touched.get(pk)
        old, new = _kept(before), _kept(after)
        if known:
            old, new = {**old, **known.before}, {**known.after, **new}
        self.touched[pk] = audit.Touched(pk, unit_id, old, new)

    def step(self, event: Event, task: Task, *, words: str = "", **changes: Any) -> None:
        """Move a task along the line of an event."""
        left = task.state
        self.change(task, state=rules.line_of(event).target.value, **changes)
        self.log(event.value, task, left, words)

    def log(self, event: str, task: Task, left: str, words: str = "") -> None:
        """Put a step into the life of a task, for those who see it."""
        self.events.append(
            Step(
                task.pk,
                event,
                left,
                task.state,
                self.by.pk,
                self.unit_for(task),
                self.at,
                words[:300],
            )
        )

    def unit_for(self, task: Task) -> int:
        """Return the unit the person acts for: the lead where they work there, else the assigner.

        A reviewer never works at the lead unit, but for an office's own tasks, which are both.
        """
        if task.lead_id and policies.acts_as(Actor.LEAD, task, self.by, self.today):
            return task.lead_id
        return task.assigner_id

    def due(self, task: Task, cause: str, *, words: str = "", from_on: date | None = None) -> None:
        """Note that the due date of the task, as it now is, is in force from a day."""
        self.due_changes.append(
            Due(task.pk, task.due_on, from_on or self.today, cause, words[:300])
        )

    def note(
        self,
        kind: str,
        task: Task,
        unit_ids: Iterable[int | None],
        *,
        mark: str = "",
        urgent: bool = False,
        **facts: Any,
    ) -> None:
        """Remember whom to tell; the title of the task is told always."""
        key = f"{kind}:{task.pk}:{mark or task.revision}"
        told = tuple(unit for unit in unit_ids if unit is not None)
        facts = {"title": task.title, **facts}
        self.notes.append(Note(told, kind, key, facts, task_url(task.pk), urgent))

    def finish_as(
        self, thing: Model, *, unit_id: int, before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> None:
        """Finish an action on something that belongs to a task."""
        self.write_steps()
        audit.record(
            self.name, thing, by=self.by, at=self.at, unit_id=unit_id, before=before, after=after
        )
        self._tell()

    def finish_bulk(self, thing: Model, *, unit_id: int, after: Mapping[str, Any]) -> None:
        """Finish an action on a thing that changed many tasks: one entry, a line per task."""
        self.write_steps()
        lines = list(self.touched.values())
        audit.record(
            self.name, thing, by=self.by, at=self.at, unit_id=unit_id, after=after, touched=lines
        )
        self._tell()

    def write_steps(self) -> None:
        """Write the steps and the dates gathered; `finish` does it for every action of its own."""
        if len(self.events) == 1:
            insert_row(TaskEvent, Step._fields, self.events[0])
        elif self.events:
            insert_rows(TaskEvent, Step._fields, self.events)
        if self.due_changes:
            insert_rows(DueChange, Due._fields, self.due_changes)

    def finish(self, main: Task | None = None) -> None:
        """Write the steps, the dates, the one audit entry and the notices."""
        self.write_steps()
        lines = list(self.touched.values())
        own = self.touched.get(main.pk) if main else None
        audit.record(
            self.name,
            main or Task,
            by=self.by,
            at=self.at,
            unit_id=self.unit_for(main) if main else _only({line.unit_id for line in lines}),
            before=own.before if own else None,
            after=own.after if own else None,
            touched=lines if main is None or len(lines) > 1 else (),
        )
        self._tell()

    def _tell(self) -> None:
        if not self.notes:
            return
        units = {unit for note in self.notes for unit in note.unit_ids}
        people = orgs.people_at(units, WORKING_ROLES, today=self.today)
        notices.tell_many(
            messages=[
                notices.Message(
                    people=[one for unit in note.unit_ids for one in people.get(unit, ())],
                    kind=note.kind,
                    key=note.key,
                    facts=note.facts,
                    url=note.url,
                    urgent=note.urgent,
                )
                for note in self.notes
            ],
            at=self.at,
            by=self.by,
        )


@contextmanager
def acting(name: str, *, by: User, at: datetime) -> Iterator[Action]:
    """Open the one transaction of an action; whoever opens it calls `finish` last."""
    with transaction.atomic():
        yield Action(name, by, at, local_day(at))


def task_url(task_id: int) -> str:
    """Return the address of a task's page, as a notice keeps it."""
    return f"/tasks/{task_id}/"


def lead_of(task: Task) -> int:
    """Return the unit that leads a task.

    Raises:
        LeadMissing: none does.
    """
    if task.lead_id is None:
        raise refusals.LeadMissing(_("任务还没有牵头单位。"))
    return task.lead_id


def keep_up(seen: Task, fresh: Task) -> Task:
    """Bring the caller's own object up to what was written, and return the fresh one."""
    for name in ("state", "revision", "lead_id", "due_on", "submitted_by_id", "submitted_on"):
        setattr(seen, name, getattr(fresh, name))
    return fresh


def _only(units: set[int | None]) -> int | None:
    return next(iter(units)) if len(units) == 1 else None


def _kept(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: "***" if name in PERSONAL else _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, User):
        return value.pk
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
