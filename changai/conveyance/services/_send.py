"""Send down the tiers, sign for, pass on: whatever the number, each unit gets it exactly once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.audit import services as audit
from changai.calendar.queries import working_calendar
from changai.conveyance import policies
from changai.conveyance.models import Conveyance, Node
from changai.conveyance.rules import Desk, Event, State, lay_out, line_of, transition
from changai.conveyance.services._refusals import ConveyanceRefused, NotAllowed
from changai.documents.models import Document, Instruction
from changai.kernel.bulk import insert_rows, reserve_ids, update_rows
from changai.kernel.errors import OutOfDate
from changai.notices import services as notices
from changai.orgs import queries as orgs
from changai.orgs.models import Unit
from changai.orgs.policies import WORKING_ROLES

NAMES = ("id", "conveyance_id", "unit_id", "parent_id", "sender_id", "state", "sent_at", "sign_by")
MOST_DAYS = 60


def convey(
    *,
    unit: Unit,
    unit_ids: Sequence[int] | None,
    title: str,
    sign_within_days: int,
    by: User,
    at: datetime,
    words: str = "",
    instruction: Instruction | None = None,
    document: Document | None = None,
    client_key: UUID | None = None,
) -> Conveyance:
    """Convey to some units below, or with None to every one; each signs for itself.

    A unit that has the same instruction or document already is left out.

    The same key by the same person is the same conveyance.
    Cost: a few bulk statements, however many units.
    Raises:
        NotAllowed: the person does not work at the unit, or a unit does not stand below it.
        ConveyanceRefused: nobody is named, all have it, no title, or an odd number of days.
    """
    today = timezone.localdate(at)
    if not policies.may_send(unit, by, today):
        raise NotAllowed(_("您不能以该单位的名义传达。"))
    if client_key is not None:
        known = Conveyance.objects.filter(by=by, client_key=client_key).first()
        if known is not None:
            return known
    if not title.strip():
        raise ConveyanceRefused(_("请填写传达的标题。"))
    if not 1 <= sign_within_days <= MOST_DAYS:
        raise ConveyanceRefused(_("签收时限须在1到%(most)d个工作日之间。") % {"most": MOST_DAYS})
    row = _row(
        unit, instruction, document, title, words, sign_within_days, client_key, by=by, at=at
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            units = _chosen(unit, unit_ids)
            nodes = _spread(row, unit, None, units, by, at)
            if not nodes:
                raise ConveyanceRefused(_("所选单位都已收到，没有重复发送。"))
            _record("conveyance.sent", row, nodes, by, at, unit)
    except IntegrityError:
        known = Conveyance.objects.filter(by=by, client_key=client_key).first()
        if client_key is None or known is None:
            raise
        return known
    return row


def _row(
    unit: Unit,
    instruction: Instruction | None,
    document: Document | None,
    title: str,
    words: str,
    sign_within_days: int,
    client_key: UUID | None,
    *,
    by: User,
    at: datetime,
) -> Conveyance:
    return Conveyance(
        unit=unit,
        instruction=instruction,
        document=document,
        title=title.strip()[:300],
        words=words.strip(),
        quoted=instruction.words if instruction else "",
        leader_name=instruction.leader_name if instruction else "",
        dated_on=instruction.dated_on if instruction else None,
        sent_on=timezone.localdate(at),
        sign_within_days=sign_within_days,
        by=by,
        at=at,
        client_key=client_key,
    )


def pass_on(*, node: Node, unit_ids: Sequence[int] | None, by: User, at: datetime) -> list[int]:
    """Pass on what a unit signed for to units below it, or with None to every one.

    A unit that has it already keeps what it has; return the ids of the units that are new.
    Raises:
        NotAllowed: the person does not work at the unit, or a unit does not stand below it.
        ConveyanceRefused: nobody is named, or all of them have it.
        OutOfDate: it was not signed for yet.
    """
    with transaction.atomic():
        # Whoever sends within one conveyance does so in turn, so that no unit gets it twice.
        row = Conveyance.objects.select_for_update().get(pk=node.conveyance_id)
        nodes = Node.objects.select_related("unit").select_for_update(of=("self",))
        fresh = nodes.get(pk=node.pk)
        if not policies.works_at(fresh, by, timezone.localdate(at)):
            raise NotAllowed(_("您不能以该单位的名义转达。"))
        if transition(Event.HAND_DOWN, State(fresh.state)) is None:
            raise OutOfDate(_("请先签收，再向下转达。"))
        placed = _spread(row, fresh.unit, fresh, _chosen(fresh.unit, unit_ids), by, at)
        if not placed:
            raise ConveyanceRefused(_("所选单位都已收到，没有重复发送。"))
        target = line_of(Event.HAND_DOWN).target
        Node.objects.filter(pk=fresh.pk).update(state=target, passed_on_at=at)
        _record("conveyance.passed_on", row, placed, by, at, fresh.unit)
    return [unit_id for _node, unit_id in placed]


def sign_for(*, node: Node, by: User, at: datetime) -> Node:
    """Sign for what was conveyed, once, by whoever works at the unit.

    Raises:
        NotAllowed: the person does not work there.
        OutOfDate: somebody signed meanwhile.
    """
    if not policies.works_at(node, by, timezone.localdate(at)):
        raise NotAllowed(_("只有本单位的人员可以签收。"))
    line = line_of(Event.SIGN)
    with transaction.atomic():
        changed = update_rows(
            Node,
            {"state": line.target.value, "signed_at": at, "signed_by_id": by.pk},
            where={"id": node.pk, "state": State.SENT.value},
        )
        if not changed:
            raise OutOfDate(_("已经有人签收，什么都没有改动。请刷新页面。"))
        audit.record(
            "conveyance.signed",
            node,
            by=by,
            at=at,
            unit_id=node.unit_id,
            before={"state": State.SENT.value},
            after={"state": line.target.value},
        )
    node.refresh_from_db()
    return node


def _chosen(unit: Unit, unit_ids: Sequence[int] | None) -> list[Unit]:
    """Return the units to send to; refuse those that do not stand below."""
    rows = policies.below(unit)
    if unit_ids is None:
        found = list(rows)
    else:
        wanted = sorted(set(unit_ids))
        found = [
            one
            for start in range(0, len(wanted), 900)
            for one in rows.filter(pk__in=wanted[start : start + 900])
        ]
        if len(found) != len(wanted):
            raise NotAllowed(_("只能传达给本单位的下级。"))
    if not found:
        raise ConveyanceRefused(_("请至少选择一个下级单位。"))
    return found


def _spread(
    row: Conveyance,
    sender: Unit,
    top: Node | None,
    units: Sequence[Unit],
    by: User,
    at: datetime,
) -> list[tuple[int, int]]:
    """Write a node for each unit that has none; return pairs of node and unit."""
    _hold_still(row)
    having = set(policies.holding(row).values_list("unit_id", flat=True))
    units = [one for one in units if one.pk not in having]
    there = list(
        Node.objects.filter(conveyance=row).values_list(
            "unit_id", "unit__path", "unit__scope_path", "pk"
        )
    )
    nodes = {unit_id: pk for unit_id, _path, _scope, pk in there}
    # The sender has it: where it has no node of its own, it sent the whole.
    desks = [Desk(unit_id, path, scope) for unit_id, path, scope, _pk in there]
    if top is None:
        desks.append(Desk(sender.pk, sender.path, sender.scope_path))
    placed = lay_out([Desk(one.pk, one.path, one.scope_path) for one in units], desks)
    if not placed:
        return []
    nodes |= dict(zip((one.unit_id for one in placed), reserve_ids(Node, len(placed)), strict=True))
    sign_by = working_calendar().add_workdays(timezone.localdate(at), row.sign_within_days)
    root = top.pk if top else None
    insert_rows(
        Node,
        NAMES,
        [
            (
                nodes[one.unit_id],
                row.pk,
                one.unit_id,
                nodes.get(one.above, root) if one.above is not None else root,
                sender.pk,
                State.SENT.value,
                at,
                sign_by,
            )
            for one in placed
        ],
    )
    _tell(row, sender, [one.unit_id for one in placed], sign_by, by, at)
    return [(nodes[one.unit_id], one.unit_id) for one in placed]


def _hold_still(row: Conveyance) -> None:
    """Let those who convey the same thing do so in turn, so that no unit gets it twice."""
    for model, pk in ((Instruction, row.instruction_id), (Document, row.document_id)):
        if pk is not None:
            model.objects.select_for_update().only("pk").get(pk=pk)


def _tell(
    row: Conveyance, sender: Unit, unit_ids: Sequence[int], sign_by: date, by: User, at: datetime
) -> None:
    people = orgs.people_at(unit_ids, WORKING_ROLES, today=timezone.localdate(at))
    facts = {"unit": str(sender), "title": row.title, "due_on": sign_by}
    notices.tell_many(
        messages=[
            notices.Message(
                people=people[unit_id],
                kind="conveyed",
                key=f"conveyed:{row.pk}:{unit_id}",
                facts=facts,
                url=f"/conveyance/{row.pk}/",
            )
            for unit_id in unit_ids
            if unit_id in people
        ],
        at=at,
        by=by,
    )


def _record(
    action: str,
    row: Conveyance,
    nodes: Sequence[tuple[int, int]],
    by: User,
    at: datetime,
    unit: Unit,
) -> None:
    audit.record(
        action,
        Node,
        by=by,
        at=at,
        unit_id=unit.pk,
        after={"title": row.title, "count": len(nodes), "conveyance": row.pk},
        touched=[audit.Touched(pk, unit_id, {}, {"state": "SENT"}) for pk, unit_id in nodes],
    )
