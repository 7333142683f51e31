"""Results of an assessment, each point with the facts behind it; frozen once final."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from changai.accounts.models import User
from changai.escalations import policies, rules
from changai.escalations.models import Finding, Objection, Result, Scheme
from changai.escalations.rules import Counts, Formula, SchemeState
from changai.evidence.models import Report
from changai.orgs.models import Unit
from changai.tasks.models import Duty, Task, TaskTarget
from changai.tasks.queries import DOWNWARD, local_day
from changai.tasks.rules import OWED

FORMULA_WORDS = {
    "ON_TIME": gettext_lazy("按期办结，每项加"),
    "REACHED": gettext_lazy("核实达标，按达标指标的比例加，最多"),
    "LATE": gettext_lazy("超期未办结，每项减"),
    "MADE_UP_LATE": gettext_lazy("超期后补办，每项减"),
    "RETURNED": gettext_lazy("到期后仍因质量退回，每次减"),
    "FALSE": gettext_lazy("填报不实，每次减"),
}
SCHEME_STATES = {
    "DRAFT": gettext_lazy("拟定中"),
    "OPEN": gettext_lazy("已公开，可提异议"),
    "FINAL": gettext_lazy("已定案"),
}
SCHEME_TONES = {"DRAFT": "grey", "OPEN": "blue", "FINAL": "green"}


@dataclass(frozen=True)
class LineFact:
    """One thing that counted: what it was, and the page that shows it."""

    text: str
    url: str


@dataclass(frozen=True)
class LineResult:
    """One line of a result. Units: `points` each, `total` with its sign; `count` times."""

    formula: str
    points: Decimal
    most: Decimal | None
    count: int
    of: int | None
    total: Decimal
    facts: tuple[LineFact, ...]

    @property
    def words(self) -> Any:
        """Return what the line counts."""
        return FORMULA_WORDS[self.formula]


@dataclass(frozen=True)
class UnitResult:
    """A unit's score and rank with every line; without tasks it has no rank."""

    unit: Unit
    score: Decimal
    rank: int | None
    task_count: int
    lines: tuple[LineResult, ...]


@dataclass
class _Tally:
    """What counted for one unit so far."""

    task_count: int = 0
    reached: int = 0
    targets: int = 0
    facts: dict[Formula, list[LineFact]] = field(
        default_factory=lambda: {one: [] for one in Formula}
    )

    def counts(self) -> Counts:
        """Return the numbers."""
        size = {one: len(found) for one, found in self.facts.items()}
        return Counts(
            on_time=size[Formula.ON_TIME],
            late=size[Formula.LATE],
            made_up_late=size[Formula.MADE_UP_LATE],
            returned=size[Formula.RETURNED],
            false=size[Formula.FALSE],
            reached=self.reached,
            targets=self.targets,
        )


def visible_schemes(*, user: User, today: date) -> QuerySet[Scheme]:
    """Return the schemes the person may see, newest first."""
    rows = Scheme.objects.select_related("unit", "made_by").order_by("-made_at", "-pk")
    return policies.visible_schemes(rows, user, today)


def lines_of(scheme: Scheme) -> list[rules.Line]:
    """Return the lines of a scheme in the order of the formulas. Cost: one query."""
    order = list(Formula)
    lines = [rules.Line(Formula(one.formula), one.points, one.most) for one in scheme.lines.all()]
    return sorted(lines, key=lambda one: order.index(one.formula))


def results_of(scheme: Scheme, *, today: date) -> list[UnitResult]:
    """Return the result of every unit that ever led a task of the scheme's unit, best first.

    Computed from live facts until the scheme is final, then as frozen. Units without a task in
    the period come last and are not ranked.
    Cost: about eight queries, however many units.
    """
    if scheme.state == SchemeState.FINAL:
        return _frozen(scheme)
    lines = lines_of(scheme)
    tallies = _tallies(scheme, today)
    led = Task.objects.filter(assigner=scheme.unit, lead__isnull=False).exclude(
        lead_id=F("assigner_id")
    )
    units = list(Unit.objects.filter(pk__in=led.values("lead_id")).order_by("path"))
    scored = [_scored(scheme, unit, tallies.get(unit.pk, _Tally()), lines) for unit in units]
    ranks = rules.ranks([one.score if one.task_count else None for one in scored])
    ranked = [
        UnitResult(one.unit, one.score, rank, one.task_count, one.lines)
        for one, rank in zip(scored, ranks, strict=True)
    ]
    return sorted(ranked, key=lambda one: (one.rank is None, one.rank or 0, one.unit.path))


