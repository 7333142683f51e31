"""Renew and compile the English catalogues: the code of `changai messages`.

The Chinese of the pages is the msgid. Each app keeps `locale/en/LC_MESSAGES/django.po` beside its
code; a folder that is no app (config, kernel, …) and has no `locale` keeps its words with `ui`.
"""

from __future__ import annotations

import argparse
import ast
import io
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
NOT_APPS = ("config", "kernel", "calendar", "packs", "reading")
LANGUAGE = "en"
HEADER = """msgid ""
msgstr ""
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Language: en\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"""
# Where each function has its text: positions of context, singular and plural.
FUNCTIONS = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
CALL_IN_TEMPLATE = re.compile(
    r"""(?:\bn?p?gettext|\b_)\((?:\s*u?'(?:[^'\\]|\\.)*'|\s*u?"(?:[^"\\]|\\.)*"|\s*count|\s*,)*\s*\)"""
)


class Message(NamedTuple):
    """A text of a page: its context, its one form and its other form where it counts."""

    context: str
    singular: str
    plural: str


def call_name(call: ast.Call) -> str:
    """Return the last name of what is called."""
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def message_of(call: ast.Call) -> Message | None:
    """Return the message of a call of gettext; nothing for another call or a computed text."""
    places = FUNCTIONS.get(call_name(call))
    if places is None:
        return None
    parts: list[str] = []
    for place in places:
        argument = call.args[place] if place is not None and place < len(call.args) else None
        if place is None:
            parts.append("")
        elif isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            parts.append(argument.value)
        else:
            return None
    return Message(*parts)


def messages_of_python(source: str) -> Iterator[Message]:
    """Yield the messages of a Python file."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (message := message_of(node)):
            yield message


def messages_of_template(source: str) -> Iterator[Message]:
    """Yield the messages of a template."""
    from django.utils.translation.template import templatize

    for found in CALL_IN_TEMPLATE.findall(templatize(source)):
        call = ast.parse(found, mode="eval").body
        if isinstance(call, ast.Call) and (message := message_of(call)):
            # Templates double their percent signs for the extractor; the lookup does so only
            # for blocks with values.
            yield message


def sources(noun: Path) -> Iterator[Path]:
    """Yield the Python files and templates of a noun, in order."""
    for path in sorted([*noun.rglob("*.py"), *noun.rglob("*.html"), *noun.rglob("*.txt")]):
        inside = path.relative_to(noun).parts
        if path.suffix == ".txt" and not any(part.endswith("templates") for part in inside):
            continue
        if "migrations" not in inside and "static" not in inside:
            yield path


def messages_of(noun: Path) -> set[Message]:
    """Return every message of a noun."""
    found: set[Message] = set()
    for path in sources(noun):
        source = path.read_text(encoding="utf-8")
        read = messages_of_python if path.suffix == ".py" else messages_of_template
        found.update(read(source))
    return {message for message in found if message.singular}


def folders_by_catalogue(root: Path = ROOT) -> dict[Path, list[Path]]:
    """Return which folders each catalogue serves."""
    folders = [path for path in sorted(root.iterdir()) if (path / "__init__.py").exists()]
    served: dict[Path, list[Path]] = {}
    for folder in folders:
        shared = folder.name in NOT_APPS and not (folder / "locale").is_dir()
        owner = root / "ui" if shared else folder
        served.setdefault(owner / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po", []).append(
            folder
        )
    return served


def read_catalogue(path: Path) -> dict[Message, tuple[str, ...]]:
    """Return the translations of a catalogue; none where there is no file."""
    from babel.messages.pofile import read_po

    if not path.exists():
        return {}
    kept: dict[Message, tuple[str, ...]] = {}
    with path.open("rb") as file:
        for entry in read_po(file, locale=LANGUAGE):
            if not entry.id:
                continue
            texts = [entry.id] if isinstance(entry.id, str) else list(entry.id)
            words = [entry.string or ""] if isinstance(entry.string, str) else entry.string or [""]
            message = Message(entry.context or "", texts[0], texts[1] if len(texts) > 1 else "")
            kept[message] = tuple(str(text) for text in words)
    return kept


def quoted(text: str) -> str:
    """Return a text as a line of a catalogue."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    return '"' + escaped.replace("\r", "\\r").replace("\n", "\\n") + '"'


def write_catalogue(path: Path, entries: dict[Message, tuple[str, ...]]) -> bool:
    """Write a catalogue, sorted, without dates or line numbers; return whether it changed."""
    lines = [HEADER]
    for message, words in sorted(entries.items()):
        if message.context:
            lines.append(f"msgctxt {quoted(message.context)}")
        lines.append(f"msgid {quoted(message.singular)}")
        if message.plural:
            lines.append(f"msgid_plural {quoted(message.plural)}")
            lines += [f"msgstr[{form}] {quoted(text)}" for form, text in enumerate(words)]
        else:
            lines.append(f"msgstr {quoted(words[0])}")
        lines.append("")
    text = "\n".join(lines)
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return True


def update_catalogues(
    nouns: Sequence[str] = (), *, prune: bool = False
) -> dict[str, list[Message]]:
    """Add what the pages gained, keeping every translation; return what still has none.

    Entries that no page uses stay until `prune`: another branch may be adding their page.
    """
    missing: dict[str, list[Message]] = {}
    for path, folders in folders_by_catalogue().items():
        owner = path.parents[2].parent.name
        if nouns and not {owner, *(folder.name for folder in folders)} & set(nouns):
            continue
        wanted: set[Message] = set().union(*(messages_of(folder) for folder in folders))
        kept = read_catalogue(path)
        if not wanted and not kept:
            continue
        entries = {
            message: words for message, words in kept.items() if not prune or message in wanted
        }
        for message in wanted:
            entries.setdefault(message, ("", "") if message.plural else ("",))
        write_catalogue(path, entries)
        missing[owner] = sorted(message for message in wanted if not all(entries[message]))
    return missing


def compile_catalogues() -> int:
    """Compile each catalogue that is newer than its compiled form; return how many were."""
    done = 0
    for path in sorted(ROOT.glob("*/locale/*/LC_MESSAGES/*.po")):
        compiled = path.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime_ns >= path.stat().st_mtime_ns:
            continue
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po

        with path.open("rb") as file:
            catalogue = read_po(file, locale=path.parents[1].name)
        buffer = io.BytesIO()
        write_mo(buffer, catalogue)
        # Written beside and moved: a server that starts now must not read half a file.
        fresh = compiled.with_suffix(".mo.new")
        fresh.write_bytes(buffer.getvalue())
        fresh.replace(compiled)
        done += 1
    return done


def main(argv: Sequence[str] = ()) -> int:
    """Renew the catalogues and say what has no English yet."""
    parser = argparse.ArgumentParser(prog="changai messages", description=__doc__.splitlines()[0])
    parser.add_argument("nouns", nargs="*", help="only these folders, e.g. tasks documents")
    parser.add_argument("--prune", action="store_true", help="drop entries that no page uses")
    options = parser.parse_args(list(argv))
    missing = update_catalogues(options.nouns, prune=options.prune)
    compile_catalogues()
    for noun, messages in missing.items():
        for message in messages:
            sys.stderr.write(f"{noun}: no English for {message.singular!r}\n")
    return 1 if any(missing.values()) else 0
