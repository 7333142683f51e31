"""The dictionary of indicators: the list, and one definition with its versions and examples."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from changai.indicators import queries
from changai.indicators.views import _shared as shared
from changai.kernel.http import Request, reads, render_page_or_fragment


@reads
def dictionary(request: Request) -> HttpResponse:
    asked, today = request.GET, timezone.localdate()
    wanted = queries.DictionaryFilter(
        words=asked.get("q", "").strip(),
        goal=asked.get("goal", ""),
        owner=asked.get("owner", ""),
        made=asked.get("made", ""),
    )
    context = {
        "rows": queries.definitions(wanted=wanted, today=today),
        "filtered": not wanted.is_empty,
    }
    if not request.htmx or request.htmx.boosted:
        made = [("typed", _("填报或导入")), ("computed", _("由系统记录算出"))]
        context |= {
            "tabs": shared.tabs(request, "dictionary"),
            "filters": [
                {
                    "name": "q",
                    "label": pgettext("indicator", "指标"),
                    "kind": "search",
                    "value": wanted.words,
                },
                shared.select(
                    "goal", _("目标方向"), wanted.goal,
                    [("", _("全部")), *queries.GOAL_WORDS.items()],
                ),
                shared.select(
                    "owner", _("归口部门"), wanted.owner, [("", _("全部")), *queries.owners()]
                ),
                shared.select("made", _("数据来源"), wanted.made, [("", _("全部")), *made]),
            ],
        }  # fmt: skip
    return render_page_or_fragment(
        request, "indicators/dictionary.html", "indicators/_dictionary.html", context
    )


@reads
def definition(request: Request, code: str) -> HttpResponse:
    found, today = shared.the_definition(code), timezone.localdate()
    context = {
        "row": queries.definition_row(found, today=today),
        "definition": found,
        "versions": queries.version_rows(found),
        "targets": queries.target_rows(found),
        "readings": queries.reading_rows(found),
        "examples": queries.example_rows(found),
        "direction": queries.DIRECTION_WORDS[found.direction],
        "rhythm": queries.RHYTHM_WORDS[found.rhythm],
        "adds": [(one, shared.the_definition(one)) for one in found.adds],
    }
    return render(request, "indicators/definition.html", context)
