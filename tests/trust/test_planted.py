"""The walk can fail: each planted leak turns it red, and so does an address nobody declared."""

from dataclasses import replace

import pytest
from django.http import HttpResponse
from django.urls import path

from changai.config.urls import urlpatterns as real
from changai.documents import policies as documents
from changai.evidence import policies as evidence
from changai.orgs import policies as orgs
from changai.oversight import policies as oversight
from changai.tasks import policies as tasks
from tests.trust import matrix, rows

pytestmark = pytest.mark.django_db
PEOPLE = ("PO.OFFICE", "PO.LEADER", "AO.OFFICE", "E1.CLERK", "H.LIAISON", "E6.CLERK", "AO.AUDITOR")


def everything(things, *_who):
    """A policy that somebody forgot."""
    return things


def yes(*_asked):
    """A policy that somebody left open."""
    return True


PLANTED = [
    (tasks, "visible", everything, "tasks:task", "neighbour"),
    (tasks, "visible", everything, "tasks:ledger", ""),
    (tasks, "visible", everything, "tasks:ledger_export", ""),
    (tasks, "visible", everything, "search:results", ""),
    (tasks, "sees_whole", yes, "tasks:task", "zone"),
    (tasks, "visible_plans", everything, "tasks:plan_export", "BO.COMMENT"),
    (tasks, "visible_comments", everything, "tasks:plan", "PO.COMMENT"),
    (documents, "visible", everything, "documents:original", "BO"),
    (documents, "visible", everything, "documents:list", ""),
    (documents, "may_decide", yes, "documents:measure_reject", "AO.PROPOSED"),
    (evidence, "visible_reports", everything, "evidence:of_task", "zone"),
    (evidence, "visible_reports", everything, "evidence:show", "province>BO"),
    (evidence, "visible_files", everything, "evidence:download", "province>BO"),
    (evidence, "may_judge", yes, "evidence:verify", "zone"),
    (orgs, "visible", everything, "orgs:unit", "BO"),
    (orgs, "can_manage_person", yes, "orgs:person", "AO.OFFICE"),
    (orgs, "can_manage_person", yes, "orgs:link", "E1.CLERK"),
    (oversight, "visible", everything, "audit:list", ""),
]


def only(row, key):
    """Return the row tried with one of its objects."""
    if not key:
        return row
    cases = row.cases
    return replace(
        row, cases=lambda world: [one for one in cases(world) if one.thing.key == key], shows=None
    )


@pytest.mark.parametrize(
    ("policies", "policy", "leak", "address", "key"),
    PLANTED,
    ids=[f"{one[0].__name__.split('.')[1]}.{one[1]} at {one[3]}" for one in PLANTED],
)
def test_a_policy_that_lets_too_much_through_turns_red(
    walk, monkeypatch, policies, policy, leak, address, key
):
    walk.everybody = [walk.world.people[one] for one in PEOPLE]
    row = only(rows.BY_NAME[address], key)
    walk.try_address(address, row)
    assert walk.faults == []
    monkeypatch.setattr(policies, policy, leak)

    walk.try_address(address, row)

    assert walk.faults != []


def test_a_write_without_an_entry_in_the_audit_turns_red(walk, monkeypatch):
    walk.everybody = [walk.world.people["PO.OFFICE"]]
    row = only(rows.BY_NAME["orgs:rename"], "E1")
    monkeypatch.setattr("changai.audit.services.record", lambda *_things, **_more: None)

    walk.try_address("orgs:rename", row)

    assert any("left no entry" in fault for fault in walk.faults)


def forgotten(request):
    """A view that somebody added without a word on who may open it."""
    return HttpResponse("oops")


urlpatterns = [*real, path("forgotten/", forgotten, name="forgotten"), path("nameless/", forgotten)]


def test_every_address_is_declared_and_every_declaration_has_an_address():
    assert matrix.undeclared(rows.DECLARED) == []


def test_an_address_that_nobody_declared_turns_red():
    assert matrix.undeclared(rows.DECLARED, __name__) == ["forgotten", "nameless/"]
