"""An instruction becomes a task in one action."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.audit import services as audit
from changai.conveyance.services._refusals import NotAllowed
from changai.documents import policies as document_policies
from changai.documents import queries as document_queries
from changai.documents import services as documents
from changai.documents.models import Instruction
from changai.tasks import services as tasks
from changai.tasks.models import Task


def register_instruction(
    *,
    instruction: Instruction,
    title: str,
    by: User,
    at: datetime,
    lead_ids: Sequence[int] = (),
    due_on: date | None = None,
    due_words: str = "",
) -> Task:
    """Register an instruction as a task of the unit that keeps it; with leads, assign it at once.

    One that nobody decided on yet asks for work by this.
    Raises:
        NotAllowed: the person does not work for the unit that keeps it.
        ReadOnlyInstruction, NotAllowed and others of tasks: as their names say.
    """
    with transaction.atomic():
        row = Instruction.objects.select_for_update().get(pk=instruction.pk)
        if not document_policies.may_instruct(row, by, timezone.localdate(at)):
            raise NotAllowed(_("您不能把这条批示立项。"))
        if row.verdict == Instruction.Verdict.OPEN:
            documents.decide_instruction(
                instruction=row,
                verdict=Instruction.Verdict.ACTION,
                dated_on=row.dated_on,
                by=by,
                at=at,
            )
        draft = _draft(row, title, due_on, due_words)
        task = tasks.register_task(draft=draft, by=by, at=at)
        if lead_ids:
            task = tasks.assign_task(
                task=task,
                lead_ids=list(lead_ids),
                joint=len(lead_ids) > 1,
                due_on=due_on,
                due_words=due_words,
                by=by,
                at=at,
            )
        audit.record(
            "instruction.registered",
            row,
            by=by,
            at=at,
            unit_id=row.owner_id,
            after={"task": task.pk, "title": task.title},
        )
    return task


def _draft(row: Instruction, title: str, due_on: date | None, due_words: str) -> tasks.TaskDraft:
    """Return the item an instruction makes: its words stand word for word."""
    return tasks.TaskDraft(
        assigner_id=row.owner_id,
        title=(title.strip() or row.words)[:600],
        clause_words=row.words,
        clause_where=document_queries.where_instructed(row),
        instruction_id=row.pk,
        leader_name=row.leader_name,
        shape="mechanism",
        due_on=due_on,
        due_words=due_words,
    )
