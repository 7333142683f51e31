import ast
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import changai
from changai.notices import rules
from changai.notices.rules import Sending

SENDING = Sending(bundle_minutes=10, quiet_from=21, quiet_until=7)
START = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=365)).map(lambda since: START + since)


def shanghai(hour, minute=0):
    return datetime(2026, 3, 2, hour, minute, tzinfo=rules.PLACE)


@given(MOMENTS)
def test_a_bundle_leaves_within_its_window_or_in_the_morning(at):
    due = SENDING.due_at(at, urgent=False)
    assert due > at
    assert not SENDING.is_quiet(due)
    assert due - at <= timedelta(minutes=10) or due.astimezone(rules.PLACE).hour == 7


@given(MOMENTS)
def test_what_is_urgent_leaves_at_once(at):
    assert SENDING.due_at(at, urgent=True) == at


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(minutes=9)))
def test_one_window_has_one_end(at, later):
    same = SENDING.window_start(at) == SENDING.window_start(at + later)
    assert same == (
        SENDING.due_at(at, urgent=False) == SENDING.due_at(at + later, urgent=False)
    ) or (SENDING.is_quiet(SENDING.window_end(at)))


@pytest.mark.parametrize(
    ("at", "due"),
    [
        (shanghai(9, 1), shanghai(9, 10)),
        (shanghai(9, 10), shanghai(9, 20)),
        (shanghai(20, 55), shanghai(7) + timedelta(days=1)),
        (shanghai(0, 10), shanghai(7)),
        (shanghai(6, 55), shanghai(7)),
    ],
)
def test_the_hours_of_the_night_are_quiet(at, due):
    assert SENDING.due_at(at, urgent=False) == due


def test_equal_hours_mean_never_quiet():
    assert not any(Sending(10, 8, 8).is_quiet(shanghai(hour)) for hour in range(24))


def test_waiting_doubles_and_has_an_end():
    waits = [rules.wait_after(attempts) for attempts in range(1, 20)]
    assert waits[:3] == [timedelta(minutes=5), timedelta(minutes=10), timedelta(minutes=20)]
    assert waits == sorted(waits)
    assert max(waits) == rules.LONGEST_WAIT


def test_a_kind_nobody_knows_is_an_error():
    with pytest.raises(rules.UnknownKind):
        rules.checked_facts("nonsense", {})


@pytest.mark.parametrize("kind", sorted(rules.KINDS))
def test_words_speak_only_of_facts_that_are_asked_for(kind):
    entry = rules.KINDS[kind]
    assert entry.words % dict.fromkeys(entry.facts, "x")
    for fact in entry.facts:
        assert f"%({fact})s" in entry.words
        with pytest.raises(rules.MissingFact):
            rules.checked_facts(kind, {name: "x" for name in entry.facts if name != fact})


def kinds_told():
    """Find every kind that the program names where it tells somebody something."""
    for path in Path(changai.__file__).parent.rglob("*.py"):
        if "notices" in path.parts or "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name == "note" and node.args and isinstance(node.args[0], ast.Constant):
                yield path.name, node.args[0].value
            if name in {"tell", "Message", "Note"}:
                for keyword in node.keywords:
                    if keyword.arg == "kind" and isinstance(keyword.value, ast.Constant):
                        yield path.name, keyword.value.value


def test_the_program_tells_only_what_has_words():
    told = set(kinds_told())
    assert told
    assert {(path, kind) for path, kind in told if kind not in rules.KINDS} == set()
