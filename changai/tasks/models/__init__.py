"""Tables of plans and tasks."""

from changai.tasks.models._plans import (
    ImportMapping,
    ParentChange,
    Plan,
    PlanComment,
    PlanImport,
    PlanRow,
    PlanRowUnit,
    PlanVersion,
)
from changai.tasks.models._tasks import (
    DueChange,
    Duty,
    Extension,
    Stop,
    Task,
    TaskAxis,
    TaskEvent,
    TaskTarget,
    TaskUnit,
)

__all__ = [
    "DueChange",
    "Duty",
    "Extension",
    "ImportMapping",
    "ParentChange",
    "Plan",
    "PlanComment",
    "PlanImport",
    "PlanRow",
    "PlanRowUnit",
    "PlanVersion",
    "Stop",
    "Task",
    "TaskAxis",
    "TaskEvent",
    "TaskTarget",
    "TaskUnit",
]
