"""Plans in every state: a draft, one out for comments, one adopted with an amendment begun."""

from __future__ import annotations

import io
import uuid
from datetime import timedelta

import xlsxwriter

from changai.tasks.models import ParentChange, PlanVersion
from changai.tasks.rules import plans as rules
from changai.tasks.services import plans as services
from tests.trust.tree import Person
from tests.trust.world import Thing, World

HEADINGS = ("序号", "重点任务", "牵头单位", "完成时限", "来源原文", "来源出处", "会议")


def reads_plan(who: Person, plan: Thing) -> bool:
    """A draft is its owner's; what was adopted or sent out is known to all who serve under it."""
    public = plan.state in ("COMMENT", "ADOPTED")
    return who.sees(plan.unit) or (public and who.serves_under(plan.unit))


def add_plans(world: World) -> None:
    """Add plans of the province, both cities and a department."""
    for unit, state in (
        ("PO", "ADOPTED"),
        ("PO", "DRAFT"),
        ("PO", "COMMENT"),
        ("AO", "DRAFT"),
        ("AO", "ADOPTED"),
        ("BO", "DRAFT"),
        ("BO", "COMMENT"),
        ("H", "DRAFT"),
    ):
        _plan(world, unit, state)
    _comments(world)
    _imports_and_changes(world)
    _amendment(world, world.of("plan", "PO.ADOPTED")[0])
    for kind in ("version", "row"):
        for thing in world.of(kind):
            thing.row.refresh_from_db()


def _plan(world: World, unit: str, state: str) -> Thing:
    who = {"by": world.user(f"{unit}.OFFICE"), "at": world.now}
    key = f"{unit}.{state}"
    plan = Thing(key, None, unit, {"state": state})
    reads = lambda one: reads_plan(one, plan) or one.audits(unit)  # noqa: E731
    version = services.create_plan(
        owner=world.units[unit],
        title="要点分工" + world.mark(f"plan {key}", reads),
        year=world.today.year,
        **who,
    )
    lead = {"PO": "D", "AO": "A1O", "BO": "B1O", "H": "H"}[unit]
    row = services.add_row(
        version=version, facts=_facts(world, world.mark(f"row of {key}", reads), lead), **who
    )
    version = PlanVersion.objects.get(pk=version.pk)
    if state == "COMMENT":
        services.open_comments(
            version=version,
            until=world.today + timedelta(days=9),
            seen_revision=version.revision,
            **who,
        )
    if state == "ADOPTED":
        services.adopt_version(
            version=version, basis="会议通过", seen_revision=version.revision, **who
        )
    thing = world.keep("plan", key, version.plan, unit, state=state)
    version = PlanVersion.objects.get(pk=version.pk)
    world.keep("version", key, version, unit, plan=thing, state=state)
    row.refresh_from_db()
    world.keep("row", key, row, unit, plan=thing, version=version, state=state)
    return thing


def _facts(world: World, words: str, lead: str) -> rules.RowFacts:
    return rules.RowFacts(
        title="完善机制" + words,
        shape="mechanism",
        clause_words="要完善机制。",
        clause_where="会议第三部分",
        leads=(world.units[lead].pk,),
        deadline_words="年底前",
        due_on=world.today + timedelta(days=90),
    )


def _comments(world: World) -> None:
    [plan] = world.of("plan", "PO.COMMENT")
    [version] = world.of("version", "PO.COMMENT")
    for unit in ("AO", "BO", "D"):
        by = f"{unit}.LIAISON"
        words = world.mark(
            f"remark of {unit}",
            lambda who, at=unit: who.sees(at) or who.sees(plan.unit) or who.audits(at),
        )
        row = services.comment_on_plan(
            version=version.row,
            unit=world.units[unit],
            words="建议推迟" + words,
            by=world.user(by),
            at=world.now,
        )
        world.keep("comment", unit, row, unit, plan=plan)


def _amendment(world: World, plan: Thing) -> None:
    """Begin an amendment: its rows are a draft until they are adopted."""
    who = {"by": world.user("PO.OFFICE"), "at": world.now}
    version = services.start_amendment(plan=plan.row, **who)
    drafts = lambda one: one.sees(plan.unit) or one.audits(plan.unit)  # noqa: E731
    row = services.add_row(
        version=version,
        facts=_facts(world, world.mark("row of a begun amendment", drafts), "H"),
        **who,
    )
    kept = world.keep("version", "PO.AMENDMENT", version, "PO", plan=plan, state="DRAFT")
    world.keep("row", "PO.AMENDMENT", row, "PO", plan=plan, version=kept.row, state="DRAFT")


def table_of(words: str) -> bytes:
    """Return a division table with one row."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADINGS[:6])
    sheet.write_row(1, 0, ["1", words, "省技能厅", "年底前", "要完善机制。", "会议"])
    book.close()
    return content.getvalue()


def _imports_and_changes(world: World) -> None:
    [above] = world.of("version", "PO.ADOPTED")
    for unit in ("PO", "AO"):
        [version] = world.of("version", f"{unit}.DRAFT")
        drafts = lambda who, at=unit: who.sees(at) or who.audits(at)  # noqa: E731
        upload = services.upload_table(
            version=version.row,
            file_name="分工表.xlsx",
            content=table_of("完善" + world.mark(f"table taken in by {unit}", drafts)),
            by=world.user(f"{unit}.OFFICE"),
            at=world.now,
        )
        world.keep("import", unit, upload, unit)
        change = ParentChange.objects.create(
            plan=version.row.plan,
            version=above.row,
            parent_key=uuid.uuid4(),
            kind="ADDED",
            title="上级新增" + world.mark(f"change above {unit}", drafts),
        )
        world.keep("change", unit, change, unit)
