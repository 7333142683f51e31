import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Unit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=64, unique=True)),
                ("scope_path", models.CharField(db_index=True, max_length=64)),
                ("depth", models.PositiveSmallIntegerField()),
                ("kind", models.CharField(db_index=True, max_length=40)),
                (
                    "tier",
                    models.CharField(
                        choices=[
                            ("PROVINCE", "省级"),
                            ("CITY", "市级"),
                            ("COUNTY", "县级"),
                            ("TOWN", "乡镇级"),
                            ("ENTERPRISE", "企业"),
                        ],
                        max_length=12,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("short_name", models.CharField(blank=True, max_length=60)),
                ("code", models.CharField(blank=True, max_length=20, null=True, unique=True)),
                (
                    "credit_code",
                    models.CharField(blank=True, max_length=18, null=True, unique=True),
                ),
                ("began_on", models.DateField()),
                ("ended_on", models.DateField(blank=True, null=True)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="orgs.unit",
                    ),
                ),
                (
                    "successor",
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
                "indexes": [models.Index(fields=["parent", "kind"], name="orgs_unit_parent_kind")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on", None)),
                        fields=("parent", "name"),
                        name="orgs_unit_name_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on__isnull", True),
                            ("ended_on__gte", models.F("began_on")),
                            _connector="OR",
                        ),
                        name="orgs_unit_ends_after_it_began",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("OFFICE", "产改办工作人员"),
                            ("LIAISON", "联络员"),
                            ("RESPONSIBLE", "责任人"),
                            ("SUPERVISOR", "督查员"),
                            ("LEADER", "分管领导"),
                            ("CLERK", "企业经办人"),
                            ("AUDITOR", "审计员"),
                        ],
                        max_length=12,
                    ),
                ),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "stand_in_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stand_ins",
                        to="orgs.post",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="orgs.unit",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["unit", "role"], name="orgs_post_unit_role")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_on__isnull", True),
                            ("to_on__gte", models.F("from_on")),
                            _connector="OR",
                        ),
                        name="orgs_post_ends_after_it_began",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True), ("to_on__isnull", False), _connector="OR"
                        ),
                        name="orgs_post_ended_by_hand_has_a_last_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stand_in_for__isnull", True),
                            ("to_on__isnull", False),
                            _connector="OR",
                        ),
                        name="orgs_post_stand_in_ends_by_itself",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("stand_in_for", None), ("to_on", None)),
                        fields=("person", "unit", "role"),
                        name="orgs_post_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UnitChange",
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
                            ("OPENED", "设立"),
                            ("MOVED", "划转"),
                            ("RENAMED", "更名"),
                            ("MERGED", "合并"),
                            ("CLOSED", "撤销"),
                        ],
                        max_length=10,
                    ),
                ),
                ("effective_on", models.DateField()),
                ("old_name", models.CharField(blank=True, max_length=120)),
                ("new_name", models.CharField(blank=True, max_length=120)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.unit",
                    ),
                ),
                (
                    "new_parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.unit",
                    ),
                ),
                (
                    "old_parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.unit",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="orgs.unit",
                    ),
                ),
            ],
        ),
    ]
