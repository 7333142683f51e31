from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Unit(models.Model):
    """A division or an organisation: one node of the one tree.

    `path` is the materialised path: four base-36 characters a level, so that a subtree is the
    range from the path to its successor. `scope_path` is what people of the unit may see: its
    own subtree, for a reform office the subtree of the division it serves.
    """

    class Tier(models.TextChoices):
        PROVINCE = "PROVINCE", _("省级")
        CITY = "CITY", _("市级")
        COUNTY = "COUNTY", _("县级")
        TOWN = "TOWN", _("乡镇级")
        ENTERPRISE = "ENTERPRISE", _("企业")

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    path = models.CharField(max_length=64, unique=True)
    scope_path = models.CharField(max_length=64, db_index=True)
    depth = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=40, db_index=True)
    tier = models.CharField(max_length=12, choices=Tier)
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=60, blank=True)
    code = models.CharField(max_length=20, null=True, blank=True, unique=True)
    credit_code = models.CharField(max_length=18, null=True, blank=True, unique=True)
    began_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"], condition=Q(ended_on=None), name="orgs_unit_name_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=models.F("began_on")),
                name="orgs_unit_ends_after_it_began",
            ),
        ]
        indexes = [models.Index(fields=["parent", "kind"], name="orgs_unit_parent_kind")]

    def __str__(self) -> str:
        return self.short_name or self.name


class UnitChange(models.Model):
    """A dated change of a unit: opened, moved, renamed, merged into another, closed."""

    class Kind(models.TextChoices):
        OPENED = "OPENED", _("设立")
        LOADED = "LOADED", _("由内容包装入")
        MOVED = "MOVED", _("划转")
        RENAMED = "RENAMED", _("更名")
        MERGED = "MERGED", _("合并")
        CLOSED = "CLOSED", _("撤销")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=10, choices=Kind)
    effective_on = models.DateField()
    old_parent = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    new_parent = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    old_name = models.CharField(max_length=120, blank=True)
    new_name = models.CharField(max_length=120, blank=True)
    into = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.unit_id} {self.effective_on}"


class Post(models.Model):
    """A role a person holds at a unit, with its first and last day.

    A stand-in is a post of its own that names the post it stands in for. `ended_at` is set where
    a post was ended by hand: it holds no longer, not even for the rest of that day.
    """

    class Role(models.TextChoices):
        OFFICE = "OFFICE", _("产改办工作人员")
        LIAISON = "LIAISON", _("联络员")
        RESPONSIBLE = "RESPONSIBLE", _("责任人")
        SUPERVISOR = "SUPERVISOR", _("督查员")
        LEADER = "LEADER", _("分管领导")
        CLERK = "CLERK", _("企业经办人")
        AUDITOR = "AUDITOR", _("审计员")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=12, choices=Role)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    stand_in_for = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="stand_ins"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=models.F("from_on")),
                name="orgs_post_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(to_on__isnull=False),
                name="orgs_post_ended_by_hand_has_a_last_day",
            ),
            models.CheckConstraint(
                condition=Q(stand_in_for__isnull=True) | Q(to_on__isnull=False),
                name="orgs_post_stand_in_ends_by_itself",
            ),
            models.UniqueConstraint(
                fields=["person", "unit", "role"],
                condition=Q(to_on=None, stand_in_for=None),
                name="orgs_post_once",
            ),
        ]
        indexes = [models.Index(fields=["unit", "role"], name="orgs_post_unit_role")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} at {self.unit_id}"
