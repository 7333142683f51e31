"""Cut Chinese text into what an index of any database can find again: overlapping pairs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

HAN = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
RUN = re.compile(rf"[{HAN}]+|[0-9a-z]+")
# A lexeme of PostgreSQL keeps 256 places, and none beyond 16,383: long texts are cut.
PART_TOKENS = 2000
LONGEST_WORD = 40
MOST_WORDS = 6
MOST_PARTS = 4000
AROUND = 36


@dataclass(frozen=True)
class Sought:
    """A word as it stands in the index: tokens that follow each other, the last perhaps cut."""

    tokens: tuple[str, ...]
    open_ended: bool


@dataclass(frozen=True)
class Piece:
    """A stretch of a text that is, or is not, what was sought."""

    text: str
    hit: bool


def folded(text: str) -> str:
    """Return the text in one form: full-width and capital letters as plain small ones."""
    return unicodedata.normalize("NFKC", text).lower()


def tokens(text: str) -> Iterator[str]:
    """Yield the tokens of a text: pairs of Chinese characters, Latin words and numbers.

    The last character of a run stands alone once more, so that one character finds it there too.
    """
    for run in RUN.findall(folded(text)):
        if run.isascii():
            yield run
            continue
        for start in range(len(run) - 1):
            yield run[start : start + 2]
        yield run[-1]


def parts(text: str) -> list[str]:
    """Return the tokens of a text in parts that overlap by the longest word one may seek."""
    found = list(tokens(text))
    step = PART_TOKENS - LONGEST_WORD
    cuts = range(0, max(1, len(found) - LONGEST_WORD), step) if found else ()
    return [" ".join(found[cut : cut + PART_TOKENS]) for cut in cuts][:MOST_PARTS]


def words_of(asked: str) -> list[str]:
    """Return the words somebody asked for, a bounded number of bounded length, each once."""
    split = (word[:LONGEST_WORD] for word in folded(asked).split())
    return list(dict.fromkeys(word for word in split if RUN.search(word)))[:MOST_WORDS]


def sought(word: str) -> Sought:
    """Return what to look for in the index: the pairs of a word one behind the other."""
    found: list[str] = []
    runs = RUN.findall(word)
    for place, run in enumerate(runs):
        if run.isascii() or len(run) == 1:
            found.append(run)
        else:
            found += [run[start : start + 2] for start in range(len(run) - 1)]
            if place < len(runs) - 1:
                found.append(run[-1])
    last = runs[-1]
    return Sought(tuple(found), open_ended=last.isascii() or len(last) == 1)


def excerpt(text: str, words: Sequence[str], *, whole: bool = False) -> list[Piece]:
    """Return the stretch of a text around the first word found, hits apart from the rest.

    `whole` keeps the text entire, for titles.
    """
    flat = text if whole else " ".join(text.split())
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    found = re.compile(pattern, re.IGNORECASE) if pattern else None
    first = found.search(flat) if found else None
    start, end = 0, len(flat)
    if not whole:
        middle = first.start() if first else 0
        start = max(0, middle - AROUND)
        end = min(len(flat), middle + 4 * AROUND)
    shown = flat[start:end]
    pieces = [Piece("…", hit=False)] if start else []
    place = 0
    for match in found.finditer(shown) if found else ():
        if match.start() > place:
            pieces.append(Piece(shown[place : match.start()], hit=False))
        pieces.append(Piece(match.group(), hit=True))
        place = match.end()
    if place < len(shown):
        pieces.append(Piece(shown[place:], hit=False))
    return [*pieces, Piece("…", hit=False)] if end < len(flat) else pieces
