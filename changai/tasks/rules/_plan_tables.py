"""Division tables as grids of cells: which row is the header, what each column means."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from changai.tasks.rules._plans import FACT_WORDS, gettext_noop

_ = gettext_noop
Grid = Sequence[Sequence[str]]
# What a column may hold beside the fields of a row. `other` holds 【label】 lines of any field.
COLUMN_WORDS: Mapping[str, str] = {
    **{
        name: words
        for name, words in FACT_WORDS.items()
        if name not in ("clause_id", "instruction_id")
    },
    "quotas": _("分级指标"),
    "key": _("条目标识"),
    "other": _("其他事项"),
}
EXPORT_ORDER = (
    "number",
    "section",
    "title",
    "shape",
    "targets",
    "quotas",
    "leader_name",
    "leader_post",
    "leads",
    "cooperating",
    "summarizing",
    "by_duty_scope",
    "deadline_words",
    "deadline_kind",
    "begins_on",
    "due_on",
    "stages",
    "deliverable_form",
    "assessment_rule",
    "axes",
    "evidence_required",
    "responsible_name",
    "responsible_post",
    "clause_words",
    "clause_where",
    "key",
)
# The columns a paper table has; the rest goes into `other`.
PAPER_ORDER = (
    "number",
    "section",
    "title",
    "targets",
    "leads",
    "cooperating",
    "deadline_words",
    "leader_name",
    "other",
)
# Header words, the more telling ones first; found anywhere in the cell, blanks left out.
HEADINGS: Sequence[tuple[str, re.Pattern[str]]] = (
    ("key", re.compile(r"条目标识")),
    ("quotas", re.compile(r"分级|各地指标|指标分解|任务分解数|分配")),
    ("leader_post", re.compile(r"领导职务")),
    ("leader_name", re.compile(r"(?:责任|分管|牵头|挂钩|挂包|联系|包抓).{0,2}领导")),
    ("responsible_post", re.compile(r"责任人职务|职务|岗位")),
    ("responsible_name", re.compile(r"责任人|联系人|经办人|具体负责")),
    ("summarizing", re.compile(r"汇总单位")),
    (
        "cooperating",
        re.compile(r"(?:配合|协同|协办|参与|参加|协助|会办).{0,2}(?:单位|部门)?$|配合"),
    ),
    ("leads", re.compile(r"(?:牵头|责任|主办|承办|实施|落实|主责|负责).{0,2}(?:单位|部门)|^牵头$")),
    ("by_duty_scope", re.compile(r"责任范围|实施范围|覆盖范围")),
    ("deadline_kind", re.compile(r"时限类型")),
    ("begins_on", re.compile(r"开始|起始|启动")),
    ("due_on", re.compile(r"(?:完成|截止|办结|到期)日期")),
    ("deadline_words", re.compile(r"时限|期限|时间|进度要求|节点")),
    ("stages", re.compile(r"阶段|分步|步骤|具体措施|主要措施|工作措施|推进计划|季度.{0,4}进展")),
    ("targets", re.compile(r"目标|指标|工作量")),
    ("deliverable_form", re.compile(r"成果")),
    ("assessment_rule", re.compile(r"考核|评价|评分|验收")),
    ("axes", re.compile(r"归口|方向|对应任务|改革任务")),
    ("evidence_required", re.compile(r"佐证|印证")),
    ("clause_words", re.compile(r"来源原文|原文")),
    ("clause_where", re.compile(r"出处|来源|依据|文件名")),
    ("shape", re.compile(r"类型|形式")),
    ("section", re.compile(r"类别|分类|板块|领域|章节|一级任务|大项|方面")),
    ("number", re.compile(r"序号|编号|^号$|^No\.?$")),
    ("title", re.compile(r"重点任务|工作任务|任务|事项|工作内容|内容|项目|举措|措施|要点")),
    ("other", re.compile(r"其他事项|备注")),
)
LOOKED_AT_FOR_HEADER = 12
BLANKS = re.compile(r"\s+")
LABELLED = re.compile(r"^【(?P<label>[^【】\n]{1,12})】", re.MULTILINE)
SECTION_NUMBER = re.compile(r"^[一二三四五六七八九十]+、|^[（(][一二三四五六七八九十]+[）)]")


@dataclass(frozen=True)
class TableRow:
    """A row of a table: where it stands (counted from 1), its section, its cells by field."""

    number: int
    section: str
    cells: Mapping[str, str] = field(default_factory=dict)


def squeezed(text: str) -> str:
    """Return a text without white space."""
    return BLANKS.sub("", text)


def field_of(heading: str) -> str:
    """Return the field a heading names; empty if none."""
    words = squeezed(heading)
    for name, label in COLUMN_WORDS.items():
        if words == label:
            return name
    for name, pattern in HEADINGS:
        if words and len(words) <= 20 and pattern.search(words):
            return name
    return ""


def header_row(grid: Grid) -> int:
    """Return which row is the header: the first with the most headings among the first rows."""
    best, most = 0, 0
    for index, row in enumerate(grid[:LOOKED_AT_FOR_HEADER]):
        count = len({name for cell in row if (name := field_of(cell))})
        if count > most:
            best, most = index, count
    return best


def is_table(grid: Grid) -> bool:
    """Say whether a grid has a header of a division table: a task, and one thing about it."""
    if not grid:
        return False
    names = {field_of(cell) for cell in grid[header_row(grid)]}
    return "title" in names and len(names - {""}) >= 2


def proposed_columns(heading: Sequence[str]) -> dict[int, str]:
    """Return the field of each column; the first column that fits a field gets it.

    具体措施 beside 重点任务 are the measures; alone they are the task.
    """
    columns: dict[int, str] = {}
    for index, cell in enumerate(heading):
        name = field_of(cell)
        if name and name not in columns.values():
            columns[index] = name
    if "title" not in columns.values():
        for index, cell in enumerate(heading):
            if re.search(r"措施|举措|内容", squeezed(cell)):
                columns[index] = "title"
                break
    return columns


def header_hash(heading: Sequence[str]) -> str:
    """Return what a table with these headings is remembered under."""
    words = "\x1f".join(squeezed(cell) for cell in heading)
    return hashlib.sha256(words.encode()).hexdigest()


def table_rows(grid: Grid, *, header: int, columns: Mapping[int, str]) -> list[TableRow]:
    """Return the rows below the header with their section.

    A row that says one thing in all its cells, or nothing but a title in a numbered heading, is
    a section. A second header (each page of a printed table has one) and empty rows are left out.
    """
    heading = [squeezed(cell) for cell in grid[header]] if grid else []
    rows: list[TableRow] = []
    section = ""
    for index in range(header + 1, len(grid)):
        cells = [cell.strip() for cell in grid[index]]
        if not any(cells) or [squeezed(cell) for cell in cells] == heading:
            continue
        if words := section_of(cells, columns):
            section = words
            continue
        rows.append(_row(index + 1, section, cells, columns))
    return rows


def section_of(cells: Sequence[str], columns: Mapping[int, str]) -> str:
    """Return the section a row names; empty if it is an ordinary row."""
    said = {cell for cell in cells if cell}
    if len(said) == 1 and len(cells) > 1:
        words = next(iter(said))
        spread = sum(1 for cell in cells if cell) > 1
        alone = next(columns.get(index) for index, cell in enumerate(cells) if cell)
        if spread or alone != "title" or SECTION_NUMBER.match(words):
            return "" if words.isdigit() else SECTION_NUMBER.sub("", words)
    return ""


def _row(number: int, section: str, cells: Sequence[str], columns: Mapping[int, str]) -> TableRow:
    found: dict[str, str] = {}
    for index, name in columns.items():
        text = cells[index] if index < len(cells) else ""
        if name == "other":
            found.update({key: words for key, words in labelled(text).items() if words})
        elif text and name not in found:
            found[name] = text
    return TableRow(number, found.get("section", "") or section, found)


def labelled(text: str) -> dict[str, str]:
    """Return the fields a cell holds as lines that begin with 【label】; other words are left."""
    names = {label: name for name, label in COLUMN_WORDS.items()}
    marks = [found for found in LABELLED.finditer(text) if found["label"] in names]
    fields = {}
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        end = following.start() if following else len(text)
        fields[names[mark["label"]]] = text[mark.end() : end].strip()
    return fields


def write_labelled(fields: Mapping[str, str]) -> str:
    """Return fields as lines that begin with 【label】."""
    return "\n".join(f"【{COLUMN_WORDS[name]}】{text}" for name, text in fields.items() if text)


NAMES_APART = re.compile(r"[、,，;；\n/]+")
OUTSIDE = re.compile(r"^(?P<name>.*?)(?P<extra>(?:[（(][^（）()]*[）)])*)$", re.DOTALL)
EXTRA = re.compile(r"[（(]([^（）()]*)[）)]")
JOINT = re.compile(r"(?:[（(]\s*)?共同牵头(?:\s*[）)])?")


@dataclass(frozen=True)
class NamedUnit:
    """A unit as a cell names it: its name, and what stands in brackets behind it."""

    name: str
    extras: tuple[str, ...] = ()


def read_names(cell: str) -> list[NamedUnit]:
    """Return the units a cell names, in order; 等 at the end and empty parts are left out."""
    named = []
    for part in _split_outside_brackets(cell):
        words = part.strip().removesuffix("等").strip()  # not shown: "and others"
        found = OUTSIDE.match(words)
        if found and found["name"].strip():
            named.append(NamedUnit(found["name"].strip(), tuple(EXTRA.findall(found["extra"]))))
    return named


def _split_outside_brackets(cell: str) -> list[str]:
    parts, depth, current = [], 0, ""
    for character in cell:
        depth += (character in "（(") - (character in "）)")
        if depth <= 0 and NAMES_APART.match(character):
            parts.append(current)
            current = ""
        else:
            current += character
    return [*parts, current]


def take_joint(cell: str) -> tuple[str, bool]:
    """Return a cell of lead units without its mark of a joint lead, and whether it had one."""
    bare = JOINT.sub("", cell)
    return bare, bare != cell
