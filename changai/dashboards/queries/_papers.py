"""Plans and documents that wait for a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from changai.accounts.models import User
from changai.documents.models import Document, Instruction, Measure
from changai.orgs import policies as orgs
from changai.orgs import rules as tree
from changai.tasks.models import PlanComment, PlanRowUnit, PlanVersion


def comment_rounds(user: User, today: date, works: Sequence[int]) -> QuerySet[PlanVersion]:
    """Return versions open for comments on which the person's units have said nothing yet.

    Those who may comment are units named in a row, and offices below the one that asks.
    """
    seen = orgs.reach(user, today)
    held = [post for post in seen.held if post.unit_id in works]
    # An office serves a division: its scope is not its own path.
    offices = {post.scope_path for post in held if post.scope_path != post.path}
    above = {path for scope in offices for path in tree.ancestors(scope)}
    named = PlanRowUnit.objects.filter(row__version=OuterRef("pk"), unit_id__in=works)
    said = PlanComment.objects.filter(version=OuterRef("pk"), unit_id__in=works)
    rows = PlanVersion.objects.filter(state=PlanVersion.State.COMMENT)
    rows = rows.filter(Exists(named) | Q(plan__owner__scope_path__in=above))
    return rows.filter(~Exists(said)).exclude(plan__owner_id__in=works)


def documents_to_read(works: Sequence[int]) -> QuerySet[Document]:
    """Return documents of the units in which a measure or an instruction waits for a decision."""
    proposed = Measure.objects.filter(document=OuterRef("pk"), state=Measure.State.PROPOSED)
    open_ones = Instruction.objects.filter(
        document=OuterRef("pk"), verdict=Instruction.Verdict.OPEN
    )
    rows = Document.objects.filter(owner_id__in=works)
    return rows.filter(Exists(proposed) | Exists(open_ones))
