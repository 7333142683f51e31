"""Pilots as lists, cuts and pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from changai.accounts.models import User
from changai.orgs.models import Unit
from changai.pilots import policies, rules
from changai.pilots.models import Pairing, Pilot, Profile, Step, Visit
from changai.pilots.queries import _words as words
from changai.pilots.rules import LIVE, Alarm, Cuts, Event

PAGE_ROWS = 50
MISSING_ROWS = 50
ALIVE = [one.value for one in LIVE]


@dataclass(frozen=True)
class PilotFilter:
    """What the list is narrowed to; without a status only the living are shown."""

    words: str = ""
    tier: str = ""
    category: str = ""
    scope: str = ""
    ownership: str = ""
    phase: str = ""
    status: str = ""
    alarm: str = ""
    unit_id: int | None = None

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is narrowed."""
        return self == PilotFilter()


@dataclass(frozen=True)
class PilotRow:
    """A pilot with its codes in words and the loudest alarm."""

    pilot: Pilot
    tier: Any
    category: str
    scope: str
    phase: str
    ownership: Any
    status: Any
    tone: str
    alarm: Any
    alarm_tone: str
    instructor: Any


def live_pilots() -> QuerySet[Pilot]:
    """Return the pilots that still run."""
    return Pilot.objects.filter(status__in=ALIVE)


def live_pilot_of(unit: Unit) -> Pilot | None:
    """Return the pilot a unit is now."""
    return live_pilots().filter(unit=unit).first()


def known_facts(unit: Unit) -> Profile | None:
    """Return what a unit said of itself last."""
    return Profile.objects.filter(unit=unit).order_by("-stated_on", "-pk").first()


def is_term_near(pilot: Pilot, today: date) -> bool:
    """Say whether a term has run out, or will within the days of the alarm."""
    return pilot.term_ends_on - timedelta(days=words.limit("alarm_before").value) <= today


def pilots_to_alarm(*, today: date, before_days: int) -> QuerySet[Pilot]:
    """Return the live pilots of which something is to be told that was not told in this term."""
    until = today + timedelta(days=before_days)
    unchecked = Q(check_passed=None) | Q(check_passed=False)
    return live_pilots().filter(
        (unchecked & Q(check_told_on=None, mid_term_on__lte=until))
        | Q(near_told_on=None, term_ends_on__gte=today, term_ends_on__lte=until)
        | Q(past_told_on=None, term_ends_on__lt=today)
    )


def _alarms(pilot: Pilot, today: date, told: frozenset[Alarm]) -> list[Alarm]:
    term = rules.Term(pilot.term_from, pilot.mid_term_on, pilot.term_ends_on)
    return rules.alarms_due(
        term,
        is_checked=bool(pilot.check_passed),
        told=told,
        before_days=words.limit("alarm_before").value,
        today=today,
    )


def alarms_of(pilot: Pilot, *, today: date) -> list[Alarm]:
    """Return what is to be told of a pilot today and was not told in this term."""
    told = {
        Alarm.CHECK_DUE: pilot.check_told_on,
        Alarm.TERM_NEAR: pilot.near_told_on,
        Alarm.TERM_PAST: pilot.past_told_on,
    }
    return _alarms(pilot, today, frozenset(one for one, on in told.items() if on is not None))


def past_without_alarm(*, today: date) -> QuerySet[Pilot]:
    """Return the live pilots past their term of which nobody was told; there may be none."""
    return live_pilots().filter(term_ends_on__lt=today, past_told_on=None)


def visible_pilots(*, user: User, today: date) -> QuerySet[Pilot]:
    """Return the pilots the person may see, with their units."""
    rows = Pilot.objects.select_related("unit", "named_by_unit", "batch", "call")
    return policies.visible_pilots(rows, user, today)


