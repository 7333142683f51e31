"""Amendments, copies one tier down and what is carried into the next year."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from changai.audit.models import Entry
from changai.notices.models import Notice
from changai.tasks import services
from changai.tasks.models import DueChange, Duty, ParentChange, Task, TaskTarget
from changai.tasks.queries import first_late_day
from changai.tasks.queries import plans as queries
from changai.tasks.rules import plans as rules
from changai.tasks.services import NotAllowed, OutOfDate, plans
from tests.conftest import NOON
from tests.tasks.plan_factories import DUE, adopt, amend, change, make_draft, make_facts, nine_rows

LATER = DUE + timedelta(days=30)


def task_of(title):
    return Task.objects.get(title=title, parent=None)


def amended(cast, facts, **fields):
    """Adopt a plan of one row, amend that row, and return its task."""
    version = make_draft(cast, facts)
    adopt(cast, version)
    draft, rows = amend(cast, version)
    change(cast, rows[facts.title], **fields)
    adopt(cast, draft, basis="第四次会议")
    return Task.objects.filter(parent=None).get()


def test_a_changed_row_is_the_same_task_with_both_dates(cast):
    version = make_draft(cast, make_facts(cast.department))
    adopt(cast, version)
    old = Task.objects.get()
    draft, rows = amend(cast, version)
    change(cast, rows["健全薪酬分配机制"], due_on=LATER, deadline_words="7月底前")

    adopt(cast, draft, basis="第四次会议")

    task = Task.objects.get()
    assert (task.pk, task.due_on, task.due_words) == (old.pk, LATER, "7月底前")
    assert task.row.version == draft
    kept = DueChange.objects.filter(task=task).order_by("pk").values_list("due_on", "cause")
    assert list(kept) == [(DUE, "ASSIGNED"), (LATER, "AMENDED")]
    assert "第四次会议" in DueChange.objects.filter(cause="AMENDED").get().words


def test_an_amendment_never_erases_past_lateness(cast):
    version = make_draft(cast, make_facts(cast.department))
    adopt(cast, version)
    after = NOON + timedelta(days=125)
    draft, rows = amend(cast, version, at=after)
    plans.change_row(
        row=rows["健全薪酬分配机制"],
        facts=queries.facts_of(rows["健全薪酬分配机制"]).with_changes(due_on=LATER),
        seen_revision=0,
        by=cast.clerk,
        at=after,
    )

    adopt(cast, draft, at=after)

    task = Task.objects.get()
    assert task.first_late_on == DUE + timedelta(days=1)
    assert first_late_day(task, after.date()) == DUE + timedelta(days=1)


def test_an_untouched_row_may_be_past_its_date_and_keeps_its_task_as_it_is(cast):
    version = make_draft(cast, make_facts(cast.department), make_facts(cast.helper, title="新的"))
    adopt(cast, version)
    before = task_of("健全薪酬分配机制")
    after = NOON + timedelta(days=125)
    draft, rows = amend(cast, version, at=after)
    plans.drop_row(row=rows["新的"], reason="并入他项", seen_revision=0, by=cast.clerk, at=after)

    done = adopt(cast, draft, at=after)

    task = task_of("健全薪酬分配机制")
    assert (task.revision, task.due_on, task.row.version) == (before.revision, DUE, draft)
    assert [one.title for one in done.cancelled] == ["新的"]


def test_a_dropped_row_cancels_its_task_with_version_and_reason(cast):
    version = make_draft(cast, make_facts(cast.department))
    adopt(cast, version)
    draft, rows = amend(cast, version)
    row = rows["健全薪酬分配机制"]
    with pytest.raises(plans.RowRefused):
        plans.delete_row(row=row, seen_revision=0, by=cast.clerk, at=NOON)
    plans.drop_row(row=row, reason="并入他项", seen_revision=0, by=cast.clerk, at=NOON)
    plans.add_row(
        version=draft, facts=make_facts(cast.helper, title="新增一项"), by=cast.clerk, at=NOON
    )

    done = adopt(cast, draft, basis="第四次会议")

    task = task_of("健全薪酬分配机制")
    event = task.events.get(event="cancel")
    assert task.state == "CANCELLED"
    assert all(words in event.words for words in ("第2版", "第四次会议", "并入他项"))
    assert [one.title for one in done.made] == ["新增一项"]


def test_a_new_lead_takes_the_task_over_with_the_reason(cast):
    task = amended(cast, make_facts(cast.department), leads=(cast.helper.pk,))

    assert (task.lead, task.state) == (cast.helper, "ASSIGNED")
    assert "第四次会议" in task.events.get(event="reassign").words


def test_cooperating_units_come_go_and_get_their_dates(cast):
    party = rules.Party(cast.helper.pk, DUE)
    facts = make_facts(cast.department, cooperating=(party,))
    version = make_draft(cast, facts)
    adopt(cast, version)

    draft, rows = amend(cast, version)
    new = (rules.Party(cast.helper.pk, LATER), rules.Party(cast.city_office.pk))
    change(cast, rows[facts.title], cooperating=new)
    adopt(cast, draft)
    duties = {duty.unit_id: duty for duty in Duty.objects.all()}
    assert duties[cast.helper.pk].due_on == LATER
    assert duties[cast.city_office.pk].state == "OPEN"

    draft, rows = amend(cast, draft)
    change(cast, rows[facts.title], cooperating=(rules.Party(cast.city_office.pk),))
    adopt(cast, draft, basis="第五次会议")
    waived = Duty.objects.get(unit=cast.helper)
    assert (waived.state, waived.decided_by) == ("WAIVED", cast.clerk)
    assert "第五次会议" in waived.reason

    draft, rows = amend(cast, draft)
    change(cast, rows[facts.title], cooperating=(rules.Party(cast.helper.pk),))
    adopt(cast, draft)
    assert Duty.objects.get(unit=cast.helper).state == "OPEN"


def test_one_lead_becomes_joint_and_joint_becomes_one(cast):
    facts = make_facts(cast.department, evidence_required=True)
    version = make_draft(cast, facts)
    adopt(cast, version)

    draft, rows = amend(cast, version)
    change(cast, rows[facts.title], leads=(cast.department.pk, cast.helper.pk), joint=True)
    adopt(cast, draft)
    task = task_of(facts.title)
    parts = {part.lead: part for part in task.children.all()}
    assert (task.lead, task.joint, task.evidence_required) == (cast.office, True, False)
    assert set(parts) == {cast.department, cast.helper}
    assert all(part.evidence_required for part in parts.values())

    draft, rows = amend(cast, draft)
    change(cast, rows[facts.title], leads=(cast.department.pk, cast.city_office.pk))
    adopt(cast, draft)
    states = {part.lead: part.state for part in task_of(facts.title).children.all()}
    assert states == {
        cast.department: "ASSIGNED",
        cast.helper: "CANCELLED",
        cast.city_office: "ASSIGNED",
    }

    draft, rows = amend(cast, draft)
    change(cast, rows[facts.title], leads=(cast.helper.pk,), joint=False)
    adopt(cast, draft)
    task = task_of(facts.title)
    assert (task.lead, task.joint, task.evidence_required) == (cast.helper, False, True)
    assert {part.state for part in task.children.all()} == {"CANCELLED"}


def test_the_parts_of_a_joint_row_follow_its_date(cast):
    facts = make_facts(cast.department, cast.helper)
    task = amended(cast, facts, due_on=LATER)

    assert task.due_on == LATER
    assert {part.due_on for part in task.children.all()} == {LATER}


def test_a_target_keeps_what_was_said_of_it(cast):
    target = rules.Target(">=", Decimal(10), "家", "试点")
    version = make_draft(
        cast, make_facts(cast.department, shape="count", targets=(target,), title="试点")
    )
    adopt(cast, version)
    TaskTarget.objects.update(said_value=Decimal(4))
    draft, rows = amend(cast, version)
    change(cast, rows["试点"], targets=(rules.Target(">=", Decimal(20), "家", "试点"),))

    adopt(cast, draft)

    kept = TaskTarget.objects.get()
    assert (kept.value, kept.said_value) == (20, 4)


def test_a_finished_task_is_left_alone(cast):
    version = make_draft(cast, make_facts(cast.department))
    adopt(cast, version)
    task = Task.objects.get()
    services.acknowledge_task(task=task, by=cast.lead, at=NOON)
    services.submit_task(task=task, by=cast.lead, at=NOON)
    services.accept_task(task=task, by=cast.clerk, at=NOON)
    draft, rows = amend(cast, version)
    change(cast, rows["健全薪酬分配机制"], due_on=LATER)

    done = adopt(cast, draft)

    assert ([one.pk for one in done.finished], done.changed) == ([task.pk], ())
    assert Task.objects.get().state == "DONE"
    assert Task.objects.get().due_on == DUE


def test_a_task_under_review_stops_the_amendment_and_is_named(cast):
    version = make_draft(cast, make_facts(cast.department), make_facts(cast.helper, title="他项"))
    adopt(cast, version)
    task = task_of("健全薪酬分配机制")
    services.acknowledge_task(task=task, by=cast.lead, at=NOON)
    services.submit_task(task=task, by=cast.lead, at=NOON)
    draft, rows = amend(cast, version)
    change(cast, rows["健全薪酬分配机制"], due_on=LATER)
    change(cast, rows["他项"], title="他项改名")

    with pytest.raises(plans.RowRefused, match="健全薪酬分配机制"):
        adopt(cast, draft)

    draft.refresh_from_db()
    assert draft.state == "DRAFT"
    assert Task.objects.filter(title="他项").exists()


def test_there_is_one_amendment_at_a_time(cast):
    version = make_draft(cast, make_facts(cast.department))
    with pytest.raises(plans.PlanRefused):
        plans.start_amendment(plan=version.plan, by=cast.clerk, at=NOON)
    adopt(cast, version)
    amend(cast, version)
    with pytest.raises(plans.PlanRefused):
        plans.start_amendment(plan=version.plan, by=cast.colleague, at=NOON)
    with pytest.raises(NotAllowed):
        plans.start_amendment(plan=version.plan, by=cast.lead, at=NOON)


def test_an_amendment_is_one_entry_in_the_audit(cast):
    facts = make_facts(cast.department, cooperating=(rules.Party(cast.helper.pk),))
    version = make_draft(cast, facts)
    adopt(cast, version)
    draft, rows = amend(cast, version)
    change(cast, rows[facts.title], leads=(cast.city_office.pk,), cooperating=(), due_on=LATER)
    before = Entry.objects.count()

    adopt(cast, draft)

    assert Entry.objects.count() == before + 1
    entry = Entry.objects.get(object_id=draft.pk, action="plan.adopted")
    assert entry.lines.get().after["lead_id"] == cast.city_office.pk


def copied(cast):
    version = make_draft(cast, *nine_rows(cast))
    adopt(cast, version)
    draft = plans.copy_plan(
        parent=version.plan, owner=cast.city_office, by=cast.city_clerk, at=NOON
    )
    return version, draft, {row.title: row for row in queries.rows_of(draft)}


def test_a_city_copies_rows_with_links_and_its_quota(cast):
    version, draft, rows = copied(cast)

    above = {row.title: row.key for row in queries.rows_of(version)}
    assert {title: row.parent_key for title, row in rows.items()} == above
    facts = {title: queries.facts_of(row) for title, row in rows.items()}
    assert all(not one.leads and not one.leader_name for one in facts.values())
    (target,) = facts["分级新增试点"].targets
    assert (target.value, target.quotas) == (90, ())
    assert draft.plan.parent == version.plan
    with pytest.raises(plans.PlanRefused):
        plans.copy_plan(parent=version.plan, owner=cast.city_office, by=cast.city_clerk, at=NOON)


def test_the_gap_to_the_quota_above_is_shown(cast):
    _version, draft, rows = copied(cast)
    less = rules.Target(">=", Decimal(60), "家", "新增试点企业")
    change(cast, rows["分级新增试点"], by=cast.city_clerk, targets=(less,))

    (gap,) = queries.quota_gaps(draft.plan, queries.rows_of(draft))

    assert (gap.wanted, gap.own, gap.gap) == (90, 60, 30)


def test_only_an_adopted_plan_from_above_is_copied(cast):
    version = make_draft(cast, make_facts(cast.department))
    with pytest.raises(plans.PlanRefused):
        plans.copy_plan(parent=version.plan, owner=cast.city_office, by=cast.city_clerk, at=NOON)
    adopt(cast, version)
    with pytest.raises(NotAllowed):
        plans.copy_plan(parent=version.plan, owner=cast.city_office, by=cast.clerk, at=NOON)


def test_a_copy_is_told_row_by_row_and_takes_over_or_notes(cast):
    version, draft, _rows = copied(cast)
    above, rows = amend(cast, version)
    change(cast, rows["健全机制"], due_on=LATER, deadline_words="7月底前")
    plans.drop_row(row=rows["新增工作室"], reason="并入", seen_revision=0, by=cast.clerk, at=NOON)
    plans.add_row(
        version=above, facts=make_facts(cast.helper, title="新增的"), by=cast.clerk, at=NOON
    )
    adopt(cast, above)

    found = {one.title: one for one in ParentChange.objects.all()}
    assert {title: one.kind for title, one in found.items()} == {
        "健全机制": "CHANGED",
        "新增工作室": "DROPPED",
        "新增的": "ADDED",
    }
    told = Notice.objects.filter(kind="parent_row_changed", person=cast.city_clerk)
    assert told.count() == 3
    words = [one.after for one in queries.stored_changes(found["健全机制"])]
    assert words == ["7月底前", LATER.isoformat()]

    with pytest.raises(NotAllowed):
        plans.apply_change(change=found["健全机制"], by=cast.clerk, at=NOON)
    for title in ("健全机制", "新增工作室"):
        plans.apply_change(change=found[title], by=cast.city_clerk, at=NOON)
    plans.acknowledge_change(change=found["新增的"], by=cast.city_clerk, at=NOON)
    own = {row.title: row for row in queries.rows_of(draft)}
    assert own["健全机制"].due_on == LATER
    assert own["新增工作室"].dropped_reason
    assert "新增的" not in own
    with pytest.raises(OutOfDate):
        plans.apply_change(change=found["新增的"], by=cast.city_clerk, at=NOON)


def test_open_items_carry_into_next_year_as_the_same_tasks(cast):
    done, late = (
        make_facts(cast.helper, title="已办结"),
        make_facts(cast.department, title="未完成"),
    )
    version = make_draft(cast, done, late)
    adopt(cast, version)
    finished = task_of("已办结")
    services.acknowledge_task(task=finished, by=cast.cooperator, at=NOON)
    services.submit_task(task=finished, by=cast.cooperator, at=NOON)
    services.accept_task(task=finished, by=cast.clerk, at=NOON)
    january = NOON.replace(year=2027, month=1, day=11)
    services.stamp_lateness(at=january)
    draft = plans.create_plan(
        owner=cast.office, title="2027年要点", year=2027, by=cast.clerk, at=january
    )
    open_tasks = queries.open_rows_of_year(owner=cast.office, year=2027)

    for _twice in range(2):
        plans.carry_over(version=draft, tasks=open_tasks, by=cast.clerk, at=january)

    (row,) = queries.rows_of(draft)
    assert (row.title, row.due_on, row.deadline_words) == ("未完成", None, "")
    change(cast, row, due_on=date(2027, 6, 30), deadline_words="6月底前")
    adopt(cast, draft, at=january)
    task = task_of("未完成")
    assert (task.plan, task.due_on) == (draft.plan, date(2027, 6, 30))
    assert task.first_late_on == DUE + timedelta(days=1)
    assert Task.objects.count() == 2
