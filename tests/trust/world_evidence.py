"""Reports of siblings, their files, requests for reports and what was published."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from changai.evidence import services
from changai.evidence.models import Report
from changai.tasks.models import Task
from tests.trust.tree import Person
from tests.trust.world import Thing, World, fresh_key, worker_of

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
    b"\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff"
    b"\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)
# Where a report is made, and by which units: two cities', two enterprises', a lead's.
REPORTED = (
    "province>AO",
    "province>BO",
    "province>AO>A1O>E1",
    "province>AO>A1O>E2",
    "province>AO>A2O>E3",
    "province>BO>B1O>E7",
    "province",
    "zone",
)


def reads_report(who: Person, report: Thing) -> bool:
    """A report is for those at or above its unit, the lead and the assigner of its task."""
    task = report.task
    return any(who.sees(unit) for unit in (report.unit, task.lead, task.assigner))


def add_evidence(world: World) -> None:
    """Add a report with a file for each task above, a duty's, a request and a publication."""
    for key in REPORTED:
        [task] = world.of("task", key)
        _report(world, key, task, task.lead)
    _requests(world)
    _publications(world)
    _late(world)


def _report(world: World, key: str, task: Thing, unit: str) -> Thing:
    by = world.user(worker_of(unit))
    report = Thing(key, None, unit, {"task": task})
    reads = lambda who: reads_report(who, report)  # noqa: E731
    kept = lambda who: reads_report(who, report) or who.audits(unit)  # noqa: E731
    file = services.keep_file(
        unit=world.units[unit],
        name=world.mark(f"evidence file of {key}", kept) + ".png",
        content=PNG + key.encode(),
        by=by,
        at=world.now,
    )
    said = f"4.827{len(world.marks.values)}"
    values = {one.pk: Decimal(said) for one in task.row.targets.all()}
    if values:
        world.marks.value(said, f"value said of {key}", kept)
    row = services.post_report(
        task=task.row,
        purpose=Report.Purpose.PROGRESS,
        period=f"{world.today:%Y-%m}",
        client_key=fresh_key(),
        changed_words="已办" + world.mark(f"report of {key}", reads),
        blocked_words="缺资金" + world.mark(f"obstacle of {key}", kept),
        values=values,
        file_ids=[file.pk],
        by=by,
        at=world.now,
    )
    task.row.refresh_from_db()
    world.keep("file", key, file, unit, report=report)
    return world.keep("report", key, row, unit, task=task, reporter=worker_of(unit))


def _requests(world: World) -> None:
    for unit, key in (("AO", "province>AO>A1O"), ("BO", "province>BO>B1O")):
        [task] = world.of("task", key)
        told = lambda who, at=unit, of=task: (  # noqa: E731
            who.sees(at) or who.sees(of.lead) or who.audits(at)
        )
        row = services.request_reports(
            unit=world.units[unit],
            task_ids=[task.pk],
            period=f"{world.today.year}",
            due_on=world.today + timedelta(days=9),
            words="请报" + world.mark(f"request of {unit}", told),
            by=world.user(f"{unit}.OFFICE"),
            at=world.now,
            client_key=fresh_key(),
        )
        world.keep("request", unit, row, unit, task=task)


def _publications(world: World) -> None:
    [report] = world.of("report", "province")
    values = {one.target_id: Decimal(4) for one in report.row.values.all()}
    services.verify_report(
        report=report.row,
        by=world.user("PO.OFFICE"),
        at=world.now,
        values=values,
        words="核减"
        + world.mark("verdict", lambda who: reads_report(who, report) or who.audits("D", "PO")),
    )
    targets = list(report.task.row.targets.values_list("pk", flat=True))
    row = services.publish_values(
        unit=world.units["PO"],
        target_ids=targets,
        title="年报" + world.mark("publication of PO", lambda who: who.serves_under("PO")),
        published_on=world.today,
        by=world.user("PO.OFFICE"),
        at=world.now,
        client_key=fresh_key(),
    )
    world.keep("publication", "PO", row, "PO")


def _late(world: World) -> None:
    """Let the province's task be late, so that pages say why."""
    [task] = world.of("task", "province")
    Task.objects.filter(pk=task.pk).update(due_on=world.today - timedelta(days=9))
    for thing in world.of("task"):
        thing.row.refresh_from_db()
    for thing in world.of("duty"):
        thing.row.refresh_from_db()
