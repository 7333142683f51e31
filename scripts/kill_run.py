"""Post reports from many clients while the server is killed again and again; count what broke.

A real `changai serve` on loopback gets SIGKILL at random moments and is started again. Each client
repeats what was not answered, under the same key, as a browser's user would. In the end every
report that was answered must be there once and whole. On SQLite, or on PostgreSQL where
CHANGAI_DATABASE_URL names a server: a database of its own is made there and dropped.

    python -m scripts.kill_run --posts 50000 --clients 16 --kills 50
"""

import argparse
import contextlib
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

CHANGAI = [sys.executable, "-m", "changai.config.cli"]
TOKEN = "k" * 32
FORM = "application/x-www-form-urlencoded"
# A machine that is busy elsewhere may take a minute to start the server again.
PATIENCE_SECONDS = 900


@dataclass
class Run:
    """What is asked for, and what has happened so far."""

    posts: int
    clients: int
    kills: int
    seed: int
    port: int
    acked: set[str] = field(default_factory=set)
    repeated: int = 0
    faults: int = 0
    refused: list[str] = field(default_factory=list)
    kills_done: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, key: str, tries: int) -> None:
        """Remember an answer."""
        with self.lock:
            self.acked.add(key)
            self.repeated += tries > 1


@dataclass(frozen=True)
class Post:
    """One thing to send: its key, its address and its fields."""

    key: str
    url: str
    fields: dict[str, str]


class Client(threading.Thread):
    """A person's browser: one session, one post after the other, each until it is answered."""

    def __init__(self, run: Run, session: str, posts: list[Post]) -> None:
        super().__init__(daemon=True)
        self.plan, self.session, self.posts = run, session, posts
        self.connection: http.client.HTTPConnection | None = None

    def run(self) -> None:
        """Send everything."""
        for post in self.posts:
            status, tries, began = 0, 0, time.monotonic()
            while not status and time.monotonic() - began < PATIENCE_SECONDS:
                tries += 1
                status = self.send(post)
                if status >= 500:
                    self.plan.faults += 1
                if status >= 500 or not status:
                    status = 0
                    time.sleep(0.05)
            if status in (200, 201, 204, 302, 303):
                self.plan.note(post.key, tries)
            else:
                # What follows builds on this one, so it is not sent.
                self.plan.refused.append(f"{status or 'no answer'} {post.url}")
                return

    def send(self, post: Post) -> int:
        """Send once; 0 where the server was not there or died before it answered."""
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection(
                    "127.0.0.1", self.plan.port, timeout=60
                )
            cookie = f"sessionid={self.session}; csrftoken={TOKEN}"
            headers = {"Content-Type": FORM, "Cookie": cookie, "X-CSRFToken": TOKEN}
            self.connection.request("POST", post.url, urlencode(post.fields), headers)
            answer = self.connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            if self.connection is not None:
                self.connection.close()
            self.connection = None
            return 0
        return answer.status


class Server:
    """`changai serve`, started, killed and started again."""

    def __init__(self, run: Run, log: Path) -> None:
        self.plan, self.log, self.process = run, log, None

    def start(self) -> None:
        """Start it and wait until it answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*CHANGAI, "serve", "--port", str(self.plan.port)], stdout=log, stderr=log
            )
        for _ in range(1200):
            if self.process.poll() is not None:
                raise SystemExit(f"the server did not start:\n{self.log.read_text()[-3000:]}")
            with (
                contextlib.suppress(OSError),
                socket.create_connection(("127.0.0.1", self.plan.port), 1),
            ):
                return
            time.sleep(0.05)
        raise SystemExit("the server does not answer")

    def kill(self) -> None:
        """Kill it as a power switch would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Stop it as an operator would."""
        self.process.terminate()
        self.process.wait(60)


def kill_at_random(run: Run, server: Server, clients: list[Client]) -> None:
    """Kill the server at moments spread over the whole run, each at any point of a request."""
    rng = random.Random(run.seed)
    marks = sorted(rng.sample(range(1, max(run.kills + 2, int(run.posts * 0.98))), run.kills))
    for mark in marks:
        while len(run.acked) < mark and any(client.is_alive() for client in clients):
            time.sleep(0.002)
        time.sleep(rng.random() * 0.03)
        server.kill()
        run.kills_done += 1
        server.start()
    for client in clients:
        client.join()


def open_place() -> None:
    """Load the program in this process, to prepare and to count."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "changai.config.settings"
    django.setup()


def session_of(person) -> str:
    """Return the key of a session of this person, as signing in would make it."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return session.session_key


@contextlib.contextmanager
def own_database():
    """Make a database for this run where PostgreSQL is asked for, and drop it afterwards."""
    base = os.environ.get("CHANGAI_DATABASE_URL", "")
    if not base.startswith("postgres"):
        os.environ.pop("CHANGAI_DATABASE_URL", None)
        yield "SQLite"
        return
    import psycopg

    name = f"changai_kill_{os.getpid()}"
    with psycopg.connect(base, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    os.environ["CHANGAI_DATABASE_URL"] = f"{base.rsplit('/', 1)[0]}/{name}"
    try:
        yield "PostgreSQL"
    finally:
        with psycopg.connect(base, autocommit=True) as server:
            server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def free_port() -> int:
    """Return a port nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def main(arguments: list[str] | None = None) -> int:
    """Run, print what was counted, and return 0 only where nothing broke."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--posts", type=int, default=50_000)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=2026)
    asked = parser.parse_args(arguments)
    run = Run(asked.posts, asked.clients, asked.kills, asked.seed, free_port())
    with own_database() as database, tempfile.TemporaryDirectory() as name:
        os.environ["CHANGAI_DATA"] = str(Path(name) / "data")
        return measure(run, database, Path(name) / "serve.log")


def measure(run: Run, database: str, log: Path) -> int:
    """Prepare, run and count."""
    subprocess.run([*CHANGAI, "init"], check=True, stdout=subprocess.DEVNULL)
    open_place()
    from django.db import connection, transaction

    from scripts import kill_reports as work

    began = time.monotonic()
    with transaction.atomic():
        people, posts = work.prepare(run.clients, run.posts, random.Random(run.seed))
        sessions = [session_of(person) for person in people]
    connection.close()
    server = Server(run, log)
    server.start()
    clients = [Client(run, session, mine) for session, mine in zip(sessions, posts, strict=True)]
    for client in clients:
        client.start()
    kill_at_random(run, server, clients)
    server.stop()
    found = work.count(run.acked)
    found |= {
        "database": database,
        "acked": len(run.acked),
        "kills": run.kills_done,
        "answered only when repeated": run.repeated,
        "refused": len(run.refused),
        "answered with a fault": run.faults,
        "seconds": round(time.monotonic() - began, 1),
    }
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            found["integrity"] = cursor.fetchone()[0]
    print(json.dumps(found))
    for line in run.refused[:5]:
        print(line)
    whole = len(run.acked) == run.posts and not run.refused and run.kills_done == run.kills
    whole = whole and not run.faults
    good = whole and not (found["lost"] or found["doubled"] or found["partial"])
    return 0 if good and found.get("integrity", "ok") == "ok" else 1


if __name__ == "__main__":
    sys.exit(main())
