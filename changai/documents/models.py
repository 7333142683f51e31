from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class StoredFile(models.Model):
    """A file as it came, kept once under its hash."""

    sha256 = models.CharField(max_length=64, unique=True)
    byte_count = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=20)
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.sha256[:12]}"


class Document(models.Model):
    """A report, plan or paper as it came in, with the text restored from it."""

    owner = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="documents")
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=40)
    issuer = models.CharField(max_length=200, blank=True)
    number = models.CharField(max_length=80, blank=True)
    dated_on = models.DateField(null=True, blank=True)
    tier = models.CharField(max_length=12, blank=True)
    term_from = models.DateField(null=True, blank=True)
    term_to = models.DateField(null=True, blank=True)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    original = models.ForeignKey(StoredFile, models.PROTECT, related_name="documents")
    file_name = models.CharField(max_length=255)
    container = models.CharField(max_length=20)
    encoding = models.CharField(max_length=30, blank=True)
    raw_text = models.TextField()
    clean_text = models.TextField()
    mapping = models.TextField()
    damage = models.JSONField(default=list)
    facts = models.JSONField(default=dict)
    reading_number = models.PositiveIntegerField(default=1)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "original"], name="documents_once_per_unit")
        ]
        indexes = [models.Index(fields=["owner", "-received_at"], name="documents_owner_recent")]

    def __str__(self) -> str:
        return self.title


class Measure(models.Model):
    """A clause a unit could be held to: proposed by the reader or marked by a person.

    `quote` equals document.clean_text[start:end] always; nothing downstream may quote otherwise.
    Grain: one row per clause; split and merge make new rows and leave the old ones SUPERSEDED.
    """

    class State(models.TextChoices):
        PROPOSED = "PROPOSED"
        ACCEPTED = "ACCEPTED"
        REJECTED = "REJECTED"
        READ_ONLY = "READ_ONLY"
        SUPERSEDED = "SUPERSEDED"

    class Origin(models.TextChoices):
        READ = "READ"
        HAND = "HAND"

    document = models.ForeignKey(Document, models.PROTECT, related_name="measures")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    source_start = models.PositiveIntegerField()
    source_end = models.PositiveIntegerField()
    lead_words = models.JSONField(default=list)
    cooperating_words = models.JSONField(default=list)
    deadline_words = models.CharField(max_length=120, blank=True)
    targets = models.JSONField(default=list)
    speaker = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.PROPOSED)
    origin = models.CharField(max_length=6, choices=Origin, default=Origin.READ)
    reason = models.CharField(max_length=300, blank=True)
    same_as = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="repeats"
    )
    came_from = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="became")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(end__gt=models.F("start")), name="documents_measure_span"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["PROPOSED", "SUPERSEDED"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="documents_measure_decided_by_a_person",
            ),
        ]
        indexes = [models.Index(fields=["document", "start"], name="documents_measure_place")]

    def __str__(self) -> str:
        return self.quote[:40]


class MeasureUnit(models.Model):
    """A unit a person set for a measure, as lead or as cooperating."""

    class Part(models.TextChoices):
        LEAD = "LEAD"
        COOPERATING = "COOPERATING"

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="units")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    part = models.CharField(max_length=12, choices=Part)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measure", "unit"], name="documents_measure_unit_once")
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.unit_id}"


class Instruction(models.Model):
    """A leader's written instruction; a person says whether it asks for work.

    It was read in a document, or entered by hand: then it has no document and no place in one.
    `owner` is the unit that keeps it; for one that was read, the owner of its document. What the
    leader wrote upon stands in `about_words`, and as a document in `about` where there is one.
    """

    class Verdict(models.TextChoices):
        OPEN = "OPEN"
        ACTION = "ACTION"
        READ_ONLY = "READ_ONLY"

    class Urgency(models.TextChoices):
        ORDINARY = "ORDINARY", _("一般")
        URGENT = "URGENT", _("急件")
        HARD = "HARD", _("疑难")

    owner = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="instructions")
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="instructions"
    )
    leader_name = models.CharField(max_length=40)
    leader_title = models.CharField(max_length=80, blank=True)
    words = models.TextField()
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    dated_on = models.DateField(null=True, blank=True)
    about_words = models.CharField(max_length=300, blank=True)
    about = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="instructions_on_it"
    )
    urgency = models.CharField(max_length=10, choices=Urgency, default=Urgency.ORDINARY)
    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    entered_at = models.DateTimeField(null=True, blank=True)
    client_key = models.UUIDField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entered_by", "client_key"], name="documents_instruction_once"
            ),
            models.CheckConstraint(
                condition=Q(document__isnull=False)
                | Q(start=0, end=0, entered_by__isnull=False, entered_at__isnull=False),
                name="documents_instruction_read_or_entered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.leader_name}: {self.words[:30]}"
