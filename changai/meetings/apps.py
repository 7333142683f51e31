from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


def _guard_again(using: str, **_more: Any) -> None:
    """Put back the triggers that a rebuilt table lost; only SQLite loses them."""
    guards = import_module("changai.meetings.migrations.0002_signed_stays")
    connection = connections[using]
    if set(connection.introspection.table_names()) >= set(guards.TABLES):
        guards.guard(connection)


class MeetingsConfig(AppConfig):
    name = "changai.meetings"

    def ready(self) -> None:
        """Make the papers known, and watch for migrations: signed minutes keep their guard."""
        import_module("changai.meetings.queries._papers").register_kinds()
        post_migrate.connect(_guard_again, sender=self, dispatch_uid="minutes_guard_again")
