from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Find people by login; making them is the work of accounts.services."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the person with this login, whatever its case; logins are kept in lower case."""
        return self.get(login=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person who signs in. What they may do follows from their posts at units, not from here."""

    login = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=40)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    deactivated_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "login"
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("login"), name="accounts_login_any_case")]

    def __str__(self) -> str:
        return self.name


class Ticket(models.Model):
    """A one-time link that lets a person set a password: an invitation or a reset.

    Only the hash of the secret is kept; the link is shown once to the person who made it.
    """

    class Purpose(models.TextChoices):
        INVITE = "INVITE", _("邀请")
        RESET = "RESET", _("重置密码")

    user = models.ForeignKey(User, models.CASCADE, related_name="tickets")
    purpose = models.CharField(max_length=10, choices=Purpose)
    secret_sha256 = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.purpose} for {self.user_id}"


class FailedSignIn(models.Model):
    """One failed attempt, kept for the throttle; the login is kept only as a hash."""

    login_sha256 = models.CharField(max_length=64)
    source_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["login_sha256", "at"], name="accounts_failed_login"),
            models.Index(fields=["source_sha256", "at"], name="accounts_failed_source"),
        ]

    def __str__(self) -> str:
        return f"failed at {self.at}"
