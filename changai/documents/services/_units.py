"""A person says which units lead a measure and which cooperate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from changai.audit import services as audit
from changai.documents.models import Measure, MeasureUnit
from changai.documents.services._measures import require_changed, require_decider
from changai.orgs.models import Unit

if TYPE_CHECKING:
    from changai.accounts.models import User

OPEN_TO_UNITS = (Measure.State.PROPOSED, Measure.State.ACCEPTED)


def set_units(
    *,
    measure: Measure,
    lead: Sequence[Unit],
    cooperating: Sequence[Unit],
    seen_revision: int,
    by: User,
    at: datetime,
) -> None:
    """Set by hand which units lead and which cooperate; a unit has one part only.

    Raises:
        MayNotDecide: the person may not decide on the document.
        OutOfDate: somebody changed it meanwhile, or it was rejected.
    """
    require_decider(measure.document, by, at)
    led = {unit.pk for unit in lead}
    rows = [MeasureUnit(measure=measure, unit=unit, part=MeasureUnit.Part.LEAD) for unit in lead]
    rows += [
        MeasureUnit(measure=measure, unit=unit, part=MeasureUnit.Part.COOPERATING)
        for unit in cooperating
        if unit.pk not in led
    ]
    with transaction.atomic():
        changed = Measure.objects.filter(
            pk=measure.pk, revision=seen_revision, state__in=OPEN_TO_UNITS
        ).update(revision=seen_revision + 1)
        require_changed(changed)
        before = _kept(measure)
        measure.units.all().delete()
        MeasureUnit.objects.bulk_create(rows)
        audit.record(
            "measure.units_set",
            measure,
            by=by,
            at=at,
            unit_id=measure.document.owner_id,
            before=before,
            after=_kept(measure),
        )
    measure.revision = seen_revision + 1


def _kept(measure: Measure) -> dict[str, list[int]]:
    rows = measure.units.order_by("unit_id").values_list("part", "unit_id")
    return {
        "lead": [pk for part, pk in rows if part == MeasureUnit.Part.LEAD],
        "cooperating": [pk for part, pk in rows if part == MeasureUnit.Part.COOPERATING],
    }
