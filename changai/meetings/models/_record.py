from django.conf import settings
from django.db import models
from django.db.models import Q

from changai.meetings.models._meetings import AgendaItem, BranchRoom, Meeting
from changai.meetings.rules import ACTS, PRESENCES, TIERS


class Attendance(models.Model):
    """A unit invited to a meeting, the room it goes to, and whether it came.

    Grain: one row per meeting and unit. `presence` is empty until it is recorded.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendance")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="attended")
    room = models.ForeignKey(
        BranchRoom, models.PROTECT, null=True, blank=True, related_name="attendance"
    )
    role = models.CharField(max_length=14, blank=True)
    who = models.CharField(max_length=60, blank=True)
    presence = models.CharField(
        max_length=10, choices=[(code, code) for code in PRESENCES], blank=True
    )
    words = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "unit"], name="meetings_invited_once")
        ]
        indexes = [models.Index(fields=["unit"], name="meetings_invited_unit")]

    def __str__(self) -> str:
        return f"{self.unit_id} at {self.meeting_id}"


class Appearance(models.Model):
    """Who spoke, chaired or conveyed: a person, or a body in the exchange, with its tier.

    `quote` is the sentence of the report that says so, where the meeting was read from one.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="appearances")
    item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="appearances"
    )
    position = models.PositiveSmallIntegerField(default=0)
    act = models.CharField(max_length=10, choices=[(code, code) for code in ACTS])
    name = models.CharField(max_length=120)
    titles = models.CharField(max_length=200, blank=True)
    tier = models.CharField(max_length=10, choices=[(code, code) for code in TIERS], blank=True)
    unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, null=True, blank=True, related_name="appearances"
    )
    quote = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.act} {self.name}"


class CitedDocument(models.Model):
    """A document that was named in the meeting, linked where it is kept here."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="cited")
    title = models.CharField(max_length=300)
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="cited_in"
    )
    quote = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "title"], name="meetings_cited_once")
        ]

    def __str__(self) -> str:
        return self.title


class Decision(models.Model):
    """What was decided: the words, the unit that answers for it and by when.

    Minutes cannot be signed while one of theirs lacks unit or date; the database refuses it.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="decisions")
    item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    position = models.PositiveSmallIntegerField()
    words = models.TextField()
    unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    due_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="meetings_decision_says_something")
        ]
        indexes = [models.Index(fields=["meeting", "position"], name="meetings_decisions")]

    def __str__(self) -> str:
        return self.words[:40]


class DecisionUnit(models.Model):
    """A unit that works together with the responsible one on a decision."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="cooperating")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "unit"], name="meetings_cooperates_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} with {self.decision_id}"


class DecisionTask(models.Model):
    """The task a decision became. Beside the minutes, so that it may be made after the signing."""

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="made")
    task = models.OneToOneField("tasks.Task", models.PROTECT, related_name="decided")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.decision_id} became {self.task_id}"


class Amendment(models.Model):
    """A visible correction of signed minutes: what it said, what it says, why, who and when."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="amendments")
    key = models.CharField(max_length=60)
    label = models.CharField(max_length=60)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="meetings_amended_with_a_reason")
        ]

    def __str__(self) -> str:
        return f"{self.key} of {self.meeting_id}"


class CalendarFeed(models.Model):
    """An address under which a person's calendar can be subscribed to, until it is revoked.

    Only the hash of the token in the address is kept; the address is shown once.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="calendar_feeds"
    )
    name = models.CharField(max_length=60)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
