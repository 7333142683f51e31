"""The pages over everything, with the demo in them, as a person sees them in a browser."""

import re

import pytest

from changai.accounts.models import User
from changai.config import demo
from scripts import screens

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(screens.chromium() is None, reason="no Chromium on this machine"),
]
PAGES = ("/", "/?late=1", "/leader/", "/search/", "/search/?q=工资", "/search/?q=工资&kind=tasks")
PAGES += ("/search/?q=渔业", "/documents/", "/documents/receive/")
PRINTED_PAGE = re.compile(rb"/Type\s*/Page[^s]")


@pytest.fixture
def visit(settings, tmp_path, live_server, client, chromium):
    """Open pages of the demo as one of its people, at a width and in a language."""
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    settings.FILES_DIR = tmp_path / "files"
    demo.load()
    opened = []

    def enter(login, language="zh-hans"):
        client.force_login(User.objects.get(login=f"demo-{login}"))
        cookies = {"sessionid": client.cookies["sessionid"].value, "language": language}
        context = chromium.new_context(
            viewport={"width": 1440, "height": 900}, reduced_motion="reduce"
        )
        opened.append(context)
        context.add_cookies(
            [
                {"name": name, "value": value, "url": live_server.url}
                for name, value in cookies.items()
            ]
        )
        page = context.new_page()
        page.base = live_server.url
        page.heard = screens.listen(page)
        return page

    yield enter
    for context in opened:
        context.close()


def test_every_page_fits_in_both_languages_and_the_leaders_page_prints_on_one(visit):
    found = {}
    visits = [("ruan.qing", language, PAGES) for language in screens.LANGUAGES]
    visits.append(("bai.ruo", "zh-hans", PAGES[:1]))
    for login, language, paths in visits:
        page = visit(login, language=language)
        for path in paths:
            assert page.goto(page.base + path).status == 200, path
            page.wait_for_function("() => !document.querySelector('.htmx-request')")
            for width in screens.WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                if faults := screens.faults_of(page) + page.heard:
                    found[login, width, language, path] = faults
        page.context.close()
    assert found == {}

    page = visit("zhou.wangshu")
    page.goto(page.base + "/leader/")
    assert len(PRINTED_PAGE.findall(page.pdf(prefer_css_page_size=True))) == 1


def test_one_press_signs_and_the_list_is_one_shorter(visit):
    page = visit("miao.xin")
    items = page.locator(".work-item")
    left = []

    while not left or left[-1]:
        page.goto(page.base + "/?group=sign")
        left.append(items.count())
        if left[-1]:
            page.get_by_role("button", name=re.compile("^签收：")).first.click()
            page.wait_for_url("**/tasks/*/")

    assert left == list(range(left[0], -1, -1))
    assert left[0] > 0
    assert "这一类没有待办" in page.locator("#work").inner_text()
