"""The pages of papers: preview, draft, edit, approve, issue, sign, download."""

import zipfile
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone

from changai.papers.models import Paper
from tests.papers.factories import Place, known_kind, make_draft, make_issued

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.FILES_DIR = tmp_path


@pytest.fixture
def place():
    made = Place()
    with known_kind(made):
        yield made


def signed_in(client, person):
    client.force_login(person)
    return client


def test_a_preview_shows_live_data_with_facts_as_links_and_stores_nothing(client, place):
    page = signed_in(client, place.drafter).get(reverse("papers:preview", args=["TEST_NOTICE", 1]))

    assert '<a class="paper-fact" href="/tasks/1/">600家</a>' in page.text
    assert not Paper.objects.exists()


def test_from_preview_to_signature_through_the_pages(client, place):
    client = signed_in(client, place.drafter)
    answer = client.post(reverse("papers:draft", args=["TEST_NOTICE", 1]))
    paper = Paper.objects.get()
    assert answer.url == reverse("papers:detail", args=[paper.pk])
    client.post(
        reverse("papers:edit_now", args=[paper.pk]),
        {
            "addressees": "各市产改办", "copies_to": "省委办公厅", "note": "此件公开发布",
            "paragraph-1": "请抓紧落实。", "seen_revision": 0,
        },
    )  # fmt: skip
    approved = signed_in(client, place.approver).post(
        reverse("papers:approve", args=[paper.pk]), follow=True
    )
    issued = signed_in(client, place.drafter).post(
        reverse("papers:issue", args=[paper.pk]), follow=True
    )
    assert "已签发，可以编号印发。" in approved.text
    assert "已编号印发，并送达受文单位。" in issued.text
    client = signed_in(client, place.receiver)
    assert "待你签收" in client.get(reverse("papers:list"), {"state": "TO_SIGN"}).text
    signed = client.post(
        reverse("papers:sign", args=[paper.pk]), {"unit": place.skills.pk}, follow=True
    )
    assert "已签收。" in signed.text

    page = client.get(reverse("papers:detail", args=[paper.pk]))

    assert "请抓紧落实。" in page.text
    assert "东产改办〔" in page.text
    assert "来处的数据不在你的范围内" in page.text
    assert paper.deliveries.get(unit=place.skills).signed_by == place.receiver


def test_both_files_are_handed_out_as_stored(client, place):
    paper = make_issued(place, timezone.now())
    client = signed_in(client, place.receiver)

    docx = client.get(reverse("papers:docx", args=[paper.pk])).getvalue()
    pdf = client.get(reverse("papers:pdf", args=[paper.pk])).getvalue()

    assert "word/document.xml" in zipfile.ZipFile(BytesIO(docx)).namelist()
    assert pdf.startswith(b"%PDF-")


def test_a_form_that_is_wrong_keeps_what_was_typed(client, place):
    paper = make_draft(place, timezone.now())
    typed = {"addressees": "各市" * 600, "paragraph-1": "保留这句", "seen_revision": 0}

    answer = signed_in(client, place.drafter).post(
        reverse("papers:edit_now", args=[paper.pk]), typed
    )

    assert answer.status_code == 422
    assert "保留这句" in answer.text


def test_a_refusal_is_422_and_a_stranger_gets_404(client, place):
    paper = make_draft(place, timezone.now())

    own = signed_in(client, place.drafter).post(reverse("papers:approve", args=[paper.pk]))
    strange = signed_in(client, place.stranger).get(reverse("papers:detail", args=[paper.pk]))

    assert own.status_code == 422
    assert "起草人以外" in own.text
    assert strange.status_code == 404


def test_drafting_twice_leads_to_the_draft_there_is(client, place):
    paper = make_draft(place, timezone.now())

    answer = signed_in(client, place.drafter).post(reverse("papers:draft", args=["TEST_NOTICE", 1]))

    assert answer.url == reverse("papers:detail", args=[paper.pk])


def test_an_issued_paper_is_checked_against_what_was_frozen(client, place):
    paper = make_issued(place, timezone.now())

    page = signed_in(client, place.drafter).get(reverse("papers:check", args=[paper.pk]))

    assert page.text.count("一字不差") == 2


def test_what_htmx_gets_of_the_list_is_what_the_page_shows(client, place):
    make_issued(place, timezone.now())
    client = signed_in(client, place.drafter)

    page = client.get(reverse("papers:list"))
    part = client.get(reverse("papers:list"), headers={"HX-Request": "true"})

    assert part.text.strip() in page.text


def test_a_page_of_papers_asks_as_much_for_many_as_for_one(
    client, place, django_assert_max_num_queries
):
    now = timezone.now()
    for thing in range(5):
        make_issued(place, now, thing)
    client = signed_in(client, place.receiver)

    with django_assert_max_num_queries(12):
        client.get(reverse("papers:list"))
