import subprocess
import sys

import pytest

from tests.config.conftest import ROOT, changai, environment, inside


def test_without_a_command_it_shows_what_there_is(tmp_path):
    answer = changai(tmp_path)
    assert answer.returncode == 2
    for command in ("init", "serve", "backup", "restore", "export", "read"):
        assert command in answer.stderr


@pytest.mark.parametrize("wrong", [["nonsense"], ["serve", "--port", "0"], ["restore", "x"]])
def test_wrong_usage_ends_with_2(tmp_path, wrong):
    assert changai(tmp_path, *wrong).returncode == 2


def test_reading_loads_neither_django_nor_a_place(tmp_path):
    code = (
        "import sys\n"
        "from changai.config import cli\n"
        "try:\n    cli.main(['read', '--help'])\nexcept SystemExit: pass\n"
        "assert 'django' not in sys.modules, 'django was loaded'\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(tmp_path / "none"),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert not (tmp_path / "none").exists()


def test_init_makes_a_closed_folder_keys_units_and_one_link(fresh_office):
    assert fresh_office.stat().st_mode & 0o777 == 0o700
    keys = fresh_office / "keys"
    assert keys.stat().st_mode & 0o777 == 0o700
    assert {path.name: path.stat().st_mode & 0o777 for path in keys.iterdir()} == {
        "secret_key": 0o600,
        "personal_key": 0o600,
    }
    assert "/accounts/ticket/" in fresh_office.joinpath("..", "init.txt").read_text("utf-8")
    found = inside(
        fresh_office,
        "from changai.orgs.models import Unit, Post\n"
        "from changai.orgs.rules import DIVISION_KIND as kind\n"
        "from changai.accounts.models import User\n"
        "print(Unit.objects.filter(tier='CITY', kind=kind).count(),"
        " Unit.objects.filter(tier='COUNTY', kind=kind).count(),"
        " User.objects.count(), Post.objects.get().role)",
    )
    assert found.split() == ["13", "95", "1", "OFFICE"]


def test_init_again_changes_nothing_and_makes_no_second_account(office):
    secret = (office / "keys" / "secret_key").read_bytes()
    answer = changai(office, "init")
    assert answer.returncode == 0, answer.stderr
    assert "ticket" not in answer.stdout
    assert (office / "keys" / "secret_key").read_bytes() == secret


def test_somebody_locked_out_gets_a_link_at_the_machine(office):
    answer = changai(office, "user", "FIRST")
    assert answer.returncode == 0, answer.stderr
    assert "/accounts/ticket/" in answer.stdout
    assert changai(office, "user", "nobody").returncode == 1


def test_the_printed_link_has_the_address_of_the_place_and_its_last_hour(office):
    answer = changai(office, "user", "first", "--port", "8250", CHANGAI_URL="https://x.example")
    assert "http://127.0.0.1:8250/accounts/ticket/" in answer.stdout
    answer = changai(office, "user", "first", CHANGAI_URL="https://gov.example/")
    assert "https://gov.example/accounts/ticket/" in answer.stdout
    kept = "from changai.accounts.models import Ticket\nfrom django.utils import timezone\n"
    told = "print(f'{timezone.localtime(Ticket.objects.get().expires_at):%Y-%m-%d %H:%M}')"
    assert inside(office, kept + told).strip() in answer.stdout


@pytest.mark.parametrize(
    "command",
    [["serve"], ["migrate"], ["user", "first"], ["check"], ["backup", "b"], ["export", "e"]],
)
def test_where_no_office_lies_it_says_where_to_look_and_leaves_nothing(tmp_path, command):
    folder = tmp_path / "elsewhere"
    answer = changai(folder, *command)
    assert answer.returncode == 1
    assert f"此处没有办公室数据：{folder}" in answer.stderr
    assert "set CHANGAI_DATA" in answer.stderr
    assert not folder.exists()


@pytest.mark.parametrize(
    ("wrong", "zh", "en"),
    [
        (["--division", "999999"], "没有行政区划代码 999999", "No division with this code"),
        (["--login", "First One"], "登录名“First One”不行", "This login will not do"),
    ],
)
def test_init_refuses_what_does_not_fit_before_it_writes_anything(tmp_path, wrong, zh, en):
    answer = changai(tmp_path / "new", "init", *wrong)
    assert answer.returncode == 1
    assert zh in answer.stderr
    assert en in answer.stderr
    assert not (tmp_path / "new").exists()


def test_what_is_no_backup_is_refused_in_words_and_leaves_no_folder(tmp_path):
    other = tmp_path / "other.zip"
    other.write_text("no zip", encoding="utf-8")
    for file, words in (
        (other, "这不是产改通的备份文件"),
        (tmp_path / "none", "没有这个文件或文件夹"),
        (tmp_path, "文件和文件夹弄反了"),
    ):
        answer = changai(tmp_path, "restore", file, "--into", tmp_path / "new")
        assert answer.returncode == 1
        assert words in answer.stderr
        assert "Errno" not in answer.stderr
        assert not (tmp_path / "new").exists()


def test_check_passes_for_an_office_and_where_no_place_is_yet(office, tmp_path):
    assert changai(office, "check").returncode == 0
    secret = (office / "keys" / "secret_key").read_text()
    answer = changai(tmp_path / "none", "check", CHANGAI_SECRET_KEY=secret)
    assert answer.returncode == 0, answer.stderr


def test_check_finds_a_broken_pack(office, tmp_path):
    import shutil

    packs = tmp_path / "packs"
    shutil.copytree(ROOT / "packs", packs)
    clocks = packs / "core" / "clocks.toml"
    clocks.write_text(clocks.read_text("utf-8").replace("value = 3", "valeu = 3", 1), "utf-8")
    answer = changai(office, "check", CHANGAI_PACKS=str(packs))
    assert answer.returncode == 1
    assert "core/clocks.toml:" in answer.stderr
