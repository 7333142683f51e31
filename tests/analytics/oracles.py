"""Each measure again, slow and obvious: plain Python over raw rows, placements and endings.

It knows no closure table and no query: whoever doubts a number reads this.
"""

from collections import defaultdict
from datetime import timedelta

OPS = {
    "eq": lambda found, asked: found == asked,
    "ne": lambda found, asked: found != asked,
    "in": lambda found, asked: found in asked,
    "ge": lambda found, asked: found >= asked,
    "le": lambda found, asked: found <= asked,
    "between": lambda found, asked: asked[0] <= found <= asked[1],
}


class History:
    """Where each unit of one tree stood on each day, told by its placements and endings."""

    def __init__(self, placements, endings=()):
        self.places, self.chains = defaultdict(list), {}
        for place in sorted(placements, key=lambda one: one.from_on):
            self.places[place.unit_id].append(place)
        self.endings = {one.unit_id: one for one in endings}

    def place(self, unit, day):
        begun = [one for one in self.places[unit] if one.from_on <= day]
        return begun[-1] if begun else self.places[unit][0]

    def ended(self, unit, day):
        return unit in self.endings and self.endings[unit].on <= day

    def stands_for(self, unit, day):
        """Return the unit itself, or the heir that stands for it; None where nobody does."""
        if not self.ended(unit, day):
            return unit
        heir = self.endings[unit].heir_id
        return None if heir is None else self.stands_for(heir, day)

    def above(self, unit, day):
        """Return the units a fact of this unit counts at on a day, with their tiers."""
        known = self.chains.get((unit, day))
        if known is None:
            known = self.chains[unit, day] = list(self.climb(unit, day))
        return known

    def climb(self, unit, day):
        while unit is not None:
            if self.ended(unit, day):
                heir = self.endings[unit].heir_id
                unit = heir if heir is not None else self.places[unit][-1].parent_id
                continue
            place = self.place(unit, day)
            yield unit, place.tier
            unit = place.parent_id


def meets(row, conditions):
    return all(
        row[name] is not None and OPS[op](row[name], asked) for name, op, asked in conditions
    )


def known(measure, row):
    """Say whether everything the measure needs of a row is known."""
    needed = [measure.numerator, measure.weight, measure.key]
    if measure.rule == "ratio_of_sums" and not measure.has_own_denominator:
        needed.append(measure.denominator)
    return all(row[name] is not None for name in needed if name)


def days_of(measure, period):
    """Return the days at which a stock is looked at."""
    if measure.as_of == "last":
        return [period.last_on]
    days, day = [], period.first_on
    while day <= period.last_on:
        if (day + timedelta(days=1)).day == 1 or day == period.last_on:
            days.append(day)
        day += timedelta(days=1)
    return days


def standing(measure, fact, rows, history, at):
    """Return the rows that hold at a moment: the last of each series, if it still stands."""
    last, absorbed = {}, set()
    for row in rows:
        if row["day"] <= at:
            series = tuple(row[name] for name in measure.series)
            if series not in last or last[series]["day"] < row["day"]:
                last[series] = row
    if measure.series == (fact.unit,):
        for row in rows:
            if row["day"] <= at:
                absorbed |= {
                    unit
                    for unit in history.places
                    if unit != row["unit_id"]
                    and history.stands_for(unit, row["day"]) == row["unit_id"]
                }
    return [
        row
        for row in last.values()
        if history.stands_for(row["unit_id"], at) is not None
        and row["unit_id"] not in absorbed
        and meets(row, measure.state)
        and (not fact.until or row[fact.until] is None or row[fact.until] > at)
    ]


def looks(measure, fact, rows, history, period):
    """Return (moment, row, day of its place) of what counts in a period; one moment for a flow."""
    if measure.as_of == "flow":
        for row in rows:
            if period.first_on <= row["day"] <= period.last_on:
                yield None, row, row["day"]
        return
    for at in days_of(measure, period):
        for row in standing(measure, fact, rows, history, at):
            yield at, row, at


def gathered(measure, fact, rows, history, period, reading, today):
    """Return the known rows that count at each unit, by unit, tier and moment."""
    rows = [row for row in rows if meets(row, measure.where) and known(measure, row)]
    found = defaultdict(list)
    for at, row, day in looks(measure, fact, rows, history, period):
        for unit, tier in history.above(row["unit_id"], day if reading == "then" else today):
            if measure.rule != "none" or unit == row["unit_id"]:
                found[(unit, tier), at].append(row)
    return found


def amount(row, name):
    return int(row[name]) if name else 1


def over_under(measure, rows):
    """Return the numerator and denominator of rows that count together."""
    if measure.rule == "distinct":
        return len({row[measure.key] for row in rows}), None
    if measure.rule == "weighted":
        weights = [row[measure.weight] for row in rows]
        return sum(row[measure.numerator] * row[measure.weight] for row in rows), sum(weights)
    over = sum(amount(row, measure.numerator) for row in rows)
    if measure.rule == "ratio_of_sums" and not measure.has_own_denominator:
        return over, sum(amount(row, measure.denominator) for row in rows)
    return over, None


def moments(measure, facts, history, period, reading, today):
    """Return numerator, denominator and rows used, by unit, tier and moment."""
    if measure.rule == "ratio_of_sums" and measure.has_own_denominator:
        above = moments(measure.above(), facts, history, period, reading, today)
        below = moments(measure.below(), facts, history, period, reading, today)
        counted = not measure.numerator or measure.key
        found = {}
        for place, (under, _none, count) in below.items():
            over, _none, more = above.get(place, (0 if counted else None, None, 0))
            if over is not None or measure.as_of != "average":
                found[place] = (over, under, count + more)
        return found
    fact, rows = facts[measure.fact]
    together = gathered(measure, fact, rows, history, period, reading, today)
    return {place: (*over_under(measure, rows), len(rows)) for place, rows in together.items()}


def results(measure, facts, history, periods, *, reading="then", today=None, levels=()):
    """Return {(unit, tier, period): (value, numerator, denominator, rows used)} of one tree.

    `facts` holds each fact with its rows as dictionaries.
    """
    found = {}
    for period in periods:
        looked = defaultdict(list)
        for (place, _at), parts in moments(measure, facts, history, period, reading, today).items():
            if not levels or place[1] in levels:
                looked[place].append(parts)
        for (unit, tier), parts in looked.items():
            found[unit, tier, period.label] = summed(measure, parts)
    return found


def summed(measure, parts):
    over, under, count = (
        None if None in column else sum(column) for column in zip(*parts, strict=True)
    )
    months = len(parts)
    if measure.rule in ("ratio_of_sums", "weighted"):
        value = None if over is None or not under else float(over) * measure.per / float(under)
        if measure.as_of == "average":
            return value, over / months, under / months, count
        return value, over, under, count
    if measure.as_of == "average":
        return over / months, over / months, None, count
    return over, over, None, count
