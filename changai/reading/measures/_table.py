"""Responsibility tables: with tabs, or flattened to spaces and line breaks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from changai.reading import deadlines, units
from changai.reading.facts import Measure
from changai.reading.measures._build import make
from changai.reading.sentences import Page
from changai.reading.units import Assignment

_ROLES = (
    ("number", re.compile(r"^(?:序号?|编号|项次|号|No\.?|№)$")),
    ("due", re.compile(r"(?:时限|期限|完成时间|时间(?:节点|要求|进度|安排)|^时间$|进度(?:安排|要求)|完成日期|截止)")),
    ("skip", re.compile(r"(?:领导|责任人|负责人|联系人|备注|电话|成果形式|考核|类别|分类|领域|方面|板块|资金|进展|落实情况|完成情况|依据|督)")),
    ("coop", re.compile(r"(?:配合|协办|协同|协助|参与|参加|会同|相关)(?:责任)?(?:单位|部门|处室|科室)?$")),
    ("lead", re.compile(r"(?:牵头|主办|承办|责任|负责|主责|实施|落实|组织)(?:责任|负责)?(?:单位|部门|处室|科室|主体)|^牵头$|^(?:单位|部门)$")),
    ("task", re.compile(r"(?:任务|措施|内容|举措|事项|项目|要点|目标|工作|要求|清单)")),
)
_DETAIL = re.compile(r"措施|举措|内容|具体|任务")
_CELL = re.compile(r"[^\t\n|]+")
_TOKEN = re.compile(r"[^\s|]+")
_HEADER_WORD = re.compile(
    r"(?:序号?|编号|(?:重点|主要|具体|工作|目标|年度)*(?:任务|措施|内容|举措|事项|项目|要点|目标)(?:任务|内容|名称|要求|及要求)?|"
    r"(?:牵头|责任|主办|承办|主责|负责|实施|配合|协办|协同|参与|协助)(?:责任|市)?(?:单位|部门|领导|人|处室|科室)|牵头人|"
    r"(?:完成|办理|工作|整改)?(?:时限|期限|时间|进度)(?:要求|节点|安排)?|备注|类别|成果形式|责任人|联系人)"
)
_NUMBER = re.compile(r"^(?:\d{1,3}|[一二三四五六七八九十]{1,3})[.．、]?$")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell and where it stands."""

    words: str
    start: int
    end: int


def find_table_measures(page: Page) -> list[Measure]:
    """Return the rows of a responsibility table, or nothing where the text holds none."""
    text = page.text
    tabbed = _tabbed(text)
    if tabbed:
        return tabbed
    return _flattened(text)


def role_of(head: str) -> str | None:
    """Return what a column's heading says the column holds."""
    head = re.sub(r"[\s：:（）()]", "", head)
    if not head or len(head) > 14:
        return None
    return next((role for role, pattern in _ROLES if pattern.search(head)), None)


def _rows(text: str) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    at = 0
    for line in text.split("\n"):
        cells: list[Cell] = []
        low = at
        separator = "\t" if "\t" in line else "|"
        for piece in line.split(separator):
            lead = len(piece) - len(piece.lstrip())
            words = piece.strip()
            cells.append(Cell(words, low + lead, low + lead + len(words)))
            low += len(piece) + 1
        if separator == "|" and len(cells) > 2:
            cells = cells[1 if not cells[0].words else 0 : -1 if not cells[-1].words else None]
        rows.append(cells)
        at += len(line) + 1
    return rows


def _tabbed(text: str) -> list[Measure]:
    """Read a table whose cells are parted by tabs or bars."""
    if "\t" not in text and text.count("|") < 6:
        return []
    found: list[Measure] = []
    roles: list[str | None] = []
    above: dict[str, str] = {}
    for cells in _rows(text):
        if len(cells) < 2:
            continue
        heads = [role_of(cell.words) for cell in cells]
        named = [head for head in heads if head]
        if "task" in named and ("lead" in named or "due" in named or "coop" in named) and len(named) >= len(cells) - 1:
            roles, above = heads, {}
            continue
        if roles:
            found += _row(text, cells, roles, above)
    return found


