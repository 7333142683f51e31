"""A machine that drives the services of tasks in any order by anybody, and judges by its own eyes.

The judgement reads rows and knows nothing of the services: it has its own table and its own idea
of what may be closed.
"""

from copy import copy
from datetime import timedelta
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q

from changai.tasks import services
from changai.tasks.models import Duty, Extension, Task, TaskEvent
from changai.tasks.services import Amendment, Assignment, DutyDraft, Split, TargetDraft
from tests.conftest import NOON, TODAY
from tests.orgs.factories import make_department, make_office, make_person, make_post, make_unit
from tests.tasks.factories import DUE, draft

# Below this number the right person acts, above it anybody.
RIGHT = 24
OPEN = ["REGISTERED", "ASSIGNED", "IN_PROGRESS", "UNDER_REVIEW"]
OVER = ["DONE", "CLOSED", "ARCHIVED"]
MOVES = {
    "register": ([""], "REGISTERED"),
    "assign": (["", "REGISTERED"], "ASSIGNED"),
    "acknowledge": (["ASSIGNED"], "IN_PROGRESS"),
    "decline": (["ASSIGNED"], "REGISTERED"),
    "report": (["IN_PROGRESS"], "IN_PROGRESS"),
    "submit": (["IN_PROGRESS"], "UNDER_REVIEW"),
    "return": (["UNDER_REVIEW"], "IN_PROGRESS"),
    "accept": (["UNDER_REVIEW"], "DONE"),
    "strike_off": (["DONE"], "CLOSED"),
    "archive": (["CLOSED"], "ARCHIVED"),
    "cancel": (OPEN, "CANCELLED"),
    "reassign": (OPEN, "ASSIGNED"),
}


