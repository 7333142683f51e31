"""What the names of bodies look like, and what only looks like one."""

from __future__ import annotations

import re
from typing import Final

_TAIL: Final = (
    r"委员会|人民政府|政府|国务院|办公室|办公厅|管委会|街道办|办事处|指挥部|领导小组|"
    r"协调小组|工作专班|专班|联席会议|联合会|工商联|总工会|工会|"
    r"团委|团市委|团省委|团县委|团区委|妇联|残联|科协|侨联|文联|协会|学会|商会|基金会|政协|"
    r"人大|人大常委会|常委会|纪委|监委|党校|学院|大学|学校|中学|小学|中职|"
    r"法院|检察院|医院|研究院|研究所|设计院|公司|集团|厂|矿|银行|支行|分行|中心|电视台|报社|"
    r"网信办|编办|改革办|督查室|党委|党组|党工委|工委|党支部|"
    r"支部|总支|开发区|高新区|经开区|园区|示范区|新区|保税区|总队|支队|大队|中队|分局|总局|"
    r"总站|厅|局|委|办|部|处|科|室|站|所|队|院|校|"
    r"街道|镇|乡|县|区|市|省|州|盟|旗|村|社区|兵团|电网|供电公司|海关|合作社|联盟|工作室|"
    r"车间|班组|项目部|股份|重工|重科|联社|供销社|机务段|工务段|"
    r"分公司|子公司|出版社|运营商|港|社|馆|库|场|组"
)
ENDS_AS_BODY: Final = re.compile(rf"(?:{_TAIL})(?:（[^（）]{{1,16}}）)?$")
_INSTITUTION: Final = re.compile(
    r"(?:委员会|政府|国务院|办公室|办公厅|管委会|办事处|指挥部|小组|联席会议|联合会|工商联|"
    r"工会|团委|妇联|残联|科协|侨联|文联|协会|学会|商会|政协|人大|"
    r"常委会|纪委|监委|党校|学院|大学|学校|中学|小学|法院|检察院|医院|研究院|研究所|公司|"
    r"集团|银行|中心|党委|党组|工委|党支部|总支|总队|支队|大队|局|厅|"
    r"[市县区省镇乡街]委|[革改监工组宣统政编信明]办|部|分行|支行|电视台|团[省市县区]委|"
    r"发改委|国资委|卫健委|住建委|经信委|科技委|厂|矿|行|院|署|社)$"
)
_REGION: Final = re.compile(r"^[^的、，]{1,10}(?:省|市|县|区|州|盟|旗|镇|乡|街道|村|社区)$")
_GROUP: Final = re.compile(
    r"^(?:各|全[市县区省镇乡体国州校局厂公系部]|所有|部分|有关|相关|其他|其它|与会|参会|到会|"
    r"优秀|基层|先进|获奖|受表彰|部门|单位|企业|试点|重点|规上|规模以上|"
    r"百人|非公|一线|街道$|乡镇|镇街|村居|县区|县（|区县|县级市|市县|市直|县直|区直|省直|机关|属地|"
    r"主管|行业|责任|牵头|成员|参与|配合|本|我[国省市县区镇乡院校局司厂]|该|这|那|其|他|她|"
    r"大家|双方|三方|多家|多个|几[家个]|[一二两三四五六七八九十\d]+(?:个|家|名|位|支|所|县|"
    r"区|镇|乡|市)|会议|大会|全会|会上|会前|会后|仪式|活动|党员|干部|职工|工人|农民|"
    r"学员|学生|教师|代表|专家|青年|劳模|群众|党政|村[（（]|社会|国家(?=级|机关|干部)|企事业|"
    r"用人|工会组织|党组织|上级|下级|同级|市场(?!监)|人民(?!银行|法院|检察|政府|医院|防空)|"
    r"公众|媒体|高校|院校|学校|"
    r"公司$|集团$|集团公司$|局$|厅$|中心$|学院$|支部|支委|班子|领导|分管|主要|班组|车间|承办|"
    r"主办|协办|项目|工程|时间|地点)"
)
_GENERIC_END: Final = re.compile(
    r"(?:单位|部门|企业|代表|干部|群众|人员|县区|乡镇|镇街|工作|会议|社会|机会|任务|问题|"
    r"情况|项目|精神|方面|内部|全部|东部|西部|南部|北部|中部|"
    r"有关部门|相关部门|有关单位|相关单位|外部|局部|各部|一部|干部|村部|市场|现场|会场|广场|"
    r"商场|战场|立场|机场|职场|会议室|办公场所|场所|机关|组织|地区|城区|社区|园区|景区|小区|"
    r"山区|农村|"
    r"以上|一线|到位|措施|处所|用处|之处|好处|长处|难处|各处|深处|教室|一站|网站|队伍|团队|"
    r"校园|书记|主任|主席|委员|常委|局长|部长|班子成员|负责人)$"
)
# Such names begin like a group but are one body.
_NOT_GROUP: Final = re.compile(
    r"^机关(?:党委|工委|纪委|工会|党总支|事务)|"
    r"^全[省市县区国][^、，]{4,}(?:领导小组|委员会|联席会议|指挥部)(?:办公室)?$"
)
_VERBAL: Final = re.compile(
    r"^(?:关于|对(?!外)|就(?!业)|为)|[的了是将把被让使]|进行|开展|推动|加强|落实|实施|深入|认真|积极|要求|强调|指出|传达|"
    r"学习贯彻|听取|审议|讨论|研究部署|通过|围绕|根据|按照"
)


