"""The first half: a report comes in, a plan is made, talked over and adopted, and handed down."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from changai.config.demo import _content
from changai.config.demo._content import Days
from changai.config.demo._people import Cast
from changai.documents import services as documents
from changai.documents.models import Document, Instruction, Measure
from changai.orgs.models import Unit
from changai.tasks import services as tasks
from changai.tasks.models import PlanVersion, Task
from changai.tasks.services import Split, plans

RECEIVED, DRAFTED, ROUND, ADOPTED = -58, -56, -54, -48
# What a sentence of the report must hold, the row it makes, lead and cooperating units.
CONFIRMED = (
    ("试点企业不少于", "6", ("省产改办",), ("省工商联",)),
    ("工资集体协商", "19", ("省总工会",), ("省人力资源社会保障厅", "省工商联")),
    ("新增高技能人才", "11", ("省人力资源社会保障厅",), ("省教育厅", "省财政厅")),
    ("拖欠工资线索", "24", ("省人力资源社会保障厅",), ("省总工会",)),
    ("产教融合实训基地", "12", ("省教育厅",), ("省人力资源社会保障厅", "省财政厅")),
    ("一数一源", "30", ("省产改办",), ("省统计局",)),
)
CITIES = (
    "南京",
    "无锡",
    "徐州",
    "常州",
    "苏州",
    "南通",
    "连云港",
    "淮安",
    "盐城",
    "扬州",
    "镇江",
    "泰州",
    "宿迁",
)
MEMBERS = {"苏州": 50000, "无锡": 40000, "常州": 30000}
PILOTS = dict(zip(CITIES, (80, 75, 30, 60, 90, 60, 25, 25, 35, 35, 30, 35, 20), strict=True))


@dataclass
class Told:
    """What the first half leaves behind."""

    document: Document
    version: PlanVersion
    rows: dict[str, Task]

    def task(self, number: str) -> Task:
        """Return the task of a row of the plan, as it now stands."""
        return Task.objects.select_related("lead", "assigner").get(pk=self.rows[number].pk)

    def part(self, number: str, unit: Unit) -> Task:
        """Return the part a unit has in the task of a row, at whatever depth."""
        return Task.objects.select_related("lead", "assigner").get(
            title=self.rows[number].title, lead=unit, parent__isnull=False
        )


def tell(cast: Cast, days: Days) -> Told:
    """Tell the story up to the parts of the tasks below."""
    document = _receive(cast, days)
    quotes = _confirm(document, cast, days)
    version = _plan(document, quotes, cast, days)
    by_key = {one.row_key: one for one in Task.objects.filter(plan=version.plan, parent=None)}
    rows = version.rows.order_by("position")
    told = Told(
        document, version, {str(place): by_key[row.key] for place, row in enumerate(rows, 1)}
    )
    _sign(told, cast, days)
    _hand_down(told, cast, days)
    return told


def _receive(cast: Cast, days: Days) -> Document:
    office, by = cast.unit("省产改办"), cast.one("ruan")
    document = documents.receive_document(
        owner=office,
        file_name="第八次联席会议报道.txt",
        content=_content.report(days).encode(),
        by=by,
        at=days.at(RECEIVED),
    )
    documents.describe_document(
        document=document,
        values={"kind": "report", "issuer": "省产改办", "dated_on": days.day(RECEIVED - 1)},
        seen_revision=document.revision,
        by=by,
        at=days.at(RECEIVED, 10),
    )
    return Document.objects.get(pk=document.pk)


def _confirm(document: Document, cast: Cast, days: Days) -> dict[str, str]:
    """Confirm the sentences that become rows, reject one, leave the rest to a visitor."""
    by, quotes = cast.one("ruan"), {}
    proposed = list(Measure.objects.filter(document=document).order_by("start"))
    for number, (words, row, lead, cooperating) in enumerate(CONFIRMED):
        measure = next((one for one in proposed if words in one.quote), None)
        if measure is None:
            measure = _marked(document, words, cast, days)
        else:
            proposed.remove(measure)
        at = days.at(RECEIVED, 11, number * 4)
        documents.set_units(
            measure=measure,
            lead=[cast.unit(one) for one in lead],
            cooperating=[cast.unit(one) for one in cooperating],
            seen_revision=measure.revision,
            by=by,
            at=at,
        )
        documents.accept_measure(measure=measure, seen_revision=measure.revision, by=by, at=at)
        quotes[row] = measure.quote
    if len(proposed) > 2:
        documents.reject_measure(
            measure=proposed[0],
            seen_revision=proposed[0].revision,
            reason="属于一般性号召，没有可考核的任务",
            by=by,
            at=days.at(RECEIVED, 12),
        )
    for instruction in Instruction.objects.filter(document=document)[:1]:
        documents.decide_instruction(
            instruction=instruction,
            verdict=Instruction.Verdict.ACTION,
            dated_on=days.day(RECEIVED - 2),
            by=by,
            at=days.at(RECEIVED, 12, 30),
        )
    return quotes


def _marked(document: Document, words: str, cast: Cast, days: Days) -> Measure:
    """Mark the sentence by hand that the reading did not propose."""
    text = document.clean_text
    place = text.index(words)
    start = max(text.rfind(mark, 0, place) for mark in "。；，") + 1
    ends = [end for mark in "。；" if (end := text.find(mark, place)) > 0]
    return documents.add_measure(
        document=document,
        start=start,
        end=min(ends),
        by=cast.one("ruan"),
        at=days.at(RECEIVED, 10, 45),
    )


def _plan(document: Document, quotes: dict[str, str], cast: Cast, days: Days) -> PlanVersion:
    """Import the plan, have it talked over, answer what was said, and adopt it."""
    office, by = cast.unit("省产改办"), cast.one("ruan")
    version = plans.create_plan(
        owner=office,
        title=_content.plan_title(days),
        year=days.year,
        document=document,
        by=by,
        at=days.at(DRAFTED),
    )
    upload = plans.upload_table(
        version=version,
        file_name="责任分工表.csv",
        content=_content.plan_table(days, quotes),
        by=by,
        at=days.at(DRAFTED, 10),
    )
    # Two departments lead row 18 together; the office says so while mapping the columns.
    upload = plans.map_table(
        upload=upload,
        table=upload.table,
        header_row=upload.header_row,
        columns={int(place): field for place, field in upload.columns.items()},
        several_leads="joint",
        names={},
        seen_revision=upload.revision,
        by=by,
        at=days.at(DRAFTED, 10, 10),
    )
    plans.import_table(
        upload=upload, seen_revision=upload.revision, by=by, at=days.at(DRAFTED, 10, 20)
    )
    _talk_over(version, cast, days)
    version.refresh_from_db()
    plans.adopt_version(
        version=version,
        basis="省产业工人队伍建设改革第八次联席会议审议通过",
        seen_revision=version.revision,
        by=by,
        at=days.at(ADOPTED),
    )
    version.refresh_from_db()
    return version


def _talk_over(version: PlanVersion, cast: Cast, days: Days) -> None:
    by = cast.one("ruan")
    version.refresh_from_db()
    plans.open_comments(
        version=version,
        until=days.day(ROUND + 5),
        seen_revision=version.revision,
        by=by,
        at=days.at(ROUND),
    )
    row = version.rows.order_by("position")[11]
    said = (
        (
            "省教育厅",
            "mei",
            "建议与人力资源社会保障厅共建基地一并认定，避免重复申报。",
            True,
            "采纳，由两厅联合认定。",
        ),
        (
            "省财政厅",
            "ding",
            "资金安排以年度预算为准，建议目标值注明“预算内”。",
            False,
            "目标值以省委、省政府部署为准，执行中按预算进度调度。",
        ),
    )
    for unit, login, words, taken, answer in said:
        comment = plans.comment_on_plan(
            version=version,
            unit=cast.unit(unit),
            words=words,
            row_key=row.key if taken else None,
            by=cast.one(login),
            at=days.at(ROUND + 2),
        )
        plans.answer_comment(
            comment=comment, taken=taken, answer=answer, by=by, at=days.at(ROUND + 4)
        )


def _sign(told: Told, cast: Cast, days: Days) -> None:
    """Let the departments sign for what is theirs; some never do."""
    signers = {
        "省总工会": "fang",
        "省人力资源社会保障厅": "tang",
        "省教育厅": "mei",
        "省产改办": "luo",
    }
    for task in Task.objects.filter(plan=told.version.plan, state="ASSIGNED").select_related(
        "lead"
    ):
        login = signers.get(str(task.lead))
        if login is None or task.pk == told.rows["14"].pk:
            continue
        if task.pk == told.rows["29"].pk:
            tasks.decline_task(
                task=task,
                reason="稳岗扩岗专项支持由省发展改革委牵头更合适，本厅配合。",
                by=cast.one("tang"),
                at=days.at(ADOPTED + 1),
            )
            continue
        tasks.acknowledge_task(task=task, by=cast.one(login), at=days.at(ADOPTED + 2))


def _hand_down(told: Told, cast: Cast, days: Days) -> None:
    """Split three rows to the cities, one of them on to counties and enterprises."""
    by, at = cast.one("ruan"), days.at(ADOPTED + 4)
    offices = {name: cast.unit(_office(name)) for name in CITIES}
    pilots = told.task("6")
    goal = pilots.targets.get()
    late, near = days.day(-5), days.day(1)
    dates = {"常州": late, "无锡": near, "苏州": days.day(40)}
    tasks.cascade_task(
        task=pilots,
        targets=[
            Split(
                office.pk, dates.get(name, days.day(120)), quotas={goal.pk: _number(PILOTS[name])}
            )
            for name, office in offices.items()
        ],
        by=by,
        at=at,
    )
    tasks.cascade_task(
        task=told.task("19"),
        targets=[Split(office.pk, days.day(60)) for office in offices.values()],
        by=by,
        at=days.at(ADOPTED + 4, 10),
    )
    members = told.task("25")
    joined = members.targets.get()
    tasks.cascade_task(
        task=members,
        targets=[
            Split(offices[name].pk, days.day(150), quotas={joined.pk: _number(count)})
            for name, count in MEMBERS.items()
        ],
        by=by,
        at=days.at(ADOPTED + 4, 11),
    )
    _further_down(told, cast, days)


def _further_down(told: Told, cast: Cast, days: Days) -> None:
    for city, login, county in (
        ("苏州市产改办", "su", "昆山市产改办"),
        ("无锡市产改办", "lu", "江阴市产改办"),
    ):
        task = told.part("6", cast.unit(city))
        tasks.acknowledge_task(task=task, by=cast.one(login), at=days.at(ADOPTED + 6))
        _split(task, cast, days, {county: (20, 30)}, login, ADOPTED + 8)
    shares = {
        "昆山市产改办": (
            "xia",
            {
                "临湖机电有限公司": (1, 10),
                "淀山湖光学有限公司": (1, 10),
                "玉峰模具有限公司": (1, -3),
                "青阳港自动化设备有限公司": (1, 12),
            },
        ),
        "江阴市产改办": ("an", {"启明精工集团有限公司": (1, 2), "江畔重型锻造有限公司": (1, 9)}),
    }
    for county, (login, firms) in shares.items():
        task = told.part("6", cast.unit(county))
        tasks.acknowledge_task(task=task, by=cast.one(login), at=days.at(ADOPTED + 10))
        _split(task, cast, days, firms, login, ADOPTED + 12)


def _split(
    task: Task,
    cast: Cast,
    days: Days,
    shares: dict[str, tuple[int, int]],
    login: str,
    offset: int,
) -> None:
    """Split a part further: each unit its number and its day."""
    task = Task.objects.get(pk=task.pk)
    goal = task.targets.get()
    tasks.cascade_task(
        task=task,
        targets=[
            Split(cast.unit(name).pk, days.day(due), quotas={goal.pk: _number(value)})
            for name, (value, due) in shares.items()
        ],
        by=cast.one(login),
        at=days.at(offset),
    )


def _office(city: str) -> str:
    named = {"苏州", "无锡", "常州"}
    return f"{city}市产改办" if city in named else f"{city}市产改办公室"


def _number(value: int) -> Decimal:
    return Decimal(value)
