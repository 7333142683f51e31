"""A paper's way: drafted, edited, approved by another, issued with a number, signed for."""

import random
import threading
from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from changai.audit.models import Entry
from changai.kernel import files
from changai.kernel.errors import OutOfDate
from changai.notices.models import Notice
from changai.papers import apps, policies, queries, rules, services
from changai.papers.models import Delivery, Paper, Series
from tests.orgs.factories import make_person
from tests.papers.factories import Place, known_kind, make_approved, make_draft, make_issued

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.FILES_DIR = tmp_path


@pytest.fixture
def place():
    made = Place()
    with known_kind(made):
        yield made


def test_a_draft_holds_what_live_data_say_and_no_number(place, noon):
    paper = make_draft(place, noon)

    assert paper.state == "DRAFT"
    assert paper.number == ""
    assert "600家" in rules.plain(queries.content_of(paper).blocks[0].words)


def test_a_stranger_drafts_nothing(place, noon):
    with pytest.raises(services.MayNot):
        services.draft_paper(kind="TEST_NOTICE", thing_id=1, by=place.stranger, at=noon)

    assert not Paper.objects.exists()


def test_a_second_draft_about_the_same_thing_is_refused_and_names_the_first(place, noon):
    first = make_draft(place, noon)

    with pytest.raises(services.AlreadyDrafted) as refused:
        make_draft(place, noon)

    assert refused.value.paper_id == first.pk


def test_words_of_ones_own_stay_when_the_draft_is_drawn_again(place, noon):
    paper = make_draft(place, noon)
    edits = {"addressees": "各市产改办", "paragraphs": {"closing": "请抓紧落实。"}}
    services.edit_paper(paper=paper, edits=edits, by=place.drafter, at=noon, seen_revision=0)
    place.facts["firms"] = "650家"

    services.redraw_paper(paper=paper, by=place.drafter, at=noon)

    sheet = queries.content_of(paper)
    assert sheet.addressees == "各市产改办"
    assert [rules.plain(one.words) for one in sheet.blocks] == [
        "今年新增试点企业650家。",
        "请抓紧落实。",
    ]


def test_only_paragraphs_meant_for_it_can_be_put_otherwise(place, noon):
    paper = make_draft(place, noon)
    edits = {"paragraphs": {"": "假的", "goal:firms": "900家"}}

    services.edit_paper(paper=paper, edits=edits, by=place.drafter, at=noon, seen_revision=0)

    assert "600家" in paper.content
    assert "900家" not in paper.content


def test_an_edit_of_what_somebody_changed_meanwhile_is_refused(place, noon):
    paper = make_draft(place, noon)
    services.edit_paper(
        paper=paper, edits={"note": "甲"}, by=place.drafter, at=noon, seen_revision=0
    )

    with pytest.raises(OutOfDate):
        services.edit_paper(
            paper=paper, edits={"note": "乙"}, by=place.drafter, at=noon, seen_revision=0
        )


def test_the_drafter_does_not_approve_where_another_could(place, noon):
    paper = make_draft(place, noon)

    with pytest.raises(services.MayNot):
        services.approve_paper(paper=paper, by=place.drafter, at=noon)

    services.approve_paper(paper=paper, by=place.approver, at=noon)
    assert paper.state == "APPROVED"
    assert paper.approved_by == place.approver


def test_in_an_office_of_one_the_drafter_approves_and_the_page_says_so(place, noon):
    paper = make_draft(place, noon)
    place.approver.is_active = False
    place.approver.deactivated_at = noon
    place.approver.save()

    services.approve_paper(paper=paper, by=place.drafter, at=noon)

    assert paper.state == "APPROVED"
    assert "本人签发" in queries.steps_of(paper)[1]["note"]
    assert Entry.objects.get(action="paper.approved").after["own_draft"] is True


def test_what_is_issued_is_what_was_approved(place, noon):
    paper = make_approved(place, noon)
    place.facts["firms"] = "650家"

    services.issue_paper(paper=paper, by=place.drafter, at=noon)

    assert "600家" in paper.content
    [change] = queries.changes_since(paper=paper, user=place.drafter, at=noon)
    assert (change.was, change.now, change.url) == ("600家", "650家", "/tasks/1/")


def test_issuing_gives_a_number_stores_both_files_and_tells_the_recipients(place, noon):
    paper = make_issued(place, noon)

    assert paper.number == "东产改办〔2026〕1号"
    assert files.kept(paper.docx_sha256) == queries.stored(paper=paper, form="docx")
    assert files.kept(paper.pdf_sha256)[:5] == b"%PDF-"
    assert {one.unit for one in paper.deliveries.all()} == {place.skills, place.money}
    told = Notice.objects.filter(kind="paper_to_sign").values_list("person_id", flat=True)
    assert set(told) == {place.receiver.pk, place.other.pk}
    assert Entry.objects.filter(action="paper.issued").count() == 1


