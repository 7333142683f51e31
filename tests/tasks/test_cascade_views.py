"""The page on which a task is split: what the plan said is filled in, what was typed stays."""

import re

import pytest
from django.urls import reverse

from changai.orgs.models import Unit
from changai.tasks.models import Task, TaskTarget
from tests.conftest import NOON
from tests.orgs.factories import make_office, make_unit
from tests.tasks.plan_factories import adopt, make_draft, nine_rows


@pytest.fixture(autouse=True)
def a_fixed_day(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)


@pytest.fixture
def quota(cast):
    adopt(cast, make_draft(cast, *nine_rows(cast)))
    return TaskTarget.objects.get(task__title="分级新增试点")


def field(html, name):
    """Return the value a field of the page holds."""
    tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', html).group()
    return re.search(r'value="([^"]*)"', tag).group(1)


def ticked(html, unit):
    return f'value="{unit.pk}"' in "".join(re.findall(r'<input[^>]*name="unit"[^>]*checked>', html))


def test_the_share_of_a_city_in_the_plan_stands_at_its_office(client, cast, quota):
    desk, second = cast.city_office, make_office(cast.city, "第二产改办")
    client.force_login(cast.clerk)

    html = client.get(reverse("tasks:cascade", args=[quota.task_id])).content.decode()

    assert field(html, f"quota_{quota.pk}_{desk.pk}") == "90"
    assert ticked(html, desk)
    for other in (second, cast.enterprise):
        assert field(html, f"quota_{quota.pk}_{other.pk}") == ""
        assert not ticked(html, other)


def test_a_refusal_keeps_everything_that_was_typed(client, cast, quota):
    desk = make_office(cast.city, "第二产改办")
    client.force_login(cast.clerk)
    typed = {
        "unit": [desk.pk],
        "due_on": "2026-09-30",
        f"name_{desk.pk}": "第二产改办",
        f"due_{desk.pk}": "2026-08-31",
        f"quota_{quota.pk}_{desk.pk}": "九十",
    }

    answer = client.post(reverse("tasks:cascade_now", args=[quota.task_id]), typed)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "第二产改办：指标“九十”不是数字" in html
    assert field(html, f"quota_{quota.pk}_{desk.pk}") == "九十"
    assert (field(html, f"due_{desk.pk}"), field(html, "due_on")) == ("2026-08-31", "2026-09-30")
    assert ticked(html, desk)
    assert not Task.objects.filter(parent_id=quota.task_id).exists()


def test_units_of_one_name_are_told_apart_by_their_city(client, cast, quota):
    first = make_office(make_unit("鼓楼区", cast.city), "产改办公室")
    second = make_office(make_unit("鼓楼区", Unit.objects.get(name="石桥市")), "产改办公室")
    client.force_login(cast.clerk)
    page = reverse("tasks:cascade", args=[quota.task_id])

    html = client.get(page).content.decode()

    for unit, city in ((first, "云溪市"), (second, "石桥市")):
        assert field(html, f"name_{unit.pk}") == f"{city}·鼓楼区产改办公室"
        assert f'aria-label="{city}·鼓楼区产改办公室"' in html
    heads = re.findall(r'<th scope="rowgroup"[^>]*>([^<]*)</th>', html)
    assert heads.index("云溪市") < heads.index("石桥市")
    typed = {"unit": [second.pk], f"name_{second.pk}": "石桥市·鼓楼区产改办公室"}
    typed[f"due_{second.pk}"] = "六月"
    refused = client.post(reverse("tasks:cascade_now", args=[quota.task_id]), typed)
    assert "石桥市·鼓楼区产改办公室：日期“六月”" in refused.content.decode()


def test_cascading_asks_first_and_can_be_searched(client, cast, quota):
    client.force_login(cast.clerk)

    html = client.get(reverse("tasks:cascade", args=[quota.task_id])).content.decode()

    assert "将分解到 # 个单位，各单位会收到任务。现在分解吗？" in html
    assert "data-filter-rows" in html
    assert "changai/choosing.js" in html


def test_parts_below_the_parts_are_counted_apart(client, cast, quota):
    client.force_login(cast.clerk)
    units = [cast.city_office, cast.county_office, cast.enterprise]
    typed = {"unit": [unit.pk for unit in units], "seen_revision": quota.task.revision}
    client.post(reverse("tasks:cascade_now", args=[quota.task_id]), typed)

    page = client.get(reverse("tasks:task", args=[quota.task_id])).content.decode()

    assert Task.objects.filter(title="分级新增试点", parent__isnull=False).count() == 3
    assert "直接下级 1 项，另有 2 项在其下" in page
