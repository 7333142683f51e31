"""`changai map`: an approved map goes in, is shown and goes out again."""

import json
from argparse import Namespace

import pytest

from changai.config import cli, maps, place, start

RING = [[120.0, 32.0], [121.0, 32.0], [121.0, 33.0], [120.0, 32.0]]


@pytest.fixture
def office(tmp_path, monkeypatch, settings):
    """The folder of an office, without the cost of making one."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(place, "choose", lambda **_more: tmp_path)
    monkeypatch.setattr(place, "require_office", lambda _folder: None)
    monkeypatch.setattr(start, "boot", lambda: None)
    return tmp_path


@pytest.fixture
def file(tmp_path):
    """An outline of one city."""
    shape = {"type": "Polygon", "coordinates": [RING]}
    feature = {"type": "Feature", "properties": {"code": "320500"}, "geometry": shape}
    path = tmp_path / "cities.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    return path


def run(what, file=None, approval=None):
    return maps.run(Namespace(what=what, file=file, approval=approval))


def test_a_map_goes_in_with_its_approval_and_out_again(office, file, capsys):
    run("import", file, "苏S〔2026〕7号")
    kept = office / "approved-map.json"
    assert kept.stat().st_mode & 0o777 == 0o600
    run("show")
    assert "苏S〔2026〕7号" in capsys.readouterr().out.split("\n")[-2]

    run("remove")
    run("show")

    assert not kept.exists()
    assert "示意图" in capsys.readouterr().out


def test_a_map_without_approval_is_refused_and_nothing_is_kept(office, file):
    with pytest.raises(place.Refusal, match="审图号"):
        run("import", file)

    assert not (office / "approved-map.json").exists()


def test_the_command_is_there():
    options = cli.make_parser().parse_args(["map", "import", "x.json", "--approval", "1"])

    assert (options.what, options.file.name, options.approval) == ("import", "x.json", "1")
