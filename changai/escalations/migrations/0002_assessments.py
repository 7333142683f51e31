import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("escalations", "0001_initial"),
        ("evidence", "0002_asked_and_published_once"),
        ("orgs", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Scheme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("from_on", models.DateField()),
                ("to_on", models.DateField()),
                ("base", models.DecimalField(decimal_places=2, max_digits=6)),
                ("top", models.DecimalField(decimal_places=2, max_digits=6)),
                (
                    "state",
                    models.CharField(
                        choices=[("DRAFT", "DRAFT"), ("OPEN", "OPEN"), ("FINAL", "FINAL")],
                        default="DRAFT",
                        max_length=8,
                    ),
                ),
                ("objections_until", models.DateField(blank=True, null=True)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("finalized_at", models.DateTimeField(blank=True, null=True)),
                (
                    "finalized_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                        related_name="schemes",
                        to="orgs.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["unit", "-made_at"], name="escalations_scheme_unit")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("to_on__gte", models.F("from_on"))),
                        name="escalations_scheme_period",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "DRAFT"), ("objections_until__isnull", False), _connector="OR"
                        ),
                        name="escalations_scheme_open_until",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "FINAL"), _negated=True),
                            models.Q(
                                ("finalized_at__isnull", False), ("finalized_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="escalations_scheme_final_by_a_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Result",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("score", models.DecimalField(decimal_places=2, max_digits=8)),
                ("rank", models.PositiveIntegerField(blank=True, null=True)),
                ("task_count", models.PositiveIntegerField()),
                ("lines", models.JSONField(default=list)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="results",
                        to="orgs.unit",
                    ),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="results",
                        to="escalations.scheme",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("scheme", "unit"), name="escalations_result_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.CharField(max_length=600)),
                ("at", models.DateTimeField()),
                ("answer", models.CharField(blank=True, max_length=600)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by",
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
                        related_name="+",
                        to="orgs.unit",
                    ),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="escalations.scheme",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answer", ""),
                            models.Q(
                                ("answered_at__isnull", False), ("answered_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="escalations_objection_answered_by_a_person",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SchemeLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "formula",
                    models.CharField(
                        choices=[
                            ("ON_TIME", "ON_TIME"),
                            ("REACHED", "REACHED"),
                            ("LATE", "LATE"),
                            ("MADE_UP_LATE", "MADE_UP_LATE"),
                            ("RETURNED", "RETURNED"),
                            ("FALSE", "FALSE"),
                        ],
                        max_length=14,
                    ),
                ),
                ("points", models.DecimalField(decimal_places=2, max_digits=6)),
                (
                    "most",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="escalations.scheme",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("scheme", "formula"), name="escalations_formula_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("points__gt", 0)), name="escalations_points_positive"
                    ),
                ],
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
                ("words", models.CharField(max_length=600)),
                ("found_on", models.DateField()),
                ("at", models.DateTimeField()),
                ("withdrawn_reason", models.CharField(blank=True, max_length=300)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "report",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="finding",
                        to="evidence.report",
                    ),
                ),
                (
                    "withdrawn_by",
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_reason", ""),
                            ("withdrawn_by__isnull", False),
                            _connector="OR",
                        ),
                        name="escalations_finding_withdrawn_by_a_person",
                    )
                ],
            },
        ),
    ]
