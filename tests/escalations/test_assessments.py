"""Results with the facts behind each point; only one's own is seen; final ones never change."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from changai.escalations import queries, services
from changai.escalations.models import Finding, Result, Scheme
from changai.escalations.rules import Formula, Line
from changai.evidence.models import Report
from changai.tasks.models import Duty, Task
from changai.tasks.rules import State
from tests.conftest import NOON, TODAY
from tests.escalations.factories import make_late_task
from tests.escalations.test_assessment_rules import GOOD
from tests.tasks.factories import make_task

NEXT = NOON + timedelta(days=10)


def make_scheme(cast, lines=GOOD, **fields):
    fields.setdefault("from_on", TODAY - timedelta(days=60))
    fields.setdefault("to_on", TODAY + timedelta(days=60))
    fields.setdefault("by", cast.clerk)
    fields.setdefault("at", NOON)
    return services.make_scheme(
        unit=cast.office, title="一季度考核", base=Decimal(80), top=Decimal(100), lines=lines,
        **fields,
    )  # fmt: skip


def open_it(cast, scheme, days=5):
    return services.open_scheme(
        scheme=scheme, until_on=TODAY + timedelta(days=days), by=cast.clerk, at=NOON
    )


def result_of(scheme, unit, today=TODAY):
    return next(one for one in queries.results_of(scheme, today=today) if one.unit == unit)


def counts(result):
    return {line.formula: line.count for line in result.lines if line.count}


def report(task, by, at, state="SAID", **fields):
    return Report.objects.create(
        task=task, unit=task.lead, by=by, at=at, period="2026-03", client_key=uuid.uuid4(),
        state=state, **fields,
    )  # fmt: skip


class TestResults:
    def test_each_point_has_its_facts_with_a_link(self, cast, task):
        make_task(cast, State.DONE, due_on=TODAY, title="按期的")
        made_up = make_task(cast, State.DONE, due_on=TODAY, title="补办的")
        Task.objects.filter(pk=made_up.pk).update(first_late_on=TODAY - timedelta(days=1))

        result = result_of(make_scheme(cast), cast.department)

        assert counts(result) == {"ON_TIME": 1, "LATE": 1, "MADE_UP_LATE": 1}
        assert result.score == Decimal(78)
        late = next(line for line in result.lines if line.formula == "LATE")
        assert late.facts[0].url == f"/tasks/{task.pk}/"
        assert "2026-02-27" in late.facts[0].text

    def test_who_waits_for_another_is_not_late_for_it(self, cast, task):
        Duty.objects.create(task=task, unit=cast.helper, due_on=TODAY - timedelta(days=1))
        stopped = make_late_task(cast)
        Task.objects.filter(pk=stopped.pk).update(stopped_on=TODAY - timedelta(days=9))

        assert counts(result_of(make_scheme(cast), cast.department)) == {}

    def test_targets_reached_are_a_share_of_those_due_verified(self, cast):
        for verified in (100, 40, None):
            make_late_task(cast).targets.update(said_value=100, verified_value=verified)

        result = result_of(make_scheme(cast), cast.department)

        reached = next(line for line in result.lines if line.formula == "REACHED")
        assert (reached.count, reached.of, reached.total) == (1, 3, Decimal("3.33"))

    def test_what_was_sent_back_before_the_date_costs_nothing(self, cast, task):
        before = NOON - timedelta(days=5)
        after = NOON - timedelta(days=1)
        for day in (before, after):
            report(task, cast.lead, day, "RETURNED", reviewed_by=cast.clerk, reviewed_at=day,
                   review_words="缺表")  # fmt: skip

        assert counts(result_of(make_scheme(cast), cast.department))["RETURNED"] == 1

    def test_a_unit_without_tasks_in_the_period_is_not_ranked(self, cast, task):
        Task.objects.filter(pk=make_task(cast, lead=cast.helper).pk).update(due_on=None)

        found = {one.unit: one.rank for one in queries.results_of(make_scheme(cast), today=TODAY)}

        assert found == {cast.department: 1, cast.helper: None}

    def test_many_tasks_cost_as_many_queries_as_one(
        self, cast, task, django_assert_max_num_queries
    ):
        scheme = make_scheme(cast)
        for _ in range(5):
            make_late_task(cast)

        with django_assert_max_num_queries(9):
            queries.results_of(scheme, today=TODAY)


class TestScheme:
    def test_one_where_falsehood_is_cheap_is_refused_in_words(self, cast):
        cheap = [Line(Formula.LATE, Decimal(5)), Line(Formula.FALSE, Decimal(3))]

        with pytest.raises(services.BadScheme, match="须扣5分以上"):
            make_scheme(cast, cheap)
        assert not Scheme.objects.exists()

    def test_only_people_of_the_unit_make_and_run_it(self, cast):
        for who in ("lead", "supervisor", "stranger"):
            with pytest.raises(services.NotAllowed):
                make_scheme(cast, by=cast.people[who])
        scheme = make_scheme(cast)
        with pytest.raises(services.NotAllowed):
            services.open_scheme(scheme=scheme, until_on=TODAY, by=cast.lead, at=NOON)

    def test_an_open_one_is_not_changed_and_final_comes_after_the_objections(self, cast, task):
        scheme = open_it(cast, make_scheme(cast))
        with pytest.raises(services.NotNow):
            services.change_scheme(
                scheme=scheme, title="x", from_on=TODAY, to_on=TODAY, base=Decimal(1),
                top=Decimal(2), lines=GOOD, by=cast.clerk, at=NOON,
            )  # fmt: skip
        with pytest.raises(services.NotNow, match="截止日期过后"):
            services.finalize_scheme(scheme=scheme, by=cast.clerk, at=NOON)
        objection = services.object_to_result(
            scheme=scheme, unit=cast.department, words="当时在等财政厅", by=cast.lead, at=NOON
        )
        with pytest.raises(services.NotNow, match="没有答复"):
            services.finalize_scheme(scheme=scheme, by=cast.clerk, at=NEXT)
        services.answer_objection(objection=objection, answer="已核", by=cast.clerk, at=NOON)
        services.finalize_scheme(scheme=scheme, by=cast.clerk, at=NEXT)

    def test_a_final_result_stays_whatever_happens_to_the_facts(self, cast, task):
        scheme = open_it(cast, make_scheme(cast))
        services.finalize_scheme(scheme=scheme, by=cast.clerk, at=NEXT)
        scheme.refresh_from_db()
        before = queries.results_of(scheme, today=TODAY)

        Task.objects.filter(pk=task.pk).update(due_on=TODAY + timedelta(days=30))

        assert queries.results_of(scheme, today=TODAY + timedelta(days=90)) == before
        assert counts(before[0]) == {"LATE": 1}
        assert Result.objects.get().rank == 1

    def test_a_correction_while_open_changes_the_result(self, cast, task):
        scheme = open_it(cast, make_scheme(cast))
        assert result_of(scheme, cast.department).score == Decimal(78)

        Task.objects.filter(pk=task.pk).update(due_on=TODAY + timedelta(days=30))

        assert result_of(scheme, cast.department).score == Decimal(80)


class TestWhoSees:
    def units(self, cast, scheme, who):
        user = cast.people[who]
        if not queries.visible_schemes(user=user, today=TODAY).filter(pk=scheme.pk).exists():
            return None
        seen = queries.seen_results(scheme, user=user, today=TODAY)
        return {one.unit.name: one.rank for one in seen}

    def test_a_unit_sees_its_own_result_once_open_and_its_rank_once_final(self, cast, task):
        other = make_task(cast, lead=cast.helper)
        Task.objects.filter(pk=other.pk).update(due_on=TODAY)
        scheme = make_scheme(cast)
        assert self.units(cast, scheme, "lead") is None
        assert self.units(cast, scheme, "clerk") == {"省技能厅": 2, "省财务厅": 1}

        scheme = open_it(cast, scheme)
        assert self.units(cast, scheme, "lead") == {"省技能厅": None}
        assert self.units(cast, scheme, "cooperator") == {"省财务厅": None}
        for who in ("city_clerk", "enterprise_clerk", "stranger", "auditor"):
            assert self.units(cast, scheme, who) is None

        services.finalize_scheme(scheme=scheme, by=cast.clerk, at=NEXT)
        scheme.refresh_from_db()
        [rank] = self.units(cast, scheme, "lead").values()
        assert rank is not None

    def test_nobody_objects_for_another_unit_or_after_the_day(self, cast, task):
        scheme = open_it(cast, make_scheme(cast))
        for who in ("cooperator", "clerk", "stranger"):
            with pytest.raises(services.NotAllowed):
                services.object_to_result(
                    scheme=scheme, unit=cast.department, words="x", by=cast.people[who], at=NOON
                )
        with pytest.raises(services.NotAllowed):
            services.object_to_result(
                scheme=scheme, unit=cast.department, words="x", by=cast.lead, at=NEXT
            )


class TestFindings:
    def test_it_costs_its_points_until_it_is_withdrawn(self, cast, task):
        scheme = make_scheme(cast)
        finding = services.record_finding(
            report=report(task, cast.lead, NOON), words="名册重复", by=cast.clerk, at=NOON
        )

        assert result_of(scheme, cast.department).score == Decimal(63)
        services.withdraw_finding(finding=finding, reason="核对有误", by=cast.clerk, at=NOON)
        assert result_of(scheme, cast.department).score == Decimal(78)

    def test_what_the_unit_corrected_before_its_date_is_no_falsehood(self, cast, task):
        early = report(task, cast.lead, NOON - timedelta(days=9))
        report(task, cast.lead, NOON - timedelta(days=5))

        with pytest.raises(services.NotNow, match="自行更正"):
            services.record_finding(report=early, words="不实", by=cast.clerk, at=NOON)

    def test_only_another_person_of_the_assigning_unit_finds_it(self, cast, task):
        made = report(task, cast.lead, NOON)
        for who in ("lead", "second_lead", "cooperator", "stranger", "supervisor"):
            with pytest.raises(services.NotAllowed):
                services.record_finding(report=made, words="x", by=cast.people[who], at=NOON)
        assert not Finding.objects.exists()


class TestPages:
    @pytest.fixture
    def scheme(self, cast):
        now, day = timezone.now(), timezone.localdate()
        make_late_task(cast, today=day, at=now, due_on=None, due_words="年内")
        return make_scheme(cast, from_on=day - timedelta(days=60), to_on=day, at=now)

    def form(self, cast, **fields):
        return {
            "unit": cast.office.pk, "title": "考核", "from_on": timezone.localdate(),
            "to_on": timezone.localdate(), "base": 80, "top": 100, "LATE": 2, "FALSE": 9, **fields,
        }  # fmt: skip

    def test_a_scheme_is_made_and_a_cheap_falsehood_told(self, client, cast):
        client.force_login(cast.clerk)
        assert client.get(reverse("escalations:scheme_new")).status_code == 200

        cheap = client.post(reverse("escalations:scheme_make"), self.form(cast, FALSE=1))
        made = client.post(reverse("escalations:scheme_make"), self.form(cast))

        assert cheap.status_code == 422
        assert "须扣" in cheap.content.decode()
        assert made.status_code == 302

    def test_the_unit_opens_its_result_and_objects(self, client, cast, scheme):
        scheme = services.open_scheme(
            scheme=scheme, until_on=timezone.localdate(), by=cast.clerk, at=timezone.now()
        )
        client.force_login(cast.lead)
        own = reverse("escalations:result", args=[scheme.pk, cast.department.pk])

        page = client.get(own).content.decode()
        client.post(
            reverse("escalations:object", args=[scheme.pk, cast.department.pk]),
            {"words": "当时停表"},
        )

        assert "超期未办结" in page
        assert "当时停表" in client.get(own).content.decode()
        client.force_login(cast.clerk)
        whole = client.get(reverse("escalations:scheme", args=[scheme.pk])).content.decode()
        assert "当时停表" in whole
        client.post(
            reverse("escalations:answer", args=[scheme.objections.get().pk]), {"words": "已核"}
        )
        assert scheme.objections.get().answer == "已核"

    def test_strangers_and_siblings_find_nothing(self, client, cast, scheme):
        services.open_scheme(
            scheme=scheme, until_on=timezone.localdate(), by=cast.clerk, at=timezone.now()
        )
        for who in ("cooperator", "city_clerk", "stranger", "auditor"):
            client.force_login(cast.people[who])
            for name, args in (
                ("scheme", [scheme.pk]), ("result", [scheme.pk, cast.department.pk]),
                ("scheme_edit", [scheme.pk]),
            ):  # fmt: skip
                assert client.get(reverse(f"escalations:{name}", args=args)).status_code == 404

    def test_a_report_is_found_false_through_the_page(self, client, cast, scheme):
        made = report(Task.objects.get(), cast.lead, timezone.now())
        client.force_login(cast.lead)
        assert client.get(reverse("escalations:finding", args=[made.pk])).status_code == 404
        client.force_login(cast.clerk)
        assert client.get(reverse("escalations:finding", args=[made.pk])).status_code == 200
        assert client.post(reverse("escalations:find", args=[made.pk])).status_code == 422

        client.post(reverse("escalations:find", args=[made.pk]), {"words": "名册重复"})

        assert Finding.objects.get().report == made
