from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import ngettext

from changai.kernel.http import Request, reads
from changai.tasks import queries
from changai.tasks.views._actions import ACTIONS

COUNTED = {"cascaded"}
STEPS = ("REGISTERED", "ASSIGNED", "IN_PROGRESS", "UNDER_REVIEW", "DONE", "CLOSED")


@reads
def task(request: Request, pk: int) -> HttpResponse:
    today = timezone.localdate()
    found = get_object_or_404(queries.visible_tasks(user=request.user, today=today), pk=pk)
    page = queries.task_page(task=found, user=request.user, today=today)
    here = STEPS.index(found.state) if found.state in STEPS else -1
    context = {
        "page": page,
        "task": page.row.task,
        "actions": [(name, ACTIONS[name]) for name in page.actions if name in ACTIONS],
        "may_cascade": "cascade" in page.actions,
        "steps": [
            {
                "label": (queries.PASSED_WORDS if number < here else queries.STATE_WORDS)[state],
                "state": "done" if number < here else "current" if number == here else "todo",
                "note": "",
            }
            for number, state in enumerate(STEPS)
        ]
        if here >= 0
        else [],
        "timeline": [
            {
                "at": event.at,
                "who": f"{event.unit or ''} {event.by or ''}".strip(),
                "what": queries.EVENT_WORDS.get(event.event, event.event),
                "note": _note(event),
                "tone": "",
                "icon": "",
            }
            for event in page.events
        ],
    }
    return render(request, "tasks/task.html", context)


def _note(event: Any) -> str:
    """Return the words of a step; a bare number is how many units it reached."""
    if event.event in COUNTED and event.words.isdigit():
        count = int(event.words)
        return ngettext("%(count)s 个单位", "%(count)s 个单位", count) % {"count": count}
    return str(event.words)
