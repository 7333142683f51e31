"""Periods, files by their content, and what a report asks for. Plain Python."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from changai.reading.containers import open_archive
from changai.reading.errors import Unreadable

MAX_CHANGED = 2000
MAX_WORDS = 300
MAX_FILES = 20
WORDS_FIELDS = 2
_PERIOD = re.compile(r"^(20\d\d)(?:-(0[1-9]|1[0-2]|Q[1-4]|H[12]))?$")
_MONTHS_BACK = 6
_DIGITS, _DECIMALS = 18, 4
EXTENSIONS = {
    "pdf": ("pdf",),
    "docx": ("docx",),
    "xlsx": ("xlsx",),
    "pptx": ("pptx",),
    "png": ("png",),
    "jpg": ("jpg", "jpeg"),
    "txt": ("txt", "csv"),
}
_OFFICE_PARTS = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
    "ppt/presentation.xml": "pptx",
}
_TEXT_CODECS = ("utf-8-sig", "gb18030")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Period:
    """A span of reporting, as its code says: 2026, 2026-H1, 2026-Q2 or 2026-03.

    Units: `number` is the month, quarter or half; 0 for a whole year.
    """

    year: int
    kind: str
    number: int


def period(code: str) -> Period | None:
    """Return what a code of a period says, None for anything else."""
    found = _PERIOD.match(code)
    if not found:
        return None
    year, rest = int(found[1]), found[2] or ""
    if not rest:
        return Period(year, "year", 0)
    if rest[0] in "QH":
        return Period(year, "quarter" if rest[0] == "Q" else "half", int(rest[1:]))
    return Period(year, "month", int(rest))


def month_of(day: date) -> str:
    """Return the code of the month a day lies in."""
    return f"{day.year}-{day.month:02}"


def periods_near(today: date) -> list[str]:
    """Return the periods a report may be about today, the month in course first."""
    months = []
    year, month = today.year, today.month
    for _ in range(_MONTHS_BACK):
        months.append(f"{year}-{month:02}")
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    quarter, half = (today.month + 2) // 3, (today.month + 5) // 6
    last_quarter = f"{today.year}-Q{quarter - 1}" if quarter > 1 else f"{today.year - 1}-Q4"
    last_half = f"{today.year}-H1" if half > 1 else f"{today.year - 1}-H2"
    return [
        *months,
        f"{today.year}-Q{quarter}",
        last_quarter,
        f"{today.year}-H{half}",
        last_half,
        str(today.year),
        str(today.year - 1),
    ]


def fits(value: Decimal) -> bool:
    """Say whether a value can be kept without losing a digit."""
    if not value.is_finite():
        return False
    exponent = value.normalize().as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else _DECIMALS + 1
    return decimals <= _DECIMALS and abs(value) < Decimal(10) ** (_DIGITS - _DECIMALS)


def fields_asked(target_count: int, known_count: int, *, words_known: bool) -> int:
    """Return how many fields a unit must still fill in for one task and period.

    A value for each target that is not known yet; what changed and what is blocked, once.
    """
    return max(0, target_count - known_count) + (0 if words_known else WORDS_FIELDS)


class FileFault(Exception):
    """A file that is not taken; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def kind_of_file(name: str, content: bytes) -> str:
    """Return the kind of a file by its content, once its name agrees with it.

    Nothing is unpacked or parsed: an archive is judged by what it declares.
    Raises:
        FileFault: "empty", "old_office", "unknown", "name", "bomb", "broken", "encrypted",
            "macros".
    """
    if not content:
        raise FileFault("empty")
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    kind = _sniffed(content)
    if extension not in EXTENSIONS[kind]:
        raise FileFault("name")
    return "csv" if extension == "csv" else kind


def _sniffed(content: bytes) -> str:
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if content.startswith(_OLD_OFFICE):
        raise FileFault("old_office")
    if content.startswith(b"PK"):
        return _office_kind(content)
    if _is_text(content):
        return "txt"
    raise FileFault("unknown")


def _office_kind(content: bytes) -> str:
    try:
        archive = open_archive(content)
    except Unreadable as problem:
        raise FileFault(problem.reason) from problem
    except zipfile.LargeZipFile as problem:
        raise FileFault("bomb") from problem
    names = set(archive.namelist())
    if any(name.endswith("vbaProject.bin") for name in names):
        raise FileFault("macros")
    kinds = [kind for part, kind in _OFFICE_PARTS.items() if part in names]
    if "[Content_Types].xml" not in names or len(kinds) != 1:
        raise FileFault("unknown")
    return kinds[0]


def _is_text(content: bytes) -> bool:
    """Say whether bytes are text without control characters, in a usual encoding, and no page."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        codecs: Sequence[str] = ("utf-16",)
    else:
        codecs = _TEXT_CODECS
    for codec in codecs:
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        if any(ord(one) < 32 and one not in "\t\r\n\f" for one in text):
            return False
        head = text[:512].lstrip().lower()
        return not head.startswith(("<!doctype", "<html", "<script", "<svg", "<?xml"))
    return False
