"""The pages of plans: right person, wrong person, refusals, fragments and counts of queries."""

import re
from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse

from changai.tasks.models import ParentChange, Plan, PlanComment, PlanImport, PlanRow, Task
from changai.tasks.queries import plans as queries
from changai.tasks.services import plans
from tests.conftest import NOON
from tests.documents.factories import make_document, make_measure
from tests.tasks.plan_factories import (
    BASIS,
    adopt,
    amend,
    change,
    make_draft,
    make_facts,
    nine_rows,
)
from tests.tasks.test_plan_import import HEAD, xlsx

READS = ["plan", "plan_print", "plan_export"]
DRAFT_READS = ["plan_row_new", "plan_round", "plan_adopt", "plan_import", "plan_carry"]


@pytest.fixture(autouse=True)
def a_fixed_day(monkeypatch, settings, tmp_path):
    settings.FILES_DIR = tmp_path
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)


@pytest.fixture
def ask(client):
    """Open a page as a person."""

    def asked(person, name, *args, **query):
        client.force_login(person)
        return client.get(reverse(f"tasks:{name}", args=args), query)

    return asked


@pytest.fixture
def send(client):
    """Press a button as a person."""

    def sent(person, name, *args, **data):
        client.force_login(person)
        return client.post(reverse(f"tasks:{name}", args=args), data)

    return sent


def bare(html):
    """Return a page without blanks and without the token that differs each time."""
    return re.sub(r'value="\w{64}"', "", "".join(html.split()))


def row_data(**fields):
    lines = {"t-TOTAL_FORMS": 1, "t-INITIAL_FORMS": 0}
    return {"title": "新的一条", "shape": "mechanism", "clause_where": "要点", **lines, **fields}


def test_every_page_of_a_draft_opens_for_its_office_and_nobody_else(cast, ask):
    version = make_draft(cast, *nine_rows(cast))
    pk, row = version.plan_id, queries.rows_of(version)[0].pk
    for name in [*READS, *DRAFT_READS]:
        assert ask(cast.clerk, name, pk).status_code == 200, name
        for person in (cast.lead, cast.city_clerk, cast.stranger, cast.auditor):
            assert ask(person, name, pk).status_code == 404, name
    for name in ("plan_row", "plan_row_edit"):
        assert ask(cast.clerk, name, row).status_code == 200
        assert ask(cast.lead, name, row).status_code == 404
    assert ask(cast.supervisor, "plan", pk).status_code == 200
    assert ask(cast.supervisor, "plan_adopt", pk).status_code == 404


@pytest.mark.parametrize("tab", ["rows", "changes", "comments", "above", "versions", "nonsense"])
def test_every_tab_opens_with_something_to_show(cast, ask, tab):
    version = make_draft(cast, *nine_rows(cast))
    plans.open_comments(
        version=version,
        until=NOON.date(),
        seen_revision=version.revision,
        by=cast.clerk,
        at=NOON,
    )
    row = queries.rows_of(version)[0]
    plans.comment_on_plan(
        version=version, unit=cast.department, row_key=row.key, words="延后", by=cast.lead, at=NOON
    )
    change(cast, row, title="健全新机制")
    adopt(cast, version)
    plans.copy_plan(parent=version.plan, owner=cast.city_office, by=cast.city_clerk, at=NOON)
    draft, rows = amend(cast, version)
    change(cast, rows["新增工作室"], leader_name="周望舒")
    adopt(cast, draft)

    for person in (cast.clerk, cast.lead, cast.city_clerk):
        assert ask(person, "plan", version.plan_id, tab=tab, version=1).status_code == 200
    copy = Plan.objects.get(parent=version.plan)
    assert ask(cast.city_clerk, "plan", copy.pk, tab=tab).status_code == 200


def test_an_adopted_plan_is_read_by_all_it_concerns_and_edited_by_none(cast, ask, send):
    version = make_draft(cast, make_facts(cast.department))
    adopt(cast, version)
    row = PlanRow.objects.get()
    for person in (cast.lead, cast.cooperator, cast.city_clerk, cast.county_clerk):
        page = ask(person, "plan", version.plan_id)
        assert page.status_code == 200
        assert ask(person, "plan_row", row.pk).status_code == 200
    assert ask(cast.clerk, "plan_row_edit", row.pk).status_code == 404
    assert send(cast.clerk, "plan_row_change", row.pk, **row_data()).status_code == 404


