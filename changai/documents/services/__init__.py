"""Every write on documents, their measures and their instructions."""

from changai.documents.services._files import FileRefused, store_file
from changai.documents.services._instructions import (
    InstructionRefused,
    change_instruction,
    decide_instruction,
    enter_instruction,
)
from changai.documents.services._intake import (
    DESCRIBED,
    AlreadyReceived,
    Unreadable,
    describe_document,
    read_again,
    receive_document,
)
from changai.documents.services._measures import (
    NotDecided,
    QuoteNotInText,
    accept_measure,
    add_measure,
    edit_measure,
    merge_measures,
    reject_measure,
    reopen_measure,
    split_measure,
)
from changai.documents.services._units import set_units

__all__ = [
    "AlreadyReceived",
    "FileRefused",
    "InstructionRefused",
    "NotDecided",
    "DESCRIBED",
    "QuoteNotInText",
    "Unreadable",
    "accept_measure",
    "add_measure",
    "change_instruction",
    "decide_instruction",
    "describe_document",
    "edit_measure",
    "enter_instruction",
    "merge_measures",
    "read_again",
    "receive_document",
    "reject_measure",
    "reopen_measure",
    "set_units",
    "split_measure",
    "store_file",
]
