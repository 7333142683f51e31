"""What later nouns keep by the paths of units, and must change with them."""

from __future__ import annotations

from collections.abc import Callable

from changai.orgs.models import Unit

# The unit as it stands now, the path it had, and the path it has.
Follower = Callable[[Unit, str, str], None]
_registered: list[Follower] = []


def register_follower(follow: Follower) -> None:
    """Let a later noun follow every subtree that is hung elsewhere; called in a `ready`.

    It is called once for the top of the subtree, after all paths are rewritten and in the same
    transaction: what it keeps is right when the move is seen, and rolls back with it.
    """
    if follow not in _registered:
        _registered.append(follow)


def followers() -> tuple[Follower, ...]:
    """Return everything that follows a move."""
    return tuple(_registered)
