"""The main job by hand: a damaged report becomes tasks in three tiers that are closed.

`CHANGAI_REPORT=FILE` takes another report; `CHANGAI_SHOTS=DIR` keeps a picture of every page.
"""

import os
import re
from itertools import count
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from changai.config.demo import damage
from changai.config.demo._content import Days
from changai.config.demo._people import settle
from changai.documents.models import Document, Measure
from changai.tasks.models import Duty, Task
from tests.browser.conftest import PASSWORD, eventually

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
REPORT = Path(__file__).parents[2] / "demo" / "report.txt"
SIX = 6


@pytest.fixture
def cast(settings):
    """The demo's units and people, each with the password of the tests."""
    settings.DEMO = True
    cast = settle(Days(timezone.localdate()))
    for person in cast.people.values():
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
    return cast


@pytest.fixture
def report(tmp_path):
    """The report that is dropped into the page: the demo's, damaged, unless another is named."""
    if named := os.environ.get("CHANGAI_REPORT"):
        return Path(named)
    path = tmp_path / "report.txt"
    path.write_text(damage.scraped(REPORT.read_text(encoding="utf-8")), encoding="utf-8")
    return path


class Hand:
    """What a person does with a page, and a picture of what they see."""

    numbers = count(1)

    def __init__(self, page, server):
        self.page, self.server = page, server

    def go(self, path):
        self.page.goto(self.server.url + path)
        return self.look()

    def look(self):
        """Keep a picture where one is wanted; nothing may have gone wrong on the page."""
        self.page.wait_for_load_state("networkidle")
        if folder := os.environ.get("CHANGAI_SHOTS"):
            name = f"{next(self.numbers):02}-{re.sub(r'[^a-z0-9]+', '-', self.page.url[22:])}.png"
            self.page.screenshot(path=Path(folder) / name, full_page=True)
        assert not self.page.heard, self.page.heard
        return self

    def press(self, name, **options):
        self.page.get_by_role("button", name=name, **options).first.click()
        return self

    def follow(self, name):
        self.page.get_by_role("link", name=name).first.click()
        return self.look()

    def pick(self, picker, *names):
        """Find units by name in a picker and choose them; what was chosen before goes."""
        box = self.page.locator(f"#picker-{picker}")
        for tick in box.locator("input[type=checkbox]:checked").all():
            tick.uncheck()
        for name in names:
            box.get_by_role("searchbox").fill(name)
            box.get_by_role("button", name=name).first.click()
            expect(box.get_by_label(name, exact=True).last).to_be_checked()
        return self


def test_a_damaged_report_becomes_tasks_in_three_tiers_that_are_closed(
    cast, report, sign_in, live_server
):
    office = Hand(sign_in(cast.one("ruan")), live_server)

    document = receive(office, report)
    measures = confirm(office, document)
    plan = put_into_plan(office, document)
    adopt(office, plan)

    task = Task.objects.get(clause=measures[0], parent=None)
    lead = Hand(sign_in(cast.one("tang")), live_server)
    acknowledge(lead, task)
    city = cascade(lead, office, task, cast)
    close_from_below(city, task, cast, sign_in, live_server)
    do_the_duty(task, cast, sign_in, live_server, lead)
    finish(lead, task, accepted_by=Hand(sign_in(cast.one("luo")), live_server))
    strike_off(Hand(sign_in(cast.one("gu")), live_server), task)

    eventually(lambda: Task.objects.get(pk=task.pk).state == "CLOSED")
    task.refresh_from_db()
    assert task.clause_words == measures[0].quote
    assert task.submitted_by != task.done_by
    assert {child.state for child in Task.objects.filter(lead__tier__in=["CITY", "COUNTY"])} <= {
        "DONE",
        "CLOSED",
    }


def receive(office, report):
    office.go("/documents/").follow("接收文件")
    office.page.locator("input[type=file]").set_input_files(report)
    office.press("接收并阅读").page.wait_for_url("**/documents/*/")
    office.look()
    document = Document.objects.get()
    assert "(" not in document.clean_text.replace("(", "", 0)[:60]
    return document


def confirm(office, document):
    """Accept at least six measures with their speakers; set lead and cooperating units by hand."""
    wanted = list(
        Measure.objects.filter(document=document).exclude(speaker="").order_by("start")[:8]
    )
    assert len(wanted) >= SIX
    for number, measure in enumerate(wanted):
        card = office.page.locator(f"#card-{measure.pk}")
        expect(card.get_by_role("heading")).to_contain_text(measure.speaker)
        card.get_by_role("button", name="责任单位").click()
        office.pick(f"lead-{measure.pk}", "省人力资源社会保障厅" if number % 2 == 0 else "省总工会")
        office.pick(f"cooperating-{measure.pk}", "省财政厅")
        card.get_by_role("button", name="保存").click()
        expect(office.page.locator(f"#form-{measure.pk} form")).to_have_count(0)
        expect(card).to_contain_text("省财政厅")
        card.get_by_role("button", name="采纳", exact=True).click()
        expect(card).to_contain_text("已采纳")
    office.look()
    accepted = list(Measure.objects.filter(state="ACCEPTED").order_by("start"))
    assert [one.speaker for one in accepted] == [one.speaker for one in wanted]
    assert all(document.clean_text[one.start : one.end] == one.quote for one in accepted)
    return accepted