def test_a_draft_is_not_issued(place, noon):
    paper = make_draft(place, noon)

    with pytest.raises(services.WrongState):
        services.issue_paper(paper=paper, by=place.drafter, at=noon)

    assert not Series.objects.exists()


def test_building_again_from_what_was_frozen_gives_the_same_bytes(place, noon):
    paper = make_issued(place, noon)

    assert queries.is_same_again(paper=Paper.objects.get(pk=paper.pk)) == {
        "docx": True,
        "pdf": True,
    }


def test_a_stored_file_that_was_changed_on_disk_is_built_again(place, noon):
    paper = make_issued(place, noon)
    good = queries.stored(paper=paper, form="docx")
    files.stored_path(paper.docx_sha256).write_bytes(b"forged")

    assert queries.stored(paper=paper, form="docx") == good


def test_somebody_of_the_unit_signs_once(place, noon):
    paper = make_issued(place, noon)
    with pytest.raises(services.MayNot):
        services.sign_for(paper=paper, unit=place.skills, by=place.other, at=noon)

    services.sign_for(paper=paper, unit=place.skills, by=place.receiver, at=noon)

    with pytest.raises(services.NotDeliverable):
        services.sign_for(paper=paper, unit=place.skills, by=place.receiver, at=noon)
    assert Delivery.objects.filter(signed_by=place.receiver).count() == 1


def test_a_withdrawn_paper_keeps_its_words_and_number_and_tells_why(place, noon):
    paper = make_issued(place, noon)
    content = paper.content

    services.withdraw_paper(paper=paper, reason="数据有误", by=place.drafter, at=noon)

    assert (paper.state, paper.content, paper.number) == (
        "WITHDRAWN",
        content,
        "东产改办〔2026〕1号",
    )
    assert Notice.objects.filter(kind="paper_withdrawn").count() == 2
    assert make_issued(place, noon).number == "东产改办〔2026〕2号"


def test_the_office_sets_how_its_numbers_begin(place, noon):
    services.set_prefix(unit=place.office, words="苏", by=place.drafter, at=noon)

    assert make_issued(place, noon).number == "苏产改办〔2026〕1号"
    with pytest.raises(services.MayNot):
        services.set_prefix(unit=place.office, words="浙", by=place.receiver, at=noon)


def test_every_event_in_every_state_does_what_the_table_says(place, noon):
    acts = {
        "edit": lambda p: services.edit_paper(
            paper=p, edits={}, by=place.drafter, at=noon, seen_revision=p.revision
        ),
        "redraw": lambda p: services.redraw_paper(paper=p, by=place.drafter, at=noon),
        "approve": lambda p: services.approve_paper(paper=p, by=place.approver, at=noon),
        "return": lambda p: services.return_paper(paper=p, by=place.drafter, at=noon),
        "discard": lambda p: services.discard_paper(paper=p, by=place.drafter, at=noon),
        "issue": lambda p: services.issue_paper(paper=p, by=place.drafter, at=noon),
        "withdraw": lambda p: services.withdraw_paper(
            paper=p, reason="误", by=place.drafter, at=noon
        ),
    }
    thing = 100
    for state in rules.State:
        for event in (one for one in rules.Event if one is not rules.Event.DRAFT):
            thing += 1
            paper = make_draft(place, noon, thing)
            if state != "DRAFT":
                services.approve_paper(paper=paper, by=place.approver, at=noon)
            if rules.State(state).is_frozen:
                services.issue_paper(paper=paper, by=place.drafter, at=noon)
            if state == "WITHDRAWN":
                services.withdraw_paper(paper=paper, reason="误", by=place.drafter, at=noon)

            if not rules.allows(event, state):
                with pytest.raises(services.WrongState):
                    acts[event.value](paper)
                continue
            acts[event.value](paper)

            left = Paper.objects.filter(pk=paper.pk).values_list("state", flat=True).first()
            assert left == rules.line_of(event).target


FIELDS = [field.attname for field in Paper._meta.concrete_fields if field.attname != "id"]


def _other(value):
    if isinstance(value, str):
        # No longer than before: PostgreSQL cuts what bulk_update casts to the width of a column.
        return ("改" + value)[: max(len(value), 1)]
    if isinstance(value, dict):
        return {"note": "改"}
    if isinstance(value, int):
        return value + 1
    return timezone.now()


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_an_issued_paper_is_changed_by_no_route(data):
    """Save, bulk update, bulk_update, plain SQL, delete, replace: the database refuses each."""
    name = data.draw(st.sampled_from(FIELDS))
    route = data.draw(
        st.sampled_from(["save", "update", "bulk_update", "sql", "delete", "raw delete"])
    )
    with transaction.atomic():
        at = timezone.now()
        made = Place()
        with known_kind(made):
            paper = make_issued(made, at)
        before = Paper.objects.filter(pk=paper.pk).values().get()
        try:
            with transaction.atomic():
                _change(paper, name, route)
            refused = False
        except DatabaseError:
            refused = True
        after = Paper.objects.filter(pk=paper.pk).values().get()
        assert refused
        assert after == before
        transaction.set_rollback(True)


