"""Tell nouns further along the flow what happened, once it is sure to have happened.

An event is a frozen dataclass with a name in the past tense. The noun it happens in publishes it;
a later noun subscribes in the `ready` of its apps.py. What must not be lost belongs into the same
transaction instead: an event dies with the process.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction

EventT = TypeVar("EventT")
_handlers: dict[type, list[Callable[[Any], None]]] = {}


def subscribe(kind: type[EventT], handler: Callable[[EventT], None]) -> None:
    """Call the handler with every event of this kind; a second subscription is the same one."""
    handlers = _handlers.setdefault(kind, [])
    if handler not in handlers:
        handlers.append(handler)


def unsubscribe(kind: type[EventT], handler: Callable[[EventT], None]) -> None:
    """Stop calling the handler."""
    _handlers.get(kind, []).remove(handler)


def publish(event: object) -> None:
    """Hand the event to its handlers after the commit; a roll-back swallows it.

    A handler that fails is logged and does not keep the others from hearing.
    """
    for handler in _handlers.get(type(event), ()):
        transaction.on_commit(_telling(handler, event), robust=True)


def _telling(handler: Callable[[Any], None], event: object) -> Callable[[], None]:
    # A function, not a partial: Django names what failed by its __qualname__.
    def tell() -> None:
        handler(event)

    return tell
