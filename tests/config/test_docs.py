import re

from changai.config import docs
from changai.config.place import ROOT
from changai.tasks.rules import TRANSITIONS


def test_pages_are_written_once_and_found_out_of_date(tmp_path):
    assert docs.main(["--check"], tmp_path) == 1
    assert docs.main([], tmp_path) == 0
    assert docs.main(["--check"], tmp_path) == 0
    (tmp_path / "map.md").write_text("old", encoding="utf-8")
    assert docs.main(["--check"], tmp_path) == 1


def test_the_table_of_the_life_holds_every_line():
    assert len(re.findall(r"^\| ", docs.task_life(), re.M)) == len(TRANSITIONS) + 1


def test_every_variable_the_program_reads_is_explained():
    read = set()
    for path in (ROOT / "changai").rglob("*.py"):
        read |= set(re.findall(r"\"(CHANGAI_[A-Z_]+)\"", path.read_text(encoding="utf-8")))
    inner = {
        name for name in read if name.startswith("CHANGAI_TEST") or name == "CHANGAI_COLLECTED"
    }
    assert sorted(read - inner - set(docs.SETTINGS)) == []


def test_the_map_names_the_page_of_notices():
    assert "`notices:list`" in docs.map_of_nouns()
