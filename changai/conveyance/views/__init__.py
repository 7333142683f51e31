"""Pages of instructions and of what is conveyed."""

from changai.conveyance.views._conveyances import (
    branch,
    convey,
    convey_page,
    conveyance,
    original,
    pass_on,
    pass_on_page,
    recall,
    sign_for,
)
from changai.conveyance.views._instructions import (
    change,
    change_page,
    decide,
    enter,
    enter_page,
    instruction,
    register,
)
from changai.conveyance.views._lists import instructions, received, sent
from changai.conveyance.views._procedures import end_procedure, link_procedure, procedures

__all__ = [
    "branch",
    "change",
    "change_page",
    "convey",
    "convey_page",
    "conveyance",
    "decide",
    "end_procedure",
    "enter",
    "enter_page",
    "instruction",
    "instructions",
    "link_procedure",
    "original",
    "pass_on",
    "pass_on_page",
    "procedures",
    "recall",
    "received",
    "register",
    "sent",
    "sign_for",
]
