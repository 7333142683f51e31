"""A small province with the people who run it."""

from types import SimpleNamespace

import pytest

from tests.orgs.factories import make_department, make_office, make_person, make_unit


@pytest.fixture
def land(db):
    """A province of two cities with a county each, their offices, a member unit, two firms."""
    province = make_unit("江苏省", code="320000")
    north = make_unit("北市", province, code="320100")
    south = make_unit("南市", province, code="320200")
    north_county = make_unit("北县", north, code="320101")
    south_county = make_unit("南县", south, code="320201")
    office = make_office(province)
    north_office = make_office(north)
    bureau = make_department(province, "省人社厅")
    firm = make_unit("启明精工", north_county, kind="enterprise")
    return SimpleNamespace(
        province=province,
        north=north,
        south=south,
        north_county=north_county,
        south_county=south_county,
        office=office,
        north_office=north_office,
        bureau=bureau,
        firm=firm,
        chief=make_person(office, "OFFICE", "阮青"),
        colleague=make_person(office, "OFFICE", "罗平"),
        leader=make_person(office, "LEADER", "周望"),
        auditor=make_person(office, "AUDITOR", "柏若"),
        north_clerk=make_person(north_office, "OFFICE", "苏行"),
        liaison=make_person(bureau, "LIAISON", "唐易"),
        head=make_person(bureau, "RESPONSIBLE", "江禾"),
        clerk=make_person(firm, "CLERK", "苗欣"),
    )


@pytest.fixture
def when(today, noon):
    """The day and moment that every service is told."""
    return {"at": noon, "today": today}
