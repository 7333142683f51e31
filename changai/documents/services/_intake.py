"""A file comes in: kept, restored, read; a person describes it and may have it read again."""

from __future__ import annotations

from collections.abc import Mapping as Values
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.audit import services as audit
from changai.documents import policies, rules
from changai.documents.models import Document, Instruction, Measure
from changai.documents.services._files import store_file
from changai.kernel.errors import OutOfDate, Refused
from changai.orgs.models import Unit
from changai.reading import Facts, Mapping, Reading, read_bytes
from changai.reading import Unreadable as UnreadableFile
from changai.reading.reader import read_facts

if TYPE_CHECKING:
    from changai.accounts.models import User

DESCRIBED = (
    "title",
    "kind",
    "issuer",
    "number",
    "dated_on",
    "tier",
    "term_from",
    "term_to",
    "supersedes_id",
)


class Unreadable(Refused):
    pass


class AlreadyReceived(Refused):
    """The same file is already among the unit's documents."""

    def __init__(self, message: str, document_id: int) -> None:
        super().__init__(message)
        self.document_id = document_id


class MayNotReceive(Refused):
    pass


def receive_document(
    *, owner: Unit, file_name: str, content: bytes, by: User, at: datetime
) -> Document:
    """Keep a file, restore and read it, and propose the measures found in it.

    Raises:
        MayNotReceive: the person does not work at the unit.
        AlreadyReceived: the unit has the same file already.
        Unreadable: the file cannot be read; the message says why and what to do.
    """
    if not policies.may_receive(owner, by, timezone.localdate(at)):
        raise MayNotReceive(_("您不能为该单位接收文件。"))
    reading = _read(content, file_name)
    with transaction.atomic():
        stored = store_file(content=content, kind=reading.container, by=by, at=at)
        known = Document.objects.filter(owner=owner, original=stored).first()
        if known:
            raise AlreadyReceived(_("这份文件已经接收过：%s") % known.title, known.pk)
        document = Document.objects.create(
            owner=owner,
            title=_title_of(reading, file_name),
            kind=_kind_of(reading),
            tier=owner.tier,
            dated_on=None,
            original=stored,
            file_name=file_name[:255],
            received_at=at,
            received_by=by,
            **_read_columns(reading),
        )
        _propose(document, reading.facts, reading.mapping, decided=[])
        audit.record(
            "document.received",
            document,
            by=by,
            at=at,
            unit_id=owner.pk,
            after={"title": document.title, "sha256": stored.sha256},
        )
    return document


def describe_document(
    *, document: Document, values: Values[str, Any], seen_revision: int, by: User, at: datetime
) -> None:
    """Set what kind of paper it is, its issuer, number, date, tier, term and what it supersedes.

    Raises:
        MayNotReceive: the person may not decide on this document.
        OutOfDate: somebody changed the description meanwhile.
    """
    _require_decider(document, by, at)
    wanted = {name: values[name] for name in DESCRIBED if name in values}
    before = {name: _plain(getattr(document, name)) for name in wanted}
    changed = Document.objects.filter(pk=document.pk, revision=seen_revision).update(
        **wanted, revision=seen_revision + 1
    )
    if not changed:
        raise OutOfDate(_("文件信息刚被别人改过，请刷新后再改。"))
    audit.record(
        "document.described",
        document,
        by=by,
        at=at,
        unit_id=document.owner_id,
        before=before,
        after={name: _plain(value) for name, value in wanted.items()},
    )


def read_again(*, document: Document, content: bytes, by: User, at: datetime) -> int:
    """Read the kept original again; only proposals that nobody touched are renewed.

    What was decided, marked by hand, edited, split or merged survives, and the text with it.
    Returns the number of new proposals.
    """
    _require_decider(document, by, at)
    fresh = _read(content, document.file_name)
    with transaction.atomic():
        locked = Document.objects.select_for_update().get(pk=document.pk)
        untouched = Measure.objects.filter(
            document=locked,
            state=Measure.State.PROPOSED,
            origin=Measure.Origin.READ,
            revision=0,
            came_from=None,
        )
        kept = Measure.objects.filter(document=locked).exclude(state=Measure.State.SUPERSEDED)
        kept = kept.exclude(pk__in=list(untouched.values_list("pk", flat=True)))
        spans = list(kept.values_list("start", "end"))
        # Quotations that stay point into the text they were taken from; that text then stays.
        columns = _read_columns(fresh)
        facts, mapping = fresh.facts, fresh.mapping
        if spans and fresh.clean_text != locked.clean_text:
            facts, mapping = read_facts(locked.clean_text), Mapping.from_text(locked.mapping)
            columns = {"facts": facts.to_json()}
        for name, value in columns.items():
            setattr(locked, name, value)
        locked.reading_number += 1
        locked.save(update_fields=[*columns, "reading_number"])
        untouched.delete()
        count = _propose(locked, facts, mapping, decided=spans)
        audit.record(
            "document.read_again",
            document,
            by=by,
            at=at,
            unit_id=document.owner_id,
            after={"proposals": count, "kept": len(spans)},
        )
    return count


def _read(content: bytes, file_name: str) -> Reading:
    try:
        return read_bytes(content, file_name)
    except UnreadableFile as error:
        raise Unreadable(str(error)) from error


def _require_decider(document: Document, by: User, at: datetime) -> None:
    if not policies.may_decide(document, by, timezone.localdate(at)):
        raise MayNotReceive(_("您不能处理这份文件。"))


def _read_columns(reading: Reading) -> dict[str, Any]:
    return {
        "container": reading.container,
        "encoding": reading.encoding or "",
        "raw_text": reading.raw_text,
        "clean_text": reading.clean_text,
        "mapping": reading.mapping.to_text(),
        "damage": [{"kind": one.kind, "count": one.count} for one in reading.damage],
        "facts": reading.facts.to_json(),
    }


def _title_of(reading: Reading, file_name: str) -> str:
    lines = (line.strip() for line in reading.clean_text.splitlines())
    first = next((line for line in lines if line), "")
    fitting = first if 4 <= len(first) <= 120 else reading.facts.meeting.title
    return (fitting or file_name)[:300]


def _kind_of(reading: Reading) -> str:
    return {"meeting": "report", "plan": "annual_plan"}.get(reading.facts.kind, "other")


def _propose(
    document: Document, facts: Facts, mapping: Mapping, *, decided: list[tuple[int, int]]
) -> int:
    """Write the proposals of a reading that no decided measure covers; return how many."""
    text = document.clean_text
    fresh = [
        Measure(
            document=document,
            start=found.span[0],
            end=found.span[1],
            quote=text[found.span[0] : found.span[1]],
            source_start=source[0],
            source_end=source[1],
            lead_words=list(found.lead),
            cooperating_words=list(found.cooperating),
            deadline_words=(found.deadline or "")[:120],
            targets=[
                {"value": goal.value, "unit": goal.unit, "what": goal.what}
                for goal in found.targets
            ],
            speaker=(found.speaker or "")[:40],
        )
        for found in facts.measures
        if not rules.overlaps(found.span, decided)
        for source in [mapping.source_span(found.span)]
    ]
    Measure.objects.bulk_create(fresh)
    known = set(document.instructions.values_list("start", "end"))
    Instruction.objects.bulk_create(
        Instruction(
            owner_id=document.owner_id,
            document=document,
            leader_name=found.person[:40],
            words=found.text,
            start=found.span[0],
            end=found.span[1],
        )
        for found in facts.instructions
        if tuple(found.span) not in known
    )
    return len(fresh)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
