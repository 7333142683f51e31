"""Restore a damaged document and read the facts it states, in plain Python."""

from changai.reading.document import Reading, read_bytes
from changai.reading.errors import MESSAGES, Unreadable
from changai.reading.facts import Facts
from changai.reading.mapping import Mapping
from changai.reading.restoring import Damage

__all__ = ["MESSAGES", "Damage", "Facts", "Mapping", "Reading", "Unreadable", "read_bytes"]
