"""A made-up province for the roll-ups: workers, what happened to them, and a tree that moved."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import duckdb

from changai.analytics import snapshot
from changai.analytics.facts import FactColumn, FactTable
from changai.analytics.hierarchy import Ending, Placement, unit_tree

CITIES, COUNTIES, TOWNS, FIRMS = 13, 100, 1_200, 30_000
EVENTS_EACH = 3
BEGAN, FIRST, DAYS = date(2020, 1, 1), date(2023, 1, 1), 1_096
WORKERS = FactTable(
    name="workers",
    grain="a worker in a firm, from a day to another",
    columns=(
        FactColumn("worker", "integer"),
        FactColumn("unit_id", "integer"),
        FactColumn("day", "day"),
        FactColumn("ended", "day"),
        FactColumn("skilled", "yes_no"),
        FactColumn("age", "integer", "years"),
        FactColumn("years", "real"),
    ),
    rows=list,
    key=("worker",),
    until="ended",
)
EVENTS = FactTable(
    name="events",
    grain="something that happened to a worker",
    columns=(
        FactColumn("id", "integer"),
        FactColumn("worker", "integer"),
        FactColumn("unit_id", "integer"),
        FactColumn("day", "day"),
        FactColumn("kind", "text"),
        FactColumn("hours", "integer"),
        FactColumn("good", "yes_no"),
    ),
    rows=list,
    key=("id",),
)


def tree() -> FactTable:
    """Return the closure of the province: 31,314 units, of which towns move and firms merge."""
    random, places, number = Random(1), [Placement(1, None, "province", BEGAN)], 1
    above = [1]
    for tier, count in (("city", CITIES), ("county", COUNTIES), ("town", TOWNS)):
        units = list(range(number + 1, number + 1 + count))
        places += [
            Placement(unit, above[place % len(above)], tier, BEGAN)
            for place, unit in enumerate(units)
        ]
        above, number = units, number + count
    firms = range(number + 1, number + 1 + FIRMS)
    places += [
        Placement(firm, above[place % TOWNS], "enterprise", BEGAN)
        for place, firm in enumerate(firms)
    ]
    counties = [place.unit_id for place in places if place.tier == "county"]
    places += [
        Placement(town, random.choice(counties), "town", date(2024, random.randint(1, 12), 9))
        for town in random.sample(above, 20)
    ]
    merged = random.sample(list(firms), 300)
    endings = [Ending(firm, date(2024, 6, 15), firms[0]) for firm in merged if firm != firms[0]]
    return unit_tree(places, endings)


def generate(folder: Path, workers: int) -> Path:
    """Write the facts of so many workers in the layout of a snapshot; return its folder."""
    made = snapshot.write([tree()], folder, datetime(2026, 1, 1, tzinfo=UTC))
    manifest = snapshot.manifest_of(made)
    units, first = 1 + CITIES + COUNTIES + TOWNS, f"DATE '{FIRST}'"
    firm = f"({units + 1} + hash(i * 7 + 3) % {FIRMS})::BIGINT"
    worker = f"(hash(i * 5 + 2) % {workers})::BIGINT"
    queries = {
        WORKERS: f"""
            SELECT i AS worker, {firm} AS unit_id,
                   {first} - (hash(i) % 2000)::INT + 400 AS day,
                   CASE WHEN hash(i + 1) % 4 = 0 THEN DATE '2024-01-01' + (hash(i + 2) % 700)::INT
                   END AS ended,
                   hash(i + 3) % 3 = 0 AS skilled, (18 + hash(i + 4) % 42)::BIGINT AS age,
                   (hash(i + 5) % 40) / 4.0 AS years
            FROM range({workers}) r(i)""",
        EVENTS: f"""
            SELECT i AS id, {worker} AS worker, {firm} AS unit_id,
                   {first} + (hash(i + 1) % {DAYS})::INT AS day,
                   ['training', 'contest', 'complaint'][1 + (hash(i + 2) % 3)::INT] AS kind,
                   (1 + hash(i + 3) % 40)::BIGINT AS hours,
                   CASE WHEN hash(i + 4) % 10 > 0 THEN hash(i + 5) % 5 > 0 END AS good
            FROM range({workers * EVENTS_EACH}) r(i)""",
    }
    with duckdb.connect() as connection:
        connection.execute("SET preserve_insertion_order = false")
        for fact, query in queries.items():
            (made / fact.name).mkdir()
            connection.execute(f"COPY ({query}) TO '{made / fact.name / 'part-0.parquet'}'")
            manifest["facts"].append({**snapshot.described(fact), "rows": 0, "files": []})
    (made / snapshot.MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    return made
