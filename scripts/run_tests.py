"""`make test`: the checks, then every test on SQLite, then on PostgreSQL where an address is set.

Arguments are passed on to pytest, which then runs alone and on SQLite only.
"""

import os
import subprocess
import sys

from scripts import run_checks

PYTEST = [sys.executable, "-m", "pytest", "-q", "--durations=10"]
# A file at a time, in the order of tests/conftest.py: the longest begin first.
FILES = ["--dist", "loadfile", "--no-loadscope-reorder"]
ALL = ["-n", "2", *FILES]
# What is about pages is seen on SQLite here, and on PostgreSQL too by `.ci/run`.
PAGES = ("tests/trust", "tests/*/test_views*.py", "tests/notices/test_simulated_year.py")
ON_POSTGRES = [
    "-n", "2", *FILES, "-m", "not browser and not office", "--ignore=tests/reading",
    *(f"--ignore-glob={one}" for one in PAGES),
]  # fmt: skip


def run(arguments: list[str], **variables: str) -> int:
    """Run pytest with extra variables and return its exit code."""
    print(f"\n== pytest {' '.join(arguments)}", flush=True)
    environment = {**os.environ, **variables}
    # The tests start the program a hundred times: it is compiled once, not each time.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return subprocess.run([*PYTEST, *arguments], env=environment, check=False).returncode


def main(arguments: list[str]) -> int:
    """Run what `make test` runs; return the worst exit code."""
    if arguments:
        return run(arguments)
    codes = [run_checks.main(), run(ALL)]
    postgres = os.environ.get("CHANGAI_TEST_POSTGRES_URL")
    if postgres:
        codes.append(run(ON_POSTGRES, CHANGAI_TEST_DATABASE_URL=postgres))
    else:
        print("CHANGAI_TEST_POSTGRES_URL is not set: PostgreSQL was not tested.")
    return max(codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
