"""The pages of indicators: who sees what, what a form answers, how a figure is followed down."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from changai.evidence import services as evidence
from changai.indicators.models import Publication, Value
from changai.indicators.rules import last_over
from tests.indicators.factories import PER_10000, SKILLED, accept, approve, publish, say
from tests.orgs.factories import make_person, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def year():
    """The newest year that is over on the day the test runs: pages know no other."""
    return last_over("year", timezone.localdate())


@pytest.fixture
def now():
    """The moment the test runs."""
    return timezone.now()


def page(client, person, path, status=200, **data):
    client.force_login(person)
    answer = client.post(path, data) if data else client.get(path)
    assert answer.status_code == status, path
    return "" if answer.streaming else answer.content.decode()


def test_a_figure_leads_to_its_rows_and_their_files_in_three_clicks(client, cast, year, now):
    client.force_login(cast.city_clerk)
    form = {
        "number": "120", "words": "人社年报", "seen_revision": "0",
        "upload": SimpleUploadedFile("名册.pdf", b"%PDF-1.4 roll"),
    }  # fmt: skip
    path = f"/indicators/entry/{cast.city.pk}/{SKILLED}/now/?period={year.code}"
    assert client.post(path, form).status_code == 302

    figures = page(client, cast.clerk, f"/indicators/units/{cast.province.pk}/?period={year.code}")
    [first] = re.findall(rf'href="(/indicators/units/\d+/{SKILLED}/[^"]*)"', figures)
    figure = page(client, cast.clerk, first.replace("&amp;", "&"))
    [second] = re.findall(r'href="(/indicators/units/\d+/\w+/rows/[^"]*)"', figure)
    rows = page(client, cast.clerk, second.replace("&amp;", "&"))
    [third] = set(re.findall(r'href="(/evidence/files/\d+/)"', rows))

    assert "名册.pdf" in page(client, cast.clerk, third)
    assert cast.city_clerk.name in rows
    assert "石桥市" in figure  # what is not known is said


def test_a_warning_comes_back_on_the_form_and_wants_a_word(client, cast, year, now):
    say(cast.city, cast.city_clerk, 100, period=year.previous, at=now)
    path = f"/indicators/entry/{cast.city.pk}/{SKILLED}/now/?period={year.code}"
    typed = {"number": "900", "words": "年报", "seen_revision": "0"}

    asked = page(client, cast.city_clerk, path, 422, **typed)
    page(client, cast.city_clerk, path, 302, **typed, answer_jump="两县并入")

    assert 'name="answer_jump"' in asked
    assert "比上期的 100" in asked
    assert Value.objects.get(period=year.code).warnings.get().words == "两县并入"


def test_a_score_that_does_not_add_is_refused_on_the_form_with_its_parts(client, cast, year):
    path = f"/indicators/entry/{cast.city.pk}/data_quality_score/now/?period={year.code}"
    parts = {"part_completeness": "9.8", "part_content": "9.9", "part_timeliness": "4.9"}

    asked = page(client, cast.city_clerk, path, 422, number="29.6", words="通报",
                 part_stability="4.9", seen_revision="0", **parts)  # fmt: skip

    assert "= 29.5" in asked
    assert not Value.objects.exists()


def test_the_whole_way_through_the_pages(client, cast, year, now):
    value = say(cast.city, cast.city_clerk, 60, 9000, code=PER_10000, period=year, at=now)
    at = f"/indicators/values/{value.pk}"

    page(client, cast.clerk, f"{at}/approve/", 404, seen_revision=value.revision)
    page(client, cast.city_clerk, f"{at}/approve/", 302, seen_revision=value.revision)
    assert SKILLED not in page(client, cast.city_clerk, "/indicators/review/")
    assert f'value="{value.pk}"' in page(client, cast.clerk, "/indicators/review/")
    page(client, cast.clerk, "/indicators/review/now/", 302, value=value.pk)
    publish_at = f"/indicators/publications/new/{cast.province.pk}/"
    assert PER_10000 in page(client, cast.clerk, f"{publish_at}?period={year.code}")
    page(
        client, cast.clerk, f"{publish_at}now/", 302, code=PER_10000, period=year.code,
        title="年度指标", published_on=now.date().isoformat(),
    )  # fmt: skip
    page(client, cast.clerk, f"{at}/restate/", 302, number="50", base="9000", words="重复")

    [publication] = Publication.objects.all()
    shown = page(client, cast.city_clerk, f"/indicators/publications/{publication.pk}/")
    listed = page(client, cast.clerk, "/indicators/restatements/")
    assert "67" in shown  # 60 of 9,000 is 67 of 10,000, as it was printed
    assert "重复" in listed
    assert "56" in listed


def test_a_value_is_sent_back_and_opened_again_through_the_pages(client, cast, year, now):
    value = approve(say(cast.city, cast.city_clerk, 60, period=year, at=now), cast.city_clerk)
    at = f"/indicators/values/{value.pk}"

    page(client, cast.clerk, f"{at}/return/", 422, **{"return-words": " "})
    page(client, cast.clerk, f"{at}/return/", 302, **{"return-words": "缺名册"})
    assert "缺名册" in page(client, cast.city_clerk, f"{at}/")
    value.refresh_from_db()
    accept(value_again(cast, year, now), cast.city_clerk, cast.clerk)
    page(client, cast.clerk, f"{at}/reopen/", 302, **{"reopen-words": "漏报"})

    value.refresh_from_db()
    assert value.state == "RETURNED"


def value_again(cast, year, now):
    return say(cast.city, cast.city_clerk, 61, period=year, at=now)


def test_what_approving_a_roll_up_closes_is_said_before_and_after(client, cast, year, now):
    say(cast.city, cast.city_clerk, 100, period=year, at=now)
    mine = say(cast.province, cast.clerk, 100, period=year, at=now)
    value = f"/indicators/values/{mine.pk}/"
    asks = page(client, cast.clerk, value)
    assert "审定后下级数据全部锁定" in asks
    assert "还有 1 个数没有核实" in asks

    page(client, cast.clerk, f"{value}approve/", 302, seen_revision="1")

    form = f"/indicators/entry/{cast.city.pk}/{SKILLED}/?period={year.code}"
    closed = page(client, cast.city_clerk, form)
    assert "已审定本期汇总" in closed
    assert "数据出处" not in closed
    own = Value.objects.get(unit=cast.city)
    seen = page(client, cast.city_clerk, f"/indicators/values/{own.pk}/")
    assert "已锁定" in seen
    assert 'id="approve-title"' not in seen


def test_other_numbers_without_a_word_come_back_on_the_form(client, cast, year, now):
    value = approve(say(cast.city, cast.city_clerk, 100, period=year, at=now), cast.city_clerk)
    path = f"/indicators/values/{value.pk}/"
    assert 'value="100"' in page(client, cast.clerk, path)

    answer = page(
        client, cast.clerk, f"{path}accept/", 422,
        number="90", words="", seen_revision=str(value.revision),
    )  # fmt: skip

    assert "请说明理由" in answer
    assert 'value="90"' in answer


def test_a_department_in_charge_is_told_that_the_rows_are_not_for_it(client, cast, year, now):
    say(cast.city, cast.city_clerk, 100, period=year, at=now)
    department = make_unit("省人力资源和社会保障厅", cast.province, kind="member_unit")
    person = make_person(department, "LIAISON", "人社")
    path = f"/indicators/units/{cast.province.pk}/{SKILLED}/"

    assert "100" in page(client, person, f"{path}?period={year.code}")
    rows = page(client, person, f"{path}rows/?period={year.code}")

    assert "不在您的查看范围" in rows
    assert "本期没有填报的数据" in page(client, cast.clerk, f"{path}rows/?period=2020")


def test_the_page_of_a_file_names_the_values_that_rest_on_it(client, cast, year, now):
    file = evidence.keep_file(
        unit=cast.city_office, name="名册.pdf", content=b"%PDF-1.4", by=cast.city_clerk, at=now
    )
    value = say(cast.city, cast.city_clerk, 100, period=year, at=now, files=[file])

    used = page(client, cast.clerk, f"/evidence/files/{file.pk}/")

    assert f"/indicators/values/{value.pk}/" in used
    assert "还没有用过" not in used


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_definition_has_a_page_in_both_languages(client, cast, language):
    client.cookies["language"] = language
    listed = page(client, cast.enterprise_clerk, "/indicators/dictionary/")

    codes = re.findall(r'href="/indicators/dictionary/(\w+)/"', listed)
    for code in codes[::9]:
        page(client, cast.enterprise_clerk, f"/indicators/dictionary/{code}/")
    assert len(codes) == 80
    narrowed = page(client, cast.clerk, "/indicators/dictionary/?made=computed&goal=coverage")
    assert "/indicators/dictionary/pilots/" in narrowed


def test_a_figure_of_pilots_is_counted_from_records_and_cut_both_ways(client, cast, now):
    code = "pilots"
    shown = page(client, cast.clerk, f"/indicators/units/{cast.province.pk}/{code}/")

    assert "没有数据不等于零" in shown
    page(client, cast.clerk, f"/indicators/units/{cast.province.pk}/{code}/rows/")


def test_a_table_is_imported_or_each_row_says_why_not(client, cast, year):
    row = f"{cast.city.name},{SKILLED},{year.code},120,,年报,\n"
    good = f"单位,指标,期间,数值,分母,数据出处,说明\n{row}"
    bad = (
        good
        + f"外省,{SKILLED},{year.code},1,,年报,\n{cast.city.name},无此项,{year.code},1,,年报,\n"
    )

    def sheet(text):
        return SimpleUploadedFile("values.csv", text.encode("utf-8"))

    refused = page(client, cast.city_clerk, "/indicators/import/now/", 422, file=sheet(bad))
    page(client, cast.city_clerk, "/indicators/import/now/", 302, file=sheet(good))

    assert "外省" in refused
    assert "无此项" in refused
    assert [(one.said, one.origin) for one in Value.objects.all()] == [(120, "IMPORTED")]


def test_figures_leave_as_xlsx_and_csv_and_no_text_becomes_a_formula(client, cast, year, now):
    say(cast.city, cast.city_clerk, 120, period=year, at=now)
    client.force_login(cast.clerk)
    at = f"/indicators/units/{cast.province.pk}/export/?period={year.code}"

    book = b"".join(client.get(at).streaming_content)
    text = b"".join(client.get(f"{at}&as_file=csv").streaming_content).decode("utf-8-sig")

    assert book.startswith(b"PK")
    rows = {row[0]: row for row in csv.reader(io.StringIO(text))}
    assert rows["技能人才总量"][3] == "120"


def test_a_stranger_gets_a_404_and_an_enterprise_sees_its_own_only(client, cast, year, now):
    value = say(cast.city, cast.city_clerk, 120, period=year, at=now)

    for path in (
        f"units/{cast.city.pk}/", f"units/{cast.city.pk}/{SKILLED}/", f"values/{value.pk}/",
        f"units/{cast.city.pk}/{SKILLED}/rows/", f"entry/{cast.city.pk}/",
        f"units/{cast.city.pk}/export/",
    ):  # fmt: skip
        page(client, cast.stranger, f"/indicators/{path}", 404)
        page(client, cast.enterprise_clerk, f"/indicators/{path}", 404)
    page(client, cast.enterprise_clerk, f"/indicators/units/{cast.enterprise.pk}/")


def test_what_was_published_is_read_below_and_not_beside(client, cast, year, now):
    accept(say(cast.city, cast.city_clerk, 120, period=year, at=now), cast.city_clerk, cast.clerk)
    made = publish(cast, period=year.code, at=now)

    for person in (cast.city_clerk, cast.enterprise_clerk, cast.lead):
        assert "120" in page(client, person, f"/indicators/publications/{made.pk}/")
        page(client, person, f"/indicators/publications/{made.pk}/export/")
