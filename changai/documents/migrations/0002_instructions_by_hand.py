import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def keep_with_the_document(apps, schema_editor):
    """Give every instruction read so far the owner of its document."""
    Instruction = apps.get_model("documents", "Instruction")
    Document = apps.get_model("documents", "Document")
    owner = Document.objects.filter(pk=OuterRef("document_id")).values("owner_id")[:1]
    Instruction.objects.filter(owner=None).update(owner_id=Subquery(owner))


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0001_initial'),
        ('orgs', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='instruction',
            name='owner',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='instructions', to='orgs.unit'),
        ),
        migrations.RunPython(keep_with_the_document, migrations.RunPython.noop, elidable=True),
    ]
