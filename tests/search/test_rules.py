"""Pairs of characters: what they find is what stands in the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changai.search import rules

HAN = st.characters(categories=["Lo"], min_codepoint=0x4E00, max_codepoint=0x4E40)
TEXT = st.text(alphabet=st.one_of(HAN, st.sampled_from("，。 12ab\n")), max_size=60)


def found(text, word):
    """Look a word up the way an index of phrases does."""
    wanted = rules.sought(word)
    tokens = list(rules.tokens(text))
    for start in range(len(tokens) - len(wanted.tokens) + 1):
        stretch = tokens[start : start + len(wanted.tokens)]
        same = all(a == b for a, b in zip(stretch[:-1], wanted.tokens[:-1], strict=True))
        last, asked = stretch[-1], wanted.tokens[-1]
        if same and (last.startswith(asked) if wanted.open_ended else last == asked):
            return True
    return False


@given(TEXT, st.text(alphabet=HAN, min_size=1, max_size=6))
def test_chinese_is_found_where_it_stands_and_nowhere_else(text, word):
    assert found(text, word) == (word in text)


@given(TEXT, st.data())
def test_every_stretch_of_a_chinese_text_is_found_in_it(text, data):
    runs = [run for run in rules.RUN.findall(text) if not run.isascii()]
    if not runs:
        return
    run = data.draw(st.sampled_from(runs))
    start = data.draw(st.integers(0, len(run) - 1))
    end = data.draw(st.integers(start + 1, len(run)))
    assert found(text, run[start:end])


@pytest.mark.parametrize(
    ("text", "word", "there"),
    [
        ("工资集体协商", "集体", True),
        ("工资集体协商", "体协", True),
        ("工资集体协商", "工协", False),
        ("工资，集体", "资集", False),
        ("苏工发〔２０２６〕3号", "2026", True),
        ("GB/T 9704-2012", "gb/t", True),
        ("GB/T 9704-2012", "97", True),
        ("年底前新增600家", "600家", True),
        ("年底前新增600家", "新增600", True),
        ("𠮷野家", "𠮷野", True),
        ("工人", "人", True),
    ],
)
def test_words_are_found(text, word, there):
    [word] = rules.words_of(word)
    assert found(text, word) is there


def test_a_long_text_is_cut_so_that_no_word_falls_between():
    text = "".join(chr(0x4E00 + number % 5000) for number in range(9000))
    parts = rules.parts(text)

    assert len(parts) == 5
    assert all(len(part.split()) <= rules.PART_TOKENS for part in parts)
    for place in range(0, 8960, 37):
        phrase = " ".join(rules.sought(text[place : place + rules.LONGEST_WORD]).tokens)
        assert any(phrase in part for part in parts)


def test_words_asked_for_are_few_short_and_each_once():
    assert rules.words_of("  产业　工人 产业 ＧＢ ，。 ") == ["产业", "工人", "gb"]
    assert len(rules.words_of(" ".join(f"词{number}" for number in range(50)))) == rules.MOST_WORDS
    assert len(rules.words_of("长" * 500)[0]) == rules.LONGEST_WORD


def test_an_excerpt_shows_the_word_and_says_where_it_was_cut():
    text = "前" * 100 + "工资集体协商" + "后" * 300
    pieces = rules.excerpt(text, ["集体"])

    assert [piece.text for piece in pieces if piece.hit] == ["集体"]
    assert pieces[0].text == pieces[-1].text == "…"
    assert len("".join(piece.text for piece in pieces)) < 200


def test_a_title_stays_whole_and_shows_every_hit():
    pieces = rules.excerpt("产业工人与工人", ["工人"], whole=True)
    assert "".join(piece.text for piece in pieces) == "产业工人与工人"
    assert [piece.hit for piece in pieces] == [False, True, False, True]
