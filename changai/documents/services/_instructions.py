"""A leader's written instruction: entered by hand, and a person says whether it asks for work."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.audit import services as audit
from changai.documents import policies
from changai.documents.models import Document, Instruction
from changai.kernel.errors import OutOfDate, Refused

if TYPE_CHECKING:
    from changai.accounts.models import User
    from changai.orgs.models import Unit

ENTERED = ("leader_name", "leader_title", "words", "dated_on", "about_words", "about_id", "urgency")


class MayNotDecide(Refused):
    pass


class InstructionRefused(Refused):
    """The instruction cannot be entered or corrected like this."""


def enter_instruction(
    *,
    owner: Unit,
    leader_name: str,
    words: str,
    dated_on: date,
    by: User,
    at: datetime,
    leader_title: str = "",
    about_words: str = "",
    about: Document | None = None,
    urgency: str = Instruction.Urgency.ORDINARY,
    client_key: UUID | None = None,
) -> Instruction:
    """Enter an instruction that came without a document; the same key is the same instruction.

    Raises:
        MayNotDecide: the person does not work at the unit that keeps it.
        InstructionRefused: it has no words or leader, or its day is to come.
    """
    if not policies.may_receive(owner, by, timezone.localdate(at)):
        raise MayNotDecide(_("您不能为这个单位录入批示。"))
    row = Instruction(owner=owner, entered_by=by, entered_at=at, client_key=client_key)
    values = {
        "leader_name": leader_name,
        "leader_title": leader_title,
        "words": words,
        "dated_on": dated_on,
        "about_words": about_words,
        "about_id": about.pk if about else None,
        "urgency": urgency,
    }
    _fill(row, values, timezone.localdate(at))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            audit.record(
                "instruction.entered", row, by=by, at=at, unit_id=owner.pk, after=_kept(row)
            )
    except IntegrityError:
        known = Instruction.objects.filter(entered_by=by, client_key=client_key).first()
        if client_key is None or known is None:
            raise
        return known
    return row


def change_instruction(
    *,
    instruction: Instruction,
    leader_name: str,
    words: str,
    dated_on: date,
    seen_revision: int | None,
    by: User,
    at: datetime,
    leader_title: str = "",
    about_words: str = "",
    about: Document | None = None,
    urgency: str = Instruction.Urgency.ORDINARY,
) -> Instruction:
    """Correct an instruction entered by hand, as long as nobody decided on it.

    Raises:
        MayNotDecide: the person does not work at the unit that keeps it.
        InstructionRefused: it was read in a document, or lacks words or leader.
        OutOfDate: somebody changed or decided it meanwhile.
    """
    today = timezone.localdate(at)
    with transaction.atomic():
        rows = Instruction.objects.select_related("owner").select_for_update(of=("self",))
        row = rows.get(pk=instruction.pk)
        if not policies.may_instruct(row, by, today):
            raise MayNotDecide(_("您不能修改这条批示。"))
        if row.document_id is not None:
            raise InstructionRefused(_("这条批示出自文件原文，不能改写。"))
        stale = seen_revision is not None and row.revision != seen_revision
        if stale or row.verdict != Instruction.Verdict.OPEN:
            raise OutOfDate(_("这条批示已经有人处理或改过，什么都没有改动。请刷新页面。"))
        before = _kept(row)
        values = {
            "leader_name": leader_name,
            "leader_title": leader_title,
            "words": words,
            "dated_on": dated_on,
            "about_words": about_words,
            "about_id": about.pk if about else None,
            "urgency": urgency,
        }
        _fill(row, values, today)
        row.revision += 1
        row.save(update_fields=[*ENTERED, "revision"])
        audit.record(
            "instruction.changed",
            row,
            by=by,
            at=at,
            unit_id=row.owner_id,
            before=before,
            after=_kept(row),
        )
    return row


def _fill(row: Instruction, values: dict[str, Any], today: date) -> None:
    for name in ENTERED:
        value = values[name]
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    if not row.leader_name or not row.words:
        raise InstructionRefused(_("请填写批示领导和批示原文。"))
    if row.dated_on is not None and row.dated_on > today:
        raise InstructionRefused(_("批示日期不能晚于今天。"))
    if row.urgency not in Instruction.Urgency.values:
        raise InstructionRefused(_("没有这种缓急程度。"))


def _kept(row: Instruction) -> dict[str, Any]:
    kept = {name: getattr(row, name) for name in ENTERED}
    return {**kept, "dated_on": str(row.dated_on or "")}


def decide_instruction(
    *, instruction: Instruction, verdict: str, dated_on: date | None, by: User, at: datetime
) -> None:
    """Say that an instruction asks for work, or only for reading; "read only" makes no task.

    Source: if the leader only asks others to read or study, it is not registered.
    Raises:
        MayNotDecide: the person may not decide on the document.
        OutOfDate: somebody decided it meanwhile.
    """
    if not policies.may_instruct(instruction, by, timezone.localdate(at)):
        raise MayNotDecide(_("您不能处理这份文件。"))
    kept = dated_on or instruction.dated_on
    changed = Instruction.objects.filter(
        pk=instruction.pk, verdict=Instruction.Verdict.OPEN
    ).update(verdict=verdict, dated_on=kept, decided_by=by, decided_at=at)
    if not changed:
        raise OutOfDate(_("这条批示已经有人处理。"))
    audit.record(
        "instruction.decided",
        instruction,
        by=by,
        at=at,
        unit_id=instruction.owner_id,
        before={"verdict": Instruction.Verdict.OPEN},
        after={"verdict": verdict},
    )
