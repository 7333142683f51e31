import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("bodies", "0001_initial"),
        ("documents", "0003_instruction_owner"),
        ("orgs", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Conveyance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=300)),
                ("words", models.TextField(blank=True)),
                ("quoted", models.TextField(blank=True)),
                ("leader_name", models.CharField(blank=True, max_length=40)),
                ("dated_on", models.DateField(blank=True, null=True)),
                ("sent_on", models.DateField()),
                ("sign_within_days", models.PositiveSmallIntegerField()),
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
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conveyances",
                        to="documents.document",
                    ),
                ),
                (
                    "instruction",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conveyances",
                        to="documents.instruction",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conveyances",
                        to="orgs.unit",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["unit", "-id"], name="conveyance_recent")],
                "constraints": [
                    models.UniqueConstraint(fields=("by", "client_key"), name="conveyance_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("instruction__isnull", True),
                            ("document__isnull", True),
                            _connector="OR",
                        ),
                        name="conveyance_of_one_thing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Node",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("SENT", "SENT"),
                            ("SIGNED", "SIGNED"),
                            ("PASSED_ON", "PASSED_ON"),
                        ],
                        default="SENT",
                        max_length=10,
                    ),
                ),
                ("sent_at", models.DateTimeField()),
                ("sign_by", models.DateField()),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
                ("passed_on_at", models.DateTimeField(blank=True, null=True)),
                ("reminded_on", models.DateField(blank=True, null=True)),
                ("escalated_on", models.DateField(blank=True, null=True)),
                (
                    "conveyance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="nodes",
                        to="conveyance.conveyance",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="conveyance.node",
                    ),
                ),
                (
                    "sender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.unit",
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
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conveyed",
                        to="orgs.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["unit", "state", "sign_by"], name="conveyance_node_unit"),
                    models.Index(
                        condition=models.Q(("state", "SENT")),
                        fields=["sign_by"],
                        name="conveyance_node_unsigned",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("conveyance", "unit"), name="conveyance_node_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("signed_at__isnull", True),
                                ("signed_by__isnull", True),
                                ("state", "SENT"),
                            ),
                            models.Q(
                                ("signed_at__isnull", False),
                                ("signed_by__isnull", False),
                                ("state__in", ["SIGNED", "PASSED_ON"]),
                            ),
                            _connector="OR",
                        ),
                        name="conveyance_node_signed_by_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("passed_on_at__isnull", False), ("state", "PASSED_ON")),
                            models.Q(
                                ("passed_on_at__isnull", True), ("state__in", ["SENT", "SIGNED"])
                            ),
                            _connector="OR",
                        ),
                        name="conveyance_node_passed_on_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Procedure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=300)),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(blank=True, null=True)),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="procedures",
                        to="bodies.coordinationbody",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="procedures",
                        to="documents.document",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("to_on", None)),
                        fields=("body", "document"),
                        name="conveyance_rules_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_on__isnull", True),
                            ("to_on__gte", models.F("from_on")),
                            _connector="OR",
                        ),
                        name="conveyance_rules_end_after_they_began",
                    ),
                ],
            },
        ),
    ]
