from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


def _lay_again(using: str, **_more: Any) -> None:
    """Put back the triggers that a rebuilt table lost; only SQLite loses them."""
    connection = connections[using]
    if "search_waiting" in connection.introspection.table_names():
        import_module("changai.search.migrations.0001_index").lay(connection)


class SearchConfig(AppConfig):
    name = "changai.search"

    def ready(self) -> None:
        """Watch for migrations, whichever noun they belong to."""
        post_migrate.connect(_lay_again, sender=self, dispatch_uid="search_lays_again")
