"""Files as they came: kept once under their hash, never changed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from changai.audit import services as audit
from changai.documents.models import StoredFile
from changai.kernel.errors import Refused
from changai.kernel.files import keep

if TYPE_CHECKING:
    from changai.accounts.models import User


class FileRefused(Refused):
    pass


def store_file(*, content: bytes, kind: str, by: User, at: datetime) -> StoredFile:
    """Keep a file under its hash and return its row; the same bytes are kept once.

    The bytes are on disk, synced and under their final name, before the row exists: a row never
    names a file that a power cut could take away. A file without a row is harmless.
    Raises:
        FileRefused: it is empty or larger than the limit of the place.
    """
    if not content:
        raise FileRefused(_("文件是空的，请重新选择。"))
    if len(content) > settings.MAX_FILE_BYTES:
        raise FileRefused(
            _("文件超过 %(limit)s MB，请拆分或压缩后再传。")
            % {"limit": settings.MAX_FILE_BYTES // (1024 * 1024)}
        )
    sha256 = keep(content)
    stored, is_new = StoredFile.objects.get_or_create(
        sha256=sha256, defaults={"byte_count": len(content), "kind": kind, "stored_at": at}
    )
    if is_new:
        audit.record("file.stored", stored, by=by, at=at, after={"sha256": sha256, "kind": kind})
    return stored
