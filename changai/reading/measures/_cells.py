"""Cells of a responsibility table: what a column holds, and the measure of a row."""

from __future__ import annotations

import re
from dataclasses import dataclass

from changai.reading import deadlines, units
from changai.reading.facts import Measure
from changai.reading.measures._build import make
from changai.reading.units import Assignment

_ROLES = (
    ("number", re.compile(r"^(?:序号?|编号|项次|号|No\.?|№)$")),
    (
        "due",
        re.compile(
            r"(?:时限|期限|完成时间|时间(?:节点|要求|进度|安排)|^时间$|进度(?:安排|要求)|完成日期|截止)"
        ),
    ),
    (
        "skip",
        re.compile(
            r"(?:领导|责任人|负责人|联系人|备注|电话|成果形式|考核|类别|分类|领域|方面|板块|资金|进展|落实情况|完成情况|依据|督)"
        ),
    ),
    (
        "coop",
        re.compile(
            r"(?:配合|协办|协同|协助|参与|参加|会同|相关)(?:责任)?(?:单位|部门|处室|科室)?$"
        ),
    ),
    (
        "lead",
        re.compile(
            r"(?:牵头|主办|承办|责任|负责|主责|实施|落实|组织)(?:责任|负责)?(?:单位|部门|处室|科室|主体)|^牵头$|^(?:单位|部门)$"
        ),
    ),
    ("task", re.compile(r"(?:任务|措施|内容|举措|事项|项目|要点|目标|工作|要求|清单)")),
)


_CHIEF = re.compile("牵头|主办|主责")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell and where it stands."""

    words: str
    start: int
    end: int


def role_of(head: str) -> str | None:
    """Return what a column's heading says the column holds."""
    head = re.sub(r"[\s：:（）()]", "", head)
    if not head or len(head) > 14:
        return None
    return next((role for role, pattern in _ROLES if pattern.search(head)), None)


def roles_of(heads: list[str]) -> list[str | None]:
    """Return the role of each column; 责任单位 beside 牵头单位 helps rather than leads."""
    roles = [role_of(head) for head in heads]
    chief = [
        role == "lead" and bool(_CHIEF.search(head))
        for role, head in zip(roles, heads, strict=True)
    ]
    if any(chief):
        roles = [
            "coop" if role == "lead" and not is_chief else role
            for role, is_chief in zip(roles, chief, strict=True)
        ]
    return roles


def read_row(text: str, task: Cell, values: dict[str, list[str]]) -> list[Measure]:
    """Return the measure of a row; `values` holds its lead, coop and due cells."""
    lead: list[str] = []
    helping: list[str] = []
    due: str | None = None
    for cell in values.get("lead", []):
        given = units.parse(cell) if re.search(r"牵头|配合|会同|：", cell) else None
        lead += given.lead if given and given.lead else units.split_units(cell)
        helping += given.cooperating if given else ()
    for cell in values.get("coop", []):
        helping += units.split_units(cell)
    for cell in values.get("due", []):
        due = deadlines.cell_deadline(cell) or due
    assigned = Assignment(
        tuple(dict.fromkeys(lead)), tuple(dict.fromkeys(n for n in helping if n not in lead)), due
    )
    mark = re.match(
        r"\s*(?:\d{1,3}[.．、](?!\d)|[（(][\d一二三四五六七八九十]{1,3}[）)]|[①-⑳])\s*", task.words
    )
    start = task.start + (mark.end() if mark else 0)
    measure = make(text, start, task.end, assigned=assigned)
    return [measure] if measure else []
