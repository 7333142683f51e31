"""`changai paper`: an official paper as a file, drawn from live data; an issued one built again."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from changai.config import place
from changai.config.place import Refusal, both, say

if TYPE_CHECKING:
    from changai.accounts.models import User

FORMS = (".docx", ".pdf")


def run(options: argparse.Namespace) -> int:
    """Write a paper to a file, check an issued one, or list the kinds there are."""
    place.choose(demo=False)
    from changai.config import start

    start.boot()
    if options.check is None and options.kind is None:
        return _list_kinds()
    start.require_migrated()
    if options.check is not None:
        return _check(options.check)
    if options.thing is None or options.out is None:
        raise Refusal(
            both("请写明编号和 --out 文件名。", "Name the id of the thing and --out FILE.")
        )
    return _write(options.kind, options.thing, options.out, options.by)


def _list_kinds() -> int:
    from changai.papers.queries import kind_choices

    for code, name in kind_choices():
        sys.stdout.write(f"{code}  {name}\n")
    return 0


def _check(paper_id: int) -> int:
    from changai.papers.models import Paper
    from changai.papers.queries import is_same_again

    paper = Paper.objects.filter(pk=paper_id).exclude(docx_sha256="").first()
    if paper is None:
        raise Refusal(both("没有这份已印发的公文。", "No issued paper has this number."))
    same = is_same_again(paper=paper)
    for form, holds in same.items():
        words = both("一字不差", "the same bytes") if holds else both("不一致", "differs")
        sys.stdout.write(f"{paper.number or paper.pk} {form}: {words}\n")
    return 0 if same["docx"] else 1


def _write(code: str, thing_id: int, out: Path, login: str | None) -> int:
    from django.utils import timezone

    from changai.papers import rules
    from changai.papers.queries import live_sheet

    if out.suffix not in FORMS:
        raise Refusal(both("文件名应以 .docx 或 .pdf 结尾。", "FILE ends in .docx or .pdf."))
    at = timezone.now()
    try:
        kind = rules.kind_of(code)
    except rules.UnknownPaper:
        raise Refusal(
            both(f"没有种类 {code}；不带参数可列出。", "No such kind; without one they are listed.")
        ) from None
    sheet = live_sheet(kind=code, thing_id=thing_id, user=_person(kind, thing_id, login, at), at=at)
    if sheet is None:
        raise Refusal(
            both(
                "没有这件事项，或此人无权查看。", "There is no such thing, or not for this person."
            )
        )
    out.write_bytes(rules.docx_of(sheet) if out.suffix == ".docx" else rules.pdf_of(sheet))
    say(f"已写入 {out}。", f"{kind.code} was written.")
    return 0


def _person(kind: Any, thing_id: int, login: str | None, at: datetime) -> User:
    """Return the person named, else somebody who works at the unit that issues the paper."""
    from django.core.exceptions import ObjectDoesNotExist
    from django.utils import timezone

    from changai.accounts.models import User
    from changai.papers.queries import people_working_at

    if login is not None:
        named = User.objects.filter(login=login, is_active=True).first()
        if named is None:
            raise Refusal(both(f"没有账号 {login}。", "There is no such account."))
        return named
    try:
        unit_id = kind.issuer(thing_id)
    except ObjectDoesNotExist:
        raise Refusal(both("没有这件事项。", "There is no such thing.")) from None
    people = people_working_at([unit_id], timezone.localdate(at)).get(unit_id, [])
    if not people:
        raise Refusal(both("请用 --by 指定账号。", "Nobody works there; use --by LOGIN."))
    return User.objects.get(pk=people[0])
