"""Name the character a lost byte belonged to, from the few it can have been and its neighbors."""

from __future__ import annotations

from functools import lru_cache

from changai.reading.decoding import FREQUENCY

_PAIR = 2.0
_COMMON = 1.5


def likeliest(before: str, options: list[str], after: str) -> str | None:
    """Return the option that makes a word with its neighbors or is by far the commonest.

    Nothing where two are as likely: a wrong character is worse than an open one.
    """
    if not options:
        return None
    pairs = _pairs()
    ranked = sorted(
        (
            _PAIR * (before + option in pairs)
            + _PAIR * (option + after in pairs)
            + _COMMON * FREQUENCY.get(option, 0.0),
            option,
        )
        for option in set(options)
    )
    best = ranked[-1]
    runner_up = ranked[-2][0] if len(ranked) > 1 else 0.0
    return best[1] if best[0] >= 0.5 and best[0] - runner_up >= 0.15 else None


@lru_cache(maxsize=1)
def _pairs() -> frozenset[str]:
    """Return the neighboring characters of the words that pypinyin knows.

    Cost: 0.1 s, once, and only for a text that has lost bytes.
    """
    from pypinyin.constants import PHRASES_DICT

    return frozenset(
        phrase[at : at + 2] for phrase in PHRASES_DICT for at in range(len(phrase) - 1)
    )
