"""A long list to tick: found by name, ticked as far as it is shown, counted before it is sent."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from changai.orgs.models import Unit
from changai.tasks.models import Task
from changai.tasks.rules import State
from tests.browser.conftest import PASSWORD
from tests.orgs.factories import make_office, make_unit
from tests.tasks.factories import make_cast, make_task

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def split(sign_in, live_server):
    """The page on which the clerk splits a task, with a district of one name in two cities."""
    cast = make_cast()
    cast.clerk.set_password(PASSWORD)
    cast.clerk.save(update_fields=["password"])
    for city in Unit.objects.filter(name__in=["云溪市", "石桥市"]):
        make_office(make_unit("鼓楼区", city), "产改办公室")
    task = make_task(cast, State.IN_PROGRESS, due_on=None, due_words="长期坚持")
    page = sign_in(cast.clerk)
    page.goto(live_server.url + reverse("tasks:cascade", args=[task.pk]))
    page.task = task
    return page


def test_all_means_all_that_is_shown_and_the_number_is_asked_first(split):
    finder = split.get_by_label("查找单位")
    finder.fill("石桥")
    expect(split.get_by_role("checkbox", name="石桥市·鼓楼区产改办公室")).to_be_visible()
    expect(split.get_by_role("checkbox", name="云溪市·鼓楼区产改办公室")).to_be_hidden()
    split.get_by_label("全选县级").check()

    finder.fill("")
    expect(split.get_by_role("checkbox", name="石桥市·鼓楼区产改办公室")).to_be_checked()
    expect(split.get_by_role("checkbox", name="云溪市·鼓楼区产改办公室")).not_to_be_checked()
    expect(split.get_by_text("已选 1 个单位")).to_be_visible()
    split.get_by_role("button", name="分解到所选单位").click()
    dialog = split.locator("#confirm")
    expect(dialog).to_contain_text("将分解到 1 个单位，各单位会收到任务。现在分解吗？")
    dialog.get_by_role("button", name="返回").click()
    assert not Task.objects.filter(parent=split.task).exists()

    split.get_by_role("button", name="分解到所选单位").click()
    dialog.get_by_role("button", name="分解到所选单位").click()
    split.wait_for_url(f"**{reverse('tasks:task', args=[split.task.pk])}")
    made = Task.objects.get(parent=split.task)
    assert made.lead.parent.parent.name == "石桥市"
    assert split.heard == []


def test_without_a_tick_the_page_says_what_is_missing(split):
    split.get_by_role("button", name="分解到所选单位").click()

    expect(split.get_by_role("alert")).to_contain_text("请至少勾选一个单位")