def test_a_lead_sees_its_own_task_in_the_plan_and_not_its_neighbors(cast, ask):
    version = make_draft(
        cast, make_facts(cast.department, title="甲项"), make_facts(cast.helper, title="乙项")
    )
    adopt(cast, version)
    mine, theirs = Task.objects.get(title="甲项"), Task.objects.get(title="乙项")

    page = ask(cast.lead, "plan", version.plan_id).content.decode()

    assert reverse("tasks:task", args=[mine.pk]) in page
    assert reverse("tasks:task", args=[theirs.pk]) not in page
    assert "乙项" in page


def test_the_list_shows_plans_and_asks_once(cast, ask, django_assert_num_queries):
    for title in ("一", "二", "三"):
        make_draft(cast, make_facts(cast.department), title=title)
    page = ask(cast.clerk, "plans").content.decode()
    assert all(f">{title}</a>" in page for title in "一二三")
    assert "还没有计划" in ask(cast.lead, "plans").content.decode()
    make_draft(cast, title="四")
    with django_assert_num_queries(1):
        rows = queries.plan_list(user=cast.clerk, today=NOON.date())
    assert len(rows) == 4


def test_the_number_of_queries_does_not_grow_with_the_rows(cast, django_assert_num_queries):
    version = make_draft(cast, *nine_rows(cast))
    version = queries.draft_of(version.plan)
    queries.plan_list(user=cast.clerk, today=NOON.date())
    with django_assert_num_queries(4):
        queries.row_views(version=version, user=cast.clerk, today=NOON.date())
    with django_assert_num_queries(6):
        queries.bad_rows(version, NOON.date())


def test_a_long_plan_is_shown_by_pages(cast, ask, monkeypatch):
    monkeypatch.setattr(queries, "PAGE_ROWS", 2)
    monkeypatch.setattr("changai.tasks.queries._plans.PAGE_ROWS", 2)
    version = make_draft(cast, *(make_facts(cast.department, title=name) for name in "甲乙丙"))

    first = ask(cast.clerk, "plan", version.plan_id).content.decode()
    second = ask(cast.clerk, "plan", version.plan_id, after=2).content.decode()

    assert ">乙</a>" in first
    assert ">丙</a>" not in first
    assert ">丙</a>" in second


def test_htmx_gets_the_table_the_page_shows(cast, client):
    version = make_draft(cast, make_facts(cast.department), make_facts(cast.helper, title="乙"))
    client.force_login(cast.clerk)
    url = reverse("tasks:plan", args=[version.plan_id])

    page = client.get(url).content.decode()
    part = client.get(url, headers={"HX-Request": "true"}).content.decode()

    assert part.strip().startswith('<section id="plan-rows"')
    assert bare(part) in bare(page)


def test_a_plan_is_made_by_hand(cast, send):
    answer = send(cast.clerk, "plan_create", owner=cast.office.pk, year=2026, title="要点")
    plan = Plan.objects.get()
    assert answer.url == reverse("tasks:plan", args=[plan.pk])
    assert (
        send(cast.clerk, "plan_create", owner=cast.city_office.pk, year=2026, title="x").status_code
        == 422
    )
    assert (
        send(cast.auditor, "plan_create", owner=cast.office.pk, year=2026, title="x").status_code
        == 404
    )


