"""One screen for those who answer for the work: what is late and why, and what is verified."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from changai.accounts.models import User
from changai.calendar.queries import working_calendar
from changai.dashboards.queries._gaps import Gap, biggest_gaps
from changai.dashboards.queries._places import PlaceRow, place_rows
from changai.orgs import policies as orgs
from changai.tasks import policies
from changai.tasks import queries as tasks
from changai.tasks.models import Duty, Extension, Stop, Task, TaskEvent, TaskTarget
from changai.tasks.rules import OPEN, OWED, Colour, Event, State

LATE_SHOWN = 12
LEADING_ROLES = frozenset({*orgs.OVERSEEING_ROLES, orgs.Role.OFFICE})
OWED_STATES = [state.value for state in OWED]
OPEN_STATES = [state.value for state in OPEN]


@dataclass(frozen=True)
class Cause:
    """Why a task is late, as far as its facts tell: a code and words."""

    code: str
    words: str


@dataclass(frozen=True)
class LateTask:
    """A late task with its causes. Units: `days_late` in working days."""

    task: Task
    days_late: int
    causes: tuple[Cause, ...]


@dataclass(frozen=True)
class LeaderPage:
    """All that the page shows.

    Grain: `late` is in the order of the tree of units, the longest late first within a unit.
    Units: all counts are tasks, but `said_count` and the like, which are targets.
    """

    by_colour: Mapping[str, int]
    owed_count: int
    unsigned_count: int
    waiting_count: int
    blocked_count: int
    asked_count: int
    late: list[tuple[str, list[LateTask]]]
    late_count: int
    places: list[PlaceRow]
    said_count: int
    verified_count: int
    published_count: int
    target_count: int
    gaps: list[Gap]


def may_lead(user: User, today: date) -> bool:
    """Say whether the person has a post for which this page is made."""
    return any(post.role in LEADING_ROLES for post in orgs.reach(user, today).held)


def leader_page(*, user: User, today: date) -> LeaderPage:
    """Return the one screen of a leader, over all tasks within their reach.

    Cost: about a dozen queries, however many tasks.
    """
    seen = tasks.visible_tasks(user=user, today=today)
    counts = _counts(seen.order_by(), today)
    late, late_count = _late(seen, user, today), counts[Colour.RED.value]
    shares = _shares(seen, user, today)
    return LeaderPage(
        by_colour={colour.value: counts[colour.value] for colour in Colour},
        owed_count=counts["owed"],
        unsigned_count=counts["unsigned"],
        waiting_count=counts["waiting"],
        blocked_count=counts["blocked"],
        asked_count=Extension.objects.filter(
            task__in=seen.order_by().values("pk"), state=Extension.State.ASKED
        ).count(),
        late=late,
        late_count=late_count,
        places=place_rows(seen, user, today),
        said_count=shares["said"],
        verified_count=shares["verified"],
        published_count=shares["published"],
        target_count=shares["all"],
        gaps=biggest_gaps(seen, user, today),
    )


def _counts(seen: QuerySet[Task], today: date) -> Mapping[str, int]:
    near = tasks.near_until(today)
    wanted: dict[str, Q] = {
        colour.value: tasks.colour_condition(colour, today, near) for colour in Colour
    }
    wanted["owed"] = Q(state__in=OWED_STATES)
    wanted["unsigned"] = Q(state=State.ASSIGNED.value)
    wanted["waiting"] = Q(state__in=OWED_STATES, stopped_on__isnull=False)
    wanted["blocked"] = Q(state__in=OWED_STATES) & ~Q(blocked_words="")
    found: dict[str, int] = seen.aggregate(
        **{name: Count("pk", filter=condition) for name, condition in wanted.items()}
    )
    return found


def _late(seen: QuerySet[Task], user: User, today: date) -> list[tuple[str, list[LateTask]]]:
    """Return the late tasks nearest to the top of the tree, by lead unit."""
    red = tasks.colour_condition(Colour.RED, today, tasks.near_until(today))
    rows = list(seen.filter(red).order_by(F("lead__depth").asc(), "due_on", "pk")[:LATE_SHOWN])
    # Why it is late is the lead's to say: a unit that only helps does not read it.
    whole = [task for task in rows if policies.sees_whole(task, user, today)]
    causes = _causes(whole, today)
    by_unit: dict[str, list[LateTask]] = {}
    for task in rows:
        days = working_calendar().workdays_between(task.due_on, today) if task.due_on else 0
        by_unit.setdefault(str(task.lead), []).append(LateTask(task, days, causes.get(task.pk, ())))
    return list(by_unit.items())


def _causes(rows: Sequence[Task], today: date) -> dict[int, tuple[Cause, ...]]:
    """Return why tasks are late: what stands in their facts, never a guess.

    Cost: five queries, however many tasks.
    """
    ids = [task.pk for task in rows]
    stops = {one.task_id: one for one in _open_stops(ids)}
    duties = _grouped(
        Duty.objects.filter(task__in=ids, state__in=[Duty.State.OPEN, Duty.State.REPORTED])
        .select_related("unit")
        .order_by("due_on", "pk")
    )
    children = dict(
        Task.objects.filter(parent__in=ids, state__in=OPEN_STATES, waived_at=None)
        .order_by()
        .values_list("parent")
        .annotate(count=Count("pk"))
    )
    reported = set(
        TaskEvent.objects.filter(task__in=ids, event=Event.REPORT.value).values_list(
            "task", flat=True
        )
    )
    asked = set(
        Extension.objects.filter(task__in=ids, state=Extension.State.ASKED).values_list(
            "task", flat=True
        )
    )
    return {
        task.pk: tuple(
            _causes_of(
                task,
                stop=stops.get(task.pk),
                duties=duties.get(task.pk, []),
                children=children.get(task.pk, 0),
                reported=task.pk in reported,
                asked=task.pk in asked,
            )
        )
        for task in rows
    }


def _open_stops(ids: Sequence[int]) -> QuerySet[Stop]:
    return Stop.objects.filter(task__in=ids, to_on=None).select_related("waiting_for")


def _grouped(duties: Iterable[Duty]) -> dict[int, list[Duty]]:
    found: dict[int, list[Duty]] = {}
    for duty in duties:
        found.setdefault(duty.task_id, []).append(duty)
    return found


def _causes_of(
    task: Task,
    *,
    stop: Stop | None,
    duties: Sequence[Duty],
    children: int,
    reported: bool,
    asked: bool,
) -> Iterable[Cause]:
    if task.blocked_words:
        yield Cause("blocked", _("受阻：%s") % task.blocked_words)
    if stop is not None:
        yield Cause("stopped", _("停表：%s") % (stop.waiting_for or stop.words))
    if task.state == State.ASSIGNED.value:
        day = date_format(task.assigned_on, "DATE_FORMAT") if task.assigned_on else ""
        yield Cause("unsigned", _("%s 交办，至今未签收") % day)
        return
    if task.state == State.UNDER_REVIEW.value:
        yield Cause("review", _("已报送，等待交办单位审核"))
    if duties:
        names = _("、").join(str(duty.unit) for duty in duties[:3])
        yield Cause("waiting", _("等待配合单位：%s") % names)
    if children:
        yield Cause(
            "below",
            ngettext("下级还有 %(count)d 项未办结", "下级还有 %(count)d 项未办结", children)
            % {"count": children},
        )
    if asked:
        yield Cause("asked", _("已申请延期，待答复"))
    if not reported and task.state == State.IN_PROGRESS.value:
        yield Cause("silent", _("签收后没有填报过进展"))
    elif not (task.blocked_words or stop or duties or children or asked) and (
        task.state == State.IN_PROGRESS.value
    ):
        yield Cause("unexplained", _("有进展，未说明超期原因"))


def _shares(seen: QuerySet[Task], user: User, today: date) -> Mapping[str, int]:
    targets = TaskTarget.objects.filter(dropped_on=None).exclude(task__state=State.CANCELLED.value)
    if not orgs.reach(user, today).everything:
        targets = targets.filter(task__in=seen.order_by().values("pk"))
    found: dict[str, int] = targets.aggregate(
        all=Count("pk"),
        said=Count("pk", filter=Q(said_value__isnull=False)),
        verified=Count("pk", filter=Q(verified_value__isnull=False)),
        published=Count("pk", filter=Q(published_value__isnull=False)),
    )
    return found
