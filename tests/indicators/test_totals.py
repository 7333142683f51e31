"""Running totals: after every write and every move they are what the slow sum says."""

import os
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module
from random import Random

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from changai.audit.models import Entry
from changai.indicators import rules, services
from changai.indicators.models import Restatement, Total, Value
from changai.indicators.policies import BASE_KINDS
from changai.indicators.queries import _sums
from changai.indicators.queries._places import TIERS, places
from changai.indicators.services import _rebuilding
from changai.kernel.errors import Refused
from changai.orgs import services as orgs
from changai.orgs.models import Unit
from changai.packs.current import pack
from tests.conftest import NOON, TODAY
from tests.indicators.factories import PER_10000, SKILLED, YEAR, approve, say
from tests.orgs.factories import make_office, make_person, make_unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fractions")]
FEW = 3
ROUNDS = int(os.environ.get("CHANGAI_TOTALS", FEW))
SCHOOLING = "schooling_years"  # weighted: the products are read
CODES = (SKILLED, PER_10000, SCHOOLING)
GRAINS = {SKILLED: "county", PER_10000: "enterprise", SCHOOLING: "city"}
DAY = timedelta(days=1)
EXTREME = Decimal("999999999999999.0000")


def definition_of(code):
    """Return a definition whose values are those of another tier."""
    return pack().indicator(code).model_copy(update={"grain": GRAINS[code]})


def slow_sums():
    """Return every total again: each value added, by hand, to each unit above."""
    units = {one.path: one for one in Unit.objects.all()}
    found = {}
    for value in Value.objects.select_related("unit"):
        if value.unit.kind not in BASE_KINDS:
            continue
        path = value.unit.path
        for end in range(4, len(path), 4):
            key = (units[path[:end]].pk, value.indicator, value.period, value.unit.tier)
            sums = found.setdefault(key, [0] * 8)
            for place, number, base in (
                (0, value.said, value.said_base), (4, value.verified, value.verified_base),
            ):  # fmt: skip
                if number is not None:
                    above, below = int(number * 10_000), int((base or 0) * 10_000)
                    for step, one in enumerate((above, below, above * below, 1)):
                        sums[place + step] += one
    return {key: tuple(sums) for key, sums in found.items()}


def kept_sums():
    """Return the totals as they are kept; those of nothing are none."""
    names = ("unit_id", "indicator", "period", "tier")
    rows = Total.objects.values_list(*names, *rules.NAMES)
    return {row[:4]: row[4:] for row in rows if any(row[4:])}


def shown(unit, code, reading):
    """Return what pages show of a unit and of those below it, of whom anything is known."""
    found = _sums.typed_tallies(unit, definition_of(code), YEAR, reading)
    asked = [(definition_of(code), YEAR)]
    assert _sums.typed_wholes(unit, asked, reading)[code] == found.whole
    return {path: six(one) for path, one in (*found.below.items(), ("", found.whole)) if one.count}


def six(tally):
    return tuple(one for name, one in vars(tally).items() if name != "expected")


def by_hand(unit, code, reading):
    """Return the same, each value added by hand where its unit stands in the reading."""
    standing, found = places(reading, YEAR.last), {}
    weighted = pack().indicator(code).version_on(YEAR.last).rule == "weighted"
    counted = Value.objects.filter(
        indicator=code, period="2025", unit__tier=TIERS[GRAINS[code]], unit__kind__in=BASE_KINDS
    )
    for value in counted.select_related("unit"):
        path = value.unit.path
        child = path[: len(unit.path) + 4] if path.startswith(unit.path) else None
        if any(path.startswith(one) for one in standing.differing):
            child = standing.child(path, unit.path)
        if child is None:
            continue
        base, sure = value.said_base or 0, value.verified_base or 0
        one = _sums.Tally(value.said * base if weighted else value.said, base, 1)
        if value.verified is not None:
            one.verified_number = value.verified * sure if weighted else value.verified
            one.verified_base, one.verified_count = sure, 1
        for path in (child, ""):
            found.setdefault(path, _sums.Tally()).add(one)
    return {path: six(one) for path, one in found.items()}


