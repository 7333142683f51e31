from django.conf import settings
from django.db import models
from django.db.models import Q

from changai.pilots.rules import ApplicationState, Route


class Profile(models.Model):
    """What a unit said of itself on a day, so that it is not asked again.

    Grain: one row per statement; the latest counts. Units: output in yuan a year.
    """

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="pilot_profiles")
    stated_on = models.DateField()
    workers_count = models.PositiveIntegerField(null=True, blank=True)
    output_yuan = models.PositiveBigIntegerField(null=True, blank=True)
    ownership = models.CharField(max_length=40, blank=True)
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["unit", "-stated_on"], name="pilots_profile_latest")]

    def __str__(self) -> str:
        return f"{self.unit_id} on {self.stated_on}"


class Application(models.Model):
    """One unit put forward under a call by one of three routes, and what came of it.

    `checks` is what eligibility gave on the day, with the sources of its rules; `nominated_by` is
    the unit that put it forward, its own where it applied itself. Grain: one per call and unit.
    """

    call = models.ForeignKey("pilots.Call", models.PROTECT, related_name="applications")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="pilot_applications")
    nominated_by = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    route = models.CharField(max_length=16, choices=[(one.value, one.value) for one in Route])
    scope = models.CharField(max_length=40)
    words = models.TextField()
    checks = models.JSONField(default=list)
    profile = models.ForeignKey(Profile, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(
        max_length=10,
        choices=[(one.value, one.value) for one in ApplicationState],
        default=ApplicationState.SUBMITTED.value,
    )
    reason = models.CharField(max_length=300, blank=True)
    vote_count = models.PositiveSmallIntegerField(default=0)
    mean_points = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    favor_count = models.PositiveSmallIntegerField(default=0)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["call", "unit"],
                condition=~Q(state="WITHDRAWN"),
                name="pilots_applies_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["PASSED", "FAILED", "NAMED"])
                | Q(settled_by__isnull=False, settled_at__isnull=False, vote_count__gte=1),
                name="pilots_settled_by_votes",
            ),
        ]
        indexes = [models.Index(fields=["call", "state"], name="pilots_application_state")]

    def __str__(self) -> str:
        return f"{self.unit_id} for {self.call_id}"


class Vote(models.Model):
    """The vote of one person of the panel: points by line of the rubric, for or against, words."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="votes")
    voter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    scores = models.JSONField()
    points = models.PositiveSmallIntegerField()
    in_favor = models.BooleanField()
    words = models.CharField(max_length=600)
    cast_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "voter"], name="pilots_votes_once"),
            models.CheckConstraint(condition=Q(points__lte=100), name="pilots_points_of_100"),
        ]

    def __str__(self) -> str:
        return f"{self.voter_id}: {self.points}"
