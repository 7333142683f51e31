"""States, causes and steps in the words of the pages."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from changai.tasks.rules import Colour, ColourReading

STATE_WORDS = {
    "REGISTERED": gettext_lazy("已立项"),
    "ASSIGNED": gettext_lazy("已交办，待签收"),
    "IN_PROGRESS": gettext_lazy("办理中"),
    "UNDER_REVIEW": gettext_lazy("待审核"),
    "DONE": gettext_lazy("已办结"),
    "CLOSED": gettext_lazy("已销号"),
    "ARCHIVED": gettext_lazy("已归档"),
    "CANCELLED": gettext_lazy("已取消"),
}
# What a step is called once it lies behind.
PASSED_WORDS = {
    "REGISTERED": gettext_lazy("已立项"),
    "ASSIGNED": gettext_lazy("已交办"),
    "IN_PROGRESS": gettext_lazy("已办理"),
    "UNDER_REVIEW": gettext_lazy("已审核"),
    "DONE": gettext_lazy("已办结"),
}
STATE_TONES = {
    "REGISTERED": "grey",
    "ASSIGNED": "blue",
    "IN_PROGRESS": "blue",
    "UNDER_REVIEW": "yellow",
    "DONE": "green",
    "CLOSED": "green",
    "ARCHIVED": "grey",
    "CANCELLED": "grey",
}
DUTY_WORDS = {
    "OPEN": gettext_lazy("待办"),
    "REPORTED": gettext_lazy("已报送，待牵头单位确认"),
    "ACCEPTED": gettext_lazy("已确认"),
    "WAIVED": gettext_lazy("已免除"),
}
TIER_WORDS = {
    "PROVINCE": gettext_lazy("省级"),
    "CITY": gettext_lazy("市级"),
    "COUNTY": gettext_lazy("县级"),
    "TOWN": gettext_lazy("镇级"),
    "ENTERPRISE": gettext_lazy("企业"),
}
EVENT_WORDS = {
    "register": gettext_lazy("立项"),
    "assign": gettext_lazy("交办"),
    "acknowledge": gettext_lazy("签收"),
    "decline": gettext_lazy("退回（非本单位职责）"),
    "report": gettext_lazy("填报进展"),
    "submit": gettext_lazy("报送办结"),
    "return": gettext_lazy("退回补充"),
    "accept": gettext_lazy("审核通过"),
    "strike_off": gettext_lazy("销号"),
    "archive": gettext_lazy("归档"),
    "cancel": gettext_lazy("取消"),
    "reassign": gettext_lazy("改交"),
    "waived": gettext_lazy("豁免"),
    "clock_stopped": gettext_lazy("停表"),
    "clock_resumed": gettext_lazy("恢复计时"),
    "due_changed": gettext_lazy("调整期限"),
    "extension_asked": gettext_lazy("申请延期"),
    "extension_approved": gettext_lazy("批准延期"),
    "extension_refused": gettext_lazy("不批准延期"),
    "reminded": gettext_lazy("提醒"),
    "cascaded": gettext_lazy("向下分解"),
    "poor_quality": gettext_lazy("标记为质量不高"),
    "quality_cleared": gettext_lazy("取消质量标记"),
    "amended": gettext_lazy("修改任务内容"),
    "followed_up": gettext_lazy("再次交办"),
    "duty_add": gettext_lazy("增加配合单位"),
    "duty_added": gettext_lazy("增加配合单位"),
    "duty_report": gettext_lazy("报送配合事项"),
    "duty_accept": gettext_lazy("认可配合事项"),
    "duty_return": gettext_lazy("退回配合事项"),
    "duty_waive": gettext_lazy("免除配合事项"),
    "duty_waived": gettext_lazy("免除配合事项"),
    "duty_due_changed": gettext_lazy("调整配合期限"),
}
CAUSE_WORDS = {
    "overdue": gettext_lazy("已超期"),
    "late_before": gettext_lazy("曾经超期"),
    "made_up_late": gettext_lazy("超期后补办"),
    "behind_trajectory": gettext_lazy("落后于进度"),
    "near_due": gettext_lazy("临近到期"),
    "on_course": gettext_lazy("按进度推进"),
    "submitted_in_time": gettext_lazy("按期报送，待审核"),
    "clock_stopped": gettext_lazy("已停表"),
    "no_date": gettext_lazy("无期限"),
    "finished": gettext_lazy("已办结"),
}
TONES = {
    Colour.RED: "RED",
    Colour.YELLOW: "YELLOW",
    Colour.BLUE: "BLUE",
    Colour.GREEN: "GREEN",
    Colour.STOPPED: "GREY",
    Colour.NONE: "GREY",
}
COLOUR_WORDS = {
    Colour.RED: gettext_lazy("红：已超期"),
    Colour.YELLOW: gettext_lazy("黄：落后或曾经超期"),
    Colour.BLUE: gettext_lazy("蓝：临近到期"),
    Colour.GREEN: gettext_lazy("绿：按进度或按期办结"),
    Colour.STOPPED: gettext_lazy("停表"),
    Colour.NONE: gettext_lazy("无期限"),
}


def colour_in_words(reading: ColourReading) -> dict[str, Any]:
    """Return what the colour badge shows: code, words, and the inputs it was computed from."""
    words = str(CAUSE_WORDS.get(reading.cause, _("无期限")))
    if reading.colour is Colour.NONE and reading.cause == "finished":
        words = _("不在办")
    return {"code": TONES[reading.colour], "words": words, "inputs": _inputs(reading)}


def _inputs(reading: ColourReading) -> list[str]:
    lines = [_("到期日：%s") % _day(reading.due_on)]
    if reading.days_late:
        lines.append(_("已超期 %(days)d 天（含节假日）") % {"days": reading.days_late})
    if reading.first_late_on:
        lines.append(_("首次超期：%s（不会抹去）") % _day(reading.first_late_on))
    if reading.behind_on:
        lines.append(_("如无新进展，自 %s 起落后于进度") % _day(reading.behind_on))
    lines.append(_("颜色由日期和进展算出，不能手工填写。"))
    return lines


def _day(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else _("无")
