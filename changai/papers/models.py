from django.conf import settings
from django.db import models
from django.db.models import Q

FROZEN = Q(state__in=["ISSUED", "WITHDRAWN"])


class Paper(models.Model):
    """An official paper about a thing: drafted from live data, approved, issued, then fixed.

    `content` is the sheet as text, `edits` what a person put in other words. Once issued nothing
    of it changes: the database refuses (migration 0002). Grain: one row per paper.
    """

    class State(models.TextChoices):
        DRAFT = "DRAFT"
        APPROVED = "APPROVED"
        ISSUED = "ISSUED"
        WITHDRAWN = "WITHDRAWN"

    kind = models.CharField(max_length=30)
    thing_id = models.BigIntegerField()
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="papers")
    title = models.CharField(max_length=300)
    word = models.CharField(max_length=40, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    serial = models.PositiveIntegerField(null=True, blank=True)
    number = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    content = models.TextField()
    edits = models.JSONField(default=dict, blank=True)
    docx_sha256 = models.CharField(max_length=64, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    issued_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "word", "year", "serial"],
                condition=Q(serial__isnull=False),
                name="papers_number_once",
            ),
            models.UniqueConstraint(
                fields=["kind", "thing_id"],
                condition=Q(state__in=["DRAFT", "APPROVED"]),
                name="papers_one_open_draft",
            ),
            models.CheckConstraint(
                condition=Q(state="DRAFT", approved_by__isnull=True, approved_at__isnull=True)
                | (~Q(state="DRAFT") & Q(approved_by__isnull=False, approved_at__isnull=False)),
                name="papers_approved_by_a_person",
            ),
            models.CheckConstraint(
                condition=(FROZEN & Q(issued_by__isnull=False, issued_at__isnull=False))
                | (~FROZEN & Q(issued_by__isnull=True, issued_at__isnull=True, serial=None)),
                name="papers_issued_knows_who_and_when",
            ),
            models.CheckConstraint(
                condition=~FROZEN | (~Q(docx_sha256="") & ~Q(pdf_sha256="")),
                name="papers_issued_is_stored",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="WITHDRAWN", withdrawn_by__isnull=False, withdrawn_at__isnull=False
                )
                | (~Q(state="WITHDRAWN") & Q(withdrawn_by__isnull=True, withdrawn_at__isnull=True)),
                name="papers_withdrawn_knows_who_and_when",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "thing_id"], name="papers_of_thing"),
            models.Index(fields=["unit", "state"], name="papers_unit_state"),
        ]

    def __str__(self) -> str:
        return self.title


class Delivery(models.Model):
    """An issued paper at a unit that gets it: when it was sent, who signed for it and when."""

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="deliveries")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "unit"], name="papers_delivered_once"),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True, signed_at__isnull=True)
                | Q(signed_by__isnull=False, signed_at__isnull=False),
                name="papers_signed_knows_who_and_when",
            ),
        ]
        indexes = [models.Index(fields=["unit", "signed_at"], name="papers_delivery_unit")]

    def __str__(self) -> str:
        return f"{self.paper_id} to {self.unit_id}"


class Series(models.Model):
    """The last serial given to a unit's numbers with one word in one year; locked to give one."""

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    word = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "word", "year"], name="papers_series_once")
        ]

    def __str__(self) -> str:
        return f"{self.word} {self.year}: {self.last}"


class Prefix(models.Model):
    """The word with which a unit's document numbers begin, where it is not the usual one."""

    unit = models.OneToOneField("orgs.Unit", models.PROTECT, related_name="+")
    words = models.CharField(max_length=10)

    def __str__(self) -> str:
        return self.words
