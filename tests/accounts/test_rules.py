from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changai.accounts import rules
from changai.accounts.rules import Failures

COUNTS = st.integers(0, 200)


@pytest.mark.parametrize(
    ("failures", "known", "throttled"),
    [
        (Failures(rules.PAIR_LIMIT, 0, 0), False, False),
        (Failures(rules.PAIR_LIMIT + 1, 0, 0), False, True),
        (Failures(rules.PAIR_LIMIT + 1, 0, 0), True, True),
        (Failures(1, rules.SOURCE_LIMIT + 1, 0), False, True),
        (Failures(1, 1, rules.LOGIN_LIMIT + 1), False, True),
        (Failures(1, 999, 999), True, False),
    ],
)
def test_an_attempt_is_one_too_many_by_pair_place_or_login(failures, known, throttled):
    assert rules.is_throttled(failures, known_device=known) is throttled


@given(COUNTS, COUNTS, COUNTS)
def test_a_known_device_is_judged_by_itself_alone(pair, source, login):
    judged = rules.is_throttled(Failures(pair, source, login), known_device=True)

    assert judged == (pair > rules.PAIR_LIMIT)


@pytest.mark.parametrize("text", ["abc", "yu.chen", "demo-ruan.qing", "0512-1", "a_b"])
def test_these_are_logins(text):
    assert rules.is_login(text)


@pytest.mark.parametrize("text", ["ab", "Yu", ".yu", "余辰", "a b c", "a" * 41, "yu@chen", ""])
def test_these_are_not(text):
    assert not rules.is_login(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8:1:2:3::9", "2001:db8:1:2:ffff::1"),
        ("2001:0db8:0001:0002::1", "2001:db8:1:2::"),
        ("::1", "0:0:0:0:5::"),
        ("::ffff:10.0.0.8", "10.0.0.8"),
        ("fe80::1%eth0", "fe80::2"),
    ],
)
def test_these_addresses_are_one_place(one, other):
    assert rules.network_of(one) == rules.network_of(other)


@pytest.mark.parametrize(
    ("one", "other"), [("10.0.0.8", "10.0.0.9"), ("2001:db8:1:2::1", "2001:db8:1:3::1")]
)
def test_these_are_two(one, other):
    assert rules.network_of(one) != rules.network_of(other)


def test_a_link_lives_until_it_is_used_or_out_of_time(noon):
    end = noon + timedelta(days=1)

    assert rules.is_live(None, end, noon)
    assert not rules.is_live(None, end, end)
    assert not rules.is_live(noon, end, noon)
