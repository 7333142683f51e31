"""Tables of values and of what was published."""

from changai.indicators.models._publications import Publication, PublishedFigure, Restatement
from changai.indicators.models._values import Value, ValueFile, ValueWarning

__all__ = [
    "Publication",
    "PublishedFigure",
    "Restatement",
    "Value",
    "ValueFile",
    "ValueWarning",
]
