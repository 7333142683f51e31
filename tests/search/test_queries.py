"""What is found is right at once, however it was written, and never beyond the scope."""

import pytest

from changai.documents.models import Document, Measure
from changai.search import queries, services
from changai.search.models import Waiting
from changai.tasks.models import Task
from tests.conftest import NOON, TODAY
from tests.documents.factories import make_document, make_measure
from tests.tasks.factories import make_task

BOTH_WAYS = pytest.mark.parametrize("indexed", [False, True], ids=["waiting", "indexed"])


def titles(user, asked, slug, **more):
    page = queries.found_page(
        asked=asked, slug=slug, after=more.pop("after", ""), user=user, today=TODAY
    )
    return ["".join(piece.text for piece in row.title) for row in page.rows] if page else None


def bring_up(indexed):
    if indexed:
        services.index_waiting(at=NOON)
        assert not Waiting.objects.exists()
    else:
        assert Waiting.objects.exists()


@BOTH_WAYS
def test_two_characters_find_documents_clauses_and_tasks(cast, indexed):
    document = make_document(cast.office, cast.clerk)
    make_measure(document, "健全薪酬分配机制")
    make_task(cast, title="健全薪酬制度")
    bring_up(indexed)

    assert titles(cast.clerk, "薪酬", "documents") == [document.title]
    assert titles(cast.clerk, "薪酬", "clauses") == ["健全薪酬分配机制"]
    assert titles(cast.clerk, "薪酬", "tasks") == ["健全薪酬制度"]
    assert titles(cast.clerk, "酬薪", "documents") == []
    assert titles(cast.clerk, "全酬", "tasks") == []


@BOTH_WAYS
def test_all_words_must_be_there(cast, indexed):
    make_document(cast.office, cast.clerk)
    bring_up(indexed)

    assert len(titles(cast.clerk, "薪酬 人才", "documents")) == 1
    assert titles(cast.clerk, "薪酬 渔业", "documents") == []


@BOTH_WAYS
def test_a_stranger_finds_nothing_and_learns_no_number(cast, indexed):
    document = make_document(cast.office, cast.clerk)
    make_measure(document, "健全薪酬分配机制")
    make_task(cast, title="健全薪酬制度")
    bring_up(indexed)

    for group in queries.found_groups(asked="薪酬", user=cast.stranger, today=TODAY):
        assert (group.rows, group.count, group.following) == ([], 0, "")


@BOTH_WAYS
def test_a_unit_finds_its_own_task_and_not_its_neighbours(cast, indexed):
    make_task(cast, title="本厅的薪酬任务")
    make_task(cast, title="财务厅的薪酬任务", lead=cast.helper)
    bring_up(indexed)

    assert titles(cast.lead, "薪酬", "tasks") == ["本厅的薪酬任务"]
    assert titles(cast.cooperator, "薪酬", "tasks") == ["财务厅的薪酬任务"]
    assert len(titles(cast.clerk, "薪酬", "tasks")) == 2


def test_a_change_is_found_at_once_under_its_new_words_only(cast):
    document = make_document(cast.office, cast.clerk, title="旧的标题")
    services.index_waiting(at=NOON)
    Document.objects.filter(pk=document.pk).update(title="崭新的名称")

    assert titles(cast.clerk, "崭新", "documents") == ["崭新的名称"]
    assert titles(cast.clerk, "旧的", "documents") == []

    services.index_waiting(at=NOON)

    assert titles(cast.clerk, "崭新", "documents") == ["崭新的名称"]
    assert titles(cast.clerk, "旧的", "documents") == []


def test_rows_written_in_bulk_are_not_missed(cast):
    task = make_task(cast, title="样本")
    services.index_waiting(at=NOON)
    copies = []
    for number in range(450):
        task.pk, task.title = None, f"批量导入的第{number}项"
        copies.append(Task(**{f.attname: getattr(task, f.attname) for f in Task._meta.fields}))
    Task.objects.bulk_create(copies)

    assert Waiting.objects.count() == 450
    assert services.index_waiting(at=NOON) == 450


