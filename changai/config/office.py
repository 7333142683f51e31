"""Set up an office, and let somebody in who is locked out."""

from __future__ import annotations

import argparse
import os
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from changai.config import place
from changai.config.place import Refusal, both, say

if TYPE_CHECKING:
    from changai.accounts.models import User
    from changai.orgs.models import Unit


def init(options: argparse.Namespace) -> int:
    """Make the data folder, its keys, the tables, the units of the packs and the first account.

    What a first run left unfinished, a second one finishes; an account is made only once.
    """
    folder = place.choose(demo=False)
    if not place.holds_office(folder):
        _require_fitting(options)
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


def _require_fitting(options: argparse.Namespace) -> None:
    """Refuse what cannot become an office before anything is written.

    Raises:
        Refusal: the login is malformed, or the packs know no division with this code.
    """
    from changai import packs
    from changai.accounts import rules

    login = rules.plain_login(options.login)
    if not rules.is_login(login) or rules.is_demo_login(login):
        zh = f"登录名“{options.login}”不行：须为 3 至 40 位小写字母、数字、点或短横线，"
        en = "This login will not do: 3 to 40 small letters, digits, dots or dashes, "
        raise Refusal(
            both(
                f"{zh}以字母或数字开头，且不以 demo- 开头。\n ",
                f"{en}beginning with a letter or digit, and not with demo-.",
            )
        )
    if not options.division:
        return
    names = ["core", *os.environ.get("CHANGAI_PACK", "jiangsu").split(",")]
    root = Path(os.environ.get("CHANGAI_PACKS") or place.ROOT / "packs")
    try:
        known = packs.load(names, root).divisions
    except packs.PackError as error:
        raise Refusal(str(error)) from error
    if all(row.code != options.division for row in known):
        raise _no_office(options.division)


def _no_office(division: str) -> Refusal:
    return Refusal(
        both(
            f"没有行政区划代码 {division} 的产改办，什么都没有建立。"
            "请填六位代码，如 320500；不写则为全省。\n ",
            "No division with this code has a reform office in the packs; nothing was made. "
            "Give six digits such as 320500, or leave it out for the province.",
        )
    )


def _first_account(options: argparse.Namespace, at: datetime, today: date) -> None:
    from changai.accounts.models import User
    from changai.kernel.errors import Refused
    from changai.orgs import services as orgs

    if User.objects.exists():
        say(
            "已有账号，未新建；无法登录时请用 .venv/bin/changai user 登录名。",
            "There are accounts already; `.venv/bin/changai user LOGIN` makes a link for one.",
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
    _say_link(options, invitation.person, invitation.secret)


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
        raise _no_office(options.division)
    return office


def reset_link(options: argparse.Namespace) -> int:
    """Make a one-time link for a person, from the terminal of the machine itself.

    One short transaction, so it does not wait for the server to stop: whoever is locked out is
    perhaps the only one who may.
    """
    place.require_office(place.choose(demo=False))
    from changai.config import start

    start.boot()
    start.require_migrated()
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
    _say_link(options, person, secret)
    return 0


def _say_link(options: argparse.Namespace, person: User, secret: str) -> None:
    """Print the link with the address the server has, had last or will have, and its last hour."""
    from django.urls import reverse
    from django.utils import timezone

    from changai.accounts import queries

    folder = place.choose(demo=False)
    served = place.served_at(folder)
    base = f"http://127.0.0.1:{options.port}" if options.port else os.environ.get("CHANGAI_URL")
    base = (base or served or "http://127.0.0.1:8000").rstrip("/")
    path = reverse(LINK, args=[secret])
    ends = queries.open_ticket_expires_at(person=person)
    until = f"{timezone.localtime(ends):%Y-%m-%d %H:%M}" if ends else "?"
    say(
        f"请在 {until} 以前打开一次性链接并设置密码：\n  {base}{path}",
        f"\nOpen this one-time link before {until} and set a password.",
    )
    say(
        "服务若在别的地址或端口，把它换在前面即可。",
        f"If the server has another address or port, put that before {path[:17]}…",
    )


LINK = "accounts:ticket"


def _now() -> tuple[datetime, date]:
    from django.utils import timezone

    return timezone.now(), timezone.localdate()
