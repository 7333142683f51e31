"""Every write of papers: drafted, edited, approved, issued, signed for, withdrawn."""

from changai.papers.services._drafting import (
    approve_paper,
    discard_paper,
    draft_paper,
    edit_paper,
    redraw_paper,
    return_paper,
)
from changai.papers.services._issuing import issue_paper, set_prefix, sign_for, withdraw_paper
from changai.papers.services._refusals import AlreadyDrafted, MayNot, NotDeliverable, WrongState

__all__ = [
    "AlreadyDrafted",
    "MayNot",
    "NotDeliverable",
    "WrongState",
    "approve_paper",
    "discard_paper",
    "draft_paper",
    "edit_paper",
    "issue_paper",
    "redraw_paper",
    "return_paper",
    "set_prefix",
    "sign_for",
    "withdraw_paper",
]