def _row(text: str, cells: list[Cell], roles: list[str | None], above: dict[str, str]) -> list[Measure]:
    if len(cells) > len(roles):
        return []
    if len(cells) < len(roles):
        cells = _align(cells, roles)
    tasks = [cell for cell, role in zip(cells, roles, strict=False) if role == "task" and cell.words]
    if not tasks:
        return []
    task = max(tasks, key=lambda cell: len(cell.words))
    if len(task.words) < 4 or sum(len(cell.words) for cell in cells) == len(task.words) and len(roles) > 2:
        return []
    values: dict[str, list[str]] = {"lead": [], "coop": [], "due": []}
    for cell, role in zip(cells, roles, strict=False):
        if role in values:
            values[role].append(cell.words)
    return _measure(text, task, values)


def _align(cells: list[Cell], roles: list[str | None]) -> list[Cell]:
    """Place a short row: from the right where its first cell is no number."""
    missing = len(roles) - len(cells)
    blank = Cell("", cells[0].start, cells[0].start)
    if roles[0] == "number" and _NUMBER.match(cells[0].words):
        return [*cells, *[blank] * missing]
    return [*[blank] * missing, *cells]


def _measure(text: str, task: Cell, values: dict[str, list[str]]) -> list[Measure]:
    lead: list[str] = []
    helping: list[str] = []
    due: str | None = None
    for cell in values.get("lead", []):
        given = units.parse(cell) if re.search(r"牵头|配合|会同|[:：]", cell) else None
        lead += given.lead if given and given.lead else units.split_units(cell)
        helping += given.cooperating if given else ()
    for cell in values.get("coop", []):
        helping += units.split_units(cell)
    for cell in values.get("due", []):
        due = deadlines.cell_deadline(cell) or due
    assigned = Assignment(
        tuple(dict.fromkeys(lead)), tuple(dict.fromkeys(n for n in helping if n not in lead)), due
    )
    mark = re.match(r"\s*(?:\d{1,3}[.．、](?!\d)|[（(][\d一二三四五六七八九十]{1,3}[）)]|[①-⑳])\s*", task.words)
    start = task.start + (mark.end() if mark else 0)
    measure = make(text, start, task.end, assigned=assigned)
    return [measure] if measure else []


def _flattened(text: str) -> list[Measure]:
    """Read a table whose cells came out as words or lines, one after the other."""
    head = _find_header(text)
    if head is None:
        return []
    roles, at = head
    lines = _lines(text, at)
    by_line = [row for row in _numbered(lines)] if roles[0] == "number" else []
    if by_line and _mostly(by_line, len(roles)):
        return [m for row in by_line for m in _line_row(text, row, roles)]
    tokens = [Cell(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text, at)]
    rows = _numbered(tokens)
    if not rows:
        rows = _unnumbered(lines, roles)
    return [m for row in rows for m in _line_row(text, row, roles)]


def _lines(text: str, at: int) -> list[Cell]:
    return [
        Cell(match.group().strip(), match.start() + len(match.group()) - len(match.group().lstrip()),
             match.start() + len(match.group().rstrip()))
        for match in _CELL.finditer(text, at)
        if match.group().strip()
    ]


def _mostly(rows: list[list[Cell]], width: int) -> bool:
    return sum(1 for row in rows if len(row) >= min(3, width)) >= len(rows) * 0.6


def _find_header(text: str) -> tuple[list[str | None], int] | None:
    """Find three or more headings of columns in a row, with a task and a unit or date among them."""
    for match in re.finditer(r"(?:序\s?号|编号)|(?:工作|重点|主要|具体|目标)(?:任务|措施|事项|内容)", text):
        roles: list[str | None] = []
        at = match.start()
        while True:
            word = _HEADER_WORD.match(text, at)
            if not word:
                break
            roles.append(role_of(word.group()))
            gap = re.compile(r"[\s|（）()、/]*").match(text, word.end())
            at = gap.end() if gap else word.end()
        known = [role for role in roles if role]
        if len(known) >= 3 and "task" in known and ("lead" in known or "coop" in known):
            return roles, at
    return None


