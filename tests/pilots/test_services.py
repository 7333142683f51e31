"""From a call to pilots: quotas, routes, eligibility, votes, naming, and the alarms of terms."""

from datetime import date, timedelta

import pytest

from changai.audit.models import Entry
from changai.notices.models import Notice
from changai.pilots import queries, services
from changai.pilots.models import Pilot, Profile, Quota, Step
from changai.pilots.rules import Event, Status
from changai.pilots.services import Basis, QuotaLine
from tests.conftest import NOON, TODAY
from tests.documents.factories import make_document
from tests.pilots.factories import (
    LOW,
    SCORES,
    SOURCE,
    application_draft,
    apply,
    at,
    call_draft,
    make_call,
    make_pilot,
    move,
    name,
    passed,
    reread,
    vote,
)


def test_a_call_is_told_to_the_units_with_a_quota_when_it_opens(world):
    call = make_call(world, opened=False, quotas=[(world.county, 15, 8)])
    assert not Notice.objects.exists()

    services.open_call(call=call, by=world.clerk, at=NOON)

    told = Notice.objects.get()
    assert (told.kind, told.person) == ("pilot_call", world.county_clerk)
    assert Entry.objects.filter(action="call.opened").exists()


@pytest.mark.parametrize("who", ["county_clerk", "maker", "stranger", "leader", "expert"])
def test_only_the_office_of_a_unit_calls_for_pilots(world, who):
    with pytest.raises(services.NotAllowed):
        make_call(world, by=world.people[who])


def test_a_draft_is_written_anew_by_its_office_until_it_is_opened(world):
    call = make_call(world, opened=False, quotas=[(world.county, 2, 0)])
    told = {"call": call, "draft": call_draft(title="二次征集"), "at": NOON}

    with pytest.raises(services.NotAllowed):
        services.change_call(by=world.boss, **told)
    changed = services.change_call(by=world.clerk, seen_revision=call.revision, **told)

    assert (changed.title, changed.quotas.count(), changed.seats.count()) == ("二次征集", 1, 4)
    entry = Entry.objects.get(action="call.changed")
    assert (entry.before["title"], entry.after["title"]) == (call.title, "二次征集")
    with pytest.raises(services.OutOfDate):
        services.change_call(by=world.clerk, seen_revision=call.revision, **told)
    past = call_draft(closes_on=TODAY - timedelta(days=1))
    with pytest.raises(services.BadDate):
        services.change_call(call=call, draft=past, by=world.clerk, at=NOON)
    services.open_call(call=changed, by=world.clerk, at=NOON)
    with pytest.raises(services.NotNow):
        services.change_call(by=world.clerk, **told)


def test_the_form_of_a_draft_holds_what_was_written_and_keeps_its_document(
    world, client, monkeypatch
):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)
    document = make_document(world.office, by=world.clerk)
    call = make_call(world, opened=False, document=document)
    client.force_login(world.clerk)

    form = client.get(f"/pilots/calls/{call.pk}/edit/").context["form"]
    given = {name: form[name].value() for name in form.fields}
    answer = client.post(f"/pilots/calls/{call.pk}/change/", {**given, "words": "先到先得"})

    assert answer.status_code == 302
    call.refresh_from_db()
    assert (call.words, call.document, call.revision) == ("先到先得", document, 1)


def test_a_zone_part_above_the_whole_is_refused(world):
    with pytest.raises(services.BadQuota):
        make_call(world, quotas=[(world.county, 8, 9)])


def test_a_quota_is_handed_down_only_where_its_parts_make_up_the_whole(world):
    call = make_call(
        world,
        unit=world.province_office,
        by=world.boss,
        quotas=[(world.city, 15, 8)],
    )
    parent = Quota.objects.get()
    told = {"call": call, "parent": parent, "by": world.clerk, "at": NOON}

    with pytest.raises(services.BadQuota, match="总数还差2个，其中园区还差0个"):
        services.set_quotas(lines=[QuotaLine(world.county, 5), QuotaLine(world.zone, 8, 8)], **told)
    with pytest.raises(services.BadQuota, match="园区还差3个"):
        services.set_quotas(
            lines=[QuotaLine(world.county, 10), QuotaLine(world.zone, 5, 5)], **told
        )
    services.set_quotas(lines=[QuotaLine(world.county, 7), QuotaLine(world.zone, 8, 8)], **told)

    assert parent.children.count() == 2
    with pytest.raises(services.NotAllowed):
        services.set_quotas(
            call=call, parent=parent, lines=[QuotaLine(world.county, 7)], by=world.stranger, at=NOON
        )


