"""Every page over several nouns."""

from changai.dashboards.views._goals import goals, goals_export, unit_goals
from changai.dashboards.views._places import map_export, map_svg, peers, peers_export, unit_map
from changai.dashboards.views._trend import trend_export, trend_svg
from changai.dashboards.views._work import around_task, demo_report, leader, my_work

__all__ = [
    "around_task",
    "demo_report",
    "goals",
    "goals_export",
    "leader",
    "map_export",
    "map_svg",
    "my_work",
    "peers",
    "peers_export",
    "trend_export",
    "trend_svg",
    "unit_goals",
    "unit_map",
]