def test_a_row_is_added_with_everything_typed(cast, send):
    version = make_draft(cast)
    data = row_data(
        leads=[cast.department.pk],
        cooperating=[cast.helper.pk],
        summarizing=[cast.city_office.pk],
        deadline_words="9月底前",
        stages="2026-04-30 方案\n中期评估",
        axes=["task_merit"],
        **{f"due_{cast.helper.pk}": "2026-06-30"},
        **{
            "t-0-operator": ">=",
            "t-0-value": "600",
            "t-0-unit": "家",
            "t-0-what": "试点",
            "t-0-quotas": "云溪市=90；县级=30",
        },
    )

    answer = send(cast.clerk, "plan_row_add", version.plan_id, **data)

    row = PlanRow.objects.get()
    facts = queries.facts_of(row)
    assert answer.url == reverse("tasks:plan_row", args=[row.pk])
    assert facts.leads == (cast.department.pk,)
    assert facts.cooperating[0].due_on.isoformat() == "2026-06-30"
    assert facts.summarizing == cast.city_office.pk
    assert (facts.due_on.isoformat(), facts.deadline_kind) == ("2026-09-30", "month")
    assert [q.unit_id for q in facts.targets[0].quotas] == [cast.city.pk, None]
    assert facts.stages[1].words == "中期评估"


def test_what_is_wrong_with_a_row_is_said_and_nothing_typed_is_lost(cast, send):
    version = make_draft(cast)
    data = row_data(
        leads=[cast.department.pk, cast.helper.pk],
        **{"t-0-operator": ">=", "t-0-what": "没有数值", "t-0-quotas": "天上市=3"},
    )
    answer = send(cast.clerk, "plan_row_add", version.plan_id, **data)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "牵头单位只能有一个" in page
    assert "请填写数值" in page
    assert "没有数值" in page
    assert "省技能厅" in page
    assert not PlanRow.objects.exists()


def test_a_row_changed_by_another_is_a_refusal(cast, send):
    version = make_draft(cast, make_facts(cast.department))
    row = PlanRow.objects.get()
    change(cast, row, title="别人改的", by=cast.colleague)

    answer = send(
        cast.clerk,
        "plan_row_change",
        row.pk,
        **row_data(leads=[cast.department.pk], seen_revision=0),
    )

    assert answer.status_code == 422
    assert "刚被他人修改" in answer.content.decode()
    assert version.plan


def test_changed_words_bring_their_own_date(cast, send):
    make_draft(cast, make_facts(cast.department))
    row = PlanRow.objects.get()
    data = row_data(
        leads=[cast.department.pk],
        deadline_words="9月底前",
        due_on=row.due_on.isoformat(),
        seen_revision=0,
    )
    send(cast.clerk, "plan_row_change", row.pk, **data)

    row.refresh_from_db()
    assert row.due_on.isoformat() == "2026-09-30"


def test_rows_are_moved_doubled_dropped_and_deleted_by_buttons(cast, send):
    version = make_draft(cast, make_facts(cast.department), make_facts(cast.helper, title="乙"))
    first, second = queries.rows_of(version)
    send(cast.clerk, "plan_row_move", first.pk, to="down")
    assert [row.title for row in queries.rows_of(version)] == ["乙", first.title]
    send(cast.clerk, "plan_row_duplicate", second.pk)
    send(cast.clerk, "plan_row_delete", second.pk, seen_revision=0)
    assert PlanRow.objects.count() == 2
    adopt(cast, version)
    draft, rows = amend(cast, version)
    row = rows["乙"]
    send(cast.clerk, "plan_row_drop", row.pk, reason="并入他项", seen_revision=0)
    assert PlanRow.objects.get(pk=row.pk).dropped_reason == "并入他项"
    send(cast.clerk, "plan_row_restore", row.pk, seen_revision=1)
    assert not PlanRow.objects.get(pk=row.pk).dropped_reason
    assert draft.number == 2


def test_measures_of_a_document_become_rows_of_a_new_or_open_plan(cast, ask, send):
    document = make_document(cast.office, cast.clerk)
    one = make_measure(document, "要扩大试点覆盖", state="ACCEPTED", lead=[cast.department])
    two = make_measure(document, "要打通成长通道", state="ACCEPTED")
    assert ask(cast.clerk, "plan_from_document", document.pk).status_code == 200
    assert ask(cast.lead, "plan_from_document", document.pk).status_code == 404

    send(
        cast.clerk,
        "plan_from_document_now",
        document.pk,
        measure=[one.pk],
        owner=cast.office.pk,
        year=2026,
        title="要点",
    )
    plan = Plan.objects.get()
    page = ask(cast.clerk, "plan_from_document", document.pk, plan=plan.pk).content.decode()
    send(cast.clerk, "plan_from_document_now", document.pk, measure=[one.pk, two.pk], plan=plan.pk)

    assert "已在计划中" in page
    assert plan.document == document
    assert set(PlanRow.objects.values_list("clause", flat=True)) == {one.pk, two.pk}


