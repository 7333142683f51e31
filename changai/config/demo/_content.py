"""The texts of the demo, moved from the days they were written for to the days around today."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

PLACE = ZoneInfo("Asia/Shanghai")
# On this day of the story some things are late, some due, most to come.
STORY_TODAY = date(2026, 4, 25)
STORY_MEETING = date(2026, 2, 26)
FULL_DAY = re.compile(r"(20\d\d)年(\d{1,2})月(\d{1,2})日")
MONTH_DAY = re.compile(r"(?<![年\d])(\d{1,2})月(\d{1,2})日")
MONTH_END = re.compile(r"(\d{1,2})月底前")
STORY_YEAR = re.compile(r"2026年(?=全省)")


@dataclass(frozen=True)
class Days:
    """The days of the story as seen from today."""

    today: date

    @cached_property
    def shift(self) -> timedelta:
        """Return by how much the story is moved."""
        return self.today - STORY_TODAY

    @property
    def year(self) -> int:
        """Return the year of the plan."""
        return (STORY_MEETING + self.shift).year

    def day(self, offset: int) -> date:
        """Return a day so many days from today."""
        return self.today + timedelta(days=offset)

    def at(self, offset: int, hour: int = 9, minute: int = 30) -> datetime:
        """Return a moment so many days from today."""
        return datetime.combine(self.day(offset), time(hour, minute), PLACE)

    def moved(self, text: str) -> str:
        """Return a text with every day in it moved, and no year where it is the plan's."""
        text = FULL_DAY.sub(lambda m: self._full(date(int(m[1]), int(m[2]), int(m[3]))), text)
        text = STORY_YEAR.sub(f"{self.year}年", text)
        text = MONTH_DAY.sub(lambda m: self._plain(date(2026, int(m[1]), int(m[2]))), text)
        return MONTH_END.sub(lambda m: f"{self._month(month_end(int(m[1])))}底前", text)

    def deadline(self, words: str) -> str:
        """Return the words of a deadline: the end of a month becomes a day."""
        found = MONTH_END.fullmatch(words)
        if not found:
            return self.moved(words)
        return f"{self._plain(month_end(int(found[1])))}前"

    def named_day(self, words: str) -> str:
        """Return the day that words without one stand for; empty where they hold one."""
        if words == "全年":
            return (date(2026, 12, 31) + self.shift).isoformat()
        return self.quarter_end.isoformat() if words == "每季度末" else ""

    @property
    def quarter_end(self) -> date:
        """Return the end of the quarter that runs today."""
        month = (self.today.month - 1) // 3 * 3 + 3
        return date(self.today.year + month // 12, month % 12 + 1, 1) - timedelta(days=1)

    def _full(self, story: date) -> str:
        day = story + self.shift
        return f"{day.year}年{day.month}月{day.day}日"

    def _plain(self, story: date) -> str:
        day = story + self.shift
        return self._month(story) + f"{day.day}日"

    def _month(self, story: date) -> str:
        day = story + self.shift
        return f"{day.month}月" if day.year == self.year else f"{day.year}年{day.month}月"


def month_end(month: int) -> date:
    """Return the last day of a month of the story."""
    following = date(2026 + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def folder() -> Path:
    """Return where the texts of the demo lie."""
    return Path(settings.ROOT) / "demo"


def report(days: Days) -> str:
    """Return the report of the sitting."""
    return days.moved((folder() / "report.txt").read_text(encoding="utf-8"))


def visit(days: Days) -> str:
    """Return the report that a visitor receives: news to the demo, and due next year at last."""
    text = (folder() / "visit.txt").read_text(encoding="utf-8")
    held = days.day(-1)
    text = text.replace("{昨天}", f"{held.year}年{held.month}月{held.day}日")
    return text.replace("{明年}", str(days.today.year + 1))


def people() -> list[dict[str, str]]:
    """Return who signs in to the demo."""
    with (folder() / "people.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def plan_title(days: Days) -> str:
    """Return what the plan is called."""
    return f"{days.year}年全省产业工人队伍建设改革工作要点及责任分工方案"


def plan_table(days: Days, quotes: Mapping[str, str]) -> bytes:
    """Return the plan as a table that an office would upload.

    `quotes` are confirmed sentences by the number of the row that they make.
    """
    with (folder() / "plan.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, [*rows[0], "完成日期", "来源原文", "出处"])
    writer.writeheader()
    for row in rows:
        row["完成日期"] = days.named_day(row["完成时限"])
        row["完成时限"] = days.deadline(row["完成时限"])
        row["来源原文"] = quotes.get(row["序号"], "")
        row["出处"] = f"{plan_title(days)}第{row['序号']}条"
        writer.writerow(row)
    return out.getvalue().encode()
