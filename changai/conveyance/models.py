from django.conf import settings
from django.db import models
from django.db.models import Q

from changai.conveyance.rules import State


class Conveyance(models.Model):
    """Something a unit conveys down the tiers, to be signed for: an instruction, a document, words.

    What was recalled stays with its sender and is gone for those it was sent to.
    What was conveyed is kept as it stood: `quoted`, `leader_name` and `dated_on` are copies.
    `client_key` comes from the form, so that a repeated submit is one.
    Units: `sign_within_days` in working days.
    """

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="conveyances")
    instruction = models.ForeignKey(
        "documents.Instruction",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="conveyances",
    )
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="conveyances"
    )
    title = models.CharField(max_length=300)
    words = models.TextField(blank=True)
    quoted = models.TextField(blank=True)
    leader_name = models.CharField(max_length=40, blank=True)
    dated_on = models.DateField(null=True, blank=True)
    sent_on = models.DateField()
    sign_within_days = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    client_key = models.UUIDField(null=True, blank=True)
    recalled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "client_key"], name="conveyance_once"),
            models.CheckConstraint(
                condition=Q(instruction__isnull=True) | Q(document__isnull=True),
                name="conveyance_of_one_thing",
            ),
        ]
        indexes = [models.Index(fields=["unit", "-id"], name="conveyance_recent")]

    def __str__(self) -> str:
        return self.title


class Node(models.Model):
    """A unit that what is conveyed has reached.

    Grain: one row per conveyance and unit. `parent` is the place in the tree, `sender` the unit
    that sent it there. Overdue is not stored: it follows from `state`, `sign_by` and the day.
    """

    conveyance = models.ForeignKey(Conveyance, models.PROTECT, related_name="nodes")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="conveyed")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    sender = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10, choices=[(state.value, state.value) for state in State], default="SENT"
    )
    sent_at = models.DateTimeField()
    sign_by = models.DateField()
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    passed_on_at = models.DateTimeField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    escalated_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conveyance", "unit"], name="conveyance_node_once"),
            models.CheckConstraint(
                condition=Q(
                    state__in=["SENT", "RECALLED"], signed_at__isnull=True, signed_by__isnull=True
                )
                | Q(
                    state__in=["SIGNED", "PASSED_ON"],
                    signed_at__isnull=False,
                    signed_by__isnull=False,
                ),
                name="conveyance_node_signed_by_a_person",
            ),
            models.CheckConstraint(
                condition=Q(state="PASSED_ON", passed_on_at__isnull=False)
                | Q(state__in=["SENT", "SIGNED", "RECALLED"], passed_on_at__isnull=True),
                name="conveyance_node_passed_on_when",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state", "sign_by"], name="conveyance_node_unit"),
            models.Index(
                fields=["sign_by"], condition=Q(state="SENT"), name="conveyance_node_unsigned"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conveyance_id} at {self.unit_id}: {self.state}"


class Procedure(models.Model):
    """A document that holds as rules of procedure of a body, from a day on.

    It stands here because documents come after bodies in the flow, and this is the first noun
    that knows both.
    """

    body = models.ForeignKey("bodies.CoordinationBody", models.PROTECT, related_name="procedures")
    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="procedures")
    words = models.CharField(max_length=300, blank=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["body", "document"], condition=Q(to_on=None), name="conveyance_rules_once"
            ),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=models.F("from_on")),
                name="conveyance_rules_end_after_they_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body_id}: {self.document_id}"
