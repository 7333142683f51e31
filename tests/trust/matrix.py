"""What every address answers to everybody, as declared, and the machine that tries it.

A row says for one address: which objects it is tried with, who may, and what a full form holds.
Who may is worked out from tests.trust.tree, never by asking the product.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.test import RequestFactory
from django.test.client import ClientHandler
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from changai.audit.models import Entry
from tests.trust.tree import Person
from tests.trust.world import Thing, World

# The whole product of objects and people takes minutes; by default the first object of an address
# is tried by everybody and the others by people who stand in every relation to them. PostgreSQL is
# asked by a few only: who may is decided by the same lines, and SQLite asked everybody.
EVERYTHING = os.environ.get("CHANGAI_MATRIX") == "everything"
CORE = frozenset(
    {
        "anonymous", "PO.OFFICE", "PO.SUPERVISOR", "D.LIAISON", "H.LIAISON", "H.LEADER",
        "AO.OFFICE", "AO.AUDITOR", "A1O.LIAISON", "E1.CLERK", "E2.CLERK", "E6.CLERK",
        "BO.OFFICE", "E7.CLERK", "B.LEADER", "ended", "stand-in",
    }
)  # fmt: skip
FEW = frozenset(
    {"anonymous", "PO.OFFICE", "H.LIAISON", "AO.OFFICE", "A1O.LIAISON", "E1.CLERK", "BO.OFFICE",
     "PO.SUPERVISOR", "ended", "stand-in"}
)  # fmt: skip
SIGN_IN = "/accounts/sign-in/"
NOT_COMPARED = {"django_session", "django_migrations"}


@dataclass(frozen=True)
class Case:
    """One address: the arguments in it, the object they name and what stands behind the "?"."""

    args: tuple[Any, ...] = ()
    thing: Thing | None = None
    query: Mapping[str, Any] = field(default_factory=dict)


Cases = Callable[[World], Iterable[Case]]
May = Callable[[Person, Any], bool]
Data = Callable[[World, Any, Person], dict[str, Any]]


def once(_world: World) -> Iterable[Case]:
    """Try an address that names no object."""
    return [Case()]


def each(kind: str, *keys: str) -> Cases:
    """Try an address with every object of a kind, or with those named."""
    return lambda world: [Case((one.pk,), one) for one in world.of(kind, *keys)]


def anybody(_who: Person, _thing: Any) -> bool:
    """Everybody who is signed in."""
    return True


def no_one(_who: Person, _thing: Any) -> bool:
    """Nobody at all."""
    return False


@dataclass(frozen=True)
class Row:
    """The expectation for one address.

    `may` says who is answered with one of `ok`; everybody else gets 404, or for a write also 422
    where `sees` holds. A write that is done leaves an entry in the audit unless it is `quiet`.
    `open_to_all` needs no sign-in. `refused` are the answers to a write that is for others where
    they are not those; some refusals are themselves noted (`notes_refusals`). `shows` names what
    a list shows to a person, and only that, as found by the pattern `shown`.
    """

    cases: Cases = once
    may: May = anybody
    ok: tuple[int, ...] = (200,)
    data: Data | None = None
    sees: May = no_one
    quiet: bool = False
    open_to_all: bool = False
    refused: tuple[int, ...] = ()
    notes_refusals: bool = False
    shows: Callable[[World, Person], set[str]] | None = None
    shown: str = ""

    @property
    def is_write(self) -> bool:
        """Say whether the address is posted to."""
        return self.data is not None


def write(cases: Cases, may: May, data: Data | None = None, **more: Any) -> Row:
    """Return a row for an address that is posted to; without data the form is empty."""
    more.setdefault("ok", (200, 302))
    return Row(cases, may, data=data or (lambda _world, _thing, _who: {}), **more)


def addresses(urlconf: str | None = None) -> dict[str, URLPattern]:
    """Return every address of a URL configuration by its full name; one without a name too."""
    found: dict[str, URLPattern] = {}

    def walk(patterns, space: str, path: str) -> None:
        for one in patterns:
            here = path + str(one.pattern)
            if isinstance(one, URLResolver):
                walk(one.url_patterns, one.namespace or space, here)
            else:
                name = f"{space}:{one.name}" if space else one.name
                found[name or here] = one

    walk(get_resolver(urlconf).url_patterns, "", "")
    return found


def undeclared(rows: Mapping[str, Row], urlconf: str | None = None) -> list[str]:
    """Return the addresses without a row, and rows without an address."""
    return sorted(set(addresses(urlconf)) ^ set(rows))


class Asker:
    """Sends requests as somebody, past the sign-in: that is tried by itself in test_guard.py.

    The account is a copy of the one in the world, with what it may see kept from before: a
    request costs what its page costs and no more. Forged requests are tried there as well.
    """

    def __init__(self) -> None:
        self.factory = RequestFactory()
        self.handler = ClientHandler(enforce_csrf_checks=False)
        self.who: Person | None = None

    def account(self, _request: Any) -> Any:
        """Return who is signed in, in the place of the middleware's own look-up."""
        if self.who is None or not self.who.signed_in:
            return AnonymousUser()
        fresh = copy(self.who.user)
        # What a person may see is read once a request; here it is read once for all of them.
        fresh.__dict__["_reach_by_day"] = self.who.user.__dict__.setdefault("_reach_by_day", {})
        return fresh

    def __call__(self, who: Person, method: str, path: str, data: Mapping[str, Any]) -> Any:
        """Return the answer to a request of this person."""
        self.who = who
        request = getattr(self.factory, method)(path, data)
        return self.handler(request.environ)


