"""The kinds of papers. A noun along the flow registers its own in the `ready` of its apps.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from changai.papers.rules._sheet import Sheet

# The thing's id, the person who asks, the moment; the sheet as live data stand then.
Compose = Callable[[int, Any, datetime], Sheet]
# The thing's id, the person; whether they may see, or may draft and issue, its papers.
May = Callable[[int, Any, datetime], bool]
# The thing's id; the ids of the units that get the paper and sign for it.
Recipients = Callable[[int], list[int]]
# The thing's id; the unit in whose name the paper goes out.
Issuer = Callable[[int], int]


class UnknownPaper(LookupError):
    """No kind of paper has this code."""


@dataclass(frozen=True)
class Kind:
    """A kind of paper: its code, its Chinese name, its document word, and how it is drawn.

    `word` is the middle of the document number (“苏产改办〔2026〕8号” has “产改办”; a kind may have
    a series of its own such as “产改督”); papers without a number have none.
    """

    code: str
    name: str
    word: str
    compose: Compose
    issuer: Issuer
    may_see: May
    may_issue: May
    recipients: Recipients
    is_signed_for: bool = True


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind of paper known; the same code again takes the place of the first."""
    _kinds[kind.code] = kind


def kind_of(code: str) -> Kind:
    """Return a kind by its code.

    Raises:
        UnknownPaper: there is none.
    """
    try:
        return _kinds[code]
    except KeyError:
        raise UnknownPaper(code) from None


def kinds() -> list[Kind]:
    """Return every kind that is known, by code."""
    return [_kinds[code] for code in sorted(_kinds)]
