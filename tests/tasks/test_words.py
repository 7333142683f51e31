"""Every step that a service writes into the life of a task has words on its page."""

import ast
from pathlib import Path

from django.urls import reverse

from changai.tasks import services
from changai.tasks.queries import _words as words
from changai.tasks.rules import DutyEvent, Event, State
from tests.tasks.factories import make_task

FOLDER = Path(services.__file__).parent


def names_logged():
    """Return every name that is handed to `action.log` as it stands in the sources."""
    calls = [
        node
        for path in FOLDER.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "log"
    ]
    constants = [one for call in calls for one in ast.walk(call.args[0])]
    return {
        one.value for one in constants if isinstance(one, ast.Constant) and one.value != "duty_"
    }


def test_every_step_has_words():
    written = names_logged() | set(Event) | {f"duty_{event}" for event in DutyEvent}

    assert len(names_logged()) > 10
    assert written - set(words.EVENT_WORDS) == set()


def test_a_step_that_lies_behind_is_told_as_past(client, cast):
    task = make_task(cast, State.IN_PROGRESS)
    client.force_login(cast.lead)
    address = reverse("tasks:task", args=[task.pk])
    for language, said, waiting in (
        ("zh-hans", ("已交办", "办理中"), "已交办，待签收"),
        ("en", ("Assigned", "In progress"), "not signed for"),
    ):
        client.cookies["language"] = language
        page = client.get(address).content.decode()
        steps = page[page.index('<ol class="stepper"') : page.index("</ol>", page.index("stepper"))]
        assert waiting not in steps
        for word in said:
            assert word in steps


def test_who_signs_reads_that_it_is_signed_for(client, cast):
    task = make_task(cast)
    client.force_login(cast.lead)
    client.cookies["language"] = "en"

    seen = {"seen_revision": task.revision}
    answer = client.post(reverse("tasks:act", args=[task.pk, "acknowledge"]), seen, follow=True)

    assert "Signed for." in answer.content.decode()
