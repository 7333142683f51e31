"""One province in which everything exists that an address can name, for own, sibling, parent,
child and stranger units, with a mark in every text that is not for everybody.

The dates are those of the day on which the test runs: pages know no other.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from changai.audit import services as audit
from changai.documents.models import Instruction
from changai.documents.queries import stored_path
from changai.notices.models import Notice
from changai.orgs.models import Post, Unit
from changai.tasks import services
from changai.tasks.models import Task
from tests.accounts.factories import make_user
from tests.documents.factories import make_document, make_measure
from tests.orgs.factories import make_post, make_unit
from tests.trust import tree
from tests.trust.marks import Marks
from tests.trust.tree import Person


@dataclass(eq=False)
class Thing:
    """An object of the world with what decides who sees it, as declared here."""

    key: str
    row: Any
    unit: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def pk(self):
        """Return the number of the object."""
        return self.row.pk

    def __getattr__(self, name):
        try:
            return self.__dict__["facts"][name]
        except KeyError as error:
            raise AttributeError(name) from error


class World:
    """Units, people and things by key; the marks in them."""

    def __init__(self) -> None:
        self.now = timezone.now()
        self.today = timezone.localdate()
        self.marks = Marks()
        self.units: dict[str, Unit] = {}
        self.people: dict[str, Person] = {}
        self.things: dict[str, dict[str, Thing]] = {}
        self._make_units()
        self._make_people()

    def of(self, kind: str, *keys: str) -> list[Thing]:
        """Return the things of a kind, all or those named."""
        known = self.things.get(kind, {})
        return [known[key] for key in keys] if keys else list(known.values())

    def keep(self, kind: str, key: str, row: Any, unit: str = "", **facts: Any) -> Thing:
        """Keep an object under its key."""
        thing = Thing(key, row, unit, facts)
        self.things.setdefault(kind, {})[key] = thing
        return thing

    def user(self, key: str):
        """Return the account of a person."""
        return self.people[key].user

    def mark(self, what: str, who) -> str:
        """Return a new mark for a text that only these people may read."""
        return self.marks.make(what, who)

    def _make_units(self) -> None:
        for key, name, parent, kind in tree.UNITS:
            above = self.units.get(parent)
            more = {"serves": above, "tier": above.tier} if kind == "reform_office" else {}
            if kind == "member_unit":
                more = {"tier": above.tier}
            if kind == "zone":
                more = {"tier": "COUNTY"}
            if kind == "enterprise":
                more = {"tier": "ENTERPRISE"}
            self.units[key] = make_unit(name, above, kind=kind, **more)
            self.keep("unit", key, self.units[key], key)

    def _make_people(self) -> None:
        for unit in tree.PARENTS:
            for role in tree.ROLES if unit in tree.STAFFED else tree.USUAL.get(unit, ()):
                self._person(f"{unit}.{role}", ((role, unit),))
        day = timedelta(days=1)
        yesterday = self._person("ended", (), (("LIAISON", "D"),))
        self._post(yesterday, "LIAISON", "D", to_on=self.today - day)
        tomorrow = self._person("to come", (), (("OFFICE", "AO"),))
        self._post(tomorrow, "OFFICE", "AO", from_on=self.today + day)
        standing = self._person("stand-in", (), (("LIAISON", "D"),), held=(("LIAISON", "D"),))
        covered = self.things["post"]["D.LIAISON"].row
        self._post(
            standing,
            "LIAISON",
            "D",
            from_on=self.today - day,
            to_on=self.today + 9 * day,
            stand_in_for=covered,
        )
        gone = self._person("deactivated", (), (("OFFICE", "PO"),), signed_in=False)
        self._post(gone, "OFFICE", "PO")
        gone.user.is_active = False
        gone.user.deactivated_at = self.now
        gone.user.save()
        self._person("nobody", ())
        self._person("two posts", (("CLERK", "E1"), ("LEADER", "B1")))
        self.people["anonymous"] = Person("anonymous", None, signed_in=False)

    def _person(self, key, posts, ever=(), *, held=None, signed_in=True) -> Person:
        number = len(self.people)
        user = make_user(f"人{number}", login=f"trust-{number}", language="zh-hans")
        today = tuple(posts if held is None else held)
        person = Person(key, user, today, tuple(posts) + tuple(ever), signed_in)
        self.people[key] = person
        words = self.mark(
            f"mail of {key}", lambda who: who is person or who.manages(person) or _root_audit(who)
        )
        user.email = f"{words}@example.invalid"
        user.save()
        for role, unit in posts:
            self._post(person, role, unit)
        self.keep("person", key, user, person=person)
        return person

    def _post(self, person: Person, role: str, unit: str, **fields: Any) -> Post:
        post = make_post(person.user, self.units[unit], role, **fields)
        if person.key not in self.things.get("post", {}):
            over = post.to_on is not None and post.to_on < self.today
            self.keep("post", person.key, post, unit, role=role, person=person, over=over)
        return post


def _root_audit(who: Person) -> bool:
    """The audit of the root unseals what was recorded of anybody."""
    return who.audits("P")


def parts(thing: Thing) -> list[str]:
    """Return the units that take part in a task."""
    units = (thing.lead, thing.assigner, *thing.cooperating, *thing.source)
    return [unit for unit in units if unit]


def sees_task(who: Person, task: Thing) -> bool:
    """A unit that takes part sees a task, and so do those above it."""
    return any(who.sees(unit) for unit in parts(task))


def sees_whole(who: Person, task: Thing) -> bool:
    """Reports and steps are for those at or above the lead and the assigning unit."""
    return who.sees(task.lead) or who.sees(task.assigner)


def reads_of_task(who: Person, task: Thing) -> bool:
    """What a task is called and asks: its parts, those of its children, and their audit."""
    line = [task, *task.children]
    return any(sees_task(who, one) or who.audits(*parts(one)) for one in line)


def build() -> World:
    """Return the world, made once for a module."""
    from tests.trust.world_bodies import add_bodies
    from tests.trust.world_conveyance import add_conveyance

    world = World()
    _documents(world)
    _tasks(world)
    add_bodies(world)
    add_conveyance(world)
    # Last of the old: pages of the audit show the newest first.
    _notices_and_audit(world)
    from tests.trust.world_escalations import add_escalations
    from tests.trust.world_evidence import add_evidence
    from tests.trust.world_indicators import add_indicators
    from tests.trust.world_meetings import add_meetings
    from tests.trust.world_papers import add_papers
    from tests.trust.world_pilots import add_pilots
    from tests.trust.world_plans import add_plans
    from tests.trust.world_problems import add_problems

    add_plans(world)
    add_evidence(world)
    add_papers(world)
    add_problems(world)
    add_escalations(world)
    add_meetings(world)
    add_pilots(world)
    add_indicators(world)
    return world


def _documents(world: World) -> None:
    for unit in ("PO", "H", "AO", "BO", "E1"):
        by = world.user(f"{unit}.OFFICE")
        sees = lambda who, at=unit: who.sees(at)  # noqa: E731
        told = lambda who, at=unit: who.sees(at) or who.audits(at)  # noqa: E731
        title = "全省推进会报道" + world.mark(f"document title of {unit}", told)
        words = world.mark(f"text of a document of {unit}", sees)
        text = (
            f"{title}\n会议指出{words}，要扩大试点覆盖，年底前新增试点企业600家。\n"
            "会议要求，要健全薪酬分配机制；要打通成长通道。\n领导批示：请抓紧办理。"
        )
        name = world.mark(f"file name of {unit}", told) + ".txt"
        row = make_document(world.units[unit], by, text, title=title, file_name=name)
        path = stored_path(row.original.sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        document = world.keep("document", unit, row, unit)
        for state, quote in (
            ("PROPOSED", f"会议指出{words}，要扩大试点覆盖，年底前新增试点企业600家。"),
            ("ACCEPTED", "要健全薪酬分配机制；"),
            ("REJECTED", "要打通成长通道。"),
        ):
            measure = make_measure(row, quote, state=state)
            world.keep("measure", f"{unit}.{state}", measure, unit, document=document)
        start = text.index("请抓紧办理")
        order = Instruction.objects.create(
            owner=row.owner,
            document=row,
            leader_name="省领导",
            words="请抓紧办理",
            start=start,
            end=start + 5,
        )
        world.keep("instruction", unit, order, unit, document=document)


def _tasks(world: World) -> None:
    due = world.today + timedelta(days=60)
    make = _Tasks(world, due)
    make("registered", "PO", None, "REGISTERED")
    make("assigned", "PO", "D", "ASSIGNED", cooperating=("H",))
    prov = make("province", "PO", "D", "IN_PROGRESS", cooperating=("H",), targets=True)
    make("review", "PO", "D", "UNDER_REVIEW")
    make("done", "PO", "D", "DONE")
    make("closed", "PO", "D", "CLOSED")
    make("archived", "PO", "D", "ARCHIVED")
    make("cancelled", "PO", None, "CANCELLED")
    make("own", "PO", "PO", "IN_PROGRESS")
    make("late ask", "PO", "D", "IN_PROGRESS", extension=True)
    make("stopped", "PO", "D", "IN_PROGRESS", stopped=True)
    make("city", "AO", "A1O", "UNDER_REVIEW", source=("E3",))
    make("neighbour", "BO", "B1O", "ASSIGNED")
    make("city assigned", "AO", "A1O", "ASSIGNED")
    make("county", "A1O", "E1", "ASSIGNED")
    make("zone", "AO", "E5", "IN_PROGRESS", cooperating=("E6",), targets=True)
    city_a, city_b = make.split(prov, "PO", ("AO", "BO"))
    county_1, county_2 = make.split(city_a, "AO", ("A1O", "A2O"))
    make.split(county_1, "A1O", ("E1", "E2"))
    make.split(county_2, "A2O", ("E3",))
    (county_b,) = make.split(city_b, "BO", ("B1O",))
    make.split(county_b, "B1O", ("E7",))
    duty = make.duties["province"]
    services.report_duty(duty=duty.row, by=world.user("H.LIAISON"), at=world.now)


STEPS = ("REGISTERED", "ASSIGNED", "IN_PROGRESS", "UNDER_REVIEW", "DONE", "CLOSED", "ARCHIVED")


def worker_of(unit: str) -> str:
    """Return the key of somebody who does the daily work of a unit."""
    if tree.KINDS[unit] == "enterprise":
        return f"{unit}.CLERK"
    return f"{unit}.LIAISON" if unit in ("D", "H") else f"{unit}.OFFICE"


class _Tasks:
    """Makes tasks by the services, so that every trace they leave is there."""

    def __init__(self, world: World, due) -> None:
        self.world, self.due = world, due
        self.duties: dict[str, Thing] = {}

    def __call__(self, key, assigner, lead, state, *, cooperating=(), source=(), **more) -> Thing:
        world, units = self.world, self.world.units
        facts = {
            "assigner": assigner, "lead": lead, "cooperating": cooperating, "source": source,
            "state": state, "children": [], "reporter": "", "extension": False, "stopped": False,
        }  # fmt: skip
        thing = Thing(key, None, assigner, facts)
        title = "培养高技能人才" + world.mark(f"task {key}", lambda who: reads_of_task(who, thing))
        draft = services.TaskDraft(
            assigner_id=units[assigner].pk,
            title=title,
            clause_words=f"年内完成：{title}。",
            clause_where="推进会讲话第三部分",
            source_unit_ids=tuple(units[one].pk for one in source),
            targets=(services.TargetDraft(Decimal(100), "人", ">=", "人才"),)
            if more.get("targets")
            else (),
        )
        boss = {"by": world.user(worker_of(assigner)), "at": world.now}
        row = services.register_task(draft=draft, **boss)
        thing.row = row
        world.keep("task", key, row, assigner, **facts)
        kept = world.things["task"][key] = thing
        self._drive(kept, boss)
        self._mishaps(kept, boss, more)
        kept.row = Task.objects.get(pk=row.pk)
        return kept

    def _drive(self, thing: Thing, boss) -> None:
        world, row = self.world, thing.row
        if thing.state == "CANCELLED":
            services.cancel_task(task=row, reason="不再需要", **boss)
            return
        steps = STEPS.index(thing.state)
        if not steps:
            return
        duties = [services.DutyDraft(world.units[one].pk) for one in thing.cooperating]
        services.assign_task(
            task=row, lead_ids=[world.units[thing.lead].pk], due_on=self.due, duties=duties, **boss
        )
        for unit in thing.cooperating:
            duty = row.duties.get(unit=world.units[unit])
            self.duties[thing.key] = world.keep("duty", thing.key, duty, unit, task=thing)
        lead = {"by": world.user(worker_of(thing.lead)), "at": world.now}
        moves = [
            lambda: services.acknowledge_task(task=row, **lead),
            lambda: services.submit_task(task=row, **lead),
            lambda: services.accept_task(task=row, **boss),
            lambda: services.strike_off_task(
                task=row, by=world.user(f"{thing.assigner}.SUPERVISOR"), at=world.now
            ),
            lambda: services.archive_task(task=row, **boss),
        ]
        for move in moves[: steps - 1]:
            move()
        if steps >= STEPS.index("UNDER_REVIEW"):
            thing.facts["reporter"] = worker_of(thing.lead)

    def _mishaps(self, thing: Thing, boss, more) -> None:
        world, row = self.world, thing.row
        whole = lambda who: sees_whole(who, thing) or _told_or_audits(who, thing)  # noqa: E731
        if more.get("extension"):
            thing.facts["extension"] = True
            services.ask_extension(
                task=row,
                wanted_on=self.due + timedelta(days=30),
                reason="等待资金" + world.mark("why later", whole),
                by=world.user(worker_of(thing.lead)),
                at=world.now,
            )
        if more.get("stopped"):
            thing.facts["stopped"] = True
            services.stop_clock(
                task=row, cause="EXPERT", words="评审" + world.mark("why stopped", whole), **boss
            )

    def split(self, parent: Thing, by: str, leads: tuple[str, ...]) -> list[Thing]:
        """Split a task to units below; all of them sign."""
        world, made = self.world, []
        splits = [services.Split(world.units[one].pk, due_on=self.due) for one in leads]
        services.cascade_task(
            task=parent.row, targets=splits, by=world.user(worker_of(by)), at=world.now
        )
        by_lead = {row.lead_id: row for row in Task.objects.filter(parent=parent.row)}
        for unit in leads:
            row = by_lead[world.units[unit].pk]
            lead = {"by": world.user(worker_of(unit)), "at": world.now}
            services.acknowledge_task(task=row, **lead)
            facts = {
                "assigner": parent.lead, "lead": unit, "cooperating": (), "source": (),
                "state": "IN_PROGRESS", "children": [], "reporter": "",
                "extension": False, "stopped": False, "parent": parent,
            }  # fmt: skip
            key = f"{parent.key}>{unit}"
            thing = world.keep("task", key, Task.objects.get(pk=row.pk), parent.lead, **facts)
            for one in _line(parent):
                one.facts["children"] = [*one.children, thing]
            made.append(thing)
        parent.row = Task.objects.get(pk=parent.pk)
        return made


def _line(task: Thing) -> list[Thing]:
    line = [task]
    while "parent" in line[-1].facts:
        line.append(line[-1].parent)
    return line


def _told_or_audits(who: Person, task: Thing) -> bool:
    return who.audits(*parts(task))


def _notices_and_audit(world: World) -> None:
    for key in ("PO.OFFICE", "AO.OFFICE", "BO.OFFICE", "E1.CLERK", "nobody"):
        person = world.people[key]
        words = world.mark(f"notice to {key}", lambda who, one=person: who is one)
        row = Notice.objects.create(
            person=person.user,
            key=f"trust:{key}",
            kind="task_done",
            facts={"title": words},
            url="/notices/",
            made_at=world.now,
        )
        world.keep("notice", key, row, person=person)
    for unit in (*tree.PARENTS, None):
        who = lambda one, at=unit: one.audits(at or "P")  # noqa: E731
        entry = audit.record(
            "document.described",
            world.units[unit or "P"],
            by=world.user("nobody"),
            at=world.now,
            unit_id=world.units[unit].pk if unit else None,
            after={"title": world.mark(f"audit entry for {unit}", who)},
        )
        world.keep("entry", str(unit), entry, unit or "P")
    lines = [
        audit.Touched(
            world.units[unit].pk,
            world.units[unit].pk,
            after={
                "title": world.mark(f"audit line for {unit}", lambda one, at=unit: one.audits(at))
            },
        )
        for unit in ("AO", "BO", "E1", "E7")
    ]
    bulk = audit.record(
        "post.given",
        Unit,
        by=world.user("PO.OFFICE"),
        at=world.now,
        unit_id=world.units["PO"].pk,
        after={"words": world.mark("words of a bulk entry", lambda one: one.audits("PO"))},
        touched=lines,
    )
    world.keep("bulk", "bulk", bulk, "PO", lines=("AO", "BO", "E1", "E7"))


def fresh_key() -> str:
    """Return the key a form carries, so that a repeated submit is one."""
    return str(uuid.uuid4())
