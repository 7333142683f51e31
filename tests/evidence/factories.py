"""Reports and evidence, as rows and through the services."""

import io
import uuid
import zipfile
from decimal import Decimal

from changai.documents.models import StoredFile
from changai.evidence import services
from changai.evidence.models import EvidenceFile, EvidenceUse, Report
from changai.tasks import services as tasks
from changai.tasks.models import Task
from changai.tasks.rules import State
from changai.tasks.services import TargetDraft
from tests.conftest import NOON
from tests.tasks.factories import draft, make_task

HUNDRED = TargetDraft(Decimal(100), "家", what="试点企业")


def make_working_task(cast, **fields):
    """Make a task under way with one target of a hundred, led by the department."""
    fields.setdefault("targets", (HUNDRED,))
    return make_task(cast, State.IN_PROGRESS, **fields)


def make_own_task(cast):
    """Make a task under way that the office gave itself."""
    task = tasks.register_task(draft=draft(cast.office, title="自办"), by=cast.clerk, at=NOON)
    leads = [cast.office.pk]
    tasks.assign_task(task=task, by=cast.clerk, at=NOON, lead_ids=leads, due_words="长期")
    tasks.acknowledge_task(task=task, by=cast.clerk, at=NOON)
    return task


def post(task, by, *values, **fields):
    """Report on a task through the service; `values` are given to its targets in order."""
    fields.setdefault("purpose", "PROGRESS")
    fields.setdefault("period", "2026-03")
    fields.setdefault("at", NOON)
    fields.setdefault("client_key", uuid.uuid4())
    fields.setdefault("changed_words", "" if values else "已召开部署会")
    if values:
        targets = task.targets.order_by("position", "pk")
        fields["values"] = {
            target.pk: Decimal(value) for target, value in zip(targets, values, strict=False)
        }
    return services.post_report(task=Task.objects.get(pk=task.pk), by=by, **fields)


def keep(unit, by, name="名册.csv", content=None, **fields):
    """Keep a file of a unit through the service."""
    fields.setdefault("at", NOON)
    content = content if content is not None else f"单位,人数\n{uuid.uuid4()},12\n".encode()
    return services.keep_file(unit=unit, name=name, content=content, by=by, **fields)


def office_file(part="xl/workbook.xml", extra=()):
    """Return the bytes of a file of an office program, as small as can be."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ["[Content_Types].xml", part, *extra]:
            archive.writestr(zipfile.ZipInfo(name), "<x/>")
    return buffer.getvalue()


def bomb():
    """Return a small file that would unpack to 240 MB."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ["[Content_Types].xml", "xl/workbook.xml"]:
            archive.writestr(zipfile.ZipInfo(name), "<x/>")
        with archive.open("xl/media/image1.png", "w", force_zip64=True) as part:
            for _ in range(240):
                part.write(bytes(1024 * 1024))
    return buffer.getvalue()


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
