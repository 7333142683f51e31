"""A province to measure on: every division and office of the pack, 5,000 enterprises, their people.

The settings are those of the product; only the data folder is a scratch one.
"""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
TODAY = date(2026, 3, 2)
DUE = TODAY + timedelta(days=200)
ENTERPRISES = 5000


def start() -> None:
    """Set Django up on a fresh database in the scratch folder, once."""
    import django
    from django.conf import settings
    from django.core.management import call_command

    # Another figure may have set Django up without any tables.
    django.setup()
    if database().exists():
        return
    Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True)
    keys = Path(settings.KEYS_DIR)
    keys.mkdir(exist_ok=True)
    (keys / "personal_key").write_bytes(bytes(range(32)))
    call_command("migrate", verbosity=0)
    _fill()


def database() -> Path:
    """Return where the database of the whole run lies."""
    from django.conf import settings

    return Path(settings.DATA_DIR) / "changai.sqlite3"


def use(path: Path) -> None:
    """Point the connection at another database file."""
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = str(path)


def copy_to(path: Path) -> Path:
    """Copy the database, all of it checkpointed into one file, and return the copy."""
    from django.db import connection

    use(database())
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    shutil.copyfile(database(), path)
    return path


def _fill() -> None:
    from changai.orgs import services as orgs
    from changai.orgs.models import Post, Unit

    orgs.load_units_from_pack(by=None, at=NOW, today=TODAY)
    counties = list(Unit.objects.filter(tier="COUNTY", kind="division_government").order_by("path"))
    _enterprises(counties)
    workers = Unit.objects.filter(kind__in=["reform_office", "enterprise", "member_unit"])
    users = _people(workers.count())
    Post.objects.bulk_create(
        [
            Post(
                person=user,
                unit=unit,
                role="OFFICE" if unit.kind == "reform_office" else "LIAISON",
                from_on=date(2020, 1, 1),
            )
            for user, unit in zip(users, workers.order_by("path"), strict=True)
        ],
        batch_size=2000,
    )


def _enterprises(counties: list[Any]) -> None:
    from changai.orgs import rules
    from changai.orgs.models import Unit

    last = {
        county.pk: max((rules.number_of(child.path) for child in county.children.all()), default=0)
        for county in counties
    }
    rows = []
    for number in range(ENTERPRISES):
        county = counties[number % len(counties)]
        last[county.pk] += 1
        path = county.path + rules.segment(last[county.pk])
        rows.append(
            Unit(
                parent=county,
                path=path,
                scope_path=path,
                depth=county.depth + 1,
                kind="enterprise",
                tier="ENTERPRISE",
                name=f"量测企业{number}",
                began_on=date(2020, 1, 1),
            )
        )
    Unit.objects.bulk_create(rows, batch_size=2000)


def _people(count: int) -> list[Any]:
    from changai.accounts.models import User

    people = [
        User(
            login=f"bench{number}",
            name=f"量测{number}",
            email=f"bench{number}@example.invalid",
            created_at=NOW,
        )
        for number in range(count)
    ]
    return User.objects.bulk_create(people, batch_size=2000)


def worker_of(unit: Any) -> Any:
    """Return the person who works at a unit."""
    from changai.accounts.models import User

    return User.objects.get(posts__unit=unit)


def province_office() -> Any:
    """Return the reform office of the province."""
    from changai.orgs.models import Unit

    return Unit.objects.get(kind="reform_office", tier="PROVINCE")
