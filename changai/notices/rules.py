"""What a notice says, and when it may leave by mail. Plain Python: no clock, no database.

The words are Chinese message ids; whoever shows them asks the catalogue for the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

PLACE = ZoneInfo("Asia/Shanghai")
LEASE = timedelta(minutes=10)
LONGEST_WAIT = timedelta(hours=12)


def gettext_noop(words: str) -> str:
    """Mark words for the catalogue without translating them here."""
    return words


class Tone(StrEnum):
    """How loud a notice looks; the colors are those of the lamp."""

    RED = "red"
    YELLOW = "yellow"
    BLUE = "blue"
    GREEN = "green"
    PLAIN = "grey"


class UnknownKind(LookupError):
    """No words are written for this kind of notice."""


class MissingFact(LookupError):
    """A notice lacks a fact that its words speak of."""


@dataclass(frozen=True)
class Kind:
    """The words of one kind of notice and the facts they need; `_on` facts are days or None."""

    words: str
    facts: tuple[str, ...]
    tone: Tone = Tone.PLAIN


_ = gettext_noop
KINDS: Mapping[str, Kind] = {
    "task_assigned": Kind(
        _("%(unit)s交办：%(title)s，期限%(due_on)s"), ("unit", "title", "due_on"), Tone.BLUE
    ),
    "task_acknowledged": Kind(_("%(unit)s已签收：%(title)s"), ("unit", "title")),
    "task_declined": Kind(
        _("%(unit)s退回，称非本单位职责：%(title)s。理由：%(reason)s"),
        ("unit", "title", "reason"),
        Tone.YELLOW,
    ),
    "task_submitted": Kind(_("%(unit)s报送办结，待审核：%(title)s"), ("unit", "title"), Tone.BLUE),
    "task_returned": Kind(
        _("审核退回：%(title)s。理由：%(reason)s"), ("title", "reason"), Tone.YELLOW
    ),
    "task_done": Kind(_("审核通过，已办结：%(title)s"), ("title",), Tone.GREEN),
    "task_closed": Kind(_("已销号：%(title)s"), ("title",), Tone.GREEN),
    "task_cancelled": Kind(_("已取消：%(title)s。理由：%(reason)s"), ("title", "reason")),
    "task_reassigned": Kind(
        _("改由%(unit)s牵头：%(title)s。理由：%(reason)s"), ("unit", "title", "reason")
    ),
    "task_waived": Kind(_("已豁免：%(title)s。理由：%(reason)s"), ("title", "reason")),
    "duty_assigned": Kind(
        _("%(unit)s牵头的任务请你单位配合：%(title)s，期限%(due_on)s"),
        ("unit", "title", "due_on"),
        Tone.BLUE,
    ),
    "duty_reported": Kind(_("%(unit)s报送了配合事项：%(title)s"), ("unit", "title"), Tone.BLUE),
    "duty_returned": Kind(
        _("配合事项被退回：%(title)s。理由：%(reason)s"), ("title", "reason"), Tone.YELLOW
    ),
    "duty_accepted": Kind(_("配合事项已认可：%(title)s"), ("title",), Tone.GREEN),
    "duty_waived": Kind(_("配合事项已豁免：%(title)s。理由：%(reason)s"), ("title", "reason")),
    "near_due": Kind(_("即将到期（%(due_on)s）：%(title)s"), ("title", "due_on"), Tone.BLUE),
    "overdue": Kind(_("已逾期（期限%(due_on)s）：%(title)s"), ("title", "due_on"), Tone.RED),
    "behind": Kind(
        _("进度落后于计划（期限%(due_on)s）：%(title)s"), ("title", "due_on"), Tone.YELLOW
    ),
    "duty_near_due": Kind(
        _("配合事项即将到期（%(due_on)s）：%(title)s"), ("title", "due_on"), Tone.BLUE
    ),
    "duty_overdue": Kind(
        _("配合事项已逾期（期限%(due_on)s）：%(title)s"), ("title", "due_on"), Tone.RED
    ),
    "unsigned": Kind(
        _("尚未签收：%(title)s（%(assigned_on)s交办）"), ("title", "assigned_on"), Tone.YELLOW
    ),
    "unsigned_escalated": Kind(
        _("%(unit)s仍未签收：%(title)s（%(assigned_on)s交办）"),
        ("unit", "title", "assigned_on"),
        Tone.RED,
    ),
    "extension_asked": Kind(
        _("%(unit)s申请延期至%(wanted_on)s：%(title)s"), ("unit", "title", "wanted_on"), Tone.BLUE
    ),
    "extension_approved": Kind(
        _("延期已批准，新期限%(due_on)s：%(title)s"), ("title", "due_on"), Tone.GREEN
    ),
    "extension_refused": Kind(
        _("延期未批准：%(title)s。理由：%(reason)s"), ("title", "reason"), Tone.YELLOW
    ),
    "clock_stopped": Kind(_("已中止计时：%(title)s。原因：%(reason)s"), ("title", "reason")),
    "clock_resumed": Kind(_("已恢复计时，期限%(due_on)s：%(title)s"), ("title", "due_on")),
    "report_requested": Kind(
        _("%(unit)s请你单位报送%(period)s进展，截止%(due_on)s：%(title)s"),
        ("unit", "period", "due_on", "title"),
        Tone.BLUE,
    ),
    "report_returned": Kind(
        _("报送被退回：%(title)s。理由：%(reason)s"), ("title", "reason"), Tone.YELLOW
    ),
    "report_verified": Kind(_("报送已核实：%(title)s"), ("title",), Tone.GREEN),
    "plan_comment_round": Kind(
        _("%(unit)s就计划征求意见，截止%(until_on)s：%(title)s"),
        ("unit", "title", "until_on"),
        Tone.BLUE,
    ),
    "plan_adopted": Kind(_("计划已印发：%(title)s（%(unit)s）"), ("title", "unit")),
    "plan_row_changed": Kind(
        _("计划修订涉及你单位：%(title)s。依据：%(reason)s"), ("title", "reason"), Tone.YELLOW
    ),
    "parent_row_changed": Kind(
        _("上级计划条目已修订，请核对本级：%(title)s"), ("title",), Tone.YELLOW
    ),
    "meeting_convened": Kind(
        _("%(unit)s通知开会：%(title)s，%(starts_on)s %(begins)s，%(room)s"),
        ("unit", "title", "starts_on", "begins", "room"),
        Tone.BLUE,
    ),
    "meeting_changed": Kind(
        _("会议时间或地点有变：%(title)s，改为%(starts_on)s %(begins)s，%(room)s"),
        ("title", "starts_on", "begins", "room"),
        Tone.YELLOW,
    ),
    "meeting_cancelled": Kind(
        _("会议取消：%(title)s（原定%(starts_on)s）。理由：%(reason)s"),
        ("title", "starts_on", "reason"),
        Tone.YELLOW,
    ),
    "minutes_signed": Kind(_("会议纪要已签发：%(title)s"), ("title",), Tone.GREEN),
    "minutes_amended": Kind(
        _("会议纪要有更正（%(label)s）：%(title)s"), ("title", "label"), Tone.YELLOW
    ),
    "reminder": Kind(
        _("%(unit)s催办：%(title)s。%(words)s"), ("unit", "title", "words"), Tone.YELLOW
    ),
    "paper_to_sign": Kind(
        _("%(unit)s来文待签收：%(title)s %(number)s"), ("unit", "title", "number"), Tone.BLUE
    ),
    "paper_received": Kind(_("%(unit)s来文：%(title)s %(number)s"), ("unit", "title", "number")),
    "paper_withdrawn": Kind(
        _("公文已撤回：%(title)s %(number)s。理由：%(reason)s"),
        ("title", "number", "reason"),
        Tone.YELLOW,
    ),
    "conveyed": Kind(
        _("%(unit)s传达：%(title)s，请在%(due_on)s前签收"), ("unit", "title", "due_on"), Tone.BLUE
    ),
    "conveyed_unsigned": Kind(
        _("传达已过签收时限（%(due_on)s），请尽快签收：%(title)s"),
        ("title", "due_on"),
        Tone.YELLOW,
    ),
    "conveyed_escalated": Kind(
        _("%(unit)s等%(count)s个单位仍未签收：%(title)s"), ("unit", "count", "title"), Tone.RED
    ),
    "handed_over": Kind(
        _("%(person)s的%(count)s项在办事项移交给你"), ("person", "count"), Tone.BLUE
    ),
    "slip_answered": Kind(_("%(unit)s答复了督办单：%(title)s"), ("unit", "title"), Tone.BLUE),
    "slip_lifted": Kind(_("督办已解除：%(title)s"), ("title",), Tone.GREEN),
    "slip_day_passed": Kind(
        _("督办单期限已过（%(until_on)s），尚未解除：%(title)s（%(unit)s）"),
        ("until_on", "title", "unit"),
        Tone.RED,
    ),
    "look_back_due": Kind(_("可以回头看：%(title)s（%(unit)s）"), ("title", "unit"), Tone.BLUE),
    "problem_came_back": Kind(
        _("回头看发现问题反弹：%(title)s（%(unit)s）"), ("title", "unit"), Tone.RED
    ),
    "scheme_opened": Kind(
        _("%(unit)s公开考核结果，%(until_on)s前可提出异议：%(title)s"),
        ("unit", "until_on", "title"),
        Tone.BLUE,
    ),
    "scheme_objected": Kind(
        _("%(unit)s对考核结果提出异议：%(title)s"), ("unit", "title"), Tone.YELLOW
    ),
    "scheme_answered": Kind(_("考核异议已答复：%(title)s"), ("title",)),
    "pilot_call": Kind(
        _("%(unit)s征集试点：%(title)s，你单位名额不少于%(count)s个"),
        ("unit", "title", "count"),
        Tone.BLUE,
    ),
    "pilot_returned": Kind(
        _("试点申报退回补正：%(unit)s（%(title)s）。%(reason)s"),
        ("unit", "title", "reason"),
        Tone.YELLOW,
    ),
    "pilot_settled": Kind(_("试点申报评审结束：%(unit)s（%(title)s）"), ("unit", "title")),
    "pilot_named": Kind(_("%(unit)s被命名为试点：%(title)s"), ("unit", "title"), Tone.GREEN),
    "pilot_ended": Kind(_("%(unit)s的试点已结束。依据：%(reason)s"), ("unit", "reason")),
    "pilot_check_due": Kind(
        _("试点中期检查将于%(until_on)s到期：%(unit)s"), ("unit", "until_on"), Tone.BLUE
    ),
    "pilot_term_near": Kind(
        _("试点任期将于%(until_on)s届满，请决定续期、毕业或移出：%(unit)s"),
        ("unit", "until_on"),
        Tone.YELLOW,
    ),
    "pilot_term_past": Kind(
        _("试点任期已于%(until_on)s届满，尚未作出决定：%(unit)s"), ("unit", "until_on"), Tone.RED
    ),
    "pilot_instructor": Kind(_("%(person)s任%(unit)s的试点指导员"), ("person", "unit"), Tone.BLUE),
    "totals_differ": Kind(
        _(
            "指标汇总与逐条重算不符，共%(count)s个数：%(unit)s%(title)s（%(period)s）"
            "应为%(expected)s，现为%(found)s。请系统管理员核对后更正"
        ),
        ("count", "unit", "title", "period", "expected", "found"),
        Tone.RED,
    ),
    "value_returned": Kind(
        _("指标数据被退回：%(title)s。理由：%(reason)s"), ("title", "reason"), Tone.YELLOW
    ),
    "value_changed": Kind(
        _("指标数据的核实数与填报数不同：%(title)s。理由：%(reason)s"),
        ("title", "reason"),
        Tone.YELLOW,
    ),
}
del _
WITHOUT_DATE = gettext_noop("未定")


def kind(name: str) -> Kind:
    """Return one kind of notice.

    Raises:
        UnknownKind: nobody wrote its words.
    """
    try:
        return KINDS[name]
    except KeyError:
        raise UnknownKind(name) from None


def checked_facts(name: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts as they are stored, dates as text.

    Raises:
        UnknownKind: nobody wrote words for this kind.
        MissingFact: the words speak of a fact that is not given.
    """
    missing = [fact for fact in kind(name).facts if fact not in facts]
    if missing:
        raise MissingFact(f"{name} lacks {', '.join(missing)}")
    return {
        key: value.isoformat() if hasattr(value, "isoformat") else value
        for key, value in facts.items()
    }


