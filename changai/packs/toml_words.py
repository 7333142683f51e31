"""Say in plain words why a TOML file cannot be read, for people who never wrote one."""

from __future__ import annotations

import re

_CURLY = "“”‘’「」『』＂＇"
_WIDE = {"＝": "=", "，": ",", "【": "[", "】": "]", "［": "[", "］": "]", "｛": "{", "｝": "}"}
_WIDE |= {"：": "=", "、": ",", "；": ",", "＃": "#"}
_TEXT = re.compile(r'"[^"]*"' + r"|'[^']*'")
_TWICE = re.compile(r"Cannot (?:declare|mutate immutable namespace) \('([^']+)'")
_DATE = re.compile(r"=\s*(\d{4}[-/.年]\d{1,2}(?:[-/.月]\d{1,2})?\S*)")
_HEADER = re.compile(r"^\s*\[+\s*([^\]\s]+)")
_KEY = re.compile(r"^\s*([A-Za-z0-9_-]+)\s*=\s*(.*?)\s*$")
_OTHERWISE = "Compare the line with its neighbors"


def field_of(line: str) -> str:
    """Return the field that a line sets; nothing where it sets none."""
    key = _KEY.match(line)
    return key[1] if key else ""


def explained(error: str, line: str) -> tuple[str, str]:
    """Return what is wrong on a line that the parser stopped at, and what to do about it."""
    return (
        _twice(error, line)
        or _characters(error, line)
        or _value(error, line)
        or _shape(error, line)
        or (f"is not valid TOML ({error})", _OTHERWISE)
    )


def _twice(error: str, line: str) -> tuple[str, str] | None:
    header = _HEADER.match(line)
    if error.startswith("Cannot overwrite") and not header:
        return "stands in this file or table twice", "Keep one of the two"
    named = _TWICE.match(error)
    if error.startswith(("Cannot overwrite", "Cannot declare", "Cannot mutate")):
        name = named[1] if named else header[1] if header else "name"
        remedy = f"Write [[{name}]] with double brackets each time, where there may be several"
        return f"{name} is begun in two ways, or twice with single brackets", remedy
    return None


def _characters(error: str, line: str) -> tuple[str, str] | None:
    bare = _TEXT.sub('""', line.partition(" #")[0])
    if any(mark in bare for mark in _CURLY):
        return "has Chinese quotes around the text", 'Use straight quotes: "text"'
    for mark, wanted in _WIDE.items():
        if mark in bare and '"' not in bare.replace('""', ""):
            return f"has a full-width {mark}", f"Write {wanted} as on an English keyboard"
    if date := _DATE.search(bare):
        return f"{date[1]} is no date", "There is no such date, or no such form; write 2024-01-31"
    if error.startswith(("Illegal character '\\n'", "Unterminated")) or bare.count('"') % 2:
        return "has a text that does not end", "Put a straight quote at both ends of the text"
    if error.startswith("Unescaped"):
        return "has a \\ in a text", "Write / instead"
    if error.startswith(("Illegal character", "Found invalid character")):
        return "has a character that nobody can see", "Type the line again"
    return None


def _value(error: str, line: str) -> tuple[str, str] | None:
    key = _KEY.match(line)
    if key is None:
        return None
    value = key[2]
    if re.fullmatch(r"-?[\d.]+\s*[%％].*", value):
        return "has a per cent sign", "Write a share: 0.5 for 50 per cent"
    if number := re.match(r"\d{1,3}(?:,\d{3})+", value):
        return "has commas in a number", f"Write {number[0].replace(',', '')}"
    if re.match(r"-?0\d", value):
        remedy = "Put a code such as 0101 into straight quotes; a number has no zero before it"
        return "begins with a zero", remedy
    if not error.startswith("Invalid value"):
        return None
    if not value:
        return "has no value", "Write the value, or remove the line"
    if value.lower() in ("true", "false"):
        return f"is {value}", f"Write {value.lower()}, in small letters"
    if value.startswith((".", "-.")):
        return "begins with a point", "Write 0 before the point: 0.5"
    return "is no number, date, list or quoted text", 'Put text into straight quotes: "…"'


def _shape(error: str, line: str) -> tuple[str, str] | None:
    if error.startswith("Unclosed array"):
        remedy = "Put a comma between entries and close every [ with ]"
        return "is inside a list that is not closed, here or above", remedy
    if error.startswith(("Unclosed inline", "Invalid initial character")) or "{" in line:
        remedy = "Write { name = value, name = value } on one line, without a comma before }"
        return "has braces that are not in order", remedy
    if error.startswith("Expected ']"):
        return "has brackets that are not closed", "Write [[name]] alone on its line"
    if error.startswith(("Expected '='", "Invalid statement")):
        return "is no field", "Write name = value; a remark begins with #"
    if error.startswith("Expected newline"):
        remedy = 'Write one field on each line, and put text into straight quotes: "…"'
        return "has something after the value", remedy
    return None
