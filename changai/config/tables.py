"""Every table of the program, read as of one moment, for backup and export."""

from __future__ import annotations

from django.apps import apps
from django.db import connection, models

from changai.kernel.moment import one_moment

__all__ = ["BATCH", "all_models", "migrations_applied", "one_moment"]
BATCH = 2000


def all_models() -> list[type[models.Model]]:
    """Return every model that has a table, joining tables included, by table name."""
    found = apps.get_models(include_auto_created=True)
    return sorted(
        (model for model in found if model._meta.managed and not model._meta.proxy),
        key=lambda model: model._meta.db_table,
    )


def migrations_applied() -> list[str]:
    """Return the migrations the database has seen, in order of their names."""
    from django.db.migrations.recorder import MigrationRecorder

    return sorted(
        f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()
    )
