from django.conf import settings
from django.db import models
from django.db.models import Q

from changai.escalations.rules import Cause, Level, State


class Slip(models.Model):
    """One reminder, notice or slip on one matter to one unit; or a proposal that was dismissed.

    `unit` sends it (the unit that assigned the task), `to_unit` gets it. `cause_on` is the day the
    cause began, so that a dismissed proposal comes back only with a new cause. Whether it was
    approved, sent and signed for is said by its paper (`level` is the paper's kind).
    `started_higher` is the reason for skipping a rung; `earlier` the slip that had failed.
    """

    task = models.ForeignKey("tasks.Task", models.PROTECT, related_name="slips")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="slips_sent")
    to_unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="slips_received")
    level = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Level])
    cause = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Cause])
    cause_on = models.DateField()
    earlier = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="higher"
    )
    words = models.CharField(max_length=600, blank=True)
    until_on = models.DateField(null=True, blank=True)
    started_higher = models.CharField(max_length=300, blank=True)
    state = models.CharField(
        max_length=10,
        choices=[(one.value, one.value) for one in State],
        default=State.OPEN.value,
    )
    reason = models.CharField(max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    answer = models.CharField(max_length=600, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task", "to_unit", "level"],
                condition=Q(state__in=["OPEN", "ANSWERED"]) & ~Q(level="REMINDER"),
                name="escalations_one_matter_one_slip",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["DISMISSED", "WITHDRAWN", "LIFTED"]) | ~Q(reason=""),
                name="escalations_slip_ended_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="ANSWERED")
                | (Q(answered_by__isnull=False, answered_at__isnull=False) & ~Q(answer="")),
                name="escalations_answered_by_a_person",
            ),
            models.CheckConstraint(
                condition=~Q(state="LIFTED") | Q(lifted_by__isnull=False, lifted_at__isnull=False),
                name="escalations_lifted_by_a_person",
            ),
        ]
        indexes = [
            models.Index(fields=["task", "level"], name="escalations_slip_task"),
            models.Index(fields=["unit", "-made_at"], name="escalations_slip_unit"),
            models.Index(fields=["to_unit", "-made_at"], name="escalations_slip_to_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.task_id}"


class Digest(models.Model):
    """A circular, briefing or special report over a period, whose figures come from live tasks.

    `tasks` are those a person chose to name; the words are typed, the figures never.
    """

    class Kind(models.TextChoices):
        CIRCULAR = "CIRCULAR"
        BRIEFING = "BRIEFING"
        SPECIAL_REPORT = "SPECIAL_REPORT"

    kind = models.CharField(max_length=16, choices=Kind)
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="digests")
    title = models.CharField(max_length=200)
    from_on = models.DateField()
    to_on = models.DateField()
    lead_words = models.TextField(blank=True)
    tasks = models.ManyToManyField("tasks.Task", related_name="digests", blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__gte=models.F("from_on")), name="escalations_digest_period"
            )
        ]
        indexes = [models.Index(fields=["unit", "-made_at"], name="escalations_digest_unit")]

    def __str__(self) -> str:
        return self.title
