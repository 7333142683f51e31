"""Who sees which call, application, pilot and practice, and who may do what about it."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from changai.accounts.models import User
from changai.orgs import policies as orgs
from changai.orgs import rules as tree
from changai.orgs.models import Unit
from changai.packs.current import pack
from changai.pilots.models import (
    Application,
    Call,
    Instructor,
    Pairing,
    Pilot,
    Practice,
    Quota,
    Seat,
)
from changai.pilots.rules import (
    Actor,
    ApplicationEvent,
    CallState,
    Event,
    PracticeState,
    Status,
    application_line,
    transition,
)

Role = orgs.Role


def offices(user: User, today: date) -> QuerySet[Unit]:
    """Return the units at which the person calls for and names pilots, in tree order.

    Those where they are of the office and whose kind names pilots of its tier by the packs.
    """
    at = orgs.reach(user, today).unit_ids(Role.OFFICE)
    kinds = Q(pk__in=[])
    for tier in pack().pilots.tiers:
        kinds |= Q(tier=tier.code.upper(), kind__in=tier.naming_kinds)
    return Unit.objects.filter(kinds, pk__in=at, ended_on=None).order_by("path")


def is_office(unit: Unit, user: User, today: date) -> bool:
    """Say whether the person is of this office."""
    return unit.pk in orgs.reach(user, today).unit_ids(Role.OFFICE)


def _scopes_above(seen: orgs.Reach) -> set[str]:
    return {path for post in seen.held for path in [*tree.ancestors(post.path), post.path]}


def _within(field: str, seen: orgs.Reach) -> Q:
    return orgs.within(f"{field}__path", seen.scopes) | Q(
        **{f"{field}_id__in": seen.unit_ids(*orgs.SEEING_ROLES)}
    )


def visible_calls(calls: QuerySet[Call], user: User, today: date) -> QuerySet[Call]:
    """Narrow calls to those of offices within reach, open ones from above, and panels sat on."""
    seen = orgs.reach(user, today)
    if seen.everything:
        return calls
    told = ~Q(state=CallState.DRAFT)
    above = told & Q(unit__scope_path__in=_scopes_above(seen))
    seated = told & Q(pk__in=Seat.objects.filter(person=user).values("call_id"))
    return calls.filter(_within("unit", seen) | above | seated)


def visible_applications(
    rows: QuerySet[Application], user: User, today: date
) -> QuerySet[Application]:
    """Narrow applications to units within reach, those put forward from there, and panels."""
    seen = orgs.reach(user, today)
    if seen.everything:
        return rows
    seated = Q(call_id__in=Seat.objects.filter(person=user).values("call_id"))
    called = Q(call__unit_id__in=seen.unit_ids(*orgs.SEEING_ROLES))
    return rows.filter(_within("unit", seen) | _within("nominated_by", seen) | seated | called)


def sees_votes(application: Application, user: User, today: date) -> bool:
    """Say whether the person reads single votes: the office of the call, and who oversees it."""
    seen = orgs.reach(user, today)
    unit = application.call.unit
    return is_office(unit, user, today) or seen.oversees(unit.path)


def visible_pilots(rows: QuerySet[Pilot], user: User, today: date) -> QuerySet[Pilot]:
    """Narrow pilots to units within reach, those named by the person's offices, those taught."""
    seen = orgs.reach(user, today)
    if seen.everything:
        return rows
    taught = Pairing.objects.filter(
        instructor__person=user, instructor__ended_on=None, to_on=None
    ).values("pilot_id")
    named = Q(named_by_unit_id__in=seen.unit_ids(*orgs.SEEING_ROLES))
    return rows.filter(_within("unit", seen) | named | Q(pk__in=taught))


def visible_instructors(
    rows: QuerySet[Instructor], user: User, today: date
) -> QuerySet[Instructor]:
    """Narrow instructors to those who serve or were appointed within reach, and oneself."""
    seen = orgs.reach(user, today)
    if seen.everything:
        return rows
    return rows.filter(_within("unit", seen) | _within("appointed_by_unit", seen) | Q(person=user))


def visible_practices(rows: QuerySet[Practice], user: User, today: date) -> QuerySet[Practice]:
    """Narrow practices to those of pilots the person sees, and published ones from above."""
    seen = orgs.reach(user, today)
    if seen.everything:
        return rows
    pilots = visible_pilots(Pilot.objects.all(), user, today).values("pk")
    above = Q(state=PracticeState.PUBLISHED, published_by_unit__scope_path__in=_scopes_above(seen))
    return rows.filter(Q(pilot_id__in=pilots) | above)


