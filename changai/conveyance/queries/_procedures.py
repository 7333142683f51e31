"""Rules of procedure of a body: documents that hold from a day on."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from changai.accounts.models import User
from changai.bodies import queries as bodies
from changai.bodies.models import CoordinationBody
from changai.conveyance.models import Procedure
from changai.documents import queries as documents


def visible_procedures(*, user: User, today: date) -> QuerySet[Procedure]:
    """Return the rules of bodies the person may see."""
    seen = bodies.visible_bodies(user, today).values("pk")
    return Procedure.objects.select_related("body__unit", "document").filter(body_id__in=seen)


def procedure_rows(
    *, body: CoordinationBody, user: User, today: date
) -> list[tuple[Procedure, bool]]:
    """Return the rules of a body, those in force first, and whether the reader opens the document.

    That a body has rules is known to all who know the body; the document itself has its own scope.
    Cost: two queries.
    """
    rows = list(
        Procedure.objects.filter(body=body)
        .select_related("document", "body")
        .order_by("-from_on", "-pk")
    )
    opened = set(
        documents.visible_documents(user=user, today=today)
        .filter(pk__in=[row.document_id for row in rows])
        .values_list("pk", flat=True)
    )
    in_force = sorted(rows, key=lambda row: row.to_on is not None and row.to_on < today)
    return [(row, row.document_id in opened) for row in in_force]
