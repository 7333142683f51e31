"""Bytes of every usual encoding become the same text."""

import pytest

from changai.reading.decoding import decode, plausibility
from changai.reading.errors import Unreadable
from tests.reading import samples

TEXT = samples.REPORT


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.encode("gb2312"), "gb18030"),
        (TEXT.encode("utf-16"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-32"), "utf-32"),
        ("产业工人队伍建设改革".encode("utf-16-le"), "utf-16-le"),
        ("市总工会要加强协调。".encode("gb18030"), "gb18030"),
    ],
)
def test_an_encoding_is_told_from_the_bytes(data, encoding):
    found = decode(data)
    assert found.encoding == encoding
    assert found.lost == 0
    assert found.text in (TEXT, "产业工人队伍建设改革", "市总工会要加强协调。")


def test_big5_is_told_from_gb18030():
    words = samples.traditional("会议强调，要加强统筹协调，扩大职工参与。")
    found = decode(words.encode("big5"))
    assert (found.text, found.encoding) == (words, "big5hkscs")


def test_a_page_that_names_its_charset_is_read_so():
    page = f'<html><head><meta charset="gb2312"></head><body><p>{TEXT}</p></body></html>'
    assert TEXT in decode(page.encode("gb18030")).text


def test_a_download_cut_within_a_character_loses_only_that():
    found = decode(TEXT.encode()[:-2])
    assert found.text.startswith(TEXT[:-3])
    assert found.lost == 1


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "empty"), (b" \r\n\x00", "empty"), (bytes(range(256)) * 20, "binary")],
)
def test_bytes_that_are_no_text_are_refused(data, reason):
    with pytest.raises(Unreadable) as refused:
        decode(data)
    assert refused.value.reason == reason
    assert "。" in str(refused.value)


def test_garbled_text_is_far_less_plausible_than_ordinary_text():
    assert plausibility(TEXT) > 0.6
    assert plausibility(TEXT.encode().decode("gbk", "replace")) < 0.2
    assert plausibility("plain ASCII") == 1.0
