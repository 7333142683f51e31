"""Documents and measures as they stand after a reading, without reading anything."""

import hashlib

from changai.documents.models import Document, Measure, MeasureUnit, StoredFile
from changai.reading import Mapping
from tests.conftest import NOON

TEXT = (
    "全省产改工作推进会在宁召开\n"
    "会议指出，要扩大试点覆盖，年底前新增试点企业不少于600家。\n"
    "会议要求，要健全薪酬分配机制，9月底前推行工资集体协商；要打通成长通道，新增高技能人才15万人。"
)


def make_document(owner, by, text=TEXT, **fields):
    """Make a document whose original is its text."""
    digest = hashlib.sha256(f"{owner.pk}{text}{fields.get('title')}".encode()).hexdigest()
    stored, _ = StoredFile.objects.get_or_create(
        sha256=digest, defaults={"byte_count": len(text), "kind": "txt", "stored_at": NOON}
    )
    fields.setdefault("title", text.split("\n")[0][:120])
    fields.setdefault("kind", "report")
    return Document.objects.create(
        owner=owner,
        original=stored,
        file_name=fields.pop("file_name", "报道.txt"),
        container="txt",
        encoding="utf-8",
        raw_text=text,
        clean_text=text,
        mapping=Mapping.identity(len(text)).to_text(),
        received_at=NOON,
        received_by=by,
        **fields,
    )


def make_measure(document, quote, **fields):
    """Make a proposed measure that quotes the document."""
    start = document.clean_text.index(quote)
    units = {
        MeasureUnit.Part.LEAD: fields.pop("lead", ()),
        MeasureUnit.Part.COOPERATING: fields.pop("cooperating", ()),
    }
    if fields.get("state") not in (None, "PROPOSED", "SUPERSEDED"):
        fields.setdefault("decided_by", document.received_by)
        fields.setdefault("decided_at", NOON)
    measure = Measure.objects.create(
        document=document,
        quote=quote,
        start=start,
        end=start + len(quote),
        source_start=start,
        source_end=start + len(quote),
        **fields,
    )
    for part, these in units.items():
        for unit in these:
            MeasureUnit.objects.create(measure=measure, unit=unit, part=part)
    return measure
