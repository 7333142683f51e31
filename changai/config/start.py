"""Bring the program up at its place, and refuse to where something is not right."""

from __future__ import annotations

import hashlib
from pathlib import Path

import django
from django.core.exceptions import ImproperlyConfigured

from changai.config import place
from changai.config.place import Refusal, both

STAMP = ".collected-from"
_BEHIND = both(
    "数据库尚未升级，请备份后运行 .venv/bin/changai migrate。",
    "The database is not up to date; back up, then run `.venv/bin/changai migrate`.",
)


def boot() -> None:
    """Load settings and apps.

    Raises:
        Refusal: the settings refuse this place, for instance for a weak secret.
    """
    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise Refusal(str(error)) from error


def problems() -> list[str]:
    """Return what must be put right before the program may serve here."""
    from django.conf import settings

    found = []
    if settings.DEBUG:
        found.append(both("DEBUG 必须关闭。", "DEBUG must be off."))
    if "django.contrib.admin" in settings.INSTALLED_APPS:
        found.append(both("Django 管理站点必须关闭。", "Django's admin site must be off."))
    if (settings.DATA_DIR / place.DEMO_MARK).exists() and not settings.DEMO:
        found.append(
            both(
                f"{settings.DATA_DIR} 是演示数据，不能用于正式环境。",
                "This data folder holds the demo; it cannot serve an office.",
            )
        )
    found += _key_problems(settings.KEYS_DIR)
    found += _database_problems()
    found += _pack_problems()
    return found


def _key_problems(keys: Path) -> list[str]:
    path = keys / place.PERSONAL_KEY
    if not path.exists() or len(path.read_bytes()) != 32:
        return [
            both(
                "个人信息密钥缺失或不完整，请先运行 .venv/bin/changai init。",
                "The key of personal data is missing or broken; run `.venv/bin/changai init`.",
            )
        ]
    return [
        both(
            f"其他人可以读取密钥文件，请运行：chmod 600 {path}",
            "Others can read this key file; run the command shown.",
        )
        for path in sorted(keys.iterdir())
        if path.stat().st_mode & 0o077
    ]


SQLITE_WANTED = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
POSTGRES_WANTED = {"fsync": "on", "full_page_writes": "on"}


def _database_problems() -> list[str]:
    """Ask the database itself, not the settings, whether what is saved stays saved."""
    from django.conf import settings
    from django.db import connection

    found = []
    with connection.cursor() as cursor:
        if settings.ON_SQLITE:
            questions = {f"PRAGMA {name}": want for name, want in SQLITE_WANTED.items()}
        else:
            questions = {f"SHOW {name}": want for name, want in POSTGRES_WANTED.items()}
        for question, want in questions.items():
            cursor.execute(question)
            answer = cursor.fetchone()[0]
            if answer != want:
                found.append(f"{question}: {answer!r}, {want!r} wanted")
        if not settings.ON_SQLITE:
            cursor.execute("SHOW synchronous_commit")
            if cursor.fetchone()[0] == "off":
                found.append("SHOW synchronous_commit: 'off'")
    if settings.ON_SQLITE and (
        settings.DATABASES["default"]["OPTIONS"].get("transaction_mode") != "IMMEDIATE"
    ):
        found.append("transaction_mode: IMMEDIATE wanted")
    if pending_migrations():
        found.append(_BEHIND)
    return found


def _pack_problems() -> list[str]:
    from changai.packs import PackError
    from changai.packs.current import pack

    try:
        pack()
    except PackError as error:
        return [str(error)]
    return []


def pending_migrations() -> list[str]:
    """Return the names of migrations that the database has not seen."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [str(migration) for migration, _ in plan]


def require_migrated() -> None:
    """Refuse to read tables that are not those of this version.

    Raises:
        Refusal: the database has not seen every migration.
    """
    if pending_migrations():
        raise Refusal(_BEHIND)


def require_ready() -> None:
    """Refuse to go on where the place is not ready.

    Raises:
        Refusal: with every problem, a line each.
    """
    if found := problems():
        raise Refusal("\n".join(found))


def migrate() -> None:
    """Bring the database up to date."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def collect_static() -> bool:
    """Collect, name by content and compress the static files when they changed; say whether.

    The stamp is written last, so that a run that died begins again.
    """
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: str(found[0])):
            stat = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    stamp = settings.STATIC_ROOT / STAMP
    if stamp.exists() and stamp.read_text(encoding="utf-8") == digest.hexdigest():
        return False
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(digest.hexdigest(), encoding="utf-8")
    return True


def load_pages() -> None:
    """Load every address and its view now, so that a fault shows here and not on a page."""
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018 - reading it loads them
