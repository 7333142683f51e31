"""What pages of other nouns need of papers."""

from __future__ import annotations

from django import template

from changai.papers.queries import kind_words

register = template.Library()


@register.filter
def paper_kinds(codes: str) -> list[tuple[str, str]]:
    """Return the kinds named with commas, each with its words, to draft one of each."""
    return [(code, kind_words(code)) for code in codes.replace(" ", "").split(",") if code]
