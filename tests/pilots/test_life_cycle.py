"""Many pilots through their whole life: every transition has rule, actor and source, and none is
past its term without a decision or an alarm.

`CHANGAI_PILOTS` says how many; 5000 is what was promised.
"""

import os
import random
from datetime import timedelta

import pytest

from changai.audit.models import Entry
from changai.pilots import queries, services
from changai.pilots.models import Application, Pilot, Profile, Step, Vote
from changai.pilots.rules import LIVE, Event
from tests.conftest import NOON, TODAY
from tests.orgs.factories import make_unit
from tests.pilots.factories import make_call, move, name

EXAMPLES = int(os.environ.get("CHANGAI_PILOTS", "40"))
EVENTS = (Event.CULTIVATE, Event.CHECK, Event.DEEPEN, Event.CONSOLIDATE, Event.GRADUATE,
          Event.REMOVE, Event.RENEW)  # fmt: skip
YEARS = 5


def settled(world, call, count):
    """Make applications that passed, in bulk: their own way in is tried elsewhere."""
    made = []
    for number in range(count):
        unit = make_unit(f"企业{number}", world.county, kind="enterprise")
        profile = Profile.objects.create(
            unit=unit, stated_on=TODAY, workers_count=300, ownership="private",
            stated_by=world.clerk,
        )  # fmt: skip
        application = Application.objects.create(
            call=call, unit=unit, nominated_by=unit, route="OWN", scope="enterprise", words="打算",
            profile=profile, state="PASSED", vote_count=3, favor_count=3, settled_by=world.clerk,
            settled_at=NOON, made_by=world.maker, made_at=NOON,
        )  # fmt: skip
        Vote.objects.create(
            application=application, voter=world.expert, scores={}, points=80, in_favor=True,
            words="看过", cast_at=NOON,
        )  # fmt: skip
        made.append(application)
    return made


@pytest.mark.slow
def test_no_pilot_of_many_is_forgotten(world):
    chance = random.Random(5000)
    call = make_call(world)
    applications = settled(world, call, EXAMPLES)
    for start in range(0, EXAMPLES, 500):
        name(world, call, *applications[start : start + 500], title=f"第{start // 500 + 1}批")
    done = 0

    for day in range(60, 365 * YEARS, 180):
        when = NOON + timedelta(days=day)
        alive = list(Pilot.objects.filter(status__in=[one.value for one in LIVE]))
        # Some are left alone for good: of those only the clock reminds.
        for pilot in (one for one in alive if one.pk % 5):
            event = chance.choice(EVENTS[:5] if chance.random() < 0.9 else EVENTS)
            if pilot.check_passed and queries.is_term_near(pilot, TODAY + timedelta(days=day)):
                event = Event.RENEW
            try:
                move(pilot, event, world.clerk, when=when, passed=chance.random() < 0.8
                     if event is Event.CHECK else None)  # fmt: skip
                done += 1
            except services.Refused:
                pass
        services.tell_terms(at=when)
        today = TODAY + timedelta(days=day)
        assert not queries.past_without_alarm(today=today).exists()

    steps = Step.objects.exclude(rule="alarm")
    assert steps.count() == done + EXAMPLES
    assert not steps.filter(actor=None).exists()
    assert not Step.objects.filter(source="").exists()
    rules = {one.value for one in Event}
    assert set(Step.objects.values_list("rule", flat=True)) <= rules
    recorded = Entry.objects.filter(object_type="pilots.pilot", object_id__isnull=False)
    assert recorded.count() == done
    past = queries.live_pilots().filter(term_ends_on__lt=TODAY + timedelta(days=365 * YEARS - 180))
    assert past.exists()
    assert not past.filter(past_told_on=None).exists()
