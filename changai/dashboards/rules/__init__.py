"""What is worked out for the pages over everything, in plain Python."""

from changai.dashboards.rules._goals import (
    Spark,
    Standing,
    Stroke,
    along,
    spark,
    standing,
)
from changai.dashboards.rules._order import (
    NEVER,
    NO_DAY,
    Place,
    expected_share,
    gap_points,
    place_of,
)
from changai.dashboards.rules._peers import (
    Group,
    Half,
    Interval,
    Peer,
    Rank,
    Why,
    count_interval,
    grouped,
    halves,
    ranked,
    share_interval,
)
from changai.dashboards.rules._shapes import Drawing, drawn
from changai.dashboards.rules._tiles import (
    LOOKS,
    SHADES,
    Look,
    grid,
    places_for,
    shade_of,
)

__all__ = [
    "LOOKS",
    "NEVER",
    "NO_DAY",
    "SHADES",
    "Drawing",
    "Group",
    "Half",
    "Interval",
    "Look",
    "Peer",
    "Place",
    "Rank",
    "Spark",
    "Standing",
    "Stroke",
    "Why",
    "along",
    "count_interval",
    "drawn",
    "expected_share",
    "gap_points",
    "grid",
    "grouped",
    "halves",
    "place_of",
    "places_for",
    "ranked",
    "shade_of",
    "share_interval",
    "spark",
    "standing",
]
