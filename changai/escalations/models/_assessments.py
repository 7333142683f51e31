from django.conf import settings
from django.db import models
from django.db.models import Q

from changai.escalations.rules import Formula, SchemeState


class Scheme(models.Model):
    """How a unit assesses those that lead its tasks over a period: data, no formulas in text.

    Units: `base` and `top` in points.
    """

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="schemes")
    title = models.CharField(max_length=200)
    from_on = models.DateField()
    to_on = models.DateField()
    base = models.DecimalField(max_digits=6, decimal_places=2)
    top = models.DecimalField(max_digits=6, decimal_places=2)
    state = models.CharField(
        max_length=8,
        choices=[(one.value, one.value) for one in SchemeState],
        default=SchemeState.DRAFT.value,
    )
    objections_until = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    finalized_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    finalized_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__gte=models.F("from_on")), name="escalations_scheme_period"
            ),
            models.CheckConstraint(
                condition=Q(state="DRAFT") | Q(objections_until__isnull=False),
                name="escalations_scheme_open_until",
            ),
            models.CheckConstraint(
                condition=~Q(state="FINAL")
                | Q(finalized_by__isnull=False, finalized_at__isnull=False),
                name="escalations_scheme_final_by_a_person",
            ),
        ]
        indexes = [models.Index(fields=["unit", "-made_at"], name="escalations_scheme_unit")]

    def __str__(self) -> str:
        return self.title


class SchemeLine(models.Model):
    """The points of one formula in a scheme; `most` caps their sum."""

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="lines")
    formula = models.CharField(max_length=14, choices=[(one.value, one.value) for one in Formula])
    points = models.DecimalField(max_digits=6, decimal_places=2)
    most = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scheme", "formula"], name="escalations_formula_once"),
            models.CheckConstraint(condition=Q(points__gt=0), name="escalations_points_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.formula} {self.points}"


class Result(models.Model):
    """A unit's result as it stood when the scheme became final; `lines` keep every fact.

    Units: lines = [{formula, points, count, total, facts: [{text, url}]}]; points are texts.
    """

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="results")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="results")
    score = models.DecimalField(max_digits=8, decimal_places=2)
    rank = models.PositiveIntegerField(null=True, blank=True)
    task_count = models.PositiveIntegerField()
    lines = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scheme", "unit"], name="escalations_result_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.score}"


class Objection(models.Model):
    """What a unit says against its result while the scheme is open, and the answer."""

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="objections")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    words = models.CharField(max_length=600)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answer = models.CharField(max_length=600, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="") | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="escalations_objection_answered_by_a_person",
            )
        ]

    def __str__(self) -> str:
        return self.words[:40]


class Finding(models.Model):
    """A report a person found to be false, with the words; it may be withdrawn with a reason."""

    report = models.OneToOneField("evidence.Report", models.PROTECT, related_name="finding")
    words = models.CharField(max_length=600)
    found_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_reason="") | Q(withdrawn_by__isnull=False),
                name="escalations_finding_withdrawn_by_a_person",
            )
        ]

    def __str__(self) -> str:
        return self.words[:40]
