"""Once a night all totals are computed again in another way; what differs is told, not healed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.urls import reverse

from changai.accounts.models import User
from changai.analytics import snapshot
from changai.audit import services as audit
from changai.indicators import queries
from changai.indicators.models import Recompute
from changai.indicators.queries import Difference
from changai.kernel.moment import one_moment
from changai.notices import services as notices
from changai.tasks.queries import local_day

# Whole snapshots that are kept, this one included.
KEPT = 7
FIRST = 5
# So many differing cells are remembered, to tell which are new; more of them are one disaster.
REMEMBERED = 1000


def recompute_totals(*, folder: Path, by: User | None, at: datetime) -> Recompute:
    """Write a snapshot of all facts, compute every total from it and compare with what pages read.

    Facts and totals are read as of one moment, while others go on writing. Killed in the middle
    it leaves the snapshots and runs before as they were. Cells that differ and did not in the run
    before are told to the people of the offices concerned and of the top; nothing is healed here.
    Cost: one pass over every fact, then six queries of the engine for each indicator.
    """
    with one_moment():
        path = snapshot.write(queries.snapshot_facts(), folder, at)
        kept, periods = queries.kept_totals(), queries.typed_periods()
    snapshot.prune(folder, KEPT)
    cells, found = queries.differences(path, kept, periods)
    values = next(
        one["rows"] for one in snapshot.manifest_of(path)["facts"] if one["name"] == "values"
    )
    with transaction.atomic():
        before = queries.last_recompute()
        run = Recompute.objects.create(
            at=at, snapshot=path.name, values=values, cells=cells, differing=len(found),
            marks=[one.mark for one in found[:REMEMBERED]],
            first=[queries.told(one) for one in found[:FIRST]],
        )  # fmt: skip
        after = {"values": values, "cells": cells, "differing": len(found), "first": run.first}
        audit.record("totals.recomputed", run, by=by, at=at, after=after)
        known = set(before.marks) if before else set()
        _raise_alarm(run, [one for one in found[:REMEMBERED] if one.mark not in known], at)
    return run


def _raise_alarm(run: Recompute, fresh: Sequence[Difference], at: datetime) -> None:
    if not fresh:
        return
    units = {one.cell[0] for one in fresh}
    first = queries.told(fresh[0])
    notices.tell(
        people=queries.offices_over(units, local_day(at)),
        kind="totals_differ",
        key=f"totals_differ:{run.pk}",
        facts={
            name: first[name] for name in ("unit", "title", "period", "expected", "found")
        } | {"count": run.differing},
        url=reverse("indicators:figure", args=[first["unit_id"], first["indicator"]]),
        at=at,
        urgent=True,
    )  # fmt: skip
