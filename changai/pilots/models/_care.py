from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Instructor(models.Model):
    """A person appointed to instruct pilots, and the unit they serve at."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="pilot_instructors")
    appointed_by_unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    source = models.CharField(max_length=300)
    from_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    appointed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "appointed_by_unit"],
                condition=Q(ended_on=None),
                name="pilots_instructor_once",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="pilots_instructor_has_a_source"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("from_on")),
                name="pilots_instructor_ends_after_beginning",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)


class Pairing(models.Model):
    """An instructor for one pilot for a time; a pilot has one at a time."""

    pilot = models.ForeignKey("pilots.Pilot", models.PROTECT, related_name="pairings")
    instructor = models.ForeignKey(Instructor, models.PROTECT, related_name="pairings")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pilot"], condition=Q(to_on=None), name="pilots_one_instructor"
            )
        ]

    def __str__(self) -> str:
        return f"{self.instructor_id} for {self.pilot_id}"


class Visit(models.Model):
    """A visit of an instructor to a pilot: what was seen, with how many workers they talked."""

    pilot = models.ForeignKey("pilots.Pilot", models.PROTECT, related_name="visits")
    instructor = models.ForeignKey(Instructor, models.PROTECT, related_name="visits")
    on = models.DateField()
    talked_count = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=600)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["pilot", "-on"], name="pilots_visit_of_pilot")]

    def __str__(self) -> str:
        return f"{self.pilot_id} on {self.on}"


class Finding(models.Model):
    """A problem that a visit found; its rectification is a task."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="findings")
    problem = models.OneToOneField("problems.Problem", models.PROTECT, related_name="pilot_finding")

    def __str__(self) -> str:
        return f"{self.problem_id} of {self.visit_id}"
