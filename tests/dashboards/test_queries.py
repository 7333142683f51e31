"""Everything that is due for a person is found, nothing of another's, in few queries."""

import uuid
from datetime import timedelta

import pytest

from changai.dashboards import queries
from changai.documents.models import Instruction
from changai.evidence import services as evidence
from changai.tasks import services as tasks
from changai.tasks.rules import State
from changai.tasks.services import DutyDraft, Split, TargetDraft
from tests.conftest import NOON, TODAY
from tests.documents.factories import make_document, make_measure
from tests.evidence.factories import make_report
from tests.tasks.factories import DUE, draft, make_task


def work(user, **more):
    return queries.my_work(user=user, today=TODAY, **more)


def kinds(user, **more):
    return [item.kind for item in work(user, **more).items]


def test_a_lead_signs_and_then_reports(cast):
    task = make_task(cast)
    [item] = work(cast.lead).items
    assert (item.kind, item.title, item.post) == ("sign", task.title, {"seen_revision": 1})
    assert item.action_url == f"/tasks/{task.pk}/do/acknowledge/now/"

    tasks.acknowledge_task(task=task, by=cast.lead, at=NOON)
    [item] = work(cast.lead).items
    assert (item.kind, item.action_url) == ("work", f"/evidence/tasks/{task.pk}/report/")


def test_a_request_takes_the_place_of_the_work_it_asks_about(cast):
    task = make_task(cast, State.IN_PROGRESS)
    due = TODAY + timedelta(days=2)
    evidence.request_reports(
        unit=cast.office, task_ids=[task.pk], period="2026-03", due_on=due, by=cast.clerk, at=NOON
    )

    [item] = work(cast.lead).items
    assert (item.kind, item.due_on) == ("answer", due)


def test_a_duty_goes_from_the_cooperating_unit_to_the_lead(cast):
    task = make_task(cast, State.IN_PROGRESS)
    tasks.add_duties(task=task, duties=[DutyDraft(cast.helper.pk)], by=cast.clerk, at=NOON)
    assert kinds(cast.cooperator) == ["duty"]

    duty = task.duties.get()
    tasks.report_duty(duty=duty, by=cast.cooperator, at=NOON, words="已办")

    assert kinds(cast.cooperator) == []
    assert kinds(cast.lead) == ["confirm", "work"]


def test_a_closing_waits_for_another_person_of_the_assigner(cast):
    make_task(cast, State.UNDER_REVIEW)

    assert kinds(cast.clerk) == kinds(cast.colleague) == ["review"]
    assert kinds(cast.lead) == []


def test_progress_waits_to_be_verified_but_not_by_its_own_reporter(cast):
    task = make_task(cast, State.IN_PROGRESS)
    make_report(task, cast.lead)

    assert kinds(cast.clerk) == ["verify"]
    assert "verify" not in kinds(cast.lead)


def test_requests_for_more_time_and_unassigned_items_wait_for_the_office(cast):
    task = make_task(cast, State.IN_PROGRESS)
    tasks.ask_extension(
        task=task, wanted_on=DUE + timedelta(days=9), reason="等设备", by=cast.lead, at=NOON
    )
    tasks.register_task(draft=draft(cast.office), by=cast.clerk, at=NOON)

    assert kinds(cast.clerk) == ["extension", "assign"]


def test_what_nobody_signed_is_chased_after_the_days_of_the_pack(cast):
    make_task(cast, at=NOON - timedelta(days=1))
    assert kinds(cast.clerk) == []

    make_task(cast, at=NOON - timedelta(days=20))
    assert kinds(cast.clerk) == ["chase"]


def test_unsigned_parts_of_one_task_are_one_line(cast):
    at = NOON - timedelta(days=20)
    task = make_task(cast, at=at, lead=cast.office)
    tasks.acknowledge_task(task=task, by=cast.clerk, at=at)
    tasks.cascade_task(
        task=task,
        targets=[Split(cast.city_office.pk), Split(cast.department.pk)],
        by=cast.clerk,
        at=at,
    )

    items = {item.kind: item for item in work(cast.clerk).items}
    assert set(items) == {"work", "chase_parts"}
    assert "2 个单位至今未签收" in items["chase_parts"].note


def test_an_overseer_strikes_off_what_is_done(cast):
    make_task(cast, State.DONE)

    assert kinds(cast.supervisor) == ["strike"]
    assert kinds(cast.clerk) == []


