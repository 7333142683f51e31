from django.conf import settings
from django.db import models
from django.db.models import F, Q

from changai.meetings.rules import FORMS, ITEM_KINDS, KINDS, RHYTHMS, State


class Series(models.Model):
    """A row of meetings of one body that come again, and what each of them starts with.

    Units: `minutes` is how long a meeting lasts.
    """

    body = models.ForeignKey("bodies.CoordinationBody", models.PROTECT, related_name="series")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=[(code, code) for code in KINDS])
    form = models.CharField(max_length=10, choices=[(code, code) for code in FORMS])
    rhythm = models.CharField(max_length=10, choices=[(code, code) for code in RHYTHMS])
    begins = models.TimeField()
    minutes = models.PositiveSmallIntegerField()
    venue = models.CharField(max_length=120, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.title


class Meeting(models.Model):
    """One meeting of a body: a draft tells nobody, signed minutes never change.

    `starts_at` and `ends_at` are moments; people see them in Shanghai. `when_words` is the day as
    a report wrote it. `signed_content` is what was signed, frozen; a correction is an amendment.
    """

    body = models.ForeignKey("bodies.CoordinationBody", models.PROTECT, related_name="meetings")
    series = models.ForeignKey(
        Series, models.PROTECT, null=True, blank=True, related_name="meetings"
    )
    kind = models.CharField(max_length=20, choices=[(code, code) for code in KINDS])
    title = models.CharField(max_length=200)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    form = models.CharField(max_length=10, choices=[(code, code) for code in FORMS])
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    when_words = models.CharField(max_length=60, blank=True)
    venue = models.CharField(max_length=120, blank=True)
    chair = models.CharField(max_length=120, blank=True)
    summary = models.TextField(blank=True)
    state = models.CharField(
        max_length=14,
        choices=[(state.value, state.value) for state in State],
        default=State.DRAFT.value,
    )
    revision = models.PositiveIntegerField(default=0)
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="meetings"
    )
    quotes = models.JSONField(default=dict, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    convened_at = models.DateTimeField(null=True, blank=True)
    cancelled_reason = models.CharField(max_length=300, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_content = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="meetings_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(
                    state="MINUTES_SIGNED",
                    signed_by__isnull=False,
                    signed_at__isnull=False,
                    signed_content__isnull=False,
                )
                | (
                    ~Q(state="MINUTES_SIGNED")
                    & Q(
                        signed_by__isnull=True,
                        signed_at__isnull=True,
                        signed_content__isnull=True,
                    )
                ),
                name="meetings_signed_knows_who_and_what",
            ),
            models.CheckConstraint(
                condition=~Q(state="CANCELLED") | ~Q(cancelled_reason=""),
                name="meetings_cancelled_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="CONVENED") | Q(convened_at__isnull=False),
                name="meetings_convened_knows_when",
            ),
            models.UniqueConstraint(
                fields=["body", "document"],
                condition=Q(document__isnull=False) & ~Q(state="CANCELLED"),
                name="meetings_report_taken_once",
            ),
        ]
        indexes = [models.Index(fields=["body", "-starts_at"], name="meetings_of_body")]

    def __str__(self) -> str:
        return self.title


class BranchRoom(models.Model):
    """A branch room of a meeting, held by a unit where one holds it."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="rooms")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=120)
    unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, null=True, blank=True, related_name="branch_rooms"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "name"], name="meetings_room_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class Topic(models.Model):
    """A topic proposed for the meetings of a body, before anybody decided which."""

    class State(models.TextChoices):
        OPEN = "OPEN"
        TAKEN = "TAKEN"
        DECLINED = "DECLINED"

    body = models.ForeignKey("bodies.CoordinationBody", models.PROTECT, related_name="topics")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="topics")
    title = models.CharField(max_length=200)
    words = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    reason = models.CharField(max_length=300, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="DECLINED") | ~Q(reason=""),
                name="meetings_topic_declined_with_a_reason",
            )
        ]
        indexes = [models.Index(fields=["body", "state"], name="meetings_topics_of_body")]

    def __str__(self) -> str:
        return self.title


class AgendaItem(models.Model):
    """An item of the agenda, in order, and what came of it.

    Units: `minutes` planned for it.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=[(code, code) for code in ITEM_KINDS])
    title = models.CharField(max_length=200)
    unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, null=True, blank=True, related_name="agenda_items"
    )
    presenter = models.CharField(max_length=60, blank=True)
    minutes = models.PositiveSmallIntegerField(default=10)
    topic = models.OneToOneField(Topic, models.PROTECT, null=True, blank=True, related_name="item")
    outcome = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["meeting", "position"], name="meetings_agenda")]

    def __str__(self) -> str:
        return self.title


class ItemPaper(models.Model):
    """A document that an item of the agenda is about."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="papers")
    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="agenda_items")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "document"], name="meetings_paper_once")
        ]

    def __str__(self) -> str:
        return f"{self.document_id} for {self.item_id}"
