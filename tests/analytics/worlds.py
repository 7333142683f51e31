"""Thousands of small random trees with their facts, all in one table each, told by a tree id."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from changai.analytics.facts import FactColumn, FactTable
from changai.analytics.hierarchy import COLUMNS, NAME, Ending, Placement, Tree
from changai.analytics.measures import Measure, Period
from tests.analytics import oracles

FIRST, DAYS = date(2024, 1, 1), 500
TODAY = date(2025, 9, 1)
TIERS = ("province", "city", "county", "enterprise")
PERIODS = (
    Period("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
    Period("2024Q1", date(2024, 1, 1), date(2024, 3, 31)),
    Period("2024", date(2024, 1, 1), date(2024, 12, 31)),
    Period("2025Q1", date(2025, 1, 1), date(2025, 3, 31)),
)
ODD = (Period("odd", date(2024, 2, 10), date(2024, 8, 20)),)
TREE_AND_UNIT = (FactColumn("tree_id", "integer"), FactColumn("unit_id", "integer"))
NUMBERS = (
    FactColumn("n", "integer", "persons"),
    FactColumn("d", "integer", "persons"),
    FactColumn("w", "real"),
    FactColumn("kind", "text"),
)
SHAPES = {
    # What happened: several rows a day, any of their numbers may be missing.
    "events": (
        (FactColumn("id", "integer"), *TREE_AND_UNIT, FactColumn("day", "day"), *NUMBERS,
         FactColumn("worker", "integer"), FactColumn("good", "yes_no")),
        ("tree_id", "id"), "",
    ),
    # What a unit said of itself on a day.
    "heads": (
        (*TREE_AND_UNIT, FactColumn("day", "day"), *NUMBERS), ("tree_id", "unit_id", "day"), "",
    ),
    # Who worked where: a worker may be in two firms at once.
    "jobs": (
        (*TREE_AND_UNIT, FactColumn("worker", "integer"), FactColumn("day", "day"),
         FactColumn("employed", "yes_no")),
        ("tree_id", "unit_id", "worker", "day"), "",
    ),
    # What holds from a day to another, as a pilot does.
    "pilots": (
        (FactColumn("id", "integer"), *TREE_AND_UNIT, FactColumn("day", "day"),
         FactColumn("ended", "day"), FactColumn("kind", "text")),
        ("tree_id", "id"), "ended",
    ),
}  # fmt: skip


@dataclass
class World:
    """Rows by fact, and the history of each tree."""

    rows: dict = field(default_factory=lambda: defaultdict(list))
    placements: dict = field(default_factory=dict)
    endings: dict = field(default_factory=dict)

    def closure(self):
        for tree_id, placements in self.placements.items():
            yield from Tree(placements, self.endings[tree_id]).rows(tree_id)

    def tables(self):
        yield FactTable(NAME, "unit, ancestor and span", COLUMNS, self.closure)
        for name, (columns, key, until) in SHAPES.items():
            rows = self.rows[name]
            yield FactTable(name, name, columns, lambda rows=rows: iter(rows), key=key, until=until)

    def oracle(self, measure, periods, **asked):
        """Return what the slow way says of all trees, each cell by tree, unit, tier and period."""
        described = {fact.name: fact for fact in self.tables()}
        by_tree = {name: defaultdict(list) for name in SHAPES}
        for name in {measure.fact, measure.denominator_fact or measure.fact}:
            names = [column.name for column in described[name].columns]
            for row in self.rows[name]:
                one = dict(zip(names, row, strict=True))
                by_tree[name][one["tree_id"]].append(one)
        found = {}
        for tree_id, placements in self.placements.items():
            history = oracles.History(placements, self.endings[tree_id])
            facts = {name: (described[name], by_tree[name][tree_id]) for name in SHAPES}
            cells = oracles.results(measure, facts, history, periods, **asked)
            found.update({(tree_id, *place): cell for place, cell in cells.items()})
        return found


def some_day(random):
    return FIRST + timedelta(days=random.randrange(DAYS))


def grow(random, tree_id, world):
    """Make one tree that is moved, merged and closed through time; its root stays."""
    root = tree_id * 100 + 1
    placements, endings = [Placement(root, None, TIERS[0], FIRST)], []
    tier_of, parents = {root: 0}, {root: None}
    for unit in range(root + 1, root + random.randint(4, 10)):
        parent = random.choice([one for one, tier in tier_of.items() if tier < len(TIERS) - 1])
        tier_of[unit], parents[unit] = tier_of[parent] + 1, parent
        began = random.choice([FIRST, FIRST, some_day(random)])
        placements.append(Placement(unit, parent, TIERS[tier_of[unit]], began))
    ended = set()
    for _ in range(random.randrange(4)):
        unit = random.choice([one for one in tier_of if one != root])
        day = some_day(random)
        if unit in ended:
            continue
        if random.random() < 0.5:
            higher = [one for one, tier in tier_of.items() if tier < tier_of[unit]]
            target = random.choice(higher)
            placements.append(Placement(unit, target, TIERS[tier_of[unit]], day))
            continue
        # Heirs are of the same tier and older in the list, so that none inherits from itself.
        heirs = [one for one, tier in tier_of.items() if tier == tier_of[unit] and one < unit]
        heir = random.choice([*heirs, None])
        endings.append(Ending(unit, day, heir))
        ended.add(unit)
    # Two placements from one day on: the last written one holds, in both ways of counting.
    latest = {(one.unit_id, one.from_on): one for one in placements}
    world.placements[tree_id], world.endings[tree_id] = list(latest.values()), endings
    return list(tier_of)


def numbers(random):
    """Return n, d, w and kind; now and then nothing is known, or there is nothing to divide by."""
    return (
        random.choice([None, 0, *range(1, 40)]),
        random.choice([None, 0, 0, *range(1, 60)]),
        random.choice([None, 0.0, 0.25, 1.5, 2.0, 10.0]),
        random.choice("abc"),
    )


def fill(random, tree_id, units, world):
    workers = range(tree_id * 100, tree_id * 100 + random.randint(2, 8))
    rows = world.rows
    for number in range(random.randint(0, 30)):
        rows["events"].append(
            (number, tree_id, random.choice(units), some_day(random), *numbers(random),
             random.choice([None, *workers]), random.choice([True, False, None]))
        )  # fmt: skip
    once = {(random.choice(units), some_day(random)) for _ in range(random.randint(0, 30))}
    rows["heads"] += [(tree_id, *one, *numbers(random)) for one in sorted(once)]
    once = {
        (random.choice(units), random.choice(workers), some_day(random))
        for _ in range(random.randint(0, 25))
    }
    rows["jobs"] += [
        (tree_id, *one, random.choice([True, True, False, None])) for one in sorted(once)
    ]
    for number in range(random.randint(0, 10)):
        began = some_day(random)
        ended = random.choice([None, began + timedelta(days=random.randint(0, 300))])
        rows["pilots"].append(
            (number, tree_id, random.choice(units), began, ended, random.choice("ab"))
        )


def world_of(trees, seed=0):
    """Return so many random trees with their facts."""
    world = World()
    for tree_id in range(1, trees + 1):
        random = Random(f"{seed}/{tree_id}")
        fill(random, tree_id, grow(random, tree_id, world), world)
    return world


JOB = ("unit_id", "worker")
PILOT = ("id",)
# Every rule with every as-of rule that it can have.
MEASURES = {
    "sum flow": Measure("sum", "events", "persons", numerator="n"),
    "sum of rows": Measure("sum", "events", "count", where=(("kind", "ne", "a"), ("d", "ge", 5))),
    "sum of yes": Measure("sum", "events", "count", numerator="good", where=(("n", "le", 30),)),
    "sum last": Measure("sum", "heads", "persons", numerator="n", as_of="last"),
    "sum average": Measure("sum", "heads", "persons", numerator="n", as_of="average"),
    "sum of pilots": Measure("sum", "pilots", "units", series=PILOT, as_of="last"),
    "ratio flow": Measure("ratio_of_sums", "events", "ratio", numerator="n", denominator="d"),
    "ratio last": Measure(
        "ratio_of_sums", "heads", "per_10000", numerator="n", denominator="d", as_of="last",
        per=10_000,
    ),
    "ratio average": Measure(
        "ratio_of_sums", "heads", "ratio", numerator="n", denominator="d", as_of="average"
    ),
    "ratio of two facts": Measure(
        "ratio_of_sums", "events", "ratio", key="worker", denominator_fact="jobs",
        denominator_key="worker", denominator_where=(("employed", "eq", True),),
    ),
    "ratio of two facts average": Measure(
        "ratio_of_sums", "pilots", "ratio", series=PILOT, where=(("kind", "eq", "a"),),
        denominator_where=(), as_of="average",
    ),
    "weighted flow": Measure("weighted", "events", "index", numerator="n", weight="w"),
    "weighted last": Measure("weighted", "heads", "index", numerator="n", weight="w", as_of="last"),
    "weighted average": Measure(
        "weighted", "heads", "index", numerator="n", weight="w", as_of="average"
    ),
    "distinct flow": Measure(
        "distinct", "events", "persons", key="worker", where=(("kind", "in", ["a", "b"]),)
    ),
    "distinct last": Measure(
        "distinct", "jobs", "persons", key="worker", series=JOB, as_of="last",
        state=(("employed", "eq", True),),
    ),
    "distinct average": Measure(
        "distinct", "jobs", "persons", key="worker", series=JOB, as_of="average",
        state=(("employed", "eq", True),),
    ),
    "none flow": Measure(
        "none", "events", "persons", numerator="n", where=(("n", "between", (3, 30)),)
    ),
    "none last": Measure("none", "heads", "index", numerator="n", as_of="last"),
    "none average": Measure("none", "heads", "persons", numerator="n", as_of="average"),
}  # fmt: skip
READINGS = ("then", "now")


def periods_of(measure):
    """Return the periods to ask for: an average looks at every month, so it gets fewer of them."""
    return PERIODS if measure.as_of != "average" else (PERIODS[1], PERIODS[3])


def cells(rows):
    """Return the rows of a result as the slow way tells them."""
    return {
        (row["tree_id"], row["unit_id"], row["tier"], row["period"]): (
            row["value"], row["numerator"], row["denominator"], row["facts"],
        )
        for row in rows
    }  # fmt: skip


def differences(found, expected):
    """Return every cell that is not the same on both sides, with what each side says."""
    return [
        (place, found.get(place), expected.get(place))
        for place in sorted({*found, *expected})
        if found.get(place) != expected.get(place)
    ]
