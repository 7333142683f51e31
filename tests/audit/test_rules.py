import ast
from pathlib import Path

import pytest

import changai
from changai.audit import queries, rules

RECORDERS = {"record", "acting"}


def actions_recorded():
    """Find every action that the program records, wherever it is named."""
    for path in Path(changai.__file__).parent.rglob("*.py"):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            first = node.args[0]
            if name in RECORDERS and isinstance(first, ast.Constant):
                yield str(first.value)


def test_every_action_the_program_records_has_words():
    recorded = set(actions_recorded())
    assert len(recorded) > 40
    assert sorted(recorded - set(rules.ACTIONS)) == []


def test_only_what_changed_is_kept():
    assert rules.changed({"a": 1, "b": 2}, {"a": 1, "b": 3, "c": 4}) == ({"b": 2}, {"b": 3, "c": 4})


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, ""),
        (True, "是"),
        (False, "否"),
        ([1, 2], "1、2"),
        ({"name": "甲"}, "名称：甲"),
        (0, "0"),
    ],
)
def test_values_are_shown_as_a_reader_reads_them(value, words):
    assert queries.shown(value) == words


def test_what_has_no_words_is_shown_as_it_is_called():
    assert queries.action_label("x.y") == "x.y"
    assert queries.thing_label("x.y") == "x.y"
    assert queries.changes({"odd": 1}, {"odd": 2}) == [("odd", "1", "2")]


def test_personal_values_are_not_among_the_changes():
    assert queries.changes({}, {"person:5": "sealed", "state": "DONE"}) == [("状态", "", "DONE")]
    assert rules.person_of("person:5") == 5
