"""The one way to record what was done, and to erase a person from it."""

from changai.audit.services._personal import erase_person, open_personal
from changai.audit.services._record import Touched, record

__all__ = ["Touched", "erase_person", "open_personal", "record"]