def _numbered(cells: list[Cell]) -> list[list[Cell]]:
    """Group cells into rows that open with 1, 2, 3 …"""
    rows: list[list[Cell]] = []
    due = 1
    for at, cell in enumerate(cells):
        mark = _NUMBER.match(cell.words)
        value = _value(cell.words) if mark else 0
        following = cells[at + 1].words if at + 1 < len(cells) else ""
        if value == due and len(following) >= 2 and not _NUMBER.match(following):
            rows.append([])
            due += 1
            continue
        glued = re.match(r"(\d{1,3})[.．、]?(?=[一-龥“])", cell.words)
        if glued and int(glued.group(1)) == due and (len(cell.words) > 8 or not rows):
            rows.append([Cell(cell.words[glued.end() :], cell.start + glued.end(), cell.end)])
            due += 1
            continue
        if rows:
            rows[-1].append(cell)
    return rows


def _value(words: str) -> int:
    digits = re.match(r"\d+", words)
    if digits:
        return int(digits.group())
    return "一二三四五六七八九十".find(words[0]) + 1 if len(words) <= 2 else 0


def _unnumbered(cells: list[Cell], roles: list[str | None]) -> list[list[Cell]]:
    width = len(roles)
    return [cells[at : at + width] for at in range(0, len(cells) - width + 1, width)]


def _line_row(text: str, row: list[Cell], roles: list[str | None]) -> list[Measure]:
    """Map a row by position where the count fits; else from its end, by what cells look like."""
    columns = [role for role in roles if role != "number"]
    if len(row) == len(columns):
        tasks = [cell for cell, role in zip(row, columns, strict=True) if role == "task"]
        values: dict[str, list[str]] = {"lead": [], "coop": [], "due": []}
        for cell, role in zip(row, columns, strict=True):
            if role in values:
                values[role].append(cell.words)
        if tasks and _plausible(values):
            return _measure(text, max(tasks, key=lambda cell: len(cell.words)), values)
    return _guessed_row(text, row, columns)


def _plausible(values: dict[str, list[str]]) -> bool:
    return all(not cell or cell in ("无", "/", "-", "—") or len(cell) <= 80 and "。" not in cell.rstrip("。") for cell in values["lead"] + values["coop"])


def _guessed_row(text: str, row: list[Cell], columns: list[str | None]) -> list[Measure]:
    order = [role for role in columns if role in ("lead", "coop", "due", "skip")]
    values: dict[str, list[str]] = {"lead": [], "coop": [], "due": []}
    high = len(row)
    for at, role in enumerate(reversed(order)):
        if high <= 1:
            break
        cell = row[high - 1]
        if role == "due":
            low = high - 1
            while low > 1 and deadlines.is_deadline_cell(row[low - 1].words) and not units.is_body(row[low - 1].words):
                low -= 1
            if deadlines.is_deadline_cell(cell.words):
                values["due"].append("".join(part.words for part in row[low:high]))
                high = low
        elif role in ("lead", "coop"):
            if _is_units(cell.words) or cell.words in ("无", "/", "-", "—"):
                low = high - 1
                last = at == len(order) - 1
                while low > 1 and _is_units(row[low - 1].words) and (row[low - 1].words.endswith("、") or last):
                    low -= 1
                values[role].append("、".join(part.words.strip("、") for part in row[low:high]))
                high = low
        elif len(cell.words) <= 12 and not cell.words.endswith("。"):
            high -= 1
    body = row[:high]
    if not body:
        return []
    start, end = body[0].start, body[-1].end
    longest = max(body, key=lambda cell: len(cell.words))
    if "\n" in text[start:end] and sum(1 for role in columns if role == "task") > 1:
        start, end = longest.start, longest.end
    return _measure(text, Cell(text[start:end], start, end), values)


def _is_units(words: str) -> bool:
    names = units.split_units(words)
    return bool(names) and "。" not in words and all(
        units.is_body(name) or re.match(r"^各[一-龥（）()、]{1,16}$", name) for name in names
    )
