"""The demo is loaded through the services, once, and has something true on every page."""

from datetime import UTC, datetime

import pytest
from django.db.models import Count, F
from django.urls import reverse
from stdnum.cn import uscc

from changai.accounts.models import User
from changai.audit.models import Entry
from changai.config import demo
from changai.config.demo import _content
from changai.config.demo._content import PLACE
from changai.config.demo._province import STORY
from changai.documents.models import Document, Measure
from changai.evidence.models import Publication, Report, RequestedReport
from changai.indicators import policies as value_policies
from changai.indicators.models import Restatement, Value
from changai.orgs.models import Unit
from changai.packs.current import pack
from changai.pilots import queries as pilot_reads
from changai.pilots.models import Application, Pilot
from changai.tasks.models import Duty, Extension, ParentChange, PlanVersion, Stop, Task, TaskTarget

DAY = datetime(2026, 4, 25, 4, tzinfo=UTC)
SHAPES = {
    "event", "mechanism", "count", "continuous", "quota", "share", "renewal", "policy_window",
    "money",
}  # fmt: skip


@pytest.fixture
def place(settings, tmp_path):
    """An empty place in demo mode."""
    settings.DEMO = True
    settings.DATA_DIR = tmp_path
    settings.FILES_DIR = tmp_path / "files"
    return settings


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo, loaded once for this file."""
    from django.db import transaction
    from django.test import override_settings

    folder = tmp_path_factory.mktemp("demo")
    kept = override_settings(DEMO=True, DATA_DIR=folder, FILES_DIR=folder / "files")
    with django_db_blocker.unblock(), kept:
        outer = transaction.atomic()
        outer.__enter__()
        try:
            yield demo.load(DAY)
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


def test_everybody_can_be_entered_and_nobody_has_a_password(loaded):
    people = User.objects.filter(login__startswith="demo-")
    assert len(loaded) == people.count() == len(_content.people())
    assert all(person.login.startswith("demo-") for person in loaded)
    assert not any(user.has_usable_password() for user in User.objects.all())
    assert all(person.posts for person in loaded)
    assert len(demo.accounts()) == len(demo.SHOWN)


def test_a_second_load_changes_nothing(loaded):
    before = Entry.objects.count()

    assert demo.load(DAY) == loaded
    assert Entry.objects.count() == before


def test_enterprises_have_codes_that_check(loaded):
    firms = Unit.objects.filter(kind="enterprise")

    assert firms.count() == 20 + 412
    assert all(uscc.is_valid(firm.credit_code) for firm in firms)


def test_the_report_was_read_and_confirmed_by_a_person(loaded):
    document = Document.objects.get()
    accepted = Measure.objects.filter(state="ACCEPTED")

    assert accepted.count() >= 6
    assert all(one.decided_by.login == "demo-ruan.qing" for one in accepted)
    assert all(document.clean_text[one.start : one.end] == one.quote for one in accepted)
    assert Measure.objects.filter(state="PROPOSED").exists()


def test_the_plan_has_thirty_rows_in_all_nine_shapes(loaded):
    version = PlanVersion.objects.get(plan__owner__short_name="省产改办", number=1)

    assert version.rows.count() == 30
    assert set(version.rows.values_list("shape", flat=True)) == SHAPES
    assert version.rows.filter(joint=True).exists()
    assert version.rows.filter(clause__isnull=False).count() >= 5


def test_tasks_are_in_every_state_and_on_three_tiers(loaded):
    states = set(Task.objects.values_list("state", flat=True))
    tiers = set(Task.objects.values_list("lead__tier", flat=True))

    assert states >= {
        "REGISTERED", "ASSIGNED", "IN_PROGRESS", "UNDER_REVIEW", "DONE", "CLOSED", "CANCELLED",
    }  # fmt: skip
    assert tiers >= {"PROVINCE", "CITY", "COUNTY", "ENTERPRISE"}


def test_every_thing_that_can_happen_has_happened(loaded):
    today = DAY.date()
    assert Task.objects.filter(due_on__lt=today, state__in=["ASSIGNED", "IN_PROGRESS"]).count() >= 3
    assert Task.objects.filter(first_late_on__isnull=False, state="CLOSED").exists()
    assert Task.objects.exclude(blocked_words="").exists()
    assert set(Duty.objects.values_list("state", flat=True)) == {
        "OPEN", "REPORTED", "ACCEPTED", "WAIVED",
    }  # fmt: skip
    assert set(Extension.objects.values_list("state", flat=True)) == {"ASKED", "APPROVED"}
    assert Stop.objects.filter(to_on=None).exists()
    assert {"SAID", "VERIFIED", "PARTLY", "RETURNED"} == set(
        Report.objects.values_list("state", flat=True)
    )
    assert RequestedReport.objects.filter(answered=None).exists()
    assert Publication.objects.exists()
    assert TaskTarget.objects.filter(published_value__isnull=False).exists()
    assert PlanVersion.objects.filter(state="COMMENT").exists()
    assert ParentChange.objects.filter(state="OPEN").exists()


def test_nothing_lies_in_the_future_and_the_year_of_the_plan_is_named(loaded):
    assert Entry.objects.order_by("-at").first().at <= DAY
    assert Document.objects.get().clean_text.count("2026年全省") == 1


@pytest.mark.parametrize("login", ["ruan.qing", "fang.zhou", "su.hang", "miao.xin", "zhou.wangshu"])
def test_whoever_comes_in_first_finds_something_to_do(loaded, client, monkeypatch, login):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: DAY.date())
    client.force_login(User.objects.get(login=f"demo-{login}"))

    answer = client.get(reverse("dashboards:my_work"))

    assert answer.context["items"]


def page(client, monkeypatch, login, name, *args, **query):
    """Return a page as somebody of the demo sees it on its day."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: DAY.date())
    client.force_login(User.objects.get(login=f"demo-{login}"))
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer


