"""Periods, files by their content, and the burden of asking."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from changai.evidence import rules
from changai.evidence.queries import period_words
from tests.evidence.factories import bomb, office_file

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 20


@pytest.mark.parametrize(
    ("code", "kind", "number"),
    [
        ("2026", "year", 0),
        ("2026-H2", "half", 2),
        ("2026-Q1", "quarter", 1),
        ("2026-03", "month", 3),
    ],
)
def test_a_period_is_a_year_a_half_a_quarter_or_a_month(code, kind, number):
    assert rules.period(code) == rules.Period(2026, kind, number)


@pytest.mark.parametrize(
    "code", ["", "26-03", "2026-13", "2026-00", "2026-Q5", "2026-3", "2026-03 "]
)
def test_nothing_else_is_a_period(code):
    assert rules.period(code) is None


def test_the_months_near_reach_over_the_new_year():
    near = rules.periods_near(date(2026, 2, 10))

    assert near[:3] == ["2026-02", "2026-01", "2025-12"]
    assert {"2026-Q1", "2025-Q4", "2026-H1", "2025-H2", "2026", "2025"} <= set(near)
    assert all(rules.period(code) for code in near)


@pytest.mark.parametrize(
    ("value", "fits"),
    [("0", True), ("-3.5", True), ("1E+13", True), ("12.3456", True), ("12.30000", True)]
    + [("12.34567", False), ("1E+14", False), ("NaN", False), ("Infinity", False)],
)
def test_a_value_is_kept_without_losing_a_digit_or_not_at_all(value, fits):
    assert rules.fits(Decimal(value)) is fits


def test_only_what_is_not_known_is_asked():
    assert rules.fields_asked(3, 0, words_known=False) == 5
    assert rules.fields_asked(3, 2, words_known=True) == 1
    assert rules.fields_asked(3, 3, words_known=True) == 0


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", b"%PDF-1.7\n", "pdf"),
        ("a.PNG", PNG, "png"),
        ("a.jpeg", b"\xff\xd8\xff\xe0abc", "jpg"),
        ("a.xlsx", office_file(), "xlsx"),
        ("a.docx", office_file("word/document.xml"), "docx"),
        ("a.pptx", office_file("ppt/presentation.xml"), "pptx"),
        ("a.txt", "说明".encode(), "txt"),
        ("a.csv", "单位,人数".encode("gb18030"), "csv"),
        ("a.txt", "说明".encode("utf-16"), "txt"),
    ],
)
def test_a_file_is_known_by_its_content(name, content, kind):
    assert rules.kind_of_file(name, content) == kind


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.txt", b"", "empty"),
        ("a.pdf", PNG, "name"),
        ("a", b"%PDF-1.7\n", "name"),
        ("a.exe", b"MZ\x90\x00\x03", "unknown"),
        ("a.txt", b"<!DOCTYPE html><script>", "unknown"),
        ("a.csv", b"a,b\x00c", "unknown"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "old_office"),
        ("a.xlsx", office_file(extra=["xl/vbaProject.bin"]), "macros"),
        ("a.zip", office_file("readme.txt"), "unknown"),
        ("a.xlsx", office_file(extra=["word/document.xml"]), "unknown"),
        ("a.xlsx", office_file()[:80], "broken"),
        ("a.xlsx", bomb(), "bomb"),
    ],
    ids=lambda value: value if isinstance(value, str) else "content",
)
def test_a_file_that_is_not_what_it_says_is_refused(name, content, code):
    with pytest.raises(rules.FileFault) as fault:
        rules.kind_of_file(name, content)

    assert fault.value.code == code


def test_a_month_has_its_name_in_english():
    for language, words in (("en", "November 2026"), ("zh-hans", "2026年11月")):
        with translation.override(language):
            assert period_words("2026-11") == words
