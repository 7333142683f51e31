"""The kinds of meetings and of what happens in them, as data; codes are stored, names shown."""

from __future__ import annotations

from collections.abc import Mapping


def gettext_noop(words: str) -> str:
    """Mark words for the catalogue without translating them here."""
    return words


_ = gettext_noop
# Source: domain brief 2.4, the meetings read there.
KINDS: Mapping[str, str] = {
    "JOINT_CONFERENCE": _("联席会议暨工作推进会"),
    "PLENARY": _("全体会议"),
    "EXPANDED": _("扩大会议"),
    "QUARTERLY": _("季度工作例会"),
    "TOUR": _("观摩推进会"),
    "ON_SITE": _("现场交流会"),
    "DEPARTMENT": _("部门例会"),
    "CONSULTATION": _("征求意见会"),
    "OTHER": _("其他会议"),
}
# What a kind of meeting usually brings forth, shown where the kind is chosen.
PRODUCTS: Mapping[str, str] = {
    "JOINT_CONFERENCE": _("传达批示、年度任务分工、分会场后续落实"),
    "PLENARY": _("审议通过的文件"),
    "EXPANDED": _("工作规则和任务分工"),
    "QUARTERLY": _("进展一览和下季度清单"),
    "TOUR": _("典型案例"),
    "ON_SITE": _("互看台账"),
    "DEPARTMENT": _("整改清单"),
    "CONSULTATION": _("修改后的草案"),
    "OTHER": "",
}
FORMS: Mapping[str, str] = {
    "ON_SITE": _("现场会议"),
    "VIDEO": _("视频会议"),
    "TV_PHONE": _("电视电话会议"),
    "WRITTEN": _("书面会议"),
}
ITEM_KINDS: Mapping[str, str] = {
    "CONVEY": _("传达"),
    "SPEECH": _("讲话"),
    "REVIEW": _("审议"),
    "EXCHANGE": _("交流发言"),
    "DEPLOY": _("部署"),
    "OTHER": _("其他"),
}
PRESENCES: Mapping[str, str] = {
    "PRESENT": _("出席"),
    "ALTERNATE": _("委托出席"),
    "LEAVE": _("请假"),
    "ABSENT": _("缺席"),
}
CAME = frozenset({"PRESENT", "ALTERNATE"})
ACTS: Mapping[str, str] = {
    "INSTRUCTED": _("作出批示"),
    "CONVEYED": _("传达批示"),
    "SPOKE": _("讲话"),
    "CHAIRED": _("主持"),
    "EXCHANGED": _("交流发言"),
    "ATTENDED": _("出席"),
}
# One exchange speaker per tier is the custom: office, department, city, zone, enterprise.
TIERS: Mapping[str, str] = {
    "OFFICE": _("产改办"),
    "DEPARTMENT": _("部门"),
    "PROVINCE": _("省级"),
    "CITY": _("市级"),
    "COUNTY": _("县级"),
    "TOWN": _("乡镇街道"),
    "ZONE": _("开发区（园区）"),
    "ENTERPRISE": _("企业"),
    "OTHER": _("其他"),
}
RHYTHMS: Mapping[str, str] = {
    "MONTH": _("每月"),
    "QUARTER": _("每季度"),
    "HALF_YEAR": _("每半年"),
    "YEAR": _("每年"),
}
MONTHS_BETWEEN: Mapping[str, int] = {"MONTH": 1, "QUARTER": 3, "HALF_YEAR": 6, "YEAR": 12}
# What a meeting of a kind starts with when nobody wrote an agenda yet.
USUAL_AGENDA: Mapping[str, tuple[tuple[str, str, int], ...]] = {
    "QUARTERLY": (
        ("OTHER", _("通报上次会议议定事项落实情况"), 15),
        ("EXCHANGE", _("成员单位汇报重点任务进展"), 60),
        ("DEPLOY", _("部署下季度重点工作"), 20),
    ),
    "JOINT_CONFERENCE": (
        ("CONVEY", _("传达批示精神"), 10),
        ("EXCHANGE", _("交流发言"), 40),
        ("SPEECH", _("领导讲话"), 30),
        ("DEPLOY", _("部署下一步工作"), 15),
    ),
    "PLENARY": (("REVIEW", _("审议有关文件"), 40), ("SPEECH", _("领导讲话"), 20)),
}
del _
