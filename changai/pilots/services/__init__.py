"""Every write of pilots: calls, applications, naming, care, practices."""

from changai.kernel.errors import OutOfDate, Refused
from changai.pilots.services._applications import (
    ApplicationDraft,
    apply,
    cast_vote,
    correct_application,
    return_application,
    settle_application,
    withdraw_application,
)
from changai.pilots.services._calls import (
    CallDraft,
    QuotaLine,
    change_call,
    close_call,
    draft_call,
    open_call,
    seat_panel,
    set_quotas,
)
from changai.pilots.services._care import (
    VisitDraft,
    appoint_instructor,
    end_instructor,
    pair_instructor,
    record_visit,
)
from changai.pilots.services._guards import (
    AlreadyThere,
    BadDate,
    BadQuota,
    Basis,
    NotAllowed,
    NotEligible,
    NotNow,
    WordsMissing,
)
from changai.pilots.services._pilots import Move, move_pilot, name_batch
from changai.pilots.services._practices import (
    adopt_practice,
    publish_practice,
    tell_outcome,
    write_practice,
)
from changai.pilots.services._terms import tell_terms

__all__ = [
    "AlreadyThere",
    "ApplicationDraft",
    "BadDate",
    "BadQuota",
    "Basis",
    "CallDraft",
    "Move",
    "NotAllowed",
    "NotEligible",
    "NotNow",
    "OutOfDate",
    "QuotaLine",
    "Refused",
    "VisitDraft",
    "WordsMissing",
    "adopt_practice",
    "appoint_instructor",
    "apply",
    "cast_vote",
    "change_call",
    "close_call",
    "correct_application",
    "draft_call",
    "end_instructor",
    "move_pilot",
    "name_batch",
    "open_call",
    "pair_instructor",
    "publish_practice",
    "record_visit",
    "return_application",
    "seat_panel",
    "set_quotas",
    "settle_application",
    "tell_outcome",
    "tell_terms",
    "withdraw_application",
    "write_practice",
]
