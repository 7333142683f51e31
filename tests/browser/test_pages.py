"""Every page in a real browser, wide and narrow, in both languages: nothing overflows, axe finds
nothing, the console is silent, nothing is left untranslated, the keyboard reaches everything.

The pages are those of tests.trust.rows: an address that somebody adds is looked at as well.
"""

import ast
import re

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse

from changai.accounts import services as accounts
from changai.ui.messages import ROOT
from scripts import screens
from tests.trust import rows
from tests.trust import world as worlds
from tests.trust.world_plans import HEADINGS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Those who see most first: a page with much on it shows more.
VIEWERS = ("PO.OFFICE", "AO.OFFICE", "D.LIAISON", "H.LIAISON", "AO.RESPONSIBLE", "PO.SUPERVISOR")
FILES = (
    "documents:original", "evidence:download", "tasks:ledger_export", "tasks:plan_export",
    "conveyance:original", "papers:docx", "papers:pdf", "papers:preview_docx",
    "papers:preview_pdf", "meetings:calendar", "meetings:feed", "pilots:export_xlsx",
    "pilots:export_csv", "indicators:export", "indicators:publication_export",
    "dashboards:goals_export", "dashboards:map_svg", "dashboards:map_export",
    "dashboards:peers_export", "dashboards:trend_svg", "dashboards:trend_export",
)  # fmt: skip
# Parts of other pages, asked for by htmx; they are looked at where they stand.
PARTS = (
    "orgs:children", "search:unit_options", "search:picked_unit", "documents:measure_edit_form",
    "documents:measure_split_form", "documents:measure_units_form",
    "documents:measure_reject_form", "conveyance:branch",
)  # fmt: skip
EMPTY = ("dashboards:my_work", "tasks:ledger", "tasks:plans", "documents:list", "notices:list",
         "evidence:to_review", "evidence:files", "search:results", "orgs:units")  # fmt: skip
WALKED = ("dashboards:my_work", "tasks:ledger", "tasks:task", "tasks:cascade", "tasks:plan",
          "tasks:plan_row_edit", "documents:detail", "evidence:report", "orgs:unit")  # fmt: skip
# Words of ours that a person took over as their own: what a sitting or a paper is called.
TAKEN_OVER = (("meetings", "AgendaItem"), ("papers", "Paper"))
HAN = re.compile(r"[\u4e00-\u9fff]+")
# What a person reads or hears: text, and the attributes that stand for text.
READ = """() => {
  const told = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (!node.parentElement.closest("script, style, textarea, [lang^=zh]")) told.push(node.data);
  }
  for (const name of ["aria-label", "title", "placeholder", "alt"])
    for (const one of document.querySelectorAll(`[${name}]:not([lang^=zh])`))
      told.push(one.getAttribute(name));
  return [document.title, ...told].map((text) => text.trim().replace(/\\s+/g, " "));
}"""
# A control without a place in the order of the keyboard, or with one of its own making.
OUT_OF_REACH = """() => [...document.querySelectorAll(
    "[tabindex], [hx-get], [hx-post], [role=button], [role=link], [role=tab], [onclick]")]
  .filter((one) => one.tabIndex > 0 || (one.tabIndex < 0 && one.checkVisibility()
    && (one.matches("[role=button], [role=link], [onclick]")
      || (one.matches("[hx-get], [hx-post]") && !one.matches("[hx-trigger]"))
         && !one.matches("form"))))
  .map((one) => one.outerHTML.slice(0, 120))"""
CONTROLS = """() => {
  window.controls = [...document.querySelectorAll(
      "a[href], button, input, select, textarea, summary, [tabindex='0']")]
    .filter((one) => one.checkVisibility() && !one.disabled && one.type !== "hidden"
      && one.tabIndex >= 0 && !(one.type === "radio" && !one.checked
      && document.querySelector(`[name="${one.name}"]:checked`)));
  const radios = new Set();
  window.controls = window.controls.filter((one) => one.type !== "radio" || one.checked
    || (!radios.has(one.name) && radios.add(one.name)));
  return window.controls.length;
}"""
HERE = "() => window.controls.indexOf(document.activeElement)"


@pytest.fixture
def world(settings, tmp_path):
    """The world of the trust tests, kept in the database for the server to show."""
    settings.FILES_DIR = settings.MEDIA_ROOT = tmp_path
    return worlds.build()


@pytest.fixture
def look(world, live_server, windows):
    """Open pages as somebody in a language; each person has one window."""
    opened = {}

    def open_page(key, path, language):
        if (key, language) not in opened:
            page = windows()
            page.heard = screens.listen(page)
            cookies = {"language": language}
            if key:
                client = Client()
                client.force_login(world.user(key))
                cookies["sessionid"] = client.cookies["sessionid"].value
            page.context.add_cookies(
                [{"name": n, "value": v, "url": live_server.url} for n, v in cookies.items()]
            )
            opened[key, language] = page
        page = opened[key, language]
        page.set_viewport_size({"width": 1440, "height": 900})
        page.heard.clear()
        page.answer = page.goto(live_server.url + path)
        page.wait_for_function("() => !document.querySelector('.htmx-request')")
        return page

    return open_page


