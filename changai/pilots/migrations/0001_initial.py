import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("documents", "0003_instruction_owner"),
        ("orgs", "0002_loaded_from_pack"),
        ("papers", "0002_issued_stays"),
        ("problems", "0002_look_back_since"),
    ]

    operations = [
        migrations.CreateModel(
            name="Call",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("tier", models.CharField(max_length=12)),
                ("category", models.CharField(max_length=40)),
                ("scopes", models.JSONField(default=list)),
                ("words", models.TextField(blank=True)),
                ("source", models.CharField(max_length=300)),
                ("closes_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[("DRAFT", "DRAFT"), ("OPEN", "OPEN"), ("CLOSED", "CLOSED")],
                        default="DRAFT",
                        max_length=8,
                    ),
                ),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
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
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pilot_calls",
                        to="orgs.unit",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["unit", "state"], name="pilots_call_unit_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="pilots_call_has_a_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("opened_at", None), ("state", "DRAFT")),
                            models.Q(
                                models.Q(("state", "DRAFT"), _negated=True),
                                ("opened_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="pilots_call_knows_when_opened",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Batch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("source", models.CharField(max_length=300)),
                ("named_on", models.DateField()),
                ("named_at", models.DateTimeField()),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "named_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="papers.paper",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pilot_batches",
                        to="orgs.unit",
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batches",
                        to="pilots.call",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="pilots_batch_has_a_source",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "route",
                    models.CharField(
                        choices=[
                            ("QUOTA", "QUOTA"),
                            ("RECOMMENDATION", "RECOMMENDATION"),
                            ("OWN", "OWN"),
                        ],
                        max_length=16,
                    ),
                ),
                ("scope", models.CharField(max_length=40)),
                ("words", models.TextField()),
                ("checks", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("SUBMITTED", "SUBMITTED"),
                            ("RETURNED", "RETURNED"),
                            ("WITHDRAWN", "WITHDRAWN"),
                            ("PASSED", "PASSED"),
                            ("FAILED", "FAILED"),
                            ("NAMED", "NAMED"),
                        ],
                        default="SUBMITTED",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("vote_count", models.PositiveSmallIntegerField(default=0)),
                (
                    "mean_points",
                    models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True),
                ),
                ("favor_count", models.PositiveSmallIntegerField(default=0)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "nominated_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.unit",
                    ),
                ),
                (
                    "settled_by",
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
                        related_name="pilot_applications",
                        to="orgs.unit",
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="pilots.call",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["call", "state"], name="pilots_application_state")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "WITHDRAWN"), _negated=True),
                        fields=("call", "unit"),
                        name="pilots_applies_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["PASSED", "FAILED", "NAMED"]), _negated=True),
                            models.Q(
                                ("settled_at__isnull", False),
                                ("settled_by__isnull", False),
                                ("vote_count__gte", 1),
                            ),
                            _connector="OR",
                        ),
                        name="pilots_settled_by_votes",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Instructor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(max_length=300)),
                ("from_on", models.DateField()),
                ("ended_on", models.DateField(blank=True, null=True)),
                (
                    "appointed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "appointed_by_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.unit",
                    ),
                ),
                (
                    "person",
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
                        related_name="pilot_instructors",
                        to="orgs.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on", None)),
                        fields=("person", "appointed_by_unit"),
                        name="pilots_instructor_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="pilots_instructor_has_a_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on", None),
                            ("ended_on__gte", models.F("from_on")),
                            _connector="OR",
                        ),
                        name="pilots_instructor_ends_after_beginning",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pilot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("tier", models.CharField(max_length=12)),
                ("category", models.CharField(max_length=40)),
                ("scope", models.CharField(max_length=40)),
                ("ownership", models.CharField(blank=True, max_length=40)),
                ("workers_count", models.PositiveIntegerField(blank=True, null=True)),
                ("phase", models.CharField(max_length=40)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("NEW", "NEW"),
                            ("CULTIVATED", "CULTIVATED"),
                            ("CONSOLIDATED", "CONSOLIDATED"),
                            ("GRADUATED", "GRADUATED"),
                            ("REMOVED", "REMOVED"),
                        ],
                        default="NEW",
                        max_length=14,
                    ),
                ),
                ("named_on", models.DateField()),
                ("term_from", models.DateField()),
                ("mid_term_on", models.DateField()),
                ("term_ends_on", models.DateField()),
                ("checked_on", models.DateField(blank=True, null=True)),
                ("check_passed", models.BooleanField(null=True)),
                ("check_told_on", models.DateField(blank=True, null=True)),
                ("near_told_on", models.DateField(blank=True, null=True)),
                ("past_told_on", models.DateField(blank=True, null=True)),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("revision", models.PositiveIntegerField(default=0)),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="named_pilot",
                        to="pilots.application",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pilots",
                        to="pilots.batch",
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pilots",
                        to="pilots.call",
                    ),
                ),
                (
                    "named_by_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pilots_named",
                        to="orgs.unit",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pilots",
                        to="orgs.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["named_by_unit", "status"], name="pilots_named_status"),
                    models.Index(fields=["status", "term_ends_on"], name="pilots_term"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["NEW", "CULTIVATED", "CONSOLIDATED"])),
                        fields=("unit",),
                        name="pilots_unit_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("status__in", ["NEW", "CULTIVATED", "CONSOLIDATED"]),
                                ("ended_on", None),
                            ),
                            models.Q(
                                models.Q(
                                    ("status__in", ["NEW", "CULTIVATED", "CONSOLIDATED"]),
                                    _negated=True,
                                ),
                                ("ended_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="pilots_ended_knows_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("check_passed", None), ("checked_on", None)),
                            models.Q(
                                ("check_passed__isnull", False), ("checked_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="pilots_check_has_an_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("mid_term_on__lte", models.F("term_ends_on")),
                            ("term_from__lte", models.F("mid_term_on")),
                        ),
                        name="pilots_term_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pairing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(blank=True, null=True)),
                (
                    "instructor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pairings",
                        to="pilots.instructor",
                    ),
                ),
                (
                    "pilot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pairings",
                        to="pilots.pilot",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("to_on", None)),
                        fields=("pilot",),
                        name="pilots_one_instructor",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Practice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("words", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[("DRAFT", "DRAFT"), ("PUBLISHED", "PUBLISHED")],
                        default="DRAFT",
                        max_length=10,
                    ),
                ),
                ("published_on", models.DateField(blank=True, null=True)),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pilot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="practices",
                        to="pilots.pilot",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "published_by_unit",
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_on", None), ("state", "DRAFT")),
                            models.Q(
                                ("published_by__isnull", False),
                                ("published_by_unit__isnull", False),
                                ("published_on__isnull", False),
                                ("state", "PUBLISHED"),
                            ),
                            _connector="OR",
                        ),
                        name="pilots_practice_published_by_somebody",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Adoption",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("adopted_on", models.DateField()),
                ("changes", models.CharField(max_length=600)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("TRYING", "TRYING"),
                            ("WORKED", "WORKED"),
                            ("PARTLY", "PARTLY"),
                            ("FAILED", "FAILED"),
                        ],
                        default="TRYING",
                        max_length=8,
                    ),
                ),
                ("outcome_words", models.CharField(blank=True, max_length=600)),
                ("told_on", models.DateField(blank=True, null=True)),
                ("made_at", models.DateTimeField()),
                (
                    "learned_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="passed_on",
                        to="pilots.adoption",
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
                    "told_by",
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
                        related_name="pilot_adoptions",
                        to="orgs.unit",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adoptions",
                        to="pilots.practice",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "unit"), name="pilots_adopts_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outcome", "TRYING"),
                            models.Q(
                                ("told_by__isnull", False),
                                ("told_on__isnull", False),
                                models.Q(("outcome_words", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="pilots_outcome_has_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Profile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stated_on", models.DateField()),
                ("workers_count", models.PositiveIntegerField(blank=True, null=True)),
                ("output_yuan", models.PositiveBigIntegerField(blank=True, null=True)),
                ("ownership", models.CharField(blank=True, max_length=40)),
                (
                    "stated_by",
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
                        related_name="pilot_profiles",
                        to="orgs.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["unit", "-stated_on"], name="pilots_profile_latest")
                ],
            },
        ),
        migrations.AddField(
            model_name="application",
            name="profile",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="pilots.profile",
            ),
        ),
        migrations.CreateModel(
            name="Quota",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("minimum", models.PositiveIntegerField()),
                ("zone_minimum", models.PositiveIntegerField(default=0)),
                ("set_at", models.DateTimeField()),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quotas",
                        to="pilots.call",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="pilots.quota",
                    ),
                ),
                (
                    "set_by",
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
                        related_name="pilot_quotas",
                        to="orgs.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("call", "unit"), name="pilots_quota_once"),
                    models.CheckConstraint(
                        condition=models.Q(("zone_minimum__lte", models.F("minimum"))),
                        name="pilots_zones_within_the_quota",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seated_at", models.DateTimeField()),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="pilots.call",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("call", "person"), name="pilots_seat_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(max_length=12)),
                ("from_status", models.CharField(blank=True, max_length=14)),
                ("to_status", models.CharField(max_length=14)),
                ("after", models.JSONField(default=dict)),
                ("words", models.CharField(blank=True, max_length=600)),
                ("source", models.CharField(max_length=300)),
                ("on", models.DateField()),
                ("at", models.DateTimeField()),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="papers.paper",
                    ),
                ),
                (
                    "pilot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="pilots.pilot",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["pilot", "at"], name="pilots_step_of_pilot")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("rule", ""), _negated=True),
                            models.Q(("source", ""), _negated=True),
                        ),
                        name="pilots_step_has_rule_and_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("rule", "alarm"), ("actor__isnull", False), _connector="OR"
                        ),
                        name="pilots_step_has_an_actor",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField()),
                ("talked_count", models.PositiveSmallIntegerField()),
                ("words", models.CharField(max_length=600)),
                ("made_at", models.DateTimeField()),
                (
                    "instructor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="pilots.instructor",
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
                    "pilot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="pilots.pilot",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["pilot", "-on"], name="pilots_visit_of_pilot")],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "problem",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pilot_finding",
                        to="problems.problem",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="pilots.visit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Vote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("scores", models.JSONField()),
                ("points", models.PositiveSmallIntegerField()),
                ("in_favor", models.BooleanField()),
                ("words", models.CharField(max_length=600)),
                ("cast_at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="votes",
                        to="pilots.application",
                    ),
                ),
                (
                    "voter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("application", "voter"), name="pilots_votes_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("points__lte", 100)), name="pilots_points_of_100"
                    ),
                ],
            },
        ),
    ]
