from enum import IntEnum

from django.db import models

# A key of the index holds kind, object and part: 3, 46 and 12 bits from the top.
PART_BITS = 12
KIND_SHIFT = 58
OBJECT_MASK = (1 << (KIND_SHIFT - PART_BITS)) - 1


class Kind(IntEnum):
    """What can be found; the number stands in the keys of the index."""

    DOCUMENT = 1
    MEASURE = 2
    TASK = 3


class Waiting(models.Model):
    """A thing whose words changed and whose place in the index is not brought up yet.

    Triggers of the database write here, so that no way of writing can be missed: forms, imports
    in bulk, restored backups, plain SQL. The search looks through these things itself.
    Not managed: the table and its triggers are made by the migration, and no backup needs it.
    """

    key = models.BigIntegerField(primary_key=True)

    class Meta:
        managed = False
        db_table = "search_waiting"

    def __str__(self) -> str:
        return str(self.key)


def key_of(kind: int, object_id: int, part: int = 0) -> int:
    """Return the key of a part of a thing in the index."""
    return kind << KIND_SHIFT | object_id << PART_BITS | part


def thing_of(key: int) -> tuple[Kind, int]:
    """Return the kind and the number of the thing a key belongs to."""
    return Kind(key >> KIND_SHIFT), key >> PART_BITS & OBJECT_MASK
