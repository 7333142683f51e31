"""Take out pinyin that a scrape wrote behind characters: 實(shí) is 實 again."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from changai.reading.mapping import Tracked

_SPACE: Final = " \u00a0\u3000\u200b"
_LETTER: Final = "a-zāáăǎàēéĕěèêếềīíĭǐìōóŏǒòūúŭǔùǖǘǚǜüńňǹḿɑɡ\u0300-\u036f:"
_INJECTED: Final = re.compile(
    rf"([\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])"
    rf"[{_SPACE}]?[（(\[][{_SPACE}]*([{_LETTER}]{{1,14}})[1-5]?[{_SPACE}]*[)）\]]"
)
_LOOKALIKES: Final = str.maketrans({"ɑ": "a", "ɡ": "g"})


def remove_pinyin(text: Tracked) -> tuple[Tracked, int]:
    """Return the text without injected readings, and how many there were.

    A bracket goes only where its letters are a reading of the character before it, so `附件(ABC)`
    and `会(shi)` stay.
    """
    words = text.text
    hits = [
        match
        for match in _INJECTED.finditer(words)
        if not _plain(match[2]).isdisjoint(_readings(match[1]))
    ]
    if not hits:
        return text, 0
    # Some scrapes put a space behind every bracket. Elsewhere a space there is the writer's own.
    spaced = [match for match in hits if words[match.end() : match.end() + 1] in (" ", "\u00a0")]
    drop_space = len(spaced) * 10 >= len(hits) * 6 and len(hits) > 1
    edits = []
    for match in hits:
        end = match.end()
        if drop_space and words[end : end + 1] in (" ", "\u00a0"):
            end += 1
        edits.append((match.start(), end, match[1]))
    return text.edit(edits), len(hits)


def _plain(letters: str) -> frozenset[str]:
    """Return a syllable without tones, with both ways of writing ü where it has one."""
    bare = unicodedata.normalize("NFD", letters.translate(_LOOKALIKES))
    bare = bare.replace("u\u0308", "v").replace("u:", "v").replace("u：", "v")
    bare = "".join(char for char in bare if char.isascii())
    return frozenset((bare, bare.replace("v", "u"))) if "v" in bare else frozenset((bare,))


@lru_cache(maxsize=8192)
def _readings(char: str) -> frozenset[str]:
    from pypinyin import Style, pinyin

    from changai.reading.restoring._script import simplified

    found: set[str] = set()
    for form in {char, simplified(char)}:
        for reading in pinyin(form, style=Style.TONE, heteronym=True, errors="ignore")[:1]:
            found.update(*(_plain(syllable) for syllable in reading))
    return frozenset(found)
