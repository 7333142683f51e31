"""The pages of documents as the right person, the wrong one and a stranger get them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from changai.documents.models import Document, Instruction, Measure
from tests.documents.factories import TEXT, make_document, make_measure
from tests.documents.test_services import REPORT, receive

HTMX = {"HX-Request": "true"}


@pytest.fixture
def signed_in(client, cast):
    client.force_login(cast.clerk)
    return client


@pytest.fixture
def measure(document):
    return make_measure(document, "扩大试点覆盖")


def url(name, thing):
    return reverse(f"documents:{name}", args=[thing.pk])


def text_of(answer):
    return answer.content.decode()


def test_the_list_shows_what_is_in_scope(signed_in, client, cast, document):
    assert document.title in text_of(signed_in.get(reverse("documents:list")))

    client.force_login(cast.stranger)
    page = text_of(client.get(reverse("documents:list")))
    assert document.title not in page
    assert "还没有文件" in page


def test_the_list_narrows_and_says_when_nothing_is_left(signed_in, document):
    found = signed_in.get(reverse("documents:list"), {"q": "推进会"}, headers=HTMX)
    none = signed_in.get(reverse("documents:list"), {"q": "渔业"}, headers=HTMX)

    assert document.title in text_of(found)
    assert "<html" not in text_of(found)
    assert "没有符合条件的文件" in text_of(none)


def upload(client, cast, content=None, name="报道.txt"):
    content = content or REPORT.encode()
    data = {"owner": cast.office.pk, "file": SimpleUploadedFile(name, content)}
    return client.post(reverse("documents:receive_now"), data)


def test_an_uploaded_file_leads_to_its_reading_page(signed_in, cast):
    answer = upload(signed_in, cast)

    document = Document.objects.get()
    assert answer.url == url("detail", document)
    assert "待确认" in text_of(signed_in.get(answer.url))


def test_a_file_received_before_leads_to_the_first_one(signed_in, cast):
    upload(signed_in, cast)
    answer = upload(signed_in, cast)

    assert answer.url == url("detail", Document.objects.get())


def test_a_file_that_cannot_be_read_is_refused_on_the_form(signed_in, cast):
    answer = upload(signed_in, cast, b"PK\x03\x04broken", "坏.docx")

    assert answer.status_code == 422
    assert not Document.objects.exists()
    assert "form-fault" in text_of(answer)


def test_nobody_receives_for_a_unit_not_theirs(client, cast):
    client.force_login(cast.auditor)
    assert client.get(reverse("documents:receive")).status_code == 404
    assert upload(client, cast).status_code == 404

    client.force_login(cast.city_clerk)
    assert upload(client, cast).status_code == 422
    assert not Document.objects.exists()


PAGES = ["detail", "original", "describe_form"]
ASKED = ["measure_edit_form", "measure_split_form", "measure_units_form", "measure_reject_form"]
WRITES = [
    "measure_accept",
    "measure_reject",
    "measure_reopen",
    "measure_edit",
    "measure_split",
    "measure_units",
]


@pytest.mark.parametrize("person", ["stranger", "lead", "city_clerk", "enterprise_clerk"])
def test_a_stranger_finds_nothing_anywhere(client, cast, document, measure, person):
    client.force_login(getattr(cast, person))
    instruction = Instruction.objects.create(
        owner=document.owner,
        document=document,
        leader_name="林致远",
        words="请阅。",
        start=0,
        end=3,
    )

    for name in PAGES:
        assert client.get(url(name, document)).status_code == 404, name
    for name in ASKED:
        assert client.get(url(name, measure)).status_code == 404, name
    for name in WRITES:
        assert client.post(url(name, measure), {"seen_revision": 0}).status_code == 404, name
    for name in ("describe", "read_again", "measure_add", "measures_merge"):
        assert client.post(url(name, document), {}).status_code == 404, name
    decided = client.post(url("instruction_decide", instruction), {"verdict": "ACTION"})
    assert decided.status_code == 404
    assert Measure.objects.get().revision == 0


def test_who_sees_but_does_not_work_there_reads_and_decides_nothing(client, cast, measure):
    below = make_document(cast.city_office, cast.city_clerk, title="市里的")
    of_city = make_measure(below, "扩大试点覆盖")
    client.force_login(cast.clerk)

    page = text_of(client.get(url("detail", below)))

    assert "扩大试点覆盖" in page
    assert "measure-buttons" not in page
    for name in WRITES:
        assert client.post(url(name, of_city), {"seen_revision": 0}).status_code == 404, name


def test_the_fragment_is_what_the_page_shows(signed_in, document, measure):
    page = signed_in.get(url("detail", document))
    part = signed_in.get(url("detail", document), headers=HTMX)

    assert text_of(part).strip() in text_of(page)


def test_the_reading_page_costs_the_same_however_many_measures(
    signed_in, document, django_assert_max_num_queries
):
    for start in range(0, len(TEXT) - 6, 6):
        if "\n" not in TEXT[start : start + 5]:
            make_measure(document, TEXT[start : start + 5])

    with django_assert_max_num_queries(24):
        signed_in.get(url("detail", document))


def post(client, name, thing, **data):
    return client.post(url(name, thing), data, headers=HTMX)


def test_accepting_answers_with_both_columns_as_they_now_stand(signed_in, document, measure):
    answer = post(signed_in, "measure_accept", measure, seen_revision=0)

    assert 'class="clause is-accepted"' in text_of(answer)
    assert "已采纳。" in text_of(answer)
    assert Measure.objects.get().state == "ACCEPTED"


def test_what_somebody_else_decided_is_refused_in_words(signed_in, measure):
    post(signed_in, "measure_accept", measure, seen_revision=0)
    answer = post(signed_in, "measure_reject", measure, seen_revision=0, reason="重复")

    assert answer.status_code == 422
    assert answer["HX-Retarget"] == "#refusals"
    assert "请刷新后再看" in text_of(answer)
    assert Measure.objects.get().state == "ACCEPTED"


@pytest.mark.parametrize("name", ["measure_accept", "measure_reopen", "measure_units"])
def test_a_post_that_does_not_say_what_it_saw_changes_nothing(signed_in, measure, name):
    assert post(signed_in, name, measure).status_code == 422
    assert Measure.objects.get().revision == 0


def test_a_rejection_asks_for_its_reason(signed_in, measure):
    assert "不采纳的理由" in text_of(signed_in.get(url("measure_reject_form", measure)))
    assert post(signed_in, "measure_reject", measure, seen_revision=0).status_code == 422

    post(signed_in, "measure_reject", measure, seen_revision=0, reason="一般号召")
    assert Measure.objects.get().reason == "一般号召"

    post(signed_in, "measure_reopen", measure, seen_revision=1)
    assert Measure.objects.get().state == "PROPOSED"


def test_an_edit_must_quote_the_text_and_keeps_what_was_typed(signed_in, measure):
    form = {"quote": "扩大试点范围", "targets": "", "seen_revision": 0}
    answer = post(signed_in, "measure_edit", measure, **form)

    assert answer.status_code == 422
    assert answer["HX-Retarget"] == f"#form-{measure.pk}"
    assert "扩大试点范围" in text_of(answer)
    assert "逐字一致" in text_of(answer)

    form |= {"quote": "要扩大试点覆盖", "targets": "600 家：新增试点企业\n", "speaker": "林致远"}
    assert post(signed_in, "measure_edit", measure, **form).status_code == 200
    measure.refresh_from_db()
    assert measure.quote == "要扩大试点覆盖"
    assert measure.targets == [{"value": "600", "unit": "家", "what": "新增试点企业"}]


def test_a_target_without_a_number_is_named_by_its_line(signed_in, measure):
    form = {"quote": "扩大试点覆盖", "targets": "600 家\n很多人", "seen_revision": 0}
    answer = post(signed_in, "measure_edit", measure, **form)

    assert answer.status_code == 422
    assert "第 2 行" in text_of(answer)


def test_splitting_offers_the_places_and_cuts_there(signed_in, document):
    measure = make_measure(document, "9月底前推行工资集体协商；要打通成长通道")
    form = signed_in.get(url("measure_split_form", measure))
    place = form.context["pieces"][0]["place"]

    post(signed_in, "measure_split", measure, seen_revision=0, place=place)

    shown = Measure.objects.filter(state="PROPOSED").order_by("start")
    assert [one.quote for one in shown] == ["9月底前推行工资集体协商", "要打通成长通道"]


@pytest.mark.parametrize("place", ["", "abc", "999999", "0"])
def test_a_cut_nowhere_is_refused(signed_in, measure, place):
    assert (
        post(signed_in, "measure_split", measure, seen_revision=0, place=place).status_code == 422
    )


def test_merging_takes_those_that_were_ticked(signed_in, document):
    ticked = [
        f"{make_measure(document, quote).pk}:0" for quote in ("扩大试点覆盖", "年底前新增试点企业")
    ]
    post(signed_in, "measures_merge", document, merge=ticked)

    assert Measure.objects.get(state="PROPOSED").quote == "扩大试点覆盖，年底前新增试点企业"


@pytest.mark.parametrize("merge", [[], ["x"], ["1:x"], ["1:0"]])
def test_a_merge_of_nothing_is_refused(signed_in, document, measure, merge):
    assert post(signed_in, "measures_merge", document, merge=merge).status_code == 422


def test_units_are_picked_within_reach(signed_in, cast, measure):
    post(
        signed_in,
        "measure_units",
        measure,
        seen_revision=0,
        lead=cast.department.pk,
        cooperating=[cast.helper.pk, 10**9, "x"],
    )

    assert set(measure.units.values_list("unit", "part")) == {
        (cast.department.pk, "LEAD"),
        (cast.helper.pk, "COOPERATING"),
    }


def test_a_selection_becomes_a_measure(signed_in, document):
    start = TEXT.index("推行工资")
    post(signed_in, "measure_add", document, start=start, end=start + 8)
    assert Measure.objects.get().quote == "推行工资集体协商"

    assert post(signed_in, "measure_add", document, start="", end="").status_code == 422


def test_an_instruction_for_reading_only_is_marked_so(signed_in, document):
    instruction = Instruction.objects.create(
        owner=document.owner,
        document=document,
        leader_name="林致远",
        words="请各单位学习。",
        start=0,
        end=7,
    )
    assert "林致远批示" in text_of(signed_in.get(url("detail", document)))

    answer = post(signed_in, "instruction_decide", instruction, verdict="READ_ONLY")

    assert "仅供阅知" in text_of(answer)
    assert post(signed_in, "instruction_decide", instruction, verdict="MAYBE").status_code == 422


def test_details_are_described_and_a_wrong_term_is_refused(signed_in, document):
    form = {
        "title": "推进会报道",
        "kind": "report",
        "number": "东产改〔2026〕1号",
        "term_from": "2026-03-01",
        "term_to": "2026-02-01",
        "seen_revision": 0,
    }
    wrong = signed_in.post(url("describe", document), form)
    assert wrong.status_code == 422
    assert "早于起始日" in text_of(wrong)

    right = signed_in.post(url("describe", document), form | {"term_to": "2026-12-31"})
    assert right.url == url("detail", document)
    document.refresh_from_db()
    assert document.number == "东产改〔2026〕1号"


def test_the_original_comes_back_as_it_was_and_is_never_shown(signed_in, cast):
    document = receive(cast)

    answer = signed_in.get(url("original", document))

    assert b"".join(answer.streaming_content) == REPORT.encode()
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]


def test_reading_again_leads_back_to_the_page(signed_in, cast):
    document = receive(cast)
    answer = signed_in.post(url("read_again", document))

    assert answer.url == url("detail", document)
    assert Document.objects.get().reading_number == 2


def test_what_stands_in_a_file_is_never_taken_for_markup(signed_in, cast):
    document = make_document(cast.office, cast.clerk, "<script>alert(1)</script>要扩大试点。")
    make_measure(document, "</script>要扩大试点")

    page = text_of(signed_in.get(url("detail", document)))

    assert "<script>alert" not in page


def test_accepting_renews_the_buttons_above_the_page_and_says_when_all_is_done(signed_in, document):
    first, second = make_measure(document, "扩大试点覆盖"), make_measure(document, "健全薪酬")
    plan = reverse("tasks:plan_from_document", args=[document.pk])
    before = text_of(signed_in.get(url("detail", document)))
    assert plan not in before

    half = text_of(signed_in.post(url("measure_accept", first), {"seen_revision": 0}, headers=HTMX))
    done = text_of(
        signed_in.post(url("measure_accept", second), {"seen_revision": 0}, headers=HTMX)
    )

    assert 'id="document-actions" hx-swap-oob="true"' in half
    assert half.count(plan) == 1
    assert "已处理完" not in half
    assert done.count(plan) == 2
    assert "已处理完，采纳了 2 条。" in done
