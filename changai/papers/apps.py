from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

TABLES = {"papers_paper", "papers_delivery"}


def _guard_again(using: str, **_more: Any) -> None:
    """Put back the triggers that a rebuilt table lost; only SQLite loses them."""
    connection = connections[using]
    if set(connection.introspection.table_names()) >= TABLES:
        import_module("changai.papers.migrations.0002_issued_stays").guard(connection)


class PapersConfig(AppConfig):
    name = "changai.papers"

    def ready(self) -> None:
        """Watch for migrations: issued papers are never without their guard."""
        post_migrate.connect(_guard_again, sender=self, dispatch_uid="papers_guard_again")
