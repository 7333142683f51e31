import pytest

from changai.config.context import Shell
from changai.orgs.policies import Role
from changai.ui.templatetags import ui as tags


class Place:
    """Resolve every name to the address a plain installation would give it."""

    URLS = {
        "dashboards:my_work": "/",
        "tasks:ledger": "/tasks/",
        "tasks:plans": "/tasks/plans/",
        "audit:list": "/audit/",
    }


@pytest.fixture
def shell_at(rf, monkeypatch):
    """The frame of a page for a signed-in person with these roles, without any noun's pages."""
    monkeypatch.setattr("changai.config.context.url_of", lambda name: Place.URLS.get(name, ""))

    def at(path, *roles, counts=None):
        request = rf.get(path)
        request.user = type("Person", (), {"is_authenticated": True})()
        shell = Shell(request)
        allowed = {"audit:list"} if Role.AUDITOR in roles else set()
        shell.__dict__["hidden"] = {"audit:list", "dashboards:leader"} - allowed
        shell.__dict__["counts"] = counts or {}
        return shell

    return at


def places(shell):
    return [place for group in shell.groups for place in group]


def current(shell):
    return [place["url"] for place in places(shell) if place["current"]]


def test_the_place_with_the_longest_address_is_the_current_one(shell_at):
    assert current(shell_at("/tasks/plans/7/")) == ["/tasks/plans/"]
    assert current(shell_at("/tasks/7/")) == ["/tasks/"]
    assert current(shell_at("/")) == ["/"]


def test_the_start_page_is_not_current_everywhere(shell_at):
    assert current(shell_at("/accounts/me/")) == []


def test_a_place_for_other_roles_is_left_out(shell_at):
    assert "/audit/" not in [place["url"] for place in places(shell_at("/"))]
    assert "/audit/" in [place["url"] for place in places(shell_at("/", Role.AUDITOR))]


def test_a_place_shows_how_much_waits_there(shell_at):
    shell = shell_at("/", counts={"tasks:ledger": 1280})

    counted = {place["url"]: tags.number(place["count"]) for place in places(shell)}

    assert counted["/tasks/"] == "1,280"


def test_nobody_signed_in_has_no_places(rf):
    assert Shell(rf.get("/")).groups == []