class Machine:
    """A province of few units and people, some of whom wear two hats, and tasks in mid-life."""

    def __init__(self):
        province = make_unit("东江省")
        city = make_unit("云溪市", province)
        county = make_unit("柳湾县", city)
        self.office = make_office(province)
        self.department = make_department(province, "省技能厅")
        self.helper = make_department(province, "省财务厅")
        city_office, county_office = make_office(city), make_office(county)
        plant = make_unit("柳湾机床厂", county, kind="enterprise")
        self.units = [
            self.department,
            city_office,
            county_office,
            plant,
            self.helper,
            self.office,
        ]
        self.people = [
            make_person(unit, role)
            for unit in self.units
            for role in (("LIAISON", "OFFICE") if unit is not plant else ("CLERK",))
        ]
        both = make_person(self.office, "OFFICE", "两岗")
        make_post(both, self.department, "LIAISON")
        judge = make_person(self.office, "SUPERVISOR", "督办")
        hybrid = make_person(self.office, "SUPERVISOR", "兼督")
        make_post(hybrid, self.office, "OFFICE")
        self.people += [both, judge, hybrid]
        self.at = NOON
        self.stale = {}
        self.done = 0
        self._begin()

    def _begin(self):
        clerk = self.at_unit(self.office)
        lead = self.at_unit(self.department)
        drafts = [
            draft(self.office, evidence_required=True, targets=(TargetDraft(Decimal(100), "人"),)),
            draft(self.office),
            draft(self.office, evidence_required=True),
        ]
        big, own, _joint = services.register_tasks(drafts=drafts, by=clerk, at=self.at)
        services.assign_task(
            task=big,
            by=clerk,
            at=self.at,
            lead_ids=[self.department.pk],
            due_on=DUE,
            duties=[DutyDraft(self.helper.pk)],
        )
        services.assign_task(
            task=own, by=clerk, at=self.at, lead_ids=[self.office.pk], due_words="长期坚持"
        )
        services.acknowledge_task(task=big, by=lead, at=self.at)
        services.acknowledge_task(task=own, by=clerk, at=self.at)
        services.cascade_task(task=big, targets=[Split(self.units[1].pk)], by=clerk, at=self.at)

    def start(self):
        """Forget what an earlier example knew."""
        self.at = NOON
        self.stale = {}
        self.done = 0

    def at_unit(self, unit, other_than=None):
        """Return somebody who works at a unit and is another person than one."""
        ids = {unit.pk} if hasattr(unit, "pk") else {unit}
        for person in self.people:
            posts = person.__dict__.setdefault(
                "_works", {one.unit_id for one in person.posts.all() if one.role != "SUPERVISOR"}
            )
            if posts & ids and person.pk != other_than and len(posts) == 1:
                return person
        return self.people[0]

    def who(self, number, unit_id, other_than=None):
        """Return the right person for small numbers, anybody for large ones."""
        if number < RIGHT:
            return self.at_unit(unit_id, other_than)
        return self.people[(number - RIGHT) % len(self.people)]

    def run(self, op, which, number, extra):
        """Do one thing to one task by one person; say whether it was not refused.

        Sometimes the person acts on what they saw when the task was met first.
        """
        tasks = list(Task.objects.order_by("pk"))
        for one in tasks:
            self.stale.setdefault(one.pk, copy(one))
        task = tasks[which % len(tasks)]
        if extra == 4:
            task = copy(self.stale[task.pk])
        try:
            getattr(self, f"do_{op}")(task, number, extra)
        except services.Refused:
            return False
        self.done += 1
        return True

    def _told(self, task, number, unit_id, other_than=None):
        return {"task": task, "by": self.who(number, unit_id, other_than), "at": self.at}

    def do_assign(self, task, number, extra):
        told = self._told(task, number, task.assigner_id)
        leads = [self.units[extra % 6].pk]
        if extra >= 6:
            leads = [self.units[0].pk, self.units[1].pk, self.units[2].pk]
        services.assign_task(
            **told,
            lead_ids=leads,
            joint=len(leads) > 1,
            due_on=DUE + timedelta(days=90),
            duties=[DutyDraft(self.units[(extra + 2) % 6].pk)] if extra % 2 else [],
        )

    def do_acknowledge(self, task, number, extra):
        services.acknowledge_task(**self._told(task, number, task.lead_id))

    def do_decline(self, task, number, extra):
        services.decline_task(**self._told(task, number, task.lead_id), reason="非本单位职责")

    def do_report(self, task, number, extra):
        services.note_progress(**self._told(task, number, task.lead_id), blocked_words="等")

    def do_evidence(self, task, number, extra):
        Task.objects.filter(pk=task.pk, state__in=["ASSIGNED", "IN_PROGRESS"]).update(
            evidence_count=extra % 2
        )

    def do_submit(self, task, number, extra):
        services.submit_task(**self._told(task, number, task.lead_id))

    def do_return(self, task, number, extra):
        told = self._told(task, number, task.assigner_id, task.submitted_by_id)
        services.return_task(**told, reason="数字不实")

    def do_accept(self, task, number, extra):
        told = self._told(task, number, task.assigner_id, task.submitted_by_id)
        if extra % 4 == 3:
            told["by"] = task.submitted_by or told["by"]
        services.accept_task(**told)

    def do_accept_all(self, task, number, extra):
        by = self.who(number, task.assigner_id, task.submitted_by_id)
        services.accept_tasks(tasks=list(Task.objects.all()), by=by, at=self.at)

    def do_close(self, task, number, extra):
        """Go all the way, with the right people or with one person in all parts."""
        evidence = {"evidence_count": 1} if extra % 2 else {}
        working = Task.objects.filter(pk=task.pk, state__in=["ASSIGNED", "IN_PROGRESS"])
        if evidence:
            working.update(**evidence)
        if task.state == "ASSIGNED":
            services.acknowledge_task(**self._told(task, number, task.lead_id))
        if task.state == "IN_PROGRESS":
            services.submit_task(**self._told(task, number, task.lead_id))
        told = self._told(task, number, task.assigner_id, task.submitted_by_id)
        services.accept_task(**told)

    def do_advance(self, task, number, extra):
        """Do what brings a task, its child or its duty nearer to the end, allowed or not."""
        task.refresh_from_db()
        child = Task.objects.filter(parent=task, state__in=OPEN, waived_at=None).first()
        duty = Duty.objects.filter(task=task, state__in=["OPEN", "REPORTED"]).first()
        if child and extra < 4:
            step = self.do_waive_child if extra == 3 else self.do_advance
            step(child, number, extra)
        elif duty and extra < 6:
            self.do_duty(task, number, 3 if extra == 5 else int(duty.state == "REPORTED"))
        elif task.state == "IN_PROGRESS" and task.evidence_required and not task.evidence_count:
            self.do_evidence(task, number, 1 if extra % 4 else 0)
        else:
            NEXT[task.state](self, task, number, extra)

    def do_strike_off(self, task, number, extra):
        right = self.people[-1 - extra % 2]
        by = right if number < RIGHT else self.who(number, task.assigner_id)
        services.strike_off_task(task=task, by=by, at=self.at)

    def do_archive(self, task, number, extra):
        services.archive_task(**self._told(task, number, task.assigner_id))

    def do_cancel(self, task, number, extra):
        services.cancel_task(**self._told(task, number, task.assigner_id), reason="撤销")

    def do_reassign(self, task, number, extra):
        services.reassign_task(
            **self._told(task, number, task.assigner_id),
            lead_id=self.units[extra % 6].pk,
            reason="职责调整",
            due_on=DUE + timedelta(days=120) if extra >= 6 else None,
        )

    def do_cascade(self, task, number, extra):
        chosen = [unit for bit, unit in enumerate(self.units[1:4]) if extra + 1 & 1 << bit]
        goal = task.targets.first()
        quotas = {goal.pk: Decimal(10)} if goal else {}
        splits = [Split(unit.pk, quotas=quotas) for unit in chosen]
        unit_id = task.lead_id if extra % 2 else task.assigner_id
        services.cascade_task(**self._told(task, number, unit_id), targets=splits)

    def do_waive_child(self, task, number, extra):
        services.waive_child(**self._told(task, number, task.assigner_id), reason="条件不具备")

    def do_add_duty(self, task, number, extra):
        told = self._told(task, number, task.assigner_id)
        services.add_duty(**told, unit=self.units[extra % 6])

    def do_duty(self, task, number, extra):
        duty = Duty.objects.filter(task=task).order_by("-pk").first()
        if duty is None:
            return
        told = {"duty": duty, "at": self.at}
        if extra % 4 == 0:
            services.report_duty(**told, by=self.who(number, duty.unit_id))
        elif extra % 4 == 1:
            services.accept_duty(**told, by=self.who(number, task.lead_id, duty.reported_by_id))
        elif extra % 4 == 2:
            services.return_duty(**told, by=self.who(number, task.lead_id), reason="不全")
        else:
            services.waive_duty(**told, by=self.who(number, task.assigner_id), reason="已无必要")

    def do_amend(self, task, number, extra):
        fields = {"evidence_required": bool(extra % 2)}
        amendment = Amendment(task.pk, "计划修订", fields, due_on=DUE + timedelta(days=extra * 10))
        services.amend_tasks(
            amendments=[amendment], by=self.who(number, task.assigner_id), at=self.at
        )

    def do_assign_many(self, task, number, extra):
        assignments = [
            Assignment(pk, (self.units[extra % 6].pk,), due_on=DUE)
            for pk in Task.objects.values_list("pk", flat=True)
        ]
        by = self.who(number, task.assigner_id)
        services.assign_tasks(assignments=assignments, by=by, at=self.at)

    def do_follow_up(self, task, number, extra):
        services.follow_up_task(**self._told(task, number, task.assigner_id), cause="回头看未通过")

    def do_clock(self, task, number, extra):
        office = self._told(task, number, task.assigner_id)
        if task.stopped_on:
            services.resume_clock(**office)
        elif extra % 2:
            services.stop_clock(**office, cause="EXPERT", words="专家论证")
        else:
            services.change_due(**office, due_on=DUE + timedelta(days=extra), reason="调整")

    def do_extension(self, task, number, extra):
        asked = Extension.objects.filter(task=task, state="ASKED").first()
        if asked is None:
            services.ask_extension(
                **self._told(task, number, task.lead_id),
                wanted_on=(task.due_on or TODAY) + timedelta(days=10 + extra),
                reason="设备未到",
            )
        else:
            by = self.who(number, task.assigner_id, asked.asked_by_id)
            told = {"extension": asked, "by": by, "at": self.at}
            if extra % 2:
                services.refuse_extension(**told, reason="不同意")
            else:
                services.approve_extension(**told, granted_on=asked.wanted_on)

    def do_wait(self, task, number, extra):
        self.at += timedelta(days=1 + extra * 5)
        services.stamp_lateness(at=self.at)


