"""Restore what scrapes, conversions and web pages did to a text."""

from changai.reading.restoring._damage import LABELS, Damage
from changai.reading.restoring._markup import looks_like_html
from changai.reading.restoring._pipeline import Restored, restore

__all__ = ["LABELS", "Damage", "Restored", "looks_like_html", "restore"]