def filtered_pilots(*, user: User, today: date, wanted: PilotFilter) -> QuerySet[Pilot]:
    """Return the pilots a filter leaves."""
    rows = visible_pilots(user=user, today=today)
    rows = rows.filter(status=wanted.status) if wanted.status else rows.filter(status__in=ALIVE)
    if wanted.words:
        rows = rows.filter(
            Q(unit__name__icontains=wanted.words) | Q(unit__short_name__icontains=wanted.words)
        )
    for name in ("tier", "category", "scope", "phase"):
        if value := getattr(wanted, name):
            rows = rows.filter(**{name: value})
    if wanted.ownership:
        rows = rows.filter(ownership="" if wanted.ownership == "unknown" else wanted.ownership)
    if wanted.unit_id is not None:
        top = Unit.objects.filter(pk=wanted.unit_id).first()
        path = top.path if top else "~"
        rows = rows.filter(unit__path__startswith=path)
    if wanted.alarm:
        rows = rows.filter(_alarmed(wanted.alarm, today))
    return rows


def _alarmed(alarm: str, today: date) -> Q:
    until = today + timedelta(days=words.limit("alarm_before").value)
    alive = Q(status__in=ALIVE)
    if alarm == Alarm.TERM_PAST:
        return alive & Q(term_ends_on__lt=today)
    if alarm == Alarm.TERM_NEAR:
        return alive & Q(term_ends_on__gte=today, term_ends_on__lte=until)
    return alive & (Q(check_passed=None) | Q(check_passed=False)) & Q(mid_term_on__lte=until)


def pilot_page(
    *, user: User, today: date, wanted: PilotFilter, after: int | None = None
) -> tuple[list[PilotRow], str, int]:
    """Return one page of pilots, newest first, the cursor of the next or "", and how many in all.

    Cost: three queries.
    """
    rows = filtered_pilots(user=user, today=today, wanted=wanted)
    total = rows.count()
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-pk")[: PAGE_ROWS + 1])
    shown = found[:PAGE_ROWS]
    cursor = str(shown[-1].pk) if len(found) > PAGE_ROWS else ""
    return pilot_rows(shown, today=today), cursor, total


def pilot_rows(pilots: Sequence[Pilot], *, today: date) -> list[PilotRow]:
    """Return pilots as the pages show them. Cost: one query for the instructors."""
    pairings = Pairing.objects.filter(pilot__in=[one.pk for one in pilots], to_on=None)
    people = {
        one.pilot_id: one.instructor.person for one in pairings.select_related("instructor__person")
    }
    names = {
        "category": words.category_words(),
        "scope": words.scope_words(),
        "phase": words.phase_words(),
        "ownership": words.ownership_words(),
    }
    return [_row(one, names, people.get(one.pk), today) for one in pilots]


def _row(pilot: Pilot, names: Mapping[str, Any], instructor: Any, today: date) -> PilotRow:
    due = _alarms(pilot, today, frozenset()) if pilot.is_live else []
    loudest = due[-1].value if due else ""
    unknown = words.UNKNOWN if pilot.scope == "enterprise" else ""
    return PilotRow(
        pilot=pilot,
        tier=words.tier_words(pilot.tier),
        category=names["category"].get(pilot.category, pilot.category),
        scope=names["scope"].get(pilot.scope, pilot.scope),
        phase=names["phase"].get(pilot.phase, pilot.phase),
        ownership=names["ownership"].get(pilot.ownership, unknown),
        status=words.STATUS_WORDS[pilot.status],
        tone=words.STATUS_TONES[pilot.status],
        alarm=words.ALARM_WORDS.get(loudest, ""),
        alarm_tone=words.ALARM_TONES.get(loudest, "grey"),
        instructor=instructor,
    )


@dataclass(frozen=True)
class CutsPage:
    """Both cuts of the enterprise pilots, what each lacks, and the pilots outside of them."""

    cuts: Cuts
    tiers: list[tuple[str, Any, int]]
    ownerships: list[tuple[str, Any, int]]
    missing: list[Pilot]
    others: list[tuple[Any, int]]
    everything: int
    instructors: int


