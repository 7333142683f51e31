"""A person decides on what the reader proposed. Every quotation matches the text word for word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.audit import services as audit
from changai.documents import policies, rules
from changai.documents.models import Document, Measure, MeasureUnit
from changai.kernel.errors import OutOfDate, Refused
from changai.reading import Mapping

if TYPE_CHECKING:
    from changai.accounts.models import User

State = Measure.State
OPEN_STATES = (State.PROPOSED,)


class QuoteNotInText(Refused):
    pass


class NotDecided(Refused):
    pass


class MayNotDecide(Refused):
    pass


def accept_measure(
    *, measure: Measure, seen_revision: int, same_as: Measure | None = None, by: User, at: datetime
) -> None:
    """Confirm a proposed measure; `same_as` ties it to the same measure met elsewhere.

    Raises:
        NotDecided: the other one was not confirmed by anybody.
        OutOfDate: somebody decided or changed it meanwhile.
    """
    require_decider(measure.document, by, at)
    if same_as is not None and (same_as.pk == measure.pk or same_as.state != State.ACCEPTED):
        raise NotDecided(_("只能并入另一条已采纳的举措。"))
    _decide(measure, State.ACCEPTED, seen_revision, by, at, same_as=same_as)
    audit.record(
        "measure.accepted",
        measure,
        by=by,
        at=at,
        unit_id=measure.document.owner_id,
        after={"quote": measure.quote, "same_as": same_as.pk if same_as else None},
    )


def reject_measure(
    *, measure: Measure, seen_revision: int, reason: str, by: User, at: datetime
) -> None:
    """Reject a proposed measure, with a reason.

    Raises:
        NotDecided: no reason was given.
        OutOfDate: somebody decided or changed it meanwhile.
    """
    require_decider(measure.document, by, at)
    if not reason.strip():
        raise NotDecided(_("请写明不采纳的理由。"))
    _decide(measure, State.REJECTED, seen_revision, by, at, reason=reason.strip())
    audit.record(
        "measure.rejected",
        measure,
        by=by,
        at=at,
        unit_id=measure.document.owner_id,
        after={"reason": reason.strip()},
    )


def reopen_measure(*, measure: Measure, seen_revision: int, by: User, at: datetime) -> None:
    """Take a decision back while nothing has been built on it.

    Raises:
        NotDecided: a plan row or a task already quotes it.
        OutOfDate: somebody changed it meanwhile.
    """
    require_decider(measure.document, by, at)
    with transaction.atomic():
        if _is_used(measure):
            raise NotDecided(_("已有计划条目或任务引用这条举措，不能撤回。"))
        changed = Measure.objects.filter(
            pk=measure.pk, revision=seen_revision, state__in=[State.ACCEPTED, State.REJECTED]
        ).update(
            state=State.PROPOSED,
            reason="",
            same_as=None,
            decided_by=None,
            decided_at=None,
            revision=seen_revision + 1,
        )
        require_changed(changed)
        audit.record(
            "measure.reopened",
            measure,
            by=by,
            at=at,
            unit_id=measure.document.owner_id,
            before={"state": measure.state},
            after={"state": State.PROPOSED.value},
        )


def edit_measure(
    *,
    measure: Measure,
    quote: str,
    deadline_words: str,
    speaker: str,
    targets: Sequence[dict[str, str]],
    seen_revision: int,
    by: User,
    at: datetime,
) -> None:
    """Change a proposed measure's quotation and what was read from it.

    Raises:
        QuoteNotInText: the quotation does not stand in the text word for word.
        OutOfDate: somebody decided or changed it meanwhile.
    """
    require_decider(measure.document, by, at)
    span = rules.find_quote(measure.document.clean_text, quote, near=measure.start)
    if span is None:
        raise QuoteNotInText(_("引文必须与原文逐字一致，改动后的文字在原文中找不到。"))
    changed = Measure.objects.filter(
        pk=measure.pk, revision=seen_revision, state__in=OPEN_STATES
    ).update(
        **_placed(measure.document, span),
        deadline_words=deadline_words.strip()[:120],
        speaker=speaker.strip()[:40],
        targets=list(targets),
        revision=seen_revision + 1,
    )
    require_changed(changed)
    audit.record(
        "measure.edited",
        measure,
        by=by,
        at=at,
        unit_id=measure.document.owner_id,
        before={"quote": measure.quote, "deadline_words": measure.deadline_words},
        after={"quote": quote.strip(), "deadline_words": deadline_words.strip()},
    )


def add_measure(*, document: Document, start: int, end: int, by: User, at: datetime) -> Measure:
    """Mark a passage of the text as a measure, by hand; it is proposed until somebody accepts it.

    Raises:
        QuoteNotInText: the span is empty or outside the text.
    """
    require_decider(document, by, at)
    if not 0 <= start < end <= len(document.clean_text):
        raise QuoteNotInText(_("请先在原文中选取一段文字。"))
    start, end = rules.trimmed(document.clean_text, start, end)
    if start == end:
        raise QuoteNotInText(_("请先在原文中选取一段文字。"))
    measure = Measure.objects.create(
        document=document, origin=Measure.Origin.HAND, **_placed(document, (start, end))
    )
    audit.record(
        "measure.added",
        measure,
        by=by,
        at=at,
        unit_id=document.owner_id,
        after={"quote": measure.quote},
    )
    return measure


def split_measure(
    *, measure: Measure, places: Sequence[int], seen_revision: int, by: User, at: datetime
) -> list[Measure]:
    """Cut a proposed measure at places in the text; the pieces are proposed in its stead.

    Units: `places` are offsets into the clean text, strictly inside the measure.
    Raises:
        QuoteNotInText: a place is outside, or a piece would be empty.
        OutOfDate: somebody decided or changed it meanwhile.
    """
    require_decider(measure.document, by, at)
    text = measure.document.clean_text
    inside = [place for place in places if measure.start < place < measure.end]
    edges = [measure.start, *sorted(set(inside)), measure.end]
    spans = [rules.trimmed(text, *pair) for pair in zip(edges, edges[1:], strict=False)]
    if not inside or len(inside) < len(places) or any(start >= end for start, end in spans):
        raise QuoteNotInText(_("拆分的位置必须在这条举措之内，且每段都要有文字。"))
    with transaction.atomic():
        _supersede([measure], {measure.pk: seen_revision})
        pieces = [
            Measure.objects.create(
                document=measure.document,
                origin=measure.origin,
                speaker=measure.speaker,
                lead_words=measure.lead_words,
                cooperating_words=measure.cooperating_words,
                deadline_words=measure.deadline_words
                if measure.deadline_words in text[start:end]
                else "",
                targets=[goal for goal in measure.targets if goal["value"] in text[start:end]],
                **_placed(measure.document, (start, end)),
            )
            for start, end in spans
        ]
        for piece in pieces:
            piece.came_from.add(measure)
            _inherit_units(piece, [measure])
        audit.record(
            "measure.split",
            measure,
            by=by,
            at=at,
            unit_id=measure.document.owner_id,
            after={"pieces": [piece.pk for piece in pieces]},
        )
    return pieces


def merge_measures(
    *, measures: Sequence[Measure], seen_revisions: dict[int, int], by: User, at: datetime
) -> Measure:
    """Join proposed measures of one document into one that spans them all.

    Raises:
        NotDecided: fewer than two, or not of one document.
        OutOfDate: somebody decided or changed one of them meanwhile.
    """
    documents = {measure.document_id for measure in measures}
    if len(measures) < 2 or len(documents) != 1:
        raise NotDecided(_("请选择同一份文件中的两条以上举措。"))
    ordered = sorted(measures, key=lambda measure: measure.start)
    document = ordered[0].document
    require_decider(document, by, at)
    with transaction.atomic():
        _supersede(ordered, seen_revisions)
        merged = Measure.objects.create(
            document=document,
            origin=ordered[0].origin,
            speaker=ordered[0].speaker,
            lead_words=_united(measure.lead_words for measure in ordered),
            cooperating_words=_united(measure.cooperating_words for measure in ordered),
            deadline_words=ordered[-1].deadline_words or ordered[0].deadline_words,
            targets=[goal for measure in ordered for goal in measure.targets],
            **_placed(document, (ordered[0].start, max(one.end for one in ordered))),
        )
        merged.came_from.add(*ordered)
        _inherit_units(merged, ordered)
        audit.record(
            "measure.merged",
            merged,
            by=by,
            at=at,
            unit_id=document.owner_id,
            after={"from": [measure.pk for measure in ordered]},
        )
    return merged


def require_decider(document: Document, by: User, at: datetime) -> None:
    """Refuse everybody who may not decide on what a document says."""
    if not policies.may_decide(document, by, timezone.localdate(at)):
        raise MayNotDecide(_("您不能处理这份文件。"))


def require_changed(changed: int) -> None:
    """Refuse where nothing stood any more as the person saw it."""
    if not changed:
        raise OutOfDate(_("这条举措刚被别人处理或修改，请刷新后再看。"))


def _decide(
    measure: Measure, state: str, seen_revision: int, by: User, at: datetime, **more: Any
) -> None:
    changed = Measure.objects.filter(
        pk=measure.pk, revision=seen_revision, state__in=OPEN_STATES
    ).update(state=state, decided_by=by, decided_at=at, revision=seen_revision + 1, **more)
    require_changed(changed)


def _supersede(measures: Sequence[Measure], seen_revisions: dict[int, int]) -> None:
    for measure in measures:
        seen = seen_revisions.get(measure.pk, -1)
        changed = Measure.objects.filter(
            pk=measure.pk, revision=seen, state__in=OPEN_STATES
        ).update(state=State.SUPERSEDED, revision=seen + 1)
        require_changed(changed)


def _inherit_units(measure: Measure, before: Sequence[Measure]) -> None:
    """Take over the units a person had set; one that leads anywhere leads."""
    parts: dict[int, str] = {}
    rows = MeasureUnit.objects.filter(measure__in=before)
    for unit_id, part in rows.order_by("pk").values_list("unit_id", "part"):
        if parts.get(unit_id) != MeasureUnit.Part.LEAD:
            parts[unit_id] = part
    MeasureUnit.objects.bulk_create(
        MeasureUnit(measure=measure, unit_id=unit_id, part=part) for unit_id, part in parts.items()
    )


def _placed(document: Document, span: tuple[int, int]) -> dict[str, Any]:
    start, end = span
    source = Mapping.from_text(document.mapping).source_span((start, end))
    return {
        "start": start,
        "end": end,
        "quote": document.clean_text[start:end],
        "source_start": source[0],
        "source_end": source[1],
    }


def _united(lists: Any) -> list[str]:
    return list(dict.fromkeys(word for words in lists for word in words))


def _is_used(measure: Measure) -> bool:
    """Say whether something downstream quotes the measure, through the reverse relations."""
    return any(
        getattr(measure, relation.get_accessor_name() or "").exists()
        for relation in Measure._meta.related_objects
        if relation.related_model._meta.app_label != "documents"
    )
