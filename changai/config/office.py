"""Set up an office, and let somebody in who is locked out."""

from __future__ import annotations

import argparse
import os
from datetime import date, datetime
from typing import TYPE_CHECKING

from changai.config import place
from changai.config.place import Refusal, both, say

if TYPE_CHECKING:
    from changai.orgs.models import Unit


def init(options: argparse.Namespace) -> int:
    """Make the data folder, its keys, the tables, the units of the packs and the first account.

    What a first run left unfinished, a second one finishes; an account is made only once.
    """
    folder = place.choose(demo=False)
    with place.alone(folder, "init"):
        place.make_folder(folder)
        if place.make_keys(folder):
            say(
                f"已生成密钥：{folder / 'keys'}，请妥善备份。",
                "Keys were made; without them personal data cannot be opened.",
            )
        from changai.config import start

        start.boot()
        start.migrate()
        from changai.orgs import services as orgs

        at, today = _now()
        loaded = orgs.load_units_from_pack(by=None, at=at, today=today)
        say(f"已装入 {loaded.opened} 个单位。", f"{loaded.already} were there already.")
        _first_account(options, at, today)
    return 0


def _first_account(options: argparse.Namespace, at: datetime, today: date) -> None:
    from changai.accounts.models import User
    from changai.kernel.errors import Refused
    from changai.orgs import services as orgs

    if User.objects.exists():
        say(
            "已有账号，未新建；无法登录时请用 changai user 登录名。",
            "There are accounts already; `changai user LOGIN` makes a link for one.",
        )
        return
    unit = _office_unit(options)
    try:
        invitation = orgs.found_first_person(
            login=options.login,
            name=options.name or options.login,
            unit=unit,
            at=at,
            today=today,
        )
    except Refused as refusal:
        raise Refusal(str(refusal)) from refusal
    say(f"首个账号：{options.login}（{unit.name}）", "The first account.")
    _say_link(invitation.secret)


def _office_unit(options: argparse.Namespace) -> Unit:
    """Return the reform office the first account belongs to.

    Raises:
        Refusal: no division has this code, or none has an office.
    """
    from changai.orgs import rules
    from changai.orgs.models import Unit

    offices = Unit.objects.filter(kind=rules.OFFICE_KIND, ended_on=None)
    if options.division:
        offices = offices.filter(parent__code=options.division)
    office = offices.order_by("depth", "path").first()
    if office is None:
        raise Refusal(
            both(
                f"没有行政区划代码 {options.division} 的产改办。",
                "No division with this code has a reform office in the packs.",
            )
        )
    return office


def reset_link(options: argparse.Namespace) -> int:
    """Make a one-time link for a person, from the terminal of the machine itself."""
    folder = place.choose(demo=False)
    with place.alone(folder, "user"):
        from changai.config import start

        start.boot()
        from changai.accounts import services as accounts
        from changai.accounts.models import User
        from changai.kernel.errors import Refused

        person = User.objects.filter(login__iexact=options.login).first()
        if person is None:
            raise Refusal(both(f"没有账号 {options.login}。", "No account has this login."))
        try:
            secret = accounts.make_ticket(person=person, by=person, at=_now()[0])
        except Refused as refusal:
            raise Refusal(str(refusal)) from refusal
        _say_link(secret)
    return 0


def _say_link(secret: str) -> None:
    from django.urls import reverse

    base = os.environ.get("CHANGAI_URL", "http://127.0.0.1:8000").rstrip("/")
    say(
        f"请在时限内打开一次性链接并设置密码：\n  {base}{reverse(LINK, args=[secret])}",
        "\nOpen this one-time link in time and set a password. Start with `changai serve`.",
    )


LINK = "accounts:ticket"


def _now() -> tuple[datetime, date]:
    from django.utils import timezone

    return timezone.now(), timezone.localdate()
