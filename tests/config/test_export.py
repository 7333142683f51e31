import csv
import json

from tests.config.conftest import changai, inside
from tests.config.test_backup import FILL

TRICK = """
from changai.accounts.models import User
User.objects.update(name="=1+1")
"""


def test_everything_comes_out_in_open_formats(office, tmp_path):
    inside(office, FILL + TRICK)
    out = tmp_path / "out"
    answer = changai(office, "export", out)
    assert answer.returncode == 0, answer.stderr

    schema = json.loads((out / "schema.json").read_text("utf-8"))
    tables = {path.stem for path in (out / "tables").glob("*.jsonl")}
    assert tables == set(schema) == {path.stem for path in (out / "tables").glob("*.csv")}
    assert {"orgs_unit", "tasks_task", "audit_entry", "evidence_report"} <= tables
    assert schema["tasks_task"]["describes"]
    lead = next(one for one in schema["tasks_task"]["columns"] if one["name"] == "lead_id")
    assert lead["references"] == "orgs_unit"
    for table in tables:
        lines = (out / "tables" / f"{table}.jsonl").read_text("utf-8").splitlines()
        with (out / "tables" / f"{table}.csv").open(encoding="utf-8-sig", newline="") as sheet:
            rows = list(csv.DictReader(sheet))
        assert len(rows) == len(lines)
        for line in lines:
            assert list(json.loads(line)) == [one["name"] for one in schema[table]["columns"]]
    assert len(list((out / "files").iterdir())) == 3


def test_secrets_stay_in_and_formulas_stay_text(office, tmp_path):
    inside(office, FILL + TRICK)
    out = tmp_path / "out"
    assert changai(office, "export", out).returncode == 0
    everything = "".join(path.read_text("utf-8") for path in (out / "tables").iterdir())
    assert "argon2" not in everything
    assert not (out / "tables" / "django_session.csv").exists()
    with (out / "tables" / "accounts_user.csv").open(encoding="utf-8-sig") as sheet:
        assert next(csv.DictReader(sheet))["name"] == "'=1+1"
    user = json.loads((out / "tables" / "accounts_user.jsonl").read_text("utf-8"))
    assert user["name"] == "=1+1"


def test_personal_fields_of_the_audit_are_opened_until_erased(office, tmp_path):
    inside(office, FILL)
    assert changai(office, "export", tmp_path / "open").returncode == 0
    lines = (tmp_path / "open" / "tables" / "audit_entry.jsonl").read_text("utf-8")
    assert "13800001234" in lines
    inside(office, "from changai.audit.models import PersonKey\nPersonKey.objects.all().delete()")
    assert changai(office, "export", tmp_path / "erased").returncode == 0
    lines = (tmp_path / "erased" / "tables" / "audit_entry.jsonl").read_text("utf-8")
    assert "13800001234" not in lines


def test_nothing_is_overwritten(office, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    assert changai(office, "export", tmp_path).returncode == 1
