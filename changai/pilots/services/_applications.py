"""Applications by three routes, the votes of the panel, and what they decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.audit import services as audit
from changai.notices import services as notices
from changai.orgs import policies as org_policies
from changai.orgs import queries as orgs
from changai.orgs import rules as tree
from changai.orgs.models import Unit
from changai.packs.current import pack
from changai.pilots import policies, queries, rules
from changai.pilots.models import Application, Call, Profile, Vote
from changai.pilots.rules import ApplicationEvent, ApplicationState, CallState, Route
from changai.pilots.services._guards import (
    MAX_REASON,
    AlreadyThere,
    NotAllowed,
    NotEligible,
    NotNow,
    WordsMissing,
    kept_words,
    require,
    require_seen,
)
from changai.tasks.queries import local_day

MAX_REASONS = 2000


@dataclass(frozen=True)
class ApplicationDraft:
    """A unit put forward. Facts left None are those said before, where they were."""

    unit: Unit
    nominated_by: Unit
    route: str
    scope: str
    words: str
    workers_count: int | None = None
    output_yuan: int | None = None
    ownership: str = ""


def apply(*, call: Call, draft: ApplicationDraft, by: User, at: datetime) -> Application:
    """Put a unit forward under an open call.

    Raises:
        NotAllowed: the person may not put this unit forward by this route.
        NotNow: the call is not open, or its last day has passed.
        NotEligible: a rule is not met; each with its source.
        AlreadyThere: the unit stands in this call, or is a pilot of this tier or a wider one.
        WordsMissing: no words, or a scope that does not fit.
    """
    today = local_day(at)
    with transaction.atomic():
        fresh = Call.objects.select_for_update(of=("self",)).select_related("unit").get(pk=call.pk)
        if fresh.state != CallState.OPEN or fresh.closes_on < today:
            raise NotNow(_("这次征集没有在接受申报。"))
        _require_route(fresh, draft, by, at)
        _require_scope(fresh, draft.unit, draft.scope)
        _require_free(fresh, draft.unit)
        profile = _state_facts(draft, by, at)
        checks = _checks(draft.scope, profile)
        application = Application.objects.create(
            call=fresh,
            unit=draft.unit,
            nominated_by=draft.nominated_by,
            route=Route(draft.route).value,
            scope=draft.scope,
            words=kept_words(draft.words, MAX_REASONS),
            checks=[asdict(one) for one in checks],
            profile=profile,
            made_by=by,
            made_at=at,
        )
        _record("application.submitted", application, by, at, after={"route": application.route})
    return application


def _require_route(call: Call, draft: ApplicationDraft, by: User, at: datetime) -> None:
    today = local_day(at)
    putting = draft.nominated_by
    works = org_policies.reach(by, today).works_at(putting.pk)
    require(works, _("你不能代表该单位申报或推荐。"))
    if not tree.covers(call.unit.scope_path, draft.unit.path):
        raise NotAllowed(_("该单位不在这次征集的范围内。"))
    if not orgs.pickable_units(user=by, today=today).filter(pk=draft.unit.pk).exists():
        raise NotAllowed(_("没有这个单位。"))
    if draft.route == Route.OWN:
        require(putting.pk == draft.unit.pk, _("自主申报由本单位办理。"))
    elif draft.route == Route.QUOTA:
        held = call.quotas.filter(unit__path__in=[*tree.ancestors(draft.unit.path)])
        holds = any(policies.may_set_quota(one, by, today) for one in held.select_related("unit"))
        require(holds, _("名额推荐由持有名额的单位办理。"))
    else:
        require(putting.pk != draft.unit.pk, _("推荐不能推荐本单位，请改为自主申报。"))


def _require_scope(call: Call, unit: Unit, scope: str) -> None:
    kinds = {one.code: one.unit_kinds for one in pack().pilots.scopes}
    if scope not in call.scopes or unit.kind not in kinds.get(scope, ()):
        raise WordsMissing(_("该单位不适合所选的试点范围。"))


def _require_free(call: Call, unit: Unit) -> None:
    standing = Application.objects.filter(call=call, unit=unit)
    if standing.exclude(state=ApplicationState.WITHDRAWN).exists():
        raise AlreadyThere(_("%(unit)s已在这次征集中申报。") % {"unit": unit})
    pilot = queries.live_pilot_of(unit)
    if pilot is not None and _rank(pilot.tier) <= _rank(call.tier):
        raise AlreadyThere(_("%(unit)s已是本级或上级试点。") % {"unit": unit})


def _rank(tier: str) -> int:
    return pack().pilots.tier(tier.lower()).rank


def _state_facts(draft: ApplicationDraft, by: User, at: datetime) -> Profile | None:
    """Keep what was newly said of the unit, with what was known before."""
    known = queries.known_facts(draft.unit)
    said: dict[str, Any] = {
        "workers_count": draft.workers_count,
        "output_yuan": draft.output_yuan,
        "ownership": draft.ownership or None,
    }
    new = {name: value for name, value in said.items() if value is not None}
    if not new and known is not None:
        return known
    if draft.scope != "enterprise" and not new:
        return None
    merged = {name: getattr(known, name) for name in said} if known else {}
    merged = {**merged, **new}
    return Profile.objects.create(
        unit=draft.unit,
        stated_on=local_day(at),
        workers_count=merged.get("workers_count"),
        output_yuan=merged.get("output_yuan"),
        ownership=merged.get("ownership") or "",
        stated_by=by,
    )


def _checks(scope: str, profile: Profile | None) -> list[rules.Check]:
    facts = {
        "workers_count": profile.workers_count if profile else None,
        "output_yuan": profile.output_yuan if profile else None,
    }
    asked = pack().pilots.eligibility(scope)
    checks = rules.checks_of(asked, facts)
    if rules.is_met(checks):
        return checks
    by_code = {one.code: one for one in asked}
    words = [
        _("%(rule)s（依据：%(source)s）")
        % {"rule": by_code[one.code].label(queries.language()), "source": by_code[one.code].source}
        for one in checks
        if not one.met
    ]
    raise NotEligible(
        _("不符合申报条件：%(rules)s") % {"rules": "；".join(words)}
    )  # not shown: a mark


def correct_application(
    *,
    application: Application,
    words: str,
    by: User,
    at: datetime,
    seen_revision: int | None = None,
) -> Application:
    """Hand in again what was returned, in other words.

    Raises: NotAllowed, NotNow, OutOfDate, WordsMissing.
    """
    with transaction.atomic():
        fresh = _locked(application, ApplicationEvent.CORRECT, by, at, seen_revision)
        fresh.words, fresh.reason = kept_words(words, MAX_REASONS), ""
        fresh.state = ApplicationState.SUBMITTED.value
        _save(fresh)
        _record("application.corrected", fresh, by, at)
    return fresh


def withdraw_application(*, application: Application, by: User, at: datetime) -> Application:
    """Take an application back.

    Raises: NotAllowed, NotNow.
    """
    with transaction.atomic():
        fresh = _locked(application, ApplicationEvent.WITHDRAW, by, at)
        fresh.state = ApplicationState.WITHDRAWN.value
        _save(fresh)
        _record("application.withdrawn", fresh, by, at)
    return fresh


def return_application(
    *, application: Application, reason: str, by: User, at: datetime
) -> Application:
    """Return an application nobody has voted on yet, with what is to be mended.

    Raises: NotAllowed, NotNow, WordsMissing.
    """
    with transaction.atomic():
        fresh = _locked(application, ApplicationEvent.RETURN, by, at)
        if fresh.votes.exists():
            raise NotNow(_("评审已经开始，不能再退回补正。"))
        fresh.reason = kept_words(reason, MAX_REASON)
        fresh.state = ApplicationState.RETURNED.value
        _save(fresh)
        _tell(fresh, "pilot_returned", {"reason": fresh.reason}, by, at)
        _record("application.returned", fresh, by, at, after={"reason": fresh.reason})
    return fresh


def cast_vote(
    *,
    application: Application,
    scores: Mapping[str, int],
    in_favor: bool,
    words: str,
    by: User,
    at: datetime,
) -> Vote:
    """Cast a vote of the panel, or change one's own while the review runs.

    Raises:
        NotAllowed: the person has no seat, or would judge their own unit.
        NotNow: the review is over.
        WordsMissing: a line of the rubric without points, or with more than it gives.
    """
    with transaction.atomic():
        fresh = _locked(application, ApplicationEvent.VOTE, by, at)
        criteria = pack().pilots.criteria
        if set(scores) != {one.code for one in criteria}:
            raise WordsMissing(_("请给每一项打分。"))
        for one in criteria:
            if not 0 <= scores[one.code] <= one.points:
                raise WordsMissing(
                    _("“%(name)s”最多%(points)d分。")
                    % {"name": one.label(queries.language()), "points": one.points}
                )
        vote, _made = Vote.objects.update_or_create(
            application=fresh,
            voter=by,
            defaults={
                "scores": dict(scores),
                "points": sum(scores.values()),
                "in_favor": in_favor,
                "words": kept_words(words),
                "cast_at": at,
            },
        )
        after = {"points": vote.points, "in_favor": vote.in_favor}
        _record("application.voted", fresh, by, at, after=after)
    return vote


def settle_application(*, application: Application, by: User, at: datetime) -> Application:
    """End a review: the votes decide, nobody else.

    Raises: NotAllowed; NotNow where votes are missing.
    """
    limit = pack().pilots.limit
    with transaction.atomic():
        fresh = _locked(application, ApplicationEvent.SETTLE, by, at)
        votes = list(fresh.votes.all())
        tally = rules.tally_of(
            [rules.Vote(one.points, one.in_favor) for one in votes],
            quorum=limit("quorum").value,
            pass_points=limit("pass_points").value,
            pass_percent=limit("pass_share").value,
        )
        if not tally.quorate:
            raise NotNow(
                _("评审至少%(need)d票，现有%(count)d票。")
                % {"need": limit("quorum").value, "count": tally.count}
            )
        fresh.vote_count, fresh.mean_points = tally.count, tally.mean_points
        fresh.favor_count = sum(one.in_favor for one in votes)
        state = ApplicationState.PASSED if tally.passed else ApplicationState.FAILED
        fresh.state, fresh.settled_by, fresh.settled_at = state.value, by, at
        _save(fresh)
        _tell(fresh, "pilot_settled", {}, by, at)
        after = {"state": fresh.state, "points": str(fresh.mean_points), "votes": tally.count}
        _record("application.settled", fresh, by, at, after=after)
    return fresh


def _tell(
    application: Application, kind: str, facts: dict[str, Any], by: User, at: datetime
) -> None:
    units = {application.unit_id, application.nominated_by_id}
    people = orgs.people_at(units, org_policies.WORKING_ROLES, today=local_day(at))
    notices.tell(
        people={one for found in people.values() for one in found},
        kind=kind,
        key=f"{kind}:{application.pk}:{application.revision}",
        facts={"title": application.call.title, "unit": str(application.unit), **facts},
        url=reverse("pilots:application", args=[application.pk]),
        at=at,
        by=by,
    )


def _locked(
    application: Application,
    event: ApplicationEvent,
    by: User,
    at: datetime,
    seen_revision: int | None = None,
) -> Application:
    rows = Application.objects.select_for_update(of=("self",))
    fresh = rows.select_related("call__unit", "unit", "nominated_by").get(pk=application.pk)
    actor = rules.application_line(event, fresh.state)
    if actor is None:
        raise NotNow(
            _("申报现在是“%(state)s”，不能这样办理。")
            % {"state": queries.APPLICATION_WORDS[fresh.state]}
        )
    allowed = policies.may_on_application(event, fresh, by, local_day(at))
    require(allowed, _("你不能办理这一步：评审由评审组成员办理，且不评本单位。"))
    require_seen(seen_revision, fresh.revision)
    return fresh


def _save(application: Application) -> None:
    application.revision += 1
    application.save()


def _record(action: str, application: Application, by: User, at: datetime, **sides: Any) -> None:
    audit.record(action, application, by=by, at=at, unit_id=application.unit_id, **sides)
