import re

import pytest
from django.template.loader import get_template

from changai.ui import assets

pytestmark = pytest.mark.django_db
ERROR_PAGES = ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"]


def test_the_frame_shows_who_is_signed_in_and_says_it_is_a_demo(small_site, client, clerk):
    client.force_login(clerk)

    html = client.get("/").content.decode()

    assert '<html lang="zh-Hans"' in html
    assert "周敏" in html
    assert "演示环境" in html
    assert "已保存。" in html


def test_the_frame_has_no_inline_script_or_style(small_site, client, clerk):
    client.force_login(clerk)
    for url in ("/", "/ui/", "/ui/?wrong=1"):
        html = client.get(url).content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", html)
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", html)


def test_the_language_is_switched_and_the_person_stays_on_the_page(small_site, client, clerk):
    client.force_login(clerk)

    answer = client.post("/i18n/", {"language": "en", "next": "/ui/?wrong=1"})
    html = client.get("/ui/").content.decode()

    assert answer.url == "/ui/?wrong=1"
    assert '<html lang="en"' in html
    assert "Components" in html


def test_no_chinese_is_left_in_the_english_frame(small_site, client, clerk):
    client.force_login(clerk)
    client.post("/i18n/", {"language": "en"})

    html = client.get("/ui/?wrong=1").content.decode()

    shown = html.replace("周敏", "").replace(">中文<", "")
    assert re.findall(r"[一-鿿]+", shown) == []


def test_the_gallery_is_only_in_the_demo(small_site, client, clerk):
    client.force_login(clerk)
    small_site.DEMO = False

    assert client.get("/ui/").status_code == 404


def test_a_fragment_costs_no_query_for_the_frame(small_site, rf, clerk, django_assert_num_queries):
    from changai.config.context import shell

    request = rf.get("/")
    request.user = clerk

    with django_assert_num_queries(0):
        get_template("ui/_refusal.html").render({"message": "不行", **shell(request)})


def test_a_refusal_of_a_plain_form_is_a_page_with_a_way_back(small_site, client, clerk):
    client.force_login(clerk)

    answer = client.post("/refuse/", headers={"referer": "http://testserver/ui/"})

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "这项任务已经办结。" in html
    assert 'href="http://testserver/ui/"' in html


def test_the_way_back_never_leads_to_another_site(small_site, client, clerk):
    client.force_login(clerk)

    answer = client.post("/refuse/", headers={"referer": "https://elsewhere.example/"})

    assert "elsewhere" not in answer.content.decode()


def test_a_refusal_of_htmx_goes_to_its_region(small_site, client, clerk):
    client.force_login(clerk)

    answer = client.post("/refuse/", headers={"hx-request": "true"})

    assert answer.status_code == 422
    assert answer["HX-Retarget"] == "#refusals"
    assert "<html" not in answer.content.decode()


@pytest.mark.parametrize("page", ERROR_PAGES)
def test_an_error_page_needs_nothing_but_itself(page):
    html = get_template(page).render()

    assert "回到首页" in html


def test_every_icon_that_a_page_names_is_in_the_sprite():
    held = (assets.FRONTEND / "src" / "icons.txt").read_text(encoding="utf-8").split()
    house = assets.UI.parent
    named = set()
    for path in house.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        named |= set(re.findall(r"""\bicon[ =]["']([a-z0-9-]+)["']""", text))
    for path in house.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        named |= set(re.findall(r"""\bicon["']?\s*[=:]\s*["']([a-z0-9-]+)["']""", text))

    assert held == sorted(set(held), key=held.index)
    assert sorted(named - set(held)) == []
