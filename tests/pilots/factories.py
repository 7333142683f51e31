"""Calls, applications and pilots at any stage, made by the services."""

from dataclasses import dataclass, field
from datetime import timedelta

from changai.pilots import services
from changai.pilots.models import Application, Pilot
from changai.pilots.rules import Event, Status
from changai.pilots.services import ApplicationDraft, Basis, CallDraft, Move, QuotaLine
from tests.conftest import NOON, TODAY
from tests.orgs.factories import make_department, make_office, make_person, make_unit

SOURCE = "云产改〔2026〕3号"
SCORES = {"guidance": 15, "merit": 16, "quality": 17, "status": 14, "growth": 15}
LOW = dict.fromkeys(SCORES, 5)
BASIS = Basis(SOURCE)


@dataclass
class World:
    """Units and people by name."""

    units: dict = field(default_factory=dict)
    people: dict = field(default_factory=dict)

    def __getattr__(self, name):
        for held in (self.__dict__["units"], self.__dict__["people"]):
            if name in held:
                return held[name]
        raise AttributeError(name)


def make_world():
    """Make a province, a city with a county and a zone, enterprises, and people."""
    world = World()
    units, people = world.units, world.people
    units["province"] = make_unit("东江省")
    units["province_office"] = make_office(units["province"])
    units["city"] = make_unit("云溪市", units["province"])
    units["office"] = make_office(units["city"])
    units["union"] = make_unit("云溪市总工会", units["city"], kind="union_federation", tier="CITY")
    units["department"] = make_department(units["city"], "市技能局")
    units["county"] = make_unit("柳湾县", units["city"])
    units["county_office"] = make_office(units["county"])
    units["zone"] = make_unit("云溪开发区", units["city"], kind="zone", tier="COUNTY")
    units["firm"] = make_unit("柳湾机床厂", units["county"], kind="enterprise")
    units["second"] = make_unit("柳湾纺织厂", units["county"], kind="enterprise")
    units["chips"] = make_unit("开发区芯片厂", units["zone"], kind="enterprise")
    units["far_city"] = make_unit("石桥市", units["province"])
    posts = {
        "boss": ("province_office", "OFFICE", "甲省"),
        "clerk": ("office", "OFFICE", "乙办"),
        "leader": ("office", "LEADER", "丙领"),
        "county_clerk": ("county_office", "OFFICE", "丁县"),
        "unionist": ("union", "LIAISON", "戊工"),
        "expert": ("department", "LIAISON", "己专"),
        "second_expert": ("department", "RESPONSIBLE", "庚专"),
        "maker": ("firm", "CLERK", "辛企"),
        "weaver": ("second", "CLERK", "壬企"),
        "chipper": ("chips", "CLERK", "癸企"),
    }
    for name, (unit, role, called) in posts.items():
        people[name] = make_person(units[unit], role, called)
    people["stranger"] = make_person(make_office(units["far_city"]), "OFFICE", "丑外")
    return world


def at(days=0):
    """Noon so many days from the day of the tests."""
    return NOON + timedelta(days=days)


def call_draft(**fields):
    """Return a call for enterprises and zones."""
    fields.setdefault("title", "2026年市级试点征集")
    fields.setdefault("category", "comprehensive")
    fields.setdefault("scopes", ("enterprise", "zone"))
    fields.setdefault("closes_on", TODAY + timedelta(days=30))
    fields.setdefault("source", SOURCE)
    return CallDraft(**fields)


def make_call(world, *, opened=True, unit=None, by=None, quotas=(), **fields):
    """Make a call of the city with its panel, open unless said otherwise."""
    by, unit = by or world.clerk, unit or world.office
    call = services.draft_call(unit=unit, draft=call_draft(**fields), by=by, at=NOON)
    panel = [world.expert, world.second_expert, world.unionist, world.maker]
    services.seat_panel(call=call, people=panel, by=by, at=NOON)
    if quotas:
        lines = [QuotaLine(*one) for one in quotas]
        services.set_quotas(call=call, lines=lines, by=by, at=NOON)
    if opened:
        call = services.open_call(call=call, by=by, at=NOON)
    return call


def application_draft(world, **fields):
    """Return the firm's own application with all its facts."""
    fields.setdefault("unit", world.firm)
    fields.setdefault("nominated_by", fields["unit"])
    fields.setdefault("route", "OWN")
    fields.setdefault("scope", "enterprise")
    fields.setdefault("words", "三年内把技能等级和薪酬挂钩。")
    fields.setdefault("workers_count", 320)
    fields.setdefault("output_yuan", 90_000_000)
    fields.setdefault("ownership", "private")
    return ApplicationDraft(**fields)


def apply(world, call, *, by=None, **fields):
    """Hand in an application."""
    draft = application_draft(world, **fields)
    return services.apply(call=call, draft=draft, by=by or world.maker, at=NOON)


def vote(application, *people, scores=SCORES, in_favor=True):
    """Let people vote alike."""
    for person in people:
        services.cast_vote(
            application=application,
            scores=scores,
            in_favor=in_favor,
            words="看过现场。",
            by=person,
            at=NOON,
        )


def passed(world, call, **fields):
    """Bring an application through its review."""
    application = apply(world, call, **fields)
    vote(application, world.expert, world.second_expert, world.unionist)
    return services.settle_application(application=application, by=world.clerk, at=NOON)


def name(world, call, *applications, by=None, when=NOON, title="第一批市级试点"):
    """Name pilots by one decision."""
    return services.name_batch(
        call=call,
        applications=applications,
        title=title,
        basis=BASIS,
        by=by or world.clerk,
        at=when,
    )


def move(pilot, event, by, *, when=NOON, words="现场核实过。", passed=None):
    """Take a pilot one step further."""
    if event is Event.CHECK and passed is None:
        passed = True
    return services.move_pilot(pilot=pilot, move=Move(event, BASIS, words, passed), by=by, at=when)


def make_pilot(world, status=Status.NEW, *, checked=None, call=None, **fields):
    """Make a pilot and bring it to a status."""
    call = call or make_call(world)
    name(world, call, passed(world, call, **fields))
    pilot = Pilot.objects.latest("pk")
    steps = {
        Status.NEW: [],
        Status.CULTIVATED: [Event.CULTIVATE],
        Status.CONSOLIDATED: [Event.CULTIVATE, Event.CHECK, Event.CONSOLIDATE],
        Status.GRADUATED: [Event.CULTIVATE, Event.CHECK, Event.GRADUATE],
        Status.REMOVED: [Event.REMOVE],
    }[status]
    if checked and Event.CHECK not in steps:
        steps = [*steps, Event.CHECK]
    for event in steps:
        pilot = move(pilot, event, world.clerk)
    return Pilot.objects.get(pk=pilot.pk)


def reread(application):
    """Return an application as it is stored."""
    return Application.objects.get(pk=application.pk)