def test_a_measure_that_stands_in_another_plan_is_shown_with_its_row_and_not_ticked(
    cast, ask, send
):
    first = make_document(cast.office, cast.clerk, title="第一份报道")
    old = make_measure(first, "要扩大试点覆盖", state="ACCEPTED", lead=[cast.department])
    fields = {"owner": cast.office.pk, "year": 2026, "title": "年初要点"}
    send(cast.clerk, "plan_from_document_now", first.pk, measure=[old.pk], **fields)
    row = PlanRow.objects.get()
    adopt(cast, change(cast, row, due_on=NOON.date()) and row.version)
    second = make_document(cast.office, cast.clerk, title="第二份报道")
    again = make_measure(second, "要扩大试点覆盖", state="ACCEPTED", same_as=old)
    fresh = make_measure(second, "要打通成长通道", state="ACCEPTED")

    page = ask(cast.clerk, "plan_from_document", second.pk).content.decode()

    assert "同一举措已在另一份计划中" in page
    assert "年初要点，第 1 条" in page
    assert reverse("tasks:plan_row", args=[row.pk]) in page
    boxes = {
        int(found.group(1)): "checked" in found.group()
        for found in re.finditer(r'<input[^>]*name="measure" value="(\d+)"[^>]*>', page)
    }
    assert boxes == {again.pk: False, fresh.pk: True}


def test_a_row_says_what_the_text_calls_its_lead_where_no_unit_is_named(cast, ask, send):
    document = make_document(cast.office, cast.clerk)
    measure = make_measure(
        document, "要扩大试点覆盖", state="ACCEPTED", lead_words=["各地", "各部门"]
    )
    fields = {"owner": cast.office.pk, "year": 2026, "title": "要点"}
    send(cast.clerk, "plan_from_document_now", document.pk, measure=[measure.pk], **fields)
    pk = Plan.objects.get().pk

    for name, words in (("plan", "还没有指定牵头单位"), ("plan_adopt", "没有同名的单位")):
        page = ask(cast.clerk, name, pk).content.decode()
        assert "各地、各部门" in page
        assert words in page


def test_a_unit_that_the_text_names_stands_in_and_is_confirmed_by_saving(cast, ask, send):
    document = make_document(cast.office, cast.clerk)
    words = ["省技能厅", "各部门"]
    measure = make_measure(document, "要扩大试点覆盖", state="ACCEPTED", lead_words=words)
    fields = {"owner": cast.office.pk, "year": 2026, "title": "要点"}
    send(cast.clerk, "plan_from_document_now", document.pk, measure=[measure.pk], **fields)

    page = ask(cast.clerk, "plan_adopt", Plan.objects.get().pk).content.decode()

    assert "已填上同名单位" in page
    assert re.search(rf'name="leads" value="{cast.department.pk}" checked', page)
    assert queries.facts_of(PlanRow.objects.get()).leads == ()


def test_a_round_a_remark_and_its_answer_by_pages(cast, ask, send):
    version = make_draft(cast, make_facts(cast.department))
    pk, row = version.plan_id, PlanRow.objects.get()
    send(cast.clerk, "plan_round_open", pk, until="2026-03-20", seen_revision=version.revision)
    assert ask(cast.lead, "plan", pk, tab="comments").status_code == 200
    send(cast.lead, "plan_comment", pk, unit=cast.department.pk, row_key=row.key, words="建议延后")
    remark = PlanComment.objects.get()
    assert "建议延后" in ask(cast.lead, "plan_row", row.pk).content.decode()
    assert "建议延后" not in ask(cast.city_clerk, "plan_row", row.pk).content.decode()
    wrong = send(cast.cooperator, "plan_comment", pk, unit=cast.helper.pk, words="我也说")
    assert wrong.status_code == 404
    assert send(cast.lead, "plan_answer", remark.pk, taken="yes", answer="好").status_code == 404
    send(cast.clerk, "plan_answer", remark.pk, taken="yes", answer="同意")
    remark.refresh_from_db()
    assert (remark.taken, remark.answer) == (True, "同意")


