"""What spans several nouns on one page."""

from changai.dashboards.queries._approved import MAP_FILE, approved_map
from changai.dashboards.queries._around import Around, ThreadItem, around_task
from changai.dashboards.queries._demo import DEMO_REPORT, demo_report
from changai.dashboards.queries._gaps import Gap
from changai.dashboards.queries._goals import Goal, GoalsPage, Result, goals_page, headline
from changai.dashboards.queries._leader import (
    Cause,
    LateTask,
    LeaderPage,
    leader_page,
    may_lead,
)
from changai.dashboards.queries._peers import PeerGroup, PeerRow, PeersPage, peers_page
from changai.dashboards.queries._places import PlaceRow
from changai.dashboards.queries._sources import GROUPS, WorkItem
from changai.dashboards.queries._tiles import Tile, TileMap, place_name, tile_map
from changai.dashboards.queries._work import (
    LATE,
    NARROWED,
    PRESSING,
    WorkPage,
    begins_empty,
    group_counts,
    my_work,
    nav_counts,
)

__all__ = [
    "DEMO_REPORT",
    "GROUPS",
    "LATE",
    "MAP_FILE",
    "NARROWED",
    "PRESSING",
    "Around",
    "Cause",
    "Gap",
    "Goal",
    "GoalsPage",
    "LateTask",
    "LeaderPage",
    "PeerGroup",
    "PeerRow",
    "PeersPage",
    "PlaceRow",
    "Result",
    "ThreadItem",
    "Tile",
    "TileMap",
    "WorkItem",
    "WorkPage",
    "approved_map",
    "around_task",
    "begins_empty",
    "demo_report",
    "goals_page",
    "group_counts",
    "headline",
    "leader_page",
    "may_lead",
    "my_work",
    "nav_counts",
    "peers_page",
    "place_name",
    "tile_map",
]
