from importlib import import_module

from django.db import migrations


def fill(apps, schema_editor):
    """Make the totals of the values that are there already; a new place has none."""
    if apps.get_model("indicators", "Value").objects.exists():
        import_module("changai.indicators.services._rebuilding").make_right()


class Migration(migrations.Migration):
    dependencies = [("indicators", "0002_totals")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
