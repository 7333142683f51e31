"""Practices: written down at a pilot, published, taken over by others, told how it went."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.audit import services as audit
from changai.orgs import policies as org_policies
from changai.orgs.models import Unit
from changai.pilots import policies
from changai.pilots.models import Adoption, Pilot, Practice
from changai.pilots.rules import Outcome, PracticeState
from changai.pilots.services._guards import (
    AlreadyThere,
    BadDate,
    NotAllowed,
    NotNow,
    WordsMissing,
    kept_words,
    require,
)
from changai.tasks.queries import local_day

MAX_TITLE, MAX_PRACTICE = 120, 4000


def write_practice(*, pilot: Pilot, title: str, words: str, by: User, at: datetime) -> Practice:
    """Write down what works at a pilot.

    Raises: NotAllowed, WordsMissing.
    """
    allowed = policies.may_write_practice(pilot, by, local_day(at))
    require(allowed, _("做法由试点单位、命名单位或指导员整理。"))
    with transaction.atomic():
        practice = Practice.objects.create(
            pilot=pilot,
            title=kept_words(title, MAX_TITLE),
            words=kept_words(words, MAX_PRACTICE),
            made_by=by,
            made_at=at,
        )
        after = {"title": practice.title}
        audit.record("practice.written", practice, by=by, at=at, unit_id=pilot.unit_id, after=after)
    return practice


def publish_practice(*, practice: Practice, by: User, at: datetime) -> Practice:
    """Publish a practice to every unit below the office that named its pilot.

    Raises: NotAllowed, NotNow.
    """
    today = local_day(at)
    with transaction.atomic():
        rows = Practice.objects.select_for_update(of=("self",))
        fresh = rows.select_related("pilot__named_by_unit").get(pk=practice.pk)
        if fresh.state != PracticeState.DRAFT:
            raise NotNow(_("这个做法已经发布。"))
        require(policies.may_publish(fresh, by, today), _("做法由命名试点的产改办发布。"))
        fresh.state, fresh.published_on = PracticeState.PUBLISHED.value, today
        fresh.published_by, fresh.published_by_unit = by, fresh.pilot.named_by_unit
        fresh.save()
        audit.record("practice.published", fresh, by=by, at=at, unit_id=fresh.published_by_unit_id)
    return fresh


def adopt_practice(
    *,
    practice: Practice,
    unit: Unit,
    changes: str,
    adopted_on: date,
    by: User,
    at: datetime,
    learned_from: Adoption | None = None,
) -> Adoption:
    """Take a published practice over for a unit, saying what is done otherwise.

    Raises:
        NotAllowed: the person does not work at the unit, or cannot see the practice.
        AlreadyThere: the unit has taken it over, or it comes from there.
        BadDate: a day to come, or before the practice was published.
        NotNow: it is not published, or one learns from what is no adoption of it.
        WordsMissing: no words on the changes.
    """
    today = local_day(at)
    require(org_policies.reach(by, today).works_at(unit.pk), _("你不能代表该单位采用做法。"))
    seen = policies.visible_practices(Practice.objects.all(), by, today)
    if not seen.filter(pk=practice.pk, state=PracticeState.PUBLISHED).exists():
        raise NotNow(_("这个做法还没有发布。"))
    if practice.pilot.unit_id == unit.pk or practice.adoptions.filter(unit=unit).exists():
        raise AlreadyThere(_("%(unit)s已在采用这个做法。") % {"unit": unit})
    if learned_from is not None and learned_from.practice_id != practice.pk:
        raise NotNow(_("没有这个采用单位。"))
    if adopted_on > today or practice.published_on is None or adopted_on < practice.published_on:
        raise BadDate(_("采用日期应在发布之后、今天之前。"))
    with transaction.atomic():
        adoption = Adoption.objects.create(
            practice=practice,
            unit=unit,
            learned_from=learned_from,
            adopted_on=adopted_on,
            changes=kept_words(changes),
            made_by=by,
            made_at=at,
        )
        after = {"practice_id": practice.pk, "from": learned_from.unit_id if learned_from else None}
        audit.record("practice.adopted", adoption, by=by, at=at, unit_id=unit.pk, after=after)
    return adoption


def tell_outcome(
    *, adoption: Adoption, outcome: str, words: str, by: User, at: datetime
) -> Adoption:
    """Tell how an adoption went, a failure as plainly as a success.

    Raises: NotAllowed, WordsMissing.
    """
    today = local_day(at)
    if not org_policies.reach(by, today).works_at(adoption.unit_id):
        raise NotAllowed(_("成效由采用单位填写。"))
    if outcome not in {one.value for one in Outcome} or outcome == Outcome.TRYING:
        raise WordsMissing(_("请选择成效。"))
    with transaction.atomic():
        fresh = Adoption.objects.select_for_update(of=("self",)).get(pk=adoption.pk)
        before = fresh.outcome
        fresh.outcome, fresh.outcome_words = outcome, kept_words(words)
        fresh.told_on, fresh.told_by = today, by
        fresh.save()
        audit.record(
            "practice.judged",
            fresh,
            by=by,
            at=at,
            unit_id=fresh.unit_id,
            before={"outcome": before},
            after={"outcome": outcome},
        )
    return fresh
