import re
import signal

from tests.config.conftest import changai, get, inside, serving


def test_it_serves_refuses_a_second_and_stops_cleanly(office):
    with serving(office) as (address, process):
        status, headers, body = get(f"{address}/accounts/sign-in/")
        assert status == 200
        assert "script-src 'self'" in headers["Content-Security-Policy"]
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Server"] == "changai"
        for command in (["serve", "--port", "9"], ["migrate"], ["init"]):
            refused = changai(office, *command)
            assert refused.returncode == 1
            assert str(process.pid) in refused.stderr
            assert "Traceback" not in refused.stderr
        somebody_locked_out_does_not_wait_for_the_server_to_stop(office, address)
        static_files_are_named_by_content_and_kept(address, body.decode())
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    assert "Stopped" in process.log.read_text(encoding="utf-8")
    assert changai(office, "migrate").returncode == 0


def somebody_locked_out_does_not_wait_for_the_server_to_stop(office, address):
    answer = changai(office, "user", "first")
    assert answer.returncode == 0, answer.stderr
    link = re.search(rf"{address}/accounts/ticket/\S+", answer.stdout)
    assert link, answer.stdout
    assert get(link.group())[0] == 200


def static_files_are_named_by_content_and_kept(address, page):
    named = re.search(r'href="(/static/changai/app\.[0-9a-f]{12}\.css)"', page)
    assert named, page[:800]
    status, headers, body = get(address + named.group(1), **{"Accept-Encoding": "gzip"})
    assert status == 200
    assert headers["Content-Encoding"] == "gzip"
    assert "immutable" in headers["Cache-Control"]
    assert len(body) < 200_000


def test_unchanged_static_files_are_not_collected_again(office):
    code = "from changai.config import start\nprint(start.collect_static(), start.collect_static())"
    assert inside(office, code, CHANGAI_COLLECTED="1").split() == ["True", "False"]


def test_the_jobs_run_at_start(office):
    told = (
        "from datetime import datetime, UTC\n"
        "from changai.accounts.models import User\n"
        "from changai.notices import services\n"
        "User.objects.update(email='first@example.org')\n"
        "print(services.tell(people=[User.objects.get().pk], kind='task_done', key='k',"
        " facts={'title': 'x'}, url='', at=datetime.now(tz=UTC), urgent=True))"
    )
    assert inside(office, told).strip() == "1"
    sent = "from changai.notices.models import Outgoing\nprint(Outgoing.objects.get().sent_at)"
    with serving(office) as (_, process):
        for _ in range(100):
            if inside(office, sent).strip() != "None":
                break
    assert "first@example.org" in process.log.read_text(encoding="utf-8")
