"""The joint conference of the province and of a city, and an instruction on its way down."""

from __future__ import annotations

from changai.accounts.models import User
from changai.bodies import services as bodies
from changai.bodies.models import Seat
from changai.bodies.services import SeatDraft
from changai.config.demo._content import Days
from changai.config.demo._people import Cast
from changai.conveyance import services as conveyance
from changai.conveyance.models import Conveyance, Node
from changai.documents import services as documents
from changai.documents.models import Instruction
from changai.orgs.models import Unit

FOUNDED, INSTRUCTED, CONVEYED = -100, -9, -8
Role = Seat.Role
# Unit, part, who sits there, title, alternate, liaison. All people are invented.
PROVINCE = (
    ("省总工会", Role.CONVENOR, "林致远", "主席", "", "方舟"),
    ("省人力资源社会保障厅", Role.DEPUTY, "江禾", "副厅长", "", "唐易"),
    ("省发展改革委", Role.MEMBER, "顾南星", "副主任", "", ""),
    ("省教育厅", Role.MEMBER, "许知行", "副厅长", "", "梅林"),
    ("省科技厅", Role.MEMBER, "沈怀瑾", "副厅长", "", ""),
    ("省工业和信息化厅", Role.MEMBER, "陆长风", "副厅长", "", "秦越"),
    ("省财政厅", Role.MEMBER, "严立本", "副厅长", "", "丁然"),
    ("省国资委", Role.MEMBER, "程启明", "副主任", "", ""),
    ("省统计局", Role.MEMBER, "钱书白", "副局长", "", ""),
    ("省妇联", Role.MEMBER, "白露", "副主席", "", ""),
    ("团省委", Role.MEMBER, "杜若飞", "副书记", "", ""),
    ("省工商联", Role.PARTICIPATING, "汪叙", "副主席", "", ""),
)
CITY = (
    ("苏州市产改办", Role.CONVENOR, "苏行", "主任", "韦岚", "韦岚"),
    ("昆山市产改办", Role.MEMBER, "夏恬", "副主任", "", ""),
    ("临湖机电有限公司", Role.PARTICIPATING, "余辰", "工会主席", "", ""),
)
# Who signs on which day; the first passes it on, all the way down, the day before yesterday.
SIGNERS = (("su", -7), ("lu", -6), ("ning", -3), ("xia", -1))
PASSED_ON = -2


def tell(cast: Cast, days: Days) -> None:
    """Set up two bodies, and convey an instruction that some cities signed and one passed on."""
    _body(cast, days, "省产改办", "ruan", "全省产业工人队伍建设改革联席会议", PROVINCE)
    _body(cast, days, "苏州市产改办", "su", "苏州市产业工人队伍建设改革联席会议", CITY)
    row = _instruction(cast, days)
    sent = conveyance.convey(
        unit=cast.unit("省产改办"),
        unit_ids=[unit.pk for unit in _offices_below(cast)],
        title="传达省领导关于高技能人才培养的批示",
        words="请组织学习，结合本地实际提出落实举措，逐级传达到重点企业。",
        sign_within_days=3,
        instruction=row,
        by=cast.one("ruan"),
        at=days.at(CONVEYED),
    )
    _answers(cast, days, sent)
    conveyance.escalate_unsigned(at=days.at(0, 0, 20))


def _body(
    cast: Cast,
    days: Days,
    office: str,
    login: str,
    name: str,
    seats: tuple[tuple[str, str, str, str, str, str], ...],
) -> None:
    desk = cast.unit(office)
    bodies.found_body(
        kind="joint_conference",
        name=name,
        unit=Unit.objects.get(path=desk.scope_path),
        office=desk,
        began_on=days.day(FOUNDED),
        seats=[
            SeatDraft(cast.unit(unit).pk, *facts) for unit, *facts in seats if unit in cast.units
        ],
        by=cast.one(login),
        at=days.at(FOUNDED),
    )


def _instruction(cast: Cast, days: Days) -> Instruction:
    row = documents.enter_instruction(
        owner=cast.unit("省产改办"),
        leader_name="林致远",
        leader_title="省总工会主席",
        words="高技能人才培养要盯住重点产业链，月底前拿出各市的分解方案，下次联席会议听汇报。",
        dated_on=days.day(INSTRUCTED),
        about_words="关于全省高技能人才培养进展的专报",
        urgency=Instruction.Urgency.ORDINARY,
        by=cast.one("ruan"),
        at=days.at(INSTRUCTED),
    )
    conveyance.register_instruction(
        instruction=row,
        title="制定高技能人才培养分解方案",
        lead_ids=[cast.unit("省人力资源社会保障厅").pk],
        due_on=days.day(12),
        by=cast.one("ruan"),
        at=days.at(CONVEYED, 10),
    )
    return row


def _offices_below(cast: Cast) -> list[Unit]:
    office = cast.unit("省产改办")
    rows = Unit.objects.filter(kind="reform_office", tier=Unit.Tier.CITY, ended_on=None)
    return list(rows.exclude(pk=office.pk).order_by("path"))


def _answers(cast: Cast, days: Days, sent: Conveyance) -> None:
    """Three cities sign, one of them passes it all the way down, a county signs; the rest waits."""
    for login, day in SIGNERS:
        if day > PASSED_ON:
            first = cast.one(SIGNERS[0][0])
            node = _node(sent, first)
            conveyance.pass_on(node=node, unit_ids=None, by=first, at=days.at(PASSED_ON, 9))
        by = cast.one(login)
        conveyance.sign_for(node=_node(sent, by), by=by, at=days.at(day, 10))


def _node(sent: Conveyance, person: User) -> Node:
    nodes = Node.objects.filter(conveyance=sent, unit__posts__person=person)
    return nodes.select_related("unit").get()
