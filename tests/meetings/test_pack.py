"""The next pack lists what is owed and what changed, and the three papers say what is true."""

from datetime import timedelta

import pytest

from changai.meetings import queries, services
from changai.meetings.models import Meeting
from changai.meetings.rules import State
from changai.papers import rules as papers
from changai.tasks import services as tasks
from changai.tasks.models import Task
from tests.conftest import NOON, TODAY
from tests.meetings.factories import make_meeting, make_sitting, whole_decision

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=30)


@pytest.fixture
def sitting():
    return make_sitting()


@pytest.fixture
def before(sitting):
    """Signed minutes with two decisions that are tasks."""
    meeting = make_meeting(sitting.body, sitting.office, State.HELD)
    whole_decision(meeting, sitting.office, sitting.cast.department, "健全评价机制。")
    whole_decision(meeting, sitting.office, sitting.cast.helper, "安排专项资金。")
    services.make_tasks(meeting=meeting, by=sitting.office, at=NOON)
    return services.sign_minutes(meeting=meeting, by=sitting.office, at=NOON)


def following(sitting, **fields):
    return make_meeting(
        sitting.body, sitting.office, day=TODAY + timedelta(days=31), at=LATER, **fields
    )


def owed(meeting, sitting):
    return queries.owed_before(meeting, user=sitting.office, today=TODAY + timedelta(days=30))


def test_every_open_decision_is_listed_with_what_changed(sitting, before):
    first = Task.objects.get(title="健全评价机制。")
    tasks.acknowledge_task(task=first, by=sitting.cast.lead, at=NOON + timedelta(days=3))

    found = owed(following(sitting), sitting)

    assert found.since == before
    assert [row.decision.words for row in found.rows] == ["健全评价机制。", "安排专项资金。"]
    assert any("签收" in line for line in found.rows[0].changes)
    assert found.rows[0].state == "办理中"


def test_a_moved_date_is_a_change(sitting, before):
    first = Task.objects.get(title="健全评价机制。")
    tasks.change_due(
        task=first,
        due_on=TODAY + timedelta(days=90),
        reason="扩大范围",
        by=sitting.office,
        at=NOON + timedelta(days=5),
    )

    found = owed(following(sitting), sitting)

    assert any("期限改为" in line for line in found.rows[0].changes)


def test_a_decision_that_is_no_task_is_owed_too(sitting):
    meeting = make_meeting(sitting.body, sitting.office, State.HELD)
    whole_decision(meeting, sitting.office, sitting.cast.helper)
    services.sign_minutes(meeting=meeting, by=sitting.office, at=NOON)

    found = owed(following(sitting), sitting)

    assert [row.state for row in found.rows] == ["未立项"]
    assert found.open_count == 1


def test_what_is_owed_costs_the_same_however_much_it_is(
    sitting, before, django_assert_max_num_queries
):
    after = following(sitting)

    with django_assert_max_num_queries(14):
        owed(after, sitting)


def words_of(sheet):
    return "".join(
        papers.plain(line) for block in sheet.blocks for line in papers.lines_of(block)
    ) + "".join(papers.plain(roll.words) for roll in sheet.rolls)


def test_the_notice_says_when_where_and_who(sitting):
    meeting = make_meeting(
        sitting.body, sitting.office, State.CONVENED, rooms=[("云溪分会场", sitting.cast.city)]
    )

    sheet = papers.kind_of("MEETING_NOTICE").compose(meeting.pk, sitting.office, NOON)

    said = words_of(sheet)
    assert "第一会议室" in said
    assert "云溪分会场" in said
    assert "省技能厅" in said
    assert sheet.title == f"关于召开{meeting.title}的通知"
    assert all(fact.url for fact in papers.facts_of(sheet))


def test_the_minutes_are_drawn_from_what_was_signed(sitting, before):
    kind = papers.kind_of("MINUTES")
    signed = words_of(kind.compose(before.pk, sitting.office, NOON))
    sitting.cast.department.name = "改了名的厅"
    sitting.cast.department.save()

    sheet = kind.compose(before.pk, sitting.office, NOON)

    assert words_of(sheet) == signed
    assert "健全评价机制。" in signed
    assert sheet.layout == papers.Layout.MINUTES


def test_an_amendment_is_in_the_paper(sitting, before):
    decision = Meeting.objects.get(pk=before.pk).decisions.first()
    services.amend_minutes(
        meeting=before,
        key=f"decisions.{decision.pk}.words",
        after="健全技能评价机制。",
        reason="漏字",
        by=sitting.office,
        at=NOON,
    )

    said = words_of(papers.kind_of("MINUTES").compose(before.pk, sitting.office, NOON))

    assert "健全技能评价机制。" in said
    assert "漏字" in said


def test_the_pack_holds_agenda_and_open_decisions(sitting, before):
    meeting = following(sitting)

    said = words_of(papers.kind_of("MEETING_PACK").compose(meeting.pk, sitting.office, LATER))

    assert "安排专项资金。" in said
    assert "尚未办结2项" in said


def test_only_the_office_issues_and_only_invited_units_get_the_notice(sitting, before):
    notice = papers.kind_of("MEETING_NOTICE")

    assert notice.may_issue(before.pk, sitting.office, NOON)
    assert not notice.may_issue(before.pk, sitting.cast.lead, NOON)
    assert notice.may_see(before.pk, sitting.cast.lead, NOON)
    assert not notice.may_see(before.pk, sitting.cast.stranger, NOON)
    assert set(notice.recipients(before.pk)) == {
        sitting.cast.department.pk,
        sitting.cast.helper.pk,
    }
