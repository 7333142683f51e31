"""What was done, by whom, for which unit; written once and never again.

People, units and objects are kept as plain numbers: an entry must outlive what it speaks of, and
nothing that cascades may reach it. Triggers in the second migration refuse every change.
"""

from django.db import models


class Entry(models.Model):
    """One write by one person.

    Grain: one row per service call; a bulk action is one row with a line per object.
    """

    at = models.DateTimeField(db_index=True)
    actor_id = models.BigIntegerField(null=True, db_index=True)
    unit_id = models.BigIntegerField(null=True, db_index=True)
    action = models.CharField(max_length=60, db_index=True)
    object_type = models.CharField(max_length=40)
    object_id = models.BigIntegerField(null=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    line_count = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["object_type", "object_id"], name="audit_entry_object")]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type}#{self.object_id}"


class Line(models.Model):
    """One object touched by a bulk action."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="lines")
    object_id = models.BigIntegerField()
    unit_id = models.BigIntegerField(null=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["object_id"], name="audit_line_object"),
            models.Index(fields=["unit_id", "entry"], name="audit_line_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}: #{self.object_id}"


class PersonKey(models.Model):
    """The key that opens one person's fields in the audit, itself sealed by the key of the place.

    Deleting the row erases the person from every entry without touching one.
    """

    person_id = models.BigIntegerField(unique=True)
    sealed_key = models.BinaryField()

    def __str__(self) -> str:
        return f"key of person {self.person_id}"
