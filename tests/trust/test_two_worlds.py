"""Two worlds from one seed: in the second a sibling did something. What others can fetch is
the same to the byte: no list, count, order, search or page tells them.
"""

import re

import pytest
from django.db import transaction
from django.urls import reverse

from changai.evidence import services as evidence
from changai.evidence.models import Report
from changai.tasks import services as tasks
from tests.documents.factories import make_document, make_measure
from tests.trust import rows
from tests.trust.world import fresh_key, worker_of
from tests.trust.world_evidence import PNG

pytestmark = pytest.mark.django_db
OTHERS = ("BO.OFFICE", "BO.LEADER", "BO.AUDITOR", "B1O.OFFICE", "E7.CLERK", "E3.CLERK", "nobody")
PLACES = [
    "dashboards:my_work", "dashboards:leader", "tasks:ledger", "tasks:ledger_print",
    "tasks:plans", "documents:list", "evidence:to_review", "evidence:files", "evidence:burden",
    "evidence:publications", "notices:list", "orgs:units", "audit:list", "search:results",
    "tasks:task", "evidence:of_task", "tasks:plan",
]  # fmt: skip
# Forgery tokens and the keys of forms are new in every answer.
CHANGING = re.compile(rb'(value=|X-CSRFToken": )"[0-9A-Za-z-]{32,64}"')


def seen_by(people, walk, places=PLACES):
    """Return everything these people can fetch from the places that list, count or search."""
    found = {}
    for key in people:
        who = walk.world.people[key]
        for name in places:
            for case in rows.BY_NAME[name].cases(walk.world):
                answer = walk.ask(who, "get", reverse(name, args=case.args), case.query)
                body = CHANGING.sub(b"", answer.content)
                found[key, name, case.args, str(case.query)] = (answer.status_code, body)
    return found


def something_happens(world):
    """Let the first city's county and its enterprise report, keep, ask, read and be reminded."""
    [task] = world.of("task", "province>AO>A1O>E1")
    clerk, at = world.user(worker_of("E1")), world.now
    file = evidence.keep_file(
        unit=world.units["E1"], name="新佐证.png", content=PNG + b"new", by=clerk, at=at
    )
    evidence.post_report(
        task=task.row,
        purpose=Report.Purpose.PROGRESS,
        period=f"{world.today:%Y-%m}",
        client_key=fresh_key(),
        changed_words="会议之后又有新进展，培养高技能人才",
        blocked_words="缺人",
        file_ids=[file.pk],
        by=clerk,
        at=at,
    )
    office = world.user("A1O.OFFICE")
    tasks.remind_task(task=task.row, words="请抓紧", by=office, at=at)
    draft = tasks.TaskDraft(
        assigner_id=world.units["AO"].pk,
        title="培养高技能人才",
        clause_words="要完善机制。",
        clause_where="会议",
    )
    tasks.register_task(draft=draft, by=world.user("AO.OFFICE"), at=at)
    document = make_document(world.units["AO"], world.user("AO.OFFICE"), "会议要求，要完善机制。")
    make_measure(document, "要完善机制。")


def test_what_a_sibling_does_changes_no_byte_for_others(walk):
    before = seen_by(OTHERS, walk)
    with transaction.atomic():
        something_happens(walk.world)
        after = seen_by(OTHERS, walk)
        transaction.set_rollback(True)

    assert len(before) > 200
    assert [place for place in before if before[place] != after[place]] == []


def test_the_comparison_sees_what_is_done_to_those_people(walk):
    """Those who may know see it: the same comparison is not blind."""
    places = ("tasks:ledger", "documents:list", "audit:list", "search:results")
    before = seen_by(("AO.OFFICE",), walk, places)
    with transaction.atomic():
        something_happens(walk.world)
        after = seen_by(("AO.OFFICE",), walk, places)
        transaction.set_rollback(True)

    assert {place[1] for place in before if before[place] != after[place]} == set(places)
