"""Dates in force: stopped clocks, extensions, amendments, and marks of lateness kept for good."""

import os
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from changai.audit.models import Entry
from changai.notices.models import Notice
from changai.tasks import queries, rules, services
from changai.tasks.models import DueChange, Duty, Extension, Stop, Task
from changai.tasks.rules import State
from changai.tasks.services import Amendment, TargetDraft
from tests.conftest import NOON, TODAY
from tests.tasks.factories import DUE, make_task

EXAMPLES = int(os.environ.get("CHANGAI_EXAMPLES", "60")) // 10


def day(number):
    """Return a day counted from the due date."""
    return DUE + timedelta(days=number)


def at(number):
    """Return noon of a day counted from the due date."""
    return NOON + (DUE - TODAY) + timedelta(days=number)


def fresh(task):
    """Return the task as it stands."""
    return Task.objects.get(pk=task.pk)


@pytest.fixture
def task(cast):
    """A task that is being worked on."""
    return make_task(cast, State.IN_PROGRESS)


class TestStop:
    def stop(self, cast, task, number, **changes):
        given = {"cause": "EXPERT", "words": "专家论证", "by": cast.clerk, **changes}
        return services.stop_clock(task=task, at=at(number), **given)

    def test_the_days_it_stood_are_added(self, cast, task):
        self.stop(cast, task, -5)
        assert fresh(task).stopped_on == day(-5)

        services.resume_clock(task=task, by=cast.clerk, at=at(3))

        assert (fresh(task).due_on, fresh(task).stopped_on) == (day(8), None)
        stop = Stop.objects.get()
        assert (stop.from_on, stop.to_on, stop.resumed_by) == (day(-5), day(3), cast.clerk)
        assert DueChange.objects.latest("pk").cause == "STOPPED"
        kinds = set(Notice.objects.filter(person=cast.lead).values_list("kind", flat=True))
        assert {"clock_stopped", "clock_resumed"} <= kinds

    def test_nothing_is_late_while_it_stands(self, cast, task):
        self.stop(cast, task, -5)

        services.stamp_lateness(at=at(9))

        assert fresh(task).first_late_on is None
        facts = queries.time_facts(fresh(task))
        shade = rules.colour(facts, today=day(9), near_until=day(12)).colour
        assert shade == "stopped"

    def test_what_was_late_before_stays_late(self, cast, task):
        self.stop(cast, task, 4)
        services.resume_clock(task=task, by=cast.clerk, at=at(9))

        assert (fresh(task).first_late_on, fresh(task).due_on) == (day(1), day(0))

    def test_it_stops_once_and_resumes_once(self, cast, task):
        with pytest.raises(services.AlreadyStopped):
            services.resume_clock(task=task, by=cast.clerk, at=at(-9))
        self.stop(cast, task, -5)
        with pytest.raises(services.AlreadyStopped):
            self.stop(cast, task, -4)

    @pytest.mark.parametrize("who", ["lead", "supervisor", "cooperator", "stranger"])
    def test_only_the_assigner_stops_it(self, cast, task, who):
        with pytest.raises(services.NotAllowed):
            self.stop(cast, task, -5, by=cast.people[who])

    @pytest.mark.parametrize(
        ("changes", "refusal"),
        [
            ({"cause": "OTHER_UNIT"}, services.OutOfReach),
            ({"cause": "HOLIDAY"}, services.ReasonMissing),
            ({"words": " "}, services.ReasonMissing),
        ],
    )
    def test_it_stops_for_a_cause_of_the_list(self, cast, task, changes, refusal):
        with pytest.raises(refusal):
            self.stop(cast, task, -5, **changes)

    def test_it_may_wait_for_another_unit(self, cast, task):
        self.stop(cast, task, -5, cause="OTHER_UNIT", waiting_for=cast.helper)

        assert Stop.objects.get().waiting_for == cast.helper

    def test_without_a_date_there_is_nothing_to_stop(self, cast):
        task = make_task(cast, due_on=None, due_words="长期坚持")

        with pytest.raises(services.BadDate):
            self.stop(cast, task, -5)

    def test_submitting_ends_the_waiting(self, cast, task):
        self.stop(cast, task, -5)

        services.submit_task(task=task, by=cast.lead, at=at(2))

        assert (fresh(task).stopped_on, fresh(task).due_on) == (None, day(7))
        assert fresh(task).first_late_on is None

    def test_a_date_changed_while_it_stands_counts_from_that_day(self, cast, task):
        self.stop(cast, task, -5)
        services.change_due(task=task, due_on=day(20), reason="计划修订", by=cast.clerk, at=at(-2))

        services.resume_clock(task=task, by=cast.clerk, at=at(1))

        assert fresh(task).due_on == day(23)


