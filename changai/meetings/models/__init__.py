from changai.meetings.models._meetings import (
    AgendaItem,
    BranchRoom,
    ItemPaper,
    Meeting,
    Series,
    Topic,
)
from changai.meetings.models._record import (
    Amendment,
    Appearance,
    Attendance,
    CalendarFeed,
    CitedDocument,
    Decision,
    DecisionTask,
    DecisionUnit,
)

__all__ = [
    "AgendaItem",
    "Amendment",
    "Appearance",
    "Attendance",
    "BranchRoom",
    "CalendarFeed",
    "CitedDocument",
    "Decision",
    "DecisionTask",
    "DecisionUnit",
    "ItemPaper",
    "Meeting",
    "Series",
    "Topic",
]
