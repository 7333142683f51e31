"""A leader's written instruction: a person says whether it asks for work."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from changai.audit import services as audit
from changai.documents import policies
from changai.documents.models import Instruction
from changai.kernel.errors import OutOfDate, Refused

if TYPE_CHECKING:
    from changai.accounts.models import User


class MayNotDecide(Refused):
    pass


def decide_instruction(
    *, instruction: Instruction, verdict: str, dated_on: date | None, by: User, at: datetime
) -> None:
    """Say that an instruction asks for work, or only for reading; "read only" makes no task.

    Source: if the leader only asks others to read or study, it is not registered.
    Raises:
        MayNotDecide: the person may not decide on the document.
        OutOfDate: somebody decided it meanwhile.
    """
    if not policies.may_decide(instruction.document, by, timezone.localdate(at)):
        raise MayNotDecide(_("您不能处理这份文件。"))
    changed = Instruction.objects.filter(
        pk=instruction.pk, verdict=Instruction.Verdict.OPEN
    ).update(verdict=verdict, dated_on=dated_on, decided_by=by, decided_at=at)
    if not changed:
        raise OutOfDate(_("这条批示已经有人处理。"))
    audit.record(
        "instruction.decided",
        instruction,
        by=by,
        at=at,
        unit_id=instruction.document.owner_id,
        before={"verdict": Instruction.Verdict.OPEN},
        after={"verdict": verdict},
    )
