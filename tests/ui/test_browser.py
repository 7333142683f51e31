"""The frame and every piece in a real browser: nothing overflows, axe finds nothing, keys work."""

import pytest
from playwright.sync_api import expect

from scripts import screens

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(screens.chromium() is None, reason="no Chromium on this machine"),
]


@pytest.fixture
def page_at(chromium, small_site, live_server, client, clerk):
    """Open a page as the clerk, at a width and in a language."""
    client.force_login(clerk)
    session = client.cookies["sessionid"].value
    opened = []

    def open_page(path, width=1440, language="zh-hans"):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, reduced_motion="reduce"
        )
        opened.append(context)
        cookies = {"sessionid": session, "language": language}
        context.add_cookies(
            [
                {"name": name, "value": value, "url": live_server.url}
                for name, value in cookies.items()
            ]
        )
        page = context.new_page()
        page.heard = screens.listen(page)
        page.goto(live_server.url + path)
        return page

    yield open_page
    for context in opened:
        context.close()


@pytest.mark.parametrize("language", screens.LANGUAGES)
@pytest.mark.parametrize("width", screens.WIDTHS)
@pytest.mark.parametrize("path", ["/ui/", "/ui/?wrong=1"])
def test_every_piece_fits_and_axe_finds_nothing(page_at, path, width, language):
    page = page_at(path, width, language)

    assert screens.faults_of(page) == []
    assert page.heard == []


def test_the_ruler_sees_what_is_too_wide(page_at):
    page = page_at("/ui/", 390)

    page.evaluate("document.querySelector('h1').style.width = '900px'")

    assert any(fault.startswith("wider") for fault in screens.faults_of(page))


def test_what_cannot_be_undone_asks_first_and_no_means_no(page_at):
    page = page_at("/ui/")
    sent = []
    page.on("request", lambda request: sent.append(request.method))
    button = page.get_by_role("button", name="撤销任务")

    button.click()
    dialog = page.get_by_role("dialog", name="请确认")
    expect(dialog).to_contain_text("任务保留在台账里")
    dialog.get_by_role("button", name="返回").click()

    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()
    assert "POST" not in sent

    button.click()
    with page.expect_request(lambda request: request.method == "POST"):
        dialog.get_by_role("button", name="撤销任务").click()


def test_a_refusal_to_htmx_is_shown_and_an_error_page_never_replaces_a_part(page_at):
    page = page_at("/ui/")
    ask = """(url) => {
        const button = document.createElement("button");
        button.setAttribute("hx-post", url);
        button.setAttribute("hx-target", "#results");
        document.querySelector("main").prepend(button);
        htmx.process(button);
        button.click();
    }"""

    page.evaluate(ask, "/refuse/")
    expect(page.locator("#refusals")).to_contain_text("这项任务已经办结。")
    page.evaluate(ask, "/fault/")
    expect(page.locator("#refusals")).to_contain_text("服务器没有办成这件事")
    page.evaluate(ask, "/nowhere/")
    expect(page.locator("#refusals")).to_contain_text("这一项已不存在")

    expect(page.locator("#results")).to_contain_text("任务表")


def test_on_a_telephone_the_menu_opens_and_closes_by_keyboard(page_at):
    page = page_at("/ui/", 390)
    places = page.locator("#places")
    expect(places).to_be_hidden()

    opener = page.get_by_role("button", name="打开菜单")
    opener.focus()
    page.keyboard.press("Enter")
    expect(places).to_be_visible()
    page.keyboard.press("Escape")

    expect(places).to_be_hidden()
    expect(opener).to_be_focused()


def test_the_first_key_leads_to_the_content(page_at):
    page = page_at("/ui/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


def test_ticked_rows_are_counted(page_at):
    page = page_at("/ui/")
    bar = page.locator(".bulk-bar")
    expect(bar).to_be_hidden()

    page.get_by_label("全选本页").check()
    expect(bar).to_contain_text("4")
    page.locator('[data-check="task"]').first.uncheck()

    expect(bar).to_contain_text("3")


def test_faults_of_a_form_get_the_focus(page_at):
    page = page_at("/ui/?wrong=1")

    expect(page.locator(".error-summary")).to_be_focused()


def test_a_dropped_file_shows_its_name(page_at):
    page = page_at("/ui/")

    page.locator('input[type="file"]').set_input_files(
        {"name": "会议报告.docx", "mimeType": "application/octet-stream", "buffer": b"x"}
    )

    expect(page.locator("[data-file-names]")).to_have_text("会议报告.docx")
