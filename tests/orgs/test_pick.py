"""Units are found by what people call them."""

import pytest

from changai.orgs import queries
from tests.orgs.factories import make_department

LONG = "北市人力资源和社会保障局"


@pytest.fixture
def departments(land):
    """Departments with the names they have on paper."""
    made = [
        make_department(land.province, "江苏省工业和信息化厅"),
        make_department(land.province, "江苏省发展和改革委员会"),
        make_department(land.province, "中共江苏省委组织部"),
        make_department(land.province, "江苏省教育厅"),
        make_department(land.north, LONG),
    ]
    return {unit.name: unit for unit in made}


def names(words, land, today, who="chief"):
    options = queries.unit_options(words=words, user=getattr(land, who), today=today)
    return [unit.name for unit in options]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("工信厅", "江苏省工业和信息化厅"),
        ("经信委", "江苏省工业和信息化厅"),
        ("发改委", "江苏省发展和改革委员会"),
        ("组织部", "中共江苏省委组织部"),
        ("教育厅", "江苏省教育厅"),
        ("教育局", "江苏省教育厅"),
        ("北市人社局", LONG),
        ("人社厅", "省人社厅"),
    ],
)
def test_the_everyday_name_finds_the_unit(departments, land, today, words, name):
    assert name in names(words, land, today)


def test_what_is_named_so_comes_before_what_is_only_called_so(departments, land, today):
    assert names("人社厅", land, today) == ["省人社厅", LONG]


def test_characters_in_another_order_or_from_elsewhere_find_nothing(departments, land, today):
    assert names("厅信工", land, today) == []
    assert names("水利厅", land, today) == []
    assert names(".*", land, today) == []


def test_a_person_finds_only_what_they_may_name(departments, land, today):
    assert names("发改委", land, today, "clerk") == []


def test_the_page_of_units_finds_by_everyday_names_too(departments, land, today):
    rows = queries.found_rows(text="发改委", user=land.chief, today=today)
    assert [row.unit.name for row in rows] == ["江苏省发展和改革委员会"]


def test_a_search_costs_three_queries_at_most(
    departments, land, today, django_assert_max_num_queries
):
    queries.unit_options(words="人社厅", user=land.chief, today=today)
    with django_assert_max_num_queries(3):
        queries.unit_options(words="人社厅", user=land.chief, today=today)
