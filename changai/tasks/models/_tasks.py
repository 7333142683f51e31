from django.conf import settings
from django.db import models
from django.db.models import Q

from changai.tasks.rules import State

OPEN_STATES = [state.value for state in State if state.is_open]


class Task(models.Model):
    """A piece of work one unit owes another, made by a sentence and ended by evidence.

    `clause_words` is the sentence word for word. `joint` means no single lead: the assigner holds
    the task together and each lead has a child of its own. Colours are never stored: they follow
    from `due_on`, `behind_on`, `first_late_on`, `stopped_on` and the day.
    `behind_on` is the first day on which, without more progress, it stands behind its trajectory.
    `first_late_on` is the first day it was late, for good.
    `evidence_count` counts the files used in reports that were not returned; kept by evidence.
    """

    plan = models.ForeignKey(
        "tasks.Plan", models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    row = models.ForeignKey(
        "tasks.PlanRow", models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    row_key = models.UUIDField(null=True, blank=True, db_index=True)
    clause = models.ForeignKey(
        "documents.Measure", models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    instruction = models.ForeignKey(
        "documents.Instruction", models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    clause_words = models.TextField()
    clause_where = models.CharField(max_length=300)
    title = models.CharField(max_length=600)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    follows_cause = models.CharField(max_length=300, blank=True)
    assigner = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="assigned_tasks")
    lead = models.ForeignKey(
        "orgs.Unit", models.PROTECT, null=True, blank=True, related_name="led_tasks"
    )
    joint = models.BooleanField(default=False)
    leader_name = models.CharField(max_length=40, blank=True)
    by_duty_scope = models.CharField(max_length=120, blank=True)
    deliverable_form = models.CharField(max_length=60, blank=True)
    assessment_rule = models.CharField(max_length=300, blank=True)
    responsible_name = models.CharField(max_length=40, blank=True)
    shape = models.CharField(max_length=20, blank=True)
    stages = models.JSONField(default=list, blank=True)
    evidence_required = models.BooleanField(default=False)
    state = models.CharField(
        max_length=12,
        choices=[(state.value, state.value) for state in State],
        default=State.REGISTERED.value,
    )
    revision = models.PositiveIntegerField(default=0)
    due_on = models.DateField(null=True, blank=True)
    due_words = models.CharField(max_length=120, blank=True)
    registered_at = models.DateTimeField()
    assigned_on = models.DateField(null=True, blank=True)
    acknowledged_on = models.DateField(null=True, blank=True)
    submitted_on = models.DateField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_on = models.DateField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    behind_on = models.DateField(null=True, blank=True)
    first_late_on = models.DateField(null=True, blank=True)
    stopped_on = models.DateField(null=True, blank=True)
    evidence_count = models.PositiveIntegerField(default=0)
    blocked_words = models.CharField(max_length=300, blank=True)
    poor_quality = models.BooleanField(default=False)
    waived_at = models.DateTimeField(null=True, blank=True)
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    waived_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["REGISTERED", "CANCELLED"]) | Q(lead__isnull=False),
                name="tasks_assigned_has_a_lead",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["DONE", "CLOSED", "ARCHIVED"])
                | Q(done_on__isnull=False, done_by__isnull=False, submitted_by__isnull=False),
                name="tasks_done_knows_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(done_by__isnull=True) | ~Q(done_by=models.F("submitted_by")),
                name="tasks_done_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["UNDER_REVIEW", "DONE", "CLOSED", "ARCHIVED"])
                | Q(evidence_required=False)
                | Q(evidence_count__gt=0),
                name="tasks_evidence_where_required",
            ),
            models.CheckConstraint(
                condition=~Q(state="UNDER_REVIEW")
                | Q(submitted_on__isnull=False, submitted_by__isnull=False),
                name="tasks_review_knows_reporter",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["CLOSED", "ARCHIVED"])
                | Q(closed_on__isnull=False, closed_by__isnull=False),
                name="tasks_closed_knows_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True) | ~Q(closed_by=models.F("submitted_by")),
                name="tasks_closed_by_another",
            ),
            models.UniqueConstraint(
                fields=["parent", "lead"],
                condition=Q(parent__isnull=False) & ~Q(state="CANCELLED"),
                name="tasks_child_once_per_unit",
            ),
            models.CheckConstraint(
                condition=Q(waived_at__isnull=True)
                | (Q(waived_by__isnull=False) & ~Q(waived_reason="")),
                name="tasks_waived_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["lead", "state", "due_on"], name="tasks_task_lead"),
            models.Index(fields=["assigner", "state", "due_on"], name="tasks_task_assigner"),
            models.Index(fields=["parent"], name="tasks_task_parent"),
            models.Index(fields=["due_on", "id"], name="tasks_task_due"),
            models.Index(
                fields=["due_on"], condition=Q(state__in=OPEN_STATES), name="tasks_task_open_due"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class TaskUnit(models.Model):
    """A unit that takes part in a task, for scope: as lead, assigner, cooperating or source.

    Grain: one row per task, unit and part. Who sees a task follows from these rows alone.
    """

    class Part(models.TextChoices):
        LEAD = "LEAD"
        ASSIGNER = "ASSIGNER"
        COOPERATING = "COOPERATING"
        SOURCE = "SOURCE"

    task = models.ForeignKey(Task, models.CASCADE, related_name="units")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="task_parts")
    part = models.CharField(max_length=12, choices=Part)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "task", "part"], name="tasks_task_unit_once")
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.unit_id}"


