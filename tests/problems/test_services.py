"""A problem becomes a task, is looked back at by somebody else, and may come back."""

from datetime import timedelta

import pytest

from changai.audit.models import Entry
from changai.notices.models import Notice
from changai.problems import queries, services
from changai.problems.models import Problem
from changai.tasks import services as tasks
from changai.tasks.models import Task
from tests.conftest import NOON, TODAY
from tests.orgs.factories import make_person, make_post
from tests.problems.factories import WHERE, WORDS, add, draft, look, put_right, rectify

LATER = NOON + timedelta(days=40)


@pytest.fixture
def done(cast, problem):
    """A problem whose task is done today."""
    return put_right(rectify(problem, cast), cast)


class TestAdding:
    def test_the_office_adds_it_with_one_trail(self, cast, problem):
        assert (problem.state, problem.look_back_days) == ("OPEN", 20)
        assert Entry.objects.filter(action="problem.added", object_id=problem.pk).count() == 1

    def test_others_do_not(self, cast):
        for who in ("lead", "supervisor", "city_clerk", "stranger", "auditor"):
            with pytest.raises(services.NotAllowed):
                add(cast, by=cast.people[who])
        assert not Problem.objects.exists()

    def test_without_words_source_or_with_a_day_ahead_it_is_refused(self, cast):
        with pytest.raises(services.WordsMissing):
            add(cast, words=" ")
        with pytest.raises(services.WordsMissing):
            add(cast, where="")
        with pytest.raises(services.BadDate):
            add(cast, found_on=TODAY + timedelta(days=1))

    def test_a_list_is_added_whole_or_not_at_all_and_each_bad_line_is_named(self, cast):
        lines = [(1, draft(cast)), (2, draft(cast, words="")), (3, draft(cast, where=""))]

        with pytest.raises(services.BadLines) as refusal:
            services.add_problems(unit=cast.office, drafts=lines, by=cast.clerk, at=NOON)

        assert [one.number for one in refusal.value.faults] == [2, 3]
        assert not Problem.objects.exists()
        services.add_problems(unit=cast.office, drafts=lines[:1] * 3, by=cast.clerk, at=NOON)
        assert Problem.objects.count() == 3
        assert Entry.objects.get(action="problem.added").line_count == 3


class TestRectifying:
    def test_the_words_of_the_problem_are_the_sentence_of_the_task(self, cast, problem):
        rectify(problem, cast)

        problem.refresh_from_db()
        task = problem.task
        assert (task.clause_words, task.clause_where) == (WORDS, WHERE)
        assert (task.assigner, task.lead, task.state) == (cast.office, cast.department, "ASSIGNED")
        assert task.problem == problem
        assert problem.state == "RECTIFYING"
        assert Notice.objects.filter(kind="task_assigned", person=cast.lead).exists()

    def test_only_once_and_only_by_its_office(self, cast, problem):
        with pytest.raises(services.NotAllowed):
            services.rectify_problem(problem=problem, title="", due_on=TODAY, by=cast.lead, at=NOON)
        rectify(problem, cast)
        with pytest.raises(services.NotNow):
            rectify(problem, cast)
        assert Task.objects.count() == 1

    def test_a_refused_task_leaves_the_problem_open(self, cast, problem):
        with pytest.raises(tasks.BadDate):
            rectify(problem, cast, due_on=TODAY - timedelta(days=1))

        problem.refresh_from_db()
        assert problem.state == "OPEN"


class TestLookingBack:
    def test_it_is_planned_some_working_days_after_the_end(self, cast, done):
        assert queries.look_back_on(done).isoformat() == "2026-03-30"
        row = queries.problem_row(done, today=TODAY)
        assert str(row.state_words) == "整改办结，待回头看"
        assert not row.is_due
        assert queries.problem_row(done, today=LATER.date()).is_due

    def test_not_before_its_day_and_not_before_the_task_is_done(self, cast, problem, done):
        with pytest.raises(services.NotNow, match="2026-03-30"):
            look(done, cast.clerk, held=True, at=NOON)
        other = rectify(add(cast), cast)
        with pytest.raises(services.NotNow, match="尚未办结"):
            look(other, cast.clerk, held=True, at=LATER)

    def test_never_by_the_unit_concerned_nor_by_who_reported(self, cast, done):
        make_post(cast.colleague, cast.department, "LIAISON")
        of_both = make_person(cast.office, "OFFICE", "双岗")
        make_post(of_both, cast.department, "CLERK")
        for who in (cast.lead, cast.second_lead, cast.colleague, of_both, cast.stranger):
            with pytest.raises(services.NotAllowed):
                look(done, who, held=True, at=LATER)

    def test_a_supervisor_over_the_unit_looks_back(self, cast, done):
        look(done, cast.supervisor, held=True, at=LATER)

        done.refresh_from_db()
        assert (done.state, done.looked_by) == ("HELD", cast.supervisor)

    def test_what_came_back_is_a_new_life_linked_to_the_earlier_one(self, cast, done):
        again = look(done, cast.clerk, held=False, at=LATER, words="又不符。")

        done.refresh_from_db()
        assert done.state == "CAME_BACK"
        assert (again.earlier, again.state, again.words) == (done, "OPEN", WORDS)
        chain = queries.chain_of(again, user=cast.clerk, today=LATER.date())
        assert [row.problem.pk for row in chain] == [done.pk, again.pk]
        assert Notice.objects.filter(kind="problem_came_back", person=cast.colleague).exists()

    def test_its_next_task_follows_the_finished_one(self, cast, done):
        again = look(done, cast.clerk, held=False, at=LATER)

        rectify(again, cast, at=LATER, due_on=LATER.date() + timedelta(days=9))

        again.refresh_from_db()
        assert again.task.follows_id == done.task_id
        assert Task.objects.get(pk=done.task_id).state == "DONE"

    def test_it_needs_words(self, cast, done):
        with pytest.raises(services.WordsMissing):
            look(done, cast.clerk, held=True, at=LATER, words=" ")


class TestDropping:
    def test_an_open_one_with_a_reason(self, cast, problem):
        with pytest.raises(services.WordsMissing):
            services.drop_problem(problem=problem, reason="", by=cast.clerk, at=NOON)
        services.drop_problem(problem=problem, reason="重复登记", by=cast.clerk, at=NOON)

        assert Problem.objects.get(pk=problem.pk).state == "DROPPED"

    def test_not_while_its_task_runs(self, cast, problem):
        rectify(problem, cast)
        with pytest.raises(services.NotNow):
            services.drop_problem(problem=problem, reason="算了", by=cast.clerk, at=NOON)
        task = Task.objects.get(problem=problem)
        tasks.cancel_task(task=task, reason="重复", by=cast.clerk, at=NOON)
        services.drop_problem(problem=problem, reason="重复", by=cast.clerk, at=NOON)


class TestWhoSees:
    def seen(self, cast):
        return {
            name
            for name, person in cast.people.items()
            if queries.visible_problems(user=person, today=TODAY).exists()
        }

    def test_the_unit_concerned_sees_it_once_it_is_to_put_it_right(self, cast, problem):
        office = {"clerk", "colleague", "supervisor"}
        assert self.seen(cast) == office
        rectify(problem, cast)
        assert self.seen(cast) == office | {"lead", "second_lead"}

    def test_two_people_at_once_are_told(self, cast, problem):
        services.change_problem(
            problem=problem, draft=draft(cast, words="改"), by=cast.clerk, at=NOON, seen_revision=0
        )
        with pytest.raises(services.OutOfDate):
            services.change_problem(
                problem=problem, draft=draft(cast), by=cast.colleague, at=NOON, seen_revision=0
            )