class Walk:
    """Goes through an address for everybody and keeps what was not as declared."""

    def __init__(self, world: World, ask: Asker) -> None:
        self.world = world
        self.ask = ask
        few = connection.vendor == "postgresql" and not EVERYTHING
        self.everybody = [one for one in world.people.values() if not few or one.key in FEW]
        self.faults: list[str] = []
        self.asked = 0

    def try_address(self, name: str, row: Row) -> None:
        """Try one address with every object by everybody."""
        cases = list(row.cases(self.world))
        some = [one for one in self.everybody if EVERYTHING or one.key in CORE]
        pairs = [(case, who) for case in cases[:1] for who in self.everybody]
        pairs += [(case, who) for case in cases[1:] for who in some]
        if not row.is_write:
            for case, who in pairs:
                self._read(name, row, case, who)
            return
        allowed = [pair for pair in pairs if self._may(row, *pair)]
        with transaction.atomic():
            before = fingerprint()
            for case, who in pairs:
                if not self._may(row, case, who):
                    self._refused_write(name, row, case, who)
            if fingerprint() != before and not row.notes_refusals:
                self.faults.append(f"{name}: a refused request changed something")
            transaction.set_rollback(True)
        for case, who in allowed:
            self._done_write(name, row, case, who)

    def _may(self, row: Row, case: Case, who: Person) -> bool:
        return (who.signed_in or row.open_to_all) and row.may(who, case.thing)

    def _read(self, name: str, row: Row, case: Case, who: Person) -> None:
        answer = self.ask(who, "get", reverse(name, args=case.args), case.query)
        body = self._look(name, case, who, answer)
        if not who.signed_in and not row.open_to_all:
            self._expect(name, case, who, answer, (302,))
        elif row.may(who, case.thing):
            self._expect(name, case, who, answer, row.ok)
            if row.shows and answer.status_code == 200:
                shown = set(re.findall(row.shown, body.decode()))
                wanted = row.shows(self.world, who)
                if shown != wanted:
                    self.faults.append(
                        f"{name} {case.query} {who.key}: lacks {sorted(wanted - shown)}, "
                        f"shows {sorted(shown - wanted)}"
                    )
        else:
            self._expect(name, case, who, answer, (404,))

    def _refused_write(self, name: str, row: Row, case: Case, who: Person) -> None:
        answer = self._post(name, row, case, who)
        if not who.signed_in and not row.open_to_all:
            self._expect(name, case, who, answer, (302,))
        elif row.refused:
            self._expect(name, case, who, answer, row.refused)
        elif row.sees(who, case.thing):
            self._expect(name, case, who, answer, (404, 422))
        else:
            self._expect(name, case, who, answer, (404,))

    def _done_write(self, name: str, row: Row, case: Case, who: Person) -> None:
        with transaction.atomic():
            before = Entry.objects.count()
            answer = self._post(name, row, case, who)
            self._expect(name, case, who, answer, row.ok)
            if answer.status_code in row.ok and not row.quiet and Entry.objects.count() == before:
                self.faults.append(f"{name} {case.args} {who.key}: left no entry in the audit")
            transaction.set_rollback(True)

    def _post(self, name: str, row: Row, case: Case, who: Person) -> Any:
        assert row.data is not None
        data = row.data(self.world, case.thing, who)
        answer = self.ask(who, "post", reverse(name, args=case.args), data)
        self._look(name, case, who, answer)
        return answer

    def _look(self, name: str, case: Case, who: Person, answer: Any) -> bytes:
        body = text_of(answer)
        for what in self.world.marks.leaked(body, who):
            self.faults.append(f"{name} {case.args} {dict(case.query)} leaks to {who.key}: {what}")
        return body

    def _expect(self, name, case: Case, who: Person, answer: Any, wanted: tuple[int, ...]) -> None:
        self.asked += 1
        given = answer.status_code
        if not who.signed_in and wanted == (302,) and not _to_sign_in(answer):
            given = "not to the sign-in"
        if given not in wanted:
            key = case.thing.key if case.thing else ""
            self.faults.append(f"{name} [{key}] {who.key}: {given} instead of {wanted}")


def _to_sign_in(answer: Any) -> bool:
    return str(answer.get("Location", "")).startswith(SIGN_IN)


def text_of(answer: Any) -> bytes:
    """Return what an answer says, a workbook unpacked."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    # The handler has closed it already; once more would close the connection as well.
    if body[:2] != b"PK":
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        return b"\n".join(packed.read(one) for one in packed.namelist())


def fingerprint() -> dict[str, str]:
    """Return a hash of every row of every table but sessions."""
    marks = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if table in NOT_COMPARED:
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = sorted(repr(row) for row in cursor.fetchall())
            marks[table] = sha256("\n".join(rows).encode()).hexdigest()
    return marks
