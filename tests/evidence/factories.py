"""Reports and evidence as rows, for tests that do not speak of how they came."""

import uuid

from changai.documents.models import StoredFile
from changai.evidence.models import EvidenceFile, EvidenceUse, Report
from changai.tasks.models import Task
from tests.conftest import NOON


def make_report(task, by, *, unit=None, **fields):
    """Make a report of progress on a task, as its lead."""
    fields.setdefault("period", "2026-03")
    fields.setdefault("at", NOON)
    fields.setdefault("client_key", uuid.uuid4())
    return Report.objects.create(task=task, unit=unit or task.lead, by=by, **fields)


def make_evidence(report, name="名册.xlsx"):
    """Make a file used in a report, and count it on the task."""
    stored = StoredFile.objects.create(
        sha256=uuid.uuid4().hex * 2, byte_count=10, kind="xlsx", stored_at=NOON
    )
    file = EvidenceFile.objects.create(
        unit=report.unit, stored=stored, name=name, by=report.by, at=NOON
    )
    EvidenceUse.objects.create(file=file, report=report)
    Task.objects.filter(pk=report.task_id).update(
        evidence_count=EvidenceUse.objects.filter(report__task=report.task_id).count()
    )
    return file
