"""Values said, verified and published; who may, who may not, and what stays."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from changai.audit.models import Entry
from changai.evidence import services as evidence
from changai.indicators import queries, services
from changai.indicators.models import PublishedFigure, Restatement, Value
from changai.indicators.rules import Kind, State, read_period
from changai.kernel.errors import OutOfDate
from changai.notices.models import Notice
from changai.packs.current import pack
from tests.conftest import NOON, TODAY
from tests.indicators.factories import (
    PER_10000,
    SKILLED,
    YEAR,
    accept,
    approve,
    draft,
    publish,
    say,
)
from tests.orgs.factories import make_person

pytestmark = pytest.mark.django_db


def test_a_value_keeps_who_typed_it_when_from_where_and_under_which_definition(cast):
    [content] = [b"%PDF-1.4 roll"]
    file = evidence.keep_file(
        unit=cast.city_office, name="roll.pdf", content=content, by=cast.city_clerk, at=NOON
    )

    value = say(cast.city, cast.city_clerk, 120, files=[file])

    assert (value.said, value.verified, value.published) == (120, None, None)
    assert (value.typed_by, value.typed_at, value.words) == (cast.city_clerk, NOON, "人社部门年报")
    assert value.defined_on == pack().indicator(SKILLED).versions[0].starts_on
    assert "core 1.0.0" in value.pack_version
    assert [use.file for use in value.files.all()] == [file]
    assert Entry.objects.filter(action="value.typed", object_id=value.pk).exists()


def test_the_department_in_charge_types_for_its_division_and_no_other_does(cast):
    department = make_person(cast.department, "LIAISON")
    cast.department.name = "省人力资源社会保障厅"
    cast.department.save()

    value = say(cast.province, department, 900)

    assert value.unit == cast.province
    for person in (cast.cooperator, cast.city_clerk, cast.enterprise_clerk, cast.supervisor):
        with pytest.raises(services.NotAllowed):
            say(cast.province, person, 900)


def test_no_value_without_a_source_nor_for_a_period_that_runs(cast):
    with pytest.raises(services.WordsMissing):
        say(cast.city, cast.city_clerk, 120, words=" ")
    with pytest.raises(services.NotNow):
        say(cast.city, cast.city_clerk, 120, period=read_period("2026"))
    with pytest.raises(services.NotNow):
        say(cast.city, cast.city_clerk, 120, period=read_period("2025Q4"))
    with pytest.raises(services.BadNumber):
        say(cast.city, cast.city_clerk, -1)
    with pytest.raises(services.BadNumber):
        say(cast.city, cast.city_clerk, 5, code=PER_10000)


def test_a_warning_is_put_right_or_answered_with_a_word(cast):
    say(cast.city, cast.city_clerk, 100, period=read_period("2024"))

    with pytest.raises(services.WarningsOpen) as refused:
        say(cast.city, cast.city_clerk, 900)
    value = say(cast.city, cast.city_clerk, 900, answers={"jump": "两县并入"})

    assert [one.kind for one in refused.value.warnings] == [Kind.JUMP]
    assert [(one.kind, one.words) for one in value.warnings.all()] == [("jump", "两县并入")]
    assert queries.answered_warnings(value)[0].what.startswith("比上期的 100")
    assert say(cast.city, cast.city_clerk, 110).warnings.count() == 0


def test_a_number_copied_from_the_period_before_is_asked_about(cast):
    say(cast.city, cast.city_clerk, 100, period=read_period("2024"))

    with pytest.raises(services.WarningsOpen) as refused:
        say(cast.city, cast.city_clerk, 100)

    assert [one.kind for one in refused.value.warnings] == [Kind.COPIED]


def test_a_score_table_that_does_not_add_is_refused_with_its_parts(cast):
    parts = {"completeness": "9.8", "content": "9.9", "timeliness": "4.9", "stability": "4.9"}
    given = {name: Decimal(one) for name, one in parts.items()}

    with pytest.raises(services.PartsDoNotAdd, match=r"完整性 9.8 .* = 29.5.*29.6"):
        say(cast.city, cast.city_clerk, "29.6", code="data_quality_score", parts=given)
    value = say(cast.city, cast.city_clerk, "29.5", code="data_quality_score", parts=given)

    assert value.parts == parts
    assert not Value.objects.exclude(pk=value.pk).exists()


def test_a_value_goes_up_and_is_locked(cast):
    value = approve(say(cast.city, cast.city_clerk, 120), cast.city_clerk)
    with pytest.raises(services.NotNow):
        say(cast.city, cast.city_clerk, 130)

    accepted = services.accept_value(value=value, by=cast.clerk, at=NOON)

    assert (accepted.state, accepted.verified, accepted.decided_by) == (
        State.ACCEPTED, 120, cast.clerk,
    )  # fmt: skip
    with pytest.raises(services.NotNow):
        say(cast.city, cast.city_clerk, 130)


@pytest.mark.parametrize("who", ["city_clerk", "county_clerk", "enterprise_clerk", "lead",
                                 "supervisor", "stranger", "auditor"])  # fmt: skip
def test_only_an_office_above_and_another_person_accepts(cast, who):
    value = approve(say(cast.city, cast.city_clerk, 120), cast.city_clerk)

    with pytest.raises(services.NotAllowed):
        services.accept_value(value=value, by=getattr(cast, who), at=NOON)

    value.refresh_from_db()
    assert (value.state, value.verified) == (State.APPROVED, None)


def test_at_the_top_another_person_of_the_office_accepts(cast):
    value = approve(say(cast.province, cast.clerk, 900), cast.clerk)

    with pytest.raises(services.NotAllowed):
        services.accept_value(value=value, by=cast.clerk, at=NOON)
    assert services.accept_value(value=value, by=cast.colleague, at=NOON).verified == 900


def test_other_numbers_are_verified_only_with_a_word(cast):
    value = approve(say(cast.city, cast.city_clerk, 120), cast.city_clerk)

    with pytest.raises(services.WordsMissing):
        services.accept_value(value=value, number=Decimal(110), by=cast.clerk, at=NOON)
    value = services.accept_value(
        value=value, number=Decimal(110), words="重复10人", by=cast.clerk, at=NOON
    )

    assert (value.said, value.verified) == (120, 110)


def test_a_value_comes_back_with_a_reason_and_its_typist_is_told(cast):
    value = approve(say(cast.city, cast.city_clerk, 120), cast.city_clerk)
    with pytest.raises(services.WordsMissing):
        services.return_value(value=value, words="", by=cast.clerk, at=NOON)

    value = services.return_value(value=value, words="缺名册", by=cast.clerk, at=NOON)

    assert (value.state, value.decided_words) == (State.RETURNED, "缺名册")
    assert Notice.objects.filter(person=cast.city_clerk, kind="value_returned").exists()
    assert say(cast.city, cast.city_clerk, 125).state == State.TYPED


def test_an_approved_roll_up_locks_what_is_below_until_it_is_given_back(cast):
    city = accept(say(cast.city, cast.city_clerk, 120), cast.city_clerk, cast.clerk)
    top = approve(say(cast.province, cast.clerk, 120), cast.clerk)

    with pytest.raises(services.NotNow, match="锁定"):
        services.reopen_value(value=city, words="漏报", by=cast.clerk, at=NOON)
    services.return_value(value=top, words="再核", by=cast.colleague, at=NOON)
    reopened = services.reopen_value(value=city, words="漏报", by=cast.clerk, at=NOON)

    assert (reopened.state, reopened.verified) == (State.RETURNED, None)


def test_a_typed_total_that_is_not_the_roll_up_is_asked_about(cast):
    say(cast.city, cast.city_clerk, 120)

    with pytest.raises(services.WarningsOpen) as refused:
        say(cast.province, cast.clerk, 130)

    assert refused.value.warnings[0].facts == {"typed": "130", "sum": "120", "gap": "10"}


def test_whoever_saw_an_older_value_is_told_so(cast):
    value = say(cast.city, cast.city_clerk, 120)
    approve(value, cast.city_clerk)

    with pytest.raises(OutOfDate):
        services.accept_value(value=value, by=cast.clerk, at=NOON, seen_revision=value.revision)


def test_the_database_refuses_a_value_accepted_by_who_typed_it(cast):
    value = say(cast.city, cast.city_clerk, 120)

    with pytest.raises(IntegrityError), transaction.atomic():
        Value.objects.filter(pk=value.pk).update(
            state="ACCEPTED", verified=120, decided_by=cast.city_clerk, decided_at=NOON,
            approved_by=cast.city_clerk, approved_at=NOON,
        )  # fmt: skip


def test_a_publication_freezes_and_a_restatement_lists_cell_old_new_and_reason(cast, places):
    values = [
        accept(say(city, clerk, number), clerk, cast.clerk)
        for city, clerk, number in zip(places.cities, places.clerks, (100, 200, 300), strict=True)
    ]
    first = publish(cast)
    with pytest.raises(services.NotNow, match="只能更正"):
        services.reopen_value(value=values[0], words="漏报", by=cast.clerk, at=NOON)

    services.restate_value(
        value=values[0], number=Decimal(90), base=None, words="重复10人", by=cast.clerk, at=NOON
    )
    later = NOON + timedelta(days=1)
    with pytest.raises(services.WordsMissing):
        publish(cast, at=later)
    second = publish(cast, at=later, reason="云溪市更正")

    whole = [one.figures.get(unit=cast.province).published for one in (first, second)]
    assert whole == [600, 590]
    told = [(one.unit, one.old, one.new, one.reason) for one in Restatement.objects.order_by("pk")]
    assert told == [
        (places.cities[0], 100, 90, "重复10人"),
        (cast.province, 600, 590, "云溪市更正"),
    ]
    later = {row.figure.unit: row.later_number for row in queries.published_rows(first)}
    assert {unit: number for unit, number in later.items() if number is not None} == {
        cast.province: 590, places.cities[0]: 90,
    }  # fmt: skip
    values[0].refresh_from_db()
    assert (values[0].said, values[0].verified, values[0].published) == (100, 90, 90)


def test_a_restatement_leaves_why_it_was_verified_and_tells_who_typed(cast):
    value = accept(
        say(cast.city, cast.city_clerk, 100), cast.city_clerk, cast.clerk,
        number=Decimal(95), words="剔除续签5人",
    )  # fmt: skip
    assert Notice.objects.filter(person=cast.city_clerk, kind="value_changed").count() == 1
    publish(cast)

    services.restate_value(
        value=value, number=Decimal(90), base=None, words="重复5人", by=cast.clerk, at=NOON
    )

    value.refresh_from_db()
    assert value.decided_words == "剔除续签5人"
    assert Restatement.objects.get().reason == "重复5人"
    assert Notice.objects.filter(person=cast.city_clerk, kind="value_changed").count() == 2


def test_people_are_whole_wherever_their_number_is_typed(cast):
    with pytest.raises(services.BadNumber, match="整数"):
        say(cast.city, cast.city_clerk, "12.5")
    with pytest.raises(services.BadNumber, match="就业人员.*整数"):
        say(cast.city, cast.city_clerk, 100, "1000.5", code=PER_10000)
    value = approve(say(cast.city, cast.city_clerk, 100), cast.city_clerk)
    with pytest.raises(services.BadNumber, match="整数"):
        services.accept_value(
            value=value, number=Decimal("99.5"), words="折算", by=cast.clerk, at=NOON
        )
    assert say(cast.city, cast.city_clerk, "12.5", 100, code="schooling_years").said == 12.5


def test_a_period_before_the_indicator_was_defined_is_not_typed(cast):
    before = read_period("2016")

    with pytest.raises(services.NotNow, match="2017年1月1日"):
        say(cast.city, cast.city_clerk, 100, period=before)
    assert not queries.is_defined(pack().indicator(SKILLED), before)


def test_the_same_form_twice_is_one_publication_and_only_the_office_publishes(cast, places):
    accept(say(cast.city, cast.city_clerk, 100), cast.city_clerk, cast.clerk)
    key = uuid4()

    assert publish(cast, key=key) == publish(cast, key=key)
    for person in (cast.lead, cast.supervisor, cast.city_clerk):
        with pytest.raises(services.NotAllowed):
            publish(cast, by=person)


def test_what_is_not_verified_is_not_published(cast):
    say(cast.city, cast.city_clerk, 100)

    with pytest.raises(services.NothingToPublish):
        publish(cast)


def test_small_cells_are_frozen_unshown_with_one_beside(cast, places):
    code = "hotline_satisfied"
    for city, clerk, base in zip(places.cities, places.clerks, (4, 60, 50), strict=True):
        accept(say(city, clerk, 3, base, code=code), clerk, cast.clerk)

    publication = publish(cast, code)

    hidden = {one.unit.name for one in PublishedFigure.objects.filter(is_hidden=True)}
    assert hidden == {places.cities[0].name, places.cities[2].name}
    shown = {row.figure.unit.name: row.published for row in queries.published_rows(publication)}
    assert shown[places.cities[0].name] is None
    assert shown[cast.province.name] is not None


def test_a_table_is_taken_whole_or_not_at_all(cast, places):
    skilled = pack().indicator(SKILLED)
    rows = [
        (2, places.cities[0], skilled, YEAR, draft(100, origin="IMPORTED")),
        (3, places.cities[1], skilled, YEAR, draft(100, origin="IMPORTED")),
    ]

    with pytest.raises(services.BadRows) as refused:
        services.import_values(rows=rows, by=cast.city_clerk, at=NOON)
    [value] = services.import_values(rows=rows[:1], by=cast.city_clerk, at=NOON)

    assert [number for number, _ in refused.value.faults] == [3]
    assert value.origin == Value.Origin.IMPORTED
    assert TODAY.year == 2026


def hidden_of(publication):
    return {one.unit.name for one in publication.figures.filter(is_hidden=True)}


def test_a_cell_once_hidden_stays_hidden_so_that_two_tables_do_not_give_it_away(cast, places):
    code, values = "hotline_satisfied", []
    for city, clerk, base in zip(places.cities, places.clerks, (4, 60, 50), strict=True):
        values.append(accept(say(city, clerk, 3, base, code=code), clerk, cast.clerk))
    first = publish(cast, code)
    # Put right, the small cell is no longer small, and another would be hidden beside a new one.
    for value, base in zip(values, (40, 4, 51), strict=True):
        services.restate_value(
            value=value, number=Decimal(3), base=Decimal(base), words="补录", by=cast.clerk, at=NOON
        )

    second = publish(cast, code, at=NOON + timedelta(days=1), reason="补录")

    assert hidden_of(first) == {places.cities[0].name, places.cities[2].name}
    assert hidden_of(second) == {one.name for one in places.cities}


def test_the_cell_hidden_beside_a_small_one_is_one_that_nobody_has_published(cast, places):
    code = "hotline_satisfied"
    for city, clerk, base in zip(places.cities, places.clerks, (4, 60, 50), strict=True):
        accept(say(city, clerk, 3, base, code=code), clerk, cast.clerk)
    third, clerk = places.cities[2], places.clerks[2]
    services.publish_figures(
        unit=third, codes=[code], period="2025", title="本市指标", published_on=NOON.date(),
        reason="", by=clerk, at=NOON,
    )  # fmt: skip

    assert hidden_of(publish(cast, code)) == {places.cities[0].name, places.cities[1].name}
