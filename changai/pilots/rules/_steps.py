"""The lives of calls, applications and practices. Plain Python."""

from __future__ import annotations

from enum import StrEnum


class CallState(StrEnum):
    DRAFT = "DRAFT"
    OPEN = "OPEN"
    CLOSED = "CLOSED"


class Route(StrEnum):
    """By which way an application came in."""

    QUOTA = "QUOTA"
    RECOMMENDATION = "RECOMMENDATION"
    OWN = "OWN"


class ApplicationState(StrEnum):
    SUBMITTED = "SUBMITTED"
    RETURNED = "RETURNED"
    WITHDRAWN = "WITHDRAWN"
    PASSED = "PASSED"
    FAILED = "FAILED"
    NAMED = "NAMED"


class ApplicationEvent(StrEnum):
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    RETURN = "return"
    VOTE = "vote"
    SETTLE = "settle"
    NAME = "name"


_S, _E = ApplicationState, ApplicationEvent
# From which states an event leads to which; settling ends as PASSED or FAILED by the votes.
APPLICATION_LINES: dict[ApplicationEvent, tuple[frozenset[str], tuple[str, ...], str]] = {
    _E.CORRECT: (frozenset({_S.RETURNED}), (_S.SUBMITTED,), "applicant"),
    _E.WITHDRAW: (frozenset({_S.SUBMITTED, _S.RETURNED}), (_S.WITHDRAWN,), "applicant"),
    _E.RETURN: (frozenset({_S.SUBMITTED}), (_S.RETURNED,), "office"),
    _E.VOTE: (frozenset({_S.SUBMITTED}), (_S.SUBMITTED,), "panel"),
    _E.SETTLE: (frozenset({_S.SUBMITTED}), (_S.PASSED, _S.FAILED), "office"),
    _E.NAME: (frozenset({_S.PASSED}), (_S.NAMED,), "office"),
}


def application_line(event: ApplicationEvent, state: str) -> str | None:
    """Return who may cause an event in this state; None where nobody may."""
    sources, _targets, actor = APPLICATION_LINES[event]
    return actor if state in sources else None


class PracticeState(StrEnum):
    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"


class Outcome(StrEnum):
    """How an adoption went; a failed one is kept and shown like the others."""

    TRYING = "TRYING"
    WORKED = "WORKED"
    PARTLY = "PARTLY"
    FAILED = "FAILED"
