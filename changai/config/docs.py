"""`changai docs`: the pages of docs/ that the program knows better than anybody who writes them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from changai.config.place import ROOT

NOTE = "<!-- Written by `make docs`; edit the code, not this page. -->"
SETTINGS = {
    "CHANGAI_ANALYTICS_URL": "the engine of roll-ups where none is named; by default DuckDB. "
    "`spark://local[*]` or `sc://host` names Spark; the pages always use DuckDB",
    "CHANGAI_DATA": "the data folder; by default `data/office`, for the demo `data/demo`",
    "CHANGAI_DATABASE_URL": "the database; by default SQLite in the data folder. "
    "`postgres://user@host/name` names PostgreSQL",
    "CHANGAI_DEMO": "`1`: demo mode, set by `changai serve --demo`",
    "CHANGAI_EMAIL_BACKEND": "Django's mail backend; by default the terminal, in the demo none",
    "CHANGAI_EMAIL_FROM": "the sender of mail",
    "CHANGAI_HOST": "the address to serve on; by default 127.0.0.1",
    "CHANGAI_HOSTS": "the names under which the program may be asked, with commas between them",
    "CHANGAI_PACK": "the packs in use on top of `core`; by default `jiangsu`",
    "CHANGAI_PACKS": "the folder of the packs",
    "CHANGAI_PROXY": "the address of the proxy that is believed, where CHANGAI_TLS is set",
    "CHANGAI_SECRET_KEY": "the signing secret; by default the file `keys/secret_key`",
    "CHANGAI_TLS": "`1`: a proxy in front speaks HTTPS; cookies are then sent over HTTPS only",
    "CHANGAI_URL": "the address put before links in mail",
}


def pages() -> dict[str, Callable[[], str]]:
    """Return what writes each generated page."""
    return {"map.md": map_of_nouns, "task-life.md": task_life, "settings.md": settings_page}


def main(arguments: Sequence[str] = (), folder: Path = ROOT / "docs") -> int:
    """Write the pages; with --check only say which are out of date."""
    parser = argparse.ArgumentParser(prog="changai docs")
    parser.add_argument("--check", action="store_true", help="write nothing, fail if out of date")
    check = parser.parse_args(list(arguments)).check
    stale = [
        folder / name
        for name, write in pages().items()
        if not (folder / name).exists() or (folder / name).read_text(encoding="utf-8") != write()
    ]
    for path in stale:
        if check:
            sys.stderr.write(f"{path.name} is out of date; run `make docs`\n")
        else:
            folder.mkdir(exist_ok=True)
            path.write_text(pages()[path.name](), encoding="utf-8")
    return 1 if check and stale else 0


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return lines + [f"| {' | '.join(row)} |" for row in rows]


def addresses() -> Iterable[tuple[str, str, str]]:
    """Return the noun, name and address of every page, in order."""

    def walk(
        patterns: Iterable[URLPattern | URLResolver], before: str, noun: str
    ) -> Iterable[tuple[str, str, str]]:
        for entry in patterns:
            route = before + str(entry.pattern)
            if isinstance(entry, URLResolver):
                yield from walk(entry.url_patterns, route, entry.namespace or noun)
            else:
                module = getattr(entry.callback, "__module__", "")
                here = module.split(".")[1] if module.startswith("changai.") else noun
                yield here, f"{noun}:{entry.name}", f"/{route}"

    return sorted(walk(get_resolver().url_patterns, "", ""))


def map_of_nouns() -> str:
    """Write the map: each noun with its pages and its tables."""
    lines = ["# Map of the nouns", "", NOTE, ""]
    found = list(addresses())
    for config in apps.get_app_configs():
        if not config.name.startswith("changai."):
            continue
        noun = config.name.split(".")[1]
        lines += [f"## {noun}", ""]
        mine = [(f"`{name}`", f"`{route}`") for here, name, route in found if here == noun]
        tables = [
            (f"`{model._meta.db_table}`", " ".join((model.__doc__ or "").split("\n\n")[0].split()))
            for model in config.get_models()
        ]
        if mine:
            lines += [*_table(("page or action", "address"), mine), ""]
        if tables:
            lines += [*_table(("table", "what a row is"), sorted(tables)), ""]
    return "\n".join(lines).rstrip() + "\n"


def task_life() -> str:
    """Write the table of the life of a task as the code has it."""
    from changai.tasks.rules import TRANSITIONS

    rows = [
        (
            ", ".join(sorted(source.value if source else "-" for source in line.sources)),
            line.event.value,
            line.actor.value,
            ", ".join(guard.value for guard in line.guards) or "-",
            line.target.value,
        )
        for line in TRANSITIONS
    ]
    head = ("from", "event", "by whom", "guard", "to")
    return "\n".join(["# The life of a task", "", NOTE, "", *_table(head, rows)]) + "\n"


def settings_page() -> str:
    """Write the variables by which a place differs from another."""
    rows = [(f"`{name}`", words) for name, words in sorted(SETTINGS.items())]
    return "\n".join(["# Settings", "", NOTE, "", *_table(("variable", "meaning"), rows)]) + "\n"
