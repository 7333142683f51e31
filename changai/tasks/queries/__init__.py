"""Every read of tasks that has a name."""

from changai.tasks.queries._life import (
    SplitGap,
    behind_day,
    cascade_candidates,
    colour_condition,
    first_late_day,
    review_spans,
    split_gap,
    split_gaps,
    time_facts,
)
from changai.tasks.queries._limits import (
    decline_until,
    evidence_by_default,
    extension_days_before,
    local_day,
    near_until,
    pack,
    work_calendar,
)

__all__ = [
    "SplitGap",
    "behind_day",
    "cascade_candidates",
    "colour_condition",
    "decline_until",
    "evidence_by_default",
    "extension_days_before",
    "first_late_day",
    "local_day",
    "near_until",
    "pack",
    "review_spans",
    "split_gap",
    "split_gaps",
    "time_facts",
    "work_calendar",
]