def acts_as(actor: Actor, pilot: Pilot, user: User, today: date) -> bool:
    """Say whether the person is this actor for this pilot; nobody decides about their own unit."""
    seen = orgs.reach(user, today)
    if actor is Actor.CLOCK or seen.works_at(pilot.unit_id):
        return False
    if actor is Actor.NAMER:
        return is_office(pilot.named_by_unit, user, today)
    rank = _rank(pilot.tier)
    return any(_rank(one.tier) < rank for one in offices(user, today))


def _rank(tier: str) -> int:
    return pack().pilots.tier(tier.lower()).rank


def may(event: Event, pilot: Pilot, user: User, today: date) -> bool:
    """Say whether the table and the person's posts allow an event on a pilot."""
    line = transition(event, Status(pilot.status))
    return line is not None and acts_as(line.actor, pilot, user, today)


def is_own(application: Application, user: User, today: date) -> bool:
    """Say whether the person would judge their own unit.

    True for who serves at the unit or below it, at the unit that put it forward, or handed it in.
    """
    if application.made_by_id == user.pk:
        return True
    return any(
        post.unit_id == application.nominated_by_id or tree.covers(application.unit.path, post.path)
        for post in orgs.reach(user, today).held
    )


def judged_by(rows: QuerySet[Application], user: User, today: date) -> QuerySet[Application]:
    """Narrow applications to those of panels the person sits on, without those of their own."""
    held = orgs.reach(user, today).held
    above = {path for post in held for path in (*tree.ancestors(post.path), post.path)}
    own = Q(made_by=user) | Q(nominated_by__in=[post.unit_id for post in held])
    seats = Seat.objects.filter(person=user).values("call_id")
    return rows.filter(call__in=seats).exclude(own | Q(unit__path__in=above))


def may_on_application(
    event: ApplicationEvent, application: Application, user: User, today: date
) -> bool:
    """Say whether the person may cause an event of an application as it stands."""
    actor = application_line(event, application.state)
    if actor == "office":
        return is_office(application.call.unit, user, today)
    if actor == "applicant":
        return orgs.reach(user, today).works_at(application.nominated_by_id)
    if actor == "panel":
        seated = Seat.objects.filter(call_id=application.call_id, person=user).exists()
        return seated and not is_own(application, user, today)
    return False


def may_set_quota(quota: Quota, user: User, today: date) -> bool:
    """Say whether the person may hand a quota down: of an office over its unit, or at it."""
    seen = orgs.reach(user, today)
    if quota.unit_id in seen.unit_ids(Role.OFFICE):
        return True
    return any(
        post.role == Role.OFFICE and post.scope_path == quota.unit.path for post in seen.held
    )


def putting_units(user: User, today: date) -> QuerySet[Unit]:
    """Return the living units from which the person may put units forward, in tree order."""
    ids = orgs.reach(user, today).unit_ids(*orgs.WORKING_ROLES)
    return Unit.objects.filter(pk__in=ids, ended_on=None).order_by("path")


def is_instructor_of(pilot: Pilot, user: User) -> Instructor | None:
    """Return the person as the instructor this pilot has now."""
    pairing = (
        Pairing.objects.filter(pilot=pilot, to_on=None, instructor__ended_on=None)
        .filter(instructor__person=user)
        .select_related("instructor__unit", "instructor__person")
        .first()
    )
    return pairing.instructor if pairing else None


def may_write_practice(pilot: Pilot, user: User, today: date) -> bool:
    """Say whether the person may write a practice: at the pilot, its office, its instructor."""
    seen = orgs.reach(user, today)
    at_pilot = seen.works_at(pilot.unit_id) or is_office(pilot.named_by_unit, user, today)
    return at_pilot or is_instructor_of(pilot, user) is not None


def may_publish(practice: Practice, user: User, today: date) -> bool:
    """Say whether the person may publish a practice: of the office that named its pilot."""
    draft = practice.state == PracticeState.DRAFT
    return draft and is_office(practice.pilot.named_by_unit, user, today)


def adopting_units(practice: Practice, user: User, today: date) -> QuerySet[Unit]:
    """Return the units for which the person may take a published practice over."""
    if practice.state != PracticeState.PUBLISHED:
        return Unit.objects.none()
    taken = practice.adoptions.values("unit_id")
    return putting_units(user, today).exclude(pk__in=taken).exclude(pk=practice.pilot.unit_id)
