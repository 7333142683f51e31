"""Every paper of supervision passes the check of the national layout, as docx and as pages."""

from datetime import timedelta

import pytest

from changai.papers.rules import docx_of, kind_of, pdf_of
from changai.tasks.models import Duty, Task
from changai.tasks.rules import State
from scripts.check_paper import docx_faults, has_office, render
from scripts.paper_pages import page_faults
from tests.conftest import NOON, TODAY
from tests.escalations.factories import confirm, make_late_task
from tests.escalations.test_papers import digest
from tests.tasks.factories import make_task

SKIPPING = {"until_on": TODAY + timedelta(days=9), "started_higher": "省领导批示件"}


@pytest.fixture
def sheets(cast):
    """One sheet of each kind, drawn from live tasks."""
    things = {}
    for level in ("BLUE_SLIP", "YELLOW_SLIP", "RED_SLIP"):
        task = make_late_task(cast)
        task.targets.update(said_value=86, verified_value=61)
        things[level] = confirm(task, cast.clerk, level, **SKIPPING).pk
    unsigned = make_task(cast, State.ASSIGNED)
    Duty.objects.create(task=unsigned, unit=cast.helper, words="保障经费")
    Task.objects.filter(pk=unsigned.pk).update(assigned_on=TODAY - timedelta(days=12))
    things["CHASING_NOTICE"] = confirm(unsigned, cast.clerk, "CHASING_NOTICE").pk
    things["ASSIGNMENT_NOTICE"] = unsigned.pk
    late = Task.objects.filter(first_late_on__isnull=False)
    for kind in ("CIRCULAR", "BRIEFING", "SPECIAL_REPORT"):
        things[kind] = digest(cast, kind, *late, lead_words="请督促。").pk
    return {code: kind_of(code).compose(pk, cast.clerk, NOON) for code, pk in things.items()}


def test_the_docx_and_the_pdf_of_every_kind_are_in_the_national_layout(sheets, tmp_path):
    faults = {}
    for code, sheet in sheets.items():
        docx, pdf = tmp_path / f"{code}.docx", tmp_path / f"{code}.pdf"
        docx.write_bytes(docx_of(sheet))
        pdf.write_bytes(pdf_of(sheet))
        faults[code] = [*docx_faults(docx), *page_faults(pdf)]

    assert len(faults) == 8
    assert {code: found for code, found in faults.items() if found} == {}


@pytest.mark.office
@pytest.mark.skipif(not has_office(), reason="LibreOffice is not installed")
def test_the_pages_libreoffice_sets_are_in_the_national_layout(sheets, tmp_path):
    paths = []
    for code, sheet in sheets.items():
        paths.append(tmp_path / f"{code}.docx")
        paths[-1].write_bytes(docx_of(sheet))

    pages = dict(zip(sheets, render(paths, tmp_path), strict=True))

    assert {code: page_faults(pdf) for code, pdf in pages.items() if page_faults(pdf)} == {}
