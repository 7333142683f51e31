"""Seats of a body, and lists of members as offices write them. Plain Python."""

from changai.bodies.rules._lines import Line, read_lines
from changai.bodies.rules._seats import MAX_NAME, PARTS, Part, holds, is_over

__all__ = ["MAX_NAME", "PARTS", "Line", "Part", "holds", "is_over", "read_lines"]
