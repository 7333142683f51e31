"""People who sign in."""

from itertools import count

from changai.accounts.models import User
from tests.conftest import NOON

_numbers = count(1)


def make_user(name="陈晓", **fields):
    """Make a person; the login is made up unless given."""
    fields.setdefault("login", f"person-{next(_numbers)}")
    fields.setdefault("created_at", NOON)
    user = User(name=name, **fields)
    user.set_unusable_password()
    user.save()
    return user
