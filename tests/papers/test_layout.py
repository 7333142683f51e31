"""The national layout: the docx itself, its pages as LibreOffice sets them, and the pdf."""

import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from changai.papers import rules
from changai.papers.rules import _layout, _pages, _text
from scripts.check_paper import docx_faults, has_office, numeral, render
from scripts.paper_pages import leaves_of, lines_of, page_faults
from tests.papers.sheets import KINDS, all_turned, body, grid, ledger, ordinary, paragraph

office = [
    pytest.mark.office,
    pytest.mark.skipif(not has_office(), reason="LibreOffice is not installed"),
]
words = st.text(alphabet="产业工人队伍建设改革，。“”（）2026年%a ", max_size=60)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """Every sample as a docx, and its pages where LibreOffice is installed."""
    folder = tmp_path_factory.mktemp("papers")
    paths = {}
    for name, make in KINDS.items():
        paths[name] = folder / f"{name.replace(' ', '_')}.docx"
        paths[name].write_bytes(rules.docx_of(make()))
    pdfs = render(list(paths.values()), folder) if has_office() else []
    return paths, dict(zip(paths, pdfs, strict=False))


@pytest.mark.parametrize("name", KINDS)
def test_a_docx_has_the_margins_lines_faces_numbers_and_fields_of_the_standard(drawn, name):
    assert list(docx_faults(drawn[0][name])) == []


@pytest.mark.parametrize("name", [pytest.param(one, marks=office) for one in KINDS])
def test_the_pages_of_a_docx_measure_as_the_standard_wants(drawn, name):
    assert page_faults(drawn[1][name]) == []


@pytest.mark.parametrize("name", KINDS)
def test_the_pages_of_a_pdf_measure_as_the_standard_wants(tmp_path, name):
    path = tmp_path / "paper.pdf"
    path.write_bytes(rules.pdf_of(KINDS[name]()))

    assert page_faults(path) == []


@pytest.mark.parametrize("form", [pytest.param("docx", marks=office), "pdf"])
def test_a_full_page_has_22_lines_of_28_characters(drawn, tmp_path, form):
    path = tmp_path / "grid.pdf"
    path.write_bytes(rules.pdf_of(grid()))

    lines = lines_of(leaves_of(drawn[1]["grid"] if form == "docx" else path)[1])

    assert len(lines) == 22
    assert {len(line) for line in lines} == {28}


BROKEN = {
    "margin right": ('w:right="1474"', 'w:right="1800"'),
    "grid": ('w:linePitch="579"', 'w:linePitch="312"'),
    "should begin with （二）": ("（二）<", "（三）<"),
    "not in 〔〕": ("〔2026〕8号", "[2026]8号"),
    "has a zero": ("〔2026〕8号", "〔2026〕08号"),
    "copies read": ("抄送：", "抄送:"),
}


def spoilt(sheet, before, after, path):
    """Write the docx of a sheet with words of its main part changed."""
    with zipfile.ZipFile(BytesIO(rules.docx_of(sheet))) as good, zipfile.ZipFile(path, "w") as bad:
        for name in good.namelist():
            text = good.read(name).decode()
            if name == "word/document.xml":
                assert before in text
                text = text.replace(before, after)
            bad.writestr(name, text)
    return path


@pytest.mark.parametrize("fault", BROKEN)
def test_the_check_sees_what_is_wrong_in_a_docx(tmp_path, fault):
    path = spoilt(ordinary(), *BROKEN[fault], tmp_path / "bad.docx")

    assert any(fault in one for one in docx_faults(path))


@pytest.mark.parametrize(
    ("fault", "before", "after"),
    [
        ("mm from the right", 'w:right="1474"', 'w:right="900"'),
        ("版记 ends at", "<wp:posOffset>8", "<wp:posOffset>5"),
    ],
)
@pytest.mark.office
@pytest.mark.skipif(not has_office(), reason="LibreOffice is not installed")
def test_the_check_sees_what_is_wrong_on_a_page(tmp_path, fault, before, after):
    path = spoilt(ordinary(), before, after, tmp_path / "bad.docx")

    [pdf] = render([path], tmp_path)

    assert any(fault in one for one in page_faults(pdf))


