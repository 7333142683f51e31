"""Run every check that needs no test: format, lint, contracts, types, migrations, packs."""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BIN = Path(sys.executable).parent
PYTHON = sys.executable
CHECKS = [
    ("format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."]),
    ("lint", [str(BIN / "ruff"), "check", "--quiet", "."]),
    ("contracts", [str(BIN / "lint-imports")]),
    ("types", [str(BIN / "mypy")]),
    ("migrations", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"]),
    ("deploy", [PYTHON, "manage.py", "check", "--fail-level", "WARNING"]),
    ("packs", [PYTHON, "-m", "scripts.check_packs"]),
]


def environment(folder: str) -> dict[str, str]:
    """Return the variables the checks run under: a secret and a data folder of their own."""
    return {
        **os.environ,
        "CHANGAI_SECRET_KEY": secrets.token_urlsafe(48),
        "CHANGAI_DATA": folder,
        "DJANGO_SETTINGS_MODULE": "changai.config.settings",
    }


def main() -> int:
    """Run all checks, say which failed, return 1 if any did."""
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        for name, command in CHECKS:
            began = time.monotonic()
            answer = subprocess.run(
                command, env=environment(folder), capture_output=True, text=True, check=False
            )
            seconds = time.monotonic() - began
            print(f"{'ok  ' if answer.returncode == 0 else 'FAIL'} {name} ({seconds:.1f} s)")
            if answer.returncode:
                failed.append(name)
                print((answer.stdout + answer.stderr)[-6000:])
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
