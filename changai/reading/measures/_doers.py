"""Read the bodies that the subject of an order names."""

from __future__ import annotations

import re

from changai.reading import units
from changai.reading.units import Assignment, split_units


def doers(who: str) -> Assignment:
    """Return the bodies a subject names: 各地区各部门 are two, 各级各部门 one."""
    who = re.sub(
        r"^(?:由|请|希望|要求|同时|以及|特别是|尤其是|今后|目前|当前|下一?步)|会后$",
        "",
        who.strip(),
    )
    together = re.match(r"(?P<first>.+?)(?:会同|联合|商)(?P<rest>.+)$", who)
    if together and units.is_body(together["first"]):
        return Assignment(split_units(together["first"]), split_units(together["rest"]))
    who = _cut_to_body(who)
    names: list[str] = []
    for name in split_units(who):
        names += _pair(name)
    return Assignment(tuple(dict.fromkeys(names)))


def _pair(name: str) -> list[str]:
    pair = re.fullmatch(r"(各(?!级)[一-龥（）()、]{1,8}?)(各[一-龥（）()、]{1,10})", name)
    return [pair[1], pair[2]] if pair else [name]


_BODY = re.compile(
    rf"(?:{units.ORG_TAIL}|级|镇街|矿|党组织|干部|同志|党员|成员|学员|人员|上下|校|书记|负责人|领导|班子|主任|局长|镇长|乡长|委员|代表|者|团队|主体|家长|师生|教师|职工|社会|方面|层级|战线|系统)$"
)


def _cut_to_body(who: str) -> str:
    """Cut 各级各部门思想认识 to the bodies it opens with; leave what ends in a body alone."""
    if not who.startswith(("各", "全", "有关", "相关")) or _BODY.search(who):
        return who
    body = _SHORT.match(who)
    return body.group() if body else who


_SHORT = re.compile(
    r"[^，。]{1,12}?(?:部门|单位|企业|街道|乡镇|党组织|党委|工会|地区|县区|市区|园区|公司|学校|干部|机构)"
)