def place_of(code):
    return Unit.objects.get(code=code)


def test_412_pilots_of_a_city_come_out_both_ways_on_its_pages(loaded, client, monkeypatch):
    city = place_of("320400")

    shown = page(client, monkeypatch, "ning.yuan", "indicators:figure", city.pk, "pilots")
    cuts = {one.column: dict(one.cells) for one in shown.context["cuts"]}

    assert shown.context["figure"].shown_said == 412
    assert cuts == {
        "试点层级": {"省级": 22, "市级": 51, "县级": 174, "乡镇级": 165},
        "所有制": {"国有": 46, "外资": 63, "民营": 303},
    }
    assert shown.context["cuts_agree"]
    listed = page(client, monkeypatch, "ning.yuan", "pilots:list")
    assert (len(listed.context["rows"]), listed.context["pager"]["total"]) == (50, 412)


def test_pilots_taken_over_are_as_the_services_leave_them(loaded):
    pilots = Pilot.objects.filter(unit__path__startswith=place_of("320400").path)
    applications = Application.objects.filter(named_pilot__in=pilots)

    assert pilots.filter(status__in=["NEW", "CULTIVATED"]).count() == 412
    assert {one["met"] for row in applications for one in row.checks} == {True}
    assert set(applications.annotate(n=Count("votes")).values_list("n", flat=True)) == {3}
    assert not pilots.exclude(steps__rule="name").exists()
    assert pilots.filter(tier="PROVINCE", steps__rule="renew").distinct().count() == 22
    due = [one for one in pilots if pilot_reads.alarms_of(one, today=DAY.date())]
    assert len(due) == 2  # their check is left to the city


def test_a_city_says_more_than_its_counties_and_the_gap_is_shown(loaded, client, monkeypatch):
    city = place_of(STORY.own)
    shown = page(client, monkeypatch, "shao.an", "indicators:figure", city.pk, STORY.by_county)

    assert shown.context["figure"].own_gap > 0


def test_small_cells_are_hidden_with_one_beside_them(loaded, client, monkeypatch):
    top = place_of("320000")
    shown = page(client, monkeypatch, "ruan.qing", "indicators:figure", top.pk, "hardship_ended")
    hidden = [one for one in shown.context["cells"] if one.is_hidden]

    assert STORY.small in {one.unit.code for one in hidden}
    assert len(hidden) == 2
    assert all(one.said is None for one in hidden)


def test_the_late_city_is_named_as_silent(loaded, client, monkeypatch):
    top = place_of("320000")
    args = (top.pk, "contract_share")
    told = page(client, monkeypatch, "ruan.qing", "indicators:figure", *args)
    missed = page(client, monkeypatch, "ruan.qing", "indicators:figure", top.pk, "stations")

    by_county = page(client, monkeypatch, "ruan.qing", "indicators:figure", top.pk, STORY.by_county)
    late = place_of(STORY.late)

    assert told.context["silent"] == []
    assert all(one.path.startswith(late.path) for one in by_county.context["silent"])
    assert [one.code for one in missed.context["silent"]] == [STORY.late]