def test_what_changes_without_new_words_does_not_wait(cast):
    task = make_task(cast)
    services.index_waiting(at=NOON)

    Task.objects.filter(pk=task.pk).update(revision=7)

    assert not Waiting.objects.exists()


@BOTH_WAYS
def test_titles_come_before_texts_and_the_newest_first(cast, indexed):
    for title in ("薪酬一", "别的二", "薪酬三", "别的四"):
        make_document(cast.office, cast.clerk, title=title)
    bring_up(indexed)

    assert titles(cast.clerk, "薪酬", "documents") == ["薪酬三", "薪酬一", "别的四", "别的二"]


@BOTH_WAYS
def test_pages_follow_one_another_without_gap_or_repeat(cast, indexed):
    wanted = []
    for number in range(queries.PAGE_ROWS * 2 + 5):
        title = f"薪酬{number}" if number % 3 else f"别的{number}"
        wanted.append(make_document(cast.office, cast.clerk, title=title).title)
    bring_up(indexed)
    seen, after = [], ""
    while True:
        page = queries.found_page(
            asked="薪酬", slug="documents", after=after, user=cast.clerk, today=TODAY
        )
        seen += ["".join(piece.text for piece in row.title) for row in page.rows]
        after = page.following
        if not after:
            break

    assert sorted(seen) == sorted(wanted)
    assert len(seen) == len(set(seen))


def test_clauses_that_were_rejected_or_replaced_are_not_found(cast):
    document = make_document(cast.office, cast.clerk)
    make_measure(document, "扩大试点覆盖", state="REJECTED", reason="重复")
    make_measure(document, "新增试点企业", state="SUPERSEDED")

    assert titles(cast.clerk, "试点", "clauses") == []


def test_a_clause_read_anew_leaves_no_ghost(cast):
    document = make_document(cast.office, cast.clerk)
    make_measure(document, "扩大试点覆盖")
    services.index_waiting(at=NOON)

    Measure.objects.all().delete()
    services.index_waiting(at=NOON)

    assert titles(cast.clerk, "试点", "clauses") == []


def test_the_index_is_built_anew_and_says_who_did_it(cast):
    make_task(cast, title="健全薪酬制度")
    services.index_waiting(at=NOON)

    assert services.reindex(by=cast.clerk, at=NOON) >= 1
    assert titles(cast.clerk, "薪酬", "tasks") == ["健全薪酬制度"]


@pytest.mark.parametrize(
    "asked", ["", "   ", "，。！", '"', "'", "%", "_", "薪酬' OR '1'='1", "*", "NOT"]
)
def test_odd_questions_are_answered(cast, asked):
    make_document(cast.office, cast.clerk)

    for group in queries.found_groups(asked=asked, user=cast.clerk, today=TODAY):
        assert group.rows == []


def test_the_number_of_queries_does_not_grow_with_the_finds(cast, django_assert_max_num_queries):
    for number in range(8):
        make_task(cast, title=f"薪酬任务{number}")
        make_document(cast.office, cast.clerk, title=f"薪酬文件{number}")
    services.index_waiting(at=NOON)

    with django_assert_max_num_queries(12):
        queries.found_groups(asked="薪酬", user=cast.clerk, today=TODAY)


def test_triggers_lost_by_a_rebuilt_table_come_back_after_migrations(cast):
    from django.apps import apps
    from django.db import connection
    from django.db.models.signals import post_migrate

    lost = {
        "sqlite": "DROP TRIGGER search_tasks_task_added",
        "postgresql": "DROP TRIGGER search_tasks_task_marked ON tasks_task",
    }
    with connection.cursor() as cursor:
        cursor.execute(lost[connection.vendor])
    config = apps.get_app_config("search")
    post_migrate.send(
        sender=config,
        app_config=config,
        using="default",
        verbosity=0,
        interactive=False,
        apps=apps,
        plan=[],
    )

    make_task(cast, title="健全薪酬制度")

    assert titles(cast.clerk, "薪酬", "tasks") == ["健全薪酬制度"]
