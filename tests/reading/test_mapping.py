"""A clean character always knows its source."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from changai.reading.mapping import Mapping, Tracked
from changai.reading.restoring import restore
from tests.reading import samples

ALPHABET = '产業会议實要，。 \n\u3000(huì)shi“”\u200b1a<p>&;\\n"{}:éä¸­'
EDITS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 6), st.text(max_size=4)), max_size=6)


def is_monotone(mapping):
    pairs = list(zip(mapping.starts, mapping.ends, strict=True))
    return all(a <= c and b <= d for (a, b), (c, d) in zip(pairs, pairs[1:], strict=False))


def in_order(edits, length):
    at, kept = 0, []
    for gap, size, words in edits:
        start = min(at + gap, length)
        end = min(start + size, length)
        kept.append((start, end, words))
        at = end
    return kept


@given(st.text(ALPHABET, min_size=1, max_size=60), EDITS, EDITS)
def test_edits_upon_edits_keep_the_order_and_the_source(source, first, second):
    text = Tracked.of(source)
    for edits in (first, second):
        text = text.edit(in_order(edits, len(text.text)))
        mapping = text.mapping()
        assert len(mapping) == len(text.text)
        assert is_monotone(mapping)
        assert all(
            0 <= a <= b <= len(source) for a, b in map(mapping.source_of, range(len(mapping)))
        )


@given(st.text(ALPHABET, min_size=1, max_size=60), EDITS)
def test_a_packed_mapping_unpacks_the_same(source, edits):
    mapping = Tracked.of(source).edit(in_order(edits, len(source))).mapping()
    assert Mapping.from_bytes(mapping.to_bytes()) == mapping
    assert Mapping.from_text(mapping.to_text()) == mapping


@settings(deadline=None)
@given(st.text(ALPHABET, max_size=80))
def test_any_text_restores_into_characters_that_have_a_place(source):
    restored = restore(source)
    assert len(restored.mapping) == len(restored.text)
    for start, end in map(restored.mapping.source_of, range(len(restored.text))):
        assert 0 <= start <= end <= len(source)


@settings(deadline=None)
@given(st.text("产业工人队伍建设改革，。要求会议\n“”1年", max_size=80))
def test_an_undamaged_text_maps_onto_itself(source):
    restored = restore(source)
    if restored.text == source:
        assert restored.mapping.is_identity


@settings(deadline=None)
@given(st.data())
def test_a_span_of_restored_pinyin_restores_again_to_itself(data):
    source = samples.traditional(samples.with_pinyin(samples.REPORT))
    clean = restore(source)
    start = data.draw(st.integers(0, len(clean.text) - 1))
    end = data.draw(st.integers(start + 1, len(clean.text)))
    low, high = clean.mapping.source_span((start, end))
    assert is_monotone(clean.mapping)
    assert (
        restore(samples.traditional(source[low:high]) + "會議").text[:-2] == clean.text[start:end]
    )
    assert clean.mapping.clean_span((low, high)) == (start, end)


def test_a_span_in_a_page_points_to_the_paragraph_it_came_from():
    source = samples.page(samples.REPORT)
    clean = restore(source)
    quote = "要加强统筹协调，年底前建成10个职工服务站"
    at = clean.text.index(quote)
    low, high = clean.mapping.source_span((at, at + len(quote)))
    assert source[low:high] == quote


def test_a_thousand_characters_pack_into_a_few_bytes():
    assert len(Mapping.identity(100_000).to_bytes()) < 12


def test_a_span_outside_the_text_is_refused():
    with pytest.raises(IndexError):
        Mapping.identity(3).source_span((2, 5))
    with pytest.raises(ValueError, match="packed"):
        Mapping.from_bytes(b"\x07abc")
