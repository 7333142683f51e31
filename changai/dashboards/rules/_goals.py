"""How goals stand taken together, and the small pictures of one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from changai.indicators.rules import Cause

ON_LINE = frozenset({Cause.REACHED, Cause.ON_LINE})
BEHIND = frozenset({Cause.BEHIND, Cause.WORSE, Cause.MISSED})


@dataclass(frozen=True)
class Standing:
    """How many goals stand where. Units: indicators.

    `aimed` have a target: it is the sum of `on_line`, `behind`, `unknown` and `unjudged`, the last
    of which have numbers but no start from which to draw a line. `plain` have numbers but no
    target, and of `silent` nothing is known at all.
    """

    on_line: int = 0
    behind: int = 0
    unknown: int = 0
    unjudged: int = 0
    plain: int = 0
    silent: int = 0

    @property
    def aimed(self) -> int:
        """Return how many have a target."""
        return self.on_line + self.behind + self.unknown + self.unjudged


def standing(goals: Iterable[tuple[Cause, bool]]) -> Standing:
    """Count goals by why they have their colour, and whether anything is known of them."""
    counts = dict.fromkeys(("on_line", "behind", "unknown", "unjudged", "plain", "silent"), 0)
    for cause, is_known in goals:
        counts[_where(cause, is_known=is_known)] += 1
    return Standing(**counts)


def _where(cause: Cause, *, is_known: bool) -> str:
    if cause is Cause.NO_TARGET:
        return "plain" if is_known else "silent"
    if cause in ON_LINE:
        return "on_line"
    if cause in BEHIND:
        return "behind"
    return "unknown" if cause is Cause.UNKNOWN else "unjudged"


@dataclass(frozen=True)
class Stroke:
    """One unbroken stretch of a line as points of SVG; a stretch of one is a dot and no line."""

    points: str
    x: str
    y: str

    @property
    def is_dot(self) -> bool:
        """Say whether the stretch holds one point only."""
        return " " not in self.points


@dataclass(frozen=True)
class Spark:
    """A small line of periods: what is known, and where the line to the target ran.

    Units: `width` and `height` of the drawing; `x` and `y` of the last stretch are its end.
    """

    width: int
    height: int
    strokes: tuple[Stroke, ...]
    aim: tuple[Stroke, ...]


def spark(
    values: Sequence[Decimal | None],
    aims: Sequence[Decimal | None] = (),
    *,
    ends: Sequence[Decimal] = (),
    width: int = 132,
    height: int = 36,
    margin: int = 4,
) -> Spark:
    """Return the small line of some periods, the oldest first.

    A gap stays a gap: nothing is drawn between what is not known. All of one height lie in the
    middle. A single period stands at the right, where the newest is. `ends` widen the scale.
    """
    known = [one for one in (*values, *aims, *ends) if one is not None]
    low, high = min(known, default=Decimal(0)), max(known, default=Decimal(0))

    def place(index: int, value: Decimal) -> tuple[str, str]:
        steps = max(len(values) - 1, 1)
        across = index if len(values) > 1 else 1
        rise = (value - low) / (high - low) if high > low else Decimal("0.5")
        x = margin + across * (width - 2 * margin) / steps
        y = margin + float(1 - rise) * (height - 2 * margin)
        return f"{x:.1f}", f"{y:.1f}"

    def strokes(line: Sequence[Decimal | None]) -> tuple[Stroke, ...]:
        runs: list[list[tuple[str, str]]] = [[]]
        for index, value in enumerate(line):
            if value is not None:
                runs[-1].append(place(index, value))
            elif runs[-1]:
                runs.append([])
        return tuple(
            Stroke(" ".join(f"{x},{y}" for x, y in run), run[-1][0], run[-1][1])
            for run in runs
            if run
        )

    return Spark(width, height, strokes(values), strokes(aims))


def along(value: Decimal | None, top: Decimal) -> str:
    """Return how far along a bar of 100 a value lies; nothing for none."""
    if value is None:
        return ""
    share = value * 100 / top if top else Decimal(0)
    return f"{float(min(max(share, Decimal(0)), Decimal(100))):.1f}"
