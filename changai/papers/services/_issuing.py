"""A paper goes out: numbered, frozen, stored, sent and signed for; withdrawn by a further act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.audit import services as audit
from changai.kernel import files
from changai.notices import services as notices
from changai.orgs.models import Unit
from changai.papers import policies, queries, rules
from changai.papers.models import Delivery, Paper, Prefix, Series
from changai.papers.services import _refusals as refusals
from changai.papers.services._drafting import locked

if TYPE_CHECKING:
    from changai.accounts.models import User

Event = rules.Event
MAX_PREFIX = 10


def issue_paper(*, paper: Paper, by: User, at: datetime, seen_revision: int | None = None) -> None:
    """Give an approved paper its number, freeze it, store its docx and pdf, send it.

    The serial is taken in the transaction that freezes the paper, so none is lost or given twice.
    Raises:
        MayNot, WrongState, OutOfDate: the person may not, it is not approved, or was changed.
    """
    with transaction.atomic():
        held = locked(paper, Event.ISSUE, by, at, seen_revision)
        kind, today = rules.kind_of(held.kind), timezone.localdate(at)
        if kind.word:
            held.word = queries.prefix_of(held.unit) + kind.word
            held.year, held.serial = today.year, _next_serial(held.unit, held.word, today.year)
            held.number = rules.number(held.word, held.year, held.serial)
        sheet = _dated(rules.from_text(held.content), held, at)
        held.content = rules.to_text(sheet)
        held.docx_sha256 = files.keep(rules.docx_of(sheet))
        held.pdf_sha256 = files.keep(rules.pdf_of(sheet))
        held.state, held.issued_by, held.issued_at = Paper.State.ISSUED, by, at
        held.revision += 1
        held.save()
        units = list(dict.fromkeys(kind.recipients(held.thing_id)))
        Delivery.objects.bulk_create(
            Delivery(paper=held, unit_id=unit_id, sent_at=at) for unit_id in units
        )
        _tell(held, units, by, at, to_sign=kind.is_signed_for)
        audit.record(
            "paper.issued",
            held,
            by=by,
            at=at,
            unit_id=held.unit_id,
            after={"number": held.number, "sha256": held.docx_sha256, "units": len(units)},
        )
    paper.refresh_from_db()


def _next_serial(unit: Unit, word: str, year: int) -> int:
    Series.objects.get_or_create(unit=unit, word=word, year=year)
    Series.objects.filter(unit=unit, word=word, year=year).update(last=F("last") + 1)
    return Series.objects.get(unit=unit, word=word, year=year).last


def _dated(sheet: rules.Sheet, paper: Paper, at: datetime) -> rules.Sheet:
    """Return the sheet with its number and the days it lacks: signed when approved, printed now."""
    approved_at = paper.approved_at or at
    return replace(
        sheet,
        number=paper.number,
        signed_on=sheet.signed_on or timezone.localdate(approved_at),
        printed_on=sheet.printed_on or timezone.localdate(at),
    )


def _tell(paper: Paper, units: Sequence[int], by: User, at: datetime, *, to_sign: bool) -> None:
    facts = {"title": paper.title, "number": paper.number, "unit": str(paper.unit)}
    people = queries.people_working_at(units, timezone.localdate(at))
    messages = [
        notices.Message(
            people=told,
            kind="paper_to_sign" if to_sign else "paper_received",
            key=f"paper:{paper.pk}:{unit_id}",
            facts=facts,
            url=reverse("papers:detail", args=[paper.pk]),
        )
        for unit_id, told in people.items()
    ]
    notices.tell_many(messages=messages, at=at, by=by)


def sign_for(*, paper: Paper, unit: Unit, by: User, at: datetime) -> None:
    """Sign for a paper on behalf of a unit that was sent it.

    Raises:
        MayNot: the person does not work at the unit.
        NotDeliverable: it was not sent there, or somebody signed already.
    """
    with transaction.atomic():
        found = Delivery.objects.select_for_update().filter(paper=paper, unit=unit).first()
        if found is None:
            raise refusals.NotDeliverable(_("这份公文没有发给该单位。"))
        if not policies.may_sign_for(found, by, timezone.localdate(at)):
            raise refusals.MayNot(_("请由收文单位的工作人员签收。"))
        if found.signed_at:
            raise refusals.NotDeliverable(_("本单位已经签收，不必重复办理。"))
        found.signed_by, found.signed_at = by, at
        found.save(update_fields=["signed_by", "signed_at"])
        audit.record("paper.signed_for", paper, by=by, at=at, unit_id=unit.pk)


def withdraw_paper(
    *, paper: Paper, reason: str, by: User, at: datetime, seen_revision: int | None = None
) -> None:
    """Withdraw an issued paper: it stays as it is, with its number, and says that it was withdrawn.

    Raises:
        MayNot, WrongState, OutOfDate: the person may not, or it is not in force.
    """
    with transaction.atomic():
        held = locked(paper, Event.WITHDRAW, by, at, seen_revision)
        held.state, held.withdrawn_by, held.withdrawn_at = Paper.State.WITHDRAWN, by, at
        held.withdrawn_reason = reason.strip()[:300]
        held.revision += 1
        held.save(
            update_fields=["state", "withdrawn_by", "withdrawn_at", "withdrawn_reason", "revision"]
        )
        facts = {"title": held.title, "number": held.number, "reason": held.withdrawn_reason}
        units = held.deliveries.values_list("unit_id", flat=True)
        people = queries.people_working_at(list(units), timezone.localdate(at))
        notices.tell(
            people={one for told in people.values() for one in told},
            kind="paper_withdrawn",
            key=f"paper:{held.pk}:withdrawn",
            facts=facts,
            url=reverse("papers:detail", args=[held.pk]),
            at=at,
            by=by,
        )
        audit.record(
            "paper.withdrawn", held, by=by, at=at, unit_id=held.unit_id,
            after={"reason": held.withdrawn_reason},
        )  # fmt: skip
    paper.refresh_from_db()


def set_prefix(*, unit: Unit, words: str, by: User, at: datetime) -> None:
    """Set the word with which a unit's document numbers begin; numbers given before stay.

    Raises:
        MayNot: the person is not of the unit's office.
    """
    if not policies.may_set_prefix(unit, by, timezone.localdate(at)):
        raise refusals.MayNot(_("请由发文单位的产改办工作人员设定。"))
    with transaction.atomic():
        before = queries.prefix_of(unit)
        Prefix.objects.update_or_create(unit=unit, defaults={"words": words.strip()[:MAX_PREFIX]})
        audit.record(
            "paper.prefix_set", unit, by=by, at=at, unit_id=unit.pk,
            before={"prefix": before}, after={"prefix": words.strip()[:MAX_PREFIX]},
        )  # fmt: skip