def put_into_plan(office, document):
    office.go(f"/documents/{document.pk}/").follow("编入计划")
    office.page.locator("input[name=title]").fill("年度工作要点及责任分工方案")
    office.press("编入计划").page.wait_for_url(re.compile(r"/tasks/plans/\d+/"))
    office.look()
    office.plan = re.search(r"(/tasks/plans/\d+/)", office.page.url)[1]
    office.go(office.plan + "adopt/")
    rows = office.page.locator(".mend")
    for left in range(rows.count(), 0, -1):
        mend(office, rows.first)
        expect(rows).to_have_count(left - 1)
    return re.search(r"/plans/(\d+)/", office.page.url) or document


def mend(office, row):
    """Fill in the date a row lacks where it is listed; what else is wrong, in its whole form."""
    due = f"{timezone.localdate().year + 1}-06-30"
    if row.locator(".text-danger").count() == 1 and row.locator("input[name=due_on]").count():
        row.locator("input[name=due_on]").fill(due)
        row.get_by_role("button", name="补正").click()
    else:
        row.get_by_role("link", name="修改全部内容").click()
        office.look().page.locator("select[name=shape]").select_option("mechanism")
        office.page.locator("input[name=due_on]").fill(due)
        office.press("保存，回到印发")
    office.page.wait_for_url(lambda url: url.endswith(office.plan + "adopt/"))
    office.look()


def adopt(office, plan):
    office.go(office.plan + "adopt/")
    office.page.get_by_label("依据", exact=False).first.fill("省产改联席会议第八次会议")
    office.press("印发")
    office.page.locator("#confirm").get_by_role("button", name="印发").click()
    office.page.wait_for_url(lambda url: "adopt" not in url)
    office.look()
    assert Task.objects.filter(parent=None).count() >= SIX


def acknowledge(hand, task):
    hand.go("/").go(f"/tasks/{task.pk}/").press("签收").look()
    expect(hand.page.get_by_text("办理中").first).to_be_visible()


def cascade(lead, office, task, cast):
    """Split the task to a city, a county and an enterprise in one action of the office."""
    office.go(f"/tasks/{task.pk}/cascade/")
    folded = office.page.locator("details.tier:not([open]) > summary")
    while folded.count():
        folded.first.click()
    for name in ("苏州市产改办", "苏州市·昆山市产改办", "苏州市·临湖机电有限公司"):
        office.page.get_by_role("checkbox", name=name, exact=True).check()
    office.press("分解到所选单位")
    expect(office.page.locator("#confirm")).to_contain_text("将分解到 3 个单位")
    office.page.locator("#confirm").get_by_role("button", name="分解").click()
    office.page.wait_for_url(f"**/tasks/{task.pk}/")
    office.look()
    city = Task.objects.get(parent=task, lead=cast.unit("苏州市产改办"))
    county = Task.objects.get(parent=city, lead=cast.unit("昆山市产改办"))
    assert Task.objects.get(parent=county).lead == cast.unit("临湖机电有限公司")
    return city


def close_from_below(city, task, cast, sign_in, live_server):
    """Enterprise, county, city: each signs, reports for closing, and is accepted from above."""
    county = city.children.get()
    firm = county.children.get()
    people = {"firm": "yu", "county": "xia", "city": "su", "province": "jiang"}
    hands = {name: Hand(sign_in(cast.one(login)), live_server) for name, login in people.items()}
    for below, one, above in (("firm", firm, "county"), ("county", county, "city")):
        if one is firm:
            acknowledge(hands["city"], city)
            acknowledge(hands["county"], county)
            acknowledge(hands["firm"], firm)
        finish(hands[below], one, accepted_by=hands[above])
    finish(hands["city"], city, accepted_by=hands["province"])


def do_the_duty(task, cast, sign_in, live_server, lead):
    """The cooperating unit reports its part; the lead confirms it."""
    duty = Duty.objects.get(task=task)
    helper = Hand(sign_in(cast.one("ding")), live_server)
    helper.go(f"/evidence/duties/{duty.pk}/report/")
    helper.page.locator("textarea").first.fill("补贴资金已安排到位。")
    helper.press("报送").look()
    lead.go(f"/tasks/{task.pk}/")
    row = lead.page.get_by_role("row", name="省财政厅")
    row.get_by_role("link", name="确认").click()
    lead.press("确认").look()
    eventually(lambda: Duty.objects.get(pk=duty.pk).state == "ACCEPTED")


def finish(hand, task, *, accepted_by):
    """Report for closing with a file of evidence; somebody else accepts it."""
    hand.go(f"/evidence/tasks/{task.pk}/report/")
    page = hand.page
    page.get_by_label("报请办结").first.check()
    for value in page.locator("input[name^=value_]").all():
        value.fill("1")
    page.locator("textarea[name=changed_words]").fill("已按要求完成。")
    page.locator("input[type=file]").set_input_files(
        {
            "name": f"名册{task.pk}.txt",
            "mimeType": "text/plain",
            "buffer": f"名册{task.pk}".encode(),
        }
    )
    hand.press("报送", exact=True).page.wait_for_url(lambda url: "/report/" not in url)
    hand.look()
    accepted_by.go("/evidence/review/").follow(task.title[:20])
    accepted_by.page.locator("form[action*=verify] button[type=submit]").click()
    accepted_by.look()
    eventually(lambda: Task.objects.get(pk=task.pk).state == "DONE")


def strike_off(hand, task):
    hand.go(f"/tasks/{task.pk}/do/strike_off/").press("销号").look()