def test_what_a_row_lacks_is_filled_in_where_it_is_listed(cast, ask, send):
    late = make_facts(cast.department, title="过期", due_on=date(2026, 1, 31))
    version = make_draft(cast, make_facts(title="无牵头"), late)
    pk, (bare_row, late_row) = version.plan_id, PlanRow.objects.order_by("position")
    page = ask(cast.clerk, "plan_adopt", pk).content.decode()
    assert f'id="picker-leads-{bare_row.pk}"' in page
    assert f'id="picker-leads-{late_row.pk}"' not in page
    assert f'id="mend-due-{late_row.pk}"' in page

    answer = send(
        cast.clerk,
        "plan_row_mend",
        bare_row.pk,
        mends_leads=1,
        leads=[cast.department.pk],
        seen_revision=bare_row.revision,
    )
    assert answer.url == reverse("tasks:plan_adopt", args=[pk])
    page = ask(cast.clerk, "plan_adopt", pk).content.decode()
    assert "已补正：无牵头" in page
    assert f'id="mend-{bare_row.pk}"' not in page
    send(cast.clerk, "plan_row_mend", late_row.pk, due_on="2026-11-30", seen_revision=0)

    assert "plan_adopt_now" not in page
    assert "印发依据" in ask(cast.clerk, "plan_adopt", pk).content.decode()
    facts = {row.title: queries.facts_of(row) for row in queries.rows_of(version)}
    assert facts["无牵头"].leads == (cast.department.pk,)
    assert facts["过期"].leads == (cast.department.pk,)
    assert facts["过期"].due_on == date(2026, 11, 30)
    wrong = send(cast.clerk, "plan_row_mend", late_row.pk, due_on="年底", seen_revision=1)
    assert wrong.status_code == 422
    assert send(cast.lead, "plan_row_mend", late_row.pk, seen_revision=1).status_code == 404


def test_the_whole_form_of_a_faulty_row_leads_back_to_the_adoption(cast, ask, send):
    version = make_draft(cast, make_facts(title="无牵头"))
    row = PlanRow.objects.get()
    assert (
        'name="to" value="adopt"'
        in ask(cast.clerk, "plan_row_edit", row.pk, to="adopt").content.decode()
    )

    saved = send(
        cast.clerk, "plan_row_change", row.pk, **row_data(to="adopt", seen_revision=row.revision)
    )

    assert saved.url == reverse("tasks:plan_adopt", args=[version.plan_id])


def test_after_adoption_the_page_says_what_it_did_and_the_way_back_leads_to_the_plan(
    cast, ask, send
):
    both = make_facts(cast.department, title="甲项"), make_facts(cast.helper, title="乙项")
    version = make_draft(cast, *both, make_facts(cast.helper, title="丙项"))
    pk = version.plan_id

    send(cast.clerk, "plan_adopt_now", pk, basis=BASIS, seen_revision=version.revision)

    page = ask(cast.clerk, "plan", pk).content.decode()
    assert "已印发，产生 3 项任务，已通知 2 个牵头单位。" in page
    assert ask(cast.clerk, "plan_adopt", pk).url == reverse("tasks:plan", args=[pk])
    assert ask(cast.lead, "plan_adopt", pk).status_code == 404


def test_adoption_by_page_lists_what_is_missing_then_makes_tasks(cast, ask, send):
    version = make_draft(cast, make_facts(title="无牵头"), make_facts(cast.department))
    pk = version.plan_id
    page = ask(cast.clerk, "plan_adopt", pk).content.decode()
    bad = PlanRow.objects.get(title="无牵头")
    assert reverse("tasks:plan_row_edit", args=[bad.pk]) in page
    assert "plan_adopt_now" not in page
    refused = send(cast.clerk, "plan_adopt_now", pk, basis=BASIS, seen_revision=version.revision)
    assert refused.status_code == 422
    send(cast.clerk, "plan_row_delete", bad.pk, seen_revision=0)
    version.refresh_from_db()
    assert "省技能厅" in ask(cast.clerk, "plan_adopt", pk).content.decode()
    send(cast.clerk, "plan_adopt_now", pk, basis=BASIS, seen_revision=version.revision)
    assert Task.objects.count() == 1
    assert send(cast.clerk, "plan_adopt_now", pk, basis=BASIS, seen_revision=0).status_code == 404


