"""How things ended or did not: late, closed, returned, stopped, extended, asked for, amended."""

from __future__ import annotations

from datetime import date

from changai.config.demo import _files, _reports
from changai.config.demo._content import Days, people
from changai.config.demo._people import Cast
from changai.config.demo._scene import CLOSING, DUTY, Scene
from changai.config.demo._story import Told
from changai.evidence import services as evidence
from changai.notices import services as notices
from changai.orgs import services as orgs
from changai.tasks import services as tasks
from changai.tasks.models import Task
from changai.tasks.queries import plans as plan_reads
from changai.tasks.services import plans


def tell(cast: Cast, days: Days, told: Told) -> None:
    """Tell the second half, up to this morning."""
    scene = Scene(cast, days, told)
    _reports.tell(scene)
    made_up_late(scene)
    endings(scene)
    clocks(scene)
    requests(scene)
    plan_of_a_city(scene)
    amendment(scene)
    morning(scene)


def made_up_late(scene: Scene) -> None:
    """One row was late for a few days, is made up and closed; late it stays."""
    task, by = scene.told.task, scene.cast.one
    for unit, login in (("省总工会", "fang"),):
        scene.say(
            task("24"),
            login,
            -25,
            "会商制度会签完毕。",
            purpose=DUTY,
            duty=scene.duty("24", unit),
        )
    tasks.accept_duty(duty=scene.duty("24", "省总工会"), by=by("tang"), at=scene.days.at(-24))
    tasks.waive_duty(
        duty=scene.duty("24", "省住房城乡建设厅"),
        reason="该厅线索已并入建设领域专项通报，不再单独报送",
        by=by("ruan"),
        at=scene.days.at(-23),
    )
    tasks.stamp_lateness(at=scene.days.at(-22, 0))
    closing = scene.say(
        task("24"),
        "tang",
        -22,
        "会商制度已印发并召开首次会商。",
        purpose=CLOSING,
        files=[
            scene.keep(
                "省人力资源社会保障厅",
                "tang",
                -22,
                "会商制度.docx",
                _files.paper("拖欠工资线索月度会商制度", ["每月十日前会商一次。"]),
            )
        ],
    )
    scene.judge(closing, "luo", -20)
    tasks.strike_off_task(
        task=task("24"), by=by("gu"), at=scene.days.at(-17), words="制度已运行，同意销号"
    )


def endings(scene: Scene) -> None:
    """One row waits for review, one was sent back, one was cancelled, one is poor."""
    task, by = scene.told.task, scene.cast.one
    _finish_duties(scene, "20", {"省委组织部": None})
    scene.say(
        task("20"),
        "fang",
        -2,
        "评选结果公示完毕，一线工人占比57%。",
        57,
        purpose=CLOSING,
        files=[
            scene.keep(
                "省总工会",
                "fang",
                -2,
                "劳模人选构成.csv",
                _files.roll(["类别", "人数"], [["一线产业工人", 114], ["其他", 86]]),
            )
        ],
    )
    _finish_duties(scene, "2", {"省委社会工作部": None})
    survey = scene.say(
        task("2"), "fang", -5, "调研机制文件已印发，首轮问卷已回收。", purpose=CLOSING
    )
    scene.judge(survey, "ruan", -1)
    _finish_duties(scene, "28", {"省财政厅": "ding"})
    early = scene.say(task("28"), "fang", -6, "困难职工档案复核已全部完成。", 100, purpose=CLOSING)
    evidence.return_report(
        report=early,
        reason="请附各市复核汇总表，并说明退出人数。",
        by=by("luo"),
        at=scene.days.at(-4),
    )
    tasks.cancel_task(
        task=task("10"), reason="与第8项合并推进，不再单列", by=by("ruan"), at=scene.days.at(-21)
    )
    tasks.mark_quality(
        task=task("13"),
        poor=True,
        reason="推算方法未说明样本量",
        by=by("ruan"),
        at=scene.days.at(-7),
    )


def _finish_duties(scene: Scene, number: str, units: dict[str, str | None]) -> None:
    """Fulfil duties by their own people, or waive those of units without anybody."""
    for unit, login in units.items():
        if login is None:
            tasks.waive_duty(
                duty=scene.duty(number, unit),
                reason="已在联合评审会上当面确认",
                by=scene.cast.one("ruan"),
                at=scene.days.at(-9),
            )
            continue
        scene.say(
            scene.told.task(number),
            login,
            -9,
            "已会审。",
            purpose=DUTY,
            duty=scene.duty(number, unit),
        )
        tasks.accept_duty(
            duty=scene.duty(number, unit), by=scene.cast.one("fang"), at=scene.days.at(-8)
        )