def _change(paper, name, route):
    value = _other(getattr(paper, name))
    if name in {"unit_id", "made_by_id", "approved_by_id", "issued_by_id", "withdrawn_by_id"}:
        value = None if name != "withdrawn_by_id" else paper.made_by_id
    if name == "state":
        value = "DRAFT"
    if name in {"withdrawn_at", "withdrawn_reason"}:
        value = "2026-01-01 00:00:00+00:00" if name == "withdrawn_at" else "改"
    if route == "save":
        setattr(paper, name, value)
        paper.save()
    elif route == "update":
        Paper.objects.filter(pk=paper.pk).update(**{name: value})
    elif route == "bulk_update":
        setattr(paper, name, value)
        Paper.objects.bulk_update(
            [paper], [name.removesuffix("_id") if name != "thing_id" else name]
        )
    elif route == "sql":
        with connection.cursor() as cursor:
            stored = "{}" if name == "edits" else value
            stored = '{"note": "x"}' if name == "edits" else stored
            cursor.execute(f"UPDATE papers_paper SET {name} = %s WHERE id = %s", [stored, paper.pk])
    elif route == "delete":
        Delivery.objects.filter(paper=paper).delete()
        paper.delete()
    else:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM papers_paper WHERE id = %s", [paper.pk])


def test_a_delivery_stays_as_it_was_sent_and_signed(place, noon):
    paper = make_issued(place, noon)
    services.sign_for(paper=paper, unit=place.skills, by=place.receiver, at=noon)
    signed = Delivery.objects.get(unit=place.skills)
    for change in (
        lambda: Delivery.objects.filter(pk=signed.pk).update(signed_at=timezone.now()),
        lambda: Delivery.objects.filter(unit=place.money).update(unit=place.office),
        lambda: Delivery.objects.filter(unit=place.money).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_papers_are_seen_by_the_issuer_and_once_issued_by_the_recipients(place, noon, today):
    draft = make_draft(place, noon, thing_id=2)
    paper = make_issued(place, noon)

    def seen(user):
        return set(queries.visible_papers(user=user, today=today))

    assert seen(place.drafter) == {draft, paper}
    assert seen(place.receiver) == {paper}
    assert seen(place.stranger) == set()


def test_a_page_of_papers_costs_the_same_however_many(
    place, noon, today, django_assert_num_queries
):
    for thing in range(6):
        make_issued(place, noon, thing)
    policies.orgs.reach(place.receiver, today)

    with django_assert_num_queries(1):
        rows = queries.paper_rows(user=place.receiver, today=today, state="TO_SIGN")

    assert len(rows) == 6
    assert all(row.to_sign for row in rows)


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gap_and_no_double_under_concurrency(noon):
    place = Place()
    with known_kind(place):
        papers = [make_approved(place, noon, thing) for thing in range(12)]
        spoilt = set(random.Random(3).sample(range(12), 4))
        faults = []

        def work(number):
            try:
                with transaction.atomic():
                    services.issue_paper(paper=papers[number], by=place.drafter, at=noon)
                    if number in spoilt:
                        raise KeyError(number)
            except KeyError:
                pass
            except Exception as fault:  # noqa: BLE001  shown by the assertion
                faults.append(fault)
            finally:
                connection.close()

        threads = [threading.Thread(target=work, args=[number]) for number in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert faults == []
    serials = Paper.objects.filter(state="ISSUED").values_list("serial", flat=True)
    assert sorted(serials) == list(range(1, 9))


def test_somebody_above_the_unit_may_approve(place, noon):
    leader = make_person(place.province, "LEADER", "高岭")
    paper = make_draft(place, noon)

    services.approve_paper(paper=paper, by=leader, at=noon)

    assert paper.approved_by == leader


def test_it_is_the_guard_that_refuses_and_it_comes_back_after_a_migration(place, noon):
    paper = make_issued(place, noon)
    change = Paper.objects.filter(pk=paper.pk)
    import_module("changai.papers.migrations.0002_issued_stays").unguard(connection)
    assert change.update(title="另一个标题") == 1

    apps._guard_again("default")

    with pytest.raises(DatabaseError), transaction.atomic():
        change.update(title="又一个标题")
