from django.conf import settings
from django.db import models
from django.db.models import F, Q

from changai.indicators.rules import State


class Value(models.Model):
    """What is known of one indicator for one unit and period: said, verified and published.

    Grain: one row per unit, indicator and period. Each of the three is a number and, for a ratio,
    what it is divided by. `defined_on` is the first day of the version of the definition it was
    typed under, `pack_version` that of the pack. `parts` are those of a score, by code.
    Units: of the indicator; a number is what stands above the line.
    """

    class Origin(models.TextChoices):
        TYPED = "TYPED"
        IMPORTED = "IMPORTED"
        ROLLED_UP = "ROLLED_UP"

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="indicator_values")
    indicator = models.CharField(max_length=60)
    period = models.CharField(max_length=7)
    begins_on = models.DateField()
    ends_on = models.DateField()
    defined_on = models.DateField()
    pack_version = models.CharField(max_length=60)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.TYPED)
    state = models.CharField(max_length=8, choices=[(one.value, one.value) for one in State])
    said = models.DecimalField(max_digits=20, decimal_places=4)
    said_base = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    verified = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    verified_base = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    published = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    published_base = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    parts = models.JSONField(default=dict, blank=True)
    words = models.CharField(max_length=300)
    typed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    typed_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_words = models.CharField(max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "indicator", "period"], name="indicators_value_once"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="indicators_value_has_a_source"),
            models.CheckConstraint(
                condition=Q(state__in=["TYPED", "RETURNED"])
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="indicators_approved_by_a_person",
            ),
            models.CheckConstraint(
                condition=Q(state="ACCEPTED", verified__isnull=False)
                | (~Q(state="ACCEPTED") & Q(verified__isnull=True)),
                name="indicators_verified_once_accepted",
            ),
            models.CheckConstraint(
                condition=~Q(state="ACCEPTED")
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("typed_by"))),
                name="indicators_accepted_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="RETURNED") | ~Q(decided_words=""),
                name="indicators_returned_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(published__isnull=True)
                | Q(state="ACCEPTED", published_on__isnull=False),
                name="indicators_published_is_verified",
            ),
        ]
        indexes = [
            models.Index(fields=["indicator", "period", "unit"], name="indicators_value_period"),
            models.Index(fields=["state", "unit"], name="indicators_value_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.period} {self.unit_id}"


class ValueFile(models.Model):
    """A file kept as evidence that a value rests on."""

    value = models.ForeignKey(Value, models.CASCADE, related_name="files")
    file = models.ForeignKey("evidence.EvidenceFile", models.PROTECT, related_name="indicator_uses")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["value", "file"], name="indicators_file_once")
        ]

    def __str__(self) -> str:
        return f"{self.file_id} for {self.value_id}"


class ValueWarning(models.Model):
    """A warning that came up when a value was typed, and the word it was answered with."""

    value = models.ForeignKey(Value, models.CASCADE, related_name="warnings")
    kind = models.CharField(max_length=8)
    facts = models.JSONField(default=dict)
    words = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["value", "kind"], name="indicators_warned_once"),
            models.CheckConstraint(condition=~Q(words=""), name="indicators_warning_answered"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.value_id}"
