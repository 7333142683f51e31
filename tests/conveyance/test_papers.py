"""The slip of an instruction, drawn from live data."""

from datetime import timedelta

from changai.conveyance import services
from changai.documents import services as documents
from changai.papers import rules as papers
from tests.conftest import NOON, TODAY
from tests.conveyance.factories import make_conveyance, make_instruction


def slip(cast, row, by=None, at=NOON):
    return papers.kind_of("INSTRUCTION_SLIP").compose(row.pk, by or cast.clerk, at)


def text_of(sheet):
    lines = []
    for block in sheet.blocks:
        if isinstance(block, papers.Table):
            lines += ["|".join(papers.plain(cell) for cell in row) for row in block.rows]
        else:
            lines.append(papers.plain(block.words))
    return lines


def test_the_slip_holds_words_tasks_and_who_signed(cast):
    row = make_instruction(cast, leader_title="副省长", urgency="URGENT")
    services.register_instruction(
        instruction=row,
        title="办理批示",
        lead_ids=[cast.department.pk],
        due_on=TODAY + timedelta(days=9),
        by=cast.clerk,
        at=NOON,
    )
    make_conveyance(cast, [cast.city_office.pk, cast.department.pk], instruction=row)

    sheet = slip(cast, row, at=NOON + timedelta(days=20))

    assert text_of(sheet) == [
        "批示情况",
        "批示领导：副省长林致远。",
        "批示日期：2026年3月2日。",
        "批示对象：《关于高技能人才的专报》。",
        "批示原文：“请抓紧办理，月底前报结果。”",
        "缓急程度：急件。",
        "拟办和交办",
        "已立项1项，具体如下：",
        "1|办理批示|省技能厅|2026年3月11日|已交办，待签收",
        "请牵头单位按照批示要求抓紧办理，按时限报送办理结果。",
        "传达情况",
        "2026年3月2日由东江省产改办传达，应签收2个单位，已签收0个，逾期未签收2个。",
    ]
    assert sheet.addressees == "省技能厅"
    assert sheet.urgency == "特急"
    assert papers.kind_of("INSTRUCTION_SLIP").recipients(row.pk) == [cast.department.pk]
    assert all(fact.url for fact in papers.facts_of(sheet))


def test_one_that_is_only_read_says_so(cast):
    row = make_instruction(cast)
    documents.decide_instruction(
        instruction=row, verdict="READ_ONLY", dated_on=None, by=cast.clerk, at=NOON
    )

    assert "领导批示为阅示件，不另行立项。" in text_of(slip(cast, row))
    assert "尚未传达。" in text_of(slip(cast, row))


def test_only_the_unit_that_keeps_it_sees_and_issues_the_slip(cast):
    row, kind = make_instruction(cast), papers.kind_of("INSTRUCTION_SLIP")

    sees = [name for name, one in cast.people.items() if kind.may_see(row.pk, one, NOON)]
    issues = [name for name, one in cast.people.items() if kind.may_issue(row.pk, one, NOON)]
    assert sees == ["clerk", "colleague", "supervisor"]
    assert issues == ["clerk", "colleague", "supervisor"]
    assert not kind.may_see(row.pk + 1, cast.clerk, NOON)
