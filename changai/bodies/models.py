from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class CoordinationBody(models.Model):
    """A body in which units sit together: joint conference, group, leading group, mechanism.

    `kind` is a code of the packs. `unit` is the division or organisation whose body it is,
    `office` the unit that does its daily work. A body that ended keeps its seats and its past.
    """

    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="bodies")
    office = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="offices_of_bodies")
    began_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"], condition=Q(ended_on=None), name="bodies_name_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("began_on")),
                name="bodies_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """A seat a unit holds in a body, with who sits on it, for a term.

    Grain: one row per body, unit, part and term; another person from a day on is another row.
    `person`, `alternate` and `liaison` are names: a leader seldom has an account.
    """

    class Role(models.TextChoices):
        CONVENOR = "CONVENOR", _("召集人")
        DEPUTY = "DEPUTY", _("副召集人")
        MEMBER = "MEMBER", _("成员单位")
        PARTICIPATING = "PARTICIPATING", _("参与单位")

    body = models.ForeignKey(CoordinationBody, models.PROTECT, related_name="seats")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="seats")
    role = models.CharField(max_length=14, choices=Role)
    person = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=80, blank=True)
    alternate = models.CharField(max_length=40, blank=True)
    liaison = models.CharField(max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["body", "unit", "role"], condition=Q(to_on=None), name="bodies_seat_once"
            ),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="bodies_seat_ends_after_it_began",
            ),
        ]
        indexes = [models.Index(fields=["unit", "body"], name="bodies_seat_unit")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.role} in {self.body_id}"
