"""A report proposed as the record of a meeting, for a person to confirm."""

from __future__ import annotations

from datetime import date

from changai.accounts.models import User
from changai.bodies.models import CoordinationBody
from changai.documents import policies as documents
from changai.documents.models import Document
from changai.meetings import rules
from changai.meetings.models import Meeting
from changai.meetings.queries._meetings import run_bodies, visible_meetings


def proposal_of(document: Document) -> rules.Proposal:
    """Return the meeting as read from a document."""
    return rules.propose(document.facts, document.clean_text, dated_on=document.dated_on)


def reports_to_take(*, user: User, today: date) -> list[CoordinationBody]:
    """Return the bodies for which the person may take a meeting from a report."""
    return run_bodies(user, today)


def readable_document(*, pk: int, user: User, today: date) -> Document | None:
    """Return a document whose facts the person may confirm, with its text."""
    rows = documents.visible(Document.objects.select_related("owner"), user, today)
    return rows.filter(pk=pk).first()


def taken_from(*, document: Document, user: User, today: date) -> list[Meeting]:
    """Return the meetings the person sees that were taken from a document."""
    return list(visible_meetings(user, today).filter(document=document).exclude(state="CANCELLED"))
