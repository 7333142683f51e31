"""Turn what was typed about slips, digests and assessments into typed values."""

from changai.escalations.forms._assessments import OpenForm, SchemeForm, WordsForm
from changai.escalations.forms._slips import (
    AnswerForm,
    ChangeForm,
    ConfirmForm,
    DigestForm,
    DismissForm,
    LiftForm,
    NewDigestForm,
    WithdrawForm,
)

__all__ = [
    "OpenForm",
    "SchemeForm",
    "WordsForm",
    "AnswerForm",
    "ChangeForm",
    "ConfirmForm",
    "DigestForm",
    "DismissForm",
    "LiftForm",
    "NewDigestForm",
    "WithdrawForm",
]
