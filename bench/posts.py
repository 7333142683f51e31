"""Progress reports through the real page, against a bare insert on the same server.

Both are posted by 16 clients that are signed in, with keep-alive, and answer only after the commit.
"""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from bench import world
from bench.figures import Figure

LIMIT = 0.4
CLIENTS = 16
ROUNDS = 5
ROUND_SECONDS = 3.0
TOKEN = "b" * 32
FORM = "application/x-www-form-urlencoded"


@dataclass
class Poster:
    """One client: whom it is signed in as, and the task it reports on, as it last saw it."""

    session: str
    task_id: int
    target_id: int
    revision: int


def measure() -> list[Figure]:
    """Return the median ratio of the rate of reports to the rate of bare inserts."""
    world.start()
    posters = _posters()
    port = _free_port()
    server = subprocess.Popen([sys.executable, "-m", "bench.site", str(port)])
    try:
        _wait(port)
        ratios, rates = [], []
        for number in range(-1, ROUNDS):  # the first round warms both up and does not count
            report = _rate(port, posters, _report)
            bare = _rate(port, posters, _bare)
            if number >= 0:
                ratios.append(report / bare)
                rates.append((report, bare))
    finally:
        server.terminate()
        server.wait(20)
    _require_all_kept(posters)
    reports, bares = (statistics.median(side) for side in zip(*rates, strict=True))
    note = (
        f"[{reports:.0f}/s of {bares:.0f}/s, median of {ROUNDS} rounds,"
        f" {min(ratios):.2f}..{max(ratios):.2f}]"
    )
    return [Figure("report posts", statistics.median(ratios), LIMIT, "x bare insert", False, note)]


ANSWERED: list[str] = []


def _report(poster: Poster) -> tuple[str, dict[str, str]]:
    key, seen = str(uuid.uuid4()), poster.revision
    poster.revision += 1
    fields = {
        "purpose": "PROGRESS",
        "period": "2026-03",
        f"value_{poster.target_id}": "12",
        "changed_words": "本月新增试点企业两家，已完成签约。",
        "blocked_words": "",
        "client_key": key,
        "seen_revision": str(seen),
    }
    return f"/evidence/tasks/{poster.task_id}/report/now/", fields


def _bare(poster: Poster) -> tuple[str, dict[str, str]]:
    return "/bare/", {"words": "本月新增试点企业两家，已完成签约。"}


def _rate(
    port: int, posters: list[Poster], build: Callable[[Poster], tuple[str, dict[str, str]]]
) -> float:
    """Post for a few seconds from every client at once; return answered posts a second."""
    stop = time.perf_counter() + ROUND_SECONDS
    counts, faults = [0] * len(posters), []

    def post(number: int) -> None:
        poster = posters[number]
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.perf_counter() < stop:
            address, fields = build(poster)
            body = urlencode({**fields, "csrfmiddlewaretoken": TOKEN})
            connection.request("POST", address, body, _headers(poster))
            answer = connection.getresponse()
            text = answer.read()
            if answer.status != 302:
                faults.append(f"{address}: {answer.status} {text[:300].decode(errors='replace')}")
                return
            counts[number] += 1
            if "client_key" in fields:
                ANSWERED.append(fields["client_key"])

    began = time.perf_counter()
    threads = [threading.Thread(target=post, args=(number,)) for number in range(len(posters))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise AssertionError(f"{len(faults)} posts were refused, e.g. {faults[0]}")
    return sum(counts) / (time.perf_counter() - began)


def _headers(poster: Poster) -> dict[str, str]:
    return {
        "Content-Type": FORM,
        "Cookie": f"sessionid={poster.session}; csrftoken={TOKEN}",
        "Accept-Language": "zh-CN",
    }


def _require_all_kept(posters: list[Poster]) -> None:
    from changai.evidence.models import Report

    kept = {str(key) for key in Report.objects.values_list("client_key", flat=True)}
    lost = [key for key in ANSWERED if key not in kept]
    if lost or len(kept) != Report.objects.count():
        raise AssertionError(f"{len(lost)} answered reports are not there")


def _posters() -> list[Poster]:
    """Sign sixteen clerks in, each with a task of their own that is in progress."""
    from decimal import Decimal

    from changai.orgs.models import Unit
    from changai.tasks import services

    offices: dict[Any, Unit] = {
        unit.parent_id: unit for unit in Unit.objects.filter(kind="reform_office")
    }
    firms = Unit.objects.filter(kind="enterprise").order_by("path")[: CLIENTS * 40 : 40]
    posters = []
    for firm in firms:
        office = offices[firm.parent_id]
        clerk, worker = world.worker_of(office), world.worker_of(firm)
        task = services.register_task(
            draft=services.TaskDraft(
                assigner_id=office.pk,
                title="新增试点企业",
                clause_words="年底前新增试点企业。",
                clause_where="量测文件",
                shape="mechanism",
                targets=(services.TargetDraft(Decimal(60), "家", ">=", "新增试点企业"),),
            ),
            by=clerk,
            at=world.NOW,
        )
        services.assign_task(
            task=task, lead_ids=[firm.pk], due_on=world.DUE, by=clerk, at=world.NOW
        )
        services.acknowledge_task(task=task, by=worker, at=world.NOW)
        posters.append(Poster(_session(worker), task.pk, task.targets.get().pk, task.revision))
    return posters


def _session(person: Any) -> str:
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.save()
    return str(store.session_key)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"the server did not come up (pid {os.getpid()})")
