"""Opening, renaming and closing units."""

from datetime import date, timedelta

import pytest

from changai.audit.models import Entry
from changai.kernel.errors import OutOfDate, Refused
from changai.kernel.identifiers import CreditCodeRefused
from changai.orgs import policies, queries, services
from changai.orgs.models import Post, Unit, UnitChange
from tests.orgs.factories import make_person

CREDIT_CODE = "91320583MA1N2B3C4C"


def credit_code(stem="91320583MA1N2B3C4"):
    """Return a code whose last character fits."""
    from stdnum.cn import uscc

    return stem + uscc.calc_check_digit(stem)


def wanted(parent, name="新泉机电", kind="enterprise", **fields):
    fields.setdefault("credit_code", credit_code() if kind == "enterprise" else None)
    return services.NewUnit(parent=parent, kind=kind, name=name, **fields)


def test_an_office_opens_a_unit_anywhere_below_it(land, when):
    opened = services.open_unit(unit=wanted(land.south_county), by=land.chief, **when)

    assert opened.path.startswith(land.south_county.path)
    assert opened.scope_path == opened.path
    assert opened.tier == "ENTERPRISE"
    assert UnitChange.objects.get(unit=opened).kind == "OPENED"
    assert Entry.objects.get(action="unit.opened").object_id == opened.pk


def test_an_office_opens_nothing_outside_its_division(land, when):
    with pytest.raises(policies.NotYours):
        services.open_unit(unit=wanted(land.south_county), by=land.north_clerk, **when)

    assert not Unit.objects.filter(name="新泉机电").exists()


@pytest.mark.parametrize("who", ["liaison", "head", "leader", "auditor", "clerk"])
def test_only_an_office_opens_units(land, when, who):
    with pytest.raises(policies.NotYours):
        services.open_unit(unit=wanted(land.north_county), by=getattr(land, who), **when)


def test_an_enterprise_needs_a_sound_credit_code(land, when):
    with pytest.raises(CreditCodeRefused):
        services.open_unit(unit=wanted(land.north_county, credit_code=""), by=land.chief, **when)
    with pytest.raises(CreditCodeRefused):
        services.open_unit(
            unit=wanted(land.north_county, credit_code=CREDIT_CODE[:-1] + "0"),
            by=land.chief,
            **when,
        )


def test_a_credit_code_stands_once_and_the_refusal_names_its_holder(land, when):
    services.open_unit(unit=wanted(land.north_county), by=land.chief, **when)

    with pytest.raises(Refused, match="新泉机电"):
        services.open_unit(unit=wanted(land.south_county, "另一家"), by=land.chief, **when)


def test_a_name_stands_once_under_a_parent(land, when):
    with pytest.raises(Refused, match="同名"):
        services.open_unit(
            unit=wanted(land.province, "北市", "division_government"), by=land.chief, **when
        )


def test_nothing_is_opened_below_a_kind_that_holds_none(land, when):
    team = services.open_unit(
        unit=wanted(land.province, "督查一组", "inspection_team"), by=land.chief, **when
    )

    with pytest.raises(Refused, match="不能设立下级"):
        services.open_unit(unit=wanted(team, "小组", "inspection_team"), by=land.chief, **when)


def test_many_units_open_in_one_action_with_a_line_each(land, when):
    units = [
        wanted(land.north_county, f"企业{n}", credit_code=credit_code(f"91320583MA{n:07d}"))
        for n in range(30)
    ]

    opened = services.open_units(units=units, by=land.chief, **when)

    assert len({unit.path for unit in opened}) == 30
    assert Entry.objects.get(action="unit.opened_many").line_count == 30
    assert UnitChange.objects.filter(unit__in=opened, kind="OPENED").count() == 30


