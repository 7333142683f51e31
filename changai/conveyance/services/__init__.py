"""Every write on what is conveyed, and on instructions that become tasks."""

from changai.conveyance.services._escalate import escalate_unsigned
from changai.conveyance.services._procedures import end_procedure, link_procedure
from changai.conveyance.services._recall import recall
from changai.conveyance.services._refusals import ConveyanceRefused, NotAllowed
from changai.conveyance.services._register import register_instruction
from changai.conveyance.services._send import convey, pass_on, sign_for

__all__ = [
    "ConveyanceRefused",
    "NotAllowed",
    "convey",
    "end_procedure",
    "escalate_unsigned",
    "link_procedure",
    "pass_on",
    "recall",
    "register_instruction",
    "sign_for",
]
