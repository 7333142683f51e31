from django.conf import settings
from django.db import models
from django.db.models import F, Q

from changai.pilots.rules import LIVE, Status

ALIVE = Q(status__in=[one.value for one in LIVE])


class Batch(models.Model):
    """One decision that names pilots: its words, and the document or paper it stands in."""

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="pilot_batches")
    call = models.ForeignKey("pilots.Call", models.PROTECT, related_name="batches")
    title = models.CharField(max_length=200)
    source = models.CharField(max_length=300)
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="+"
    )
    paper = models.ForeignKey(
        "papers.Paper", models.PROTECT, null=True, blank=True, related_name="+"
    )
    named_on = models.DateField()
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    named_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="pilots_batch_has_a_source")
        ]

    def __str__(self) -> str:
        return self.title


class Pilot(models.Model):
    """A unit that is a pilot: its tier, category, scope, phase, status and term.

    A unit is one pilot at most at a time, so that counts of pilots are counts of units; one named
    by a wider tier is raised. `named_by_unit` is the office that decides about it. The `…_told_on`
    days say which alarms of this term were given.
    """

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="pilots")
    named_by_unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="pilots_named")
    call = models.ForeignKey("pilots.Call", models.PROTECT, related_name="pilots")
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="pilots")
    application = models.OneToOneField(
        "pilots.Application", models.PROTECT, related_name="named_pilot"
    )
    tier = models.CharField(max_length=12)
    category = models.CharField(max_length=40)
    scope = models.CharField(max_length=40)
    ownership = models.CharField(max_length=40, blank=True)
    workers_count = models.PositiveIntegerField(null=True, blank=True)
    phase = models.CharField(max_length=40)
    status = models.CharField(
        max_length=14,
        choices=[(one.value, one.value) for one in Status],
        default=Status.NEW.value,
    )
    named_on = models.DateField()
    term_from = models.DateField()
    mid_term_on = models.DateField()
    term_ends_on = models.DateField()
    checked_on = models.DateField(null=True, blank=True)
    check_passed = models.BooleanField(null=True)
    check_told_on = models.DateField(null=True, blank=True)
    near_told_on = models.DateField(null=True, blank=True)
    past_told_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=ALIVE, name="pilots_unit_once"),
            models.CheckConstraint(
                condition=(ALIVE & Q(ended_on=None)) | (~ALIVE & Q(ended_on__isnull=False)),
                name="pilots_ended_knows_when",
            ),
            models.CheckConstraint(
                condition=Q(checked_on=None, check_passed=None)
                | Q(checked_on__isnull=False, check_passed__isnull=False),
                name="pilots_check_has_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(term_from__lte=F("mid_term_on"), mid_term_on__lte=F("term_ends_on")),
                name="pilots_term_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["named_by_unit", "status"], name="pilots_named_status"),
            models.Index(fields=["status", "term_ends_on"], name="pilots_term"),
        ]

    def __str__(self) -> str:
        return str(self.unit)

    @property
    def is_live(self) -> bool:
        """Say whether the pilot still runs."""
        return self.status in LIVE


class Step(models.Model):
    """One transition of a pilot: by which rule, by whom, on which paper or source.

    Only the clock acts without a person. Grain: one row per transition, never changed.
    """

    pilot = models.ForeignKey(Pilot, models.PROTECT, related_name="steps")
    rule = models.CharField(max_length=12)
    from_status = models.CharField(max_length=14, blank=True)
    to_status = models.CharField(max_length=14)
    after = models.JSONField(default=dict)
    words = models.CharField(max_length=600, blank=True)
    source = models.CharField(max_length=300)
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="+"
    )
    paper = models.ForeignKey(
        "papers.Paper", models.PROTECT, null=True, blank=True, related_name="+"
    )
    on = models.DateField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(rule="") & ~Q(source=""), name="pilots_step_has_rule_and_source"
            ),
            models.CheckConstraint(
                condition=Q(rule="alarm") | Q(actor__isnull=False), name="pilots_step_has_an_actor"
            ),
        ]
        indexes = [models.Index(fields=["pilot", "at"], name="pilots_step_of_pilot")]

    def __str__(self) -> str:
        return f"{self.rule} {self.pilot_id}"
