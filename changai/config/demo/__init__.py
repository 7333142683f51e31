"""A small province that lives: everything in it is invented, and its days lie around today.

Only `changai serve --demo` calls this. Everything goes through the services, as if people had
done it, on days of the past; only the pilots of one city and the values of the indicators are too
many for that and are written at once, as a register is taken over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from changai.accounts.models import User
from changai.accounts.queries import DEMO_PREFIX
from changai.config.demo import (
    _after,
    _bodies,
    _city,
    _clerks,
    _content,
    _escalations,
    _meetings,
    _people,
    _pilots,
    _story,
    _values,
)
from changai.config.demo.damage import scraped
from changai.dashboards import queries as dashboards
from changai.orgs.models import Post
from changai.search import services as search

SHOWN = (
    ("demo-ruan.qing", "省产改办：交办、审核、催签"),
    ("demo-luo.ping", "省产改办：审核别人填报的"),
    ("demo-tang.yi", "成员单位联络员：签收、填报、报送办结"),
    ("demo-fang.zhou", "牵头部门：签收、填报、报结"),
    ("demo-su.hang", "市级：接任务、再分解"),
    ("demo-miao.xin", "企业：填一次，处处用"),
    ("demo-zhou.wangshu", "领导：什么晚了，为什么"),
)


@dataclass(frozen=True)
class DemoAccount:
    """Somebody a visitor can be, with where they serve."""

    login: str
    name: str
    posts: tuple[str, ...]


def load(at: datetime | None = None) -> list[DemoAccount]:
    """Fill an empty place with the demo and return its people; a filled one stays as it is.

    All or nothing: what breaks off leaves the place empty.
    Raises:
        RuntimeError: this is no demo, or the place holds people of an office.
    """
    now = at or timezone.now()
    if not settings.DEMO:
        raise RuntimeError("the demo is loaded in demo mode only")
    _keep_report(now)
    if User.objects.filter(login=SHOWN[0][0]).exists():
        return _accounts()
    if User.objects.exists():
        raise RuntimeError("there are people here already; the demo needs a place of its own")
    with translation.override("zh-hans"), transaction.atomic():
        days = _content.Days(timezone.localdate(now))
        cast = _people.settle(days)
        told = _story.tell(cast, days)
        _after.tell(cast, days, told)
        _bodies.tell(cast, days)
        _meetings.tell(cast, days)
        _escalations.tell(cast, days)
        desks = _clerks.settle(cast, days)
        _city.tell(cast, days, desks)  # before the pilots of the story: lists begin with the newest
        _pilots.tell(cast, days)
        _values.tell(cast, days, desks)
    search.index_waiting(at=now)
    return _accounts()


def accounts() -> list[str]:
    """Return lines about the people to begin with, for the terminal."""
    names = dict(User.objects.filter(login__in=dict(SHOWN)).values_list("login", "name"))
    return [f"{names[login]}（{login}）  {words}" for login, words in SHOWN if login in names]


def _accounts() -> list[DemoAccount]:
    posts = Post.objects.filter(ended_at=None, person__login__startswith=DEMO_PREFIX)
    posts = posts.select_related("unit", "person")
    held: dict[User, list[str]] = {}
    for post in posts.order_by("unit__depth", "pk"):
        held.setdefault(post.person, []).append(f"{post.unit} · {post.get_role_display()}")
    return [DemoAccount(one.login, one.name, tuple(words)) for one, words in held.items()]


def _keep_report(now: datetime) -> None:
    """Lay the damaged report where the page that hands it out finds it."""
    days = _content.Days(timezone.localdate(now))
    path = settings.DATA_DIR / dashboards.DEMO_REPORT
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(scraped(_content.visit(days)).encode())