@settings(max_examples=30, deadline=None)
@given(title=words, texts=st.lists(words, max_size=6), day=st.dates(date(2000, 1, 1)))
def test_the_same_sheet_gives_the_same_bytes_also_after_it_was_stored(title, texts, day):
    blocks = tuple(paragraph(one, rules.Fact(f"k{n}", one)) for n, one in enumerate(texts))
    sheet = ordinary(0, title=title or "题", blocks=blocks, signed_on=day, printed_on=day)

    stored = rules.to_text(sheet)

    assert rules.from_text(stored) == sheet
    assert rules.to_text(rules.from_text(stored)) == stored
    assert rules.docx_of(rules.from_text(stored)) == rules.docx_of(sheet)


@pytest.mark.parametrize("name", KINDS)
def test_every_sample_survives_being_stored_and_its_pdf_is_the_same_again(name):
    sheet = KINDS[name]()

    again = rules.from_text(rules.to_text(sheet))

    assert again == sheet
    assert rules.pdf_of(again) == rules.pdf_of(sheet)


@given(st.integers(1, 99))
def test_numerals_are_those_of_a_second_reckoning(number):
    assert _text.numeral(number) == numeral(number)


@given(title=st.text(alphabet="关于印发《产业工人》建设改革的通知2026年", min_size=1, max_size=70))
def test_the_lines_of_a_title_make_the_title_and_none_is_too_long(title):
    lines = _text.title_lines(title)

    assert "".join(lines) == title
    assert all(_text.width(line) <= 20 for line in lines)


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        (
            "东江省产业工人队伍建设改革联席会议2026年第一次全体会议纪要",
            ["东江省产业工人队伍建设改革", "联席会议2026年第一次全体会议纪要"],
        ),
        ("关于一季度情况的通报", ["关于一季度情况的通报"]),
        ("第一行\n第二行", ["第一行", "第二行"]),
    ],
)
def test_a_title_is_broken_between_words(title, lines):
    assert _text.title_lines(title) == lines


def test_punctuation_neither_begins_nor_ends_a_line_where_it_may_not():
    assert _text.line_count("字" * 28, 28) == 1
    assert _text.line_count("字" * 28 + "。", 28) == 2
    assert _text.line_count("字" * 27 + "（字）", 28) == 2


def test_the_imprint_shares_an_even_page_with_room_and_else_has_one_of_its_own():
    imprint = rules.imprint_of(ordinary())

    assert _pages.End(2, 100.0, turned=False).has_room_for(imprint)
    assert not _pages.End(3, 100.0, turned=False).has_room_for(imprint)
    assert not _pages.End(2, 600.0, turned=False).has_room_for(imprint)
    assert not _pages.End(2, 100.0, turned=True).has_room_for(imprint)
    assert not _pages.End(2, 100.0, turned=False, rows=31).has_room_for(imprint)


def test_the_red_head_fills_the_line_and_no_more():
    for words_ in ("省产改办文件", "东江省产业工人队伍建设改革联席会议办公室文件", "长" * 40):
        size, scale = _layout.mark_size(words_)
        assert len(words_) * size * scale <= _layout.BODY_WIDTH + 1


def test_what_changed_is_listed_by_fact_also_new_and_gone_ones():
    was = ordinary(0, blocks=(paragraph(rules.Fact("a", "1"), rules.Fact("b", "2")),))
    now = replace(was, blocks=(paragraph(rules.Fact("a", "3"), rules.Fact("c", "4")),))

    rows = [
        (key, old and old.text, new and new.text) for key, old, new in rules.changed_facts(was, now)
    ]

    assert rows == [("a", "1", "3"), ("b", "2", None), ("c", None, "4")]


def test_facts_in_tables_and_attachments_count():
    sheet = ordinary(0, annexes=(rules.Annex("表", (ledger(3),)),), blocks=body(1))

    assert len([one for one in rules.facts_of(sheet) if one.key.startswith("task:")]) == 3


def test_a_ledger_is_turned_from_its_first_page_and_has_nothing_after_its_table():
    [part] = rules.parts_of(all_turned(3))

    assert part.turned
    assert "截至2026年3月5日，共有任务若干项：已办结2项。" in [one.text for one in part.pieces]


@pytest.mark.parametrize("count", range(24, 60, 3))
def test_a_line_more_or_less_does_not_change_the_page_a_paper_ends_on(count):
    text = [paragraph("一行。", key=f"p{number}") for number in range(count)]
    parts = _pages.settled_parts(ordinary(0, blocks=tuple(text), annexes=()))
    end = _pages.end_of(parts).page

    less = _pages.end_of(parts, more=28.95, more_from=end)
    more = _pages.end_of(parts, more=-28.95, more_from=end)
    assert (less.page, more.page) == (end, end)