class TestExtension:
    def ask(self, cast, task, number, wanted=10, **changes):
        given = {"reason": "设备未到", "by": cast.lead, **changes}
        return services.ask_extension(
            task=task, wanted_on=day(wanted), at=at(number), progress="已招标", **given
        )

    def test_asked_in_time_the_new_date_is_in_force(self, cast, task):
        extension = self.ask(cast, task, -3)
        assert Notice.objects.filter(person=cast.clerk, kind="extension_asked").exists()

        services.approve_extension(
            extension=extension, granted_on=day(7), by=cast.clerk, at=at(-2), answer="同意"
        )

        assert (fresh(task).due_on, fresh(task).first_late_on) == (day(7), None)
        kept = Extension.objects.get()
        assert (kept.state, kept.granted_on, kept.asked_late) == ("APPROVED", day(7), False)
        told = Notice.objects.get(person=cast.lead, kind="extension_approved")
        assert told.facts["due_on"] == day(7).isoformat()

    def test_a_late_answer_to_a_timely_request_makes_nobody_late(self, cast, task):
        extension = self.ask(cast, task, -1)
        services.stamp_lateness(at=at(4))
        assert fresh(task).first_late_on is None

        services.approve_extension(extension=extension, granted_on=day(9), by=cast.clerk, at=at(4))

        assert (fresh(task).due_on, fresh(task).first_late_on) == (day(9), None)
        assert queries.first_late_day(fresh(task), day(9)) is None

    def test_a_clock_stopped_past_the_date_does_not_hide_a_timely_request(self, cast, task):
        extension = self.ask(cast, task, -1)
        services.stop_clock(task=fresh(task), cause="EXPERT", words="论证", by=cast.clerk, at=at(1))

        services.approve_extension(extension=extension, granted_on=day(9), by=cast.clerk, at=at(4))
        assert queries.first_late_day(fresh(task), day(8)) is None
        services.resume_clock(task=fresh(task), by=cast.clerk, at=at(6))

        # Two days passed since the date was given; those before it are not added.
        assert (fresh(task).due_on, fresh(task).first_late_on) == (day(11), None)

    def test_a_refusal_marks_the_days_past_the_date(self, cast, task):
        extension = self.ask(cast, task, -1)

        services.refuse_extension(extension=extension, reason="不同意", by=cast.clerk, at=at(4))

        assert (fresh(task).due_on, fresh(task).first_late_on) == (day(0), day(1))

    @pytest.mark.parametrize("number", [0, 1, 5])
    def test_asked_on_the_due_day_or_later_it_stays_late(self, cast, task, number):
        extension = self.ask(cast, task, number)
        assert extension.asked_late
        services.stamp_lateness(at=at(6))

        services.approve_extension(extension=extension, granted_on=day(9), by=cast.clerk, at=at(6))

        assert (fresh(task).due_on, fresh(task).first_late_on) == (day(0), day(1))
        facts = queries.time_facts(fresh(task))
        assert rules.colour(facts, today=day(6), near_until=day(9)).colour == "red"
        assert Extension.objects.get().granted_on == day(9)

    def test_one_request_waits_at_a_time(self, cast, task):
        self.ask(cast, task, -9)

        with pytest.raises(services.AlreadyAmong):
            self.ask(cast, task, -8)

    def test_it_is_answered_once(self, cast, task):
        extension = self.ask(cast, task, -9)
        seen = Extension.objects.get()
        services.refuse_extension(extension=extension, reason="不同意", by=cast.clerk, at=at(-8))

        with pytest.raises(services.OutOfDate):
            services.approve_extension(
                extension=seen, granted_on=day(9), by=cast.colleague, at=at(-8)
            )

    @pytest.mark.parametrize(("wanted", "number"), [(0, -5), (-1, -5), (3, 4)])
    def test_the_date_wanted_is_later_and_still_to_come(self, cast, task, wanted, number):
        with pytest.raises(services.BadDate):
            self.ask(cast, task, number, wanted)

    def test_an_approval_states_a_later_date(self, cast, task):
        extension = self.ask(cast, task, -5)

        with pytest.raises(services.BadDate):
            services.approve_extension(
                extension=extension, granted_on=day(0), by=cast.clerk, at=at(-4)
            )

    @pytest.mark.parametrize("who", ["clerk", "cooperator", "stranger"])
    def test_only_the_lead_asks(self, cast, task, who):
        with pytest.raises(services.NotAllowed):
            self.ask(cast, task, -5, by=cast.people[who])

    @pytest.mark.parametrize("who", ["lead", "supervisor", "stranger"])
    def test_only_the_assigner_answers(self, cast, task, who):
        extension = self.ask(cast, task, -5)

        with pytest.raises(services.NotAllowed):
            services.refuse_extension(
                extension=extension, reason="不", by=cast.people[who], at=at(-4)
            )

    def test_nobody_answers_their_own_request(self, cast):
        own = make_task(cast, lead=cast.office)
        extension = self.ask(cast, own, -5, by=cast.clerk)

        with pytest.raises(services.OwnReport):
            services.approve_extension(
                extension=extension, granted_on=day(9), by=cast.clerk, at=at(-4)
            )
        services.approve_extension(
            extension=extension, granted_on=day(9), by=cast.colleague, at=at(-4)
        )

    def test_a_timely_request_is_answered_before_a_later_submission_is_accepted(self, cast, task):
        extension = self.ask(cast, task, -1)
        services.submit_task(task=task, by=cast.lead, at=at(3))

        with pytest.raises(services.ExtensionUnanswered):
            services.accept_task(task=task, by=cast.clerk, at=at(4))
        services.approve_extension(extension=extension, granted_on=day(5), by=cast.clerk, at=at(4))
        services.accept_task(task=fresh(task), by=cast.clerk, at=at(4))

        assert (fresh(task).state, fresh(task).first_late_on) == ("DONE", None)

    def test_a_request_that_no_longer_matters_is_withdrawn(self, cast, task):
        self.ask(cast, task, -5)
        services.submit_task(task=task, by=cast.lead, at=at(-3))

        services.accept_task(task=task, by=cast.clerk, at=at(-2))

        assert Extension.objects.get().state == "WITHDRAWN"


