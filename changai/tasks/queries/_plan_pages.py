"""Smaller reads that single pages of plans need."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.documents.models import Instruction, Measure
from changai.orgs import queries as orgs
from changai.orgs.models import Unit
from changai.tasks import policies
from changai.tasks.models import (
    ParentChange,
    Plan,
    PlanComment,
    PlanImport,
    PlanRow,
    PlanVersion,
)
from changai.tasks.queries._plan_changes import value_words
from changai.tasks.queries._plans import (
    Drafting,
    facts_of,
    owning_units,
    version_before,
    visible_plans,
    visible_versions,
)
from changai.tasks.rules import plan_faults, plans

# What the page of a row shows beside its title, in this order.
SHOWN = (
    "clause_where",
    "leader_name",
    "leader_post",
    "leads",
    "joint",
    "cooperating",
    "summarizing",
    "by_duty_scope",
    "responsible_name",
    "responsible_post",
    "deadline_words",
    "deadline_kind",
    "begins_on",
    "due_on",
    "stages",
    "targets",
    "deliverable_form",
    "assessment_rule",
    "evidence_required",
    "axes",
)


@dataclass(frozen=True)
class FactWords:
    """A field of a row in words of the reader's language."""

    label: str
    value: str


def row_words(facts: plans.RowFacts, units: Mapping[int, Unit]) -> list[FactWords]:
    """Return all a row says, in words, without what it leaves open."""
    return [
        FactWords(_(plans.FACT_WORDS[name]), words)
        for name in SHOWN
        if (words := value_words(name, facts, units)) and (name != "joint" or facts.joint)
    ]


def units_by_id(ids: Iterable[int]) -> list[Unit]:
    """Return units by id."""
    return list(Unit.objects.filter(pk__in=list(ids)).order_by("path"))


def pickable_ids(ids: Iterable[int], *, user: User, today: date) -> set[int]:
    """Return those of some unit ids that the person may name."""
    units = orgs.pickable_units(user=user, today=today).filter(pk__in=list(ids))
    return set(units.values_list("pk", flat=True))


def open_drafts(*, user: User, today: date) -> list[PlanVersion]:
    """Return the drafts the person may write to, newest plan first."""
    mine = [unit.pk for unit in owning_units(user=user, today=today)]
    drafts = PlanVersion.objects.filter(Drafting, plan__owner_id__in=mine)
    return list(drafts.select_related("plan__owner").order_by("-plan_id"))


def stands_in_adopted(row: PlanRow) -> bool:
    """Say whether the version before has this row, so that it is dropped and not deleted."""
    before = version_before(row.version)
    return before is not None and PlanRow.objects.filter(version=before, key=row.key).exists()


def may_comment(version: PlanVersion, *, user: User, today: date) -> list[Unit]:
    """Return the units for which the person may remark on a version today."""
    open_now = version.state == PlanVersion.State.COMMENT and version.comments_until
    if not open_now or version.comments_until is None or version.comments_until < today:
        return []
    return policies.commenting_units(version, user, today)


def row_faults(row: PlanRow, today: date) -> list[str]:
    """Return in words what keeps a row of a draft from becoming a task."""
    faults = plan_faults.adoption_faults(facts_of(row), today=today)
    return [_(fault.words) % fault.params for fault in faults]


def row_comments(
    *, version: PlanVersion, key: uuid.UUID, user: User, today: date
) -> list[PlanComment]:
    """Return the remarks on one row that the person may see."""
    rows = PlanComment.objects.filter(version=version, row_key=key)
    seen = policies.visible_comments(rows, user, today).select_related("unit", "by")
    return list(seen.order_by("at", "pk"))


def answerable_comments(*, user: User, today: date) -> QuerySet[PlanComment]:
    """Return the remarks on drafts of units where the person works."""
    mine = [unit.pk for unit in owning_units(user=user, today=today)]
    rows = PlanComment.objects.filter(version__plan__owner_id__in=mine)
    return rows.select_related("version__plan__owner", "unit")


def visible_parent_changes(*, user: User, today: date) -> QuerySet[ParentChange]:
    """Return what amendments above did to plans the person may see."""
    plans_seen = visible_plans(user=user, today=today).values("pk")
    return ParentChange.objects.filter(plan_id__in=plans_seen).select_related("plan__owner")


def visible_uploads(*, user: User, today: date) -> QuerySet[PlanImport]:
    """Return the tables taken into versions the person may see."""
    versions = visible_versions(user=user, today=today).values("pk")
    rows = PlanImport.objects.filter(version_id__in=versions)
    return rows.select_related("version__plan__owner", "stored")


def uploads_of(plan: Plan) -> list[PlanImport]:
    """Return the last tables taken into a plan."""
    rows = PlanImport.objects.filter(version__plan=plan).select_related("made_by")
    return list(rows.order_by("-pk")[:10])


def instructions_for(clause_id: int | None) -> list[tuple[int, str]]:
    """Return the instructions that ask for work in the document of a clause."""
    if clause_id is None:
        return []
    document = Measure.objects.filter(pk=clause_id).values("document_id")
    rows = Instruction.objects.filter(
        Q(document_id__in=document), verdict=Instruction.Verdict.ACTION
    )
    return [(one.pk, f"{one.leader_name}：{one.words[:40]}") for one in rows.order_by("pk")]
