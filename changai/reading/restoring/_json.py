"""Take a page's prose out of the JSON that carries it, or JSON out of the prose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from changai.reading.mapping import Piece, Tracked
from changai.reading.restoring._article import opens_with
from changai.reading.restoring._escapes import json_unescape_edits

_STRING: Final = re.compile(r'"((?:[^"\\\n]|\\.)*)"', re.S)
_KEY: Final = re.compile(r'"[\w.@$-]{1,40}"\s*:')
_HAN: Final = re.compile("[\u3400-\u9fff]|\\\\u[4-9][0-9a-fA-F]{3}")
_SENTENCE: Final = re.compile("[。；]|\\\\u3002|\\\\uff1b", re.I)
_TITLE: Final = re.compile(
    r"(?:^|_|article|news|doc|info|main|show)-?(?:title|headline|subject|biaoti)$", re.I
)
_BODY: Final = re.compile(
    r"(?:content|body|text|html|article|detail|zw|txt|paragraph|para|value|articlebody)s?$", re.I
)
_ASIDE: Final = re.compile(
    r"summary|desc|abstract|digest|intro|keyword|copyright|editor|author|source|caption|alt$|"
    r"breadcrumb|nav|menu|related|recommend|comment|tags?$|site|channel|column|share|image|img|pic",
    re.I,
)
_MARKS: Final = re.compile(r"<[^>]*>|\\+u3000|\\+[rnt]|&nbsp;|\s+")
_OPENING: Final = re.compile(r"[\[{](?=\s*(?:\"|[\[{]\s*\"))")
_CLOSES: Final = {"{": "}", "[": "]"}


@dataclass(frozen=True)
class _Value:
    """A JSON string with its key; `start` and `end` are inside the quotes."""

    key: str
    start: int
    end: int
    han: int
    prose: bool


def looks_like_json(words: str) -> bool:
    """Tell whether a text carries JSON keys."""
    return len(_KEY.findall(words)) >= 2 or bool(
        words.lstrip()[:1] in ("{", "[") and _KEY.search(words)
    )


def unwrap(text: Tracked) -> tuple[Tracked, str | None, int]:
    """Return the text without JSON around or inside it, the kind of damage, and its places.

    Where the prose is in JSON strings they become the text, the headline first; where JSON only
    stands between the lines it is cut out.
    """
    words = text.text
    values = list(_values(words))
    inside = sum(value.han for value in values if value.prose)
    outside = len(_HAN.findall(words)) - sum(value.han for value in values)
    if inside > outside:
        chosen = _chosen(words, values)
        if chosen:
            return _joined(text, chosen), "json", len(chosen)
    regions = list(_regions(words))
    if not regions:
        return text, None, 0
    return text.edit((start, end, "") for start, end in regions), "json-noise", len(regions)


def _values(words: str) -> Iterator[_Value]:
    key = ""
    at = 0
    while (match := _STRING.search(words, at)) is not None:
        at = match.end()
        following = words[at : at + 20].lstrip()
        if following.startswith(":"):
            key = match[1]
            continue
        before = (
            words[: match.start()].rstrip()[-1:]
            if match.start() < 64
            else (words[match.start() - 64 : match.start()].rstrip()[-1:])
        )
        if before not in (":", ",", "[") or following[:1] not in ("", ",", "}", "]"):
            # Quotation marks of the prose itself: go on behind the first of them.
            at = match.start() + 1
            continue
        yield _value(words, key, match.start(1), match.end(1))
    yield from _cut_off(words, at, key)


def _cut_off(words: str, at: int, key: str) -> Iterator[_Value]:
    """Yield a last string that the end of the file cut short."""
    keys = re.compile(r'"([\w.@$-]{1,40})"\s*:\s*"').finditer(words, max(0, at - 50))
    match = next(reversed(list(keys)), None)
    if match is not None and '"' not in words[match.end() :].replace('\\"', ""):
        yield _value(words, match[1], match.end(), len(words))


def _value(words: str, key: str, start: int, end: int) -> _Value:
    han = len(_HAN.findall(words, start, end))
    sentences = len(_SENTENCE.findall(words, start, end))
    prose = bool(sentences and han >= 12) or (bool(_BODY.search(key)) and han >= 4)
    return _Value(key, start, end, han, prose and not _ASIDE.search(key))


def _chosen(words: str, values: list[_Value]) -> list[_Value]:
    bodies = [value for value in values if value.prose]
    longest = max(bodies, key=lambda value: value.han, default=None)
    if longest is None:
        return []
    kept: list[_Value] = []
    for value in bodies:
        probe = words[value.start : value.end].strip()
        others = (words[other.start : other.end] for other in bodies if other.han > value.han)
        seen = (words[other.start : other.end].strip() for other in kept)
        if probe not in seen and not any(probe in other for other in others):
            kept.append(value)
    titles = [value for value in values if _TITLE.search(value.key) and value.han >= 4]
    titles.sort(key=lambda value: (abs(value.start - longest.start) > 4000, value.start))
    head = titles[:1]
    if head and opens_with(_bare(words, longest), _bare(words, head[0])):
        head = []
    return head + [value for value in kept if value not in head]


def _bare(words: str, value: _Value) -> str:
    """Return the beginning of a value without tags, escapes and white space."""
    return _MARKS.sub("", words[value.start : min(value.end, value.start + 1000)])


def _joined(text: Tracked, chosen: list[_Value]) -> Tracked:
    pieces: list[Piece] = []
    for index, value in enumerate(chosen):
        if index:
            pieces.append((value.start, value.start, "\n"))
        at = value.start
        for start, end, words in json_unescape_edits(text.text, value.start, value.end):
            pieces += [(at, start, None), (start, end, words)]
            at = end
        pieces.append((at, value.end, None))
    return text.assemble(pieces)


def _regions(words: str) -> Iterator[tuple[int, int]]:
    """Yield the JSON objects and arrays that stand in a text."""
    at = 0
    while (match := _OPENING.search(words, at)) is not None:
        end = _balanced(words, match.start())
        inside = words[match.start() : end]
        if _KEY.search(inside):
            start = _with_assignment(words, match.start())
            while words[end : end + 1] in (";", ","):
                end += 1
            yield start, end
            at = end
        else:
            at = match.end()


def _with_assignment(words: str, start: int) -> int:
    line = words.rfind("\n", 0, start) + 1
    match = re.search(r"(?:var|let|const|window\.)?\s*[\w.$]{1,60}\s*=\s*$", words[line:start])
    return start if match is None else line + match.start()


def _balanced(words: str, start: int) -> int:
    """Return the end of the object that opens at `start`, or of its line where it never closes."""
    stack: list[str] = []
    at = start
    while at < len(words):
        char = words[at]
        if char == '"':
            match = _STRING.match(words, at)
            if match is None:
                break
            at = match.end()
            continue
        if char in _CLOSES:
            stack.append(_CLOSES[char])
        elif stack and char == stack[-1]:
            stack.pop()
            if not stack:
                return at + 1
        at += 1
    line = words.find("\n", start)
    return len(words) if line < 0 else line
