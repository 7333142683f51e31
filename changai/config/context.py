"""What the frame of every page shows; worked out when a page asks, so fragments cost nothing."""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changai.accounts.models import User
from changai.orgs import policies


class Place(NamedTuple):
    """An entry of the navigation before it is resolved."""

    url_name: str
    label: Promise
    icon: str


# The groups of the navigation; a place without a url, or for other roles is left out.
PLACES = (
    (
        Place("dashboards:my_work", _("我的工作"), "inbox"),
        Place("dashboards:leader", _("领导页"), "speedometer2"),
    ),
    (
        Place("dashboards:goals", _("目标一览"), "bullseye"),
        Place("tasks:ledger", _("任务台账"), "list-task"),
        Place("tasks:plans", _("计划"), "journal-check"),
        Place("documents:list", _("文件"), "file-earmark-text"),
        # A task has an 指标 too, its target; here it is the list of indicators.
        Place("indicators:figures", pgettext_lazy("menu", "指标"), "bar-chart-line"),
    ),
    (
        Place("meetings:list", _("会议"), "calendar-event"),
        Place("conveyance:list", _("批示与传达"), "diagram-2"),
        Place("problems:list", _("问题整改"), "exclamation-diamond"),
        Place("escalations:list", _("督办与考核"), "flag"),
        Place("papers:list", _("公文"), "file-earmark-ruled"),
    ),
    (Place("pilots:list", _("试点"), "signpost-split"),),
    (
        Place("orgs:units", _("单位与人员"), "diagram-3"),
        Place("bodies:list", _("议事机构"), "people"),
        Place("search:results", _("搜索"), "search"),
        Place("notices:list", _("通知"), "bell"),
        Place("audit:list", _("审计"), "shield-check"),
    ),
)
ACCOUNT_PLACES = (Place("accounts:me", _("我的账号"), "person-gear"),)
URGENT = ("dashboards:my_work", "notices:list")
ROLES_OF_PLACES = {
    "audit:list": {policies.Role.AUDITOR, policies.Role.OFFICE},
    "dashboards:leader": {policies.Role.LEADER, policies.Role.SUPERVISOR, policies.Role.OFFICE},
}


def module_of(name: str) -> ModuleType | None:
    """Return a module of a noun, or nothing where this installation has no such noun."""
    return import_module(name) if find_spec(name) else None


def url_of(name: str) -> str:
    """Return the url of a name, or nothing where this installation has no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


class Shell:
    """The frame of one page for one person.

    Cost: none until asked; then what the counts cost, once a page.
    """

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.demo = settings.DEMO

    @property
    def signed_in(self) -> bool:
        """Say whether somebody is signed in."""
        user = getattr(self.request, "user", None)
        return bool(user and user.is_authenticated)

    @cached_property
    def counts(self) -> dict[str, int]:
        """Return how much waits at each place, by url name, from the dashboards."""
        queries = self.signed_in and module_of("changai.dashboards.queries")
        if not (queries and hasattr(queries, "nav_counts")):
            return {}
        return dict(queries.nav_counts(self.request.user, timezone.localdate()))

    @cached_property
    def hidden(self) -> set[str]:
        """Return the url names of the places that are not for this person's roles."""
        user = self.request.user
        if not isinstance(user, User):
            return set(ROLES_OF_PLACES)
        roles = {post.role for post in policies.reach(user, timezone.localdate()).held}
        return {name for name, allowed in ROLES_OF_PLACES.items() if not roles & allowed}

    @cached_property
    def groups(self) -> list[list[dict[str, Any]]]:
        """Return the groups of places this person has, with counts and the current one marked."""
        if not self.signed_in:
            return []
        groups: list[list[dict[str, Any]]] = [
            [self.shown(place, url) for place in group if (url := self.reachable(place))]
            for group in PLACES
        ]
        places = [place for group in groups for place in group]
        path = self.request.path
        # "/" begins every address, so the start page is current only on itself.
        here = [
            p for p in places if path == p["url"] or path.startswith(p["url"].rstrip("/") + "/")
        ]
        here = [p for p in here if p["url"] != "/" or path == "/"]
        if here:
            max(here, key=lambda place: len(place["url"]))["current"] = True
        return [group for group in groups if group]

    def reachable(self, place: Place) -> str:
        """Return the url of a place, or nothing where the person has no business there."""
        return "" if place.url_name in self.hidden else url_of(place.url_name)

    def shown(self, place: Place, url: str) -> dict[str, Any]:
        """Return what the navigation shows of a place."""
        return {
            "url": url,
            "label": place.label,
            "icon": place.icon,
            "count": self.counts.get(place.url_name, 0),
            "urgent": place.url_name in URGENT,
            "current": False,
        }

    @property
    def notice_count(self) -> int:
        """Return how many notices are unread."""
        return self.counts.get("notices:list", 0)

    @cached_property
    def posts(self) -> list[str]:
        """Return the person's posts in words, from the nouns that know them."""
        queries = self.signed_in and module_of("changai.orgs.queries")
        if not (queries and hasattr(queries, "posts_in_words")):
            return []
        return list(queries.posts_in_words(self.request.user, timezone.localdate()))

    @property
    def account_links(self) -> list[dict[str, Any]]:
        """Return the pages about the person's own account."""
        return [
            {"url": url, "label": place.label, "icon": place.icon}
            for place in ACCOUNT_PLACES
            if (url := url_of(place.url_name))
        ]

    @property
    def home_url(self) -> str:
        """Return where the brand leads."""
        return url_of("dashboards:my_work") or "/"

    @property
    def search_url(self) -> str:
        """Return the search page."""
        return url_of("search:results") if self.signed_in else ""

    @property
    def notices_url(self) -> str:
        """Return the page of notices."""
        return url_of("notices:list") if self.signed_in else ""

    @property
    def sign_in_url(self) -> str:
        """Return the sign-in page, so that a lost session is recognised."""
        return url_of("accounts:sign_in")

    @property
    def sign_out_url(self) -> str:
        """Return where to sign out."""
        return url_of("accounts:sign_out") if self.signed_in else ""

    @property
    def set_language_url(self) -> str:
        """Return where the language is switched."""
        return url_of("accounts:language")


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give every template the frame of the page."""
    return {"shell": Shell(request)}
