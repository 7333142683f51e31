"""Instructions: where they stand, the tasks made from them, to whom they were conveyed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from changai.accounts.models import User
from changai.calendar.queries import working_calendar
from changai.conveyance import policies
from changai.conveyance.models import Conveyance
from changai.conveyance.rules import SIGNED
from changai.documents import policies as document_policies
from changai.documents import queries as documents
from changai.documents.models import Document, Instruction
from changai.orgs.models import Unit
from changai.packs.current import pack
from changai.tasks import queries as tasks
from changai.tasks.queries import LedgerRow

PAGE_ROWS = 50
CLOCKS = {
    Instruction.Urgency.ORDINARY: "leader_instruction_ordinary",
    Instruction.Urgency.URGENT: "leader_instruction_urgent",
    Instruction.Urgency.HARD: "leader_instruction_hard",
}


@dataclass(frozen=True)
class InstructionRow:
    """An instruction as the list shows it. Grain: one row per instruction."""

    instruction: Instruction
    tasks: int
    conveyed: int


@dataclass(frozen=True)
class InstructionPage:
    """All that the page of an instruction shows, and what the reader may do there."""

    instruction: Instruction
    where: str
    tasks: list[LedgerRow]
    conveyances: list[Conveyance]
    may_act: bool
    may_change: bool
    may_register: bool


def keeping_units(*, user: User, today: date) -> list[Unit]:
    """Return the units for which the person may enter instructions."""
    return documents.receiving_units(user=user, today=today)


def instruction_rows(
    *, user: User, today: date, words: str = "", verdict: str = "", before: int | None = None
) -> list[InstructionRow]:
    """Return the instructions the person may see, newest first; a page and one row more.

    Cost: two queries.
    """
    rows = documents.visible_instructions(user=user, today=today)
    if words:
        rows = rows.filter(
            Q(words__icontains=words)
            | Q(leader_name__icontains=words)
            | Q(about_words__icontains=words)
        )
    if verdict:
        rows = rows.filter(verdict=verdict)
    if before:
        rows = rows.filter(pk__lt=before)
    page = list(rows.order_by("-pk")[: PAGE_ROWS + 1])
    counts = {
        pk: (of_tasks, of_conveyances)
        for pk, of_tasks, of_conveyances in Instruction.objects.filter(
            pk__in=[row.pk for row in page]
        )
        .annotate(
            of_tasks=Count("tasks", distinct=True),
            of_conveyances=Count(
                "conveyances", filter=Q(conveyances__recalled_at=None), distinct=True
            ),
        )
        .values_list("pk", "of_tasks", "of_conveyances")
    }
    return [InstructionRow(row, *counts[row.pk]) for row in page]


def instruction_page(*, instruction: Instruction, user: User, today: date) -> InstructionPage:
    """Return what the page of an instruction shows.

    Cost: a handful of queries.
    """
    may_act = document_policies.may_instruct(instruction, user, today)
    made = tasks.visible_tasks(user=user, today=today).filter(instruction=instruction)
    sent = policies.visible(
        Conveyance.objects.filter(instruction=instruction), user, today
    ).select_related("unit")
    counted = sent.annotate(
        total=Count("nodes"), signed=Count("nodes", filter=Q(nodes__state__in=SIGNED))
    )
    open_ones = Instruction.Verdict.OPEN, Instruction.Verdict.ACTION
    return InstructionPage(
        instruction=instruction,
        where=documents.where_instructed(instruction),
        tasks=tasks.ledger_rows(
            made.select_related("lead", "assigner").order_by("pk"), user=user, today=today
        ),
        conveyances=list(counted.order_by("-pk")),
        may_act=may_act,
        may_change=may_act
        and instruction.document_id is None
        and instruction.verdict == Instruction.Verdict.OPEN,
        may_register=may_act and instruction.verdict in open_ones,
    )


def proposed_due(instruction: Instruction, today: date) -> date:
    """Return the day by which an instruction of its urgency is to be dealt with, from today."""
    clock = pack().clock(CLOCKS[Instruction.Urgency(instruction.urgency)])
    days = int(clock.value_on(today))
    if clock.unit == "working_days":
        return working_calendar().add_workdays(today, days)
    return today + timedelta(days=days)


def named_document(*, title: str, user: User, today: date) -> Document | None:
    """Return the one document in reach with exactly this title or number; None if none or several.

    Cost: one query.
    """
    words = title.strip()
    if not words:
        return None
    rows = documents.visible_documents(user=user, today=today)
    found = list(rows.filter(Q(title=words) | Q(number=words)).defer("raw_text", "mapping")[:2])
    return found[0] if len(found) == 1 else None
