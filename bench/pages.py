"""My work and the ledger for an ordinary clerk, with 200,000 tasks in the place."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from bench import world
from bench.figures import Figure, p95

LIMIT_MS = 300.0
TASKS = 200_000
VISITS = 40
STATES = ("ASSIGNED", "IN_PROGRESS", "IN_PROGRESS", "UNDER_REVIEW")


def measure() -> list[Figure]:
    """Return the 95th percentile of both pages, for clerks of a county and of an enterprise."""
    world.start()
    _fill()
    pages = [
        ("my work, county office", "COUNTY", "/"),
        ("my work, enterprise", "ENTERPRISE", "/"),
        ("ledger, county office", "COUNTY", "/tasks/"),
        ("ledger, city office", "CITY", "/tasks/"),
        ("ledger overdue, city office", "CITY", "/tasks/?colour=red"),
    ]
    return [
        Figure(f"page {name}", _visit(tier, address), LIMIT_MS, "ms p95", True, f"[{TASKS} tasks]")
        for name, tier, address in pages
    ]


def _visit(tier: str, address: str) -> float:
    """Return the 95th percentile of visits, each with a fresh look at the database, in ms."""
    from django.test import Client

    from changai.orgs.models import Unit

    kinds = {"ENTERPRISE": "enterprise"}
    units = Unit.objects.filter(tier=tier, kind=kinds.get(tier, "reform_office")).order_by("path")
    taken = []
    for number, unit in enumerate(units[: VISITS // 4]):
        client = Client()
        client.force_login(world.worker_of(unit))
        for _ in range(4 + (number == 0)):
            began = time.perf_counter()
            answer = client.get(address)
            taken.append((time.perf_counter() - began) * 1000)
            if answer.status_code != 200:
                raise AssertionError(f"{address}: {answer.status_code}")
    return p95(taken[1:])  # the very first visit loads templates


def _fill() -> None:
    """Write 200,000 tasks: each led by an enterprise or county office, assigned from above."""
    from django.db import connection, transaction

    from changai.kernel.bulk import insert_rows, reserve_ids
    from changai.orgs.models import Unit
    from changai.tasks.models import Task, TaskTarget, TaskUnit

    offices = {unit.parent_id: unit.pk for unit in Unit.objects.filter(kind="reform_office")}
    pairs = [
        (unit.pk, offices[unit.parent_id])
        for unit in Unit.objects.filter(kind="enterprise").order_by("path")
    ]
    with transaction.atomic():
        ids = reserve_ids(Task, TASKS)
        insert_rows(Task, TASK_NAMES, _tasks(ids, pairs))
        insert_rows(TaskUnit, ("task_id", "unit_id", "part"), _parts(ids, pairs))
        goals = ((pk, number % 40 + 10, "家") for number, pk in enumerate(ids))
        insert_rows(TaskTarget, ("task_id", "value", "unit"), goals)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


TASK_NAMES = (
    "id",
    "title",
    "clause_words",
    "clause_where",
    "assigner_id",
    "lead_id",
    "state",
    "due_on",
    "registered_at",
    "assigned_on",
    "acknowledged_on",
    "submitted_on",
    "submitted_by_id",
    "behind_on",
)


def _tasks(ids: list[int], pairs: list[tuple[int, int]]) -> Iterator[tuple[Any, ...]]:
    reporter = world.worker_of(world.province_office()).pk
    for number, pk in enumerate(ids):
        lead, assigner = pairs[number % len(pairs)]
        state = STATES[number % len(STATES)]
        yield (
            pk,
            f"量测任务{number}：完善本单位产业工人技能提升和权益维护工作",
            "完善本单位产业工人技能提升和权益维护工作。",
            "量测文件",
            assigner,
            lead,
            state,
            world.TODAY + timedelta(days=number % 500 - 60),
            world.NOW,
            world.TODAY - timedelta(days=90),
            None if state == "ASSIGNED" else world.TODAY - timedelta(days=80),
            world.TODAY - timedelta(days=5) if state == "UNDER_REVIEW" else None,
            reporter if state == "UNDER_REVIEW" else None,
            world.TODAY + timedelta(days=number % 90 - 20),
        )


def _parts(ids: list[int], pairs: list[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
    for number, pk in enumerate(ids):
        lead, assigner = pairs[number % len(pairs)]
        yield pk, lead, "LEAD"
        yield pk, assigner, "ASSIGNER"
