"""Every write of supervision: a person confirms, and each write leaves one trail of its own."""

from changai.escalations.services._assessments import (
    answer_objection,
    change_scheme,
    finalize_scheme,
    make_scheme,
    object_to_result,
    open_scheme,
    record_finding,
    withdraw_finding,
)
from changai.escalations.services._clock import tell_passed_days
from changai.escalations.services._digests import change_digest, make_digest
from changai.escalations.services._refusals import (
    BadDate,
    BadScheme,
    NotAllowed,
    NothingChosen,
    NotNow,
    OutOfDate,
    ReasonMissing,
    Refused,
)
from changai.escalations.services._slips import (
    answer_slip,
    change_slip,
    confirm_slip,
    dismiss_proposal,
    lift_slip,
    withdraw_slip,
)

__all__ = [
    "BadScheme",
    "answer_objection",
    "change_scheme",
    "finalize_scheme",
    "make_scheme",
    "object_to_result",
    "open_scheme",
    "record_finding",
    "withdraw_finding",
    "BadDate",
    "NotAllowed",
    "NotNow",
    "NothingChosen",
    "OutOfDate",
    "ReasonMissing",
    "Refused",
    "answer_slip",
    "change_digest",
    "change_slip",
    "confirm_slip",
    "dismiss_proposal",
    "lift_slip",
    "make_digest",
    "tell_passed_days",
    "withdraw_slip",
]