def _scored(scheme: Scheme, unit: Unit, tally: _Tally, lines: Sequence[rules.Line]) -> UnitResult:
    counts = tally.counts()
    shown = tuple(
        LineResult(
            formula=line.formula.value,
            points=line.points,
            most=line.most,
            count=rules.count_of(line.formula, counts),
            of=counts.targets if line.formula is Formula.REACHED else None,
            total=rules.line_points(line, counts),
            facts=tuple(tally.facts[line.formula]),
        )
        for line in lines
    )
    points = rules.score(lines, counts, base=scheme.base, top=scheme.top)
    return UnitResult(unit, points, None, tally.task_count, shown)


def _frozen(scheme: Scheme) -> list[UnitResult]:
    rows = Result.objects.filter(scheme=scheme).select_related("unit")
    results = [
        UnitResult(
            row.unit, row.score, row.rank, row.task_count, tuple(_thaw(one) for one in row.lines)
        )
        for row in rows
    ]
    return sorted(results, key=lambda one: (one.rank is None, one.rank or 0, one.unit.path))


def _thaw(kept: Mapping[str, Any]) -> LineResult:
    return LineResult(
        formula=kept["formula"],
        points=Decimal(kept["points"]),
        most=Decimal(kept["most"]) if kept["most"] is not None else None,
        count=kept["count"],
        of=kept["of"],
        total=Decimal(kept["total"]),
        facts=tuple(LineFact(one["text"], one["url"]) for one in kept["facts"]),
    )


def freeze(line: LineResult) -> dict[str, Any]:
    """Return a line as it is stored once the scheme is final."""
    return {
        "formula": line.formula,
        "points": str(line.points),
        "most": str(line.most) if line.most is not None else None,
        "count": line.count,
        "of": line.of,
        "total": str(line.total),
        "facts": [{"text": one.text, "url": one.url} for one in line.facts],
    }


def _tallies(scheme: Scheme, today: date) -> dict[int, _Tally]:
    targets = TaskTarget.objects.filter(dropped_on=None)
    tasks = list(
        Task.objects.filter(
            assigner=scheme.unit, lead__isnull=False, due_on__range=(scheme.from_on, scheme.to_on)
        )
        .exclude(state="CANCELLED")
        .exclude(lead_id=F("assigner_id"))
        .prefetch_related(Prefetch("targets", targets))
        .order_by("due_on", "pk")
    )
    owing = set(
        Duty.objects.filter(
            task__assigner=scheme.unit, state=Duty.State.OPEN, due_on__lt=today
        ).values_list("task_id", flat=True)
    )
    tallies: dict[int, _Tally] = {}
    for task in tasks:
        _count_task(tallies.setdefault(task.lead_id or 0, _Tally()), task, today, owing)
    for unit_id, formula, fact in [*_returned(scheme), *_false(scheme)]:
        tallies.setdefault(unit_id, _Tally()).facts[formula].append(fact)
    return tallies


def _count_task(tally: _Tally, task: Task, today: date, owing: set[int]) -> None:
    """Count one task. Who waits for a cooperating unit or a stopped clock is not late for it."""
    tally.task_count += 1
    url = reverse("tasks:task", args=[task.pk])
    if task.done_on is not None:
        formula = Formula.ON_TIME if task.first_late_on is None else Formula.MADE_UP_LATE
        text = _("%(title)s，期限%(due)s，办结%(done)s") % {
            "title": task.title,
            "due": task.due_on,
            "done": task.done_on,
        }
        tally.facts[formula].append(LineFact(text, url))
    elif _is_late(task, today) and task.pk not in owing:
        text = _("%(title)s，期限%(due)s，未办结") % {"title": task.title, "due": task.due_on}
        tally.facts[Formula.LATE].append(LineFact(text, url))
    if task.due_on is not None and task.due_on <= today:
        for target in task.targets.all():
            tally.targets += 1
            if _is_reached(target):
                tally.reached += 1
                text = f"{target.what} {target.verified_value:f}/{target.value:f}{target.unit}"
                tally.facts[Formula.REACHED].append(LineFact(text, url))