def test_a_number_was_restated_with_its_reason_and_published_again(loaded):
    one = Restatement.objects.get(value__isnull=False)

    assert (one.unit.code, one.old - one.new) == (STORY.restated, STORY.restated_less)
    again = Restatement.objects.filter(publication__isnull=False).values_list("unit__code")
    # The city's own number was listed when it was put right, and is not listed twice.
    assert {code for (code,) in again} == {"320000"}
    assert not Restatement.objects.filter(reason="").exists()


def test_a_number_leads_to_the_file_it_rests_on(loaded, client, monkeypatch):
    top = place_of("320000")
    args = (top.pk, "skilled_workers")
    rows = page(client, monkeypatch, "ruan.qing", "indicators:rows", *args).context["rows"]

    assert len(rows) == 13
    assert all(row.files for row in rows)


def test_values_are_typed_approved_and_judged_by_those_who_may(loaded):
    values = Value.objects.select_related("unit", "typed_by", "approved_by", "decided_by")
    rows = list(values.filter(unit__code__in=["320100", STORY.jump, "320500"]))
    for value in rows:
        on, judged = (at.astimezone(PLACE).date() for at in (value.typed_at, value.decided_at))
        definition = pack().indicator(value.indicator)
        assert value_policies.may_keep(value.unit, definition, value.typed_by, on)
        assert value_policies.is_above(value, value.decided_by, on)
        assert value.ends_on < on <= judged <= DAY.date()

    cities = values.filter(unit__tier="CITY", approved_by__isnull=False)
    assert not cities.filter(approved_by=F("typed_by")).exists()
    jumped = values.get(unit__code=STORY.jump, warnings__kind="jump")
    assert jumped.warnings.get(kind="jump").words


def test_the_first_screens_stay_calm(loaded, client, monkeypatch):
    for login in ("ruan.qing", "ning.yuan", "shao.an", "zhuang.yu"):
        items = page(client, monkeypatch, login, "dashboards:my_work").context["items"]
        assert len(items) <= 30, (login, len(items))


def test_it_is_refused_outside_the_demo_and_among_people_of_an_office(db, place):
    place.DEMO = False
    with pytest.raises(RuntimeError):
        demo.load(DAY)

    place.DEMO = True
    User.objects.create(login="somebody", name="某人", created_at=DAY)
    with pytest.raises(RuntimeError):
        demo.load(DAY)


def test_the_damaged_report_is_laid_out_and_reads_back(db, place):
    from changai.reading import read_bytes

    User.objects.create(login="demo-ruan.qing", name="阮清", created_at=DAY)
    demo.load(DAY)
    content = (place.DATA_DIR / "demo_report.txt").read_bytes()

    assert "(" in content.decode()
    clean = _content.visit(_content.Days(DAY.date()))
    assert read_bytes(content, "报道.txt").clean_text.split() == clean.split()


@pytest.mark.parametrize("today", ["2026-01-01", "2026-04-25", "2026-12-31"])
def test_the_report_for_visitors_is_news_and_nothing_in_it_is_past(today):
    from changai.reading import read_bytes

    days = _content.Days(datetime.fromisoformat(today).date())
    kept = _content.report(days)
    reading = read_bytes(_content.visit(days).encode(), "报道.txt")
    due = [one.deadline for one in reading.facts.measures if one.deadline]

    assert len(due) >= 5
    assert all(one.startswith((f"{days.today.year + 1}年", "每")) for one in due), due
    assert not [one.text for one in reading.facts.measures if one.text in kept]


@pytest.mark.parametrize(
    ("today", "words", "moved"),
    [
        ("2026-04-25", "9月底前", "9月30日前"),
        ("2026-11-22", "9月底前", "2027年4月29日前"),
        ("2026-11-22", "3月底前", "10月28日前"),
        ("2027-01-03", "持续推进", "持续推进"),
    ],
)
def test_days_of_the_story_move_with_today(today, words, moved):
    days = _content.Days(datetime.fromisoformat(today).date())
    assert days.deadline(words) == moved