class TaskAxis(models.Model):
    """An axis a task counts for."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="axes")
    axis = models.CharField(max_length=30)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["axis", "task"], name="tasks_task_axis_once")
        ]

    def __str__(self) -> str:
        return self.axis


class TaskTarget(models.Model):
    """A number a task is to reach, and the three values of it: said, verified, published.

    One that an amendment takes away keeps its past and gets the day: `dropped_on`.
    Units: `unit` as written; values in that unit.
    """

    task = models.ForeignKey(Task, models.CASCADE, related_name="targets")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="splits")
    position = models.PositiveSmallIntegerField(default=0)
    operator = models.CharField(max_length=10, blank=True)
    value = models.DecimalField(max_digits=18, decimal_places=4)
    unit = models.CharField(max_length=20, blank=True)
    what = models.CharField(max_length=120, blank=True)
    base_year = models.PositiveSmallIntegerField(null=True, blank=True)
    said_value = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    said_on = models.DateField(null=True, blank=True)
    verified_value = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    verified_on = models.DateField(null=True, blank=True)
    published_value = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    dropped_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.what} {self.operator}{self.value}{self.unit}"


class Duty(models.Model):
    """What a cooperating unit owes the lead of a task, with a date and a life of its own."""

    class State(models.TextChoices):
        OPEN = "OPEN"
        REPORTED = "REPORTED"
        ACCEPTED = "ACCEPTED"
        WAIVED = "WAIVED"

    task = models.ForeignKey(Task, models.CASCADE, related_name="duties")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="duties")
    words = models.CharField(max_length=300, blank=True)
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    revision = models.PositiveIntegerField(default=0)
    first_late_on = models.DateField(null=True, blank=True)
    reported_on = models.DateField(null=True, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "unit"], name="tasks_duty_once"),
            models.CheckConstraint(
                condition=~Q(state="WAIVED") | (Q(decided_by__isnull=False) & ~Q(reason="")),
                name="tasks_duty_waived_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["REPORTED", "ACCEPTED"])
                | Q(reported_on__isnull=False, reported_by__isnull=False),
                name="tasks_duty_reported_by_a_person",
            ),
            models.CheckConstraint(
                condition=~Q(state="ACCEPTED")
                | (Q(decided_by__isnull=False) & ~Q(decided_by=models.F("reported_by"))),
                name="tasks_duty_accepted_by_another",
            ),
        ]
        indexes = [models.Index(fields=["unit", "state", "due_on"], name="tasks_duty_unit")]

    def __str__(self) -> str:
        return f"duty of {self.unit_id} in {self.task_id}"


class DueChange(models.Model):
    """A due date and the day from which it is in force; lateness is judged by the one in force.

    A date of None with the cause DECLINED means that nothing was owed from that day.
    """

    class Cause(models.TextChoices):
        ASSIGNED = "ASSIGNED"
        EXTENDED = "EXTENDED"
        AMENDED = "AMENDED"
        STOPPED = "STOPPED"
        DECLINED = "DECLINED"

    task = models.ForeignKey(Task, models.CASCADE, related_name="due_changes")
    due_on = models.DateField(null=True, blank=True)
    in_force_from = models.DateField()
    cause = models.CharField(max_length=10, choices=Cause)
    words = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["task", "in_force_from"], name="tasks_due_change")]

    def __str__(self) -> str:
        return f"{self.due_on} from {self.in_force_from}"


class Extension(models.Model):
    """A request for a later date, and its answer.

    One asked in time holds off the mark of lateness until it is answered. Where it was asked
    late, `granted_on` is only the new promise: the date in force stays and the task stays late.
    """

    class State(models.TextChoices):
        ASKED = "ASKED"
        APPROVED = "APPROVED"
        REFUSED = "REFUSED"
        WITHDRAWN = "WITHDRAWN"

    task = models.ForeignKey(Task, models.CASCADE, related_name="extensions")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_on = models.DateField()
    asked_late = models.BooleanField()
    wanted_on = models.DateField()
    reason = models.CharField(max_length=300)
    progress = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    granted_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task"], condition=Q(state="ASKED"), name="tasks_extension_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.task_id} until {self.wanted_on}"


class Stop(models.Model):
    """A time in which the clock of a task stood still, with its cause.

    Source: administrative-approval practice (expert time is not counted), domain brief 5.3.
    """

    class Cause(models.TextChoices):
        EXPERT = "EXPERT"
        OTHER_UNIT = "OTHER_UNIT"

    task = models.ForeignKey(Task, models.CASCADE, related_name="stops")
    cause = models.CharField(max_length=12, choices=Cause)
    waiting_for = models.ForeignKey(
        "orgs.Unit", models.PROTECT, null=True, blank=True, related_name="+"
    )
    words = models.CharField(max_length=300)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    stopped_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    resumed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task"], condition=Q(to_on=None), name="tasks_stop_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.task_id} stopped {self.from_on}"


class TaskEvent(models.Model):
    """One step in the life of a task, for the people who see the task."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="events")
    event = models.CharField(max_length=20)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    words = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["task", "at"], name="tasks_event_task")]

    def __str__(self) -> str:
        return f"{self.event} {self.task_id}"
