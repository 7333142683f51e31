from django.conf import settings
from django.db import models
from django.db.models import Q

from changai.pilots.rules import Outcome, PracticeState


class Practice(models.Model):
    """What a pilot found to work, for others to take over; published by the office that named it.

    Once published it is open to every unit below that office, adoptions and outcomes included.
    """

    pilot = models.ForeignKey("pilots.Pilot", models.PROTECT, related_name="practices")
    title = models.CharField(max_length=120)
    words = models.TextField()
    state = models.CharField(
        max_length=10,
        choices=[(one.value, one.value) for one in PracticeState],
        default=PracticeState.DRAFT.value,
    )
    published_by_unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_on = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="DRAFT", published_on=None)
                | Q(
                    state="PUBLISHED",
                    published_on__isnull=False,
                    published_by__isnull=False,
                    published_by_unit__isnull=False,
                ),
                name="pilots_practice_published_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Adoption(models.Model):
    """A unit that took a practice over: from whom, with which changes, and how it went.

    `learned_from` is an earlier adoption; none means from the origin itself.
    """

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="adoptions")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="pilot_adoptions")
    learned_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="passed_on"
    )
    adopted_on = models.DateField()
    changes = models.CharField(max_length=600)
    outcome = models.CharField(
        max_length=8,
        choices=[(one.value, one.value) for one in Outcome],
        default=Outcome.TRYING.value,
    )
    outcome_words = models.CharField(max_length=600, blank=True)
    told_on = models.DateField(null=True, blank=True)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "unit"], name="pilots_adopts_once"),
            models.CheckConstraint(
                condition=Q(outcome="TRYING")
                | (Q(told_on__isnull=False, told_by__isnull=False) & ~Q(outcome_words="")),
                name="pilots_outcome_has_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.outcome}"
