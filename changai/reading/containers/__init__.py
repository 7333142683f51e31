"""Open what people send: text, pages, Word, PDF and Excel files, told apart by their content."""

from changai.reading.containers._guard import LIMITS, Limits, open_archive
from changai.reading.containers._open import Opened, open_container

__all__ = ["LIMITS", "Limits", "Opened", "open_archive", "open_container"]
