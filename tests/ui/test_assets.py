import time

import pytest

from changai.ui import assets


@pytest.fixture
def frontend(tmp_path):
    """A front end with one source and its packages already installed."""
    folder = tmp_path / "frontend"
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "app.js").write_text("1")
    (folder / "package.json").write_text("{}")
    (folder / "package-lock.json").write_text("{}")
    (folder / "build.mjs").write_text(
        "import {mkdirSync, writeFileSync} from 'node:fs';"
        "mkdirSync(process.env.ASSET_OUT, {recursive: true});"
        "writeFileSync(process.env.ASSET_OUT + '/app.js', 'built');"
    )
    return folder


@pytest.fixture
def no_npm(monkeypatch):
    """Packages count as installed; asking npm for them would be a fault."""
    monkeypatch.setattr(assets, "install", lambda *_: None)


def test_it_builds_once_and_then_again_only_when_a_source_changed(frontend, tmp_path, no_npm):
    out = tmp_path / "static" / "changai"
    out.parent.mkdir()

    assert assets.build(frontend, out)
    assert not assets.build(frontend, out)

    (frontend / "src" / "app.js").write_text("2")
    assert assets.build(frontend, out)


def test_a_deleted_output_is_built_again(frontend, tmp_path, no_npm):
    out = tmp_path / "changai"
    assets.build(frontend, out)

    (out / ".built-from").unlink()

    assert assets.build(frontend, out)
    assert (out / "app.js").read_text() == "built"


def test_a_build_that_fails_leaves_the_old_one_in_place(frontend, tmp_path, no_npm):
    out = tmp_path / "changai"
    assets.build(frontend, out)
    (frontend / "build.mjs").write_text("process.exit(3)")

    with pytest.raises(assets.CannotBuild):
        assets.build(frontend, out)

    assert (out / "app.js").read_text() == "built"


def test_without_any_node_it_says_what_to_do(frontend, tmp_path, monkeypatch):
    monkeypatch.setattr(assets, "node_on_path", lambda: None)
    monkeypatch.setattr(assets, "node_of_wheel", lambda: None)

    with pytest.raises(assets.CannotBuild, match="make setup"):
        assets.build(frontend, tmp_path / "changai")


def test_installed_packages_are_not_asked_for_again(frontend, monkeypatch):
    asked = []
    monkeypatch.setattr(assets.subprocess, "run", lambda *given, **_: asked.append(given))
    (frontend / "node_modules").mkdir()

    assets.install(frontend, ["npm"], {})
    assets.install(frontend, ["npm"], {})

    assert len(asked) == 1


def test_the_lock_names_no_host_and_pins_every_package():
    lock = (assets.FRONTEND / "package-lock.json").read_text(encoding="utf-8")

    assert '"resolved"' not in lock
    assert "registry" not in lock
    assert "^" not in (assets.FRONTEND / "package.json").read_text(encoding="utf-8")


def test_a_run_with_nothing_to_do_is_quick():
    assets.main()
    began = time.perf_counter()

    assets.main()

    assert time.perf_counter() - began < 0.2
