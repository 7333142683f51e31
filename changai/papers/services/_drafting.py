"""A paper begins: drafted from live data, put in other words, drawn again, approved, returned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from changai.audit import services as audit
from changai.orgs.models import Unit
from changai.papers import policies, queries, rules
from changai.papers.models import Paper
from changai.papers.services import _refusals as refusals

if TYPE_CHECKING:
    from changai.accounts.models import User

State, Event = Paper.State, rules.Event
MAX_TITLE = 300


def draft_paper(*, kind: str, thing_id: int, by: User, at: datetime) -> Paper:
    """Draft a paper about a thing from live data.

    Raises:
        UnknownPaper: no noun has such a kind.
        MayNot: the person may not draft papers about this thing.
        AlreadyDrafted: one of this kind is on its way; the refusal names it.
    """
    known = rules.kind_of(kind)
    if not policies.may_draft(known, thing_id, by, at):
        raise refusals.MayNot(_("你不能起草这份公文，请联系发文单位的工作人员。"))
    sheet = queries.composed(known, thing_id, by, at)
    with transaction.atomic():
        # The unit's row is the turn in which two people draft about one thing.
        unit = Unit.objects.select_for_update().get(pk=known.issuer(thing_id))
        open_one = Paper.objects.filter(kind=kind, thing_id=thing_id, state__in=rules.OPEN).first()
        if open_one:
            raise refusals.AlreadyDrafted(_("这份公文已有在办稿，请打开它继续办理。"), open_one.pk)
        paper = Paper.objects.create(
            kind=kind,
            thing_id=thing_id,
            unit=unit,
            title=_title(sheet),
            content=rules.to_text(sheet),
            made_by=by,
            made_at=at,
        )
        _record("paper.drafted", paper, by=by, at=at, after={"title": paper.title, "kind": kind})
    return paper


def edit_paper(
    *, paper: Paper, edits: Mapping[str, Any], by: User, at: datetime, seen_revision: int
) -> None:
    """Put addressees, copies, the note and paragraphs meant for it in a person's own words.

    Raises:
        MayNot, WrongState: the person may not, or it is no draft any more.
        OutOfDate: somebody changed it meanwhile.
    """
    with transaction.atomic():
        held = locked(paper, Event.EDIT, by, at, seen_revision)
        before, after = rules.from_text(held.content), dict(edits)
        sheet = rules.with_edits(before, after)
        kept = {**held.edits, **{name: after[name] for name in rules.PLAIN_WORDS if name in after}}
        kept["paragraphs"] = {**held.edits.get("paragraphs", {}), **after.get("paragraphs", {})}
        _save(held, content=rules.to_text(sheet), edits=kept)
        _record(
            "paper.edited", held, by=by, at=at, after={"edits": sorted(_touched(before, sheet))}
        )
    paper.refresh_from_db()


def redraw_paper(*, paper: Paper, by: User, at: datetime, seen_revision: int | None = None) -> None:
    """Draw a draft again from live data; a person's own words stay.

    Raises: as `edit_paper`.
    """
    with transaction.atomic():
        held = locked(paper, Event.REDRAW, by, at, seen_revision)
        fresh = queries.composed(rules.kind_of(held.kind), held.thing_id, by, at)
        sheet = rules.with_edits(fresh, held.edits)
        changes = len(rules.changed_facts(rules.from_text(held.content), sheet))
        _save(held, content=rules.to_text(sheet), title=_title(sheet))
        _record("paper.redrawn", held, by=by, at=at, after={"changed_facts": changes})
    paper.refresh_from_db()


def approve_paper(
    *, paper: Paper, by: User, at: datetime, seen_revision: int | None = None
) -> None:
    """Approve a draft as it stands; what is issued later is what was approved.

    Raises:
        MayNot: the person drafted it and others could approve, or is not of the unit.
        WrongState, OutOfDate: it is no draft any more, or was changed meanwhile.
    """
    with transaction.atomic():
        held = locked(paper, Event.APPROVE, by, at, seen_revision)
        _save(held, state=State.APPROVED, approved_by=by, approved_at=at)
        own = by.pk == held.made_by_id
        _record("paper.approved", held, by=by, at=at, after={"number": "", "own_draft": own})
    paper.refresh_from_db()


def return_paper(*, paper: Paper, by: User, at: datetime, seen_revision: int | None = None) -> None:
    """Take an approved paper back to a draft; it is approved anew before it is issued."""
    with transaction.atomic():
        held = locked(paper, Event.RETURN, by, at, seen_revision)
        _save(held, state=State.DRAFT, approved_by=None, approved_at=None)
        _record("paper.returned", held, by=by, at=at)
    paper.refresh_from_db()


def discard_paper(
    *, paper: Paper, by: User, at: datetime, seen_revision: int | None = None
) -> None:
    """Throw a draft away; it had no number and nobody was sent it."""
    with transaction.atomic():
        held = locked(paper, Event.DISCARD, by, at, seen_revision)
        _record("paper.discarded", held, by=by, at=at, before={"title": held.title})
        held.delete()


def locked(
    paper: Paper, event: rules.Event, by: User, at: datetime, seen_revision: int | None
) -> Paper:
    """Return the paper's row, locked, after asking the table, the policy and the revision."""
    held = Paper.objects.select_for_update(of=("self",)).select_related("unit").get(pk=paper.pk)
    if not queries.may_cause(held, event, by, at):
        raise refusals.MayNot(_WHY[rules.line_of(event).actor]())
    if not rules.allows(event, rules.State(held.state)):
        raise refusals.WrongState(
            _("公文现在是“%(state)s”，不能这样办理，请刷新后查看。")
            % {"state": queries.state_words(held.state)}
        )
    if seen_revision is not None and held.revision != seen_revision:
        raise refusals.OutOfDate(_("公文刚被别人改过，请刷新后再办理。"))
    return held


_WHY = {
    rules.Actor.ISSUER: lambda: _("你不能办理这份公文，请联系发文单位的工作人员。"),
    rules.Actor.APPROVER: lambda: _("请由起草人以外的本单位负责同志签发。"),
}


def _save(paper: Paper, **values: Any) -> None:
    for name, value in values.items():
        setattr(paper, name, value)
    paper.revision += 1
    paper.save(update_fields=[*values, "revision"])


def _record(action: str, paper: Paper, *, by: User, at: datetime, **sides: Any) -> None:
    audit.record(action, paper, by=by, at=at, unit_id=paper.unit_id, **sides)


def _title(sheet: rules.Sheet) -> str:
    return sheet.title.replace("\n", "")[:MAX_TITLE]


def _touched(before: rules.Sheet, after: rules.Sheet) -> set[str]:
    touched = {name for name in rules.PLAIN_WORDS if getattr(before, name) != getattr(after, name)}
    pairs = zip(before.blocks, after.blocks, strict=True)
    return touched | {
        old.key for old, new in pairs if isinstance(old, rules.Paragraph) and old != new
    }
