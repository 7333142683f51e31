"""Take back what was conveyed, while nobody has signed for it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.audit import services as audit
from changai.conveyance.models import Conveyance, Node
from changai.conveyance.rules import Event, State, line_of, transition
from changai.conveyance.services._refusals import ConveyanceRefused, NotAllowed
from changai.kernel.errors import OutOfDate
from changai.orgs import policies as orgs


def recall(*, conveyance: Conveyance, by: User, at: datetime) -> Conveyance:
    """Recall a conveyance: its units see nothing of it any more; the sender keeps it as recalled.

    Raises:
        NotAllowed: the person does not work at the unit that sent it.
        ConveyanceRefused: a unit has signed for it.
        OutOfDate: it was recalled meanwhile.
    """
    if not orgs.reach(by, timezone.localdate(at)).works_at(conveyance.unit_id):
        raise NotAllowed(_("只有发出传达的单位可以撤回。"))
    target = line_of(Event.RECALL).target
    with transaction.atomic():
        row = Conveyance.objects.select_for_update().get(pk=conveyance.pk)
        if row.recalled_at is not None:
            raise OutOfDate(_("这次传达已经撤回，什么都没有改动。请刷新页面。"))
        # Locked, so that nobody signs between the look and the change.
        nodes = list(Node.objects.select_for_update().filter(conveyance=row).order_by("pk"))
        if any(transition(Event.RECALL, State(node.state)) is None for node in nodes):
            raise ConveyanceRefused(
                _("已有单位签收，不能撤回。需要更正的，请另行传达更正后的内容。")
            )
        Node.objects.filter(conveyance=row).update(state=target)
        row.recalled_at = at
        row.save(update_fields=["recalled_at"])
        audit.record(
            "conveyance.recalled",
            Node,
            by=by,
            at=at,
            unit_id=row.unit_id,
            after={"title": row.title, "count": len(nodes), "conveyance": row.pk},
            touched=[
                audit.Touched(
                    node.pk, node.unit_id, {"state": State.SENT.value}, {"state": target.value}
                )
                for node in nodes
            ],
        )
    return row
