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

    class Meta:
        indexes = [models.Index(fields=["owner", "-year"], name="tasks_plan_owner_year")]

    def __str__(self) -> str:
        return self.title


class PlanVersion(models.Model):
    """One version of a plan. An adopted one never changes again; an amendment is the next one.

    `revision` counts the changes of a draft, rows included: who adopts names the one they saw.
    `round_rows` keeps the rows, by key, as they were sent out for comments.
    """

    class State(models.TextChoices):
        DRAFT = "DRAFT"
        COMMENT = "COMMENT"
        ADOPTED = "ADOPTED"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    basis = models.CharField(max_length=300, blank=True)
    comments_until = models.DateField(null=True, blank=True)
    round_rows = models.JSONField(default=dict, blank=True)
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
                | (
                    Q(adopted_on__isnull=False, adopted_at__isnull=False, adopted_by__isnull=False)
                    & ~Q(basis="")
                ),
                name="tasks_version_adopted_by_a_person",
            ),
            models.CheckConstraint(
                condition=~Q(state="COMMENT") | Q(comments_until__isnull=False),
                name="tasks_version_comments_until",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} v{self.number}"


class PlanRow(models.Model):
    """A row of a version of a plan, with everything a real division table holds.

    `key` stays the same from version to version: the same key is the same task. A row dropped by
    an amendment stays in the new version with `dropped_reason`.
    `parent_key` names the row of the plan above; `carried_key` the open row of last year's plan.
    Units: targets = [{operator, value, unit, what, base_year, quotas: [{unit_id, tier, value}]}];
    stages = [{words, due_on}]; axes = [axis codes]; values are decimal texts, days ISO texts.
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
    instruction = models.ForeignKey(
        "documents.Instruction", models.PROTECT, null=True, blank=True, related_name="rows"
    )
    clause_words = models.TextField(blank=True)
    clause_where = models.CharField(max_length=300, blank=True)
    leader_name = models.CharField(max_length=40, blank=True)
    leader_post = models.CharField(max_length=60, blank=True)
    joint = models.BooleanField(default=False)
    by_duty_scope = models.CharField(max_length=120, blank=True)
    deadline_words = models.CharField(max_length=120, blank=True)
    deadline_kind = models.CharField(max_length=20, blank=True)
    begins_on = models.DateField(null=True, blank=True)
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
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="tasks_row_key_once"),
            models.CheckConstraint(
                condition=Q(begins_on=None) | Q(due_on=None) | Q(due_on__gte=models.F("begins_on")),
                name="tasks_row_ends_after_it_begins",
            ),
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
    position = models.PositiveSmallIntegerField(default=0)
    due_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["row", "unit", "part"], name="tasks_row_unit_once"),
            models.UniqueConstraint(
                fields=["row"],
                condition=Q(part="SUMMARIZING"),
                name="tasks_row_one_summarizing_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.unit_id}"


class PlanComment(models.Model):
    """A remark of a unit in the comment round, and the answer of the office.

    `row_key` is None where the remark is on the plan as a whole.
    """

    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="comments")
    row_key = models.UUIDField(null=True, blank=True)
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    words = models.TextField()
    taken = models.BooleanField(null=True)
    answer = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(taken=None)
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(answer="")),
                name="tasks_comment_answered_by_a_person",
            )
        ]
        indexes = [models.Index(fields=["version", "row_key"], name="tasks_comment_row")]

    def __str__(self) -> str:
        return self.words[:40]


class ParentChange(models.Model):
    """What an amendment above did to a row that a plan copied, and what its office made of it.

    Grain: one row per plan below, version above and row above. `before` and `after` hold the
    fields that differ.
    """

    class Kind(models.TextChoices):
        CHANGED = "CHANGED"
        DROPPED = "DROPPED"
        ADDED = "ADDED"

    class State(models.TextChoices):
        OPEN = "OPEN"
        ACKNOWLEDGED = "ACKNOWLEDGED"
        APPLIED = "APPLIED"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="parent_changes")
    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="told_below")
    parent_key = models.UUIDField()
    kind = models.CharField(max_length=8, choices=Kind)
    title = models.CharField(max_length=600)
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "version", "parent_key"], name="tasks_parent_change_once"
            ),
            models.CheckConstraint(
                condition=Q(state="OPEN") | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="tasks_parent_change_decided_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.parent_key}"


class PlanImport(models.Model):
    """A division table as it was uploaded, how its columns were read, and what became of it.

    `names` are words in the table that a person said mean a unit: {words: unit id}.
    Units: columns = {column index: field}; header_row and table count from 0.
    """

    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="imports")
    stored = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255)
    table = models.PositiveSmallIntegerField(default=0)
    header_row = models.PositiveSmallIntegerField(default=0)
    columns = models.JSONField(default=dict, blank=True)
    several_leads = models.CharField(max_length=10, default="ask")
    names = models.JSONField(default=dict, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    added_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.file_name


class ImportMapping(models.Model):
    """How a unit read the columns of a table with these headings, proposed again next time."""

    owner = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    header = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)
    several_leads = models.CharField(max_length=10, default="ask")
    names = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "header"], name="tasks_mapping_once")
        ]

    def __str__(self) -> str:
        return self.header[:12]
