"""Goals at a glance: the figures of one unit in the three results the reform is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.dashboards import rules
from changai.indicators import queries as indicators
from changai.indicators.queries import Figure, TrendRow
from changai.indicators.rules import Cause
from changai.orgs.models import Unit
from changai.ui.templatetags.ui import number

# What needs a look stands first.
MOST_AIMED, MOST_PLAIN = 12, 8
ORDER = {"RED": 0, "YELLOW": 1, "GREY": 2, "GREEN": 3}


@dataclass(frozen=True)
class Goal:
    """One figure on the page with its last periods; a small one says only that it is small.

    `spark` is the small line of what is verified, else of what was said.
    """

    figure: Figure
    trend: Sequence[TrendRow]
    spark: rules.Spark

    @property
    def is_known(self) -> bool:
        """Say whether there is any number."""
        return _is_known(self.figure)

    @property
    def newest(self) -> Decimal | None:
        """Return the number printed large: the verified one, else the stated one."""
        figure = self.figure
        if figure.is_small:
            return None
        return figure.shown_said if figure.shown_verified is None else figure.shown_verified

    @property
    def is_verified(self) -> bool:
        """Say whether the number printed large was verified."""
        return self.figure.shown_verified is not None

    @property
    def bar(self) -> dict[str, str]:
        """Return where what is said, what is verified, the line and the target lie on 0-100."""
        figure = self.figure
        marks = {
            "said": None if figure.is_small else figure.said.value,
            "verified": None if figure.is_small else figure.verified.value,
            "line": figure.light.line,
            "target": figure.target.value if figure.target else None,
        }
        top = max((one for one in marks.values() if one is not None), default=Decimal(0))
        return {name: rules.along(value, top) for name, value in marks.items()}

    @property
    def trend_words(self) -> str:
        """Return the small line in words."""
        return _("；").join(
            _("%(period)s：%(value)s")
            % {"period": row.period.code, "value": _told(row.verified, row.said)}
            for row in self.trend
        )


def _told(verified: Any, said: Any) -> str:
    value = verified if verified is not None else said
    return _("没有数据") if value is None else number(value)


@dataclass(frozen=True)
class Result:
    """One of the three results: what has a target, the worst first, and what has only numbers."""

    code: str
    name: Any
    aimed: list[Goal]
    plain: list[Goal]
    most_aimed: int = MOST_AIMED

    @property
    def plain_first(self) -> list[Goal]:
        """Return those without a target that are shown and printed at once."""
        return self.plain[:MOST_PLAIN]

    @property
    def plain_rest(self) -> list[Goal]:
        """Return those without a target that are shown when asked for."""
        return self.plain[MOST_PLAIN:]

    @property
    def hidden_in_print(self) -> int:
        """Return how many are left out on paper, so that all of it fits one page."""
        return max(len(self.aimed) - MOST_AIMED, 0) + len(self.plain_rest)


@dataclass(frozen=True)
class GoalsPage:
    """All that the page shows. `silent` are the indicators of which nothing is known."""

    unit: Unit
    results: list[Result]
    silent: list[Figure]
    standing: rules.Standing
    verified_share: Decimal | None
    silent_units: int


def goals_page(
    unit: Unit, *, user: User, today: date, wanted: str = "", reading: str = "then"
) -> GoalsPage:
    """Return the goals of a unit that the person may see.

    Units: `verified_share` is 0-1 of all values typed below; `silent_units` counts units and
    indicators: one for each value that is asked for and was not told.
    Cost: a few queries a period of the trend, however many indicators people type.
    """
    with indicators.Shelf():
        indicators.prepare_trends(unit, today=today, wanted=wanted, reading=reading)
        figures = indicators.figures_of(
            unit, user=user, today=today, wanted=wanted, reading=reading
        )
        told = [one for one in figures if one.target or _is_known(one)]
        trends = indicators.trends(told, reading=reading)
    goals = [_goal(one, trends[one.definition.code]) for one in told]
    said = sum(one.said.count for one in figures)
    verified = sum(one.verified.count for one in figures)
    return GoalsPage(
        unit=unit,
        results=[_result(code, name, goals) for code, name in indicators.GOAL_WORDS.items()],
        silent=[one for one in figures if one not in told],
        standing=rules.standing((one.light.cause, _is_known(one)) for one in figures),
        verified_share=Decimal(verified) / said if said else None,
        silent_units=sum(one.silent for one in told if one.version.is_entered),
    )


def _is_known(figure: Figure) -> bool:
    return figure.said.value is not None or figure.own_value is not None


def _goal(figure: Figure, trend: Sequence[TrendRow]) -> Goal:
    values = [row.said if row.verified is None else row.verified for row in trend]
    return Goal(figure, trend, rules.spark(values, [row.line for row in trend]))


def _result(code: str, name: Any, goals: Sequence[Goal]) -> Result:
    mine = [one for one in goals if one.figure.definition.goal == code]
    aimed = [one for one in mine if one.figure.target]
    aimed.sort(key=lambda one: (ORDER[one.figure.light.code], _worst_first(one)))
    return Result(code, name, aimed, [one for one in mine if not one.figure.target])


def _worst_first(goal: Goal) -> int:
    causes = (Cause.MISSED, Cause.WORSE, Cause.BEHIND, Cause.NO_START, Cause.UNKNOWN)
    cause = goal.figure.light.cause
    return causes.index(cause) if cause in causes else len(causes)


def headline(standing: rules.Standing) -> list[str]:
    """Say how the goals stand in plain words, worked out and never typed."""
    if not standing.aimed:
        first = _("还没有一项有目标，只能看走势。")
    else:
        told = [
            (standing.on_line, _("%d 项在线上")),
            (standing.behind, _("%d 项落后")),
            (standing.unjudged, _("%d 项没有起点，说不出快慢")),
            (standing.unknown, _("%d 项没有数据")),
        ]
        parts = _("，").join(words % count for count, words in told if count)
        first = _("%(count)d 项有目标：%(parts)s。") % {"count": standing.aimed, "parts": parts}
    rest = _("另有 %(plain)d 项只有数、没有目标，%(silent)d 项还什么都不知道。") % {
        "plain": standing.plain,
        "silent": standing.silent,
    }
    return [first, rest] if standing.plain or standing.silent else [first]
