"""Windows of the one Chromium, and a way to sign in through the page."""

import time

import pytest

from scripts import screens

PASSWORD = "a long walk along the canal"
PATIENCE = 15.0


def eventually(holds):
    """Ask until it holds: a click returns before the server has answered it."""
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, "it never held"
        time.sleep(0.05)


@pytest.fixture
def windows(chromium):
    """Open windows that are closed at the end."""
    opened = []

    def open_window(width=1440, **options):
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            **options,
        )
        opened.append(context)
        return context.new_page()

    yield open_window
    for context in opened:
        context.close()


@pytest.fixture
def sign_in(windows, live_server):
    """Sign a person in through the page, in a window of their own; the window remembers errors."""

    def sign_in_as(person, **options):
        page = windows(**options)
        page.heard = screens.listen(page)
        page.goto(live_server.url + "/accounts/sign-in/")
        page.get_by_label("登录名").fill(person.login)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(lambda url: "sign-in" not in url)
        return page

    return sign_in_as
