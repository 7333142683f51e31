"""The unified social credit code: right ones pass, wrong ones say where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changai.kernel.identifiers import CreditCodeRefused, check_credit_code

GOOD = "91350100M000100Y43"  # the worked example of GB 32100-2015
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        "91350100m000100y43",
        " 9135 0100-M000 100Y 43 ",
        "９１３５０１００Ｍ０００１００Ｙ４３",
    ],
)
def test_a_code_is_brought_into_its_standard_form(text: str) -> None:
    assert check_credit_code(text) == GOOD


def test_another_known_code_passes() -> None:
    assert check_credit_code("91110000600037341L") == "91110000600037341L"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "请填写"),
        ("91350100M000100Y4", "现为 17 位"),
        ("91350100M000100Y4D", "校验码不符"),  # what the formula without "31 -" gives
        ("913501O0M000100Y43", "第 7 位是字母 O"),
        ("91350100M000100Y4?", "第 18 位“\\?”"),
        ("B1350100M000100Y43", "第 1 位“B”"),
        ("9135A100M000100Y43", "第 3 至 8 位"),
    ],
)
def test_a_wrong_code_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(CreditCodeRefused, match=reason):
        check_credit_code(text)


def test_a_rural_collective_passes_though_it_begins_with_a_letter() -> None:
    from stdnum.cn import uscc

    body = "N2320583MF1234567"

    assert check_credit_code(body + uscc.calc_check_digit(body)).startswith("N2")


@given(st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_never_passes(place: int, character: str) -> None:
    changed = GOOD[:place] + character + GOOD[place + 1 :]

    if changed == GOOD:
        assert check_credit_code(changed) == GOOD
    else:
        with pytest.raises(CreditCodeRefused):
            check_credit_code(changed)


@given(st.integers(0, 16))
def test_two_neighbors_in_the_wrong_order_never_pass(place: int) -> None:
    changed = GOOD[:place] + GOOD[place + 1] + GOOD[place] + GOOD[place + 2 :]

    if changed != GOOD:
        with pytest.raises(CreditCodeRefused):
            check_credit_code(changed)
