from datetime import timedelta

import pytest
from django.urls import reverse

from changai.audit import services as audit
from changai.audit.models import PersonKey
from changai.orgs.models import Post, Unit
from changai.oversight.queries import PAGE_ROWS
from tests.conftest import NOON
from tests.notices.world import make_person, make_unit, make_world

pytestmark = pytest.mark.django_db
URL = "/audit/"


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def county(world):
    """A county below the city, with an office of its own and an auditor."""
    unit = make_unit("临江县", "00010009", kind="division", parent=world.city)
    office = make_unit(
        "县产改办", "000100090001", kind="reform_office", scope_path="00010009", parent=unit
    )
    unit.auditor = make_person("county-auditor", unit, Post.Role.AUDITOR)
    unit.office = office
    return unit


@pytest.fixture
def auditor(world):
    return make_person("auditor", world.city, Post.Role.AUDITOR)


def record(unit, words="做过的事", by=None, **more):
    return audit.record(
        "unit.renamed",
        unit,
        by=by,
        at=NOON,
        unit_id=unit.pk,
        before={"name": "旧名"},
        after={"name": words},
        **more,
    )


def page_for(client, person, **asked):
    client.force_login(person)
    answer = client.get(URL, asked)
    return answer.content.decode() if answer.status_code == 200 else answer.status_code


def test_an_auditor_sees_who_did_what_before_and_after(client, world, auditor):
    record(world.units[0], by=world.clerks[0])
    page = page_for(client, auditor)
    for words in ("单位更名", "旧名", "做过的事", "office-1", "第1单位"):
        assert words in page


def test_the_office_sees_its_scope_and_others_have_no_such_page(client, world):
    record(world.units[0])
    assert "做过的事" in page_for(client, world.clerks[0])
    assert page_for(client, world.leads[world.units[0].pk]) == 404
    assert page_for(client, world.supervisor) == 404
    assert page_for(client, make_person("nobody")) == 404


def test_an_auditor_below_sees_nothing_from_beside_or_above(client, world, county):
    record(world.units[0], "旁边的事")
    record(world.office, "上级的事")
    record(county, "本级的事")
    audit.record("notices.sent", Unit, by=None, at=NOON, after={"mails": 3})
    page = page_for(client, county.auditor)
    assert "本级的事" in page
    for hidden in ("旁边的事", "上级的事", "发出邮件"):
        assert hidden not in page.split('id="oversight-results"')[1]


def test_a_bulk_action_from_above_shows_only_its_own_lines(client, world, county):
    entry = record(
        world.city,
        "全市的事",
        touched=[
            audit.Touched(world.units[0].pk, world.units[0].pk, after={"reason": "邻居"}),
            audit.Touched(county.pk, county.pk, after={"reason": "自己"}),
        ],
    )
    page = page_for(client, county.auditor)
    assert "只显示涉及你范围的对象" in page
    assert "全市的事" not in page
    lines = client.get(reverse("audit:lines", args=[entry.pk])).content.decode()
    assert "自己" in lines
    assert "邻居" not in lines


def test_lines_of_what_one_may_not_see_do_not_exist(client, world, county):
    entry = record(world.units[0], touched=[audit.Touched(1, world.units[0].pk)])
    client.force_login(county.auditor)
    assert client.get(reverse("audit:lines", args=[entry.pk])).status_code == 404


def test_personal_values_open_only_within_the_scope_and_never_once_erased(
    client, world, auditor, county
):
    ours = make_person("ours", county)
    theirs = world.leads[world.units[0].pk]
    for person in (ours, theirs):
        record(county, personal={person.pk: {"phone": f"1380000{person.pk:04d}"}})
    page = page_for(client, county.auditor)
    assert f"1380000{ours.pk:04d}" in page
    assert f"1380000{theirs.pk:04d}" not in page
    assert "不在你的范围内" in page
    assert f"1380000{theirs.pk:04d}" in page_for(client, auditor)
    PersonKey.objects.filter(person_id=ours.pk).delete()
    page = page_for(client, county.auditor)
    assert f"1380000{ours.pk:04d}" not in page
    assert "已清除" in page


FILTERS = [
    ({"who": "office-1"}, "甲"),
    ({"unit": "第2单位"}, "乙"),
    ({"action": "unit.moved"}, "丙"),
    ({"since": "2026-03-03"}, "丙"),
    ({"thing": "orgs.post"}, None),
]


@pytest.mark.parametrize(("asked", "found"), FILTERS, ids=str)
def test_each_filter_finds_what_it_names(client, world, auditor, asked, found):
    record(world.units[0], "甲事", by=world.clerks[0])
    record(world.units[1], "乙事", by=world.clerks[1])
    audit.record(
        "unit.moved",
        world.units[2],
        by=None,
        at=NOON + timedelta(days=1),
        unit_id=world.units[2].pk,
        after={"reason": "丙事"},
    )
    page = page_for(client, auditor, **asked)
    seen = {name for name in "甲乙丙" if f"{name}事" in page}
    assert seen == ({found} if found else set())


def test_one_thing_is_found_by_its_number_in_lines_too(client, world, auditor):
    record(world.units[0], "甲事")
    record(world.city, "乙事", touched=[audit.Touched(world.units[0].pk)])
    record(world.units[1], "丙事")
    page = page_for(client, auditor, thing="orgs.unit", number=str(world.units[0].pk))
    assert "甲事" in page
    assert "乙事" in page
    assert "丙事" not in page


@pytest.mark.parametrize(
    "asked", [{"since": "x"}, {"number": "9" * 40}, {"after": "x"}, {"number": "-1"}]
)
def test_nonsense_in_the_address_breaks_nothing(client, auditor, asked):
    assert "审计" in page_for(client, auditor, **asked)


def test_pages_follow_without_a_gap_and_cost_the_same(
    client, world, auditor, django_assert_max_num_queries
):
    for number in range(PAGE_ROWS + 3):
        record(world.units[number % 4], f"事{number}")
    client.force_login(auditor)
    with django_assert_max_num_queries(18):
        first = client.get(URL).context["page"]
    second = client.get(URL, {"after": first.older}).context["page"]
    assert len({row.pk for row in [*first.rows, *second.rows]}) == PAGE_ROWS + 3
    assert second.older == ""


def test_the_fragment_is_what_the_page_shows(client, world, auditor):
    record(world.units[0])
    client.force_login(auditor)
    part = client.get(URL, headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith('<section class="card" id="oversight-results"')
    assert "做过的事" in part
