"""Drafting, comments and adoption: who may, what becomes of it, and what happens twice."""

from datetime import timedelta

import pytest

from changai.audit.models import Entry, Line
from changai.notices.models import Notice
from changai.tasks.models import Duty, Plan, PlanRow, PlanVersion, Task, TaskTarget
from changai.tasks.queries import plans as queries
from changai.tasks.rules import plans as rules
from changai.tasks.services import (
    ClauseNotConfirmed,
    NotAllowed,
    NotNow,
    OutOfDate,
    ReasonMissing,
    plans,
)
from tests.conftest import NOON, TODAY
from tests.documents.factories import make_document, make_measure
from tests.tasks.plan_factories import BASIS, DUE, adopt, change, make_draft, make_facts, nine_rows

WEEK = timedelta(days=7)


def rows(version):
    return queries.rows_of(version)


def test_only_the_office_drafts(cast):
    with pytest.raises(NotAllowed):
        plans.create_plan(owner=cast.office, title="要点", year=2026, by=cast.lead, at=NOON)
    version = make_draft(cast)
    for person in (cast.lead, cast.city_clerk, cast.stranger, cast.auditor):
        with pytest.raises(NotAllowed):
            plans.add_row(version=version, facts=make_facts(), by=person, at=NOON)


def test_a_draft_row_owes_nothing(cast):
    make_draft(cast, make_facts(cast.department), make_facts(cast.helper))

    assert not Task.objects.exists()
    assert not Notice.objects.exists()


def test_a_row_keeps_everything_it_was_given(cast):
    given = nine_rows(cast)
    version = make_draft(cast, *given)

    assert [queries.facts_of(row) for row in rows(version)] == given


def test_two_leads_are_refused_unless_joint_and_one_lead_is_never_joint(cast):
    version = make_draft(cast)
    for facts in (
        make_facts(cast.department, cast.helper, joint=False),
        make_facts(cast.department, joint=True),
        make_facts(cast.department, cooperating=(rules.Party(cast.department.pk),)),
        make_facts(cast.department, title=" "),
        make_facts(cast.department, shape="no_such"),
    ):
        with pytest.raises(plans.RowRefused):
            plans.add_row(version=version, facts=facts, by=cast.clerk, at=NOON)


def test_a_row_changed_meanwhile_is_not_overwritten(cast):
    version = make_draft(cast, make_facts(cast.department))
    seen = rows(version)[0]
    change(cast, seen, title="改一次")

    with pytest.raises(OutOfDate):
        change(cast, seen, title="再改一次", by=cast.colleague)
    assert rows(version)[0].title == "改一次"


def test_rows_move_double_and_go(cast):
    version = make_draft(cast, *(make_facts(cast.department, title=name) for name in "甲乙丙"))
    first, second, _third = rows(version)
    plans.move_row(row=first, steps=1, by=cast.clerk, at=NOON)
    plans.duplicate_row(row=second, by=cast.clerk, at=NOON)
    plans.delete_row(row=first, seen_revision=0, by=cast.clerk, at=NOON)

    left = rows(version)
    assert [row.title for row in left] == ["乙", "乙", "丙"]
    assert len({row.key for row in left}) == 3
    with pytest.raises(OutOfDate):
        plans.delete_row(row=first, seen_revision=0, by=cast.clerk, at=NOON)


def test_the_audit_has_an_entry_per_change_and_no_names_of_people(cast):
    version = make_draft(cast, make_facts(cast.department, leader_name="周望舒"))
    change(cast, rows(version)[0], title="新名称", responsible_name="林知远")

    entries = list(Entry.objects.filter(action__startswith="plan_row").order_by("pk"))
    assert [entry.action for entry in entries] == ["plan_row.added", "plan_row.changed"]
    assert entries[1].after["title"] == "新名称"
    assert "周望舒" not in str([e.after for e in entries])
    assert "林知远" not in str([e.after for e in entries])


def test_confirmed_measures_become_rows_once_with_all_that_was_read(cast):
    document = make_document(cast.office, cast.clerk, dated_on=TODAY)
    share = make_measure(
        document,
        "年底前新增试点企业不少于600家",
        state="ACCEPTED",
        deadline_words="年底前",
        targets=[{"value": "600", "unit": "家", "what": "新增试点企业"}],
        lead=[cast.department],
        cooperating=[cast.helper],
        speaker="周望舒",
    )
    again = make_measure(document, "要扩大试点覆盖", state="ACCEPTED", same_as=share)
    version = make_draft(cast)

    made = plans.rows_from_measures(
        version=version, measures=[share, again], by=cast.clerk, at=NOON
    )
    twice = plans.rows_from_measures(
        version=version, measures=[share, again], by=cast.clerk, at=NOON
    )

    row = PlanRow.objects.get()
    facts = queries.facts_of(row)
    assert (len(made.rows), made.known, len(twice.rows)) == (1, (again,), 0)
    assert facts.clause_words == share.quote
    assert facts.leads == (cast.department.pk,)
    assert [one.unit_id for one in facts.cooperating] == [cast.helper.pk]
    assert (facts.due_on.isoformat(), facts.deadline_kind) == ("2026-12-31", "year_end")
    assert (facts.shape, facts.evidence_required) == ("count", True)
    assert facts.targets[0].value == 600