class TestChange:
    def test_both_dates_are_kept_and_all_are_told(self, cast, task):
        services.add_duty(task=task, unit=cast.helper, by=cast.clerk, at=NOON)

        services.change_due(task=task, due_on=day(30), reason="第2版", by=cast.clerk, at=at(-9))

        dates = DueChange.objects.filter(task=task).order_by("pk")
        assert list(dates.values_list("due_on", "in_force_from", "cause")) == [
            (DUE, TODAY, "ASSIGNED"),
            (day(30), day(-9), "AMENDED"),
        ]
        assert Notice.objects.filter(person=cast.cooperator, kind="plan_row_changed").exists()

    def test_past_lateness_is_never_erased(self, cast, task):
        services.change_due(task=task, due_on=day(30), reason="第2版", by=cast.clerk, at=at(4))

        assert (fresh(task).due_on, fresh(task).first_late_on) == (day(30), day(1))

    def test_a_date_may_come_sooner_but_not_lie_behind(self, cast, task):
        with pytest.raises(services.BadDate):
            services.change_due(task=task, due_on=day(-8), reason="提前", by=cast.clerk, at=at(-7))
        services.change_due(task=task, due_on=day(-7), reason="提前", by=cast.clerk, at=at(-7))

        services.stamp_lateness(at=at(0))

        assert fresh(task).first_late_on == day(-6)

    @pytest.mark.parametrize("state", [State.REGISTERED, State.UNDER_REVIEW, State.DONE])
    def test_only_what_is_worked_on_gets_another_date(self, cast, state):
        with pytest.raises(services.NotNow):
            services.change_due(
                task=make_task(cast, state), due_on=day(9), reason="修订", by=cast.clerk, at=NOON
            )

    def test_an_amended_row_changes_words_targets_and_date_of_the_same_task(self, cast):
        targets = (TargetDraft(Decimal(100), "人"), TargetDraft(Decimal(5), "个"))
        task = make_task(cast, State.IN_PROGRESS, targets=targets)
        kept, dropped = task.targets.order_by("position")
        kept.said_value = Decimal(40)
        kept.save()

        services.amend_tasks(
            amendments=[
                Amendment(
                    task.pk,
                    "第2版",
                    {"title": "培养高技能人才（修订）"},
                    due_on=day(30),
                    targets=(TargetDraft(Decimal(200), "人"), TargetDraft(Decimal(9), "场")),
                    axes=("task_skill",),
                )
            ],
            by=cast.clerk,
            at=at(-9),
        )

        after = fresh(task)
        assert (after.title, after.due_on) == ("培养高技能人才（修订）", day(30))
        living = after.targets.filter(dropped_on=None).order_by("position")
        assert list(living.values_list("value", "unit", "said_value")) == [
            (200, "人", 40),
            (9, "场", None),
        ]
        assert after.targets.get(pk=dropped.pk).dropped_on == day(-9)
        entry = Entry.objects.latest("pk")
        assert (entry.action, entry.line_count) == ("task.amended", 1)

    def test_evidence_is_not_asked_of_what_is_under_review_without_any(self, cast):
        task = make_task(cast, State.UNDER_REVIEW)

        with pytest.raises(services.EvidenceMissing):
            services.amend_tasks(
                amendments=[Amendment(task.pk, "第2版", {"evidence_required": True})],
                by=cast.clerk,
                at=NOON,
            )


