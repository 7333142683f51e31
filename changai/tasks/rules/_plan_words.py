"""Targets, quotas and stages as offices write them in a cell, and back again."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from changai.tasks.rules._plans import (
    IMPLIED,
    Operator,
    Quota,
    Stage,
    Target,
    decimal_of,
    plain,
)

WRITTEN = {
    Operator.AT_LEAST: "≥",
    Operator.AT_MOST: "≤",
    Operator.EQUAL: "=",
    Operator.ABOUT: "约",
    Operator.SHARE: "占比达到",
    Operator.GROWTH: "增长",
    Operator.WHOLE: "全覆盖",
    Operator.YES: "完成",
}
READ: Sequence[tuple[str, Operator]] = (
    *((words, Operator.AT_LEAST) for words in (">=", "≥", "不少于", "不低于", "至少", "达到")),
    *((words, Operator.AT_MOST) for words in ("<=", "≤", "不超过", "不高于", "控制在")),
    *((words, Operator.SHARE) for words in ("占比达到", "占比不低于", "占比", "比例达到")),
    *((words, Operator.GROWTH) for words in ("增长", "同比增长", "提高")),
    *((words, Operator.ABOUT) for words in ("约", "左右", "~", "≈")),
    ("=", Operator.EQUAL),
    ("＝", Operator.EQUAL),
)
OPERATORS = dict(READ)
_OP = "|".join(re.escape(words) for words in sorted(OPERATORS, key=len, reverse=True))
_BASE = r"(?:（以(?P<base>\d{4})年为基期）)?"
TARGET = re.compile(
    rf"^(?P<op>{_OP})?\s*(?P<value>\d[\d,，]*(?:\.\d+)?)\s*(?P<unit>[^\s\d：:（）()]*)"
    rf"(?P<around>左右|以上)?(?:\s*[：:]\s*|\s+|$|(?=（以\d))(?P<what>.*?){_BASE}$",
    re.DOTALL,
)
WITHOUT_VALUE = re.compile(
    rf"^(?P<op>全覆盖|完成)(?:\s*[：:]\s*|$|(?=（以\d))(?P<what>.*?){_BASE}$", re.DOTALL
)
STAGE = re.compile(r"^(?P<day>\d{4}-\d{2}-\d{2})\s+(?P<words>.+)$", re.DOTALL)
BETWEEN_TARGETS = re.compile(r"[\n；;]+")
BETWEEN_QUOTAS = re.compile(r"[；;，、]\s*|,(?!\d{3}(?:\D|$))\s*")
QUOTA_LINE = re.compile(r"^\s*(?:目标(?P<number>\d+)\s*[：:])?\s*(?P<rest>.*)$")
QUOTA = re.compile(r"^\s*(?P<name>.+?)\s*(?:=|＝|：|:)\s*(?P<value>\d[\d,]*(?:\.\d+)?)\s*$")


def write_target(target: Target) -> str:
    """Return a target as one line of a cell."""
    operator = Operator(target.operator)
    figure = f"{plain(target.value)}{target.unit}" if operator.has_value else ""
    what = f"：{target.what}" if target.what else ""
    base = f"（以{target.base_year}年为基期）" if target.base_year else ""
    return f"{WRITTEN[operator]}{figure}{what}{base}"


def write_targets(targets: Sequence[Target]) -> str:
    """Return the targets of a row, one a line."""
    return "\n".join(write_target(target) for target in targets)


def read_target_line(line: str) -> Target | None:
    """Return the target a line says; None where it has no figure in front."""
    line = line.strip()
    if found := WITHOUT_VALUE.match(line):
        operator = Operator.WHOLE if found["op"] == "全覆盖" else Operator.YES
        implied, unit = IMPLIED[operator]
        return Target(operator.value, implied, unit, found["what"].strip(), _year(found["base"]))
    found = TARGET.match(line)
    value = decimal_of(found["value"]) if found else None
    if found is None or value is None:
        return None
    operator = OPERATORS.get(found["op"] or "", Operator.AT_LEAST)
    unit = found["unit"]
    for around, meant in (("左右", Operator.ABOUT), ("以上", Operator.AT_LEAST)):
        if unit.endswith(around):
            unit, operator = unit[: -len(around)], meant
    return Target(operator.value, value, unit, found["what"].strip(), _year(found["base"]))


def _year(words: str | None) -> int | None:
    return int(words) if words else None


def read_targets(
    cell: str, *, find: Callable[[str], Sequence[tuple[str, str, str]]] | None = None
) -> tuple[Target, ...]:
    """Return the targets of a cell; `find` reads figures out of a sentence (value, unit, what).

    Nothing is lost: a line without any figure becomes a target that is done or not.
    """
    targets: list[Target] = []
    for line in (part.strip() for part in BETWEEN_TARGETS.split(cell)):
        if not line:
            continue
        if read := read_target_line(line):
            targets.append(read)
            continue
        found = [_found(*one) for one in (find(line) if find else ())]
        known = [one for one in found if one is not None]
        targets += known or [Target(Operator.YES.value, *IMPLIED[Operator.YES], line)]
    return tuple(targets)


def _found(value: str, unit: str, what: str) -> Target | None:
    number = decimal_of(value)
    return None if number is None else Target(Operator.AT_LEAST.value, number, unit, what[:120])


def write_quotas(targets: Sequence[Target], label: Callable[[Quota], str]) -> str:
    """Return the quotas of all targets, a line for each target that has some."""
    lines = []
    for number, target in enumerate(targets, start=1):
        if target.quotas:
            parts = "；".join(f"{label(one)}={plain(one.value)}" for one in target.quotas)
            lines.append(f"目标{number}：{parts}" if len(targets) > 1 else parts)
    return "\n".join(lines)


def read_quotas(cell: str) -> tuple[dict[int, list[tuple[str, str]]], list[str]]:
    """Return (name, number) pairs by the target's place from 0, and the parts not understood."""
    quotas: dict[int, list[tuple[str, str]]] = {}
    bad = []
    for line in cell.splitlines():
        found = QUOTA_LINE.match(line)
        if found is None or not found["rest"].strip():
            continue
        place = int(found["number"]) - 1 if found["number"] else 0
        for part in BETWEEN_QUOTAS.split(found["rest"]):
            if not part.strip():
                continue
            pair = QUOTA.match(part)
            if pair is None:
                bad.append(part.strip())
            else:
                quotas.setdefault(place, []).append((pair["name"], pair["value"]))
    return quotas, bad


def write_stages(stages: Sequence[Stage]) -> str:
    """Return the stages, one a line, the day first."""
    return "\n".join(
        f"{one.due_on.isoformat()} {one.words}" if one.due_on else one.words for one in stages
    )


def read_stages(cell: str) -> tuple[Stage, ...]:
    """Return the stages of a cell, one a line; a day that no calendar has stays in the words."""
    stages = []
    for line in (part.strip() for part in cell.splitlines()):
        found = STAGE.match(line)
        day = _day(found["day"]) if found else None
        if found and day:
            stages.append(Stage(found["words"].strip(), day))
        elif line:
            stages.append(Stage(line))
    return tuple(stages)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def tier_of(name: str, tiers: Mapping[str, str]) -> str:
    """Return the tier a name means, with or without 各 before it; empty if it is none."""
    bare = name.removeprefix("各").removeprefix("每个").strip()
    return tiers.get(bare, tiers.get(bare.removesuffix("级") + "级", ""))
