"""Instructors, the pilots they care for, and visits whose findings become tasks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.audit import services as audit
from changai.notices import services as notices
from changai.orgs import policies as org_policies
from changai.orgs import queries as orgs
from changai.orgs.models import Unit
from changai.pilots import policies
from changai.pilots.models import Finding, Instructor, Pairing, Pilot, Visit
from changai.pilots.services._guards import (
    AlreadyThere,
    BadDate,
    Basis,
    NotAllowed,
    NotNow,
    WordsMissing,
    basis_fields,
    kept_words,
    require,
)
from changai.problems import services as problems
from changai.problems.services import ProblemDraft
from changai.tasks.queries import local_day


def appoint_instructor(
    *, office: Unit, person: User, unit: Unit, source: str, by: User, at: datetime
) -> Instructor:
    """Appoint somebody who works at a unit as an instructor of the pilots of an office.

    Raises:
        NotAllowed: the person appointing is not of that office, or the other has no post there.
        AlreadyThere: they are one already.
        WordsMissing: no source.
    """
    today = local_day(at)
    require(policies.is_office(office, by, today), _("指导员由产改办聘任。"))
    require(
        org_policies.reach(person, today).works_at(unit.pk),
        _("%(person)s不在该单位任职。") % {"person": person},
    )
    if Instructor.objects.filter(person=person, appointed_by_unit=office, ended_on=None).exists():
        raise AlreadyThere(_("%(person)s已是指导员。") % {"person": person})
    with transaction.atomic():
        instructor = Instructor.objects.create(
            person=person,
            unit=unit,
            appointed_by_unit=office,
            source=basis_fields(Basis(source), by, today)["source"],
            from_on=today,
            appointed_by=by,
        )
        after = {"person_id": person.pk, "unit_id": unit.pk}
        audit.record(
            "instructor.appointed", instructor, by=by, at=at, unit_id=office.pk, after=after
        )
    return instructor


def end_instructor(*, instructor: Instructor, by: User, at: datetime) -> int:
    """End an appointment and with it every pairing; return how many pilots are without one now.

    Raises: NotAllowed, NotNow.
    """
    today = local_day(at)
    with transaction.atomic():
        rows = Instructor.objects.select_for_update(of=("self",))
        fresh = rows.select_related("appointed_by_unit").get(pk=instructor.pk)
        require(policies.is_office(fresh.appointed_by_unit, by, today), _("指导员由聘任单位解聘。"))
        if fresh.ended_on is not None:
            raise NotNow(_("该指导员已经解聘。"))
        fresh.ended_on = today
        fresh.save(update_fields=["ended_on"])
        left = fresh.pairings.filter(to_on=None).update(to_on=today)
        audit.record(
            "instructor.ended",
            fresh,
            by=by,
            at=at,
            unit_id=fresh.appointed_by_unit_id,
            after={"pilots": left},
        )
    return left


def pair_instructor(*, pilot: Pilot, instructor: Instructor, by: User, at: datetime) -> Pairing:
    """Give a live pilot its instructor, in the place of the one before.

    Raises:
        NotAllowed: the person is not of the office that named the pilot, the instructor is not
            one of theirs, or serves at the pilot itself.
        NotNow: the pilot has ended, or the appointment has.
        AlreadyThere: they are its instructor already.
    """
    today = local_day(at)
    with transaction.atomic():
        rows = Pilot.objects.select_for_update(of=("self",))
        fresh = rows.select_related("unit", "named_by_unit").get(pk=pilot.pk)
        require(
            policies.is_office(fresh.named_by_unit, by, today), _("指导员由命名试点的产改办安排。")
        )
        if not fresh.is_live or instructor.ended_on is not None:
            raise NotNow(_("试点已经结束，或指导员已经解聘。"))
        if instructor.unit_id == fresh.unit_id:
            raise NotAllowed(_("指导员不能指导本单位。"))
        current = fresh.pairings.filter(to_on=None).first()
        if current is not None and current.instructor_id == instructor.pk:
            raise AlreadyThere(_("该指导员已在指导这个试点。"))
        fresh.pairings.filter(to_on=None).update(to_on=today)
        pairing = Pairing.objects.create(pilot=fresh, instructor=instructor, from_on=today)
        people = orgs.people_at([fresh.unit_id], org_policies.WORKING_ROLES, today=today)
        notices.tell(
            people=[*people.get(fresh.unit_id, []), instructor.person_id],
            kind="pilot_instructor",
            key=f"pilot_instructor:{pairing.pk}",
            facts={"unit": str(fresh.unit), "person": str(instructor.person)},
            url=reverse("pilots:pilot", args=[fresh.pk]),
            at=at,
            by=by,
        )
        audit.record(
            "instructor.paired",
            fresh,
            by=by,
            at=at,
            unit_id=fresh.unit_id,
            before={"instructor_id": current.instructor_id if current else None},
            after={"instructor_id": instructor.pk},
        )
    return pairing


@dataclass(frozen=True)
class VisitDraft:
    """A visit as it is handed in, with what it found: words and the day to be put right by."""

    on: date
    talked_count: int
    words: str
    findings: Sequence[tuple[str, date]] = ()


def record_visit(*, pilot: Pilot, draft: VisitDraft, by: User, at: datetime) -> Visit:
    """Record a visit of the instructor; every finding is a problem put right by a task.

    Raises:
        NotAllowed: the person is not the instructor of this pilot now.
        BadDate: the visit lies ahead or before the pilot was named, or a limit has passed.
        NotNow: the pilot has ended.
        Refused: what problems and tasks refuse.
    """
    today = local_day(at)
    instructor = policies.is_instructor_of(pilot, by)
    if instructor is None:
        raise NotAllowed(_("走访由该试点的指导员登记。"))
    if not pilot.is_live:
        raise NotNow(_("试点已经结束。"))
    if draft.on > today or draft.on < pilot.named_on:
        raise BadDate(_("走访日期应在命名之后、今天之前。"))
    if any(due <= today for _words, due in draft.findings):
        raise BadDate(_("整改期限应晚于今天。"))
    if draft.talked_count < 0:
        raise WordsMissing(_("请写明与几名职工谈过。"))
    with transaction.atomic():
        visit = Visit.objects.create(
            pilot=pilot,
            instructor=instructor,
            on=draft.on,
            talked_count=draft.talked_count,
            words=kept_words(draft.words),
            made_by=by,
            made_at=at,
        )
        tasks = [_find(visit, words, due, by, at) for words, due in draft.findings]
        audit.record(
            "visit.recorded",
            visit,
            by=by,
            at=at,
            unit_id=pilot.unit_id,
            after={"on": draft.on.isoformat(), "tasks": tasks},
        )
    return visit


def _find(visit: Visit, words: str, due_on: date, by: User, at: datetime) -> int | None:
    where = _("%(day)s指导员走访%(unit)s") % {"day": visit.on.isoformat(), "unit": visit.pilot.unit}
    problem = problems.add_problem(
        unit=visit.instructor.unit,
        draft=ProblemDraft(concerned=visit.pilot.unit, words=words, where=where, found_on=visit.on),
        by=by,
        at=at,
    )
    problem = problems.rectify_problem(problem=problem, title="", due_on=due_on, by=by, at=at)
    Finding.objects.create(visit=visit, problem=problem)
    return problem.task_id
