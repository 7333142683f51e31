from django.conf import settings
from django.db import models
from django.db.models import Q


class Notice(models.Model):
    """Something one person is told, once: the key says what, so that it is never told twice.

    The words are made when it is shown, from `kind` and `facts`, in the reader's language.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices")
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    url = models.CharField(max_length=200, blank=True)
    urgent = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "person"], name="notices_notice_told_once")
        ]
        indexes = [
            models.Index(fields=["person", "-made_at"], name="notices_notice_person"),
            models.Index(
                fields=["person"], condition=Q(read_at=None), name="notices_notice_unread"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.person_id}"


class Outgoing(models.Model):
    """A notice that still has to leave by a channel (mail first), or has left.

    Selected by "due and not yet sent", so that nothing is lost when a run is missed. A worker
    claims rows by writing its mark and moving `due_at` past its lease: one that dies leaves them
    due again, and two never send the same row.
    """

    class Channel(models.TextChoices):
        MAIL = "MAIL"

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="outgoing")
    channel = models.CharField(max_length=10, choices=Channel)
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    claim = models.UUIDField(null=True, blank=True, db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel"], name="notices_outgoing_once")
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(sent_at=None), name="notices_outgoing_due")
        ]

    def __str__(self) -> str:
        return f"{self.channel} of {self.notice_id}"