def clocks(scene: Scene) -> None:
    """One clock stands still, one date was extended, one extension waits for an answer."""
    task, by = scene.told.task, scene.cast.one
    tasks.stop_clock(
        task=task("17"),
        cause="EXPERT",
        words="新八级工评聘办法提交专家论证",
        by=by("ruan"),
        at=scene.days.at(-10),
    )
    study = task("16")
    asked = tasks.ask_extension(
        task=study,
        wanted_on=_later(study.due_on, 30),
        reason="成人高校录取时间推迟一个月",
        by=by("fang"),
        at=scene.days.at(-16),
    )
    tasks.approve_extension(
        extension=asked, granted_on=asked.wanted_on, by=by("ruan"), at=scene.days.at(-14)
    )
    bases = task("12")
    tasks.ask_extension(
        task=bases,
        wanted_on=_later(bases.due_on, 45),
        reason="6个基地整改验收需要跨学期安排",
        progress="14个已完成评审",
        by=by("mei"),
        at=scene.days.at(-3),
    )
    joint = Task.objects.get(parent=task("18"), lead=scene.cast.unit("省人力资源社会保障厅"))
    scene.say(joint, "tang", -4, "成果展布展方案已定稿，场馆合同在走流程。")


def requests(scene: Scene) -> None:
    """The office asks for reports, and publishes what is verified."""
    wanted = [scene.told.task(number) for number in ("3", "11", "13", "15", "16")]
    in_work = [one for one in wanted if one.state == "IN_PROGRESS"]
    last = scene.days.day(0)
    evidence.request_reports(
        unit=scene.cast.unit("省产改办"),
        task_ids=[one.pk for one in in_work],
        period=f"{last.year}-Q{(last.month - 1) // 3 + 1}",
        due_on=scene.days.day(3),
        words="季度通报用，只填有变化的数。",
        by=scene.cast.one("luo"),
        at=scene.days.at(-1),
    )
    goals = [scene.told.task(number).targets.order_by("position")[0] for number in ("5", "8")]
    evidence.publish_values(
        unit=scene.cast.unit("省产改办"),
        target_ids=[goal.pk for goal in goals],
        title="产改重点指标季度通报",
        published_on=scene.days.day(-6),
        by=scene.cast.one("ruan"),
        at=scene.days.at(-6),
    )


def plan_of_a_city(scene: Scene) -> None:
    """A city takes the plan over and asks the units below it."""
    by, days, told = scene.cast.one, scene.days, scene.told
    copy = plans.copy_plan(
        parent=told.version.plan,
        owner=scene.cast.unit("苏州市产改办"),
        by=by("su"),
        at=days.at(-11),
    )
    copy.refresh_from_db()
    plans.open_comments(
        version=copy,
        until=days.day(6),
        seen_revision=copy.revision,
        by=by("su"),
        at=days.at(-5),
    )


def amendment(scene: Scene) -> None:
    """The province moves the date of one row; the city that copied it is told."""
    by, days, told = scene.cast.one, scene.days, scene.told
    draft = plans.start_amendment(plan=told.version.plan, by=by("ruan"), at=days.at(-4))
    row = draft.rows.get(key=str(told.rows["26"].row_key))
    facts = plan_reads.facts_of(row)
    moved = _later(row.due_on, 21)
    plans.change_row(
        row=row,
        facts=facts.with_changes(
            due_on=moved, deadline_words=f"{moved.year}年{moved.month}月{moved.day}日前"
        ),
        seen_revision=row.revision,
        by=by("ruan"),
        at=days.at(-4, 10),
    )
    draft.refresh_from_db()
    plans.adopt_version(
        version=draft,
        basis="省产改办主任办公会纪要",
        seen_revision=draft.revision,
        by=by("ruan"),
        at=days.at(-3, 10),
    )


def morning(scene: Scene) -> None:
    """Read what is old, mark what is late, tell what is due, and give people their mail."""
    for person in scene.cast.people.values():
        notices.mark_all_read(by=person, at=scene.days.at(-2, 18))
    at = scene.days.at(0, 0, 10)
    tasks.stamp_lateness(at=at)
    tasks.notify_due(today=scene.days.today, at=at)
    head = scene.cast.one("ruan")
    for row in people():
        person = scene.cast.one(row["login"].split(".")[0])
        if row["email"] and person.pk != head.pk:
            orgs.change_person(
                person=person,
                name=person.name,
                email=row["email"],
                phone="",
                by=head,
                at=at,
                today=scene.days.today,
            )


def _later(day: date | None, count: int) -> date:
    """Return a day so many days after another.

    Raises:
        ValueError: there is none to begin with.
    """
    if day is None:
        raise ValueError("a row of the demo lost its date")
    return date.fromordinal(day.toordinal() + count)
