"""A year with make-up days, extensions, stopped clocks and a three-day outage."""

import os
import random
from collections import Counter
from copy import deepcopy
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from changai.notices.models import Notice
from changai.tasks import services as tasks
from changai.tasks.models import Duty, Extension, Task, TaskTarget
from tests.notices.world import make_world
from tests.notices.year_oracle import DAY, Story, monday_to_friday

PLACE = ZoneInfo("Asia/Shanghai")
OUTAGE = {date(2026, 6, 9), date(2026, 6, 10), date(2026, 6, 11)}
NIGHT, MORNING, RESTART = time(0, 10), time(10), time(15)
KINDS = {
    "near_due",
    "overdue",
    "behind",
    "unsigned",
    "unsigned_escalated",
    "duty_near_due",
    "duty_overdue",
}
pytestmark = pytest.mark.django_db


def moment(day, hour):
    return datetime.combine(day, hour, PLACE)


class Year:
    """Let things happen at random through the services, and keep the story of each task."""

    def __init__(self, seed, count):
        self.rng, self.world = random.Random(seed), make_world()
        self.stories: dict[int, Story] = {}
        self.expected: Counter = Counter()
        self.by_naive_calendar: list = []
        starts = [date(2026, 1, 2) + DAY * self.rng.randrange(330) for _ in range(count)]
        self.starts = Counter(day for day in starts if day not in OUTAGE)

    def run(self):
        day = date(2026, 1, 1)
        while day <= date(2026, 12, 31):
            if day not in OUTAGE:
                self.tell(day, NIGHT)
                self.happen(day)
                if self.rng.random() < 0.1:
                    self.tell(day, RESTART)
            day += DAY

    def tell(self, day, hour):
        """Run the job, as the clock or a start does, and ask the oracle the same."""
        at = moment(day, hour)
        tasks.stamp_lateness(at=at)
        tasks.notify_due(today=day, at=at)
        for pk, story in self.stories.items():
            naive = deepcopy(story).tell(day, monday_to_friday)
            new = story.tell(day)
            self.by_naive_calendar += [naive != new]
            for kind, mark, who in new:
                for person in self.people(story, who):
                    self.expected[(at, kind, pk, mark.isoformat(), person)] += 1

    def people(self, story, who):
        told = {
            "lead": [self.world.leads[story.lead].pk],
            "office": [clerk.pk for clerk in self.world.clerks],
            "supervisor": [self.world.supervisor.pk],
            "cooperator": [self.world.leads[story.cooperator].pk] if story.cooperator else [],
        }
        return {person for one in who.split() for person in told[one]}

    def happen(self, day):
        for _ in range(self.starts[day]):
            self.assign(day)
        for pk, story in self.stories.items():
            if story.state != "DONE":
                self.live(pk, story, day, moment(day, MORNING))

    def assign(self, day):
        rng, world = self.rng, self.world
        lead, helper = rng.sample(world.units, 2)
        due = day + DAY * rng.choice([1, 4, 9, 20, 45, 90]) if rng.random() < 0.9 else None
        story = Story(lead.pk, due=due, assigned=day, last_due_change=day)
        story.has_target = rng.random() < 0.5
        duties = ()
        if due and rng.random() < 0.4:
            story.cooperator, story.duty_due = helper.pk, day + DAY * rng.randrange(2, 30)
            duties = (tasks.DutyDraft(helper.pk, story.duty_due, "协助"),)
        draft = tasks.TaskDraft(
            assigner_id=world.office.pk,
            title=f"任务 {len(self.stories) + 1}",
            clause_words="遴选企业开展试点。",
            clause_where="第三部分",
            evidence_required=False,
            targets=(tasks.TargetDraft(Decimal(100), "家"),) if story.has_target else (),
        )
        at, office = moment(day, MORNING), world.clerks[0]
        task = tasks.register_task(draft=draft, by=office, at=at)
        tasks.assign_task(
            task=task,
            lead_ids=[lead.pk],
            due_on=due,
            due_words="" if due else "长期",
            duties=duties,
            by=office,
            at=at,
        )
        self.stories[task.pk] = story

    def live(self, pk, story, day, at):
        """Let at most one thing happen to a task on a day."""
        task, rng = Task.objects.get(pk=pk), self.rng
        lead, office = self.world.leads[story.lead], self.world.clerks[0]
        working = story.state in ("ASSIGNED", "IN_PROGRESS")
        may = {
            "acknowledge": story.state == "ASSIGNED" and rng.random() < 0.25,
            "report": story.state == "IN_PROGRESS" and rng.random() < 0.05,
            "ask": working and story.due and story.asked_in_time is None and rng.random() < 0.03,
            "approve": working and story.asked_in_time is not None and rng.random() < 0.15,
            "refuse": working and story.asked_in_time is not None and rng.random() < 0.08,
            "stop": working and story.due and not story.stopped and rng.random() < 0.01,
            "resume": working and story.stopped and rng.random() < 0.12,
            "amend": working and story.due and rng.random() < 0.01,
            "duty": story.duty_due and story.duty_open and working and rng.random() < 0.04,
            "submit": story.state == "IN_PROGRESS"
            and (story.duty_due is None or not story.duty_open)
            and rng.random() < 0.03,
            "return": story.state == "UNDER_REVIEW" and rng.random() < 0.1,
            "accept": story.state == "UNDER_REVIEW"
            and story.asked_in_time is None
            and rng.random() < 0.1,
        }
        what = next((name for name, yes in may.items() if yes), None)
        if what is None:
            return
        value = getattr(self, f"do_{what}")(task, story, lead, office, day, at)
        if value is not False:
            story.happen(day, what, value)

    def do_acknowledge(self, task, story, lead, office, day, at):
        tasks.acknowledge_task(task=task, by=lead, at=at)

    def do_report(self, task, story, lead, office, day, at):
        said = int(story.said or 0) + self.rng.randrange(0, 40)
        TaskTarget.objects.filter(task=task).update(said_value=said, said_on=day)
        tasks.note_progress(task=task, by=lead, at=at, words="有进展")
        return said

    def do_ask(self, task, story, lead, office, day, at):
        wanted = max(story.due, day) + DAY * self.rng.randrange(3, 30)
        tasks.ask_extension(task=task, wanted_on=wanted, reason="需要时间", by=lead, at=at)
        return wanted

    def do_approve(self, task, story, lead, office, day, at):
        granted = max(story.wanted, story.due + DAY, day)
        extension = Extension.objects.get(task=task, state="ASKED")
        tasks.approve_extension(extension=extension, granted_on=granted, by=office, at=at)
        return granted

    def do_refuse(self, task, story, lead, office, day, at):
        extension = Extension.objects.get(task=task, state="ASKED")
        tasks.refuse_extension(extension=extension, reason="按期完成", by=office, at=at)

    def do_stop(self, task, story, lead, office, day, at):
        tasks.stop_clock(task=task, cause="EXPERT", words="专家评审", by=office, at=at)

    def do_resume(self, task, story, lead, office, day, at):
        tasks.resume_clock(task=task, by=office, at=at)

    def do_amend(self, task, story, lead, office, day, at):
        due = day + DAY * self.rng.randrange(1, 40)
        tasks.change_due(task=task, due_on=due, reason="计划修订", by=office, at=at)
        return due

    def do_duty(self, task, story, lead, office, day, at):
        duty = Duty.objects.get(task=task)
        helper = self.world.leads[story.cooperator]
        tasks.report_duty(duty=duty, by=helper, at=at)
        duty.refresh_from_db()
        tasks.accept_duty(duty=duty, by=lead, at=at + timedelta(minutes=1))

    def do_submit(self, task, story, lead, office, day, at):
        tasks.submit_task(task=task, by=lead, at=at)

    def do_return(self, task, story, lead, office, day, at):
        tasks.return_task(task=task, reason="材料不全", by=office, at=at)

    def do_accept(self, task, story, lead, office, day, at):
        tasks.accept_task(task=task, by=office, at=at)


def told_in_fact():
    """Return what was told, keyed like the expectation; a duty is named by its task."""
    task_of = dict(Duty.objects.values_list("pk", "task_id"))
    told = Counter()
    for at, kind, key, person in Notice.objects.filter(kind__in=KINDS).values_list(
        "made_at", "kind", "key", "person_id"
    ):
        _, pk, mark = key.split(":")
        task = task_of[int(pk)] if kind.startswith("duty_") else int(pk)
        told[(at, kind, task, mark, person)] += 1
    return told


# The long runs live through more years; a year costs some seconds.
SEEDS = [2026] if int(os.environ.get("CHANGAI_EXAMPLES", "0")) < 1000 else [2026, 77, 5, 813]


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_every_notice_comes_on_the_right_day_none_twice_none_lost(seed):
    year = Year(seed, count=45)

    year.run()

    told = told_in_fact()
    assert sorted((told - year.expected).elements()) == []
    assert sorted((year.expected - told).elements()) == []
    kinds = Counter(kind for _, kind, *_ in told)
    assert {kind for kind in KINDS if kinds[kind] >= 3} == KINDS
    # The year would not prove anything if a calendar without make-up days gave the same.
    assert any(year.by_naive_calendar)
