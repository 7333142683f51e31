from django.db import models

from changai.kernel.whole import WholeField


class Total(models.Model):
    """The running sums of what the units of one tier below a unit said and had verified.

    Grain: one row per unit, indicator, period and tier of the values. What a unit says itself is
    its value and not in its own total. Every write of a value adds its difference to the rows of
    the units above, and a subtree that is hung elsewhere takes its sums along; so the rows follow
    the stored paths. They know no definition: which tier is read is said by whoever reads.
    Units: numbers and bases in ten-thousandths, products of both in hundred-millionths, exact.
    """

    unit = models.ForeignKey("orgs.Unit", models.CASCADE, related_name="+")
    indicator = models.CharField(max_length=60)
    period = models.CharField(max_length=7)
    tier = models.CharField(max_length=12)
    number = WholeField()
    base = WholeField()
    product = WholeField()
    count = models.IntegerField()
    verified_number = WholeField()
    verified_base = WholeField()
    verified_product = WholeField()
    verified_count = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "indicator", "period", "tier"], name="indicators_total_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.period} {self.unit_id} {self.tier}"


class Recompute(models.Model):
    """One recomputation of all totals from a snapshot, by the engine of analysis.

    Grain: one row per run. `differing` of `cells` were not what the pages read; `marks` name them
    with what was expected and found, so that a cell is told of once and not every night.
    """

    at = models.DateTimeField(db_index=True)
    snapshot = models.CharField(max_length=40)
    values = models.PositiveBigIntegerField()
    cells = models.PositiveBigIntegerField()
    differing = models.PositiveBigIntegerField()
    marks = models.JSONField(default=list, blank=True)
    first = models.JSONField(default=list, blank=True)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.differing}/{self.cells}"