def test_a_city_copies_is_told_and_applies_by_pages(cast, ask, send):
    version = make_draft(cast, make_facts(cast.department))
    adopt(cast, version)
    assert "承接到本级" in ask(cast.city_clerk, "plan", version.plan_id).content.decode()
    assert "承接到本级" not in ask(cast.lead, "plan", version.plan_id).content.decode()
    send(cast.city_clerk, "plan_copy", version.plan_id, owner=cast.city_office.pk)
    assert send(cast.lead, "plan_copy", version.plan_id, owner=cast.office.pk).status_code == 404
    copy = Plan.objects.get(parent=version.plan)
    send(cast.clerk, "plan_amend", version.plan_id)
    draft = queries.draft_of(version.plan)
    change(cast, queries.rows_of(draft)[0], title="改了名称")
    adopt(cast, draft)
    told = ParentChange.objects.get()
    assert "改了名称" in ask(cast.city_clerk, "plan", copy.pk, tab="above").content.decode()
    assert send(cast.clerk, "plan_change_apply", told.pk).status_code == 404
    assert send(cast.stranger, "plan_change_note", told.pk).status_code == 404
    send(cast.city_clerk, "plan_change_apply", told.pk)
    assert PlanRow.objects.get(version__plan=copy).title == "改了名称"


def test_a_table_is_uploaded_mapped_tried_and_taken_by_pages(cast, client, ask, send):
    version = make_draft(cast)
    file = BytesIO(xlsx([HEAD, ["1", "一条", "技能听", "", "年底前", "", ""]]))
    file.name = "分工表.xlsx"
    send(cast.clerk, "plan_import_upload", version.plan_id, file=file)
    upload = PlanImport.objects.get()
    page = ask(cast.clerk, "plan_import_map", upload.pk).content.decode()
    assert "没有叫“技能听”的单位" in page
    assert ask(cast.stranger, "plan_import_map", upload.pk).status_code == 404
    refused = send(cast.clerk, "plan_import_now", upload.pk, seen_revision=0)
    assert refused.status_code == 422
    columns = {f"column_{index}": name for index, name in upload.columns.items()}
    send(
        cast.clerk,
        "plan_import_map_now",
        upload.pk,
        table=0,
        header_row=1,
        several_leads="ask",
        seen_revision=0,
        name_words=["技能听"],
        name_unit=[cast.department.pk],
        **columns,
    )
    send(cast.clerk, "plan_import_now", upload.pk, seen_revision=1)
    assert queries.facts_of(PlanRow.objects.get()).leads == (cast.department.pk,)
    assert "已导入" in ask(cast.clerk, "plan_import_map", upload.pk).content.decode()


def test_a_file_that_is_no_table_is_a_fault_of_its_field(cast, send):
    version = make_draft(cast)
    file = BytesIO(b"\x00\x01")
    file.name = "x.xlsx"
    answer = send(cast.clerk, "plan_import_upload", version.plan_id, file=file)
    assert answer.status_code == 422
    assert "读不出表格" in answer.content.decode()


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_the_exported_file_is_named_after_the_plan(cast, ask, kind):
    version = make_draft(cast, make_facts(cast.department))
    answer = ask(cast.clerk, "plan_export", version.plan_id, format=kind)
    assert answer.content[:2] == b"PK"
    assert kind in answer.headers["Content-Disposition"]


def test_last_years_items_are_offered_and_taken_by_pages(cast, ask, send):
    version = make_draft(cast, make_facts(cast.department), year=2025)
    adopt(cast, version)
    draft = make_draft(cast)
    task = Task.objects.get()
    assert task.title in ask(cast.clerk, "plan_carry", draft.plan_id).content.decode()
    send(cast.clerk, "plan_carry_now", draft.plan_id, task=[task.pk])
    assert PlanRow.objects.get(version=draft).key == task.row_key
