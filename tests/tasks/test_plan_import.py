"""Division tables in and out: nothing lost, every bad row reported, and back unchanged."""

from io import BytesIO
from pathlib import Path

import docx
import pytest
import xlsxwriter

from changai.documents.models import StoredFile
from changai.tasks.models import ImportMapping, PlanImport, PlanRow
from changai.tasks.queries import plans as queries
from changai.tasks.rules import plan_tables
from changai.tasks.services import NotAllowed, OutOfDate, plans
from tests.conftest import NOON, TODAY
from tests.documents.factories import make_document, make_measure
from tests.orgs.factories import make_department
from tests.tasks.plan_factories import adopt, make_draft, make_facts, nine_rows

DEMO = Path(__file__).parents[2] / "demo" / "plan.csv"
HEAD = ["序号", "重点任务", "牵头单位", "配合单位", "完成时限", "目标", "分级指标"]


def xlsx(rows, merges=(), name="分工"):
    """Return a workbook with rows of texts; merges are (first row, column, last row, column)."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for index, text in enumerate(row):
                sheet.write_string(number, index, text)
        for top, left, bottom, right in merges:
            sheet.merge_range(top, left, bottom, right, rows[top][left])
    return buffer.getvalue()


def upload(cast, version, content, name="分工表.xlsx"):
    return plans.upload_table(
        version=version, file_name=name, content=content, by=cast.clerk, at=NOON
    )


def trial(cast, sent):
    return queries.dry_run(upload=sent, grid=plans.grid_of(sent), user=cast.clerk, today=TODAY)


def take(cast, sent):
    return plans.import_table(upload=sent, seen_revision=sent.revision, by=cast.clerk, at=NOON)


def remap(cast, sent, **changes):
    values = {
        "table": sent.table,
        "header_row": sent.header_row,
        "columns": {int(index): name for index, name in sent.columns.items()},
        "several_leads": sent.several_leads,
        "names": {},
        **changes,
    }
    return plans.map_table(
        upload=sent, seen_revision=sent.revision, by=cast.clerk, at=NOON, **values
    )


def facts_in(version):
    return [queries.facts_of(row) for row in queries.rows_of(version)]


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES_DIR = tmp_path


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_all_nine_shapes_go_out_and_come_back_unchanged(cast, kind):
    given = nine_rows(cast)
    version = make_draft(cast, *given)
    content = export(cast, version, kind)

    other = make_draft(cast, title="另一份", by=cast.clerk)
    done = take(cast, upload(cast, other, content, f"分工.{kind}"))

    assert (done.added, done.changed) == (9, 0)
    assert facts_in(other) == given


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_the_same_table_into_its_own_draft_changes_nothing(cast, kind):
    document = make_document(cast.office, cast.clerk)
    measure = make_measure(document, "要扩大试点覆盖", state="ACCEPTED", lead=[cast.department])
    version = make_draft(cast, *nine_rows(cast))
    plans.rows_from_measures(version=version, measures=[measure], by=cast.clerk, at=NOON)
    before = [(row.key, queries.facts_of(row)) for row in queries.rows_of(version)]

    done = take(cast, upload(cast, version, export(cast, version, kind)))

    assert (done.added, done.changed, done.same) == (0, 0, 10)
    assert [(row.key, queries.facts_of(row)) for row in queries.rows_of(version)] == before


def export(cast, version, kind):
    rows = queries.export_texts(version, user=cast.clerk, today=TODAY)
    write = queries.write_xlsx if kind == "xlsx" else queries.write_docx
    return write(title="分工表", note="第1版", rows=rows)


def test_a_clause_comes_back_by_its_words(cast):
    document = make_document(cast.office, cast.clerk)
    measure = make_measure(document, "要扩大试点覆盖", state="ACCEPTED", lead=[cast.department])
    version = make_draft(cast)
    plans.rows_from_measures(version=version, measures=[measure], by=cast.clerk, at=NOON)
    other = make_draft(cast, title="另一份")

    take(cast, upload(cast, other, export(cast, version, "xlsx")))

    assert PlanRow.objects.get(version=other).clause == measure


def test_a_changed_cell_changes_its_row_and_warns_of_a_date_that_no_longer_fits(cast):
    version = make_draft(cast, make_facts(cast.department))
    rows = queries.export_texts(version, user=cast.clerk, today=TODAY)
    rows[0]["title"], rows[0]["deadline_words"] = "改了名称", "9月底前"
    content = queries.write_xlsx(title="分工表", note="", rows=rows)
    sent = upload(cast, version, content)

    (read,) = trial(cast, sent).rows
    done = take(cast, sent)

    assert read.becomes == "changed"
    assert "2026-09-30" in read.warnings[0]
    assert (done.added, done.changed) == (0, 1)
    assert PlanRow.objects.get().title == "改了名称"


def test_every_bad_row_is_reported_with_field_and_remedy(cast):
    table = xlsx(
        [
            ["2026年重点任务责任分工表", "", "", "", "", "", ""],
            HEAD,
            ["1", "好的一条", "省技能厅", "省财务厅", "6月底前", "≥30家：试点", ""],
            ["2", "写错单位", "省技能听", "", "6月底前", "", ""],
            ["3", "两个牵头", "省技能厅、省财务厅", "", "6月底前", "", ""],
            ["4", "", "省技能厅", "", "6月底前", "", ""],
            ["5", "指标看不懂", "省技能厅", "", "6月底前", "≥30家：试点", "云溪市三家"],
            ["6", "既牵头又配合", "省技能厅", "省技能厅", "6月底前", "", ""],
            ["7", "没有目标的指标", "省技能厅", "", "长期坚持", "", "云溪市=3"],
        ],
        merges=[(0, 0, 0, 6)],
    )
    sent = upload(cast, make_draft(cast), table)

    found = trial(cast, sent)

    assert (sent.header_row, len(found.rows), found.count("new")) == (1, 7, 1)
    bad = {row.number: [field for field, _words in row.faults] for row in found.bad}
    assert bad == {
        4: ["leads"],
        5: ["leads"],
        6: ["title"],
        7: ["quotas"],
        8: ["cooperating"],
        9: ["quotas"],
    }
    assert found.unknown == {"省技能听": (cast.department,)}
    assert "省技能厅" in found.bad[0].faults[0][1]
    with pytest.raises(plans.RowRefused, match="6行"):
        take(cast, sent)
    assert not PlanRow.objects.exists()


def test_what_a_person_said_about_names_and_leads_is_remembered(cast):
    rows = [HEAD, ["1", "一条", "技能部门、省财务厅", "", "年底前", "", ""]]
    version = make_draft(cast)
    sent = remap(
        cast,
        upload(cast, version, xlsx(rows)),
        several_leads="first",
        names={"技能部门": cast.department.pk},
    )
    assert not trial(cast, sent).bad
    take(cast, sent)

    again = upload(cast, make_draft(cast, title="明年"), xlsx([*rows, rows[1]]))

    (facts,) = facts_in(version)
    assert facts.leads == (cast.department.pk,)
    assert [one.unit_id for one in facts.cooperating] == [cast.helper.pk]
    assert (again.several_leads, again.names) == ("first", {"技能部门": cast.department.pk})
    assert ImportMapping.objects.count() == 1


def test_joint_leads_may_be_said_for_the_whole_table(cast):
    rows = [HEAD, ["1", "一条", "省技能厅、省财务厅", "", "年底前", "", ""]]
    sent = upload(cast, make_draft(cast), xlsx(rows))

    (read,) = trial(cast, remap(cast, sent, several_leads="joint")).rows

    assert (read.facts.joint, len(read.facts.leads)) == (True, 2)


def test_merged_cells_sections_and_page_headers_are_understood(cast):
    table = xlsx(
        [
            ["类别", "重点任务", "具体措施", "责任单位", "时限"],
            ["一、思想引领", "", "", "", ""],
            ["宣讲", "组织宣讲", "进企业", "省技能厅", "4月底前"],
            ["", "", "进车间", "", ""],
            ["类别", "重点任务", "具体措施", "责任单位", "时限"],
            ["调研", "开展调研", "一年一次", "省财务厅", "12月底前"],
        ],
        merges=[(1, 0, 1, 4), (2, 0, 3, 0), (2, 1, 3, 1), (2, 3, 3, 3), (2, 4, 3, 4)],
    )
    read = trial(cast, upload(cast, make_draft(cast), table)).rows

    assert [(row.number, row.facts.section, row.facts.title) for row in read] == [
        (3, "宣讲", "组织宣讲"),
        (4, "宣讲", "组织宣讲"),
        (6, "调研", "开展调研"),
    ]
    assert [row.facts.stages[0].words for row in read] == ["进企业", "进车间", "一年一次"]
    assert {row.facts.leads for row in read[:2]} == {(cast.department.pk,)}


def test_a_docx_with_section_rows_is_read(cast):
    document = docx.Document()
    table = document.add_table(rows=4, cols=4)
    words = [
        ["序号", "工作任务", "牵头单位", "完成时限"],
        ["一、建功立业", "", "", ""],
        ["1", "开展竞赛", "省技能厅", "10月底前"],
        ["2", "命名工作室", "省财务厅", "9月底前"],
    ]
    for row, texts in zip(table.rows, words, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.rows[1].cells[0].merge(table.rows[1].cells[3])
    buffer = BytesIO()
    document.save(buffer)

    read = trial(cast, upload(cast, make_draft(cast), buffer.getvalue(), "分工.docx")).rows

    assert [(row.facts.section, row.facts.title) for row in read] == [
        ("建功立业", "开展竞赛"),
        ("建功立业", "命名工作室"),
    ]


def test_all_units_by_their_duties_are_a_scope_and_not_a_unit(cast):
    rows = [HEAD, ["1", "一条", "省技能厅", "省财务厅（5月底前）、各设区市按职责", "年底", "", ""]]
    (read,) = trial(cast, upload(cast, make_draft(cast), xlsx(rows))).rows

    assert not read.faults
    assert read.facts.by_duty_scope == "各设区市按职责"
    assert read.facts.cooperating[0].due_on.isoformat() == "2026-05-31"


def test_units_of_one_name_are_told_apart_by_what_is_above_them(cast):
    near = make_department(cast.province, "总工会")
    far = make_department(cast.city, "总工会")
    rows = [
        HEAD,
        ["1", "省里的", "总工会", "", "年底", "", ""],
        ["2", "市里的", "总工会（云溪市）", "", "年底", "", ""],
    ]
    read = trial(cast, upload(cast, make_draft(cast), xlsx(rows))).rows
    names = queries.unit_names(owner=cast.office, user=cast.clerk, today=TODAY)

    assert [row.facts.leads for row in read] == [(near.pk,), (far.pk,)]
    assert [names.label(one.pk) for one in (near, far)] == ["总工会", "总工会（云溪市）"]


def test_an_abbreviation_finds_the_unit_it_abbreviates(cast):
    labor = make_department(cast.province, "省人力资源社会保障厅")
    names = queries.unit_names(owner=cast.office, user=cast.clerk, today=TODAY)

    assert names.suggest("省人社厅")[0] == labor


def test_the_file_is_kept_as_it_came(cast, settings):
    content = xlsx([HEAD, ["1", "一条", "省技能厅", "", "年底前", "", ""]])
    sent = upload(cast, make_draft(cast), content)

    stored = StoredFile.objects.get(pk=sent.stored_id)
    kept = Path(settings.FILES_DIR) / stored.sha256[:2] / stored.sha256
    assert kept.read_bytes() == content


def test_imported_twice_is_imported_once(cast):
    sent = upload(
        cast, make_draft(cast), xlsx([HEAD, ["1", "一条", "省技能厅", "", "年底前", "", ""]])
    )
    seen = PlanImport.objects.get(pk=sent.pk)
    take(cast, sent)

    with pytest.raises(OutOfDate):
        take(cast, seen)
    assert PlanRow.objects.count() == 1


def test_only_the_office_imports_and_only_into_a_draft(cast):
    version = make_draft(cast, make_facts(cast.department))
    content = xlsx([HEAD, ["1", "一条", "省技能厅", "", "年底前", "", ""]])
    with pytest.raises(NotAllowed):
        plans.upload_table(
            version=version, file_name="x.xlsx", content=content, by=cast.lead, at=NOON
        )
    sent = upload(cast, version, content)
    adopt(cast, version)
    with pytest.raises(plans.NotADraft):
        take(cast, sent)


@pytest.mark.parametrize("content", [b"\x00\x01", b"PK\x03\x04 broken", b"", b"%PDF-1.7 \x00"])
def test_what_is_no_table_is_refused_in_words(cast, content):
    with pytest.raises(plans.FileUnreadable, match="xlsx"):
        upload(cast, make_draft(cast), content)


def test_a_mapping_needs_the_task_once(cast):
    sent = upload(
        cast, make_draft(cast), xlsx([HEAD, ["1", "一条", "省技能厅", "", "年底前", "", ""]])
    )
    for columns in ({0: "number"}, {0: "title", 1: "title"}, {0: "title", 1: "no_such"}):
        with pytest.raises(plans.PlanRefused):
            remap(cast, sent, columns=columns)


def test_a_formula_stays_words_in_the_exported_file(cast):
    version = make_draft(cast, make_facts(cast.department, title='=HYPERLINK("x")'))
    content = export(cast, version, "xlsx")
    (table,) = queries.read_tables(content, "")
    assert any('=HYPERLINK("x")' in row for row in table.grid)


def test_the_plan_of_the_demo_is_understood():
    rows = plan_tables.table_rows(
        grid := queries.read_tables(DEMO.read_bytes(), "")[0].grid,
        header=0,
        columns=plan_tables.proposed_columns(grid[0]),
    )
    assert len(rows) == 30
    fields = set(plan_tables.proposed_columns(grid[0]).values())
    assert len(fields) == len(grid[0])
