"""From a goal of the province down to the file of one city or firm in three clicks, and the map.

`CHANGAI_SHOTS=DIR` keeps pictures of the pages.
"""

import os
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from playwright.sync_api import expect

from changai.indicators.rules import last_over
from changai.packs.current import pack
from scripts import screens
from tests.browser.conftest import PASSWORD
from tests.dashboards.goals import SHARE, aimed, make_goals

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROLL = b"%PDF-1.4 the roll of those who hold a certificate"
PRINTED_PAGE = re.compile(rb"/Type\s*/Page[^s]")


@pytest.fixture
def make(transactional_db, settings, tmp_path, monkeypatch):
    """Make a province whose cities told something, with somebody who can sign in."""
    settings.FILES_DIR = settings.MEDIA_ROOT = settings.DATA_DIR = tmp_path
    aimed(monkeypatch)

    def make_all(**options):
        goals = make_goals(**options)
        goals.cast.clerk.set_password(PASSWORD)
        goals.cast.clerk.save(update_fields=["password"])
        return goals

    return make_all


def typed_with_a_file(client, person, unit, code):
    """Type a value through the page, with the roll it rests on."""
    year = last_over("year", timezone.localdate())
    client.force_login(person)
    form = {
        "number": "300", "base": "1000", "words": "人社年报", "seen_revision": "0",
        "upload": SimpleUploadedFile("名册.pdf", ROLL),
    }  # fmt: skip
    at = f"/indicators/entry/{unit.pk}/{code}/now/?period={year.code}"
    assert client.post(at, form).status_code == 302


@pytest.mark.parametrize("grain", ["city", "enterprise"])
def test_a_figure_of_the_province_leads_to_the_file_behind_it_in_three_clicks(
    make, client, sign_in, live_server, monkeypatch, grain
):
    cast = make(first_is_silent=True).cast
    [definition] = [one for one in pack().indicators if one.code == SHARE]
    monkeypatch.setitem(definition.__dict__, "grain", grain)
    unit, person = {
        "city": (cast.city, cast.city_clerk),
        "enterprise": (cast.enterprise, cast.enterprise_clerk),
    }[grain]
    typed_with_a_file(client, person, unit, SHARE)
    page = sign_in(cast.clerk)
    page.goto(f"{live_server.url}/goals/")

    page.locator("#goals").get_by_role("link", name="技能人才占就业人员", exact=True).click()
    assert page.get_by_role("heading", name="还不知道的").is_visible()  # what is not known is said
    page.get_by_role("link", name="看底下的数据").click()
    expect(page.get_by_role("link", name=unit.name)).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 名册.pdf").click()

    assert Path(download.value.path()).read_bytes() == ROLL


@pytest.mark.parametrize("language", screens.LANGUAGES)
def test_goals_map_and_peers_fit_and_print_on_one_page(make, sign_in, live_server, language):
    goals = make()
    page = sign_in(goals.cast.clerk)
    page.context.add_cookies([{"name": "language", "value": language, "url": live_server.url}])
    at, asked = goals.cast.province.pk, []
    page.on("response", lambda answer: asked.append(answer))
    faults = {}
    for path in ("/goals/", f"/goals/{at}/map/?indicator={SHARE}", f"/goals/{at}/peers/"):
        asked.clear()
        page.goto(live_server.url + path)
        page.wait_for_load_state("networkidle")
        pages = [one for one in asked if "/static/" not in one.url]
        # The map is part of the page: nothing else is fetched for it.
        assert len(pages) <= 3, [one.url for one in pages]
        assert sum(len(one.body()) for one in pages) < 1_000_000
        for width in screens.WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if found := screens.faults_of(page) + page.heard:
                faults[path, width] = found
            if folder := os.environ.get("CHANGAI_SHOTS"):
                name = f"goals-{path.split('/')[-2]}-{language}-{width}.png"
                page.screenshot(path=Path(folder) / name, full_page=True)

    assert faults == {}
    page.goto(f"{live_server.url}/goals/")
    assert len(PRINTED_PAGE.findall(page.pdf(prefer_css_page_size=True))) == 1


def test_the_map_is_saved_as_a_picture_and_reached_by_keyboard(make, sign_in, live_server):
    goals = make()
    page = sign_in(goals.cast.clerk)
    page.goto(f"{live_server.url}/goals/{goals.cast.province.pk}/map/?indicator={SHARE}")

    with page.expect_download() as download:
        page.get_by_role("button", name="导出 png").click()
    tile = page.locator(".tile-map a").first
    tile.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/goals/{goals.cast.city.pk}/map/**")

    assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")
