import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("documents", "0001_initial"),
        ("orgs", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Plan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("year", models.PositiveSmallIntegerField()),
                ("made_at", models.DateTimeField()),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="documents.document",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="orgs.unit",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copies",
                        to="tasks.plan",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["owner", "-year"], name="tasks_plan_owner_year")],
            },
        ),
        migrations.CreateModel(
            name="PlanRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4)),
                ("parent_key", models.UUIDField(blank=True, null=True)),
                ("carried_key", models.UUIDField(blank=True, null=True)),
                ("position", models.PositiveIntegerField()),
                ("number", models.CharField(blank=True, max_length=20)),
                ("section", models.CharField(blank=True, max_length=120)),
                ("title", models.CharField(max_length=600)),
                ("shape", models.CharField(max_length=20)),
                ("clause_words", models.TextField(blank=True)),
                ("clause_where", models.CharField(blank=True, max_length=300)),
                ("leader_name", models.CharField(blank=True, max_length=40)),
                ("leader_post", models.CharField(blank=True, max_length=60)),
                ("joint", models.BooleanField(default=False)),
                ("by_duty_scope", models.CharField(blank=True, max_length=120)),
                ("deadline_words", models.CharField(blank=True, max_length=120)),
                ("deadline_kind", models.CharField(blank=True, max_length=20)),
                ("begins_on", models.DateField(blank=True, null=True)),
                ("due_on", models.DateField(blank=True, null=True)),
                ("targets", models.JSONField(blank=True, default=list)),
                ("stages", models.JSONField(blank=True, default=list)),
                ("deliverable_form", models.CharField(blank=True, max_length=60)),
                ("assessment_rule", models.CharField(blank=True, max_length=300)),
                ("axes", models.JSONField(blank=True, default=list)),
                ("evidence_required", models.BooleanField(default=False)),
                ("responsible_name", models.CharField(blank=True, max_length=40)),
                ("responsible_post", models.CharField(blank=True, max_length=60)),
                ("dropped_reason", models.CharField(blank=True, max_length=300)),
                ("revision", models.PositiveIntegerField(default=0)),
                (
                    "clause",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="documents.measure",
                    ),
                ),
                (
                    "instruction",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="documents.instruction",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["key"], name="tasks_row_key"),
                    models.Index(fields=["parent_key"], name="tasks_row_parent_key"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("begins_on", None),
                            ("due_on", None),
                            ("due_on__gte", models.F("begins_on")),
                            _connector="OR",
                        ),
                        name="tasks_row_ends_after_it_begins",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanRowUnit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("LEAD", "Lead"),
                            ("COOPERATING", "Cooperating"),
                            ("SUMMARIZING", "Summarizing"),
                        ],
                        max_length=12,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("due_on", models.DateField(blank=True, null=True)),
                (
                    "row",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="units",
                        to="tasks.planrow",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("row", "unit", "part"), name="tasks_row_unit_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("part", "SUMMARIZING")),
                        fields=("row",),
                        name="tasks_row_one_summarizing_unit",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("DRAFT", "Draft"),
                            ("COMMENT", "Comment"),
                            ("ADOPTED", "Adopted"),
                        ],
                        default="DRAFT",
                        max_length=10,
                    ),
                ),
                ("basis", models.CharField(blank=True, max_length=300)),
                ("comments_until", models.DateField(blank=True, null=True)),
                ("round_rows", models.JSONField(blank=True, default=dict)),
                ("adopted_on", models.DateField(blank=True, null=True)),
                ("adopted_at", models.DateTimeField(blank=True, null=True)),
                ("revision", models.PositiveIntegerField(default=0)),
                (
                    "adopted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="tasks.plan",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "number"), name="tasks_version_number_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["DRAFT", "COMMENT"])),
                        fields=("plan",),
                        name="tasks_version_one_draft",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ADOPTED"), _negated=True),
                            models.Q(
                                ("adopted_at__isnull", False),
                                ("adopted_by__isnull", False),
                                ("adopted_on__isnull", False),
                                models.Q(("basis", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="tasks_version_adopted_by_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "COMMENT"), _negated=True),
                            ("comments_until__isnull", False),
                            _connector="OR",
                        ),
                        name="tasks_version_comments_until",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="planrow",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rows",
                to="tasks.planversion",
            ),
        ),
        migrations.CreateModel(
            name="PlanImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file_name", models.CharField(max_length=255)),
                ("table", models.PositiveSmallIntegerField(default=0)),
                ("header_row", models.PositiveSmallIntegerField(default=0)),
                ("columns", models.JSONField(blank=True, default=dict)),
                ("several_leads", models.CharField(default="ask", max_length=10)),
                ("names", models.JSONField(blank=True, default=dict)),
                ("made_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("added_count", models.PositiveIntegerField(default=0)),
                ("changed_count", models.PositiveIntegerField(default=0)),
                ("revision", models.PositiveIntegerField(default=0)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "stored",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedfile",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to="tasks.planversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlanComment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row_key", models.UUIDField(blank=True, null=True)),
                ("at", models.DateTimeField()),
                ("words", models.TextField()),
                ("taken", models.BooleanField(null=True)),
                ("answer", models.CharField(blank=True, max_length=300)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.unit",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="tasks.planversion",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["version", "row_key"], name="tasks_comment_row")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("taken", None),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="tasks_comment_answered_by_a_person",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ParentChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("parent_key", models.UUIDField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("CHANGED", "Changed"),
                            ("DROPPED", "Dropped"),
                            ("ADDED", "Added"),
                        ],
                        max_length=8,
                    ),
                ),
                ("title", models.CharField(max_length=600)),
                ("before", models.JSONField(blank=True, default=dict)),
                ("after", models.JSONField(blank=True, default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("OPEN", "Open"),
                            ("ACKNOWLEDGED", "Acknowledged"),
                            ("APPLIED", "Applied"),
                        ],
                        default="OPEN",
                        max_length=12,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parent_changes",
                        to="tasks.plan",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="told_below",
                        to="tasks.planversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "version", "parent_key"), name="tasks_parent_change_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "OPEN"),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="tasks_parent_change_decided_by_a_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row_key", models.UUIDField(blank=True, db_index=True, null=True)),
                ("clause_words", models.TextField()),
                ("clause_where", models.CharField(max_length=300)),
                ("title", models.CharField(max_length=600)),
                ("follows_cause", models.CharField(blank=True, max_length=300)),
                ("joint", models.BooleanField(default=False)),
                ("leader_name", models.CharField(blank=True, max_length=40)),
                ("by_duty_scope", models.CharField(blank=True, max_length=120)),
                ("deliverable_form", models.CharField(blank=True, max_length=60)),
                ("assessment_rule", models.CharField(blank=True, max_length=300)),
                ("responsible_name", models.CharField(blank=True, max_length=40)),
                ("shape", models.CharField(blank=True, max_length=20)),
                ("stages", models.JSONField(blank=True, default=list)),
                ("evidence_required", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("REGISTERED", "REGISTERED"),
                            ("ASSIGNED", "ASSIGNED"),
                            ("IN_PROGRESS", "IN_PROGRESS"),
                            ("UNDER_REVIEW", "UNDER_REVIEW"),
                            ("DONE", "DONE"),
                            ("CLOSED", "CLOSED"),
                            ("ARCHIVED", "ARCHIVED"),
                            ("CANCELLED", "CANCELLED"),
                        ],
                        default="REGISTERED",
                        max_length=12,
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=0)),
                ("due_on", models.DateField(blank=True, null=True)),
                ("due_words", models.CharField(blank=True, max_length=120)),
                ("registered_at", models.DateTimeField()),
                ("assigned_on", models.DateField(blank=True, null=True)),
                ("acknowledged_on", models.DateField(blank=True, null=True)),
                ("submitted_on", models.DateField(blank=True, null=True)),
                ("done_on", models.DateField(blank=True, null=True)),
                ("closed_on", models.DateField(blank=True, null=True)),
                ("behind_on", models.DateField(blank=True, null=True)),
                ("first_late_on", models.DateField(blank=True, null=True)),
                ("stopped_on", models.DateField(blank=True, null=True)),
                ("evidence_count", models.PositiveIntegerField(default=0)),
                ("blocked_words", models.CharField(blank=True, max_length=300)),
                ("poor_quality", models.BooleanField(default=False)),
                ("waived_at", models.DateTimeField(blank=True, null=True)),
                ("waived_reason", models.CharField(blank=True, max_length=300)),
                (
                    "assigner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assigned_tasks",
                        to="orgs.unit",
                    ),
                ),
                (
                    "clause",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="documents.measure",
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "follows",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followed_by",
                        to="tasks.task",
                    ),
                ),
                (
                    "instruction",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="documents.instruction",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="led_tasks",
                        to="orgs.unit",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="tasks.task",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="tasks.plan",
                    ),
                ),
                (
                    "row",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="tasks.planrow",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "waived_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["lead", "state", "due_on"], name="tasks_task_lead"),
                    models.Index(
                        fields=["assigner", "state", "due_on"], name="tasks_task_assigner"
                    ),
                    models.Index(fields=["parent"], name="tasks_task_parent"),
                    models.Index(fields=["due_on", "id"], name="tasks_task_due"),
                    models.Index(
                        condition=models.Q(
                            ("state__in", ["REGISTERED", "ASSIGNED", "IN_PROGRESS", "UNDER_REVIEW"])
                        ),
                        fields=["due_on"],
                        name="tasks_task_open_due",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["REGISTERED", "CANCELLED"]),
                            ("lead__isnull", False),
                            _connector="OR",
                        ),
                        name="tasks_assigned_has_a_lead",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["DONE", "CLOSED", "ARCHIVED"]), _negated=True),
                            models.Q(
                                ("done_by__isnull", False),
                                ("done_on__isnull", False),
                                ("submitted_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="tasks_done_knows_who_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("done_by__isnull", True),
                            models.Q(("done_by", models.F("submitted_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="tasks_done_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["UNDER_REVIEW", "DONE", "CLOSED", "ARCHIVED"]),
                                _negated=True,
                            ),
                            ("evidence_required", False),
                            ("evidence_count__gt", 0),
                            _connector="OR",
                        ),
                        name="tasks_evidence_where_required",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "UNDER_REVIEW"), _negated=True),
                            models.Q(
                                ("submitted_by__isnull", False), ("submitted_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="tasks_review_knows_reporter",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["CLOSED", "ARCHIVED"]), _negated=True),
                            models.Q(("closed_by__isnull", False), ("closed_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="tasks_closed_knows_who_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_by__isnull", True),
                            models.Q(("closed_by", models.F("submitted_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="tasks_closed_by_another",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("parent__isnull", False),
                            models.Q(("state", "CANCELLED"), _negated=True),
                        ),
                        fields=("parent", "lead"),
                        name="tasks_child_once_per_unit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("waived_at__isnull", True),
                            models.Q(
                                ("waived_by__isnull", False),
                                models.Q(("waived_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="tasks_waived_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Stop",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[("EXPERT", "Expert"), ("OTHER_UNIT", "Other Unit")], max_length=12
                    ),
                ),
                ("words", models.CharField(max_length=300)),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(blank=True, null=True)),
                (
                    "resumed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "stopped_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "waiting_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.unit",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stops",
                        to="tasks.task",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("to_on", None)),
                        fields=("task",),
                        name="tasks_stop_one_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("asked_on", models.DateField()),
                ("asked_late", models.BooleanField()),
                ("wanted_on", models.DateField()),
                ("reason", models.CharField(max_length=300)),
                ("progress", models.CharField(blank=True, max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ASKED", "Asked"),
                            ("APPROVED", "Approved"),
                            ("REFUSED", "Refused"),
                            ("WITHDRAWN", "Withdrawn"),
                        ],
                        default="ASKED",
                        max_length=10,
                    ),
                ),
                ("granted_on", models.DateField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.CharField(blank=True, max_length=300)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="extensions",
                        to="tasks.task",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "ASKED")),
                        fields=("task",),
                        name="tasks_extension_one_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Duty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=300)),
                ("due_on", models.DateField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("OPEN", "Open"),
                            ("REPORTED", "Reported"),
                            ("ACCEPTED", "Accepted"),
                            ("WAIVED", "Waived"),
                        ],
                        default="OPEN",
                        max_length=10,
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=0)),
                ("first_late_on", models.DateField(blank=True, null=True)),
                ("reported_on", models.DateField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="orgs.unit",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="duties",
                        to="tasks.task",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["unit", "state", "due_on"], name="tasks_duty_unit")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("task", "unit"), name="tasks_duty_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "WAIVED"), _negated=True),
                            models.Q(
                                ("decided_by__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="tasks_duty_waived_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["REPORTED", "ACCEPTED"]), _negated=True),
                            models.Q(
                                ("reported_by__isnull", False), ("reported_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="tasks_duty_reported_by_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ACCEPTED"), _negated=True),
                            models.Q(
                                ("decided_by__isnull", False),
                                models.Q(("decided_by", models.F("reported_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="tasks_duty_accepted_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DueChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True)),
                ("in_force_from", models.DateField()),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("ASSIGNED", "Assigned"),
                            ("EXTENDED", "Extended"),
                            ("AMENDED", "Amended"),
                            ("STOPPED", "Stopped"),
                            ("DECLINED", "Declined"),
                        ],
                        max_length=10,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=300)),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="due_changes",
                        to="tasks.task",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["task", "in_force_from"], name="tasks_due_change")
                ],
            },
        ),
        migrations.CreateModel(
            name="TaskAxis",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("axis", models.CharField(max_length=30)),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="axes",
                        to="tasks.task",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("axis", "task"), name="tasks_task_axis_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="TaskEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("event", models.CharField(max_length=20)),
                ("from_state", models.CharField(blank=True, max_length=12)),
                ("to_state", models.CharField(max_length=12)),
                ("at", models.DateTimeField()),
                ("words", models.CharField(blank=True, max_length=300)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="tasks.task",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.unit",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["task", "at"], name="tasks_event_task")],
            },
        ),
        migrations.CreateModel(
            name="TaskTarget",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("operator", models.CharField(blank=True, max_length=10)),
                ("value", models.DecimalField(decimal_places=4, max_digits=18)),
                ("unit", models.CharField(blank=True, max_length=20)),
                ("what", models.CharField(blank=True, max_length=120)),
                ("base_year", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "said_value",
                    models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True),
                ),
                ("said_on", models.DateField(blank=True, null=True)),
                (
                    "verified_value",
                    models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True),
                ),
                ("verified_on", models.DateField(blank=True, null=True)),
                (
                    "published_value",
                    models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True),
                ),
                ("published_on", models.DateField(blank=True, null=True)),
                ("dropped_on", models.DateField(blank=True, null=True)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="splits",
                        to="tasks.tasktarget",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="targets",
                        to="tasks.task",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TaskUnit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("LEAD", "Lead"),
                            ("ASSIGNER", "Assigner"),
                            ("COOPERATING", "Cooperating"),
                            ("SOURCE", "Source"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="units",
                        to="tasks.task",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="task_parts",
                        to="orgs.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "task", "part"), name="tasks_task_unit_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportMapping",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("header", models.CharField(max_length=64)),
                ("columns", models.JSONField(default=dict)),
                ("several_leads", models.CharField(default="ask", max_length=10)),
                ("names", models.JSONField(blank=True, default=dict)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "header"), name="tasks_mapping_once")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="planrow",
            index=models.Index(fields=["version", "position"], name="tasks_row_order"),
        ),
        migrations.AddConstraint(
            model_name="planrow",
            constraint=models.UniqueConstraint(
                fields=("version", "key"), name="tasks_row_key_once"
            ),
        ),
    ]