def test_documents_wait_until_the_last_measure_and_instruction_is_decided(cast):
    document = make_document(cast.office, cast.clerk)
    assert kinds(cast.clerk) == []

    make_measure(document, "扩大试点覆盖")
    assert kinds(cast.clerk) == ["read"]
    document.measures.update(state="READ_ONLY", decided_by=cast.clerk, decided_at=NOON)
    assert kinds(cast.clerk) == []

    Instruction.objects.create(
        owner=document.owner,
        document=document,
        leader_name="林致远",
        words="请阅。",
        start=0,
        end=3,
    )
    assert kinds(cast.clerk) == ["read"]
    assert kinds(cast.city_clerk) == []


def round_of_comments(cast):
    from changai.tasks.services import plans

    version = plans.create_plan(owner=cast.office, title="要点", year=2026, by=cast.clerk, at=NOON)
    document = make_document(cast.office, cast.clerk)
    measure = make_measure(document, "扩大试点覆盖", state="ACCEPTED", lead=[cast.department])
    plans.rows_from_measures(version=version, measures=[measure], by=cast.clerk, at=NOON)
    version.refresh_from_db()
    plans.open_comments(
        version=version,
        until=TODAY + timedelta(days=5),
        seen_revision=version.revision,
        by=cast.clerk,
        at=NOON,
    )
    return version


def test_a_plan_asks_named_units_and_offices_below_until_they_spoke(cast):
    from changai.tasks.services import plans

    version = round_of_comments(cast)

    assert kinds(cast.lead) == kinds(cast.city_clerk) == kinds(cast.county_clerk) == ["comment"]
    assert kinds(cast.cooperator) == kinds(cast.enterprise_clerk) == []
    assert kinds(cast.clerk) == ["settle"]

    plans.comment_on_plan(
        version=version, unit=cast.department, words="同意。", by=cast.lead, at=NOON
    )
    assert kinds(cast.lead) == []


def test_nobody_sees_the_work_of_another_unit(cast):
    for state in (State.ASSIGNED, State.IN_PROGRESS, State.UNDER_REVIEW, State.DONE):
        make_task(cast, state)
    make_measure(make_document(cast.office, cast.clerk), "扩大试点覆盖")

    for person in ("stranger", "auditor", "city_clerk", "cooperator", "enterprise_clerk"):
        assert kinds(getattr(cast, person)) == [], person
        assert sum(queries.group_counts(user=getattr(cast, person), today=TODAY).values()) == 0


def test_soonest_first_and_what_has_no_day_last(cast):
    for days in (30, 3, 90):
        make_task(cast, State.IN_PROGRESS, due_on=TODAY + timedelta(days=days))
    make_task(cast, State.IN_PROGRESS, due_on=None, due_words="长期坚持")

    found = [item.due_on for item in work(cast.lead).items]

    assert found == [TODAY + timedelta(days=days) for days in (3, 30, 90)] + [None]


def test_pages_follow_one_another_without_gap_or_repeat(cast, monkeypatch):
    monkeypatch.setattr("changai.dashboards.queries._work.PAGE_ROWS", 4)
    for number in range(7):
        make_task(cast, State.ASSIGNED, due_on=TODAY + timedelta(days=number % 3))
        make_task(cast, State.IN_PROGRESS, due_on=TODAY + timedelta(days=number % 3))
        make_task(cast, State.IN_PROGRESS, due_on=None, due_words="长期坚持")
    seen, after = [], ""
    while True:
        page = work(cast.lead, after=after)
        seen += [(item.kind, item.url) for item in page.items]
        after = page.following
        if not after:
            break

    assert len(seen) == len(set(seen)) == 21


def test_a_group_and_the_late_ones_narrow_the_list(cast):
    make_task(cast, State.ASSIGNED)
    make_task(cast, State.IN_PROGRESS)
    at = NOON - timedelta(days=60)
    late = make_task(cast, State.IN_PROGRESS, at=at, due_on=TODAY - timedelta(days=3))

    assert kinds(cast.lead, group="sign") == ["sign"]
    assert [item.url for item in work(cast.lead, narrow=queries.LATE).items] == [
        f"/tasks/{late.pk}/"
    ]
    counts = queries.group_counts(user=cast.lead, today=TODAY)
    assert (counts["sign"], counts["do"], counts["late"]) == (1, 2, 1)


def test_what_waits_too_long_for_an_answer_is_late(cast):
    make_task(cast, State.UNDER_REVIEW, at=NOON - timedelta(days=40))

    [item] = work(cast.clerk, narrow=queries.LATE).items
    assert item.late
    assert item.waited > 20