class TestStamp:
    def test_a_missed_run_loses_nothing_and_a_second_adds_nothing(self, cast, task):
        duty = services.add_duty(
            task=task, unit=cast.helper, by=cast.clerk, at=NOON, due_on=day(-3)
        )

        first = services.stamp_lateness(at=at(5))
        second = services.stamp_lateness(at=at(5))

        assert (first.task_ids, first.duty_ids) == ((task.pk,), (duty.pk,))
        assert (second.task_ids, second.duty_ids) == ((), ())
        assert fresh(task).first_late_on == day(1)
        assert Duty.objects.get().first_late_on == day(-2)
        entry = Entry.objects.filter(action="task.marked_late").first()
        assert (entry.actor_id, entry.line_count) == (None, 1)

    @pytest.mark.parametrize(
        "state", [State.REGISTERED, State.UNDER_REVIEW, State.DONE, State.CANCELLED]
    )
    def test_only_what_is_owed_and_not_under_review_is_marked(self, cast, state):
        task = make_task(cast, state)

        services.stamp_lateness(at=at(5))

        assert fresh(task).first_late_on is None

    def test_a_late_submission_is_marked_at_once(self, cast, task):
        services.submit_task(task=task, by=cast.lead, at=at(3))

        assert fresh(task).first_late_on == day(1)

    def test_a_return_after_the_date_is_late_from_that_day(self, cast, task):
        services.submit_task(task=task, by=cast.lead, at=at(-1))
        services.return_task(task=task, reason="不全", by=cast.clerk, at=at(6))

        assert fresh(task).first_late_on == day(6)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["stop", "resume", "ask", "approve", "refuse", "change", "submit", "return"]
        ),
        st.integers(0, 9),
        st.integers(1, 25),
    ),
    min_size=2,
    max_size=9,
)


@pytest.mark.slow
def test_marks_of_lateness_are_those_of_the_dates_in_force_whatever_happened(cast):
    @settings(
        max_examples=max(EXAMPLES, 15),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(STEPS)
    def drive(steps):
        with transaction.atomic():
            task = make_task(cast, State.IN_PROGRESS, due_on=TODAY + timedelta(days=10))
            moment = NOON
            for name, wait, extra in steps:
                moment += timedelta(days=wait)
                services.stamp_lateness(at=moment)
                with suppress(services.Refused):
                    one_step(cast, fresh(task), name, moment, extra)
                held = Extension.objects.filter(state="ASKED", asked_late=False).exists()
                services.stamp_lateness(at=moment)
                now = fresh(task)
                if not held:
                    expected = queries.first_late_day(now, queries.local_day(moment))
                    assert now.first_late_on == expected, (name, wait, extra)
            transaction.set_rollback(True)

    drive()


def one_step(cast, task, name, moment, extra):
    """Do one thing to the dates of a task."""
    today = queries.local_day(moment)
    asked = Extension.objects.filter(state="ASKED").first()
    office = {"task": task, "by": cast.clerk, "at": moment}
    match name:
        case "stop":
            services.stop_clock(**office, cause="EXPERT", words="论证")
        case "resume":
            services.resume_clock(**office)
        case "ask":
            wanted = max(task.due_on, today) + timedelta(days=extra)
            services.ask_extension(
                task=task, by=cast.lead, at=moment, wanted_on=wanted, reason="设备未到"
            )
        case "approve" if asked:
            granted = max(task.due_on, today) + timedelta(days=extra)
            services.approve_extension(
                extension=asked, granted_on=granted, by=cast.clerk, at=moment
            )
        case "refuse" if asked:
            services.refuse_extension(extension=asked, reason="不", by=cast.clerk, at=moment)
        case "change":
            services.change_due(**office, due_on=today + timedelta(days=extra), reason="修订")
        case "submit":
            services.submit_task(task=task, by=cast.lead, at=moment)
        case "return":
            services.return_task(**office, reason="不全")
