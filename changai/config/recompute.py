"""`changai recompute`: compute every total of indicators again now, and put right what differs."""

from __future__ import annotations

import argparse
import sys

from changai.config import place
from changai.config.place import both, say


def run(options: argparse.Namespace) -> int:
    """Say how many totals differ, return 1 if any; with --heal make them anew, with a record.

    The server may go on: it is one snapshot and, to heal, one transaction.
    """
    place.require_office(place.choose(demo=False))
    from changai.config import start

    start.boot()
    start.require_migrated()
    from django.conf import settings
    from django.utils import timezone

    from changai.indicators import services

    done = services.recompute_totals(folder=settings.FACTS_DIR, by=None, at=timezone.now())
    if done.differing and options.heal:
        healed = services.rebuild_totals(by=None, at=timezone.now())
        say(f"已更正 {healed.changed} 个汇总数，已记入审计。", "They were made anew and recorded.")
        done = services.recompute_totals(folder=settings.FACTS_DIR, by=None, at=timezone.now())
    sys.stdout.write(f"{outcome()}\n")
    return 1 if done.differing else 0


def outcome() -> str:
    """Return a line about the last recomputation of the totals."""
    from django.utils import timezone

    from changai.indicators import queries

    last = queries.last_recompute()
    if last is None:
        return both("汇总还没有核对过。", "The totals were never recomputed.")
    day = timezone.localtime(last.at).date()
    zh = f"{day} 核对汇总 {last.cells} 个，不符 {last.differing} 个。"
    en = f"{last.cells} totals were computed again, {last.differing} differ."
    first = [
        f"\n  {one['unit']} {one['title']} {one['period']} {one['what']}: "
        f"{one['expected']} ≠ {one['found']}"
        for one in last.first
    ]
    return both(zh, en) + "".join(first)


def problems() -> list[str]:
    """Return what is wrong with the totals by the last recomputation."""
    from changai.indicators import queries

    last = queries.last_recompute()
    if last is None or not last.differing:
        return []
    remedy = both("用 recompute --heal 更正。", "`changai recompute --heal` puts it right.")
    return [f"{outcome()}\n  {remedy}"]
