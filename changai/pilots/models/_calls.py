from django.conf import settings
from django.db import models
from django.db.models import F, Q

from changai.pilots.rules import CallState


class Call(models.Model):
    """A call for pilots of one tier by the office that will name them.

    Units below the office read it once it is open. `scopes` are codes of the packs.
    """

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="pilot_calls")
    title = models.CharField(max_length=200)
    tier = models.CharField(max_length=12)
    category = models.CharField(max_length=40)
    scopes = models.JSONField(default=list)
    words = models.TextField(blank=True)
    source = models.CharField(max_length=300)
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="+"
    )
    closes_on = models.DateField()
    state = models.CharField(
        max_length=8,
        choices=[(one.value, one.value) for one in CallState],
        default=CallState.DRAFT.value,
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="pilots_call_has_a_source"),
            models.CheckConstraint(
                condition=Q(state="DRAFT", opened_at=None)
                | (~Q(state="DRAFT") & Q(opened_at__isnull=False)),
                name="pilots_call_knows_when_opened",
            ),
        ]
        indexes = [models.Index(fields=["unit", "state"], name="pilots_call_unit_state")]

    def __str__(self) -> str:
        return self.title


class Quota(models.Model):
    """How many pilots a unit is to bring under a call, and how many of them in zones.

    One handed down names the quota it is part of. Grain: one row per call and unit.
    """

    call = models.ForeignKey(Call, models.PROTECT, related_name="quotas")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="pilot_quotas")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    minimum = models.PositiveIntegerField()
    zone_minimum = models.PositiveIntegerField(default=0)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "unit"], name="pilots_quota_once"),
            models.CheckConstraint(
                condition=Q(zone_minimum__lte=F("minimum")), name="pilots_zones_within_the_quota"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} >= {self.minimum}"


class Seat(models.Model):
    """A person on the panel of a call."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="seats")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    seated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "person"], name="pilots_seat_once")]

    def __str__(self) -> str:
        return f"{self.person_id} judges {self.call_id}"
