"""Who sees a document and who may decide on what it says."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from changai.accounts.models import User
from changai.documents.models import Document, Instruction, Measure
from changai.orgs import policies as orgs
from changai.orgs.models import Unit


def visible(documents: QuerySet[Document], user: User, today: date) -> QuerySet[Document]:
    """Narrow documents to those owned by a unit within the person's reach."""
    seen = orgs.reach(user, today)
    if seen.everything:
        return documents
    return documents.filter(
        orgs.within("owner__path", seen.scopes) | Q(owner_id__in=seen.unit_ids(*orgs.SEEING_ROLES))
    )


def visible_measures(measures: QuerySet[Measure], user: User, today: date) -> QuerySet[Measure]:
    """Narrow measures to those of documents the person may see."""
    return measures.filter(
        document_id__in=visible(Document.objects.all(), user, today).values("pk")
    )


def visible_instructions(
    instructions: QuerySet[Instruction], user: User, today: date
) -> QuerySet[Instruction]:
    """Narrow instructions to those kept by a unit within the person's reach."""
    seen = orgs.reach(user, today)
    if seen.everything:
        return instructions
    return instructions.filter(
        orgs.within("owner__path", seen.scopes) | Q(owner_id__in=seen.unit_ids(*orgs.SEEING_ROLES))
    )


def may_see_instruction(instruction: Instruction, user: User, today: date) -> bool:
    """Say whether the person may see an instruction: the unit that keeps it is in their reach."""
    return orgs.reach(user, today).covers(instruction.owner.path)


def may_receive(unit: Unit, user: User, today: date) -> bool:
    """Say whether the person may take in documents for a unit: somebody working there."""
    seen = orgs.reach(user, today)
    return seen.works_at(unit.pk) or unit.pk in seen.unit_ids(orgs.Role.SUPERVISOR)


def may_decide(document: Document, user: User, today: date) -> bool:
    """Say whether the person may confirm, edit and reject what a document says."""
    return may_receive(document.owner, user, today)


def may_instruct(instruction: Instruction, user: User, today: date) -> bool:
    """Say whether the person may decide on an instruction, or correct one entered by hand."""
    return may_receive(instruction.owner, user, today)
