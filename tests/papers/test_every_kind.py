"""All fourteen kinds, issued by the people of the demo: the file and its pages."""

import re
import zipfile
from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.test import override_settings

from changai.config import demo
from changai.papers.rules import kinds
from scripts.check_paper import docx_faults, has_office, render
from scripts.paper_pages import page_faults
from tests.papers.every_kind import write_every_kind

DAY = datetime(2026, 4, 25, 4, tzinfo=UTC)
CODES = (
    "MEETING_NOTICE", "MINUTES", "MEETING_PACK", "INSTRUCTION_SLIP", "ASSIGNMENT_NOTICE",
    "CHASING_NOTICE", "BLUE_SLIP", "YELLOW_SLIP", "RED_SLIP", "CIRCULAR", "BRIEFING",
    "SPECIAL_REPORT", "PLAN", "LEDGER",
)  # fmt: skip
# What no paper says: words of the program, values of none, marks of half width after Chinese.
NEVER = re.compile(
    r"None|null|True|False|[A-Z_]{4,}|\{|\}|[\u4e00-\u9fff][,;:]|（）|“”|《》|。。|：。"
)


@pytest.fixture(scope="module")
def issued(django_db_setup, django_db_blocker, tmp_path_factory):
    """The stored docx and pdf of every kind, by kind and form."""
    folder = tmp_path_factory.mktemp("every_kind")
    kept = override_settings(DEMO=True, DATA_DIR=folder, FILES_DIR=folder / "files")
    with django_db_blocker.unblock(), kept, transaction.atomic():
        demo.load(DAY)
        yield write_every_kind(folder, DAY)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def pages(issued, tmp_path_factory):
    """The pages LibreOffice makes of every docx, all set in one go."""
    folder = tmp_path_factory.mktemp("pages")
    return dict(zip(CODES, render([issued[code, "docx"] for code in CODES], folder), strict=True))


def words_of(path):
    with zipfile.ZipFile(path) as packed:
        return re.findall(r"<w:t[^>]*>([^<]*)</w:t>", packed.read("word/document.xml").decode())


@pytest.mark.django_db  # so that there is a database when this file runs alone
def test_the_kinds_are_the_fourteen_of_the_programme():
    assert sorted(one.code for one in kinds() if one.code in CODES) == sorted(CODES)


@pytest.mark.parametrize("code", CODES)
def test_the_docx_is_in_the_national_layout(issued, code):
    assert list(docx_faults(issued[code, "docx"])) == []


@pytest.mark.parametrize("code", CODES)
def test_the_stored_pdf_is_in_the_national_layout(issued, code):
    assert page_faults(issued[code, "pdf"]) == []


@pytest.mark.office
@pytest.mark.skipif(not has_office(), reason="LibreOffice is not installed")
@pytest.mark.parametrize("code", CODES)
def test_the_pages_libreoffice_sets_are_in_the_national_layout(pages, code):
    assert page_faults(pages[code]) == []


@pytest.mark.parametrize("code", CODES)
def test_it_says_nothing_of_the_program(issued, code):
    said = [one for one in words_of(issued[code, "docx"]) if NEVER.search(one)]

    assert said == []
