"""A cascade to every city, county and 5,000 enterprises, against the bare insert of its rows."""

from __future__ import annotations

import statistics
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench import world
from bench.figures import Figure, stopwatch

LIMIT = 4.0
ROUNDS = 5
Rows = dict[str, tuple[list[str], list[tuple[Any, ...]]]]


def measure() -> list[Figure]:
    """Return the median ratio of the product's cascade to the bare bulk insert."""
    world.start()
    task_id = _task()
    ratios, count = [], 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(ROUNDS):
            product = world.copy_to(Path(folder) / f"product{number}.sqlite3")
            bare = world.copy_to(Path(folder) / f"bare{number}.sqlite3")
            world.use(product)
            before = _marks()
            seconds = _cascade(task_id)
            rows = _written(before)
            count = sum(len(values) for _, values in rows.values())
            world.use(bare)
            ratios.append(seconds / _insert(rows))
        world.use(world.database())
    spread = f"{min(ratios):.2f}..{max(ratios):.2f}"
    note = f"[{count} rows, median of {ROUNDS} rounds, {spread}]"
    return [Figure("cascade", statistics.median(ratios), LIMIT, "x bare insert", True, note)]


def _task() -> int:
    """Register, assign and sign for a task of the province that is then cascaded."""
    from changai.orgs.models import Unit
    from changai.tasks import services

    office = world.province_office()
    clerk = world.worker_of(office)
    lead = Unit.objects.filter(kind="member_unit").order_by("path").first()
    task = services.register_task(
        draft=services.TaskDraft(
            assigner_id=office.pk,
            title="新增试点企业",
            clause_words="年底前新增试点企业。",
            clause_where="量测文件",
            shape="count",
            targets=(services.TargetDraft(Decimal(6000), "家", ">=", "新增试点企业"),),
            axes=("task_merit",),
        ),
        by=clerk,
        at=world.NOW,
    )
    services.assign_task(task=task, lead_ids=[lead.pk], due_on=world.DUE, by=clerk, at=world.NOW)
    services.acknowledge_task(task=task, by=world.worker_of(lead), at=world.NOW)
    return int(task.pk)


def _cascade(task_id: int) -> float:
    """Cascade the task to every office and enterprise below; return the seconds it took."""
    from changai.orgs.models import Unit
    from changai.tasks import services
    from changai.tasks.models import Task

    task = Task.objects.select_related("assigner", "lead").get(pk=task_id)
    units = Unit.objects.filter(kind__in=["reform_office", "enterprise"])
    wanted = list(units.exclude(tier="PROVINCE").values_list("pk", flat=True))
    target = task.targets.get().pk
    splits = [services.Split(pk, due_on=world.DUE, quotas={target: Decimal(1)}) for pk in wanted]
    clerk = world.worker_of(task.assigner)
    with stopwatch() as spent:
        made = services.cascade_task(task=task, targets=splits, by=clerk, at=world.NOW)
    if len(made) != len(wanted):
        raise AssertionError(f"{len(made)} of {len(wanted)} parts were made")
    return spent[0]


def _tables() -> list[str]:
    from django.apps import apps

    wanted = {"tasks", "audit", "notices"}
    return [model._meta.db_table for model in apps.get_models() if model._meta.app_label in wanted]


def _marks() -> dict[str, int]:
    from django.db import connection

    with connection.cursor() as cursor:
        marks = {}
        for table in _tables():
            cursor.execute(f'SELECT COALESCE(MAX(id), 0) FROM "{table}"')
            marks[table] = cursor.fetchone()[0]
    return marks


def _written(before: dict[str, int]) -> Rows:
    """Return every row the cascade wrote, table by table, in an order that keeps references."""
    from django.db import connection

    rows: Rows = {}
    with connection.cursor() as cursor:
        for table, mark in before.items():
            cursor.execute(f'SELECT * FROM "{table}" WHERE id > {mark} ORDER BY id')
            values = cursor.fetchall()
            if values:
                rows[table] = ([column[0] for column in cursor.description], values)
    return rows


def _insert(rows: Rows) -> float:
    """Insert the same rows by prepared statements in one transaction; return the seconds."""
    from django.db import connection, transaction

    connection.ensure_connection()
    with stopwatch() as spent, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        for table, (columns, values) in rows.items():
            names = ", ".join(f'"{name}"' for name in columns)
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', values)
    return spent[0]
