"""Published figures in official papers: an annex of the briefing and of the special report."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from changai.accounts.models import User
from changai.escalations.models import Digest
from changai.escalations.queries import register_annex
from changai.indicators import models, policies
from changai.indicators.queries import _words as words
from changai.orgs import rules as tree
from changai.packs.current import pack
from changai.packs.indicators import Indicator
from changai.papers.rules import Annex, Cell, Column, Fact, Paragraph, Table

TITLE = "已公布指标数据"
OPENING = "下列指标均为已公布的数据，填报、核实、公布分别列出；未公布的和数量过小的不列。"
COLUMNS = (
    Column("指标", 150),
    Column("期间", 56, centered=True),
    Column("单位", 56, centered=True),
    Column("填报", 60, centered=True),
    Column("核实", 60, centered=True),
    Column("公布", 60, centered=True),
)


def register_figures() -> None:
    """Let briefings and special reports carry the figures their division has published."""
    register_annex("figures", figures_annex)


def figures_annex(digest: Digest, user: User, today: date) -> Annex | None:
    """Return what the division of a digest's office had published by the last day it covers.

    Of each indicator the newest period that was over by then, as it was published last.
    Cost: one query.
    """
    rows = _published(digest, user, today)
    if not rows:
        return None
    table = Table(COLUMNS, tuple(_row(definition, one) for definition, one in rows))
    return Annex(TITLE, (Paragraph((OPENING,)), table))


def _published(
    digest: Digest, user: User, today: date
) -> list[tuple[Indicator, models.PublishedFigure]]:
    place = tree.parent_path(digest.unit.path) or digest.unit.path
    seen = policies.visible_publications(models.Publication.objects.all(), user, today)
    figures = models.PublishedFigure.objects.filter(
        publication__in=seen,
        publication__published_on__lte=digest.to_on,
        unit__path__in=(place, digest.unit.path),
        is_hidden=False,
        published__isnull=False,
    )
    newest: dict[str, models.PublishedFigure] = {}
    # The period of an indicator always has the same form: the codes of one sort by their days.
    for one in figures.select_related("publication").order_by("period", "publication__at", "pk"):
        newest[one.indicator] = one
    order = sorted(pack().indicators, key=lambda row: (row.number or 999, row.code))
    return [(one, newest[one.code]) for one in order if one.code in newest]


def _row(definition: Indicator, one: models.PublishedFigure) -> tuple[Cell, ...]:
    url = reverse("indicators:publication", args=[one.publication_id])

    def number(name: str) -> Cell:
        value = words.shown(getattr(one, name), definition)
        text = "无" if value is None else f"{value:f}"
        return (Fact(f"figure:{one.unit_id}:{one.indicator}:{one.period}:{name}", text, url),)

    return (
        (definition.zh,),
        (one.period,),
        (words.unit_words(definition, "zh"),),
        number("said"),
        number("verified"),
        number("published"),
    )