def test_the_repeat_of_a_measure_in_the_plan_makes_no_second_row(cast):
    first = make_document(cast.office, cast.clerk)
    other = make_document(cast.office, cast.clerk, title="另一份")
    known = make_measure(first, "要扩大试点覆盖", state="ACCEPTED")
    repeat = make_measure(other, "要扩大试点覆盖", state="ACCEPTED", same_as=known)
    version = make_draft(cast)
    plans.rows_from_measures(version=version, measures=[repeat], by=cast.clerk, at=NOON)

    later = plans.rows_from_measures(version=version, measures=[known], by=cast.clerk, at=NOON)

    assert later.known == (known,)
    assert PlanRow.objects.count() == 1


def test_an_unconfirmed_measure_is_refused(cast):
    measure = make_measure(make_document(cast.office, cast.clerk), "要扩大试点覆盖")
    with pytest.raises(ClauseNotConfirmed):
        plans.rows_from_measures(
            version=make_draft(cast), measures=[measure], by=cast.clerk, at=NOON
        )


def opened(cast, *facts):
    version = make_draft(cast, *facts)
    return plans.open_comments(
        version=version,
        until=TODAY + WEEK,
        seen_revision=version.revision,
        by=cast.clerk,
        at=NOON,
    )


def test_a_comment_round_tells_the_units_named_and_the_offices_below(cast):
    opened(cast, make_facts(cast.department, cooperating=(rules.Party(cast.helper.pk),)))

    told = set(Notice.objects.values_list("person__name", flat=True))
    assert told >= {"丁联", "戊责", "己联", "庚联", "辛办", "丑外"}
    assert not told & {"甲办", "壬办", "癸企"}


def test_a_unit_comments_within_the_round_and_sees_only_its_own(cast):
    draft = opened(cast, make_facts(cast.department, cooperating=(rules.Party(cast.helper.pk),)))
    key = rows(draft)[0].key
    mine = plans.comment_on_plan(
        version=draft, unit=cast.department, row_key=key, words="建议延后", by=cast.lead, at=NOON
    )
    again = plans.comment_on_plan(
        version=draft, unit=cast.department, row_key=key, words="建议延后", by=cast.lead, at=NOON
    )

    assert mine == again
    seen_by = {
        person: queries.comments_of(version=draft, user=person, today=TODAY)
        for person in (cast.lead, cast.cooperator, cast.clerk)
    }
    assert [len(seen) for seen in seen_by.values()] == [1, 0, 1]


def test_nobody_comments_for_another_unit_or_after_the_day(cast):
    draft = opened(cast, make_facts(cast.department))
    for unit, person in (
        (cast.department, cast.cooperator),
        (cast.helper, cast.cooperator),
        (cast.enterprise, cast.enterprise_clerk),
    ):
        with pytest.raises(NotAllowed):
            plans.comment_on_plan(version=draft, unit=unit, words="意见", by=person, at=NOON)
    with pytest.raises(NotNow):
        plans.comment_on_plan(
            version=draft, unit=cast.department, words="迟到", by=cast.lead, at=NOON + 2 * WEEK
        )


def test_a_comment_is_answered_once_with_words(cast):
    draft = opened(cast, make_facts(cast.department))
    comment = plans.comment_on_plan(
        version=draft, unit=cast.department, words="建议延后", by=cast.lead, at=NOON
    )
    with pytest.raises(NotAllowed):
        plans.answer_comment(comment=comment, taken=True, answer="同意", by=cast.lead, at=NOON)
    with pytest.raises(ReasonMissing):
        plans.answer_comment(comment=comment, taken=True, answer=" ", by=cast.clerk, at=NOON)
    plans.answer_comment(comment=comment, taken=True, answer="同意", by=cast.clerk, at=NOON)
    with pytest.raises(OutOfDate):
        plans.answer_comment(comment=comment, taken=False, answer="不", by=cast.colleague, at=NOON)


def test_the_round_shows_what_it_changed_field_by_field(cast):
    draft = opened(cast, make_facts(cast.department), make_facts(cast.helper, title="不变"))
    change(cast, rows(draft)[0], due_on=DUE + WEEK, deadline_words="7月上旬")
    draft.refresh_from_db()

    (found,) = queries.changes_since(draft, of_round=True)

    assert found.kind == "CHANGED"
    assert [one.after for one in found.fields] == ["7月上旬", (DUE + WEEK).isoformat()]


