"""A kind of paper of these tests: its sheet follows a figure that the tests move."""

from contextlib import contextmanager
from dataclasses import replace

from changai.orgs import policies as orgs
from changai.papers import rules
from changai.papers.rules import _kinds
from changai.papers.services import approve_paper, draft_paper, issue_paper
from tests.conftest import TODAY
from tests.orgs.factories import make_department, make_office, make_person, make_unit
from tests.papers.sheets import ordinary, paragraph


class Place:
    """A province with its office, two people there, and two units that get papers."""

    def __init__(self):
        self.province = make_unit("东江省", code="990000")
        self.office = make_office(self.province)
        self.drafter = make_person(self.office, "OFFICE", "阮清")
        self.approver = make_person(self.office, "RESPONSIBLE", "罗平")
        self.skills = make_department(self.province, "省技能厅")
        self.money = make_department(self.province, "省财务厅")
        self.receiver = make_person(self.skills, "LIAISON", "唐易")
        self.other = make_person(self.money, "LIAISON", "何川")
        self.stranger = make_person(make_department(self.province, "省文史馆"), "LIAISON", "白石")
        self.facts = {"firms": "600家"}


def sheet_of(place):
    """Return what the paper of a place says now."""
    fact = rules.Fact("goal:firms", place.facts["firms"], "/tasks/1/")
    sheet = ordinary(0, number="", signed_on=None, printed_on=None)
    own = paragraph("请结合实际抓好落实。", key="closing")
    blocks = (paragraph("今年新增试点企业", fact, "。"), own)
    return replace(sheet, blocks=blocks, copies_to="省委办公厅")


@contextmanager
def known_kind(place, code="TEST_NOTICE", **more):
    """Make a kind of paper known for a while: papers about the office's things, number 1 to 99."""
    values = {
        "code": code,
        "name": "通知",
        "word": "产改办",
        "compose": lambda thing_id, by, at: sheet_of(place),
        "issuer": lambda thing_id: place.office.pk,
        "may_see": lambda thing_id, user, at: orgs.reach(user, TODAY).covers(place.office.path),
        "may_issue": lambda thing_id, user, at: orgs.reach(user, TODAY).works_at(place.office.pk),
        "recipients": lambda thing_id: [place.skills.pk, place.money.pk],
    }
    kept = dict(_kinds._kinds)
    rules.register(rules.Kind(**{**values, **more}))
    try:
        yield
    finally:
        _kinds._kinds.clear()
        _kinds._kinds.update(kept)


def make_draft(place, at, thing_id=1, code="TEST_NOTICE"):
    """Draft a paper."""
    return draft_paper(kind=code, thing_id=thing_id, by=place.drafter, at=at)


def make_approved(place, at, thing_id=1):
    """Draft a paper and have it approved."""
    paper = make_draft(place, at, thing_id)
    approve_paper(paper=paper, by=place.approver, at=at)
    return paper


def make_issued(place, at, thing_id=1):
    """Draft, approve and issue a paper."""
    paper = make_approved(place, at, thing_id)
    issue_paper(paper=paper, by=place.drafter, at=at)
    return paper
