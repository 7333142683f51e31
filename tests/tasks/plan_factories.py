"""Plans in any state, made by the services."""

from datetime import date, timedelta
from decimal import Decimal

from changai.tasks.queries import plans as queries
from changai.tasks.rules import plans as rules
from changai.tasks.services import plans
from tests.conftest import NOON, TODAY

DUE = TODAY + timedelta(days=120)
BASIS = "省联席会议第三次全体会议"


def make_facts(*leads, **fields):
    """Return a row that can be adopted, led by some units."""
    fields.setdefault("title", "健全薪酬分配机制")
    fields.setdefault("shape", "mechanism")
    fields.setdefault("clause_where", "2026年工作要点第三部分")
    fields.setdefault("due_on", DUE)
    fields.setdefault("deadline_words", "6月底前")
    fields.setdefault("deadline_kind", "month")
    fields.setdefault("joint", len(leads) > 1)
    return rules.RowFacts(leads=tuple(unit.pk for unit in leads), **fields)


def make_draft(cast, *rows, owner=None, by=None, **fields):
    """Make a plan of the provincial office with rows in its first draft."""
    fields.setdefault("title", "2026年产改工作要点责任分工")
    fields.setdefault("year", 2026)
    by = by or cast.clerk
    version = plans.create_plan(owner=owner or cast.office, by=by, at=NOON, **fields)
    for facts in rows:
        plans.add_row(version=version, facts=facts, by=by, at=NOON)
    version.refresh_from_db()
    return version


def adopt(cast, version, *, by=None, at=NOON, basis=BASIS):
    """Adopt a draft as it stands."""
    version.refresh_from_db()
    return plans.adopt_version(
        version=version, basis=basis, seen_revision=version.revision, by=by or cast.clerk, at=at
    )


def amend(cast, version, *, by=None, at=NOON):
    """Open the amendment of an adopted plan and return it with its rows by title."""
    draft = plans.start_amendment(plan=version.plan, by=by or cast.clerk, at=at)
    return draft, {row.title: row for row in queries.rows_of(draft)}


def change(cast, row, *, by=None, at=NOON, **fields):
    """Change some things a row says."""
    facts = queries.facts_of(row).with_changes(**fields)
    return plans.change_row(
        row=row, facts=facts, seen_revision=row.revision, by=by or cast.clerk, at=at
    )


def nine_rows(cast):
    """Return a row of each of the nine shapes, together with everything a row can hold."""
    quota = rules.Target(
        ">=",
        Decimal("600"),
        "家",
        "新增试点企业",
        quotas=(
            rules.Quota(Decimal("90"), unit_id=cast.city.pk),
            rules.Quota(Decimal("30"), tier="COUNTY"),
        ),
    )
    helper, department = cast.helper, cast.department
    full = {
        "section": "建功立业",
        "leader_name": "周望舒",
        "leader_post": "省领导",
        "by_duty_scope": "各设区市按职责",
        "assessment_rule": "完成率计入年度考核；低于八成的通报",
        "responsible_name": "林知远",
        "responsible_post": "综合处处长",
        "axes": ("task_merit", "line_rights"),
    }
    own_date = rules.Party(helper.pk, date(2026, 5, 31))
    stages = (
        rules.Stage("印发方案，明确分工", date(2026, 4, 30)),
        rules.Stage("中期评估"),
    )
    return [
        make_facts(department, title="健全机制", **full, stages=stages, cooperating=(own_date,)),
        make_facts(
            department,
            title="新增工作室",
            shape="count",
            evidence_required=True,
            targets=(rules.Target(">=", Decimal("150"), "个", "新增工作室", 2025),),
        ),
        make_facts(
            department,
            title="提高技能人才占比",
            shape="share",
            evidence_required=True,
            targets=(
                rules.Target("share", Decimal("32.5"), "%", "占就业人员"),
                rules.Target("growth", Decimal("5"), "%", "高技能人才"),
                rules.Target("all", Decimal("100"), "%", "开发区"),
            ),
        ),
        make_facts(
            department, title="分级新增试点", shape="quota", targets=(quota,), section="试点"
        ),
        make_facts(
            department,
            title="发放培训补贴",
            shape="money",
            evidence_required=True,
            targets=(rules.Target("~", Decimal("42000"), "万元", "补贴资金"),),
            deliverable_form="资金台账",
        ),
        make_facts(
            department,
            helper,
            title="举办技能成果展",
            shape="event",
            targets=(rules.Target("yes", Decimal("1"), "", "办成一场"),),
            summarizing=cast.office.pk,
        ),
        make_facts(
            department,
            title="坚持一数一源",
            shape="continuous",
            deadline_words="持续推进",
            deadline_kind="continuous",
            due_on=None,
        ),
        make_facts(
            department,
            title="复核示范单位",
            shape="renewal",
            targets=(
                rules.Target("=", Decimal("100"), "%", "复核率"),
                rules.Target("<=", Decimal("3"), "家", "未通过"),
            ),
        ),
        make_facts(
            department,
            title="支持企业自主认定",
            shape="policy_window",
            deadline_words="2026年1月1日至2026年12月31日",
            deadline_kind="window",
            begins_on=date(2026, 1, 1),
            due_on=date(2026, 12, 31),
            clause_words="支持企业自主开展技能等级认定。",
        ),
    ]
