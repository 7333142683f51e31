"""What is typed about tasks and plans, as typed values."""

from changai.tasks.forms._actions import (
    AssignForm,
    CancelForm,
    ChangeDueForm,
    DutyForm,
    ExtensionForm,
    FollowUpForm,
    GrantForm,
    QualityForm,
    ReasonForm,
    ReassignForm,
    RegisterForm,
    RemindForm,
    SeenForm,
    StopForm,
    StrikeOffForm,
)

__all__ = [
    "AssignForm",
    "CancelForm",
    "ChangeDueForm",
    "DutyForm",
    "ExtensionForm",
    "FollowUpForm",
    "GrantForm",
    "QualityForm",
    "ReasonForm",
    "ReassignForm",
    "RegisterForm",
    "RemindForm",
    "SeenForm",
    "StopForm",
    "StrikeOffForm",
]
