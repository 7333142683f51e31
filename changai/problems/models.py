from django.conf import settings
from django.db import models
from django.db.models import Q

from changai.problems.rules import Source, State


class Problem(models.Model):
    """A problem found in a meeting, an inspection or a document, and its way to being held right.

    `unit` keeps it, `concerned` is to put it right by `task`, whose sentence are the words of the
    problem. `earlier` is the problem that came back as this one.
    Units: `look_back_days` in working days after the task is done.
    """

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="problems_kept")
    concerned = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="problems")
    source = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Source])
    words = models.CharField(max_length=600)
    where = models.CharField(max_length=300)
    meeting = models.ForeignKey(
        "meetings.Meeting", models.PROTECT, null=True, blank=True, related_name="problems"
    )
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="problems"
    )
    found_on = models.DateField()
    state = models.CharField(
        max_length=10,
        choices=[(one.value, one.value) for one in State],
        default=State.OPEN.value,
    )
    task = models.OneToOneField(
        "tasks.Task", models.PROTECT, null=True, blank=True, related_name="problem"
    )
    earlier = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="later"
    )
    look_back_days = models.PositiveSmallIntegerField()
    look_back_since = models.DateField(null=True, blank=True)
    looked_on = models.DateField(null=True, blank=True)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    looked_words = models.CharField(max_length=600, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["OPEN", "DROPPED"]) | Q(task__isnull=False),
                name="problems_rectified_by_a_task",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["HELD", "CAME_BACK"])
                | (Q(looked_on__isnull=False, looked_by__isnull=False) & ~Q(looked_words="")),
                name="problems_looked_back_by_a_person",
            ),
            models.CheckConstraint(
                condition=~Q(state="DROPPED") | ~Q(reason=""), name="problems_dropped_with_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state", "-found_on"], name="problems_kept"),
            models.Index(fields=["concerned", "state"], name="problems_concerned"),
        ]

    def __str__(self) -> str:
        return self.words[:60]
