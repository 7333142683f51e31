"""What the office of the demo chases: problems, slips, a circular and an assessment."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from changai.config.demo._content import Days
from changai.config.demo._people import Cast
from changai.escalations import queries, services
from changai.escalations.rules import Formula, Line
from changai.problems import services as problems
from changai.tasks.models import Task

LINES = (
    Line(Formula.ON_TIME, Decimal(1), Decimal(10)),
    Line(Formula.REACHED, Decimal(10)),
    Line(Formula.LATE, Decimal(2)),
    Line(Formula.MADE_UP_LATE, Decimal(1)),
    Line(Formula.RETURNED, Decimal(1)),
    Line(Formula.FALSE, Decimal(15)),
)


def tell(cast: Cast, days: Days) -> None:
    """Tell it as people of the province's office did it these days."""
    _problems(cast, days)
    _slips(cast, days)
    _circular(cast, days)
    _scheme(cast, days)


def _problems(cast: Cast, days: Days) -> None:
    office, where = cast.unit("省产改办"), "省产改督查组专项督查反馈意见"
    found = (
        ("部分培训班次名册与签到表人数不符，补贴发放依据不完整。", "省人力资源社会保障厅"),
        ("困难职工档案更新不及时，个别家庭情况与实际不符。", "省总工会"),
        ("线上报名入口与线下窗口要求的材料不一致。", "省人力资源社会保障厅"),
    )
    made = [
        problems.add_problem(
            unit=office,
            draft=problems.ProblemDraft(
                concerned=cast.unit(unit), words=words, where=where, found_on=days.day(-9)
            ),
            by=cast.one("ruan"),
            at=days.at(-9),
        )
        for words, unit in found
    ]
    for one in made[:2]:
        problems.rectify_problem(
            problem=one,
            title="整改：" + one.words.split("，")[0],
            due_on=days.day(18),
            by=cast.one("ruan"),
            at=days.at(-8),
        )


def _slips(cast: Cast, days: Days) -> None:
    """Draft the first slip that is proposed; dismiss the second with a reason."""
    by, at = cast.one("ruan"), days.at(0, 0, 20)
    rows = [
        row
        for row in queries.proposals(user=by, today=days.today)
        if row.proposal.level is not None
    ]
    for row in rows[:1]:
        services.confirm_slip(
            task=row.task,
            level=str(row.proposal.level),
            words="请于期限前报送整改措施和完成时间，需要协调的问题一并提出。",
            until_on=queries.workdays_after(days.today, "slip_until"),
            by=by,
            at=at,
        )
    for row in rows[1:2]:
        services.dismiss_proposal(
            task=row.task, reason="牵头单位昨日已来人说明，本周内报送。", by=by, at=at
        )


def _circular(cast: Cast, days: Days) -> None:
    by, at = cast.one("luo"), days.at(0, 0, 30)
    digest = services.make_digest(
        kind="CIRCULAR",
        unit=cast.unit("省产改办"),
        title="关于全省产改重点任务推进情况的通报",
        from_on=days.day(-60),
        to_on=days.today,
        by=by,
        at=at,
    )
    late = [
        row.task
        for row in queries.choosable_tasks(digest, today=days.today)
        if row.reading.days_late and not row.waits_for
    ]
    services.change_digest(
        digest=digest,
        title=digest.title,
        from_on=digest.from_on,
        to_on=digest.to_on,
        lead_words="现将年初以来重点任务推进情况通报如下，请点名单位对照整改。",
        task_ids=[task.pk for task in late],
        by=by,
        at=at,
    )


def _scheme(cast: Cast, days: Days) -> None:
    by, at = cast.one("ruan"), days.at(-2)
    dues = Task.objects.filter(assigner=cast.unit("省产改办"), due_on__isnull=False)
    first = dues.order_by("due_on").values_list("due_on", flat=True).first() or days.today
    scheme = services.make_scheme(
        unit=cast.unit("省产改办"),
        title="产改重点任务阶段考核",
        from_on=min(first, days.day(-60)),
        to_on=days.today + timedelta(days=1),
        base=Decimal(80),
        top=Decimal(100),
        lines=LINES,
        by=by,
        at=at,
    )
    services.open_scheme(scheme=scheme, until_on=days.day(5), by=by, at=at)