NEXT = {
    "REGISTERED": Machine.do_assign,
    "ASSIGNED": Machine.do_acknowledge,
    "IN_PROGRESS": Machine.do_submit,
    "UNDER_REVIEW": Machine.do_accept,
    "DONE": Machine.do_strike_off,
    "CLOSED": Machine.do_archive,
    "ARCHIVED": Machine.do_follow_up,
    "CANCELLED": Machine.do_follow_up,
}
OPS = [name[3:] for name in dir(Machine) if name.startswith("do_")]


def wrongly_closed():
    """Return the tasks that were closed against a rule, judged from the rows alone."""
    child = Task.objects.filter(parent=OuterRef("pk"), state__in=OPEN, waived_at=None)
    duty = Duty.objects.filter(task=OuterRef("pk"), state__in=["OPEN", "REPORTED"])
    return list(
        Task.objects.filter(state__in=OVER).filter(
            Exists(child)
            | Exists(duty)
            | Q(evidence_required=True, evidence_count=0)
            | Q(done_by=None)
            | Q(submitted_by=None)
            | Q(done_by=F("submitted_by"))
            | Q(closed_by=F("submitted_by"))
        )
    )


def broken_lives():
    """Return what in the steps of tasks does not follow the table, as sentences."""
    faults = []
    state, reporter = {}, {}
    for step in TaskEvent.objects.order_by("pk"):
        if step.from_state != state.get(step.task_id, ""):
            faults.append(f"{step} begins at {step.from_state}, not where the last one ended")
        allowed = MOVES.get(step.event)
        if allowed is None and step.from_state != step.to_state:
            faults.append(f"{step} moves without a line")
        if allowed and (step.from_state not in allowed[0] or step.to_state != allowed[1]):
            faults.append(f"{step}: {step.from_state} to {step.to_state}")
        if step.event == "submit":
            reporter[step.task_id] = step.by_id
        if step.event in {"accept", "strike_off"} and reporter.get(step.task_id) == step.by_id:
            faults.append(f"{step} by its own reporter")
        state[step.task_id] = step.to_state
    for pk, now in Task.objects.values_list("pk", "state"):
        if state.get(pk) != now:
            faults.append(f"task {pk} is {now}, its steps end at {state.get(pk)}")
    return faults
