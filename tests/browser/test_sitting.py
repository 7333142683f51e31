"""A quarterly sitting by hand: from an empty place to signed minutes, in at most sixty actions.

`CHANGAI_SHOTS=DIR` keeps a picture of every page. Every click, fill and choice of a person is one
action; signing in is none of the sitting's.
"""

import os
from datetime import timedelta
from io import BytesIO
from itertools import count
from pathlib import Path

import pytest
from django.utils import timezone
from docx import Document as WordFile
from playwright.sync_api import expect

from changai.config.demo._content import Days
from changai.config.demo._people import settle
from changai.meetings.models import Decision, Meeting
from changai.tasks.models import Task
from tests.browser.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_ACTIONS = 60
MEMBERS = (
    "省委组织部", "省委宣传部", "省教育厅", "省科技厅", "省工业和信息化厅", "省财政厅",
    "省人力资源社会保障厅", "省住房城乡建设厅", "省国资委", "省统计局", "省总工会", "省工商联",
)  # fmt: skip
DECISIONS = (
    ("健全新八级工评聘机制，出台实施办法。", "省人力资源社会保障厅", 60),
    ("安排技能提升专项资金，年内拨付到位。", "省财政厅", 90),
    ("分级扩大试点覆盖，按季通报进展。", "省总工会", 120),
)
SPEAKERS = ("省产改办，产改办", "省财政厅，部门", "苏州市，市级", "启明精工集团，企业")


class Counted:
    """Somebody at the page, and how often they had to do something."""

    numbers = count(1)

    def __init__(self, page, server):
        self.page, self.server, self.actions = page, server, 0

    def click(self, role, name, **options):
        self.actions += 1
        self.page.get_by_role(role, name=name, **options).first.click()
        return self

    def send(self, name):
        """Press the button that sends a form, and wait for the page that answers."""
        with self.page.expect_navigation():
            return self.click("button", name)

    def labelled(self, label):
        """Find a field by its label, which may end with a mark that it must be filled."""
        label = self.page.locator(f"//label[starts-with(normalize-space(.), '{label}')]").first
        return self.page.locator(f"[id='{label.get_attribute('for')}']")

    def fill(self, label, value):
        self.actions += 1
        self.labelled(label).fill(value)
        return self

    def choose(self, label, words):
        self.actions += 1
        self.labelled(label).select_option(label=words)
        return self

    def agree(self):
        """Say yes to the question that a button asked."""
        self.actions += 1
        self.page.locator("dialog[open]").get_by_role("button").last.click()
        return self

    def download(self, name):
        self.actions += 1
        with self.page.expect_download() as told:
            self.page.get_by_role("link", name=name, exact=True).click()
        content = Path(told.value.path()).read_bytes()
        word = WordFile(BytesIO(content))
        cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(one.text for one in word.paragraphs), *cells])

    def look(self):
        """Keep a picture where one is wanted; nothing may have gone wrong on the page."""
        self.page.wait_for_load_state("networkidle")
        if folder := os.environ.get("CHANGAI_SHOTS"):
            name = f"sitting-{next(self.numbers):02}.png"
            self.page.screenshot(path=Path(folder) / name, full_page=True)
        assert not self.page.heard, self.page.heard
        return self


@pytest.fixture
def cast(settings):
    """The demo's units and people, and nothing else."""
    settings.DEMO = True
    cast = settle(Days(timezone.localdate()))
    for person in cast.people.values():
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
    return cast


def test_a_quarterly_sitting_from_the_body_to_the_next_pack_in_sixty_actions(
    cast, sign_in, live_server
):
    office = Counted(sign_in(cast.one("ruan")), live_server)

    found_body(office)
    meeting = plan(office)
    convene(office)
    record(office, meeting)
    said = sign_and_download(office, meeting)
    pack = next_pack(office, meeting)

    assert all(words in said["minutes"] for words, _unit, _days in DECISIONS)
    assert all(name in said["notice"] for name in ("苏州市", "无锡市", "第一会议室"))
    assert all(words in pack for words, _unit, _days in DECISIONS)
    assert office.actions <= MOST_ACTIONS, office.actions
    print(f"a quarterly sitting took {office.actions} actions")  # noqa: T201


def found_body(office):
    office.click("link", "议事机构").click("link", "设立议事机构").look()
    office.fill("名称", "产业工人队伍建设改革联席会议")
    office.fill("成员名单", "\n".join(MEMBERS))
    office.click("button", "设立", exact=True)
    office.page.wait_for_url("**/bodies/*/")
    office.look()


def plan(office):
    office.click("link", "会议", exact=True).click("link", "筹备会议").look()
    office.fill("会议名称", "联席会议第一次季度工作例会")
    office.choose("召开形式", "视频会议")
    office.fill("日期", timezone.localdate().isoformat())
    office.fill("主会场", "第一会议室")
    office.fill("分会场", "苏州市\n无锡市")
    office.choose("重复", "每季度")
    office.click("button", "建立草稿")
    office.page.wait_for_url("**/meetings/*/")
    office.look()
    return Meeting.objects.get()


def convene(office):
    office.click("button", "发出会议通知").agree()
    expect(office.page.get_by_text("已通知").first).to_be_visible()
    office.look()


def record(office, meeting):
    assert meeting.attendance.count() == len(MEMBERS) + 2
    # The hour of the meeting comes: minutes are signed after it began.
    begun = min(meeting.starts_at, timezone.now() - timedelta(minutes=1))
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=begun)
    office.click("button", "开始记录")
    office.page.wait_for_url("**tab=record")
    for words, unit, days in DECISIONS:
        office.fill("议定事项", words)
        office.choose("责任单位", full_name(unit))
        office.fill("完成时限", (timezone.localdate() + timedelta(days=days)).isoformat())
        office.click("button", "记下")
        expect(office.page.locator("#decisions tbody tr").last).to_contain_text(words)
    office.look().click("button", "全部立项")
    expect(office.page.locator("#decisions a", has_text="任务")).to_have_count(len(DECISIONS))
    office.send("全部出席").look()
    office.fill("人员或单位", "\n".join(SPEAKERS)).send("登记发言").look()
    assert meeting.appearances.count() == len(SPEAKERS)
    assert Task.objects.filter(state="ASSIGNED").count() == len(DECISIONS)


def full_name(unit):
    from changai.orgs.models import Unit

    found = Unit.objects.filter(short_name=unit).first() or Unit.objects.get(name=unit)
    return found.name


def sign_and_download(office, meeting):
    office.click("button", "签发纪要").agree()
    office.page.wait_for_url("**tab=minutes")
    office.look()
    meeting.refresh_from_db()
    assert meeting.state == "MINUTES_SIGNED"
    assert Decision.objects.filter(meeting=meeting, made__isnull=False).count() == len(DECISIONS)
    return {
        "minutes": office.download("会议纪要 docx"),
        "notice": office.download("会议通知 docx"),
    }


def next_pack(office, meeting):
    office.actions += 1
    office.page.goto(f"{office.server.url}/meetings/{meeting.pk}/")
    office.click("button", "筹备下一次")
    office.page.wait_for_url(lambda url: f"/meetings/{meeting.pk}/" not in url)
    office.look()
    return office.download("会议材料 docx")