def test_a_quota_and_its_part_for_zones_are_checked_against_distinct_pilots(world):
    call = make_call(world, quotas=[(world.county, 2), (world.zone, 1, 1)])
    first = passed(world, call)
    other = passed(world, call, by=world.chipper, unit=world.chips)
    name(world, call, first, other)

    rows = queries.quota_rows(call, user=world.clerk, today=TODAY)

    told = {
        row.quota.unit: (row.fill.named, row.fill.missing, row.fill.zones_missing) for row in rows
    }
    assert told == {world.county: (1, 1, 0), world.zone: (1, 0, 0)}


def test_three_routes_lead_in(world):
    call = make_call(world, quotas=[(world.county, 2)])

    own = apply(world, call)
    quota = apply(
        world,
        call,
        by=world.county_clerk,
        unit=world.second,
        nominated_by=world.county_office,
        route="QUOTA",
    )
    recommended = apply(
        world,
        call,
        by=world.unionist,
        unit=world.chips,
        nominated_by=world.union,
        route="RECOMMENDATION",
    )

    assert [one.route for one in (own, quota, recommended)] == ["OWN", "QUOTA", "RECOMMENDATION"]
    assert all(one.state == "SUBMITTED" for one in (own, quota, recommended))


@pytest.mark.parametrize(
    ("who", "fields"),
    [
        ("weaver", {}),
        ("county_clerk", {"nominated": "county_office", "route": "OWN"}),
        ("unionist", {"nominated": "union", "route": "QUOTA"}),
        ("maker", {"nominated": "firm", "route": "RECOMMENDATION"}),
        ("stranger", {"nominated": "county_office", "route": "QUOTA"}),
    ],
)
def test_nobody_puts_a_unit_forward_by_a_route_that_is_not_theirs(world, who, fields):
    call = make_call(world, quotas=[(world.county, 2)])
    putting = world.units[fields.pop("nominated", "firm")]

    with pytest.raises(services.NotAllowed):
        apply(world, call, by=world.people[who], nominated_by=putting, **fields)


@pytest.mark.parametrize(
    ("workers", "output", "eligible"),
    [(101, 0, True), (100, 0, False), (5, 20_000_000, True), (100, 19_999_999, False)],
)
def test_eligibility_follows_the_rule_of_the_pack(world, workers, output, eligible):
    call = make_call(world)
    fields = {"workers_count": workers, "output_yuan": output}

    if eligible:
        checks = apply(world, call, **fields).checks
        assert checks[0]["met"] is True
        assert all(line["source"] for line in checks[0]["lines"])
    else:
        with pytest.raises(services.NotEligible, match="依据：Lianyungang"):
            apply(world, call, **fields)


def test_what_is_unknown_is_not_met_and_what_is_known_is_not_asked_again(world):
    call = make_call(world)
    with pytest.raises(services.NotEligible):
        apply(world, call, workers_count=None, output_yuan=None)
    assert queries.facts_to_ask(world.firm, scope="enterprise", today=TODAY)[0] == [
        "workers_count", "output_yuan", "ownership",
    ]  # fmt: skip

    apply(world, call)

    assert queries.facts_to_ask(world.firm, scope="enterprise", today=TODAY)[0] == []
    later = TODAY + timedelta(days=366)
    assert len(queries.facts_to_ask(world.firm, scope="enterprise", today=later)[0]) == 3
    second = make_call(world, title="第二次征集")
    draft = application_draft(world, workers_count=None, output_yuan=None, ownership="")
    assert services.apply(call=second, draft=draft, by=world.maker, at=NOON).profile is not None
    assert Profile.objects.count() == 1


