import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from changai.conveyance import services
from changai.conveyance.models import Conveyance, Node, Procedure
from changai.documents.models import Instruction
from changai.tasks.models import Task
from tests.bodies.factories import make_body
from tests.conftest import NOON, TODAY
from tests.conveyance.factories import make_conveyance, make_instruction
from tests.documents.factories import make_document


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch):
    """Let pages live on the fixed day."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_at: TODAY)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)


@pytest.fixture
def at_desk(client):
    """Sign a person in."""

    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in


def url(name, *args):
    return reverse(f"conveyance:{name}", args=[getattr(one, "pk", one) for one in args])


def text_of(answer):
    return answer.content.decode()


def entered(**fields):
    return {
        "leader_name": "林致远",
        "dated_on": "2026年3月1日",
        "words": "请抓紧办理。",
        "about_words": "",
        "urgency": "URGENT",
        "client_key": str(uuid.uuid4()),
        **fields,
    }


def test_an_instruction_is_entered_and_becomes_an_assigned_task_in_one_action(cast, at_desk):
    desk = at_desk(cast.clerk)
    document = make_document(cast.office, cast.clerk, title="高技能人才专报")

    answer = desk.post(
        url("enter"),
        entered(owner=cast.office.pk, about_words="《高技能人才专报》"),
        follow=True,
    )

    row = Instruction.objects.get()
    assert row.about == document
    assert row.verdict == "OPEN"
    # Urgent: five days from today are proposed.
    assert 'value="2026-03-07"' in text_of(answer)
    answer = desk.post(
        url("register", row),
        {"title": "办理批示", "due_on": "2026-03-20", "lead": cast.department.pk},
        follow=True,
    )
    task = Task.objects.get()
    row.refresh_from_db()
    assert row.verdict == "ACTION"
    assert (task.instruction, task.lead, task.state) == (row, cast.department, "ASSIGNED")
    assert task.clause_words == "请抓紧办理。"
    assert "林致远2026年3月1日对“《高技能人才专报》”的批示" in task.clause_where
    assert "办理批示" in text_of(answer)


def test_one_that_is_only_to_be_read_makes_no_task(cast, at_desk):
    desk, row = at_desk(cast.clerk), make_instruction(cast)

    page = text_of(desk.post(url("decide", row), {"verdict": "READ_ONLY"}, follow=True))

    assert "领导只要求阅知，不立项" in page
    answer = desk.post(url("register", row), {"title": "办"})
    assert answer.status_code == 422
    assert "不能立项" in text_of(answer)
    assert desk.post(url("decide", row), {"verdict": "ACTION"}).status_code == 422
    assert not Task.objects.exists()


def test_several_tasks_may_come_from_one_instruction(cast, at_desk):
    desk, row = at_desk(cast.clerk), make_instruction(cast)
    for title in ("一", "二"):
        desk.post(url("register", row), {"title": title, "due_on": ""})

    assert list(row.tasks.values_list("title", "state")) == [
        ("一", "REGISTERED"),
        ("二", "REGISTERED"),
    ]


def test_a_slip_is_corrected_until_somebody_decided(cast, at_desk):
    desk, row = at_desk(cast.clerk), make_instruction(cast)

    assert desk.get(url("change_form", row)).status_code == 200
    desk.post(url("change", row), entered(words="请认真办理。", seen_revision=0))
    row.refresh_from_db()
    assert row.words == "请认真办理。"
    stale = desk.post(url("change", row), entered(words="又改", seen_revision=0))
    assert stale.status_code == 422
    desk.post(url("decide", row), {"verdict": "ACTION"})
    assert desk.get(url("change_form", row)).status_code == 404


def test_a_bad_form_keeps_what_was_typed(cast, at_desk):
    answer = at_desk(cast.clerk).post(
        url("enter"), entered(owner=cast.office.pk, dated_on="2026-03-09", words="写了很多字")
    )

    assert answer.status_code == 422
    assert "写了很多字" in text_of(answer)
    assert "不能晚于今天" in text_of(answer)


def test_an_instruction_goes_down_in_one_action_and_is_signed_and_passed_on(cast, at_desk):
    row = make_instruction(cast)
    desk = at_desk(cast.clerk)
    page = text_of(desk.get(url("convey_form"), {"instruction": row.pk}))
    assert "传达林致远2026年3月2日" in page

    desk.post(
        url("convey"),
        {
            "unit": cast.office.pk,
            "instruction": row.pk,
            "title": "传达批示",
            "sign_within_days": 3,
            "reach": "next",
            "client_key": str(uuid.uuid4()),
        },
    )

    made = Conveyance.objects.get()
    assert (made.quoted, made.leader_name) == (row.words, "林致远")
    assert made.nodes.count() == 4
    desk = at_desk(cast.city_clerk)
    mine = made.nodes.get(unit=cast.city_office)
    inbox = text_of(desk.get(url("list")))
    assert "传达批示" in inbox
    assert url("sign", mine) in inbox
    page = text_of(desk.post(url("sign", mine), follow=True))
    assert "已签收" in page
    assert "石桥市" not in page
    assert "省技能厅" not in page
    assert "东江省产改办" in page
    assert url("instruction", row) not in page
    page = text_of(desk.post(url("pass_on", mine), {"reach": "all"}, follow=True))
    assert "已转达给 2 个单位" in page
    mine.refresh_from_db()
    assert mine.state == "PASSED_ON"
    assert desk.post(url("sign", mine)).status_code == 422
    again = desk.post(url("pass_on", mine), {"reach": "all"})
    assert again.status_code == 422
    assert "没有重复发送" in text_of(again)


def test_units_may_be_ticked_and_a_refusal_keeps_the_ticks(cast, at_desk):
    desk = at_desk(cast.clerk)
    form = {
        "unit": cast.office.pk,
        "title": "",
        "sign_within_days": 3,
        "reach": "some",
        "to": [cast.department.pk],
    }

    answer = desk.post(url("convey"), form)
    assert answer.status_code == 422
    assert f'value="{cast.department.pk}" data-check="to-PROVINCE" checked' in text_of(answer)
    desk.post(url("convey"), {**form, "title": "传达"})
    assert list(Node.objects.values_list("unit__name", flat=True)) == ["省技能厅"]


def test_the_page_counts_by_tier_and_opens_branches(cast, at_desk):
    made = make_conveyance(cast)
    county = made.nodes.get(unit=cast.county_office)
    services.sign_for(node=county, by=cast.county_clerk, at=NOON)
    desk = at_desk(cast.clerk)

    page = text_of(desk.get(url("conveyance", made)))
    assert "下级已签收 1 / 2" in page
    assert "柳湾机床厂" not in page
    branch = text_of(desk.get(url("branch", county)))
    assert "柳湾机床厂" in branch
    unsigned = text_of(desk.get(url("conveyance", made), {"show": "unsigned"}))
    assert "柳湾机床厂" in unsigned
    assert "柳湾县产改办</span>" not in unsigned


def test_strangers_find_nothing(cast, at_desk):
    row = make_instruction(cast)
    made = make_conveyance(cast, [cast.city_office.pk], instruction=row)
    node = made.nodes.get()
    desk = at_desk(cast.stranger)

    for name, thing in (
        ("conveyance", made),
        ("original", made),
        ("branch", node),
        ("pass_on_form", node),
        ("instruction", row),
        ("change_form", row),
    ):
        assert desk.get(url(name, thing)).status_code == 404, name
    for name, thing in (
        ("sign", node),
        ("pass_on", node),
        ("change", row),
        ("decide", row),
        ("register", row),
    ):
        assert desk.post(url(name, thing)).status_code == 404, name
    page = text_of(desk.get(url("convey_form"), {"unit": cast.office.pk}))
    assert "东江省产改办" not in page
    assert desk.get(url("convey_form"), {"instruction": row.pk}).status_code == 404


def test_a_document_conveyed_is_read_by_those_who_got_it(cast, at_desk, settings, tmp_path):
    settings.FILES_DIR = tmp_path
    document = make_document(cast.office, cast.clerk)
    made = make_conveyance(cast, [cast.city_office.pk], document=document)

    desk = at_desk(cast.city_clerk)
    page = text_of(desk.get(url("conveyance", made)))

    assert "会议指出，要扩大试点覆盖" in page
    path = tmp_path / document.original.sha256[:2] / document.original.sha256
    path.parent.mkdir(parents=True)
    path.write_bytes(b"as it came")
    assert b"".join(desk.get(url("original", made)).streaming_content) == b"as it came"
    assert desk.get(reverse("documents:detail", args=[document.pk])).status_code == 404


def test_a_document_becomes_the_rules_of_a_body_and_stops(cast, at_desk):
    body = make_body(cast.province, cast.office)
    make_document(cast.office, cast.clerk, title="联席会议工作规则")
    desk = at_desk(cast.clerk)

    wrong = desk.post(
        url("procedure_link", body), {"document": "没有的规则", "from_on": "2026-03-02"}
    )
    assert wrong.status_code == 422
    assert "没有的规则" in text_of(wrong)
    form = {"document": "联席会议工作规则", "from_on": "2026-03-02"}
    assert "联席会议工作规则" in text_of(desk.post(url("procedure_link", body), form, follow=True))
    assert desk.post(url("procedure_link", body), form).status_code == 422
    row = Procedure.objects.get()
    member = at_desk(cast.enterprise_clerk)
    seen = text_of(member.get(url("procedures", body)))
    assert "联席会议工作规则" in seen
    assert "/documents/" not in seen.split('id="procedures"')[1].split("</section>")[0]
    assert member.post(url("procedure_link", body), form).status_code == 404
    assert member.post(url("procedure_end", row)).status_code == 422
    at_desk(cast.clerk).post(url("procedure_end", row))
    row.refresh_from_db()
    assert row.to_on == TODAY


@pytest.mark.parametrize("name", ["list", "sent", "instructions"])
def test_what_htmx_gets_is_what_the_page_shows(cast, at_desk, name):
    make_conveyance(cast, instruction=make_instruction(cast))
    desk = at_desk(cast.city_clerk if name == "list" else cast.clerk)
    page = text_of(desk.get(url(name)))
    fragment = text_of(desk.get(url(name), headers={"HX-Request": "true"}))

    def plain(words):
        import re

        return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", words).strip()

    assert plain(fragment) in plain(page)


@pytest.mark.parametrize("name", ["list", "sent", "instructions"])
def test_lists_cost_the_same_whatever_their_length(
    cast, at_desk, name, django_assert_max_num_queries
):
    for number in range(12):
        row = make_instruction(cast, words=f"第{number}条")
        make_conveyance(cast, [cast.city_office.pk], instruction=row)
    desk = at_desk(cast.city_clerk if name == "list" else cast.clerk)

    with django_assert_max_num_queries(22):
        assert "第11条" in text_of(desk.get(url(name))) or name == "sent"


def test_more_than_a_page_turns_over(cast, at_desk):
    for _ in range(52):
        made = make_conveyance(cast, [cast.city_office.pk])
        services.sign_for(node=made.nodes.get(), by=cast.city_clerk, at=NOON + timedelta(hours=1))

    for name, who in (("list", cast.city_clerk), ("sent", cast.clerk)):
        desk = at_desk(who)
        page = text_of(desk.get(url(name)))
        after = page.split("?after=")[1].split('"')[0]
        rest = text_of(desk.get(url(name), {"after": after}))
        assert rest.count('class="row-title"') == 2


def sending(cast, **fields):
    return {
        "unit": cast.office.pk,
        "title": "传达批示",
        "sign_within_days": 3,
        "reach": "next",
        "client_key": str(uuid.uuid4()),
        **fields,
    }


def test_whoever_ticks_units_sends_to_these_only_whatever_else_is_chosen(cast, at_desk):
    desk = at_desk(cast.clerk)

    for reach in ("next", "all"):
        form = sending(cast, reach=reach, to=[cast.department.pk])
        page = text_of(desk.post(url("convey"), form, follow=True))
        assert "已传达给 1 个单位" in page

    assert set(Node.objects.values_list("unit__name", flat=True)) == {"省技能厅"}


def test_whoever_ticks_units_passes_on_to_these_only(cast, at_desk):
    made = make_conveyance(cast, [cast.city_office.pk])
    node = made.nodes.get()
    services.sign_for(node=node, by=cast.city_clerk, at=NOON)

    form = {"reach": "all", "to": [cast.county_office.pk]}
    page = text_of(at_desk(cast.city_clerk).post(url("pass_on", node), form, follow=True))

    assert "已转达给 1 个单位" in page


def test_the_page_asks_with_the_number_before_it_sends(cast, at_desk):
    page = text_of(at_desk(cast.clerk).get(url("convey_form")))

    assert 'data-confirm-reach="将发给 # 个单位，确认发出？"' in page
    assert 'value="next" data-reaches="4" checked' in page
    assert 'value="all" data-reaches="6"' in page
    assert "changai/conveying.js" in page


def test_the_sender_recalls_what_nobody_signed_and_the_units_see_it_no_more(cast, at_desk):
    row = make_instruction(cast)
    made = make_conveyance(cast, [cast.city_office.pk], instruction=row)
    assert url("recall", made) not in text_of(at_desk(cast.city_clerk).get(url("conveyance", made)))
    assert at_desk(cast.city_clerk).post(url("recall", made)).status_code == 422
    assert at_desk(cast.stranger).post(url("recall", made)).status_code == 404
    desk = at_desk(cast.clerk)
    assert url("recall", made) in text_of(desk.get(url("conveyance", made)))

    page = text_of(desk.post(url("recall", made), follow=True))

    assert "撤回，各单位不再看到这次传达" in page
    assert url("recall", made) not in page
    assert "已撤回" in text_of(desk.get(url("sent")))
    assert desk.post(url("recall", made)).status_code == 422
    desk = at_desk(cast.city_clerk)
    assert desk.get(url("conveyance", made)).status_code == 404
    assert "传达省领导批示" not in text_of(desk.get(url("list")))
    node = made.nodes.get(unit=cast.city_office)
    assert desk.post(url("sign", node)).status_code == 404


def test_what_somebody_signed_for_is_recalled_no_more(cast, at_desk):
    made = make_conveyance(cast)
    services.sign_for(node=made.nodes.get(unit=cast.city_office), by=cast.city_clerk, at=NOON)
    desk = at_desk(cast.clerk)

    assert url("recall", made) not in text_of(desk.get(url("conveyance", made)))
    answer = desk.post(url("recall", made))

    assert answer.status_code == 422
    assert "已有单位签收，不能撤回" in text_of(answer)
    assert made.nodes.filter(state="RECALLED").count() == 0


def test_the_same_instruction_reaches_a_unit_once_and_the_page_says_who_was_left_out(cast, at_desk):
    row = make_instruction(cast)
    first = make_conveyance(cast, [cast.city_office.pk, cast.department.pk], instruction=row)
    desk = at_desk(cast.clerk)
    assert "2 个单位此前已收到" in text_of(desk.get(url("convey_form"), {"instruction": row.pk}))

    page = text_of(desk.post(url("convey"), sending(cast, instruction=row.pk), follow=True))

    assert "已传达给 2 个单位" in page
    assert "另有 2 个单位此前已收到，没有重复发送" in page
    again = desk.post(url("convey"), sending(cast, instruction=row.pk))
    assert again.status_code == 422
    assert "所选单位都已收到，没有重复发送" in text_of(again)
    assert Conveyance.objects.count() == 2
    services.recall(conveyance=first, by=cast.clerk, at=NOON)
    desk.post(url("convey"), sending(cast, instruction=row.pk))
    assert Node.objects.filter(unit=cast.city_office, state="SENT").count() == 1