class World:
    """A province with cities, counties and firms, where anything that may happen happens.

    `done` names what was not refused.
    """

    def __init__(self):
        self.province = make_unit("东江省")
        self.clerk = make_person(make_office(self.province), "OFFICE", "省办")
        self.other = make_person(Unit.objects.get(kind="reform_office"), "OFFICE", "省办二")
        self.units = [self.province]
        for number in range(2):
            city = make_unit(f"第{number}市", self.province)
            self.units.append(city)
            for step in range(2):
                county = make_unit(f"第{number}市{step}县", city)
                self.units.append(county)
                for firm in range(1 + step):
                    self.units.append(
                        make_unit(f"{county.name}{firm}厂", county, kind="enterprise")
                    )
        self.done = set()
        self.keeper = {one.pk: make_person(one, "CLERK", f"{one}员") for one in self.units}

    def do(self, what, again, one, two, number, base, code):
        """Let one thing happen, most often to a value that is there; a refusal changes nothing."""
        wanted = {"state": BEGINS[what]} if what in BEGINS else {}
        if wanted and not Value.objects.filter(**wanted).exists():
            return
        values = list(Value.objects.filter(**wanted).select_related("unit").order_by("pk"))
        value = values[one % len(values)] if values and (again or what != "type") else None
        unit = value.unit if value else Unit.objects.get(pk=self.units[one % len(self.units)].pk)
        if what in ("move", "merge") and again and unit.depth > 1:
            unit = unit.parent
        target = Unit.objects.get(pk=self.units[two % len(self.units)].pk)
        code = value.indicator if value else code
        try:
            getattr(self, what)(
                unit, value, target, number, None if code == SKILLED else base, code
            )
        except Refused:
            return
        self.done.add("type again" if what == "type" and value else what)

    def type(self, unit, _value, _target, number, base, code):
        answers = {kind.value: "已核对" for kind in rules.Kind}
        services.type_value(
            unit=unit, definition=definition_of(code), period=YEAR, by=self.keeper[unit.pk],
            draft=services.ValueDraft(number, base, words="年报", answers=answers), at=NOON,
        )  # fmt: skip

    def approve(self, unit, value, *_more):
        require(value.unit.depth > 1)  # what a city approves would lock all below
        approve(value, self.keeper[unit.pk])

    def accept(self, unit, value, _target, number, base, _code):
        require(value)
        services.accept_value(
            value=value, number=number, base=base, words="重复", by=self.clerk, at=NOON
        )

    def send_back(self, _unit, value, *_more):
        require(value)
        step = services.reopen_value if value.state == "ACCEPTED" else services.return_value
        step(value=value, words="重填", by=self.clerk, at=NOON)

    def restate(self, _unit, value, _target, number, base, code):
        require(value)
        Value.objects.filter(pk=value.pk).update(published=1, published_on=TODAY)
        services.restate_value(
            value=value, number=number, base=base, words="更正", by=self.clerk, at=NOON
        )

    def move(self, unit, _value, target, number, *_more):
        # Half of them after the period: as then, the unit stood elsewhere.
        on = date(2025, 6, 1) + 250 * (number > 100) * DAY
        orgs.move_unit(
            unit=unit, to=target, effective_on=on, reason="划转",
            by=self.clerk, at=NOON, today=TODAY,
        )  # fmt: skip

    def merge(self, unit, *_more):
        like = Unit.objects.filter(kind=unit.kind, tier=unit.tier, ended_on=None)
        target = like.exclude(pk=unit.pk).order_by("-pk").first()
        require(target)
        orgs.merge_units(
            units=[unit], into=target, effective_on=date(2025, 6, 1), reason="合并",
            by=self.clerk, at=NOON, today=TODAY,
        )  # fmt: skip


def require(holds):
    """Refuse what cannot be tried."""
    if not holds:
        raise Refused("there is nothing to do this to")


STEPS = (*["type"] * 4, *["approve"] * 3, *["accept"] * 3, "send_back", "restate", "merge",
         "move", "merge")  # fmt: skip
