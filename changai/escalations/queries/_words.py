"""Levels, causes and states in the words of the pages."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy

from changai.calendar.queries import working_calendar
from changai.packs.current import pack

LEVEL_WORDS = {
    "REMINDER": gettext_lazy("提醒"),
    "CHASING_NOTICE": gettext_lazy("催办通知单"),
    "BLUE_SLIP": gettext_lazy("蓝色督办单"),
    "YELLOW_SLIP": gettext_lazy("黄色督办单"),
    "RED_SLIP": gettext_lazy("红色督办单"),
}
LEVEL_TONES = {
    "REMINDER": "grey",
    "CHASING_NOTICE": "grey",
    "BLUE_SLIP": "blue",
    "YELLOW_SLIP": "yellow",
    "RED_SLIP": "red",
}
CAUSE_WORDS = {
    "overdue": gettext_lazy("已超期"),
    "behind_trajectory": gettext_lazy("落后于进度"),
    "poor_quality": gettext_lazy("质量不高"),
    "near_due": gettext_lazy("临近到期"),
    "unsigned": gettext_lazy("逾时未签收"),
    "waiting_unit": gettext_lazy("在等配合单位"),
    "clock_stopped": gettext_lazy("已停表"),
    "under_review": gettext_lazy("已报送，在等审核"),
    "extension_asked": gettext_lazy("延期申请待答复"),
    "slip_runs": gettext_lazy("已有督办单在办"),
    "all_failed": gettext_lazy("各级督办单均已发过"),
    "nothing": gettext_lazy("没有要督办的"),
}
STATE_WORDS = {
    "OPEN": gettext_lazy("待整改"),
    "ANSWERED": gettext_lazy("已答复"),
    "LIFTED": gettext_lazy("已解除"),
    "WITHDRAWN": gettext_lazy("已作废"),
    "DISMISSED": gettext_lazy("不采纳"),
}
STATE_TONES = {
    "DRAFTING": "grey",
    "OPEN": "yellow",
    "ANSWERED": "blue",
    "LIFTED": "green",
    "WITHDRAWN": "grey",
    "DISMISSED": "grey",
}
EVENT_WORDS = {
    "change": gettext_lazy("修改"),
    "withdraw": gettext_lazy("作废"),
    "answer": gettext_lazy("答复整改情况"),
    "lift": gettext_lazy("解除督办"),
}
DRAFTING = gettext_lazy("拟稿中，尚未发出")
DIGEST_WORDS = {
    "CIRCULAR": gettext_lazy("通报"),
    "BRIEFING": gettext_lazy("简报"),
    "SPECIAL_REPORT": gettext_lazy("专报"),
}


def workdays_after(day: date, clock: str) -> date:
    """Return the day that lies a clock's number of working days after another."""
    return working_calendar().add_workdays(day, pack().clock(clock).value_on(day))


def workdays_before(day: date, clock: str) -> date:
    """Return the day that lies a clock's number of working days before another."""
    return working_calendar().add_workdays(day, -pack().clock(clock).value_on(day))