def test_adoption_makes_a_task_per_row_in_one_entry_with_a_line_each(cast):
    version = make_draft(cast, *nine_rows(cast))
    before = Entry.objects.count()

    done = adopt(cast, version)

    tops = Task.objects.filter(parent=None)
    assert (len(done.made), tops.count()) == (9, 9)
    assert Task.objects.filter(parent__isnull=False).count() == 2  # the parts of the joint row
    assert Entry.objects.count() == before + 1
    entry = Entry.objects.get(action="plan.adopted")
    assert Line.objects.filter(entry=entry).count() == 11
    assert {task.row_key for task in tops} == {row.key for row in rows(version)}
    joint = tops.get(title="举办技能成果展")
    assert (joint.lead, joint.joint) == (cast.office, True)
    assert {part.lead for part in joint.children.all()} == {cast.department, cast.helper}
    first = tops.get(title="健全机制")
    assert Duty.objects.get(task=first).due_on.isoformat() == "2026-05-31"
    assert {one.axis for one in first.axes.all()} == {"task_merit", "line_rights"}
    assert first.clause_words == "健全机制"
    quota = TaskTarget.objects.get(task__title="分级新增试点")
    assert (quota.operator, quota.value, quota.unit) == ("≥", 600, "家")
    assert queries.plan_quotas(quota.task) == {quota.pk: {cast.city.pk: 90}}
    version.refresh_from_db()
    assert (version.state, version.basis, version.adopted_by) == ("ADOPTED", BASIS, cast.clerk)


def test_the_unit_that_sums_up_has_a_duty(cast):
    facts = make_facts(cast.department, summarizing=cast.helper.pk)
    adopt(cast, make_draft(cast, facts))

    assert Duty.objects.get().unit == cast.helper


def test_every_bad_row_is_listed_before_adoption(cast):
    version = make_draft(
        cast,
        make_facts(title="无牵头"),
        make_facts(cast.department, title="无来源", clause_where=""),
        make_facts(cast.department, title="无时限", due_on=None, deadline_words=""),
        make_facts(cast.department, title="已过期", due_on=TODAY - WEEK),
        make_facts(cast.department, title="无目标", shape="count"),
        make_facts(cast.department, title="好的"),
    )

    bad = queries.bad_rows(version, TODAY)

    assert [one.row.title for one in bad] == ["无牵头", "无来源", "无时限", "已过期", "无目标"]
    with pytest.raises(plans.RowsNotReady, match="还有5条"):
        adopt(cast, version)
    assert not Task.objects.exists()


def test_adoption_wants_a_person_of_the_office_a_basis_and_the_draft_they_saw(cast):
    version = make_draft(cast, make_facts(cast.department))
    with pytest.raises(NotAllowed):
        adopt(cast, version, by=cast.supervisor)
    with pytest.raises(plans.PlanRefused):
        adopt(cast, version, basis=" ")
    plans.add_row(version=version, facts=make_facts(cast.helper), by=cast.colleague, at=NOON)
    with pytest.raises(OutOfDate):
        plans.adopt_version(
            version=version, basis=BASIS, seen_revision=version.revision, by=cast.clerk, at=NOON
        )


def test_adopted_twice_is_adopted_once(cast):
    version = make_draft(cast, make_facts(cast.department))
    seen = version.revision
    plans.adopt_version(version=version, basis=BASIS, seen_revision=seen, by=cast.clerk, at=NOON)

    with pytest.raises(plans.NotADraft):
        plans.adopt_version(
            version=version, basis=BASIS, seen_revision=seen, by=cast.colleague, at=NOON
        )
    assert Task.objects.count() == 1


def test_an_adopted_version_refuses_every_change(cast):
    version = make_draft(cast, make_facts(cast.department))
    adopt(cast, version)
    row = rows(version)[0]
    attempts = [
        lambda: plans.add_row(version=version, facts=make_facts(), by=cast.clerk, at=NOON),
        lambda: change(cast, row, title="改"),
        lambda: plans.delete_row(row=row, seen_revision=0, by=cast.clerk, at=NOON),
        lambda: plans.drop_row(row=row, reason="改", seen_revision=0, by=cast.clerk, at=NOON),
        lambda: plans.move_row(row=row, steps=1, by=cast.clerk, at=NOON),
        lambda: plans.duplicate_row(row=row, by=cast.clerk, at=NOON),
    ]
    for attempt in attempts:
        with pytest.raises(plans.NotADraft):
            attempt()


def test_what_may_be_seen_of_a_plan(cast):
    version = make_draft(cast, make_facts(cast.department))

    def seen(person):
        return queries.visible_versions(user=person, today=TODAY).filter(pk=version.pk).exists()

    def people_who_see():
        return {name for name, person in cast.people.items() if seen(person)}

    assert people_who_see() == {"clerk", "colleague", "supervisor"}
    adopt(cast, version)
    assert people_who_see() >= {"lead", "cooperator", "city_clerk", "county_clerk", "stranger"}
    assert Plan.objects.count() == PlanVersion.objects.count() == 1