@dataclass(frozen=True)
class Sending:
    """When mail may leave.

    Units: bundle_minutes; the two hours are hours of the day in Shanghai, equal hours mean never
    quiet.
    """

    bundle_minutes: int
    quiet_from: int
    quiet_until: int

    def due_at(self, at: datetime, *, urgent: bool) -> datetime:
        """Return when a notice made at a moment leaves: at once if urgent, else with its bundle.

        A bundle ends with its window; one that ends in the quiet hours waits for the morning.
        """
        return at if urgent else self.awake(self.window_end(at))

    def window_start(self, at: datetime) -> datetime:
        """Return the beginning of the bundling window a moment lies in."""
        seconds = max(1, self.bundle_minutes) * 60
        return datetime.fromtimestamp(at.timestamp() // seconds * seconds, UTC)

    def window_end(self, at: datetime) -> datetime:
        """Return the end of the bundling window a moment lies in."""
        return self.window_start(at) + timedelta(minutes=max(1, self.bundle_minutes))

    def is_quiet(self, at: datetime) -> bool:
        """Say whether a moment lies in the quiet hours."""
        hour = at.astimezone(PLACE).hour
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= hour < self.quiet_until
        return hour >= self.quiet_from or hour < self.quiet_until

    def awake(self, at: datetime) -> datetime:
        """Return the moment itself, or the end of the quiet hours it lies in."""
        if not self.is_quiet(at):
            return at
        here = at.astimezone(PLACE)
        ends = datetime.combine(here.date(), time(self.quiet_until), PLACE)
        if ends <= here:
            ends += timedelta(days=1)
        return ends.astimezone(UTC)


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts that failed: 5 minutes, doubling."""
    return min(timedelta(minutes=5 * 2 ** min(max(attempts, 1) - 1, 10)), LONGEST_WAIT)
