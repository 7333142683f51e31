"""Say which documents hold as rules of procedure of a body."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.audit import services as audit
from changai.bodies.models import CoordinationBody
from changai.conveyance import policies
from changai.conveyance.models import Procedure
from changai.conveyance.services._refusals import ConveyanceRefused, NotAllowed
from changai.documents.models import Document
from changai.kernel.errors import OutOfDate


def link_procedure(
    *,
    body: CoordinationBody,
    document: Document,
    from_on: date,
    by: User,
    at: datetime,
    words: str = "",
) -> Procedure:
    """Let a document hold as rules of a body from a day on.

    Raises:
        NotAllowed: the person is not of the body's office.
        ConveyanceRefused: it holds already.
    """
    with transaction.atomic():
        fresh = CoordinationBody.objects.select_for_update().get(pk=body.pk)
        _require_office(fresh, by, timezone.localdate(at))
        if Procedure.objects.filter(body=fresh, document=document, to_on=None).exists():
            raise ConveyanceRefused(_("这份文件已经列为议事规则。"))
        row = Procedure.objects.create(
            body=fresh, document=document, from_on=from_on, words=words.strip()
        )
        audit.record(
            "procedure.linked",
            row,
            by=by,
            at=at,
            unit_id=fresh.unit_id,
            after={"title": document.title, "from_on": from_on.isoformat()},
        )
    return row


def end_procedure(*, procedure: Procedure, last_day: date, by: User, at: datetime) -> Procedure:
    """Let rules hold no longer after a day; they stay in sight.

    Raises:
        NotAllowed: the person is not of the body's office.
        ConveyanceRefused: the day lies before the first.
        OutOfDate: they were ended already.
    """
    with transaction.atomic():
        _require_office(procedure.body, by, timezone.localdate(at))
        if last_day < procedure.from_on:
            raise ConveyanceRefused(_("停用日期不能早于生效日期。"))
        changed = Procedure.objects.filter(pk=procedure.pk, to_on=None).update(to_on=last_day)
        if not changed:
            raise OutOfDate(_("这份规则已经停用，什么都没有改动。"))
        audit.record(
            "procedure.ended",
            procedure,
            by=by,
            at=at,
            unit_id=procedure.body.unit_id,
            after={"to_on": last_day.isoformat()},
        )
    procedure.refresh_from_db()
    return procedure


def _require_office(body: CoordinationBody, by: User, today: date) -> None:
    if not policies.may_keep_rules(body, by, today):
        raise NotAllowed(_("只有该议事机构的办公室可以设定议事规则。"))
