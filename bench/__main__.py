"""`make bench`: print a line per figure with its limit; exit 1 when one falls short.

python -m bench [reading] [cascade] [posts] [pages] [papers] [meetings] [deltas[=VALUES]]
                [rollup[=WORKERS]]
    only these; all but the roll-ups without a name: those take minutes and gigabytes
"""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
from importlib import import_module

EACH_TIME = ("reading", "cascade", "posts", "pages", "papers", "meetings", "deltas")
FIGURES = (*EACH_TIME, "rollup")


def main(wanted: list[str]) -> int:
    """Measure what was asked for and print it."""
    sizes = {name: int(size) for name, _is, size in (one.partition("=") for one in wanted) if size}
    wanted = [one.partition("=")[0] for one in wanted]
    unknown = [name for name in wanted if name not in FIGURES]
    if unknown:
        print(f"unknown figure: {', '.join(unknown)}; there are {', '.join(FIGURES)}")
        return 2
    with tempfile.TemporaryDirectory(prefix="changai-bench-") as folder:
        os.environ.update(
            CHANGAI_DATA=folder,
            CHANGAI_SECRET_KEY=secrets.token_urlsafe(48),
            DJANGO_SETTINGS_MODULE="changai.config.settings",
        )
        os.environ.pop("CHANGAI_DATABASE_URL", None)
        figures = [
            figure
            for name in wanted or EACH_TIME
            for figure in import_module(f"bench.{name}").measure(*filter(None, [sizes.get(name)]))
        ]
    for figure in figures:
        print(figure.line())
    return 0 if all(figure.holds for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
