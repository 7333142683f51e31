from django.conf import settings
from django.db import models
from django.db.models import Q


class ReportRequest(models.Model):
    """A call of a unit for reports on a period, with its burden counted before it went out.

    `client_key` comes from the form, so that a repeated submit is one request.
    Units: `field_count` is the burden: fields asked times units asked, summed over the tasks;
    `unit_count` counts each unit once.
    """

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="report_requests")
    period = models.CharField(max_length=10)
    due_on = models.DateField()
    words = models.CharField(max_length=300, blank=True)
    field_count = models.PositiveIntegerField()
    unit_count = models.PositiveIntegerField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    client_key = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["made_by", "client_key"], name="evidence_request_once")
        ]
        indexes = [models.Index(fields=["unit", "-made_at"], name="evidence_request_recent")]

    def __str__(self) -> str:
        return f"{self.period} by {self.unit_id}"


class RequestedReport(models.Model):
    """One task asked about in a request, for one unit, and how many fields that asks for."""

    request = models.ForeignKey(ReportRequest, models.CASCADE, related_name="wanted")
    task = models.ForeignKey("tasks.Task", models.PROTECT, related_name="requested_reports")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="requested_reports")
    period = models.CharField(max_length=10)
    due_on = models.DateField()
    field_count = models.PositiveSmallIntegerField(default=0)
    answered = models.ForeignKey(
        "evidence.Report", models.PROTECT, null=True, blank=True, related_name="answers"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "unit", "period"], name="evidence_asked_once")
        ]
        indexes = [
            models.Index(
                fields=["unit", "due_on"], condition=Q(answered=None), name="evidence_wanted_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.period}"


class Report(models.Model):
    """What a unit says of a task or of its duty: a value, what changed, what is blocked.

    `client_key` comes from the form, so that a repeated submit is one submit.
    """

    class State(models.TextChoices):
        SAID = "SAID"
        VERIFIED = "VERIFIED"
        PARTLY = "PARTLY"
        RETURNED = "RETURNED"

    class Purpose(models.TextChoices):
        PROGRESS = "PROGRESS"
        CLOSING = "CLOSING"
        DUTY = "DUTY"

    task = models.ForeignKey("tasks.Task", models.PROTECT, related_name="reports")
    duty = models.ForeignKey(
        "tasks.Duty", models.PROTECT, null=True, blank=True, related_name="reports"
    )
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="reports")
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.PROGRESS)
    period = models.CharField(max_length=10)
    changed_words = models.TextField(blank=True)
    blocked_words = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    client_key = models.UUIDField()
    state = models.CharField(max_length=10, choices=State, default=State.SAID)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_words = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "client_key"], name="evidence_report_once"),
            models.CheckConstraint(
                condition=Q(state="SAID")
                | (Q(reviewed_by__isnull=False) & ~Q(reviewed_by=models.F("by"))),
                name="evidence_reviewed_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="RETURNED") | ~Q(review_words=""),
                name="evidence_returned_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="PARTLY") | ~Q(review_words=""),
                name="evidence_partly_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(purpose="DUTY", duty__isnull=False)
                | (~Q(purpose="DUTY") & Q(duty__isnull=True)),
                name="evidence_duty_report_of_a_duty",
            ),
        ]
        indexes = [
            models.Index(fields=["task", "-at"], name="evidence_report_task"),
            models.Index(fields=["unit", "-at"], name="evidence_report_unit"),
            models.Index(
                fields=["task"], condition=Q(state="SAID"), name="evidence_report_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.task_id} {self.period}"


class ReportValue(models.Model):
    """A value said for one target, and the value a reviewer verified."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="values")
    target = models.ForeignKey("tasks.TaskTarget", models.PROTECT, related_name="reported")
    said = models.DecimalField(max_digits=18, decimal_places=4)
    verified = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "target"], name="evidence_value_once")
        ]

    def __str__(self) -> str:
        return f"{self.said}"


class EvidenceFile(models.Model):
    """A file a unit keeps as evidence; the same file may serve several reports."""

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="evidence_files")
    stored = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="evidence")
    name = models.CharField(max_length=255)
    words = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "stored"], name="evidence_file_once")
        ]
        indexes = [models.Index(fields=["unit", "-at"], name="evidence_file_recent")]

    def __str__(self) -> str:
        return self.name


class EvidenceUse(models.Model):
    """A use of a file in a report; the receipt of "report once, use everywhere"."""

    file = models.ForeignKey(EvidenceFile, models.PROTECT, related_name="uses")
    report = models.ForeignKey(Report, models.CASCADE, related_name="evidence")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "report"], name="evidence_use_once")]

    def __str__(self) -> str:
        return f"{self.file_id} in {self.report_id}"


class Publication(models.Model):
    """A set of verified values a unit published on a day, frozen as they stood.

    `client_key` comes from the form, so that a repeated submit is one publication.
    """

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="publications")
    title = models.CharField(max_length=200)
    published_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    client_key = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "client_key"], name="evidence_publication_once")
        ]
        indexes = [models.Index(fields=["unit", "-published_on"], name="evidence_publication_unit")]

    def __str__(self) -> str:
        return self.title


class PublishedValue(models.Model):
    """One value as published, beside what was said and verified on that day."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="values")
    target = models.ForeignKey("tasks.TaskTarget", models.PROTECT, related_name="publications")
    said = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    verified = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    published = models.DecimalField(max_digits=18, decimal_places=4)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "target"], name="evidence_published_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.published}"
