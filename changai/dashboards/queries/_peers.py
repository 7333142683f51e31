"""Units right below one, each compared with those of like size and start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from changai.accounts.models import User
from changai.dashboards import rules
from changai.dashboards.queries._tiles import place_name
from changai.dashboards.rules import Half, Why
from changai.indicators import queries as indicators
from changai.indicators.queries import Figure, LitCell, Start
from changai.indicators.rules import Period
from changai.orgs.models import Unit
from changai.packs.current import language
from changai.packs.indicators import Indicator, Version

# What comes one by one; a sum of money or of days does not.
COUNTED = frozenset({"persons", "person_times", "units", "items"})
SIZE_WORDS = {
    Half.HIGH: gettext_lazy("规模较大"),
    Half.LOW: gettext_lazy("规模较小"),
    Half.ALL: gettext_lazy("规模不分组"),
    Half.UNKNOWN: gettext_lazy("规模不知道"),
}
START_WORDS = {
    Half.HIGH: gettext_lazy("起点较高"),
    Half.LOW: gettext_lazy("起点较低"),
    Half.ALL: gettext_lazy("起点不分组"),
    Half.UNKNOWN: gettext_lazy("起点不知道"),
}
WHY_WORDS = {
    Why.NO_VALUE: gettext_lazy("没有数据"),
    Why.NO_ORDER: gettext_lazy("不排名：这项不分高低"),
    Why.ALONE: gettext_lazy("不排名：同组没有可比的"),
    Why.NO_INTERVAL: gettext_lazy("不排名：算不出误差"),
    Why.UNSURE: gettext_lazy("不排名：有数还没核实"),
    Why.OVERLAP: gettext_lazy("不排名：差别说明不了什么"),
}
METHOD_WORDS = {
    "share": gettext_lazy("威尔逊 95% 区间（比率）"),
    "count": gettext_lazy("泊松 95% 区间（Byar 近似，件数和人数）"),
    "": gettext_lazy("这项不是比率也不是件数，算不出区间"),
}


@dataclass(frozen=True)
class PeerRow:
    """A unit with its number, where that lies, and its rank or why it has none.

    Units: `low`, `high`, `value` and `start` as printed; the `…_at` on 0-100, from the lowest end
    of all intervals to the highest.
    """

    unit: Unit
    name: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    size: Decimal | None
    start: Decimal | None
    start_period: str
    is_sure: bool
    is_hidden: bool
    rank: int | None
    why: Any
    may_open: bool
    low_at: str = ""
    width: str = ""
    value_at: str = ""


@dataclass(frozen=True)
class PeerGroup:
    """Units of like size and start."""

    size: Any
    start: Any
    rows: list[PeerRow]


@dataclass(frozen=True)
class PeersPage:
    """The comparison. `size_words` says what size means, `method` how intervals were worked out."""

    figure: Figure
    groups: list[PeerGroup]
    size_words: str
    method: Any
    count: int


def peers_page(
    unit: Unit,
    definition: Indicator,
    period: Period,
    *,
    user: User,
    today: date,
    reading: str = "then",
) -> PeersPage:
    """Return the units right below one in groups of like size and start. Never people.

    Cost: a few queries for each of the last periods.
    """
    with indicators.Shelf():
        figure, found = indicators.figure(unit, definition, period, reading=reading)
        starts = indicators.starts(figure, reading=reading)
    cells = indicators.lit_cells(figure, found)
    by_denominator = figure.version.is_ratio
    counts = {} if by_denominator else indicators.counts_below(unit)
    units = [one.cell.unit for one in cells]
    open_to = indicators.visible_below(units, user=user, today=today)
    kind = _method(definition, figure.version)
    peers = [_peer(one, figure, starts, counts, kind) for one in cells]
    by_key = {one.cell.unit.pk: one for one in cells}
    ends = [end for one in peers for end in _ends(one)]
    scale = (min(ends, default=0.0), max(ends, default=0.0))
    groups = []
    for group in rules.grouped(peers, definition.direction):
        ranks = rules.ranked(group, definition.direction)
        rows = [
            _row(one, by_key[one.key], ranks[one.key], starts, open_to, definition, scale)
            for one in group.peers
        ]
        groups.append(PeerGroup(SIZE_WORDS[group.size], START_WORDS[group.start], rows))
    return PeersPage(
        figure=figure,
        groups=groups,
        size_words=_size_words(figure.version, by_denominator=by_denominator),
        method=METHOD_WORDS[kind],
        count=len(peers),
    )


def _method(definition: Indicator, version: Version) -> str:
    """Return how sure a number is can be worked out: as a share, as a count, or not at all."""
    if version.rule == "ratio_of_sums" and definition.unit_kind in ("ratio", "per_10000"):
        counted = {version.numerator_kind, version.denominator_kind} <= COUNTED
        return "share" if counted else ""
    return (
        "count" if version.rule in ("sum", "distinct") and definition.unit_kind in COUNTED else ""
    )


def _size_words(version: Version, *, by_denominator: bool) -> str:
    if by_denominator:
        return version.denominator_label(language())
    return _("下属的地区和单位数")


def _peer(
    row: LitCell,
    figure: Figure,
    starts: Mapping[str, Start],
    counts: Mapping[str, int],
    kind: str,
) -> rules.Peer[int]:
    unit, hides = row.cell.unit, row.cell.is_hidden
    size = row.base if figure.version.is_ratio else Decimal(counts.get(unit.path, 0))
    begun = starts.get(unit.path)
    return rules.Peer(
        key=unit.pk,
        value=None if hides else row.best,
        interval=None if hides else _interval(row, figure.version, kind),
        size=None if hides else size,
        start=None if hides or begun is None else begun.value,
        is_sure=row.is_sure,
    )


def _interval(row: LitCell, version: Version, kind: str) -> rules.Interval | None:
    if row.number is None or not kind:
        return None
    if kind == "count":
        return rules.count_interval(float(row.number))
    return rules.share_interval(float(row.number), float(row.base or 0), version.per)


def _ends(peer: rules.Peer[int]) -> list[float]:
    if peer.interval is not None:
        return [peer.interval.low, peer.interval.high]
    return [] if peer.value is None else [float(peer.value)]


def _row(
    peer: rules.Peer[int],
    row: LitCell,
    rank: rules.Rank,
    starts: Mapping[str, Start],
    open_to: frozenset[int],
    definition: Indicator,
    scale: tuple[float, float],
) -> PeerRow:
    unit, interval = row.cell.unit, peer.interval
    ends: Sequence[Decimal | None] = (None, None)
    if interval is not None:
        ends = [
            indicators.shown(Decimal(str(one)), definition) for one in (interval.low, interval.high)
        ]
    begun = starts.get(unit.path) if peer.start is not None else None

    bottom, wide = scale[0], scale[1] - scale[0]

    def at(value: float) -> str:
        return f"{(value - bottom) * 100 / wide:.1f}" if wide else "50.0"

    return PeerRow(
        unit=unit,
        name=place_name(unit),
        value=indicators.shown(peer.value, definition),
        low=ends[0],
        high=ends[1],
        size=peer.size,
        start=indicators.shown(peer.start, definition),
        start_period=begun.period.code if begun else "",
        is_sure=peer.is_sure,
        is_hidden=row.cell.is_hidden,
        rank=rank.place,
        why="" if rank.why is Why.APART else WHY_WORDS[rank.why],
        may_open=unit.pk in open_to,
        low_at=at(interval.low) if interval else "",
        width=f"{(interval.high - interval.low) * 100 / wide:.1f}" if interval and wide else "",
        value_at=at(float(peer.value)) if peer.value is not None else "",
    )