def pages_of(world):
    """Return every page: its name, who opens it, and its address."""
    found = []
    for name, row in rows.BY_NAME.items():
        if row.is_write or name in FILES or name in PARTS or 200 not in row.ok:
            continue
        people = [world.people[key] for key in VIEWERS]
        people += [one for one in world.people.values() if one.signed_in]
        place = next(
            (
                (who.key, reverse(name.split(" ")[0], args=case.args), case.query)
                for who in people
                for case in row.cases(world)
                if row.may(who, case.thing)
            ),
            None,
        )
        if place is not None and name not in ("accounts:sign_in",):
            found.append((name, place[0], with_query(place[1], place[2])))
    found += [(f"{name}, empty", "nobody", reverse(name)) for name in EMPTY]
    secret = accounts.make_ticket(
        person=world.user("nobody"), by=world.user("PO.OFFICE"), at=world.now
    )
    found.append(("accounts:ticket", "", reverse("accounts:ticket", args=[secret])))
    found.append(("accounts:ticket, spent", "", reverse("accounts:ticket", args=["spent"])))
    found.append(("accounts:sign_in", "", reverse("accounts:sign_in")))
    found.append(("not found", "PO.OFFICE", "/tasks/999999999/"))
    return found


def with_query(url, query):
    """Return an address with what stands behind the question mark."""
    return url + ("?" + "&".join(f"{n}={v}" for n, v in query.items()) if query else "")


def faults_of(page, name):
    """Return what is wrong with a page at both widths."""
    status = page.answer.status
    wanted = (404,) if name in ("not found", "accounts:ticket, spent") else (200,)
    faults = [] if status in wanted else [f"answered {status}"]
    heard = [line for line in page.heard if not (status == 404 and "404" in line)]
    faults += [f"console: {line}" for line in heard]
    faults += [f"out of reach: {one}" for one in page.evaluate(OUT_OF_REACH)]
    for width in screens.WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        faults += [f"{width}: {one}" for one in screens.faults_of(page)]
    return [f"{name}: {fault}" for fault in faults]


def content_of_the_place():
    """Return all Chinese that people wrote: every text in the database."""
    texts = []
    for model in apps.get_models():
        if model._meta.app_label in ("contenttypes", "auth", "sessions"):
            continue
        names = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField)
        ]
        texts += [str(value) for row in model.objects.values_list(*names) for value in row]
    # The headings of a table that was taken in lie in its file.
    return "\n".join([*texts, *HEADINGS])


def own_words():
    """Return every Chinese text of the program itself that nobody took over as a title."""
    words = set()
    for path in ROOT.glob("*/locale/en/LC_MESSAGES/django.po"):
        for line in re.findall(r'^msgid ("(?:.*)")$', path.read_text("utf-8"), re.MULTILINE):
            words.add(ast.literal_eval(line).strip())
    for name in TAKEN_OVER:
        words -= set(apps.get_model(*name).objects.values_list("title", flat=True))
    return {one for one in words if HAN.search(one)}


def untranslated(page, content, words):
    """Return what is Chinese on an English page and was not written by people."""
    faults = set()
    for text in page.evaluate(READ):
        runs = HAN.findall(text)
        own = text in words and text not in HEADINGS
        if own or any(run not in content for run in runs):
            faults.add(text[:80])
    # The switch names each language in itself.
    return sorted(faults - {"中文", "简体中文"})


@pytest.mark.parametrize("language", screens.LANGUAGES)
def test_every_page_fits_is_sound_and_speaks_the_language(world, look, language):
    content, words = content_of_the_place(), own_words()
    faults = []
    pages = pages_of(world)

    for name, key, path in pages:
        page = look(key, path, language)
        faults += faults_of(page, name)
        if language == "en":
            left = untranslated(page, content, words)
            faults += [f"{name}: untranslated: {text}" for text in left]

    assert len(pages) > 60
    assert not faults, "\n".join(faults)


def test_the_keyboard_reaches_every_control(world, look):
    missed = []
    for name, key, path in pages_of(world):
        if name not in WALKED:
            continue
        page = look(key, path, "zh-hans")
        count = page.evaluate(CONTROLS)
        page.evaluate("() => document.body.focus()")
        reached = []
        # A field for a day is several stops, so there are more stops than controls.
        while len(set(reached) - {-1}) < count and len(reached) < 4 * count:
            page.keyboard.press("Tab")
            reached.append(page.evaluate(HERE))
        missed += [f"{name}: {one}" for one in range(count) if one not in reached]
        # In the order of the page: what stands first is reached first.
        first = [one for one in dict.fromkeys(reached) if one >= 0]
        if first != sorted(first):
            missed.append(f"{name}: out of order {first}")

    assert not missed, "\n".join(missed)
