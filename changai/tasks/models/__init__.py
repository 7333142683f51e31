"""Tables of plans and tasks."""

from changai.tasks.models._plans import Plan, PlanComment, PlanRow, PlanRowUnit, PlanVersion
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
    "Plan",
    "PlanComment",
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