def test_a_unit_stands_once_in_a_call(world):
    call = make_call(world)
    application = apply(world, call)

    with pytest.raises(services.AlreadyThere):
        apply(world, call)

    services.withdraw_application(application=application, by=world.maker, at=NOON)
    assert apply(world, call).state == "SUBMITTED"


def test_an_application_is_returned_and_corrected_until_somebody_voted(world):
    call = make_call(world)
    application = services.return_application(
        application=apply(world, call), reason="请写明分年目标。", by=world.clerk, at=NOON
    )
    assert Notice.objects.filter(kind="pilot_returned", person=world.maker).exists()

    application = services.correct_application(
        application=application, words="今年建等级，明年定薪酬。", by=world.maker, at=NOON
    )
    vote(application, world.expert)

    with pytest.raises(services.NotNow):
        services.return_application(application=application, reason="再改", by=world.clerk, at=NOON)


def test_who_judges_does_not_judge_their_own_unit(world):
    call = make_call(world)
    own = apply(world, call)
    others = apply(
        world, call, by=world.unionist, unit=world.chips, nominated_by=world.union,
        route="RECOMMENDATION",
    )  # fmt: skip

    # The firm's clerk sits on the panel; the union put the other one forward.
    with pytest.raises(services.NotAllowed):
        vote(own, world.maker)
    with pytest.raises(services.NotAllowed):
        vote(others, world.unionist)
    with pytest.raises(services.NotAllowed):
        vote(own, world.weaver)
    vote(own, world.unionist)
    vote(others, world.maker)

    assert [row.application for row in queries.to_judge(user=world.expert, today=TODAY)] == [
        own, others,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("votes", "state"),
    [
        ([(SCORES, True)] * 3, "PASSED"),
        ([(SCORES, True), (SCORES, True), (SCORES, False)], "PASSED"),
        ([(SCORES, True), (SCORES, False), (SCORES, False)], "FAILED"),
        ([(LOW, True)] * 3, "FAILED"),
    ],
)
def test_the_votes_decide_and_nobody_else(world, votes, state):
    application = apply(world, make_call(world))
    judges = (world.expert, world.second_expert, world.unionist)
    for person, (scores, favor) in zip(judges, votes, strict=True):
        vote(application, person, scores=scores, in_favor=favor)

    settled = services.settle_application(application=application, by=world.clerk, at=NOON)

    assert settled.state == state
    assert (settled.vote_count, settled.settled_by) == (3, world.clerk)


def test_a_review_needs_its_quorum_and_every_line_points_within_its_limit(world):
    application = apply(world, make_call(world))
    with pytest.raises(services.WordsMissing):
        vote(application, world.expert, scores={**SCORES, "merit": 21})
    with pytest.raises(services.WordsMissing):
        vote(application, world.expert, scores={"merit": 20})
    vote(application, world.expert, world.second_expert)

    with pytest.raises(services.NotNow, match="至少3票"):
        services.settle_application(application=application, by=world.clerk, at=NOON)


def test_pilots_are_named_in_batches_by_a_document(world):
    call = make_call(world)
    first, second = passed(world, call), passed(world, call, by=world.weaver, unit=world.second)
    document = make_document(world.office, world.clerk, title="关于公布第一批试点的通知")

    batch = services.name_batch(
        call=call,
        applications=[first, second],
        title="第一批",
        basis=Basis("", document),
        by=world.clerk,
        at=NOON,
    )

    assert batch.source.startswith("关于公布第一批试点的通知")
    assert {one.tier for one in batch.pilots.all()} == {"CITY"}
    step = Step.objects.get(pilot__unit=world.firm)
    assert (step.rule, step.actor, step.document, step.to_status) == (
        "name", world.clerk, document, "NEW",
    )  # fmt: skip
    assert reread(first).state == "NAMED"
    pilot = Pilot.objects.get(unit=world.firm)
    assert (pilot.ownership, pilot.workers_count, pilot.phase) == ("private", 320, "introduction")
    assert pilot.term_ends_on == date(2029, 3, 1)
    assert Notice.objects.filter(kind="pilot_named", person=world.maker).exists()