def test_many_units_cost_no_query_each(land, when, django_assert_max_num_queries):
    units = [
        wanted(land.north_county, f"企业{n}", credit_code=credit_code(f"91320583MA{n:07d}"))
        for n in range(60)
    ]
    policies.reach(land.chief, when["today"])

    with django_assert_max_num_queries(14):
        services.open_units(units=units, by=land.chief, **when)


def test_one_bad_unit_keeps_all_from_being_opened(land, when):
    units = [wanted(land.north_county), wanted(land.north_county, "无码企业", credit_code="")]

    with pytest.raises(Refused):
        services.open_units(units=units, by=land.chief, **when)

    assert not Unit.objects.filter(name="新泉机电").exists()


def test_a_renamed_unit_keeps_its_old_name_in_its_history(land, when, today):
    services.rename_unit(
        unit=land.north_county, name="北区", effective_on=today, by=land.chief, **when
    )

    change = UnitChange.objects.get(unit=land.north_county, kind="RENAMED")
    assert (change.old_name, change.new_name) == ("北县", "北区")
    assert Unit.objects.get(pk=land.north_county.pk).name == "北区"


def test_two_people_cannot_both_rename(land, when, today):
    stale = Unit.objects.get(pk=land.north_county.pk)
    services.rename_unit(
        unit=land.north_county, name="北区", effective_on=today, by=land.chief, **when
    )

    with pytest.raises(OutOfDate):
        services.rename_unit(unit=stale, name="新区", effective_on=today, by=land.colleague, **when)


def test_what_the_page_showed_must_still_be_so(land, when, today):
    seen = queries.mark_of(land.north_county)
    Unit.objects.filter(pk=land.north_county.pk).update(short_name="北")
    fresh = Unit.objects.get(pk=land.north_county.pk)

    with pytest.raises(OutOfDate):
        services.rename_unit(
            unit=fresh, name="北区", effective_on=today, seen=seen, by=land.chief, **when
        )


@pytest.mark.parametrize("day", [date(2019, 12, 31), date(2026, 3, 3)])
def test_a_change_takes_effect_between_the_opening_and_today(land, when, day):
    with pytest.raises(Refused, match="生效日期"):
        services.rename_unit(
            unit=land.north_county, name="北区", effective_on=day, by=land.chief, **when
        )


def test_a_unit_with_units_below_is_not_closed(land, when, today):
    with pytest.raises(Refused, match="下级单位"):
        services.close_unit(
            unit=land.north_county, effective_on=today, reason="撤销", by=land.chief, **when
        )


def test_closing_ends_every_post_at_once(land, when, today):
    services.close_unit(unit=land.firm, effective_on=today, reason="注销", by=land.chief, **when)

    assert Unit.objects.get(pk=land.firm.pk).ended_on == today
    assert Post.objects.get(person=land.clerk).ended_at is not None
    fresh = type(land.clerk).objects.get(pk=land.clerk.pk)
    assert policies.reach(fresh, today).held == ()


def test_closing_voids_a_post_to_come(land, when, today):
    late = make_person(land.firm, "LIAISON")
    Post.objects.filter(person=late).update(from_on=today + timedelta(days=5))

    services.close_unit(unit=land.firm, effective_on=today, reason="注销", by=land.chief, **when)

    assert queries.people_at([land.firm.pk], today=today + timedelta(days=9)) == {}


def test_a_unit_is_closed_once(land, when, today):
    stale = Unit.objects.get(pk=land.firm.pk)
    services.close_unit(unit=land.firm, effective_on=today, reason="注销", by=land.chief, **when)

    with pytest.raises(OutOfDate):
        services.close_unit(unit=stale, effective_on=today, reason="又", by=land.chief, **when)


def test_an_office_reshapes_neither_itself_nor_its_division(land, today):
    assert not policies.can_reshape(land.north_clerk, land.north, today)
    assert not policies.can_reshape(land.north_clerk, land.north_office, today)
    assert policies.can_reshape(land.north_clerk, land.north_county, today)
    assert policies.can_reshape(land.chief, land.north_office, today)
