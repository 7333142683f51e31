"""Give, end and cover posts. An end by hand holds from the next request on."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.audit import services as audit
from changai.kernel.errors import OutOfDate, Refused
from changai.orgs import policies, rules
from changai.orgs.models import Post, Unit
from changai.orgs.services import _ending


class PostRefused(Refused):
    """The post cannot be given, ended or covered like this."""


def give_post(
    *,
    person: User,
    unit: Unit,
    role: str,
    from_on: date,
    to_on: date | None = None,
    by: User | None,
    at: datetime,
    today: date,
) -> Post:
    """Give a person a role at a unit, from a day on.

    `by` is None only at installation, for the first person of all.
    Raises:
        NotYours: the role at that unit is not the person's to give, or goes to themselves.
        PostRefused: the dates do not fit, the person is inactive, or holds it already; or
            an enterprise has no such role.
    """
    if by is not None:
        _require_may_give(person, unit, role, by, today)
    _require_sound(person, unit, role, from_on, to_on, today)
    if role not in policies.fitting_roles(unit):
        raise PostRefused(_("企业里没有这种职务；请选企业经办人、联络员、责任人或分管领导。"))
    with transaction.atomic():
        # Two offices giving the same post at once: the second waits here and then is refused.
        User.objects.select_for_update().get(pk=person.pk)
        held = Post.objects.filter(person=person, unit=unit, role=role, stand_in_for=None)
        if held.filter(Q(to_on=None) | Q(to_on__gte=from_on), ended_at=None).exists():
            raise PostRefused(_("此人在该单位已有这个职务。"))
        post = Post.objects.create(
            person=person, unit=unit, role=role, from_on=from_on, to_on=to_on
        )
        audit.record("post.given", post, by=by, at=at, unit_id=unit.pk, after=_kept(post))
    return post


def end_post(
    *,
    post: Post,
    last_day: date | None = None,
    by: User,
    at: datetime,
    today: date,
) -> Post:
    """End a post now, or after a last day that is to come; its stand-ins end with it.

    Raises:
        NotYours: the post is not the person's to give and take, or is their own.
        PostRefused: the last day lies before the first.
        OutOfDate: it has ended already.
    """
    policies.require(
        policies.can_end(by, post, today),
        _("只有管辖该单位的产改办或单位责任人可以结束这个职务，且不能结束自己的职务。"),
    )
    if last_day is not None and last_day < max(today, post.from_on):
        raise PostRefused(_("最后一天不能早于今天，也不能早于职务开始的日期。"))
    with transaction.atomic():
        both = Post.objects.filter(Q(pk=post.pk) | Q(stand_in_for=post))
        both = both.filter(_ending.still_open(today))
        ids = list(both.select_for_update().values_list("pk", flat=True))
        if post.pk not in ids:
            raise OutOfDate(_("这个职务已经结束，什么都没有改动。请刷新页面。"))
        later = Post.objects.filter(pk__in=ids)
        if last_day is not None:
            later.filter(from_on__lte=last_day).exclude(to_on__lt=last_day).update(to_on=last_day)
            later = later.filter(from_on__gt=last_day)
        _ending.end_now(later, at, today)
        audit.record(
            "post.ended",
            post,
            by=by,
            at=at,
            unit_id=post.unit_id,
            before={"to_on": str(post.to_on or "")},
            after={"to_on": str(last_day or today), "with": [pk for pk in ids if pk != post.pk]},
        )
    post.refresh_from_db()
    return post


def stand_in(
    *,
    post: Post,
    person: User,
    from_on: date,
    to_on: date,
    by: User,
    at: datetime,
    today: date,
) -> Post:
    """Let a person stand in for a post during an absence; it ends by itself.

    The holder may choose among those who serve at the same unit; anybody else needs the one who
    may give the post.
    Raises:
        NotYours: the person may neither give the post nor holds it.
        PostRefused: the dates do not fit, or the person is the holder or stands in already.
    """
    policies.require(
        policies.can_cover(by, post, today), _("只有本人、单位责任人或产改办可以安排代理。")
    )
    may_give = post.role in policies.grantable_roles(by, post.unit, today)
    if not may_give and post.unit_id not in policies.reach(person, today).unit_ids():
        raise PostRefused(_("代理人须是本单位人员；请其他人代理须由产改办安排。"))
    if person.pk in {post.person_id, by.pk}:
        raise PostRefused(_("代理人不能是本人，也不能是您自己。"))
    if post.stand_in_for_id or not _holds(post, today):
        raise PostRefused(_("只能为在任的职务安排代理。"))
    if post.to_on is not None and to_on > post.to_on:
        raise PostRefused(_("代理不能晚于该职务结束的日期。"))
    _require_sound(person, post.unit, post.role, from_on, to_on, today)
    if from_on < today:
        raise PostRefused(_("代理开始的日期不能早于今天。"))
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)
        others = Post.objects.filter(stand_in_for=post, ended_at=None)
        if others.filter(from_on__lte=to_on, to_on__gte=from_on).exists():
            raise PostRefused(_("这段时间已安排代理；请先结束原来的代理。"))
        cover = Post.objects.create(
            person=person,
            unit=post.unit,
            role=post.role,
            from_on=from_on,
            to_on=to_on,
            stand_in_for=post,
        )
        audit.record("post.covered", cover, by=by, at=at, unit_id=post.unit_id, after=_kept(cover))
    return cover


def _require_may_give(person: User, unit: Unit, role: str, by: User, today: date) -> None:
    policies.require(person.pk != by.pk, _("不能给自己授予职务，请由另一人办理。"))
    policies.require(
        role in policies.grantable_roles(by, unit, today),
        _("您不能在这个单位授予这个职务。"),
    )


def _require_sound(
    person: User, unit: Unit, role: str, from_on: date, to_on: date | None, today: date
) -> None:
    if role not in Post.Role.values:
        raise PostRefused(_("没有这种职务。"))
    if unit.ended_on is not None:
        raise PostRefused(_("单位已撤销或合并，不能再授予职务。"))
    if not person.is_active:
        raise PostRefused(_("此人的账号已停用，请先恢复。"))
    if to_on is not None and to_on < max(from_on, today):
        raise PostRefused(_("结束日期不能早于开始日期，也不能早于今天。"))


def _holds(post: Post, today: date) -> bool:
    return post.ended_at is None and rules.holds(post.from_on, post.to_on, today)


def _kept(post: Post) -> dict[str, str | int | None]:
    return {
        "person": post.person_id,
        "unit": post.unit_id,
        "role": post.role,
        "from_on": str(post.from_on),
        "to_on": str(post.to_on or ""),
        "stand_in_for": post.stand_in_for_id,
    }
