"""Files a unit keeps as evidence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from changai.accounts.models import User
from changai.audit import services as audit
from changai.documents import services as documents
from changai.evidence import policies, rules
from changai.evidence.models import EvidenceFile
from changai.evidence.services import _refusals as refusals
from changai.orgs.models import Unit
from changai.tasks.queries import local_day

FAULTS: Mapping[str, Promise] = {
    "empty": gettext_lazy("“%(name)s”是空文件，请重新选择。"),
    "too_large": gettext_lazy("“%(name)s”超过 %(limit)s MB，请拆分或压缩图片后再传。"),
    "old_office": gettext_lazy("“%(name)s”是旧版 Office 格式，请另存为 docx、xlsx 或 pdf 后再传。"),
    "unknown": gettext_lazy(
        "“%(name)s”不是可以接收的类型，请提供 pdf、docx、xlsx、pptx、png、jpg、txt 或 csv。"
    ),
    "name": gettext_lazy("“%(name)s”的内容与扩展名不符，请用原来的程序另存后再传。"),
    "bomb": gettext_lazy("“%(name)s”解压后过大，可能有害，没有接收。请重新导出。"),
    "broken": gettext_lazy("“%(name)s”已损坏，打不开。请重新导出后再传。"),
    "encrypted": gettext_lazy("“%(name)s”设有密码，请取消密码后另存再传。"),
    "macros": gettext_lazy("“%(name)s”带有宏，没有接收。请另存为不带宏的文件。"),
}


def keep_file(
    *, unit: Unit, name: str, content: bytes, by: User, at: datetime, words: str = ""
) -> EvidenceFile:
    """Keep a file as evidence of a unit; the same bytes are kept once for each unit.

    The type is told by the content and must agree with the name.
    Raises:
        NotAllowed: the person does not work at the unit.
        FileNotTaken: empty, too large, of another type than allowed, or not safe to keep.
    """
    if not policies.may_keep_files(unit.pk, by, local_day(at)):
        raise refusals.NotAllowed(_("你不能为该单位保存佐证材料。"))
    shown = name.replace("\\", "/").rpartition("/")[2].strip()[-255:] or _("未命名")
    limit = settings.MAX_FILE_BYTES
    try:
        if len(content) > limit:
            raise rules.FileFault("too_large")
        kind = rules.kind_of_file(shown, content)
    except rules.FileFault as fault:
        told = {"name": shown, "limit": limit // (1024 * 1024)}
        raise refusals.FileNotTaken(str(FAULTS[fault.code]) % told) from fault
    with transaction.atomic():
        stored = documents.store_file(content=content, kind=kind, by=by, at=at)
        kept, is_new = EvidenceFile.objects.get_or_create(
            unit=unit,
            stored=stored,
            defaults={"name": shown, "words": words.strip()[: rules.MAX_WORDS], "by": by, "at": at},
        )
        if is_new:
            audit.record(
                "evidence.kept",
                kept,
                by=by,
                at=at,
                unit_id=unit.pk,
                after={"name": shown, "sha256": stored.sha256},
            )
    return kept
