"""Responsibility tables whose cells came out as words or lines, one after the other."""

from __future__ import annotations

import re
from itertools import islice

from changai.reading import deadlines, units
from changai.reading.facts import Measure
from changai.reading.measures._cells import Cell, read_row, roles_of
from changai.reading.measures._looks import are_units

_CELL = re.compile(r"[^\t\n|]+")
_TOKEN = re.compile(r"[^\s|]+")
_HEADER_WORD = re.compile(
    r"(?:序\s?号?|编号|"
    r"(?:重点|主要|具体|工作|目标|年度)*(?:任务|措施|内容|举措|事项|项目|要点|目标)(?:任务|内容|名称|要求|及要求)?|"
    r"(?:牵头|责任|主办|承办|主责|负责|实施|配合|协办|协同|参与|协助)(?:责任|市)?"
    r"(?:单位|部门|领导|人|处室|科室)|牵头人|"
    r"(?:完成|办理|工作|整改)?(?:时限|期限|时间|进度)(?:要求|节点|安排|进度)?|备注|类别|成果形式|责任人|联系人)"
)
_HEADER_START = re.compile(
    r"(?:序\s?号|编号)|(?:工作|重点|主要|具体|目标)(?:任务|措施|事项|内容)|"
    r"(?:^|(?<=\n))(?:任务|事项|措施|内容|项目)(?=\s)"
)
_HEADER_GAP = re.compile(r"[\s|（）()、/]*")
_NUMBER = re.compile(r"^(?:\d{1,3}|[一二三四五六七八九十]{1,3})[.．、]?$")
_GLUED = re.compile(r"(\d{1,3})[.．、]?(?=[一-龥“])")
_SECTION = re.compile(r"[一二三四五六七八九十]{1,3}(?:、|$)|[（(][一二三四五六七八九十]{1,3}[）)]")
_EMPTY = frozenset({"无", "/", "-", "—", "——"})
_WIDEST = 12
_HEADERS_TRIED = 40
_WRAPPED = 4

Roles = list[str | None]
Values = dict[str, list[str]]


def find_flattened(text: str) -> list[Measure]:
    """Return the rows of a flattened table, or nothing where the text holds none."""
    head = _find_header(text)
    if head is None:
        return []
    roles, at = head
    lines = _lines(text, at)
    rows = _numbered(lines) if roles[0] == "number" else []
    if not rows or not _mostly(rows, len(roles)):
        rows = _numbered(_tokens(text, at, len(text)))
    if not rows:
        rows = _unnumbered(text, lines, len(roles))
    columns = [role for role in roles if role != "number"]
    return [measure for row in rows for measure in _read(text, row, columns)]


def _find_header(text: str) -> tuple[Roles, int] | None:
    """Find three or more column headings in a row, a task and a unit among them."""
    for match in _HEADER_START.finditer(text):
        heads: list[str] = []
        at = match.start()
        while len(heads) < _WIDEST:
            word = _HEADER_WORD.match(text, at)
            if not word:
                break
            heads.append(word.group())
            gap = _HEADER_GAP.match(text, word.end())
            at = gap.end() if gap else word.end()
        roles = roles_of(heads)
        known = [role for role in roles if role]
        if len(known) >= 3 and "task" in known and ("lead" in known or "coop" in known):
            return roles, at
    return _find_loose_header(text)


_FIRST_NUMBER = re.compile(r"\s(?:1|一)[.．、]?(?=\s)")


def _find_loose_header(text: str) -> tuple[Roles, int] | None:
    """Find a heading row with a column of an unknown name: what is left must be the task."""
    for match in islice(re.finditer(r"序\s?号(?=\s)", text), _HEADERS_TRIED):
        first = _FIRST_NUMBER.search(text, match.end(), match.end() + 120)
        if not first:
            continue
        heads = [match.group(), *text[match.end() : first.start()].split()]
        roles = roles_of(heads)
        if "task" not in roles and roles.count(None) == 1:
            roles[roles.index(None)] = "task"
        if 3 <= len(heads) <= _WIDEST and "task" in roles and ("lead" in roles or "coop" in roles):
            return roles, first.start()
    return None


def _lines(text: str, at: int) -> list[Cell]:
    cells: list[Cell] = []
    for match in _CELL.finditer(text, at):
        words = match.group().strip()
        if words:
            start = match.start() + match.group().index(words)
            cells.append(Cell(words, start, start + len(words)))
    return cells


def _tokens(text: str, start: int, end: int) -> list[Cell]:
    return [
        Cell(match.group(), match.start(), match.end())
        for match in _TOKEN.finditer(text, start, end)
    ]


def _mostly(rows: list[list[Cell]], width: int) -> bool:
    return sum(1 for row in rows if len(row) >= min(3, width)) >= len(rows) * 0.6