BEGINS = {"approve": "TYPED", "accept": "APPROVED", "restate": "ACCEPTED"}
EVENTS = 50


def drawn(seed):
    """Yield events: what, to whom, and with which numbers, some with more places than are kept."""
    chance = Random(seed)
    for _step in range(EVENTS):
        numbers = [Decimal(chance.randrange(10**7)).scaleb(-chance.choice((4, 6))) for _ in "nb"]
        if chance.random() < 0.1:
            numbers = [EXTREME, EXTREME]
        places = chance.randrange(100), chance.randrange(100)
        yield (
            chance.choice(STEPS), chance.random() < 0.7, *places, *numbers, chance.choice(CODES)
        )  # fmt: skip


@pytest.fixture
def world(db):
    """One world for all rounds; what a round writes is taken back."""
    return World()


def test_after_every_event_totals_are_the_slow_sum_and_pages_show_the_same(world):
    # The same rounds each time, a longer run draws others. A round is not made smaller: the first
    # event after which a sum differs says enough.
    @settings(
        max_examples=ROUNDS, deadline=None, derandomize=ROUNDS == FEW, phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )  # fmt: skip
    @given(seed=st.integers(0, 2**32))
    def one_round(seed):
        point = transaction.savepoint()
        for event in drawn(seed):
            world.do(*event)

            assert kept_sums() == slow_sums(), event
        # SQLite adds what has over 15 digits as floating point; the totals do not.
        Restatement.objects.all().delete()
        Value.objects.filter(said=EXTREME).delete()
        Value.objects.filter(verified=EXTREME).delete()
        before = _rebuilding.make_right() and kept_sums()
        for code in CODES:
            for unit in Unit.objects.filter(kind__in=BASE_KINDS).exclude(tier="ENTERPRISE"):
                for reading in ("then", "now"):
                    assert shown(unit, code, reading) == by_hand(unit, code, reading), unit
        Total.objects.all().delete()
        _rebuilding.make_right()
        assert kept_sums() == before == slow_sums()
        transaction.savepoint_rollback(point)

    one_round()

    assert world.done == {*STEPS, "type again"}


def test_a_city_that_says_something_and_took_another_in_is_both_on_the_page(cast, places):
    first, second = places.cities[1:]
    say(first, places.clerks[1], 30)
    say(second, places.clerks[2], 12)
    orgs.merge_units(
        units=[second], into=first, effective_on=date(2025, 6, 1), reason="合并",
        by=cast.clerk, at=NOON, today=TODAY,
    )  # fmt: skip

    found = _sums.typed_tallies(cast.province, pack().indicator(SKILLED), YEAR)

    assert found.below[first.path].number == found.whole.number == 42
    own = _sums.typed_wholes(first, [(pack().indicator(SKILLED), YEAR)])
    assert own[SKILLED].number == 42


def test_what_was_typed_with_more_places_is_kept_and_added_with_four(cast):
    value = say(cast.city, cast.city_clerk, "1.23455")

    assert Value.objects.get(pk=value.pk).said == Decimal("1.2346")
    assert kept_sums() == slow_sums() != {}


def test_a_rebuild_says_what_was_wrong_and_leaves_the_rest(cast, places):
    for city, clerk in zip(places.cities, places.clerks, strict=True):
        say(city, clerk, 10)
        say(city, clerk, 100, 1000, code=PER_10000)
    Total.objects.filter(indicator=SKILLED).update(number=5)

    done = services.rebuild_totals(by=None, at=NOON)

    assert (done.cells, done.changed) == (2, 1)
    assert kept_sums() == slow_sums()
    entry = Entry.objects.get(action="totals.rebuilt")
    assert entry.after["changed"] == 1
    assert entry.after["first"][0]["kept"][0] == "5"
    assert services.rebuild_totals(by=None, at=NOON).changed == 0


def test_a_place_with_values_gets_its_totals_when_it_is_migrated(cast):
    say(cast.city, cast.city_clerk, 10)
    Total.objects.all().delete()

    import_module("changai.indicators.migrations.0003_totals_of_values").fill(apps, None)

    assert kept_sums() == slow_sums() != {}
