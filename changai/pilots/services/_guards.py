"""What every service of pilots refuses, and how a basis is checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.documents.models import Document
from changai.documents.queries import visible_documents
from changai.kernel.errors import OutOfDate, Refused
from changai.papers.models import Paper
from changai.papers.queries import visible_papers

MAX_SOURCE, MAX_WORDS, MAX_REASON = 300, 600, 300


class NotAllowed(Refused):
    """The person may not do this here."""


class NotNow(Refused):
    """The thing does not stand where this step begins."""


class WordsMissing(Refused):
    """There are no words, or more than are kept."""


class BadDate(Refused):
    """A day that has passed, or lies ahead."""


class BadQuota(Refused):
    """A quota that cannot be, or parts that do not make up the whole."""


class NotEligible(Refused):
    """A rule of eligibility is not met, or a fact it needs is not known."""


class AlreadyThere(Refused):
    """It exists already: the pilot, the application, the instructor, the adoption."""


@dataclass(frozen=True)
class Basis:
    """On what a decision rests: its words, and the document or paper they stand in."""

    words: str
    document: Document | None = None
    paper: Paper | None = None


def basis_fields(basis: Basis, by: User, today: date) -> dict[str, Any]:
    """Return the columns of a basis; its title stands in where only a document or paper is named.

    Raises:
        WordsMissing: it rests on nothing, or on what the person cannot see.
    """
    document, paper = basis.document, basis.paper
    if document is not None and not (
        visible_documents(user=by, today=today).filter(pk=document.pk).exists()
    ):
        raise WordsMissing(_("没有这份文件。"))
    if paper is not None and not visible_papers(user=by, today=today).filter(pk=paper.pk).exists():
        raise WordsMissing(_("没有这份公文。"))
    words = basis.words.strip()
    if not words and document is not None:
        words = " ".join(part for part in (document.title, document.number) if part)
    if not words and paper is not None:
        words = " ".join(part for part in (paper.title, paper.number) if part)
    if not words:
        raise WordsMissing(_("请写明依据：文件或公文的名称和文号。"))
    return {"source": words[:MAX_SOURCE], "document": document, "paper": paper}


def kept_words(words: str, most: int = MAX_WORDS) -> str:
    """Return words as they are kept.

    Raises:
        WordsMissing: none, or too many.
    """
    kept = words.strip()
    if not kept or len(kept) > most:
        raise WordsMissing(_("请写明情况，并控制在%(count)d字以内。") % {"count": most})
    return kept


def require(allowed: bool, message: str) -> None:
    """Refuse with the message where the answer of a policy is no."""
    if not allowed:
        raise NotAllowed(message)


def require_seen(seen_revision: int | None, revision: int) -> None:
    """Refuse where somebody else was quicker."""
    if seen_revision is not None and seen_revision != revision:
        raise OutOfDate(_("刚刚有人办理过，请刷新后再办理。"))
