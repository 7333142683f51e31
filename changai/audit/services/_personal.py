"""Personal fields in the audit: sealed per person, unreadable once the person's key is gone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from changai.audit.models import PersonKey
from changai.kernel import vault

if TYPE_CHECKING:
    from changai.accounts.models import User


def seal_for(person_id: int, values: Mapping[str, Any]) -> str:
    """Return the values sealed under the key of the person, made on first use."""
    fresh = vault.new_key()
    row, _ = PersonKey.objects.get_or_create(
        person_id=person_id, defaults={"sealed_key": vault.wrap(fresh, _label(person_id))}
    )
    key = vault.unwrap(bytes(row.sealed_key), _label(person_id))
    return vault.seal(json.dumps(dict(values), ensure_ascii=False), key, _label(person_id))


def open_personal(person_id: int, sealed: str) -> dict[str, Any] | None:
    """Return the values, or None where the person has been erased."""
    row = PersonKey.objects.filter(person_id=person_id).first()
    if row is None:
        return None
    key = vault.unwrap(bytes(row.sealed_key), _label(person_id))
    opened: dict[str, Any] = json.loads(vault.unseal(sealed, key, _label(person_id)))
    return opened


def erase_person(*, person_id: int, by: User, at: datetime) -> None:
    """Erase a person from the audit by erasing the key that opens their fields.

    No entry is touched; what was sealed under the key can never be read again.
    """
    from changai.audit.services import _record as audit

    PersonKey.objects.filter(person_id=person_id).delete()
    audit.record("audit.person_erased", PersonKey, by=by, at=at, after={"person_id": person_id})


def _label(person_id: int) -> bytes:
    return f"audit.person:{person_id}".encode()