def _numbered(cells: list[Cell]) -> list[list[Cell]]:
    """Group cells into rows that open with 1, 2, 3 …; a section may begin again at 1."""
    rows: list[list[Cell]] = []
    due, closed = 1, False
    for at, cell in enumerate(cells):
        mark = _NUMBER.match(cell.words)
        value = _value(cell.words) if mark else 0
        following = cells[at + 1].words if at + 1 < len(cells) else ""
        opens = len(following) >= 2 and not _NUMBER.match(following)
        if opens and (value == due or (value == 1 and closed)):
            rows.append([])
            due, closed = value + 1, False
            continue
        glued = _GLUED.match(cell.words)
        if glued and int(glued.group(1)) == due and (len(cell.words) > 8 or not rows):
            rows.append([Cell(cell.words[glued.end() :], cell.start + glued.end(), cell.end)])
            due, closed = due + 1, False
            continue
        if rows and _SECTION.match(cell.words):
            closed = True
        if rows and not closed:
            rows[-1].append(cell)
    return rows


def _value(words: str) -> int:
    digits = re.match(r"\d{1,3}", words)
    if digits:
        return int(digits.group())
    return "一二三四五六七八九十".find(words[0]) + 1 if len(words) <= 2 else 0


def _unnumbered(text: str, lines: list[Cell], width: int) -> list[list[Cell]]:
    """Group cells into rows without numbers: a line each, or so many lines each."""
    split = [_tokens(text, line.start, line.end) for line in lines]
    if split and _mostly(split, width):
        return [row for row in split if len(row) >= 2]
    return [lines[at : at + width] for at in range(0, len(lines) - width + 1, width)]


def _read(text: str, row: list[Cell], columns: Roles) -> list[Measure]:
    """Map a row by position where the count fits; else by what its cells look like."""
    if len(row) == len(columns):
        tasks = [cell for cell, role in zip(row, columns, strict=True) if role == "task"]
        values: Values = {"lead": [], "coop": [], "due": []}
        for cell, role in zip(row, columns, strict=True):
            if role in values:
                values[role].append(cell.words)
        if tasks and _plausible(values):
            return read_row(text, max(tasks, key=lambda cell: len(cell.words)), values)
    return _guess(text, row, columns)


def _plausible(values: Values) -> bool:
    units_fit = all(
        not cell or cell in _EMPTY or (len(cell) <= 80 and "。" not in cell.rstrip("。"))
        for cell in values["lead"] + values["coop"]
    )
    named = not values["lead"] or any(
        are_units(cell) or cell in _EMPTY or re.search("牵头|负责", cell) for cell in values["lead"]
    )
    return units_fit and named


def _guess(text: str, row: list[Cell], columns: Roles) -> list[Measure]:
    """Take the columns before the task from the front, those after it from the back."""
    tasks = [at for at, role in enumerate(columns) if role == "task"]
    before, after = columns[: tasks[0]], columns[tasks[-1] + 1 :]
    values: Values = {"lead": [], "coop": [], "due": []}
    low, high = 0, len(row)
    for role in before:
        if high - low > 1 and (role not in ("lead", "coop") or are_units(row[low].words)):
            if role in values:
                values[role].append(row[low].words)
            low += 1
    alone = sum(role in ("lead", "coop") for role in columns) == 1
    for role in reversed(after):
        taken = _take(row, low, high, role)
        while taken and alone and role in ("lead", "coop") and _more(row, low, high - taken):
            taken += 1
        if taken and role in values:
            values[role].append(_join([cell.words for cell in row[high - taken : high]]))
        high -= taken
    if "lead" in columns and not values["lead"]:
        values["lead"], values["coop"] = values["coop"], []
    body = row[low:high]
    if not body:
        return []
    start, end = body[0].start, body[-1].end
    if "\n" in text[start:end] and len(tasks) > 1:
        longest = max(body, key=lambda cell: len(cell.words))
        start, end = longest.start, longest.end
    return read_row(text, Cell(text[start:end], start, end), values)


def _take(row: list[Cell], low: int, high: int, role: str | None) -> int:
    """Return how many cells at the end of a row belong to a column."""
    if high - low <= 1:
        return 0
    words = row[high - 1].words
    if role == "due":
        return 1 if deadlines.is_deadline_cell(words) else 0
    if role in ("lead", "coop"):
        if words in _EMPTY:
            return 1
        return _wrapped_units(row, low, high)
    return 1 if len(words) <= 12 and not words.endswith("。") else 0


def _more(row: list[Cell], low: int, at: int) -> bool:
    """Say whether the cell before `at` is one more line of the same list of units."""
    return at - 1 > low and are_units(row[at - 1].words)


def _join(pieces: list[str]) -> str:
    """Join the lines of a cell: bodies a line each are a list, a broken name is one."""
    listed = all(are_units(piece) for piece in pieces)
    return ("、" if listed else "").join(pieces)


def _wrapped_units(row: list[Cell], low: int, high: int) -> int:
    """Return over how many cells a list of units at the end of a row was broken."""
    for count in range(1, min(_WRAPPED, high - low - 1) + 1):
        joined = "".join(cell.words for cell in row[high - count : high])
        before = row[high - count - 1].words if high - count - 1 > low else ""
        broken = "、" in before and not units.is_body(before.split("、")[-1])
        if before.endswith("、") or (broken and not re.search("[。，；]", before)):
            continue
        if are_units(joined):
            return count
    return 0
