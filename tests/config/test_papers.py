"""`changai paper`: papers as files, without the pages."""

from argparse import Namespace

import pytest

from changai.config import papers, place, start
from changai.config.place import Refusal
from tests.papers.factories import Place, known_kind, make_issued

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_home(monkeypatch, settings, tmp_path):
    settings.FILES_DIR = tmp_path
    monkeypatch.setattr(place, "choose", lambda demo: tmp_path)
    monkeypatch.setattr(start, "boot", lambda: None)
    monkeypatch.setattr(start, "require_migrated", lambda: None)


@pytest.fixture
def office():
    made = Place()
    with known_kind(made, may_issue=lambda *_: True):
        yield made


def asked(**options):
    given = {"kind": None, "thing": None, "out": None, "by": None, "check": None}
    return papers.run(Namespace(**{**given, **options}))


@pytest.mark.parametrize(("name", "head"), [("a.docx", b"PK"), ("a.pdf", b"%PDF")])
def test_a_paper_is_written_in_the_form_its_name_asks(office, tmp_path, name, head):
    out = tmp_path / name

    assert asked(kind="TEST_NOTICE", thing=1, out=out) == 0
    assert out.read_bytes().startswith(head)


def test_without_a_kind_the_kinds_are_listed(office, capsys):
    assert asked() == 0
    assert "TEST_NOTICE" in capsys.readouterr().out


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "NONE", "thing": 1, "out": "a.docx"},
        {"kind": "TEST_NOTICE", "thing": 1, "out": "a.txt"},
        {"kind": "TEST_NOTICE", "thing": 1},
        {"kind": "TEST_NOTICE", "thing": 1, "out": "a.docx", "by": "nobody"},
        {"check": 99},
    ],
)
def test_what_cannot_be_done_is_refused_in_words(office, tmp_path, wrong):
    if "out" in wrong:
        wrong = {**wrong, "out": tmp_path / wrong["out"]}

    with pytest.raises(Refusal):
        asked(**wrong)


def test_an_issued_paper_is_built_again_and_compared(office, noon, capsys):
    paper = make_issued(office, noon)

    assert asked(check=paper.pk) == 0
    assert "东产改办〔2026〕1号 docx" in capsys.readouterr().out