def test_the_menu_counts_what_presses_in_two_queries(cast, django_assert_num_queries):
    make_task(cast, State.ASSIGNED)
    make_task(cast, State.IN_PROGRESS, due_on=TODAY + timedelta(days=1))
    make_task(cast, State.IN_PROGRESS, due_on=TODAY + timedelta(days=90))
    work(cast.lead)

    with django_assert_num_queries(2):
        counts = queries.nav_counts(cast.lead, TODAY)

    assert counts["dashboards:my_work"] == 2
    assert counts["notices:list"] > 0


def test_the_list_costs_the_same_however_long(cast, django_assert_max_num_queries):
    for state in (State.ASSIGNED, State.IN_PROGRESS, State.UNDER_REVIEW):
        for _number in range(5):
            make_task(cast, state)
    work(cast.lead)

    for person in (cast.lead, cast.clerk):
        with django_assert_max_num_queries(23):
            for item in work(person).items:
                assert item.title
                assert item.note


def leader(user):
    return queries.leader_page(user=user, today=TODAY)


def late_task(cast, **more):
    at = NOON - timedelta(days=60)
    return make_task(cast, State.IN_PROGRESS, at=at, due_on=TODAY - timedelta(days=5), **more)


def causes(page):
    return [cause.code for _unit, rows in page.late for row in rows for cause in row.causes]


def test_a_leader_sees_what_is_late_and_why(cast):
    task = late_task(cast)
    duty = DutyDraft(cast.helper.pk, due_on=TODAY)
    tasks.add_duties(task=task, duties=[duty], by=cast.clerk, at=NOON)
    evidence.post_report(
        task=task,
        purpose="PROGRESS",
        period="2026-03",
        client_key=uuid.uuid4(),
        by=cast.lead,
        at=NOON,
        changed_words="正在推进",
        blocked_words="经费未到位",
    )

    page = leader(cast.supervisor)

    assert page.late_count == 1
    [(unit, [row])] = page.late
    assert (unit, row.task, row.days_late) == ("省技能厅", task, 4)
    assert [cause.code for cause in row.causes] == ["blocked", "waiting"]
    assert "经费未到位" in row.causes[0].words
    assert page.blocked_count == 1


def test_silence_and_missing_signatures_are_causes_too(cast):
    late_task(cast)
    assert causes(leader(cast.supervisor)) == ["silent"]

    make_task(cast, at=NOON - timedelta(days=60), due_on=TODAY - timedelta(days=9))
    assert causes(leader(cast.supervisor)) == ["unsigned", "silent"]


def test_colours_count_every_task_once(cast):
    late_task(cast)
    make_task(cast)
    make_task(cast, State.DONE)
    make_task(cast, State.CANCELLED)

    page = leader(cast.supervisor)

    assert sum(page.by_colour.values()) == 4
    assert page.by_colour["red"] == 1
    assert page.owed_count == 2


def test_places_below_show_their_tasks_at_any_depth(cast):
    make_task(cast, lead=cast.county_office)
    make_task(cast)

    rows = {row.name: row for row in leader(cast.supervisor).places}

    assert rows["云溪市"].in_time_count == 1
    assert rows["省技能厅"].owed_count == 1


def test_values_and_gaps_come_from_what_was_verified(cast):
    target = TargetDraft(value=100, unit="家", operator=">=", what="试点")
    task = make_task(
        cast, State.IN_PROGRESS, at=NOON - timedelta(days=30), due_on=TODAY, targets=(target,)
    )
    goal = task.targets.get()
    task.targets.update(said_value=90, verified_value=60)

    page = leader(cast.supervisor)

    assert (page.target_count, page.said_count, page.verified_count) == (1, 1, 1)
    [gap] = page.gaps
    assert (gap.target, float(gap.reached), float(gap.expected)) == (goal, 0.6, 1.0)


@pytest.mark.parametrize(
    ("person", "may"),
    [
        ("supervisor", True),
        ("clerk", True),
        ("city_clerk", True),
        ("lead", False),
        ("auditor", False),
    ],
)
def test_the_page_is_for_those_who_answer_for_the_work(cast, person, may):
    assert queries.may_lead(getattr(cast, person), TODAY) is may


def test_a_city_sees_only_its_own(cast):
    late_task(cast)

    page = leader(cast.city_clerk)

    assert (page.late, sum(page.by_colour.values()), page.target_count) == ([], 0, 0)


def test_the_leaders_page_costs_the_same_however_many(cast, django_assert_max_num_queries):
    for _number in range(6):
        late_task(cast)
    leader(cast.supervisor)

    with django_assert_max_num_queries(14):
        leader(cast.supervisor)
