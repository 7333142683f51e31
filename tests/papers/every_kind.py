"""All fourteen kinds of papers, issued by the people of the demo."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from changai.accounts.models import User
from changai.documents.models import Instruction
from changai.escalations import queries as escalations
from changai.escalations import services as slips
from changai.escalations.models import Digest, Slip
from changai.kernel import files
from changai.meetings.models import Meeting
from changai.orgs.models import Unit
from changai.papers import rules
from changai.papers.models import Paper
from changai.papers.services import approve_paper, draft_paper, issue_paper
from changai.tasks.models import PlanVersion, Task

OFFICE = "省产改办"
LEVELS = ("CHASING_NOTICE", "BLUE_SLIP", "YELLOW_SLIP", "RED_SLIP")


@dataclass(frozen=True)
class Things:
    """What the papers are about: the thing of each kind."""

    ids: dict[str, int]
    office: Unit
    drafter: User
    approver: User


def things_of_the_demo(at):
    """Have the office of the demo write what it has not written yet; return what papers are of."""
    office = Unit.objects.get(short_name=OFFICE)
    drafter = User.objects.get(login="demo-ruan.qing")
    approver = User.objects.get(login="demo-luo.ping")
    held = Meeting.objects.get(body__office=office, state="MINUTES_SIGNED")
    ahead = Meeting.objects.filter(body__office=office, state="CONVENED").latest("starts_at")
    tasks = Task.objects.filter(assigner=office, state="ASSIGNED", lead__isnull=False)
    assigned = tasks.filter(duties__isnull=False, targets__isnull=False).order_by("pk").first()
    ids = {
        "MEETING_NOTICE": ahead.pk,
        "MINUTES": held.pk,
        "MEETING_PACK": ahead.pk,
        "INSTRUCTION_SLIP": Instruction.objects.filter(owner=office, tasks__isnull=False)[0].pk,
        "ASSIGNMENT_NOTICE": assigned.pk,
        **_slips(office, drafter, at),
        **_digests(office, drafter, at),
        "PLAN": PlanVersion.objects.get(plan__owner=office, number=1).pk,
        "LEDGER": office.pk,
    }
    return Things(ids, office, drafter, approver)


def _slips(office, by, at):
    """Return a slip of each level; those the demo lacks are confirmed on what is proposed."""
    today = timezone.localdate(at)
    found = {one.level: one.pk for one in Slip.objects.filter(unit=office, state="CONFIRMED")}
    waiting = [
        row for row in escalations.proposals(user=by, today=today) if row.proposal.level is not None
    ]
    for level in [one for one in LEVELS if one not in found]:
        row = waiting.pop(0)
        found[level] = slips.confirm_slip(
            task=row.task,
            level=level,
            words="请于期限前报送整改措施和完成时间。",
            until_on=escalations.workdays_after(today, "slip_until"),
            started_higher="上级督查已点名，须限期整改",
            by=by,
            at=at,
        ).pk
    return {level: found[level] for level in LEVELS}


def _digests(office, by, at):
    """Return a circular, a briefing and a special report; the matters named are those late."""
    today = timezone.localdate(at)
    found = {one.kind: one for one in Digest.objects.filter(unit=office)}
    for kind, title, words in (
        ("BRIEFING", "全省产业工人队伍建设改革工作简报", "各地各部门围绕年度要点抓落实。"),
        ("SPECIAL_REPORT", "关于全省高技能人才培养进展的专报", "建议对超期事项专题调度。"),
    ):
        if kind in found:
            continue
        since = today - timedelta(days=60)
        found[kind] = made = slips.make_digest(
            kind=kind, unit=office, title=title, from_on=since, to_on=today, by=by, at=at
        )
        late = [
            row.task
            for row in escalations.choosable_tasks(made, today=today)
            if row.reading.days_late and not row.waits_for
        ]
        slips.change_digest(
            digest=made,
            title=title,
            from_on=since,
            to_on=today,
            lead_words=words,
            task_ids=[task.pk for task in late[:3]],
            by=by,
            at=at,
        )
    return {kind: one.pk for kind, one in found.items()}


def issued(things, kind, at):
    """Draft, approve and issue a paper of a kind, by two people."""
    pk = things.ids[kind]
    open_ones = Paper.objects.filter(kind=kind, thing_id=pk)
    paper = open_ones.first() or draft_paper(kind=kind, thing_id=pk, by=things.drafter, at=at)
    approver = things.approver if paper.made_by_id == things.drafter.pk else things.drafter
    approve_paper(paper=paper, by=approver, at=at)
    issue_paper(paper=paper, by=things.drafter, at=at)
    paper.refresh_from_db()
    return paper


def write_every_kind(folder, at):
    """Issue a paper of every kind; return the stored docx and pdf of each, laid in a folder."""
    things = things_of_the_demo(at)
    paths = {}
    for kind in things.ids:
        paper = issued(things, kind, at)
        for form in ("docx", "pdf"):
            path = folder / f"{kind}.{'docx' if form == 'docx' else 'typst.pdf'}"
            path.write_bytes(files.kept(getattr(paper, f"{form}_sha256")))
            paths[kind, form] = path
    return paths


def write_drafts(folder, things, at):
    """Write what papers look like before they are issued; return the docx of each."""
    paths = {}
    for kind, pk in things.ids.items():
        sheet = rules.kind_of(kind).compose(pk, things.drafter, at)
        paths[kind] = folder / f"{kind}.draft.docx"
        paths[kind].write_bytes(rules.docx_of(sheet))
    return paths
