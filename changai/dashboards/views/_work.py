from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from changai.dashboards import queries
from changai.kernel.http import Request, file_answer, reads, render_page_or_fragment
from changai.tasks import queries as tasks
from changai.tasks.rules import Colour

NEW_FOR = timedelta(days=14)
TONES = {
    Colour.RED: ("red", "exclamation-diamond-fill"),
    Colour.YELLOW: ("yellow", "exclamation-triangle-fill"),
    Colour.BLUE: ("blue", "stopwatch"),
    Colour.GREEN: ("green", "check-circle-fill"),
    Colour.STOPPED: ("grey", "pause-circle"),
}


@reads
def my_work(request: Request) -> HttpResponse:
    today = timezone.localdate()
    group = request.GET.get("group", "")
    narrow = next((one for one in queries.NARROWED if request.GET.get(one) == "1"), "")
    if group and group not in queries.GROUPS:
        raise Http404
    page = queries.my_work(
        user=request.user,
        today=today,
        group=group,
        narrow=narrow,
        after=request.GET.get("after", ""),
    )
    counts = queries.group_counts(user=request.user, today=today)
    context = {
        "items": page.items,
        "chips": _chips(counts, group, narrow),
        "total": sum(counts[one] for one in queries.GROUPS),
        "filtered": bool(group or narrow),
        "begins": not page.items
        and not (group or narrow)
        and queries.begins_empty(request.user, today),
        "today": today,
        "may_lead": queries.may_lead(request.user, today),
        "is_new": timezone.now() - request.user.created_at < NEW_FOR,
        "pager": {
            "previous": "",
            "next": page.following,
            "shown": len(page.items),
            "total": None,
        },
    }
    return render_page_or_fragment(
        request, "dashboards/my_work.html", "dashboards/_work.html", context
    )


def _chips(counts: dict[str, int], group: str, narrow: str) -> list[dict[str, Any]]:
    """Return the filter chips; one that is on leads back to everything."""
    home = reverse("dashboards:my_work")
    chips = [
        {
            "label": _("全部"),
            "url": home,
            "count": sum(counts[one] for one in queries.GROUPS),
            "on": not group and not narrow,
            "tone": "",
        },
        {
            "label": _("眼下要办"),
            "url": f"{home}?{queries.PRESSING}=1",
            "count": counts[queries.PRESSING],
            "on": narrow == queries.PRESSING,
            "tone": "",
        },
        {
            "label": _("已超期、审核超时"),
            "url": f"{home}?{queries.LATE}=1",
            "count": counts[queries.LATE],
            "on": narrow == queries.LATE,
            "tone": "red",
        },
    ]
    chips += [
        {
            "label": label,
            "url": f"{home}?{urlencode({'group': one})}",
            "count": counts[one],
            "on": one == group,
            "tone": "",
        }
        for one, label in queries.GROUPS.items()
        if counts[one] or one == group
    ]
    return chips


@reads
def leader(request: Request) -> HttpResponse:
    today = timezone.localdate()
    if not queries.may_lead(request.user, today):
        raise Http404
    page = queries.leader_page(user=request.user, today=today)
    ledger = reverse("tasks:ledger")
    context = {
        "page": page,
        "today": today,
        "figures": [
            {
                "label": tasks.COLOUR_WORDS[colour],
                "value": page.by_colour[colour.value],
                "tone": tone,
                "icon": icon,
                "url": f"{ledger}?{urlencode({'colour': colour.value})}",
            }
            for colour, (tone, icon) in TONES.items()
        ],
        "late_url": f"{ledger}?{urlencode({'colour': Colour.RED.value})}",
        "verified_ratio": page.verified_count / page.said_count if page.said_count else None,
    }
    return render(request, "dashboards/leader.html", context)


@reads
def around_task(request: Request, pk: int) -> HttpResponse:
    """Show where a task came from and what happened around it, for the page of the task."""
    at = timezone.now()
    seen = tasks.visible_tasks(user=request.user, today=timezone.localdate(at))
    task = get_object_or_404(seen, pk=pk)
    context = {"task": task, "around": queries.around_task(task=task, user=request.user, at=at)}
    return render_page_or_fragment(
        request, "dashboards/around_task.html", "dashboards/_around_task.html", context
    )


@login_not_required
@reads
def demo_report(request: Request) -> HttpResponse:
    """Hand out the demo's report, damaged the way web scrapes are, to try the reading with."""
    content = queries.demo_report()
    if content is None:
        raise Http404
    return file_answer(io.BytesIO(content), name=_("联席会议报道（网页抓取）.txt"))
