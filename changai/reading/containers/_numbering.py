"""Work out the numbers Word writes before paragraphs (一、（一）1.), which no run contains."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS: Final = "〇一二三四五六七八九"
_LEGAL: Final = "零壹贰叁肆伍陆柒捌玖"
_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_ROMAN: Final = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_CHINESE: Final = frozenset(
    [
        "chineseCounting",
        "chineseCountingThousand",
        "ideographDigital",
        "japaneseCounting",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
        "japaneseDigitalTenThousand",
        "koreanCounting",
    ]
)


@dataclass
class _Level:
    form: str = "decimal"
    text: str = ""
    start: int = 1
    legal: bool = False


@dataclass
class Numbering:
    """The lists of a document and where each has got to."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    restarts: dict[str, dict[int, int]] = field(default_factory=dict)
    styles: dict[str, tuple[str | None, str | None, int | None]] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    _met: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, numbering: etree._Element | None, styles: etree._Element | None) -> Numbering:
        """Read the two parts of a Word file that define its lists."""
        found = cls()
        if numbering is not None:
            found._read_lists(numbering)
        for style in styles.iter(f"{W}style") if styles is not None else ():
            number, level = _numbered(style.find(f"{W}pPr"))
            base = style.find(f"{W}basedOn")
            found.styles[style.get(f"{W}styleId", "")] = (
                None if base is None else base.get(f"{W}val"), number, level,
            )  # fmt: skip
        return found

    def label(self, paragraph: etree._Element) -> str:
        """Return the number before a paragraph and move its list on; empty where it has none."""
        properties = paragraph.find(f"{W}pPr")
        number, level = _numbered(properties)
        if number is None and properties is not None:
            style = properties.find(f"{W}pStyle")
            inherited = self._from_style(None if style is None else style.get(f"{W}val"))
            number, level = inherited[0], inherited[1] if level is None else level
        if number is None or number == "0" or number not in self.lists:
            return ""
        return self._next(number, level or 0)

    def _from_style(self, name: str | None) -> tuple[str | None, int | None]:
        for _ in range(20):  # a chain of styles may be a circle
            if name is None or name not in self.styles:
                break
            base, number, level = self.styles[name]
            if number is not None:
                return number, level
            name = base
        return None, None

    def _next(self, number: str, level: int) -> str:
        abstract = self.lists[number]
        levels = self.levels.get(abstract, {})
        if level not in levels:
            return ""
        counts = self._counts[abstract]
        if number not in self._met:
            self._met.add(number)
            for at, start in self.restarts.get(number, {}).items():
                counts[at] = start - 1
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [at for at in counts if at > level]:
            del counts[deeper]
        shown = levels[level]
        if shown.form in ("bullet", "none"):
            return ""

        def spelled(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            of = levels.get(at, _Level())
            count = counts.get(at, of.start)
            return number_in("decimal" if shown.legal and at < level else of.form, count)

        return re.sub(r"%(\d)", spelled, shown.text)

    def _read_lists(self, root: etree._Element) -> None:
        for abstract in root.iter(f"{W}abstractNum"):
            self.levels[abstract.get(f"{W}abstractNumId", "")] = {
                int(level.get(f"{W}ilvl", "0")): _level(level) for level in abstract.iter(f"{W}lvl")
            }
        for item in root.iter(f"{W}num"):
            number = item.get(f"{W}numId", "")
            abstract = item.find(f"{W}abstractNumId")
            self.lists[number] = "" if abstract is None else abstract.get(f"{W}val", "")
            for override in item.iter(f"{W}lvlOverride"):
                start = override.find(f"{W}startOverride")
                if start is not None:
                    at = int(override.get(f"{W}ilvl", "0"))
                    self.restarts.setdefault(number, {})[at] = int(start.get(f"{W}val", "1"))


def number_in(form: str, count: int) -> str:
    """Spell a number the way a Word list does."""
    if form in _CHINESE:
        return _chinese(count, _DIGITS, "十百千")
    if form in ("chineseLegalSimplified", "ideographLegalTraditional"):
        return _chinese(count, _LEGAL, "拾佰仟")
    if form == "ideographTraditional":
        return _STEMS[(count - 1) % 10]
    if form == "decimalEnclosedCircleChinese" or form == "decimalEnclosedCircle":
        return chr(0x245F + count) if 1 <= count <= 20 else str(count)
    if form in ("decimalFullWidth", "decimalFullWidth2"):
        return "".join(chr(ord(digit) + 0xFEE0) for digit in str(count))
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman"):
        letters = _roman(count)
        return letters.lower() if form == "lowerRoman" else letters
    if form == "decimalZero":
        return f"{count:02d}"
    return str(count)


def _chinese(count: int, digits: str, units: str) -> str:
    if not 0 < count < 10000:
        return str(count)
    spelled = ""
    for place, digit in zip(range(len(str(count)) - 1, -1, -1), str(count), strict=True):
        if digit != "0":
            spelled += digits[int(digit)] + (units[place - 1] if place else "")
        elif spelled and not spelled.endswith("零") and count % 10**place:
            spelled += "零"
    return spelled[1:] if digits == _DIGITS and 10 <= count < 20 else spelled


def _roman(count: int) -> str:
    letters = ""
    for value, sign in _ROMAN:
        letters += sign * (count // value)
        count %= value
    return letters


def _level(element: etree._Element) -> _Level:
    def value(name: str) -> str | None:
        found = element.find(f"{W}{name}")
        return None if found is None else found.get(f"{W}val", "")

    start = value("start") or "1"
    return _Level(
        form=value("numFmt") or "decimal",
        text=value("lvlText") or "",
        start=int(start) if start.isdecimal() else 1,
        legal=element.find(f"{W}isLgl") is not None,
    )


def _numbered(properties: etree._Element | None) -> tuple[str | None, int | None]:
    numbered = None if properties is None else properties.find(f"{W}numPr")
    if numbered is None:
        return None, None
    number, level = numbered.find(f"{W}numId"), numbered.find(f"{W}ilvl")
    return (
        None if number is None else number.get(f"{W}val"),
        None if level is None else int(level.get(f"{W}val", "0")),
    )
