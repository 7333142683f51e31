"""Verified figures are published, frozen as they stand; what differs from before is restated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.audit import services as audit
from changai.indicators import policies, queries, rules
from changai.indicators.models import Publication, PublishedFigure, Restatement, Value
from changai.indicators.queries import Figure, Tallies
from changai.indicators.rules import State
from changai.indicators.services import _refusals as refusals
from changai.orgs.models import Unit
from changai.packs.arithmetic import rounded
from changai.tasks.queries import local_day

MAX_TITLE = 200
PLACES = 6


def publish_figures(
    *,
    unit: Unit,
    codes: Sequence[str],
    period: str,
    title: str,
    published_on: date,
    reason: str,
    by: User,
    at: datetime,
    client_key: UUID | None = None,
) -> Publication:
    """Publish the verified figures of a unit and of the units right below it, and freeze them.

    A figure that was published with another number is listed as restated, with the reason. Small
    cells are kept and not shown. The same key by the same person is the same publication.
    Raises:
        NotAllowed: the person is not of the office of the unit.
        NothingToPublish: no figure, no title, a day to come, or none that is verified.
        WordsMissing: a figure differs from what was published, and nothing says why.
    """
    today, kept = local_day(at), title.strip()
    if not policies.publishing_units(by, today).filter(pk=unit.pk).exists():
        raise refusals.NotAllowed(_("你不能以该单位的名义公布数据。"))
    if not codes or not kept or len(kept) > MAX_TITLE or published_on > today:
        raise refusals.NothingToPublish(
            _("请选择要公布的指标，填写标题（200字以内），日期不晚于今天。")
        )
    with transaction.atomic():
        known = Publication.objects.filter(by=by, client_key=client_key).first()
        if client_key is not None and known is not None:
            return known
        found = queries.publishable(unit, codes=codes, wanted=period, today=today)
        if not found:
            raise refusals.NothingToPublish(_("所选指标本期没有核实过的数据。"))
        publication = Publication.objects.create(
            unit=unit, title=kept, period=period, published_on=published_on,
            by=by, at=at, client_key=client_key,
        )  # fmt: skip
        frozen = [row for figure, below in found for row in _freeze(publication, figure, below)]
        _restate(publication, frozen, reason.strip()[: rules.MAX_WORDS])
        PublishedFigure.objects.bulk_create(frozen)
        for figure, _below in found:
            _mark_values(figure, published_on)
        audit.record(
            "figures.published", publication, by=by, at=at, unit_id=unit.pk,
            after={"title": kept, "published_on": published_on.isoformat(),
                   "figures": {one.indicator: str(one.published) for one in frozen
                               if one.unit_id == unit.pk}},
        )  # fmt: skip
    return publication


def _freeze(publication: Publication, figure: Figure, found: Tallies) -> list[PublishedFigure]:
    """Return the figure of the unit and those of the units right below, as they are frozen."""
    version, definition = figure.version, figure.definition
    units = {one.path: one for one in Unit.objects.filter(path__in=list(found.below))}
    before, public = queries.published_cells(figure.unit, definition, figure.period)
    hidden = queries.hidden_paths(
        definition, version, found.below, units, before=before, public=public
    )
    parts = [(figure.unit, found.whole, queries.is_small(definition, version, found.whole))]
    parts += [
        (units[path], tally, units[path].pk in hidden)
        for path, tally in sorted(found.below.items())
        if path in units and path != figure.unit.path
    ]
    rows = []
    for unit, tally, hides in parts:
        said, verified = tally.said(version), tally.verified(version)
        rows.append(
            PublishedFigure(
                publication=publication,
                unit=unit,
                indicator=definition.code,
                period=figure.period.code,
                defined_on=version.starts_on,
                said=rounded(said.value, PLACES),
                verified=rounded(verified.value, PLACES),
                published=rounded(verified.value, PLACES),
                number=verified.number,
                base=verified.base,
                known=tally.verified_count,
                expected=tally.expected,
                is_hidden=hides,
            )
        )
    return rows


def _restate(publication: Publication, frozen: Sequence[PublishedFigure], reason: str) -> None:
    """List each figure that was published before with another number.

    Raises:
        WordsMissing: there is one, and nothing says why.
    """
    rows = []
    for one in frozen:
        before = queries.published_before(one)
        if before is None or before.published == one.published or one.is_hidden:
            continue
        # A value put right since is on the list with the words of whoever did it.
        if queries.is_listed(one, since=before.publication.at):
            continue
        rows.append(
            Restatement(
                unit=one.unit, indicator=one.indicator, period=one.period,
                publication=publication, old=before.published, new=one.published,
                reason=reason, by=publication.by, at=publication.at,
            )
        )  # fmt: skip
    if rows and not reason:
        raise refusals.WordsMissing(
            _("有%(count)d个数与上次公布的不同，请写明更正的理由。") % {"count": len(rows)}
        )
    Restatement.objects.bulk_create(rows)


def _mark_values(figure: Figure, published_on: date) -> None:
    """Write the third number of the values that the figure is made of."""
    rows = Value.objects.filter(
        queries.inside("unit__path", figure.unit.path),
        indicator=figure.definition.code,
        period=figure.period.code,
        state=State.ACCEPTED,
    )
    rows.update(
        published=F("verified"), published_base=F("verified_base"), published_on=published_on
    )
