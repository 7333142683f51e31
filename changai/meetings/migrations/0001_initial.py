import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("bodies", "0001_initial"),
        ("documents", "0001_initial"),
        ("orgs", "0001_initial"),
        ("tasks", "0002_adopted_stays"),
    ]

    operations = [
        migrations.CreateModel(
            name="AgendaItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("CONVEY", "CONVEY"),
                            ("SPEECH", "SPEECH"),
                            ("REVIEW", "REVIEW"),
                            ("EXCHANGE", "EXCHANGE"),
                            ("DEPLOY", "DEPLOY"),
                            ("OTHER", "OTHER"),
                        ],
                        max_length=10,
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("presenter", models.CharField(blank=True, max_length=60)),
                ("minutes", models.PositiveSmallIntegerField(default=10)),
                ("outcome", models.TextField(blank=True)),
                ("revision", models.PositiveIntegerField(default=0)),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agenda_items",
                        to="orgs.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calendar_feeds",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("words", models.TextField()),
                ("due_on", models.DateField(blank=True, null=True)),
                ("revision", models.PositiveIntegerField(default=0)),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="meetings.agendaitem",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="orgs.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="meetings_decision_says_something",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DecisionTask",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "decision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="made",
                        to="meetings.decision",
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
                    "task",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decided",
                        to="tasks.task",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("JOINT_CONFERENCE", "JOINT_CONFERENCE"),
                            ("PLENARY", "PLENARY"),
                            ("EXPANDED", "EXPANDED"),
                            ("QUARTERLY", "QUARTERLY"),
                            ("TOUR", "TOUR"),
                            ("ON_SITE", "ON_SITE"),
                            ("DEPARTMENT", "DEPARTMENT"),
                            ("CONSULTATION", "CONSULTATION"),
                            ("OTHER", "OTHER"),
                        ],
                        max_length=20,
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("number", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("ON_SITE", "ON_SITE"),
                            ("VIDEO", "VIDEO"),
                            ("TV_PHONE", "TV_PHONE"),
                            ("WRITTEN", "WRITTEN"),
                        ],
                        max_length=10,
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("when_words", models.CharField(blank=True, max_length=60)),
                ("venue", models.CharField(blank=True, max_length=120)),
                ("chair", models.CharField(blank=True, max_length=120)),
                ("summary", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("DRAFT", "DRAFT"),
                            ("CONVENED", "CONVENED"),
                            ("HELD", "HELD"),
                            ("MINUTES_SIGNED", "MINUTES_SIGNED"),
                            ("CANCELLED", "CANCELLED"),
                        ],
                        default="DRAFT",
                        max_length=14,
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=0)),
                ("quotes", models.JSONField(blank=True, default=dict)),
                ("made_at", models.DateTimeField()),
                ("convened_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_reason", models.CharField(blank=True, max_length=300)),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
                ("signed_content", models.JSONField(blank=True, null=True)),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="bodies.coordinationbody",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
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
                    "signed_by",
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
                "indexes": [models.Index(fields=["body", "-starts_at"], name="meetings_of_body")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="meetings_ends_after_it_began",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("signed_at__isnull", False),
                                ("signed_by__isnull", False),
                                ("signed_content__isnull", False),
                                ("state", "MINUTES_SIGNED"),
                            ),
                            models.Q(
                                models.Q(("state", "MINUTES_SIGNED"), _negated=True),
                                ("signed_at__isnull", True),
                                ("signed_by__isnull", True),
                                ("signed_content__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="meetings_signed_knows_who_and_what",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "CANCELLED"), _negated=True),
                            models.Q(("cancelled_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="meetings_cancelled_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "CONVENED"), _negated=True),
                            ("convened_at__isnull", False),
                            _connector="OR",
                        ),
                        name="meetings_convened_knows_when",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("document__isnull", False),
                            models.Q(("state", "CANCELLED"), _negated=True),
                        ),
                        fields=("body", "document"),
                        name="meetings_report_taken_once",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="decision",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="decisions",
                to="meetings.meeting",
            ),
        ),
        migrations.CreateModel(
            name="CitedDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=300)),
                ("quote", models.TextField(blank=True)),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cited_in",
                        to="documents.document",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cited",
                        to="meetings.meeting",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("meeting", "title"), name="meetings_cited_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="BranchRoom",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("name", models.CharField(max_length=120)),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="branch_rooms",
                        to="orgs.unit",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rooms",
                        to="meetings.meeting",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("meeting", "name"), name="meetings_room_name_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("role", models.CharField(blank=True, max_length=14)),
                ("who", models.CharField(blank=True, max_length=60)),
                (
                    "presence",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("PRESENT", "PRESENT"),
                            ("ALTERNATE", "ALTERNATE"),
                            ("LEAVE", "LEAVE"),
                            ("ABSENT", "ABSENT"),
                        ],
                        max_length=10,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=200)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attended",
                        to="orgs.unit",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendance",
                        to="meetings.branchroom",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attendance",
                        to="meetings.meeting",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["unit"], name="meetings_invited_unit")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("meeting", "unit"), name="meetings_invited_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Appearance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("INSTRUCTED", "INSTRUCTED"),
                            ("CONVEYED", "CONVEYED"),
                            ("SPOKE", "SPOKE"),
                            ("CHAIRED", "CHAIRED"),
                            ("EXCHANGED", "EXCHANGED"),
                            ("ATTENDED", "ATTENDED"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("titles", models.CharField(blank=True, max_length=200)),
                (
                    "tier",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("OFFICE", "OFFICE"),
                            ("DEPARTMENT", "DEPARTMENT"),
                            ("PROVINCE", "PROVINCE"),
                            ("CITY", "CITY"),
                            ("COUNTY", "COUNTY"),
                            ("TOWN", "TOWN"),
                            ("ZONE", "ZONE"),
                            ("ENTERPRISE", "ENTERPRISE"),
                            ("OTHER", "OTHER"),
                        ],
                        max_length=10,
                    ),
                ),
                ("quote", models.TextField(blank=True)),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appearances",
                        to="meetings.agendaitem",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appearances",
                        to="orgs.unit",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="appearances",
                        to="meetings.meeting",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Amendment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=60)),
                ("label", models.CharField(max_length=60)),
                ("before", models.TextField(blank=True)),
                ("after", models.TextField(blank=True)),
                ("reason", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="meetings.meeting",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="meetings_amended_with_a_reason",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="items",
                to="meetings.meeting",
            ),
        ),
        migrations.CreateModel(
            name="Series",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("JOINT_CONFERENCE", "JOINT_CONFERENCE"),
                            ("PLENARY", "PLENARY"),
                            ("EXPANDED", "EXPANDED"),
                            ("QUARTERLY", "QUARTERLY"),
                            ("TOUR", "TOUR"),
                            ("ON_SITE", "ON_SITE"),
                            ("DEPARTMENT", "DEPARTMENT"),
                            ("CONSULTATION", "CONSULTATION"),
                            ("OTHER", "OTHER"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("ON_SITE", "ON_SITE"),
                            ("VIDEO", "VIDEO"),
                            ("TV_PHONE", "TV_PHONE"),
                            ("WRITTEN", "WRITTEN"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "rhythm",
                    models.CharField(
                        choices=[
                            ("MONTH", "MONTH"),
                            ("QUARTER", "QUARTER"),
                            ("HALF_YEAR", "HALF_YEAR"),
                            ("YEAR", "YEAR"),
                        ],
                        max_length=10,
                    ),
                ),
                ("begins", models.TimeField()),
                ("minutes", models.PositiveSmallIntegerField()),
                ("venue", models.CharField(blank=True, max_length=120)),
                ("ended_on", models.DateField(blank=True, null=True)),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="series",
                        to="bodies.coordinationbody",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="meeting",
            name="series",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="meetings",
                to="meetings.series",
            ),
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("words", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("OPEN", "Open"), ("TAKEN", "Taken"), ("DECLINED", "Declined")],
                        default="OPEN",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("proposed_at", models.DateTimeField()),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="topics",
                        to="bodies.coordinationbody",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="topics",
                        to="orgs.unit",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["body", "state"], name="meetings_topics_of_body")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "DECLINED"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="meetings_topic_declined_with_a_reason",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="topic",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="item",
                to="meetings.topic",
            ),
        ),
        migrations.CreateModel(
            name="DecisionUnit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cooperating",
                        to="meetings.decision",
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
                        fields=("decision", "unit"), name="meetings_cooperates_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemPaper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agenda_items",
                        to="documents.document",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="papers",
                        to="meetings.agendaitem",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("item", "document"), name="meetings_paper_once")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["meeting", "position"], name="meetings_decisions"),
        ),
        migrations.AddIndex(
            model_name="agendaitem",
            index=models.Index(fields=["meeting", "position"], name="meetings_agenda"),
        ),
    ]
