"""How soon a change at an enterprise shows at the province, and how long its page of figures takes.

`python -m bench deltas` loads 200,000 values, `deltas=10000000` the full size: every typed
indicator for every enterprise and four years. The definitions are those of the packs, except that
enterprises say them. On SQLite, and on PostgreSQL where CHANGAI_BENCH_POSTGRES_URL names one.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench import world
from bench.figures import Figure, p95

LIMIT_SECONDS = 2.0
LIMIT_PAGE = 1.0
DEFAULT_VALUES = 200_000
CHANGES, VISITS = 200, 20
YEARS = (2022, 2023, 2024, 2025)
GRAIN = re.compile('grain = "(city|county)"')
BATCH = 2000  # enterprises a statement


def measure(values: int = DEFAULT_VALUES) -> list[Figure]:
    """Return both figures on SQLite, and on PostgreSQL where there is one."""
    figures = _measure("SQLite", values, "")
    if postgres := os.environ.get("CHANGAI_BENCH_POSTGRES_URL", ""):
        figures += _measure("PostgreSQL", values, postgres)
    return figures


def _measure(name: str, values: int, url: str) -> list[Figure]:
    from scripts import kill_run

    before = dict(os.environ)
    os.environ.pop("CHANGAI_DATABASE_URL", None)
    if url:
        os.environ["CHANGAI_DATABASE_URL"] = url
    try:
        with kill_run.own_database(), tempfile.TemporaryDirectory(prefix="changai-deltas-") as own:
            _packs(Path(own) / "packs")
            os.environ.update(
                CHANGAI_DATA=str(Path(own) / "data"),
                CHANGAI_PACKS=str(Path(own) / "packs"),
                CHANGAI_SECRET_KEY=secrets.token_urlsafe(48),
            )
            answer = subprocess.run(
                [sys.executable, "-m", "bench.deltas", str(values)],
                check=True, stdout=subprocess.PIPE, text=True,
            ).stdout  # fmt: skip
    finally:
        os.environ.clear()
        os.environ.update(before)
    return _figures(name, json.loads(answer.splitlines()[-1]))


def _figures(name: str, told: dict[str, Any]) -> list[Figure]:
    note = (
        f"[{told['values']:,} values of {told['enterprises']:,} enterprises, loaded in "
        f"{told['load_s']:.0f} s, {told['cells']:,} totals made in {told['rebuild_s']:.0f} s "
        f"with {told['rebuild_gb']:.2f} GB, median {told['change_median_s'] * 1000:.0f} ms]"
    )
    page = f"[{told['figures']} figures, {VISITS} visits, {told['page_gb']:.2f} GB in all]"
    return [
        Figure(f"change shows at the province, {name}", told["change_s"], LIMIT_SECONDS, "s p95",
               True, note),
        Figure(f"figures of the province, {name}", told["page_s"], LIMIT_PAGE, "s p95", True, page),
    ]  # fmt: skip


def _packs(folder: Path) -> None:
    """Copy the packs; what cities say there is said by enterprises."""
    shutil.copytree(Path(__file__).resolve().parents[1] / "packs", folder)
    for path in folder.glob("*/indicators/*.toml"):
        text = path.read_text("utf-8")
        path.write_text(GRAIN.sub('grain = "enterprise"', text), "utf-8")


def run(values: int) -> dict[str, Any]:
    """Fill this process's own place and measure it; return the figures by name."""
    import django

    django.setup()
    from changai.config.jobs import learn_sizes
    from changai.indicators import services
    from changai.packs.current import pack

    codes = [
        one.code
        for one in pack().indicators
        if one.versions[-1].is_entered and one.grain == "enterprise"
    ]
    world.ENTERPRISES = max(values // (len(codes) * len(YEARS)), 10)
    world.start()
    told: dict[str, Any] = {"enterprises": world.ENTERPRISES}
    began = time.perf_counter()
    told["values"] = _load(codes)
    told["load_s"] = time.perf_counter() - began
    began = time.perf_counter()
    told["cells"] = services.rebuild_totals(by=None, at=world.NOW).cells
    told["rebuild_s"], told["rebuild_gb"] = time.perf_counter() - began, _peak_gb()
    learn_sizes()
    taken = sorted(_changes(codes))
    told["change_s"], told["change_median_s"] = p95(taken), taken[len(taken) // 2]
    told["figures"], told["page_s"] = _visits()
    return told | {"page_gb": _peak_gb()}


def _peak_gb() -> float:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def _load(codes: list[str]) -> int:
    """Write a value for each enterprise, indicator and year by SQL; two of three are accepted."""
    from django.db import connection, transaction

    from changai.accounts.models import User
    from changai.indicators.models import Value
    from changai.orgs.models import Unit

    ids = list(Unit.objects.filter(kind="enterprise").order_by("pk").values_list("pk", flat=True))
    people = list(User.objects.order_by("pk").values_list("pk", flat=True)[:2])
    count = 0
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_sql(codes, people, connection.vendor), [some[0], some[-1]])
            count += cursor.rowcount
    assert Value.objects.filter(period="2025").exists()
    return count


def _sql(codes: list[str], people: list[int], vendor: str) -> str:
    def of(text: str, kind: str) -> str:
        return f"'{text}'::{kind}" if vendor == "postgresql" else f"'{text}'"

    at, typed, other = of(world.NOW.isoformat(sep=" "), "timestamptz"), *people
    names = " UNION ALL ".join(
        f"SELECT '{code}' AS code, {place} AS c" for place, code in enumerate(codes)
    )
    years = " UNION ALL ".join(
        f"SELECT '{year}' AS period, {of(f'{year}-01-01', 'date')} AS begins, "
        f"{of(f'{year}-12-31', 'date')} AS ends, {year} AS y"
        for year in YEARS
    )
    said = "((u.id * 37 + i.c * 101 + p.y * 7) % 10000) * 0.25 + 1"
    sure = "CASE WHEN (u.id + i.c) % 3 > 0 THEN {} END"
    done = sure.format
    return f"""
        INSERT INTO indicators_value (
            unit_id, indicator, period, begins_on, ends_on, defined_on, pack_version, origin,
            state, said, said_base, verified, verified_base, parts, words, typed_by_id, typed_at,
            approved_by_id, approved_at, decided_by_id, decided_at, decided_words, revision)
        SELECT u.id, i.code, p.period, p.begins, p.ends, p.begins, 'core 1', 'TYPED',
            CASE WHEN (u.id + i.c) % 3 > 0 THEN 'ACCEPTED' ELSE 'TYPED' END,
            {said}, 20000, {done(said)}, {done("20000")}, {of("{}", "jsonb")}, '年报',
            {typed}, {at}, {done(typed)}, {done(at)}, {done(other)}, {done(at)}, '', 1
        FROM orgs_unit u CROSS JOIN ({names}) i CROSS JOIN ({years}) p
        WHERE u.kind = 'enterprise' AND u.id BETWEEN %s AND %s
        ORDER BY u.id
        """.replace("% 10000", "%% 10000").replace("% 3", "%% 3")


def _changes(codes: list[str]) -> list[float]:
    """Let clerks of enterprises say another number; return how long until the province shows it."""
    from decimal import Decimal

    from changai.indicators import queries, rules, services
    from changai.indicators.models import Value
    from changai.orgs.models import Unit
    from changai.packs.current import pack

    province, taken = Unit.objects.get(depth=0), []
    firms = list(Unit.objects.filter(kind="enterprise").order_by("pk"))
    for number in range(CHANGES):
        firm = firms[number * 7919 % len(firms)]
        value = Value.objects.filter(unit=firm, state="TYPED", period="2025")[number % 5]
        definition, period = pack().indicator(value.indicator), rules.read_period("2025")
        version = definition.version_on(period.last)
        base = value.said_base if version.is_ratio else None
        answers = dict.fromkeys((one.value for one in rules.Kind), "已核对")
        parts = {one.code: Decimal(0) for one in definition.parts}
        said = Decimal(0) if parts else value.said + 1
        draft = services.ValueDraft(said, base, parts, "年报", answers)
        before = queries.figure(province, definition, period)[1].whole
        by = world.worker_of(firm)
        began = time.perf_counter()
        services.type_value(
            unit=firm, definition=definition, period=period, draft=draft, by=by, at=world.NOW
        )
        after = queries.figure(province, definition, period)[1].whole
        taken.append(time.perf_counter() - began)
        weight = base if version.rule == "weighted" else 1
        assert after.number - before.number == (said - value.said) * weight or base is None
    return taken


def _visits() -> tuple[int, float]:
    """Return how many figures the province has, and how long reading them all takes."""
    from changai.indicators import queries
    from changai.orgs.models import Unit

    province, by, taken = Unit.objects.get(depth=0), world.worker_of(world.province_office()), []
    for _visit in range(VISITS):
        began = time.perf_counter()
        with queries.Shelf():
            found = queries.figures_of(province, user=by, today=world.TODAY, wanted="2025")
        taken.append(time.perf_counter() - began)
    assert sum(one.said.count > 0 for one in found) > 40
    return len(found), p95(taken)


if __name__ == "__main__":
    print(json.dumps(run(int(sys.argv[1]))))
