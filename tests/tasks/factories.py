"""A small province with people, and tasks in any state of their life, made by the services."""

from dataclasses import dataclass
from datetime import timedelta

from changai.accounts.models import User
from changai.orgs.models import Unit
from changai.tasks import services
from changai.tasks.models import Task
from changai.tasks.rules import State
from changai.tasks.services import TaskDraft
from tests.conftest import NOON, TODAY
from tests.orgs.factories import make_department, make_office, make_person, make_unit

DUE = TODAY + timedelta(days=60)
LIFE = [
    State.REGISTERED,
    State.ASSIGNED,
    State.IN_PROGRESS,
    State.UNDER_REVIEW,
    State.DONE,
    State.CLOSED,
    State.ARCHIVED,
]


@dataclass(frozen=True)
class Cast:
    """The units and people of the tests; every person holds one post."""

    province: Unit
    office: Unit
    department: Unit
    helper: Unit
    city: Unit
    city_office: Unit
    county: Unit
    county_office: Unit
    enterprise: Unit
    clerk: User
    colleague: User
    supervisor: User
    lead: User
    second_lead: User
    cooperator: User
    second_cooperator: User
    city_clerk: User
    county_clerk: User
    enterprise_clerk: User
    auditor: User
    stranger: User

    @property
    def people(self):
        """All people of the cast by the name of their part."""
        return {name: one for name, one in vars(self).items() if isinstance(one, User)}


def make_cast():
    """Make a province with an office, two departments, a city, a county and an enterprise."""
    province = make_unit("东江省")
    office = make_office(province)
    department = make_department(province, "省技能厅")
    helper = make_department(province, "省财务厅")
    city = make_unit("云溪市", province)
    city_office = make_office(city)
    county = make_unit("柳湾县", city)
    county_office = make_office(county)
    enterprise = make_unit("柳湾机床厂", county, kind="enterprise")
    other_city = make_unit("石桥市", province)
    return Cast(
        province=province,
        office=office,
        department=department,
        helper=helper,
        city=city,
        city_office=city_office,
        county=county,
        county_office=county_office,
        enterprise=enterprise,
        clerk=make_person(office, "OFFICE", "甲办"),
        colleague=make_person(office, "OFFICE", "乙办"),
        supervisor=make_person(office, "SUPERVISOR", "丙督"),
        lead=make_person(department, "LIAISON", "丁联"),
        second_lead=make_person(department, "RESPONSIBLE", "戊责"),
        cooperator=make_person(helper, "LIAISON", "己联"),
        second_cooperator=make_person(helper, "LIAISON", "庚联"),
        city_clerk=make_person(city_office, "OFFICE", "辛办"),
        county_clerk=make_person(county_office, "OFFICE", "壬办"),
        enterprise_clerk=make_person(enterprise, "CLERK", "癸企"),
        auditor=make_person(province, "AUDITOR", "子审"),
        stranger=make_person(make_office(other_city), "OFFICE", "丑外"),
    )


def draft(unit, **fields):
    """Return what the registering of a task needs."""
    fields.setdefault("title", "培养高技能人才")
    fields.setdefault("clause_words", "年内培养高技能人才一万人。")
    fields.setdefault("clause_where", "全省推进会讲话第三部分")
    return TaskDraft(assigner_id=unit.pk, **fields)


def make_task(
    cast, state=State.ASSIGNED, *, at=NOON, lead=None, due_on=DUE, due_words="", **fields
):
    """Make a task of the provincial office led by the department, brought to a state by services.

    `evidence` gives it a file count before it is submitted.
    """
    evidence = fields.pop("evidence", 0)
    task = services.register_task(draft=draft(cast.office, **fields), by=cast.clerk, at=at)
    steps = LIFE.index(state if state != State.CANCELLED else State.REGISTERED)
    if steps >= 1:
        unit = lead or cast.department
        services.assign_task(
            task=task, by=cast.clerk, at=at, lead_ids=[unit.pk], due_on=due_on, due_words=due_words
        )
    if steps >= 2:
        services.acknowledge_task(task=task, by=cast.lead, at=at)
    if evidence:
        Task.objects.filter(pk=task.pk).update(evidence_count=evidence)
    if steps >= 3:
        services.submit_task(task=task, by=cast.lead, at=at)
    if steps >= 4:
        services.accept_task(task=task, by=cast.clerk, at=at)
    if steps >= 5:
        services.strike_off_task(task=task, by=cast.supervisor, at=at)
    if steps >= 6:
        services.archive_task(task=task, by=cast.clerk, at=at)
    if state == State.CANCELLED:
        services.cancel_task(task=task, reason="上级撤销", by=cast.clerk, at=at)
    return Task.objects.get(pk=task.pk)
