"""`changai serve`: pages in threads and the jobs in one more, all in one process."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from importlib import import_module
from importlib.util import find_spec
from types import FrameType
from typing import Any, NoReturn

from changai.config import place
from changai.config.place import Refusal, both, say

THREADS = 8
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - names what was asked for, binds nothing


def run(options: argparse.Namespace) -> int:
    """Serve until told to stop."""
    folder = place.choose(demo=options.demo)
    os.environ["CHANGAI_COLLECTED"] = "1"
    os.environ.setdefault("CHANGAI_URL", f"http://{_shown(options.host)}:{options.port}")
    if options.host not in ("127.0.0.1", "localhost", "::1", *EVERYWHERE):
        os.environ.setdefault("CHANGAI_HOSTS", f"{options.host},127.0.0.1,localhost,[::1]")
    if not options.demo:
        place.require_office(folder)
    with place.alone(folder, "serve", address=os.environ["CHANGAI_URL"]):
        if options.demo:
            place.make_folder(folder)
            place.make_keys(folder)
        from changai.config import start

        start.boot()
        if options.demo:
            _prepare_demo()
        start.require_ready()
        start.collect_static()
        start.load_pages()
        return _serve(options)


def _shown(host: str) -> str:
    """Return the host as a person would open it: "every address" is none."""
    if host in EVERYWHERE:
        named = os.environ.get("CHANGAI_HOSTS", "").split(",")[0].strip()
        return named if named not in ("", "*") else "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _prepare_demo() -> None:
    """Bring the demo up to date; what is there already stays."""
    from django.conf import settings

    from changai.config import start

    (settings.DATA_DIR / place.DEMO_MARK).touch()
    start.migrate()
    _demo("load")


def _serve(options: argparse.Namespace) -> int:
    import waitress
    from django.conf import settings

    from changai.config.jobs import scheduler
    from changai.config.wsgi import application

    jobs = scheduler()
    try:
        server = waitress.create_server(
            application,
            host=options.host,
            port=options.port,
            threads=options.threads,
            ident="changai",
            max_request_body_size=settings.MAX_FILE_BYTES + settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
            **_behind_proxy(settings.BEHIND_TLS),
        )
    except OSError as error:
        raise Refusal(
            both(
                f"端口 {options.port} 无法使用，请换一个：--port。",
                f"Port {options.port} cannot be used ({error.strerror}); choose another.",
            )
        ) from error
    signal.signal(signal.SIGTERM, _stop)
    if not options.no_jobs:
        jobs.start()
    _greet(options)
    try:
        # Ends on SystemExit and Ctrl-C, after the requests that are being answered.
        server.run()
    finally:
        if jobs.running:
            jobs.shutdown(wait=True)
        server.close()
    say("已停止。", "Stopped.")
    return 0


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(0)


def _behind_proxy(behind_tls: bool) -> dict[str, Any]:
    """Return what to believe of a proxy: nothing, unless this place says it stands behind one."""
    if not behind_tls:
        return {}
    return {
        "trusted_proxy": os.environ.get("CHANGAI_PROXY", "127.0.0.1"),
        "trusted_proxy_count": 1,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
        "clear_untrusted_proxy_headers": True,
    }


def _greet(options: argparse.Namespace) -> None:
    from django.conf import settings

    say(f"产改通已启动：{settings.PUBLIC_URL}/", "changai is running. Stop it with Ctrl-C.")
    if not settings.DEMO:
        return
    say("演示环境，所有内容均为虚构。", "This is the demo; everything in it is invented.")
    for line in _demo("accounts") or ():
        sys.stdout.write(f"  {line}\n")
    sys.stdout.flush()


def _demo(name: str) -> Any:
    found = find_spec("changai.config.demo") and import_module("changai.config.demo")
    return getattr(found, name)() if hasattr(found, name) else None
