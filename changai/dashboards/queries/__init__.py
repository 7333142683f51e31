"""What spans several nouns on one page."""

from changai.dashboards.queries._around import Around, ThreadItem, around_task
from changai.dashboards.queries._demo import DEMO_REPORT, demo_report
from changai.dashboards.queries._gaps import Gap
from changai.dashboards.queries._leader import (
    Cause,
    LateTask,
    LeaderPage,
    leader_page,
    may_lead,
)
from changai.dashboards.queries._places import PlaceRow
from changai.dashboards.queries._sources import GROUPS, WorkItem
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
    "NARROWED",
    "PRESSING",
    "Around",
    "Cause",
    "Gap",
    "LateTask",
    "LeaderPage",
    "PlaceRow",
    "ThreadItem",
    "WorkItem",
    "WorkPage",
    "around_task",
    "begins_empty",
    "demo_report",
    "group_counts",
    "leader_page",
    "may_lead",
    "my_work",
    "nav_counts",
]
