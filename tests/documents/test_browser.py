"""The reading page by hand: a damaged report goes in, measures come out, by mouse and keyboard."""

import pytest
from playwright.sync_api import expect

from changai.config.demo import _content
from changai.config.demo.damage import scraped
from changai.documents.models import Document, Measure
from scripts import screens
from tests.conftest import TODAY

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(screens.chromium() is None, reason="no Chromium on this machine"),
]


@pytest.fixture
def page(request, chromium, live_server, client, cast):
    """A page of the office's clerk, as wide as the test asks."""
    client.force_login(cast.clerk)
    context = chromium.new_context(
        viewport={"width": getattr(request, "param", 1440), "height": 900}, reduced_motion="reduce"
    )
    cookies = {"sessionid": client.cookies["sessionid"].value, "language": "zh-hans"}
    context.add_cookies(
        [{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()]
    )
    page = context.new_page()
    page.heard = screens.listen(page)
    page.base = live_server.url
    yield page
    context.close()


@pytest.fixture
def damaged(tmp_path):
    """The demo's report as a scraper left it."""
    path = tmp_path / "报道.txt"
    path.write_text(scraped(_content.report(_content.Days(TODAY))), encoding="utf-8")
    return path


def bring_in(page, path):
    page.goto(page.base + "/documents/receive/")
    page.set_input_files('input[type="file"]', str(path))
    page.get_by_role("button", name="接收并阅读").click()
    page.wait_for_url("**/documents/*/")


def cards(page):
    return page.locator("[data-measure]")


def focused(page):
    return page.evaluate("document.activeElement.closest('[data-measure]')?.dataset.measure")


def select(page, words):
    """Select words of the text the way a mouse does."""
    page.evaluate(
        """(words) => {
            const pane = document.querySelector("#reading-text");
            const walker = document.createTreeWalker(pane, NodeFilter.SHOW_TEXT);
            for (let node; (node = walker.nextNode()); ) {
                const at = node.data.indexOf(words);
                if (at < 0) continue;
                const range = document.createRange();
                range.setStart(node, at);
                range.setEnd(node, at + words.length);
                getSelection().removeAllRanges();
                getSelection().addRange(range);
                return;
            }
            throw new Error("not in the text");
        }""",
        words,
    )


def test_a_damaged_report_is_read_and_confirmed_by_keyboard(page, damaged):
    bring_in(page, damaged)
    expect(page.locator("#reading-text")).to_contain_text("省产业工人队伍建设改革第八次联席会议")
    assert "(" not in page.locator("#reading-text").inner_text()
    expect(page.locator(".document-facts")).to_contain_text("读出的事实")
    open_ones = Measure.objects.filter(state="PROPOSED").order_by("start")
    first, second, third = open_ones[:3]

    page.keyboard.press("j")
    assert focused(page) == str(first.pk)
    expect(page.locator(f'.clause[data-clause="{first.pk}"]').first).to_have_class(
        "clause is-proposed is-shown"
    )
    page.keyboard.press("a")
    expect(page.locator(f"#card-{first.pk}")).to_contain_text("已采纳")
    page.wait_for_function(f"document.activeElement.id === 'card-{second.pk}'")

    page.keyboard.press("j")
    assert focused(page) == str(third.pk)
    page.keyboard.press("k")
    assert focused(page) == str(second.pk)
    page.keyboard.press("x")
    page.get_by_label("不采纳的理由").fill("一般性号召")
    page.keyboard.press("Enter")
    expect(page.locator(f"#card-{second.pk}")).to_contain_text("一般性号召")
    page.wait_for_function(f"document.activeElement.id === 'card-{third.pk}'")

    states = dict(Measure.objects.values_list("pk", "state"))
    assert (states[first.pk], states[second.pk]) == ("ACCEPTED", "REJECTED")
    assert page.heard == []


def test_an_edit_that_is_not_in_the_text_is_refused_where_it_was_typed(page, damaged):
    bring_in(page, damaged)
    measure = Measure.objects.order_by("start").first()

    page.keyboard.press("j")
    page.keyboard.press("e")
    quote = page.get_by_label("引文")
    expect(quote).to_be_focused()
    quote.fill(measure.quote[:10] + "随便改写")
    page.get_by_role("button", name="保存").click()

    expect(page.locator(f"#form-{measure.pk}")).to_contain_text("逐字一致")
    # A press within the milliseconds in which an answer settles would belong to that answer.
    page.wait_for_function("() => !document.querySelector('.htmx-request')")
    page.get_by_label("引文").fill(measure.quote[:10])
    page.get_by_role("button", name="保存").click()
    expect(page.locator(f"#card-{measure.pk} blockquote")).to_have_text(measure.quote[:10])


def test_a_selection_is_marked_with_m_and_its_card_takes_the_focus(page, damaged):
    bring_in(page, damaged)
    before = cards(page).count()

    select(page, "各设区市设分会场")
    page.keyboard.press("m")

    expect(cards(page)).to_have_count(before + 1)
    marked = Measure.objects.get(origin="HAND")
    assert marked.quote == "各设区市设分会场"
    document = Document.objects.get()
    assert document.clean_text[marked.start : marked.end] == marked.quote
    page.wait_for_function(f"document.activeElement.id === 'card-{marked.pk}'")


def test_the_way_into_a_plan_appears_with_the_first_accepted_measure(page, damaged):
    bring_in(page, damaged)
    way = page.locator(".page-head").get_by_role("link", name="编入计划")
    expect(way).to_have_count(0)

    page.keyboard.press("j")
    page.keyboard.press("a")

    expect(way).to_be_visible()


def test_a_paragraph_taken_with_three_clicks_is_marked(page, damaged):
    bring_in(page, damaged)
    before = cards(page).count()
    for paragraph in (page.locator("#reading-text p").first, page.locator("#reading-text p").last):
        words = paragraph.inner_text().strip()

        paragraph.click(click_count=3, position={"x": 60, "y": 12})
        expect(page.get_by_role("button", name="标为举措")).to_be_enabled()
        page.keyboard.press("m")

        before += 1
        expect(cards(page)).to_have_count(before)
        assert Measure.objects.filter(origin="HAND").latest("pk").quote == words.rstrip("。")
        page.wait_for_function("() => !document.querySelector('.htmx-request')")


def test_escape_closes_an_opened_form_and_the_card_keeps_the_focus(page, damaged):
    bring_in(page, damaged)
    measure = Measure.objects.order_by("start").first()
    for key in ("x", "u"):
        page.locator(f"#card-{measure.pk}").focus()
        page.keyboard.press(key)
        expect(page.locator(f"#form-{measure.pk} form")).to_be_visible()
        page.wait_for_function("document.activeElement.matches('input, textarea')")

        page.keyboard.press("Escape")

        expect(page.locator(f"#form-{measure.pk} form")).to_have_count(0)
        assert focused(page) == str(measure.pk)


def test_a_measure_is_split_and_two_are_merged(page, damaged):
    bring_in(page, damaged)
    before = cards(page).count()
    measure = Measure.objects.filter(quote__contains="，").order_by("start").first() or (
        Measure.objects.filter(quote__contains=",").order_by("start").first()
    )

    page.locator(f"#card-{measure.pk}").get_by_role("button", name="拆分").click()
    page.get_by_label("在此断开").first.check()
    page.locator(f"#form-{measure.pk}").get_by_role("button", name="拆分").click()
    expect(cards(page)).to_have_count(before + 1)
    pieces = list(Measure.objects.filter(came_from=measure).order_by("start"))
    assert len(pieces) == 2

    for piece in pieces:
        page.locator(f"#card-{piece.pk}").get_by_role("checkbox").check()
    page.get_by_role("button", name="合并所选").click()
    expect(cards(page)).to_have_count(before)
    merged = Measure.objects.get(came_from=pieces[0])
    assert merged.quote == measure.quote


def test_units_are_found_by_name_and_kept(page, damaged, cast):
    bring_in(page, damaged)
    measure = Measure.objects.order_by("start").first()
    card = page.locator(f"#card-{measure.pk}")

    card.get_by_role("button", name="责任单位").click()
    card.get_by_label("查找单位，加到牵头单位").fill("技能")
    card.get_by_role("button", name="省技能厅").click()
    expect(card.locator(".picked-unit")).to_have_count(1)
    expect(card.locator(".unit-options")).to_have_count(0)
    expect(card.get_by_label("查找单位，加到牵头单位")).to_have_value("")
    card.get_by_role("button", name="保存").click()

    expect(card.locator(".facts")).to_contain_text("省技能厅")
    assert measure.units.get().unit == cast.department


@pytest.mark.parametrize("page", [1440, 390], indirect=True)
def test_the_page_fits_with_every_form_open_and_axe_finds_nothing(page, damaged):
    bring_in(page, damaged)
    first, second, third, fourth = Measure.objects.order_by("start")[:4]
    for measure, button in (
        (first, "修改"),
        (second, "责任单位"),
        (third, "拆分"),
        (fourth, "不采纳"),
    ):
        page.locator(f"#card-{measure.pk}").get_by_role("button", name=button, exact=True).click()
        expect(page.locator(f"#form-{measure.pk} form")).to_be_visible()

    assert screens.faults_of(page) == []
    assert page.heard == []