def test_a_decision_without_a_basis_names_nobody(world):
    call = make_call(world)
    application = passed(world, call)

    for basis in (Basis(" "), Basis("", make_document(world.far_city, world.stranger))):
        with pytest.raises(services.WordsMissing):
            services.name_batch(
                call=call,
                applications=[application],
                title="批",
                basis=basis,
                by=world.clerk,
                at=NOON,
            )
    with pytest.raises(services.NotNow):
        name(world, call, apply(world, call, by=world.weaver, unit=world.second))

    assert not Pilot.objects.exists()


def test_a_wider_tier_raises_a_pilot_and_a_unit_is_one_pilot_only(world):
    pilot = make_pilot(world)
    call = make_call(world, unit=world.province_office, by=world.boss)
    application = apply(world, call)
    vote(application, world.expert, world.second_expert, world.unionist)
    services.settle_application(application=application, by=world.boss, at=NOON)

    name(world, call, application, by=world.boss, title="省级第三批")

    raised = Pilot.objects.get()
    assert (raised.pk, raised.tier, raised.named_by_unit) == (
        pilot.pk, "PROVINCE", world.province_office,
    )  # fmt: skip
    assert list(raised.steps.order_by("pk").values_list("rule", flat=True)) == ["name", "raise"]
    with pytest.raises(services.AlreadyThere):
        apply(world, make_call(world, title="又一次"))


def test_every_step_carries_rule_actor_and_source(world):
    pilot = make_pilot(world, Status.CONSOLIDATED)
    pilot = move(pilot, Event.DEEPEN, world.clerk)
    pilot = move(pilot, Event.GRADUATE, world.clerk)

    steps = list(pilot.steps.order_by("pk"))

    assert [one.rule for one in steps] == [
        "name", "cultivate", "check", "consolidate", "deepen", "graduate",
    ]  # fmt: skip
    assert all(one.actor and one.source == SOURCE for one in steps)
    assert pilot.ended_on == TODAY
    with pytest.raises(services.WordsMissing):
        services.move_pilot(
            pilot=make_pilot(world, by=world.weaver, unit=world.second),
            move=services.Move(Event.CULTIVATE, Basis("")),
            by=world.clerk,
            at=NOON,
        )


def test_a_term_is_renewed_only_near_its_end_and_after_its_check(world):
    pilot = make_pilot(world, checked=True)
    with pytest.raises(services.NotNow, match="任期还长"):
        move(pilot, Event.RENEW, world.clerk)

    renewed = move(pilot, Event.RENEW, world.clerk, when=at(1080))

    assert renewed.term_from == date(2029, 3, 2)
    assert renewed.term_ends_on == date(2032, 3, 1)
    assert renewed.check_passed is None
    other = make_pilot(world, by=world.weaver, unit=world.second)
    with pytest.raises(services.NotNow, match="中期检查还没有通过"):
        move(other, Event.RENEW, world.clerk, when=at(1080))


def test_no_pilot_is_past_its_term_without_a_decision_or_an_alarm(world):
    pilot = make_pilot(world)

    assert services.tell_terms(at=at(10)) == 0
    assert services.tell_terms(at=at(500)) == 1
    assert services.tell_terms(at=at(1050)) == 1
    assert queries.past_without_alarm(today=TODAY + timedelta(days=1200)).count() == 1
    assert services.tell_terms(at=at(1200)) == 1
    assert services.tell_terms(at=at(1201)) == 0

    assert queries.past_without_alarm(today=TODAY + timedelta(days=1200)).count() == 0
    kinds = Notice.objects.filter(person=world.clerk).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["pilot_check_due", "pilot_term_near", "pilot_term_past"]
    alarms = pilot.steps.filter(rule="alarm")
    assert alarms.count() == 3
    assert all(one.source.startswith("alarm_before") and one.actor is None for one in alarms)


def test_a_failed_check_can_be_made_again(world):
    pilot = move(make_pilot(world), Event.CHECK, world.clerk, passed=False)
    assert pilot.check_passed is False

    pilot = move(pilot, Event.CHECK, world.clerk, passed=True)

    assert pilot.check_passed is True
    with pytest.raises(services.NotNow):
        move(pilot, Event.CHECK, world.clerk)
