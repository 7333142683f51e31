"""Files that come with a form: kept first, so that a fault elsewhere never loses them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.evidence import rules, services
from changai.kernel.errors import Refused
from changai.kernel.http import Request

FIELD = "uploads"


def keep_uploads(request: Request, unit: Any, *, words: str = "") -> tuple[list[int], list[str]]:
    """Keep the files of a form for a unit; return their numbers and what was refused, in words."""
    kept: list[int] = []
    faults: list[str] = []
    files = cast(Sequence[UploadedFile], request.FILES.getlist(FIELD))
    for upload in files[: rules.MAX_FILES]:
        try:
            kept.append(_keep(request, unit, upload, words))
        except Refused as refusal:
            faults.append(str(refusal))
    if len(files) > rules.MAX_FILES:
        faults.append(_("一次最多上传%(count)d个文件。") % {"count": rules.MAX_FILES})
    return kept, faults


def _keep(request: Request, unit: Any, upload: UploadedFile, words: str) -> int:
    # One byte beyond the limit is enough for the refusal; a huge file is never read whole.
    content = upload.read(settings.MAX_FILE_BYTES + 1)
    file = services.keep_file(
        unit=unit,
        name=upload.name or "",
        content=content,
        words=words,
        by=request.user,
        at=timezone.now(),
    )
    return file.pk


def with_kept(data: QueryDict, kept: Sequence[int]) -> QueryDict:
    """Return what was typed, with the files just kept ticked."""
    if not kept:
        return data
    copy = data.copy()
    ticked = [*data.getlist("kept"), *map(str, kept)]
    copy.setlist("kept", list(dict.fromkeys(ticked)))
    return copy
