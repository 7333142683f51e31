"""Look at pages of a running server: pictures at two widths in two languages, and what is wrong.

    python -m scripts.screens http://127.0.0.1:8000 --account office --crawl --out out/screens

Each line names a page and its faults: axe violations (WCAG 2.2 AA and best practice), what is
wider than the window, errors in the console, an answer other than 200. Exit 1 where there is one.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

ROOT = Path(__file__).resolve().parents[1]
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (1440, 390)
LANGUAGES = ("zh-hans", "en")
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Violations alone are asked for, and style sheets are not fetched again: twice as quick.
AXE_OPTIONS = {"runOnly": STANDARDS, "resultTypes": ["violations"], "preload": False}
WIDER = """() => {
  const limit = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= limit) return [];
  return [...document.querySelectorAll("body *")]
    .filter((e) => e.getBoundingClientRect().right > limit + 1 && !e.closest(".table-scroll"))
    .slice(0, 5).map((e) => e.tagName.toLowerCase() + "." + e.className);
}"""


def chromium() -> str | None:
    """Return the Chromium of this machine."""
    named = os.environ.get("CHANGAI_CHROMIUM")
    return named or next((found for name in NAMES if (found := shutil.which(name))), None)


def launch_options() -> dict[str, Any]:
    """Return how Playwright starts that Chromium; a container runs as root and needs no sandbox."""
    flags = ["--disable-gpu", "--font-render-hinting=none", "--disable-dev-shm-usage"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        flags.append("--no-sandbox")
    return {"executable_path": chromium(), "args": flags}


def faults_of(page: Any) -> list[str]:
    """Return what axe and the ruler find on the page as it stands."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("(options) => axe.run(document, options)", AXE_OPTIONS)["violations"]
    faults = [
        f"axe {rule['id']}: {node['target']} {(node['any'] or [{}])[0].get('message', '')}".strip()
        for rule in found
        for node in rule["nodes"][:3]
    ]
    return faults + [f"wider than the window: {thing}" for thing in page.evaluate(WIDER)]


def listen(page: Any) -> list[str]:
    """Return a list that fills with the errors and warnings of the page's console."""
    heard: list[str] = []
    page.on(
        "console",
        lambda line: heard.append(line.text) if line.type in ("error", "warning") else None,
    )
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def sign_in(page: Any, base: str, path: str, account: str, password: str) -> None:
    """Sign in through the page, by the demo's button for the account where there is one."""
    page.goto(urljoin(base, path))
    button = page.locator(f'button[name="login"][value="{account}"]')
    if button.count():
        button.first.click()
    else:
        page.locator('input[name="login"]').fill(account)
        page.locator('input[name="password"]').fill(password)
        page.locator('main button[type="submit"]').first.click()
    page.wait_for_load_state()
    if urlsplit(page.url).path == path:
        raise SystemExit(f"could not sign in as {account}")


def shape_of(url: str) -> str:
    """Return the address with its numbers blotted out, so that one of a kind is looked at."""
    return re.sub(r"\d+|[0-9a-f]{8}-[0-9a-f-]{27}", "N", urlsplit(url).path)


def pages(page: Any, base: str, paths: list[str], crawl: bool, most: int) -> Iterator[str]:
    """Yield the addresses to look at: those named, then one of each kind that they link to."""
    named = [urljoin(base, path) for path in paths]
    waiting, seen = list(named), set()
    while waiting and len(seen) < most:
        url = waiting.pop(0)
        shape = shape_of(url)
        if url not in named and shape in seen:
            continue
        seen.add(shape)
        yield url
        if crawl:
            links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
            waiting += [link.split("#")[0] for link in links if link.startswith(base)]


def look(page: Any, url: str, picture: Path, heard: list[str]) -> list[str]:
    """Open one page, take its picture and return its faults."""
    heard.clear()
    try:
        answer = page.goto(url)
    except Exception as error:  # noqa: BLE001 - a download is no page; say so and go on
        return [] if "Download is starting" in str(error) else [str(error).splitlines()[0]]
    page.wait_for_load_state("networkidle")
    page.screenshot(path=str(picture), full_page=True)
    status = [] if answer is None or answer.ok else [f"answered {answer.status}"]
    return status + faults_of(page) + [f"console: {line}" for line in heard]


def main(argv: list[str]) -> int:
    """Look at every page asked for and print its faults."""
    parser = argparse.ArgumentParser(prog="screens", description=__doc__.splitlines()[0])
    parser.add_argument("base", help="address of the running server")
    parser.add_argument("paths", nargs="*", default=["/"], help="pages to look at")
    parser.add_argument("--account", action="append", default=[], help="demo account, repeatable")
    parser.add_argument("--password", default=os.environ.get("CHANGAI_DEMO_PASSWORD", ""))
    parser.add_argument("--sign-in", default="/accounts/sign-in/")
    parser.add_argument("--crawl", action="store_true", help="follow links, one page of a kind")
    parser.add_argument("--most", type=int, default=80, help="pages per account, width, language")
    parser.add_argument("--out", type=Path, default=Path("out/screens"))
    options = parser.parse_args(argv)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        rounds = product(options.account or [""], WIDTHS, LANGUAGES)
        results = [walk(browser, options, *one) for one in rounds]
        browser.close()
    total, bad = (sum(column) for column in zip(*results, strict=True))
    print(f"{total} pages looked at, {bad} with faults; pictures in {options.out}")
    return 1 if bad else 0


def walk(
    browser: Any, options: argparse.Namespace, account: str, width: int, language: str
) -> tuple[int, int]:
    """Look at the pages as one account, at one width, in one language; return all and bad."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        locale="en-GB" if language == "en" else "zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
    )
    page = context.new_page()
    heard = listen(page)
    if account:
        sign_in(page, options.base, options.sign_in, account, options.password)
    # After signing in, which may set the person's own language.
    context.add_cookies([{"name": "language", "value": language, "url": options.base}])
    folder = options.out / (account or "nobody") / f"{width}-{language}"
    folder.mkdir(parents=True, exist_ok=True)
    total = bad = 0
    for url in pages(page, options.base, options.paths, options.crawl, options.most):
        name = re.sub(r"\W+", "_", url.removeprefix(options.base)).strip("_")
        faults = look(page, url, folder / f"{name or 'start'}.png", heard)
        total, bad = total + 1, bad + bool(faults)
        for fault in faults:
            print(f"{account or '-'} {width} {language} {url}: {fault}")
    context.close()
    return total, bad


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
