import changai.kernel.whole
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0001_initial"),
        ("orgs", "0002_loaded_from_pack"),
    ]

    operations = [
        migrations.CreateModel(
            name="Recompute",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(db_index=True)),
                ("snapshot", models.CharField(max_length=40)),
                ("values", models.PositiveBigIntegerField()),
                ("cells", models.PositiveBigIntegerField()),
                ("differing", models.PositiveBigIntegerField()),
                ("marks", models.JSONField(blank=True, default=list)),
                ("first", models.JSONField(blank=True, default=list)),
            ],
        ),
        migrations.CreateModel(
            name="Total",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("indicator", models.CharField(max_length=60)),
                ("period", models.CharField(max_length=7)),
                ("tier", models.CharField(max_length=12)),
                ("number", changai.kernel.whole.WholeField()),
                ("base", changai.kernel.whole.WholeField()),
                ("product", changai.kernel.whole.WholeField()),
                ("count", models.IntegerField()),
                ("verified_number", changai.kernel.whole.WholeField()),
                ("verified_base", changai.kernel.whole.WholeField()),
                ("verified_product", changai.kernel.whole.WholeField()),
                ("verified_count", models.IntegerField()),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="orgs.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "indicator", "period", "tier"),
                        name="indicators_total_once",
                    )
                ],
            },
        ),
    ]
