"""The plan and the ledger as papers say what the rows and tasks say."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from changai.papers.rules import Table, docx_of, facts_of, kind_of, pdf_of, plain
from changai.tasks.models import PlanVersion, Task
from changai.tasks.rules import State
from changai.tasks.rules import plans as plan_rules
from changai.tasks.services import TargetDraft, plans
from scripts.check_paper import docx_faults
from scripts.paper_pages import page_faults
from tests.conftest import NOON, TODAY
from tests.tasks.factories import make_task
from tests.tasks.plan_factories import BASIS, adopt, amend, change, make_draft, make_facts

WHERE = "2026年工作要点第三部分"
PLAN, LEDGER = kind_of("PLAN"), kind_of("LEDGER")


def table_of(sheet):
    blocks = [*sheet.blocks, *(block for annex in sheet.annexes for block in annex.blocks)]
    return next(block for block in blocks if isinstance(block, Table))


def cells(sheet):
    return [[plain(cell) for cell in row] for row in table_of(sheet).rows]


@pytest.fixture
def version(cast):
    helper = plan_rules.Party(cast.helper.pk, TODAY + timedelta(days=30))
    target = plan_rules.Target(">=", Decimal("150"), "个", "新增工作室")
    rows = (
        make_facts(cast.department, title="健全机制", cooperating=(helper,)),
        make_facts(cast.department, title="新增工作室", shape="count", targets=(target,)),
    )
    drafted = make_draft(cast, *rows)
    adopt(cast, drafted)
    return PlanVersion.objects.get(pk=drafted.pk)


class TestPlan:
    def test_the_table_says_what_each_row_says(self, cast, version):
        sheet = PLAN.compose(version.pk, cast.clerk, NOON)

        table = table_of(sheet)
        assert table.horizontal
        assert [one.title for one in table.columns] == [
            "序号", "重点任务和举措", "牵头单位", "配合单位", "完成时限", "来源",
        ]  # fmt: skip
        assert cells(sheet) == [
            ["1", "健全机制", "省技能厅", "省财务厅（2026年4月1日）", "6月底前", WHERE],
            ["2", "新增工作室。目标：新增工作室不少于150个", "省技能厅", "—", "6月底前", WHERE],
        ]  # fmt: skip

    def test_the_words_name_basis_day_version_and_number_of_rows(self, cast, version):
        sheet = PLAN.compose(version.pk, cast.clerk, NOON)

        words = "".join(
            plain(block.words) for block in sheet.blocks if not isinstance(block, Table)
        )
        assert BASIS in words
        assert "审议通过（2026年3月2日）" in words
        assert "共列任务2项" in words
        assert sheet.addressees == "省技能厅、省财务厅"

    def test_every_cell_with_a_value_knows_where_it_came_from(self, cast, version):
        sheet = PLAN.compose(version.pk, cast.clerk, NOON)

        facts = list(facts_of(sheet))
        assert len({fact.key for fact in facts}) == len(facts)
        assert all(fact.url.startswith("/tasks/") for fact in facts)

    def test_what_an_amendment_dropped_is_left_out(self, cast, version):
        draft, rows = amend(cast, version)
        change(cast, rows["健全机制"], title="健全薪酬机制")
        row = rows["新增工作室"]
        plans.drop_row(row=row, reason="并入", seen_revision=row.revision, by=cast.clerk, at=NOON)

        sheet = PLAN.compose(draft.pk, cast.clerk, NOON)

        assert [row[1] for row in cells(sheet)] == ["健全薪酬机制"]

    def test_only_its_office_issues_it_and_only_once_adopted(self, cast, version):
        draft, _rows = amend(cast, version)

        assert PLAN.issuer(version.pk) == cast.office.pk
        assert PLAN.recipients(version.pk) == [cast.department.pk, cast.helper.pk]
        assert PLAN.may_issue(version.pk, cast.clerk, NOON)
        assert not PLAN.may_issue(draft.pk, cast.clerk, NOON)
        assert not PLAN.may_issue(version.pk, cast.lead, NOON)
        assert PLAN.may_see(version.pk, cast.city_clerk, NOON)
        assert not PLAN.may_see(draft.pk, cast.city_clerk, NOON)

    def test_the_paper_is_chinese_for_an_english_reader_too(self, cast, version):
        with translation.override("en"):
            sheet = PLAN.compose(version.pk, cast.clerk, NOON)

        assert "不少于" in cells(sheet)[1][1]


class TestLedger:
    @pytest.fixture
    def task(self, cast):
        target = TargetDraft(Decimal(100), "家", "≥", what="试点企业")
        return make_task(cast, State.IN_PROGRESS, targets=(target,))

    def test_the_table_says_what_each_task_says_with_three_values_apart(self, cast, task):
        task.targets.update(said_value=86, verified_value=61)

        sheet = LEDGER.compose(cast.department.pk, cast.lead, NOON)

        assert table_of(sheet).horizontal
        assert cells(sheet) == [
            ["1", "培养高技能人才", "省技能厅", "2026-05-01", "办理中", "按进度推进",
             "≥100家", "86家", "61家", "—", "全省推进会讲话第三部分"],
        ]  # fmt: skip

    def test_late_and_made_up_late_are_counted_apart(self, cast, task):
        late = make_task(cast, State.IN_PROGRESS)
        Task.objects.filter(pk=late.pk).update(due_on=TODAY - timedelta(days=3))
        made_up = make_task(cast, State.DONE)
        Task.objects.filter(pk=made_up.pk).update(first_late_on=TODAY - timedelta(days=3))

        sheet = LEDGER.compose(cast.office.pk, cast.clerk, NOON)

        words = plain(sheet.blocks[0].words)
        assert "共有任务3项" in words
        assert "已办结1项，其中超期后补办1项" in words
        assert "现超期1项" in words

    def test_a_unit_is_not_shown_to_its_neighbour(self, cast, task):
        assert LEDGER.may_see(cast.department.pk, cast.lead, NOON)
        assert LEDGER.may_see(cast.department.pk, cast.clerk, NOON)
        assert not LEDGER.may_see(cast.department.pk, cast.cooperator, NOON)
        assert not LEDGER.may_issue(cast.department.pk, cast.clerk, NOON)
        assert LEDGER.may_issue(cast.department.pk, cast.lead, NOON)

    def test_many_rows_cost_as_many_queries_as_one(self, cast, task, django_assert_max_num_queries):
        for _ in range(5):
            make_task(cast, State.IN_PROGRESS)

        with django_assert_max_num_queries(6):
            sheet = LEDGER.compose(cast.department.pk, cast.lead, NOON)

        assert len(cells(sheet)) == 6


def test_both_papers_are_in_the_national_layout(cast, version, tmp_path):
    make_task(cast, State.IN_PROGRESS)
    for kind, thing in ((PLAN, version.pk), (LEDGER, cast.office.pk)):
        sheet = kind.compose(thing, cast.clerk, NOON)
        docx, pdf = tmp_path / f"{kind.code}.docx", tmp_path / f"{kind.code}.pdf"
        docx.write_bytes(docx_of(sheet))
        pdf.write_bytes(pdf_of(sheet))

        assert [*docx_faults(docx), *page_faults(pdf)] == []