def is_group(name: str) -> bool:
    """Say whether a name means a group of units or people, not one body."""
    if _NOT_GROUP.search(name):
        return False
    if re.search(r".各(?:[县市区乡镇级部单科处街村]|有关|相关)", name):
        return True
    return bool(_GROUP.match(name) or _GENERIC_END.search(name))


def is_named_body(name: str) -> bool:
    """Say whether a name is that of one body, with the ending bodies have."""
    return (
        2 <= len(name) <= 34
        and not is_group(name)
        and not _VERBAL.search(name)
        and ENDS_AS_BODY.search(name) is not None
        and not re.search(r"[，。；：、《》“”\s]", re.sub(r"（[^（）]*）", "", name))
    )


def is_institution(name: str) -> bool:
    """Say whether a named body is an office, a firm or a school: more than a place."""
    return is_named_body(name) and _INSTITUTION.search(name) is not None


def is_place(name: str) -> bool:
    """Say whether a name is only that of a province, city, county, town or village."""
    return _REGION.match(name) is not None and _INSTITUTION.search(name) is None


def could_be_firm(name: str) -> bool:
    """Say whether a name among speakers may be a firm's short name."""
    return (
        3 <= len(name) <= 20
        and not is_group(name)
        and not _VERBAL.search(name)
        and re.fullmatch(r"[\u4e00-\u9fffA-Za-z0-9（）·“”—-]+", name) is not None
    )


# What follows 和 stands by itself when it ends so; 园林局 in 市林业和园林局 does not.
_STANDS_ALONE: Final = re.compile(r"(?:集团|公司|厂|大学|学院|银行|街道|[镇乡县区市省])$")
_AND: Final = re.compile(r"(?:以及|和|及|与|暨)")


def split_list(phrase: str) -> list[str]:
    """Split 「甲、乙和丙」 into its members; a 和 inside one body's name stays."""
    members: list[str] = []
    depth, start = 0, 0
    for at, char in enumerate(phrase):
        depth += (char in "（“") - (char in "）”")
        if char in "、/" and depth <= 0:
            members.append(phrase[start:at])
            start = at + 1
    members.append(phrase[start:])
    out: list[str] = []
    for member in members:
        out.extend(_split_and(member.strip()))
    return [m for m in out if m]


def _split_and(member: str) -> list[str]:
    member = re.sub(r"^(?:以及|和|及|与)", "", member)
    for match in _AND.finditer(member):
        left, right = member[: match.start()], member[match.end() :]
        whole = ENDS_AS_BODY.search(left) is None and not _STANDS_ALONE.search(right)
        whole = whole and ENDS_AS_BODY.search(member) is not None
        if len(left) >= 2 and len(right) >= 2 and not whole:
            return [left, *_split_and(right)]
    return [member]
