"""`changai read` prints what the files say, names what it cannot read, and goes on."""

import json
import subprocess
import sys

import pytest

from changai.reading.command import main
from tests.reading import samples


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text(samples.traditional(samples.with_pinyin(samples.REPORT)), encoding="utf-8")
    return path


def test_json_lines_come_in_the_order_of_the_arguments(tmp_path, report, capsys):
    other = tmp_path / "a.docx"
    other.write_bytes(samples.docx(samples.paragraph("各单位要落实责任。")))
    assert main([str(report), str(other), "--json"]) == 0
    printed = capsys.readouterr()
    told = [json.loads(line) for line in printed.out.splitlines()]
    assert [one["id"] for one in told] == ["report", "a"]
    assert told[0]["clean_text"] == samples.REPORT
    assert told[1]["clean_text"] == "各单位要落实责任。"
    assert {"kind", "meeting", "people", "organisations", "documents", "measures", "instructions",
            "exchanges"} <= told[0].keys()  # fmt: skip
    assert "report.txt" in printed.err


def test_every_span_points_into_the_clean_text_and_into_the_source(report, capsys):
    main([str(report), "--json"])
    told = json.loads(capsys.readouterr().out)
    source = report.read_text(encoding="utf-8")
    assert told["measures"]
    for measure in told["measures"]:
        start, end = measure["span"]
        low, high = measure["source_span"]
        assert told["clean_text"][start:end] == measure["text"]
        assert source[low] == samples.traditional(measure["text"][0])
        assert source[low:high].count("，") == measure["text"].count("，")


def test_an_unreadable_file_is_named_and_the_others_are_done(tmp_path, report, capsys):
    old = tmp_path / "old.doc"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 99)
    assert main([str(old), str(tmp_path / "none.txt"), str(report), "--json"]) == 1
    printed = capsys.readouterr()
    assert len(printed.out.splitlines()) == 1
    assert "old.doc" in printed.err
    assert ".docx" in printed.err
    assert "none.txt" in printed.err


def test_a_folder_is_written_with_its_sub_folders(tmp_path, report):
    folder, out = tmp_path / "in", tmp_path / "out"
    (folder / "b").mkdir(parents=True)
    (folder / "a.txt").write_text(samples.REPORT, encoding="utf-8")
    (folder / "b" / "a.html").write_text(samples.page(samples.REPORT), encoding="utf-8")
    assert main([str(folder), "--out", str(out)]) == 0
    texts = [
        json.loads((out / name).read_text(encoding="utf-8"))["clean_text"].strip()
        for name in ("a.json", "b/a.json")
    ]
    assert texts == [samples.REPORT.strip()] * 2
    assert sorted(path.name for path in out.rglob("*") if path.is_file()) == ["a.json", "a.json"]


def test_equal_stems_in_one_place_are_wrong_usage_and_nothing_is_written(tmp_path, report, capsys):
    twin = tmp_path / "report.html"
    twin.write_text("<p>会议</p>", encoding="utf-8")
    assert main([str(report), str(twin), "--out", str(tmp_path / "out")]) == 2
    assert not (tmp_path / "out").exists()
    assert "report.html" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["--nonsense"], ["--out"]])
def test_wrong_usage_is_two(arguments, capsys):
    assert main(arguments) == 2
    assert capsys.readouterr().err


def test_without_json_a_person_can_read_it(report, capsys):
    assert main([str(report)]) == 0
    printed = capsys.readouterr().out
    assert "要完善技能培训制度" in printed
    assert "去除插入的拼音" in printed


def test_a_closed_pipe_ends_quietly(report):
    program = "import sys; from changai.reading.command import main; sys.exit(main(sys.argv[1:]))"
    files = [str(report)] * 60
    run = subprocess.Popen(
        [sys.executable, "-c", program, "--json", *files],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert run.stdout is not None
    assert run.stderr is not None
    run.stdout.readline()
    run.stdout.close()
    complaint = run.stderr.read().decode()
    run.stderr.close()
    assert run.wait() == 0
    assert "Traceback" not in complaint
    assert "Exception ignored" not in complaint


def test_reading_needs_neither_django_nor_the_slow_libraries_to_start():
    program = (
        "import sys, changai.reading.command; "
        "print([m for m in ('django', 'pdfplumber', 'pypinyin', 'opencc') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
