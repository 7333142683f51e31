"""The top list of addresses; each noun has its own below it."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

NOUNS = [
    ("", "dashboards"),
    ("accounts/", "accounts"),
    ("audit/", "oversight"),
    ("documents/", "documents"),
    ("evidence/", "evidence"),
    ("notices/", "notices"),
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
