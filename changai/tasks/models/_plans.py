import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class Plan(models.Model):
    """A yearly key-points and responsibility-division plan of one unit.

    A city's plan may be a copy of the province's: then `parent` names it, and rows name the row
    they came from by key.
    """

    owner = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="plans")
    title = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField()
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="copies")
    document = models.ForeignKey("documents.Document", models.PROTECT, null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.title


class PlanVersion(models.Model):
    """One version of a plan. An adopted one never changes again; an amendment is the next one."""

    class State(models.TextChoices):
        DRAFT = "DRAFT"
        COMMENT = "COMMENT"
        ADOPTED = "ADOPTED"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    basis = models.CharField(max_length=300, blank=True)
    comments_until = models.DateField(null=True, blank=True)
    adopted_on = models.DateField(null=True, blank=True)
    adopted_at = models.DateTimeField(null=True, blank=True)
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="tasks_version_number_once"),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(state__in=["DRAFT", "COMMENT"]),
                name="tasks_version_one_draft",
            ),
            models.CheckConstraint(
                condition=~Q(state="ADOPTED")
                | Q(adopted_on__isnull=False, adopted_at__isnull=False, adopted_by__isnull=False),
                name="tasks_version_adopted_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} v{self.number}"


class PlanRow(models.Model):
    """A row of a version of a plan, with everything a real division table holds.

    `key` stays the same from version to version: the same key is the same task. A row dropped by
    an amendment stays in the new version with `dropped_reason`.
    Units: targets = [{operator, value, unit, what, base_year, quotas: {unit id: value}}];
    stages = [{words, due_on}]; axes = [axis codes].
    Source: domain brief 3.1, from eighteen real division tables.
    """

    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="rows")
    key = models.UUIDField(default=uuid.uuid4)
    parent_key = models.UUIDField(null=True, blank=True)
    carried_key = models.UUIDField(null=True, blank=True)
    position = models.PositiveIntegerField()
    number = models.CharField(max_length=20, blank=True)
    section = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=600)
    shape = models.CharField(max_length=20)
    clause = models.ForeignKey(
        "documents.Measure", models.PROTECT, null=True, blank=True, related_name="rows"
    )
    clause_words = models.TextField(blank=True)
    clause_where = models.CharField(max_length=300, blank=True)
    leader_name = models.CharField(max_length=40, blank=True)
    joint = models.BooleanField(default=False)
    by_duty_scope = models.CharField(max_length=120, blank=True)
    deadline_words = models.CharField(max_length=120, blank=True)
    deadline_kind = models.CharField(max_length=20, blank=True)
    due_on = models.DateField(null=True, blank=True)
    targets = models.JSONField(default=list, blank=True)
    stages = models.JSONField(default=list, blank=True)
    deliverable_form = models.CharField(max_length=60, blank=True)
    assessment_rule = models.CharField(max_length=300, blank=True)
    axes = models.JSONField(default=list, blank=True)
    evidence_required = models.BooleanField(default=False)
    responsible_name = models.CharField(max_length=40, blank=True)
    responsible_post = models.CharField(max_length=60, blank=True)
    dropped_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="tasks_row_key_once"),
        ]
        indexes = [
            models.Index(fields=["version", "position"], name="tasks_row_order"),
            models.Index(fields=["key"], name="tasks_row_key"),
            models.Index(fields=["parent_key"], name="tasks_row_parent_key"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title[:40]}"


class PlanRowUnit(models.Model):
    """A unit's part in a row; a cooperating unit may have a date of its own."""

    class Part(models.TextChoices):
        LEAD = "LEAD"
        COOPERATING = "COOPERATING"
        SUMMARIZING = "SUMMARIZING"

    row = models.ForeignKey(PlanRow, models.CASCADE, related_name="units")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    part = models.CharField(max_length=12, choices=Part)
    due_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["row", "unit", "part"], name="tasks_row_unit_once")
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.unit_id}"


class PlanComment(models.Model):
    """A remark of a unit in the comment round, and the answer of the office."""

    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="comments")
    row_key = models.UUIDField(null=True, blank=True)
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    words = models.TextField()
    taken = models.BooleanField(null=True)
    answer = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.words[:40]
