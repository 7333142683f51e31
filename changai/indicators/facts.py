"""What this noun publishes for analysis: records of earlier nouns, and what people typed."""

from changai.indicators.queries import FACTS

__all__ = ["FACTS"]
