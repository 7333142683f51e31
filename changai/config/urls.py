"""The top list of addresses; each noun has its own below it."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

NOUNS = [
    ("", "dashboards"),
    ("accounts/", "accounts"),
    ("audit/", "oversight"),
    ("bodies/", "bodies"),
    ("conveyance/", "conveyance"),
    ("documents/", "documents"),
    ("escalations/", "escalations"),
    ("evidence/", "evidence"),
    ("indicators/", "indicators"),
    ("meetings/", "meetings"),
    ("notices/", "notices"),
    ("papers/", "papers"),
    ("pilots/", "pilots"),
    ("problems/", "problems"),
    ("search/", "search"),
    ("tasks/", "tasks"),
    ("units/", "orgs"),
    ("ui/", "ui"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path(prefix, include(f"changai.{noun}.urls"))
    for prefix, noun in NOUNS
    if find_spec(f"changai.{noun}.urls")
]
