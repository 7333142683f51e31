"""Quotations stand in the text word for word, counted in code points."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changai.documents import rules

LETTERS = st.sampled_from("产改工人𠮷🙂，。 \n；")
TEXT = st.text(alphabet=LETTERS, max_size=60)


@given(TEXT, st.data())
def test_a_stretch_of_the_text_is_found_where_it_stands(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    quote = text[start:end]

    span = rules.find_quote(text, quote, near=start)

    if not quote.strip():
        assert span is None
    else:
        assert text[slice(*span)] == quote.strip()
        assert abs(span[0] - start) <= len(quote)


@given(TEXT, TEXT, st.integers(0, 60))
def test_what_is_found_is_what_was_asked_for(text, quote, near):
    span = rules.find_quote(text, quote, near=near)

    assert (span is None) == (not quote.strip() or quote.strip() not in text)
    if span:
        assert text[slice(*span)] == quote.strip()


def test_of_two_occurrences_the_nearest_is_meant():
    assert rules.find_quote("甲乙甲乙甲乙", "甲乙", near=3) == (2, 4)
    assert rules.find_quote("甲乙甲乙甲乙", "甲乙", near=9) == (4, 6)


@given(TEXT, st.data())
def test_trimming_takes_only_blanks_and_marks_from_the_ends(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))

    first, last = rules.trimmed(text, start, end)

    assert start <= first <= last <= end
    kept = text[first:last]
    assert kept == kept.strip().strip("，,。；;、")
    assert not (text[start:first] + text[last:end]).strip("，,。；;、 \n")


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("要健全薪酬分配机制。", "要健全薪酬分配机制", True),
        (
            "要健全薪酬分配机制，9月底前推行集体协商",
            "要健全薪酬分配机制、9月底前推行集体协商。",
            True,
        ),
        ("年底前新增试点企业不少于600家左右", "年底前新增试点企业不少于600家上下", False),
        (
            "全省各设区市年底前分级分类新增产改试点企业",
            "全省各设区市年底前分级分类新设产改试点企业",
            True,
        ),
        (
            "全省年底前分级分类新增产改试点企业600家",
            "全省年底前分级分类新增产改试点企业900家",
            False,
        ),
        (
            "全省年底前分级分类新增试点企业六百家以上",
            "全省年底前分级分类新增试点企业七百家以上",
            False,
        ),
        ("扩大试点覆盖", "扩大覆盖试点", False),
        ("", "", False),
        ("，。", "，。", False),
    ],
)
def test_the_same_measure_is_known_again(left, right, same):
    assert rules.alike(left, right) is same


@given(
    st.lists(st.text(alphabet="产改工人试点扩面", min_size=1, max_size=12), max_size=8), st.data()
)
def test_looking_among_many_finds_what_comparing_one_by_one_finds(sentences, data):
    made = st.text(alphabet="产改工人试点扩面", min_size=1, max_size=12)
    sentence = data.draw(st.one_of(made, st.sampled_from(sentences) if sentences else made))

    slow = next((n for n, one in enumerate(sentences) if rules.alike(one, sentence)), None)

    assert rules.Known(sentences).like(sentence) == slow


@given(st.integers(0, 9), st.integers(1, 9), st.integers(0, 9), st.integers(1, 9))
def test_spans_overlap_when_they_share_a_character(start, length, other, other_length):
    one, two = range(start, start + length), range(other, other + other_length)

    assert rules.overlaps((one.start, one.stop), [(two.start, two.stop)]) == bool(
        set(one) & set(two)
    )
