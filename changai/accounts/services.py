"""Every write of accounts. Who may do what to another person is decided in orgs, which calls here.

What a person does to their own account is called by the pages of accounts.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from changai.accounts import queries, rules
from changai.accounts.models import FailedSignIn, Ticket, User
from changai.audit import services as audit
from changai.kernel.errors import OutOfDate, Refused

SECRET_BYTES = 32
KEEP_FAILURES = timedelta(days=1)
PASSWORD_FAULTS = {
    "password_too_short": gettext_lazy("密码太短，至少要 12 个字符。"),
    "password_too_common": gettext_lazy("这个密码太常见，容易被猜到。"),
    "password_entirely_numeric": gettext_lazy("密码不能全是数字。"),
    "password_too_similar": gettext_lazy("密码与您的登录名、姓名或联系方式太相近。"),
}


class SignInRefused(Refused):
    """Login and password do not open an account; nothing more is said."""


class TooManyAttempts(SignInRefused):
    """Too many attempts failed; nothing was checked."""


class LoginRefused(Refused):
    """The login is malformed or taken."""


class PasswordRefused(Refused):
    """The password does not keep the rules."""


class WrongOldPassword(PasswordRefused):
    """The old password is not the one in force."""


class TicketSpent(Refused):
    """The link is unknown, used or out of time; which of them is not said."""


def open_account(
    *,
    login: str,
    name: str,
    email: str = "",
    phone: str = "",
    by: User | None,
    at: datetime,
) -> User:
    """Create an account that nobody can sign in to until its person sets a password.

    Raises:
        LoginRefused: the login is malformed or taken, or the name is missing.
    """
    login, name = rules.plain_login(login), name.strip()
    if not rules.is_login(login):
        raise LoginRefused(_("登录名须为 3 至 40 位小写字母、数字、点或短横线，以字母或数字开头。"))
    if rules.is_demo_login(login) and not settings.DEMO:
        raise LoginRefused(_("以 demo- 开头的登录名只用于演示，请换一个。"))
    if not name:
        raise LoginRefused(_("请填写姓名。"))
    person = User(login=login, name=name, email=email.strip(), phone=phone.strip(), created_at=at)
    person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save(force_insert=True)
            audit.record(
                "account.opened",
                person,
                by=by,
                at=at,
                personal={
                    person.pk: {"login": login, "name": name, "email": email, "phone": phone}
                },
            )
    except IntegrityError as error:
        raise LoginRefused(_("登录名“%(login)s”已被使用。") % {"login": login}) from error
    return person


def make_ticket(*, person: User, by: User, at: datetime) -> str:
    """Make a one-time link and return its secret, which is kept nowhere.

    Earlier links of the person die. An account that had a password loses it, and with it every
    session: a reset is also what an office does when an account was taken over.
    """
    if not person.is_active:
        raise Refused(_("账号已停用，请先恢复。"))
    is_reset = person.has_usable_password() or person.last_login is not None
    purpose = Ticket.Purpose.RESET if is_reset else Ticket.Purpose.INVITE
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with transaction.atomic():
        if person.has_usable_password():
            person.set_unusable_password()
            person.save(update_fields=["password"])
        Ticket.objects.filter(user=person, used_at=None).delete()
        ticket = Ticket.objects.create(
            user=person,
            purpose=purpose,
            secret_sha256=queries.secret_hash(secret),
            made_by=by,
            made_at=at,
            expires_at=at + (rules.RESET_LIVES if is_reset else rules.INVITE_LIVES),
        )
        audit.record(
            "account.link_made",
            person,
            by=by,
            at=at,
            after={"purpose": purpose, "expires_at": ticket.expires_at.isoformat()},
        )
    return secret


def use_ticket(*, secret: str, password: str, at: datetime, by: User | None = None) -> User:
    """Set the password of the person a link was made for, and spend the link.

    Raises:
        TicketSpent: the link is unknown, used, replaced or out of time.
        PasswordRefused: the password does not keep the rules; the link stays good.
    """
    ticket = queries.live_ticket(secret=secret, at=at)
    if ticket is None:
        raise TicketSpent(_("这个链接已失效。请联系本单位责任人或产改办，重新要一个链接。"))
    person = ticket.user
    _require_good_password(password, person)
    person.set_password(password)
    with transaction.atomic():
        spent = Ticket.objects.filter(pk=ticket.pk, used_at=None).update(used_at=at)
        if not spent:
            raise TicketSpent(_("这个链接已失效。请联系本单位责任人或产改办，重新要一个链接。"))
        person.save(update_fields=["password"])
        FailedSignIn.objects.filter(login_sha256=queries.login_hash(person.login)).delete()
        audit.record(
            "account.password_set", person, by=by or person, at=at, after={"by_link": ticket.pk}
        )
    return person


def change_password(*, old: str, new: str, by: User, at: datetime) -> None:
    """Change one's own password; every other session of the person dies.

    Raises:
        WrongOldPassword: the old password is not the one in force.
        PasswordRefused: the new one does not keep the rules.
    """
    if not by.check_password(old):
        raise WrongOldPassword(_("原密码不正确。"))
    _require_good_password(new, by)
    read = by.password
    by.set_password(new)
    with transaction.atomic():
        if not User.objects.filter(pk=by.pk, password=read).update(password=by.password):
            raise OutOfDate(_("密码刚被改过，什么都没有改动。请重新登录。"))
        audit.record("account.password_changed", by, by=by, at=at)


def change_language(*, language: str, by: User, at: datetime) -> None:
    """Choose the language of pages and notices."""
    if language not in rules.LANGUAGES:
        raise Refused(_("没有这种语言。"))
    if by.language == language:
        return
    with transaction.atomic():
        before = by.language
        by.language = language
        by.save(update_fields=["language"])
        audit.record(
            "account.language_changed",
            by,
            by=by,
            at=at,
            before={"language": before},
            after={"language": language},
        )


def change_details(
    *, person: User, name: str, email: str, phone: str, by: User, at: datetime
) -> None:
    """Correct the name and the ways to reach a person; orgs decides who may, for others."""
    if not name.strip():
        raise Refused(_("请填写姓名。"))
    before = {"name": person.name, "email": person.email, "phone": person.phone}
    after = {"name": name.strip(), "email": email.strip(), "phone": phone.strip()}
    changed = [field for field in after if before[field] != after[field]]
    with transaction.atomic():
        if not User.objects.filter(pk=person.pk, **before).update(**after):
            raise OutOfDate(_("这个人的资料刚被别人改过，什么都没有改动。请刷新页面。"))
        audit.record(
            "account.details_changed",
            person,
            by=by,
            at=at,
            after={"fields": changed},
            personal={person.pk: {"before": before, "after": after}},
        )
    person.refresh_from_db()


def deactivate(*, person: User, by: User, at: datetime) -> None:
    """Close an account: its sessions, password and links are void from the next request on."""
    with transaction.atomic():
        closed = User.objects.filter(pk=person.pk, is_active=True).update(
            is_active=False, deactivated_at=at
        )
        if not closed:
            raise OutOfDate(_("账号已经停用。请刷新页面。"))
        person.refresh_from_db()
        # A new unusable password: coming back later must not revive an old session.
        person.set_unusable_password()
        person.save(update_fields=["password"])
        Ticket.objects.filter(user=person, used_at=None).delete()
        audit.record("account.deactivated", person, by=by, at=at)


def reactivate(*, person: User, by: User, at: datetime) -> None:
    """Open a closed account again, without a password."""
    with transaction.atomic():
        opened = User.objects.filter(pk=person.pk, is_active=False).update(
            is_active=True, deactivated_at=None
        )
        if not opened:
            raise OutOfDate(_("账号没有停用。请刷新页面。"))
        person.refresh_from_db()
        audit.record("account.reactivated", person, by=by, at=at)


def check_sign_in(
    *,
    login: str,
    password: str,
    network: str,
    device: str,
    at: datetime,
    by: User | None = None,
) -> User:
    """Return the person whom login and password open, or refuse without saying why.

    The attempt is counted before the password is looked at, so that many at once cannot slip
    through; a success takes its own count back. `device` names a device that has signed in with
    this login before, else "". Must not run inside a transaction: a refusal has to be kept.

    Raises:
        TooManyAttempts: this attempt is one too many.
        SignInRefused: no such login, wrong password, or a closed account.
    """
    login = rules.plain_login(login)[:200]
    whose = queries.login_hash(login)
    source = queries.place_hash(network=network, device=device)
    attempt = FailedSignIn.objects.create(login_sha256=whose, source_sha256=source, at=at)
    failures = queries.count_failures(login_sha256=whose, source_sha256=source, at=at)
    if rules.is_throttled(failures, known_device=bool(device)):
        attempt.delete()
        raise TooManyAttempts(_("尝试次数太多，请 15 分钟后再试；忘记密码请联系产改办重置。"))
    person = authenticate(username=login, password=password)
    if not isinstance(person, User):
        raise SignInRefused(_("登录名或密码不正确。"))
    with transaction.atomic():
        FailedSignIn.objects.filter(login_sha256=whose, source_sha256=source).delete()
        FailedSignIn.objects.filter(at__lt=at - KEEP_FAILURES).delete()
        audit.record("account.signed_in", person, by=by or person, at=at)
    return person


def enter_demo(*, person: User, at: datetime, by: User | None = None) -> User:
    """Let a visitor of the demo be one of its people, without a password.

    Raises:
        SignInRefused: this is no demo, or no person of the demo.
    """
    if not (settings.DEMO and rules.is_demo_login(person.login) and person.is_active):
        raise SignInRefused(_("演示账号只在演示环境中可用。"))
    audit.record("account.entered_demo", person, by=by or person, at=at)
    return person


def note_sign_out(*, by: User, at: datetime) -> None:
    """Note that a person ended their session."""
    audit.record("account.signed_out", by, by=by, at=at)


def _require_good_password(password: str, person: User) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        # In our own words: Django's catalog of Chinese does not hold all of them.
        faults = [PASSWORD_FAULTS[str(fault.code)] for fault in error.error_list]
        raise PasswordRefused("".join(str(fault) for fault in faults)) from error
