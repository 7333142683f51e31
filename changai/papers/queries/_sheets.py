"""What a paper says: as stored, as live data would say it now, and what differs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist
from django.utils import translation

from changai.accounts.models import User
from changai.kernel import files
from changai.papers import policies, rules
from changai.papers.models import Paper


@dataclass(frozen=True)
class Change:
    """A fact that is no longer as it was frozen; "" where it was not there."""

    key: str
    was: str
    now: str
    url: str


def content_of(paper: Paper) -> rules.Sheet:
    """Return the sheet of a paper as it is stored."""
    return rules.from_text(paper.content)


def live_sheet(*, kind: str, thing_id: int, user: User, at: datetime) -> rules.Sheet | None:
    """Return what a paper would say now; None where there is no such kind or no right to see it."""
    known = policies.known_kind(kind)
    if known is None or not policies.may_see_live(known, thing_id, user, at):
        return None
    try:
        return composed(known, thing_id, user, at)
    except ObjectDoesNotExist:
        return None


def composed(kind: rules.Kind, thing_id: int, user: User, at: datetime) -> rules.Sheet:
    """Return what a kind of paper says about a thing: in Chinese, whoever asks in what language."""
    with translation.override("zh-hans"):
        return kind.compose(thing_id, user, at)


def changes_since(*, paper: Paper, user: User, at: datetime) -> list[Change] | None:
    """Return the facts that changed since the paper was drawn; None where nobody may look."""
    live = live_sheet(kind=paper.kind, thing_id=paper.thing_id, user=user, at=at)
    if live is None:
        return None
    return [
        Change(
            key=key,
            was=was.text if was else "",
            now=now.text if now else "",
            url=(now or was or rules.Fact("", "")).url,
        )
        for key, was, now in rules.changed_facts(content_of(paper), live)
    ]


def editable(sheet: rules.Sheet) -> list[tuple[str, str]]:
    """Return the paragraphs a person may put in other words: key and words."""
    return [
        (one.key, rules.plain(one.words))
        for one in sheet.blocks
        if isinstance(one, rules.Paragraph) and one.key
    ]


def stored(*, paper: Paper, form: str) -> bytes:
    """Return the docx or pdf of a paper: as stored once issued, drawn from its draft before.

    A stored file that was changed or lost on disk is built again from what was frozen.
    """
    sha256 = {"docx": paper.docx_sha256, "pdf": paper.pdf_sha256}[form]
    held = files.kept(sha256) if sha256 else None
    return held if held is not None else _built(content_of(paper), form)


def is_same_again(*, paper: Paper) -> dict[str, bool]:
    """Build an issued paper again and say of each form whether the bytes are those stored."""
    sheet = content_of(paper)
    wanted = {"docx": paper.docx_sha256, "pdf": paper.pdf_sha256}
    return {form: rules.hash_of(_built(sheet, form)) == sha for form, sha in wanted.items()}


def _built(sheet: rules.Sheet, form: str) -> bytes:
    return rules.docx_of(sheet) if form == "docx" else rules.pdf_of(sheet)
