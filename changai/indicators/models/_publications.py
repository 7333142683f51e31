from django.conf import settings
from django.db import models
from django.db.models import Q

from changai.indicators.models._values import Value


class Publication(models.Model):
    """Figures a unit published on a day, frozen as they stood.

    `client_key` comes from the form, so that a repeated submit is one publication.
    """

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="figure_publications")
    title = models.CharField(max_length=200)
    period = models.CharField(max_length=7)
    published_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    client_key = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "client_key"], name="indicators_published_once")
        ]
        indexes = [models.Index(fields=["unit", "-published_on"], name="indicators_publications")]

    def __str__(self) -> str:
        return self.title


class PublishedFigure(models.Model):
    """One figure as published: a unit of the tree, or one right below it, with all three numbers.

    `known` of `expected` units had a verified value. A hidden one is small or stands beside a
    small one: its number is kept here and never shown.
    Units: of the indicator, worked out by the version that begins on `defined_on`.
    """

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="figures")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="published_figures")
    indicator = models.CharField(max_length=60)
    period = models.CharField(max_length=7)
    defined_on = models.DateField()
    said = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    verified = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    published = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    number = models.DecimalField(max_digits=24, decimal_places=4, null=True)
    base = models.DecimalField(max_digits=24, decimal_places=4, null=True)
    known = models.PositiveIntegerField()
    expected = models.PositiveIntegerField()
    is_hidden = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "unit", "indicator"], name="indicators_figure_once"
            )
        ]
        indexes = [
            models.Index(fields=["indicator", "period", "unit"], name="indicators_figure_of"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.period} {self.unit_id}"


class Restatement(models.Model):
    """A figure that was published and is now another: the cell, old, new and the reason.

    Of one value, when it was put right; of a figure, when it was published anew.
    """

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="restatements")
    indicator = models.CharField(max_length=60)
    period = models.CharField(max_length=7)
    value = models.ForeignKey(
        Value, models.PROTECT, null=True, blank=True, related_name="restatements"
    )
    publication = models.ForeignKey(
        Publication, models.PROTECT, null=True, blank=True, related_name="restatements"
    )
    old = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    new = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""), name="indicators_restated_with_a_reason"
            )
        ]
        indexes = [models.Index(fields=["unit", "-at"], name="indicators_restated")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.period} {self.unit_id}"
