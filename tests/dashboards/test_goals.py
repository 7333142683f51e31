"""Goals, map and peers through their pages: what is told, to whom, and at what cost."""

import csv
import io
import json
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from changai.dashboards import queries
from changai.indicators import queries as indicators
from changai.indicators.rules import read_period
from changai.packs.current import pack
from tests.dashboards.goals import COUNT, SHARE, SMALL, aimed, make_goals, more_cities
from tests.indicators.factories import say
from tests.orgs.factories import make_department, make_person

pytestmark = pytest.mark.django_db
YEAR = "2025"


@pytest.fixture(autouse=True)
def in_the_year_after(monkeypatch, today, noon):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: today)
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon)


@pytest.fixture
def goals(db, settings, tmp_path, monkeypatch):
    settings.FILES_DIR = settings.DATA_DIR = tmp_path
    aimed(monkeypatch)
    return make_goals()


def text_of(client, person, name, *args, status=200, **query):
    client.force_login(person)
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == status
    return "" if answer.streaming else answer.content.decode()


def table_of(client, person, name, *args, **query):
    client.force_login(person)
    answer = client.get(reverse(name, args=args), {**query, "as_file": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_headline_is_worked_out_of_facts(client, goals):
    page = text_of(client, goals.cast.clerk, "dashboards:goals")

    # 500 of 2,000 are verified: 25 %; the line from 20 % (2020) to 40 % (2035) stands at 26.7 %.
    assert "<strong>1 项有目标：1 项落后。</strong>" in page
    assert "<span>25</span>" in page
    assert "落后于进度线" in page
    assert "还不知道的" in page


def test_each_tier_sees_its_own_goals_and_no_stranger_does(client, goals):
    cast = goals.cast

    assert cast.city.name in text_of(client, cast.city_clerk, "dashboards:goals")
    assert "柳湾县的目标" in text_of(client, cast.county_clerk, "dashboards:goals")
    assert "柳湾机床厂的目标" in text_of(client, cast.enterprise_clerk, "dashboards:goals")
    for name in ("unit_goals", "map", "peers", "goals_export", "map_svg"):
        text_of(client, cast.stranger, f"dashboards:{name}", cast.city.pk, status=404)
    for name in ("trend_svg", "trend_export"):
        text_of(client, cast.stranger, f"dashboards:{name}", cast.city.pk, SHARE, status=404)


def test_a_department_sees_the_goals_in_its_charge_only(client, goals):
    department = make_department(goals.cast.province, "东江省人力资源和社会保障厅")
    person = make_person(department, "LIAISON", "寅人")

    page = text_of(client, person, "dashboards:unit_goals", goals.cast.province.pk)

    assert "技能人才占就业人员" in page
    assert "创新工作室" not in page
    asked = {"indicator": "studios"}
    text_of(client, person, "dashboards:map", goals.cast.province.pk, status=404, **asked)
    drawn = text_of(
        client, person, "dashboards:map", goals.cast.province.pk, indicator=SHARE, period=YEAR
    )
    # The cities are told, but the pages of a city are not theirs to open.
    assert goals.cast.city.name in drawn
    assert f"/goals/{goals.cast.city.pk}/" not in drawn
    assert f"/units/{goals.cast.city.pk}/" not in drawn


def test_the_map_has_the_colour_of_each_places_own_target(goals):
    found = queries.tile_map(
        goals.cast.province, pack().indicator(SHARE), read_period(YEAR),
        user=goals.cast.clerk, today=read_period("2026").first,
    )  # fmt: skip

    told = {one.name: (str(one.value), str(one.words)) for one in found.tiles}
    assert told["云溪市"] == ("30.00", "在线上")
    assert told["平江市"] == ("20.00", "落后")
    assert told["清浦市"] == ("13.00", "不如起点")
    assert told["石桥市"] == ("None", "没有数据")
    assert not found.is_placed
    assert not found.is_shaded


def test_a_place_without_a_single_record_stands_on_the_map_all_the_same(goals):
    found = queries.tile_map(
        goals.cast.province, pack().indicator("pilots"), read_period(YEAR),
        user=goals.cast.clerk, today=read_period("2026").first,
    )  # fmt: skip

    assert {one.name: str(one.words) for one in found.tiles} == {
        "云溪市": "没有数据", "石桥市": "没有数据", "平江市": "没有数据", "清浦市": "没有数据",
    }  # fmt: skip


@pytest.mark.parametrize(
    "name", ["云溪市", "南京高新技术产业开发区", "Lianyungang", "Xuanwu District"]
)
def test_a_name_fits_its_tile(goals, name):
    found = queries.tile_map(
        goals.cast.province, pack().indicator(SHARE), read_period(YEAR),
        user=goals.cast.clerk, today=read_period("2026").first,
    )  # fmt: skip
    tile = replace(found.tiles[0], name=name)

    width = sum(0.58 if one.isascii() else 1 for one in tile.short) * tile.name_size
    assert 13 <= tile.name_size <= 21
    assert width <= 100


def test_without_targets_nothing_is_good_or_bad(goals):
    found = queries.tile_map(
        goals.cast.province, pack().indicator(COUNT), read_period(YEAR),
        user=goals.cast.clerk, today=read_period("2026").first,
    )  # fmt: skip

    assert found.is_shaded
    shades = {one.name: one.shade for one in found.tiles}
    assert shades["清浦市"] < shades["平江市"] < shades["云溪市"]


@pytest.fixture
def few(goals, noon):
    """Two cities with enough answers and one with too few."""
    for unit, by, base in zip(goals.places.cities, goals.places.clerks, (4, 60, 90), strict=True):
        say(unit, by, base - 1, base, code=SMALL, period=read_period("2025"), at=noon)
    return goals


def test_what_is_too_few_is_hidden_with_one_beside_it_everywhere(client, few):
    cast, asked = few.cast, {"indicator": SMALL, "period": YEAR}
    page = text_of(client, cast.clerk, "dashboards:map", cast.province.pk, **asked)
    table = table_of(client, cast.clerk, "dashboards:map_export", cast.province.pk, **asked)
    peers = table_of(client, cast.clerk, "dashboards:peers_export", cast.province.pk, **asked)
    own = text_of(client, cast.city_clerk, "dashboards:goals", period=YEAR)
    trend = table_of(
        client, cast.clerk, "dashboards:trend_export", cast.city.pk, SMALL, period=YEAR
    )

    told = {row["单位"]: row["填报"] for row in table}
    assert (told["云溪市"], told["平江市"]) == ("", "")
    assert told["清浦市"] == "98.89"
    assert {row["单位"]: row["数值"] for row in peers}["云溪市"] == ""
    assert {row["单位"]: row["规模"] for row in peers}["云溪市"] == ""
    assert {row["填报"] for row in trend} == {""}
    assert "人数少，不显示" in page
    assert "人数少，不显示" in own


def test_of_a_hidden_unit_nothing_is_handed_on(few):
    figure, found = indicators.figure(few.cast.province, pack().indicator(SMALL), read_period(YEAR))
    rows = {str(one.cell.unit): one for one in indicators.lit_cells(figure, found)}

    hidden = rows["云溪市"]
    assert (hidden.best, hidden.number, hidden.base, hidden.target) == (None,) * 4
    assert rows["清浦市"].base == 90
    assert few.cast.city.path not in indicators.starts(figure)


def test_peers_are_ranked_only_where_all_is_verified_and_apart(goals):
    page = queries.peers_page(
        goals.cast.province, pack().indicator(SHARE), read_period(YEAR),
        user=goals.cast.clerk, today=read_period("2026").first,
    )  # fmt: skip

    rows = {row.name: row for group in page.groups for row in group.rows}
    assert str(rows["云溪市"].why) == "不排名：有数还没核实"  # the last city is not verified
    assert rows["云溪市"].rank is None
    assert rows["云溪市"].low < rows["云溪市"].value < rows["云溪市"].high
    assert rows["云溪市"].start == 29
    assert rows["云溪市"].size == 1000


def test_the_tables_to_take_away_hold_three_numbers_and_the_line(client, goals):
    cast = goals.cast
    [row] = [
        one
        for one in table_of(client, cast.clerk, "dashboards:goals_export", cast.province.pk)
        if one["指标"] == "技能人才占就业人员"
    ]
    trend = table_of(client, cast.clerk, "dashboards:trend_export", cast.province.pk, SHARE)

    assert (row["填报"], row["核实"], row["公布"]) == ("19.00", "25.00", "")
    assert (row["进度线"], row["目标到期"]) == ("26.67", "2035-12-31")
    assert [one["期间"] for one in trend] == ["2021", "2022", "2023", "2024", "2025"]
    assert [one["填报"] for one in trend] == ["", "", "", "18.25", "19.00"]


def test_pictures_are_files_that_no_page_runs(client, goals):
    client.force_login(goals.cast.clerk)
    for name, args in (("map_svg", ()), ("trend_svg", (SHARE,))):
        url = reverse(f"dashboards:{name}", args=[goals.cast.province.pk, *args])
        answer = client.get(url, {"indicator": SHARE})
        text = b"".join(answer.streaming_content).decode()

        assert answer["Content-Disposition"].startswith("attachment")
        assert text.lstrip().startswith(("<svg", "\n<svg"))
        assert "<a " not in text


def test_an_approved_map_is_drawn_where_it_knows_every_place(client, goals, tmp_path):
    cast, province = goals.cast, goals.cast.province
    below = list(province.children.filter(kind="division_government").order_by("path"))
    for number, one in enumerate(below):
        one.code = f"32{number + 1:02}00"
        one.save(update_fields=["code"])
    ring = [[120, 32], [121, 32], [121, 33], [120, 32]]
    path = tmp_path / queries.MAP_FILE

    path.write_text(
        json.dumps({"approval": "苏S〔2026〕7号", "shapes": {one.code: [ring] for one in below}}),
        encoding="utf-8",
    )
    drawn = text_of(client, cast.clerk, "dashboards:map", province.pk, indicator=SHARE)
    tiles = text_of(
        client, cast.clerk, "dashboards:map", province.pk, indicator=SHARE, shape="tiles"
    )
    path.unlink()
    without = text_of(client, cast.clerk, "dashboards:map", province.pk, indicator=SHARE)

    assert "苏S〔2026〕7号" in drawn
    assert "示意图，不是地图" in tiles
    assert "苏S〔2026〕7号" not in without


@pytest.mark.parametrize("name", ["unit_goals", "map", "peers"])
def test_more_units_cost_no_more_queries(client, goals, name):
    def queries_of():
        with CaptureQueriesContext(
            connection,
        ) as caught:
            text_of(client, goals.cast.clerk, f"dashboards:{name}", goals.cast.province.pk)
        return len(caught)

    queries_of()
    few = queries_of()
    more_cities(goals.cast, 5)

    assert queries_of() <= few


def test_trends_of_many_are_those_of_one(goals):
    today = read_period("2026").first
    figures = indicators.figures_of(
        goals.cast.province, user=goals.cast.clerk, today=today, wanted=YEAR
    )
    found = indicators.trends(figures)

    for figure in figures:
        if figure.definition.code in (SHARE, COUNT):
            assert found[figure.definition.code] == indicators.trend(figure)
