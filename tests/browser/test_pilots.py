"""One pilot by hand: call, application, review, naming, visit, finding, practice, adoption.

`CHANGAI_SHOTS=DIR` keeps a picture of every page.
"""

import os
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from changai.pilots.models import Adoption, Application, Call, Finding, Pilot, Practice
from tests.browser.conftest import PASSWORD
from tests.pilots.factories import SCORES, SOURCE, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Hand:
    """Somebody at the page."""

    numbers = count(1)

    def __init__(self, page, server):
        self.page, self.server = page, server

    def go(self, path):
        self.page.goto(self.server.url + path)
        return self

    def click(self, role, name, **options):
        self.page.get_by_role(role, name=name, **options).first.click()
        return self

    def agree(self):
        """Say yes to the question that a button asked, and wait for the page that answers."""
        with self.page.expect_navigation():
            self.page.locator("dialog[open]").get_by_role("button").last.click()
        return self

    def fill(self, label, value):
        label = self.page.locator(f"//label[starts-with(normalize-space(.), '{label}')]").first
        field = self.page.locator(f"[id='{label.get_attribute('for')}']")
        choose = field.evaluate("field => field.tagName") == "SELECT"
        field.select_option(label=value) if choose else field.fill(value)
        return self

    def tick(self, name):
        self.page.get_by_label(name).first.check()
        return self

    def send(self, name):
        """Press the button that sends a form, and wait for the page that answers."""
        with self.page.expect_navigation():
            self.click("button", name)
        return self

    def look(self):
        """Keep a picture where one is wanted; nothing may have gone wrong on the page."""
        self.page.wait_for_load_state("networkidle")
        if folder := os.environ.get("CHANGAI_SHOTS"):
            name = f"pilots-{next(self.numbers):02}.png"
            self.page.screenshot(path=Path(folder) / name, full_page=True)
        # A refusal that was meant is told by the browser as well.
        wrong = [line for line in self.page.heard if "status of 422" not in line]
        assert not wrong, wrong
        return self


@pytest.fixture
def world(transactional_db):
    """The city of the tests of pilots; its people can sign in."""
    world = make_world()
    for person in world.people.values():
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
    return world


def test_a_pilot_from_the_call_to_those_who_copy_it(world, sign_in, live_server):
    hands = {}

    def as_(name):
        if name not in hands:
            hands[name] = Hand(sign_in(world.people[name]), live_server)
        return hands[name]

    call_for_pilots(as_("clerk"), world)
    apply(as_("maker"))
    review(as_)
    name_it(as_("clerk"))
    visit(as_)
    share(as_)


def call_for_pilots(office, world):
    office.go("/pilots/calls/").click("link", "征集试点").look()
    office.fill("征集名称", "2026年市级试点征集").tick("企业试点").fill("依据", SOURCE)
    office.fill("申报截止日期", (timezone.localdate() + timedelta(days=20)).isoformat())
    office.send("存为草稿").look()
    call = Call.objects.get()
    office.go(f"/pilots/calls/{call.pk}/panel/")
    for judge in ("expert", "second_expert", "unionist"):
        # Nobody of another unit than those in reach can be seated.
        office.tick(world.people[judge].name)
    office.send("保存")
    office.go(f"/pilots/calls/{call.pk}/quotas/")
    office.page.get_by_label("柳湾县 不少于").fill("2")
    office.page.get_by_label("柳湾县 其中园区").fill("3")
    office.send("保存")
    expect(office.page.get_by_text("多于总数")).to_be_visible()
    office.page.get_by_label("柳湾县 其中园区").fill("0")
    office.send("保存").look()
    office.click("button", "发布征集").agree().look()
    assert Call.objects.get().state == "OPEN"


def apply(firm):
    firm.go(f"/pilots/calls/{Call.objects.get().pk}/").click("link", "申报或推荐").look()
    firm.fill("职工人数", "100").fill("年产值", "1000").fill("所有制", "民营")
    firm.fill("试点打算", "三年内把技能等级和薪酬挂钩。").send("提交申报")
    expect(firm.page.get_by_text("不符合申报条件")).to_be_visible()
    firm.fill("职工人数", "320").send("提交申报").look()
    assert Application.objects.get().state == "SUBMITTED"


def review(as_):
    application = Application.objects.get()
    for judge in ("expert", "second_expert", "unionist"):
        hand = as_(judge).go("/pilots/reviews/").click("link", "柳湾机床厂")
        for number in range(len(SCORES)):
            hand.page.locator("#vote-title").locator("xpath=../..").locator(
                "input[type=number]"
            ).nth(number).fill("16")
        hand.tick("同意").fill("理由", "看过现场。").send("提交评审意见")
    as_("expert").look()
    office = as_("clerk").go(f"/pilots/applications/{application.pk}/")
    office.click("button", "结束评审").agree().look()
    assert Application.objects.get().state == "PASSED"


def name_it(office):
    office.go(f"/pilots/calls/{Call.objects.get().pk}/").click("link", "分批命名").look()
    office.fill("批次名称", "第一批市级试点").fill("依据", SOURCE).send("命名").look()
    pilot = Pilot.objects.get()
    assert pilot.status == "NEW"
    office.go("/pilots/instructors/").fill("人员", "戊工（云溪市总工会）").fill("依据", SOURCE)
    office.send("聘任").look()
    office.go(f"/pilots/{pilot.pk}/").fill("指导员", "戊工（云溪市总工会）").send("安排指导员")
    office.fill("办理哪一步", "转入培育").fill("依据", SOURCE).send("确认办理").look()
    assert Pilot.objects.get().status == "CULTIVATED"
    office.go("/pilots/cuts/").look()
    expect(office.page.get_by_text("两种口径一致")).to_be_visible()


def visit(as_):
    hand = as_("unionist").go(f"/pilots/{Pilot.objects.get().pk}/").click("link", "登记走访")
    hand.fill("谈话职工", "8").fill("看到的情况", "看了两个车间。")
    hand.fill("发现的问题 1", "带教津贴没有发。").look().send("登记").look()
    problem = Finding.objects.get().problem
    assert (problem.state, problem.task.state) == ("RECTIFYING", "ASSIGNED")
    firm = as_("maker").go(f"/tasks/{problem.task_id}/").look()
    expect(firm.page.get_by_text("带教津贴没有发。").first).to_be_visible()


def share(as_):
    pilot = Pilot.objects.get()
    firm = as_("maker").go(f"/pilots/{pilot.pk}/").click("link", "整理做法")
    firm.fill("做法名称", "技能定薪").fill("怎么做", "分四步走。").send("保存")
    made = Practice.objects.get()
    as_("clerk").go(f"/pilots/practices/{made.pk}/").click("button", "发布做法").agree()
    other = as_("weaver").go("/pilots/practices/").click("link", "技能定薪")
    other.fill("作了哪些改动", "先在两个班试。").send("登记采用")
    other.fill("成效", "没有见效").fill("看得见的变化", "工种太少。").send("记录成效").look()
    assert Adoption.objects.get().outcome == "FAILED"
    drawing = other.page.get_by_role("img", name="柳湾机床厂首创，1个单位采用")
    expect(drawing).to_be_visible()
    expect(other.page.get_by_role("cell", name="先在两个班试。")).to_be_visible()
