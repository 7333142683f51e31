import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("evidence", "0002_asked_and_published_once"),
        ("orgs", "0002_loaded_from_pack"),
    ]

    operations = [
        migrations.CreateModel(
            name="Publication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("period", models.CharField(max_length=7)),
                ("published_on", models.DateField()),
                ("at", models.DateTimeField()),
                ("client_key", models.UUIDField(blank=True, null=True)),
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
                        related_name="figure_publications",
                        to="orgs.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["unit", "-published_on"], name="indicators_publications")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("by", "client_key"), name="indicators_published_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PublishedFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("indicator", models.CharField(max_length=60)),
                ("period", models.CharField(max_length=7)),
                ("defined_on", models.DateField()),
                ("said", models.DecimalField(decimal_places=6, max_digits=24, null=True)),
                ("verified", models.DecimalField(decimal_places=6, max_digits=24, null=True)),
                ("published", models.DecimalField(decimal_places=6, max_digits=24, null=True)),
                ("number", models.DecimalField(decimal_places=4, max_digits=24, null=True)),
                ("base", models.DecimalField(decimal_places=4, max_digits=24, null=True)),
                ("known", models.PositiveIntegerField()),
                ("expected", models.PositiveIntegerField()),
                ("is_hidden", models.BooleanField(default=False)),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="figures",
                        to="indicators.publication",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="published_figures",
                        to="orgs.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["indicator", "period", "unit"], name="indicators_figure_of"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("publication", "unit", "indicator"), name="indicators_figure_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Value",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("indicator", models.CharField(max_length=60)),
                ("period", models.CharField(max_length=7)),
                ("begins_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("defined_on", models.DateField()),
                ("pack_version", models.CharField(max_length=60)),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("TYPED", "Typed"),
                            ("IMPORTED", "Imported"),
                            ("ROLLED_UP", "Rolled Up"),
                        ],
                        default="TYPED",
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("TYPED", "TYPED"),
                            ("APPROVED", "APPROVED"),
                            ("ACCEPTED", "ACCEPTED"),
                            ("RETURNED", "RETURNED"),
                        ],
                        max_length=8,
                    ),
                ),
                ("said", models.DecimalField(decimal_places=4, max_digits=20)),
                (
                    "said_base",
                    models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True),
                ),
                (
                    "verified",
                    models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True),
                ),
                (
                    "verified_base",
                    models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True),
                ),
                (
                    "published",
                    models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True),
                ),
                (
                    "published_base",
                    models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True),
                ),
                ("published_on", models.DateField(blank=True, null=True)),
                ("parts", models.JSONField(blank=True, default=dict)),
                ("words", models.CharField(max_length=300)),
                ("typed_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decided_words", models.CharField(blank=True, max_length=300)),
                ("revision", models.PositiveIntegerField(default=0)),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
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
                    "typed_by",
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
                        related_name="indicator_values",
                        to="orgs.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["indicator", "period", "unit"], name="indicators_value_period"
                    ),
                    models.Index(fields=["state", "unit"], name="indicators_value_waiting"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "indicator", "period"), name="indicators_value_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="indicators_value_has_a_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["TYPED", "RETURNED"]),
                            models.Q(
                                ("approved_at__isnull", False), ("approved_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="indicators_approved_by_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ACCEPTED"), ("verified__isnull", False)),
                            models.Q(
                                models.Q(("state", "ACCEPTED"), _negated=True),
                                ("verified__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="indicators_verified_once_accepted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ACCEPTED"), _negated=True),
                            models.Q(
                                ("decided_by__isnull", False),
                                models.Q(("decided_by", models.F("typed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="indicators_accepted_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "RETURNED"), _negated=True),
                            models.Q(("decided_words", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="indicators_returned_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published__isnull", True),
                            models.Q(("published_on__isnull", False), ("state", "ACCEPTED")),
                            _connector="OR",
                        ),
                        name="indicators_published_is_verified",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Restatement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("indicator", models.CharField(max_length=60)),
                ("period", models.CharField(max_length=7)),
                ("old", models.DecimalField(decimal_places=6, max_digits=24, null=True)),
                ("new", models.DecimalField(decimal_places=6, max_digits=24, null=True)),
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
                    "publication",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="restatements",
                        to="indicators.publication",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="restatements",
                        to="orgs.unit",
                    ),
                ),
                (
                    "value",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="restatements",
                        to="indicators.value",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["unit", "-at"], name="indicators_restated")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="indicators_restated_with_a_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ValueFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="indicator_uses",
                        to="evidence.evidencefile",
                    ),
                ),
                (
                    "value",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="indicators.value",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("value", "file"), name="indicators_file_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ValueWarning",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=8)),
                ("facts", models.JSONField(default=dict)),
                ("words", models.CharField(max_length=300)),
                (
                    "value",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="warnings",
                        to="indicators.value",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("value", "kind"), name="indicators_warned_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="indicators_warning_answered",
                    ),
                ],
            },
        ),
    ]