def cuts_page(*, user: User, today: date, unit: Unit | None = None) -> CutsPage:
    """Return the living enterprise pilots the person sees, cut by tier and by ownership.

    Zones, areas and departments have no ownership; they are counted beside the cuts.
    Cost: five queries.
    """
    rows = visible_pilots(user=user, today=today).filter(status__in=ALIVE)
    if unit is not None:
        rows = rows.filter(unit__path__startswith=unit.path)
    firms = rows.filter(scope="enterprise")
    tiers, kinds = words.tier_codes(), words.ownership_words()
    cuts = rules.cuts_of(
        firms.order_by("unit_id").values_list("unit_id", "tier", "ownership"), tiers, list(kinds)
    )
    scopes = words.scope_words()
    others = rows.exclude(scope="enterprise").order_by().values("scope").annotate(n=Count("pk"))
    missing = firms.exclude(tier__in=tiers, ownership__in=list(kinds))
    paired = Pairing.objects.filter(pilot__in=rows.values("pk"), to_on=None)
    return CutsPage(
        cuts=cuts,
        tiers=[(code, words.tier_words(code), count) for code, count in cuts.by_tier],
        ownerships=[(code, kinds[code], count) for code, count in cuts.by_ownership],
        missing=list(missing.order_by("unit__path")[:MISSING_ROWS]),
        others=[(scopes.get(one["scope"], one["scope"]), one["n"]) for one in others],
        everything=rows.count(),
        instructors=paired.values("instructor_id").distinct().count(),
    )


def steps_of(pilot: Pilot) -> list[dict[str, Any]]:
    """Return the life of a pilot for a timeline, newest first, each with rule, actor and source."""
    rows = Step.objects.filter(pilot=pilot).select_related("actor", "document", "paper")
    return [
        {
            "at": one.at,
            "who": one.actor,
            "what": words.RULE_WORDS[one.rule],
            "note": " · ".join(part for part in (_outcome(one), one.words, one.source) if part),
            "tone": "yellow" if one.rule == Event.ALARM else "blue",
            "step": one,
        }
        for one in rows.order_by("-at", "-pk")
    ]


def _outcome(step: Step) -> str:
    after = step.after
    if "alarm" in after:
        return str(words.ALARM_WORDS[after["alarm"]])
    if "phase" in after:
        return words.phase_words().get(after["phase"], "")
    if "check_passed" in after:
        return str(words.CHECK_WORDS[bool(after["check_passed"])])
    if "from" in after:
        return f"{words.tier_words(after['from'])} → {words.tier_words(after['tier'])}"
    return ""


def visits_of(pilot: Pilot) -> list[Visit]:
    """Return the visits of a pilot with their findings, newest first. Cost: two queries."""
    rows = Visit.objects.filter(pilot=pilot).select_related("instructor__person")
    return list(rows.prefetch_related("findings__problem__task").order_by("-on", "-pk"))


def events_for(pilot: Pilot, *, user: User, today: date) -> list[tuple[str, Any]]:
    """Return the steps the person may take with a pilot, in the order of the table."""
    byhand = [line.event for line in rules.TRANSITIONS]
    offered = []
    for event in byhand:
        if event in (Event.NAME, Event.RAISE, Event.ALARM):
            continue
        if policies.may(event, pilot, user, today) and _is_open(event, pilot, today):
            offered.append((event.value, words.RULE_WORDS[event]))
    return offered


def _is_open(event: Event, pilot: Pilot, today: date) -> bool:
    if event is Event.DEEPEN:
        return words.next_phase(pilot.phase) is not None
    if event is Event.CHECK:
        return not pilot.check_passed
    if event is Event.RENEW:
        return bool(pilot.check_passed) and is_term_near(pilot, today)
    if event in (Event.CONSOLIDATE, Event.GRADUATE):
        return bool(pilot.check_passed)
    return True