def _is_late(task: Task, today: date) -> bool:
    owed = task.state in [state.value for state in OWED]
    if not owed or task.due_on is None or task.stopped_on is not None:
        return False
    return task.due_on < (task.submitted_on or today)


def _is_reached(target: TaskTarget) -> bool:
    if target.verified_value is None:
        return False
    if target.operator in DOWNWARD:
        return target.verified_value <= target.value
    return target.verified_value >= target.value


def _returned(scheme: Scheme) -> Iterable[tuple[int, Formula, LineFact]]:
    """Give the reports sent back once their task was due: a correction before then is free."""
    rows = Report.objects.filter(
        task__assigner=scheme.unit,
        state=Report.State.RETURNED,
        duty=None,
        task__due_on__range=(scheme.from_on, scheme.to_on),
    ).select_related("task")
    for row in rows.order_by("reviewed_at", "pk"):
        day = local_day(row.reviewed_at) if row.reviewed_at else None
        if day is not None and row.task.due_on is not None and day > row.task.due_on:
            text = _("%(title)s，%(day)s退回：%(words)s") % {
                "title": row.task.title,
                "day": day,
                "words": row.review_words,
            }
            url = reverse("evidence:show", args=[row.pk])
            yield row.unit_id, Formula.RETURNED, LineFact(text, url)


def _false(scheme: Scheme) -> Iterable[tuple[int, Formula, LineFact]]:
    rows = Finding.objects.filter(
        report__task__assigner=scheme.unit,
        withdrawn_reason="",
        found_on__range=(scheme.from_on, scheme.to_on),
    ).select_related("report__task")
    for row in rows.order_by("found_on", "pk"):
        text = _("%(title)s，%(day)s认定：%(words)s") % {
            "title": row.report.task.title,
            "day": row.found_on,
            "words": row.words,
        }
        url = reverse("evidence:show", args=[row.report_id])
        yield row.report.unit_id, Formula.FALSE, LineFact(text, url)


def seen_results(scheme: Scheme, *, user: User, today: date) -> list[UnitResult]:
    """Return the results the person may see: all for the office and above, else their own.

    Until the scheme is final nobody but the office sees a rank.
    """
    found = results_of(scheme, today=today)
    if policies.sees_all_results(scheme, user, today):
        return found
    final = scheme.state == SchemeState.FINAL
    return [
        UnitResult(one.unit, one.score, one.rank if final else None, one.task_count, one.lines)
        for one in found
        if policies.sees_result(scheme, one.unit, user, today)
    ]


def seen_objections(scheme: Scheme, *, user: User, today: date) -> list[Objection]:
    """Return the objections the person may see: all for the office, else those of their units."""
    rows = Objection.objects.filter(scheme=scheme).select_related("unit", "by", "answered_by")
    return [
        one
        for one in rows.order_by("at", "pk")
        if policies.sees_result(scheme, one.unit, user, today)
    ]


def objecting_units(scheme: Scheme, *, user: User, today: date) -> list[Unit]:
    """Return the assessed units for which the person may object today."""
    found = results_of(scheme, today=today)
    return [one.unit for one in found if policies.may_object(scheme, one.unit, user, today)]


def findable_reports(*, user: User, today: date, unit_id: int) -> list[Report]:
    """Return the last reports of a unit that the person may find false, newest first."""
    rows = Report.objects.filter(unit_id=unit_id, duty=None, finding=None)
    rows = rows.select_related("task", "unit").order_by("-at", "-pk")[:100]
    return [one for one in rows if policies.may_find(one, user, today)][:30]


def report_to_find(*, user: User, today: date, report_id: int) -> Report | None:
    """Return a report the person may find false, None where there is none."""
    rows = Report.objects.select_related("task__assigner", "unit", "by")
    found = rows.filter(pk=report_id, duty=None, finding=None).first()
    return found if found is not None and policies.may_find(found, user, today) else None


def answerable_objections(*, user: User, today: date) -> QuerySet[Objection]:
    """Return the objections to schemes of units where the person works."""
    units = policies.working_units(user, today).values("pk")
    rows = Objection.objects.select_related("scheme__unit", "unit")
    return rows.filter(scheme__unit_id__in=units)
