"""Tables of values, of their running totals and of what was published."""

from changai.indicators.models._publications import Publication, PublishedFigure, Restatement
from changai.indicators.models._totals import Recompute, Total
from changai.indicators.models._values import Value, ValueFile, ValueWarning

__all__ = [
    "Publication",
    "PublishedFigure",
    "Recompute",
    "Restatement",
    "Total",
    "Value",
    "ValueFile",
    "ValueWarning",
]
