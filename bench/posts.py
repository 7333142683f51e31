"""Progress reports through the real page against a bare insert view, in one running server.

Sixteen clients with sessions of their own post over connections that are kept. Rounds of both
kinds alternate, so that whatever else the machine does strikes both.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.figures import Figure, ratio_of_rounds, stopwatch
from scripts import kill_run

LIMIT = 0.4
CLIENTS = 16
ROUNDS = 5
PER_ROUND = 20
# Rounds are doubled once where they spread; one round of each kind warms up.
PREPARED = CLIENTS * PER_ROUND * (2 * ROUNDS + 1)
BARE = "/bench/bare/"
URLCONF = "bench.site"
TOKEN = "k" * 32
FORM = "application/x-www-form-urlencoded"
GOOD = (200, 201, 204, 302, 303)


def measure() -> list[Figure]:
    """Return the ratio on SQLite, and on PostgreSQL where CHANGAI_BENCH_POSTGRES_URL names one."""
    figures = [_measure("SQLite", "")]
    postgres = os.environ.get("CHANGAI_BENCH_POSTGRES_URL", "")
    if postgres:
        figures.append(_measure("PostgreSQL", postgres))
    return figures


def _measure(name: str, url: str) -> Figure:
    with _place(url) as folder:
        work = _prepare(folder)
        port = kill_run.free_port()
        with _server(port, folder):
            clients = [_Client(port, *one) for one in work]
            _round(clients, bare=True)
            _round(clients, bare=False)
            ratio, note = ratio_of_rounds(
                lambda: _round(clients, bare=True),
                lambda: _round(clients, bare=False),
                rounds=ROUNDS,
            )
            for client in clients:
                client.close()
        _require_whole(clients, folder)
    posts = sum(len(one.acked) for one in clients)
    rates = {
        kind: round(posts / max(one.spent[kind] for one in clients)) for kind in ("report", "bare")
    }
    rate = f"{posts} posts, {rates['report']}/s against {rates['bare']}/s"
    return Figure(f"report posts, {name}", ratio, LIMIT, "x bare view", False, f"{note} {rate}")


@contextmanager
def _place(url: str) -> Iterator[Path]:
    """Give a folder with a place of its own; its settings are in the environment meanwhile."""
    before = dict(os.environ)
    os.environ.pop("CHANGAI_DATABASE_URL", None)
    if url:
        os.environ["CHANGAI_DATABASE_URL"] = url
    try:
        with kill_run.own_database(), tempfile.TemporaryDirectory() as name:
            os.environ["CHANGAI_DATA"] = str(Path(name) / "data")
            os.environ["CHANGAI_SECRET_KEY"] = secrets.token_urlsafe(48)
            yield Path(name)
    finally:
        os.environ.clear()
        os.environ.update(before)


def _prepare(folder: Path) -> list[Any]:
    """Make the place, its people and tasks in a process of its own; return what to post."""
    subprocess.run([*kill_run.CHANGAI, "init"], check=True, stdout=subprocess.DEVNULL)
    _child("prepare", folder)
    found: list[Any] = json.loads((folder / "work.json").read_text("utf-8"))
    return found


def _child(what: str, folder: Path) -> None:
    subprocess.run([sys.executable, "-m", "bench.posts", what, str(folder)], check=True)


@contextmanager
def _server(port: int, folder: Path) -> Iterator[None]:
    """Run the server in a process of its own while the block lasts."""
    command = [sys.executable, "-m", "bench.posts", "serve", str(folder), str(port)]
    with (folder / "serve.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            _wait(port, process, folder / "serve.log")
            yield
        finally:
            process.terminate()
            process.wait(60)


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _attempt in range(1200):
        if process.poll() is not None:
            raise RuntimeError(f"the server did not start:\n{log.read_text()[-3000:]}")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/accounts/sign-in/")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the server does not answer")


class _Client:
    """One person's browser: a session, a kept connection, and what it posts one after another."""

    def __init__(self, port: int, session: str, unit: int, posts: list[Any]) -> None:
        self.port, self.unit, self.posts, self.next = port, unit, posts, 0
        self.headers = {
            "Content-Type": FORM,
            "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
        }
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.acked: list[str] = []
        self.bare = 0
        self.bad: list[str] = []
        self.spent = {"bare": 0.0, "report": 0.0}

    def post_some(self, bare: bool, start: threading.Barrier) -> None:
        """Post the share of one round."""
        mine = self.posts[self.next : self.next + PER_ROUND]
        start.wait()
        began = time.perf_counter()
        for key, url, fields in mine:
            if bare:
                fields = {**fields, "unit": self.unit, "client_key": secrets.token_hex(16)}
            self.connection.request("POST", BARE if bare else url, urlencode(fields), self.headers)
            answer = self.connection.getresponse()
            answer.read()
            if answer.status not in GOOD:
                self.bad.append(f"{answer.status} {url}")
            elif bare:
                self.bare += 1
            else:
                self.acked.append(key)
        self.spent["bare" if bare else "report"] += time.perf_counter() - began
        if not bare:
            self.next += PER_ROUND

    def close(self) -> None:
        """Let the connection go."""
        self.connection.close()


def _round(clients: list[_Client], *, bare: bool) -> float:
    """Let all clients post their share at once; return the seconds until the last is done."""
    start = threading.Barrier(len(clients) + 1)
    threads = [
        threading.Thread(target=client.post_some, args=(bare, start), daemon=True)
        for client in clients
    ]
    for thread in threads:
        thread.start()
    start.wait()
    with stopwatch() as spent:
        for thread in threads:
            thread.join()
    return spent[0]


def _require_whole(clients: list[_Client], folder: Path) -> None:
    """Fail where an answer was not good, or a report that was answered is not there whole."""
    bad = Counter(line for client in clients for line in client.bad)
    if bad:
        raise AssertionError(f"answers that were not good: {bad.most_common(3)}")
    asked = {
        "acked": [key for client in clients for key in client.acked],
        "bare": sum(client.bare for client in clients),
    }
    (folder / "asked.json").write_text(json.dumps(asked), encoding="utf-8")
    _child("count", folder)


def _children(what: str, folder: Path, *more: str) -> None:
    """Do in this process what needs the program: prepare, serve or count."""
    kill_run.open_place()
    if what == "serve":
        _serve(int(more[0]))
    elif what == "prepare":
        _write_work(folder)
    else:
        _count(folder)


def _write_work(folder: Path) -> None:
    from django.db import transaction

    from changai.orgs.models import Post
    from scripts import kill_reports

    with transaction.atomic():
        people, posts = kill_reports.prepare(CLIENTS, PREPARED, random.Random(2026))
        work = [
            [
                kill_run.session_of(person),
                Post.objects.get(person=person).unit_id,
                [[post.key, post.url, post.fields] for post in mine],
            ]
            for person, mine in zip(people, posts, strict=True)
        ]
    (folder / "work.json").write_text(json.dumps(work), encoding="utf-8")


def _serve(port: int) -> None:
    """Serve as `changai serve` does, with the bare view beside the product's pages."""
    import waitress
    from django.conf import settings

    from changai.config import serve as product
    from changai.config import start

    settings.ROOT_URLCONF = URLCONF
    from changai.config.wsgi import application

    start.load_pages()
    waitress.create_server(
        application, host="127.0.0.1", port=port, threads=product.THREADS, ident="changai"
    ).run()


def _count(folder: Path) -> None:
    from changai.evidence.models import ReportRequest
    from scripts import kill_reports

    asked = json.loads((folder / "asked.json").read_text("utf-8"))
    found = kill_reports.count(set(asked["acked"]))
    found["bare lost"] = asked["bare"] - ReportRequest.objects.count()
    broken = {name: value for name, value in found.items() if name != "stored" and value}
    if broken or found["stored"] != len(asked["acked"]):
        raise SystemExit(f"not whole: {found}, {len(asked['acked'])} answered")


if __name__ == "__main__":
    _children(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
