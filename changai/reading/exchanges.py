"""Who spoke in the exchange of experience, and for which tier."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from changai.reading.facts import Exchange
from changai.reading.organisations import Voice

# The first rule that fits decides: a city's office is an office, a zone's union is a zone's.
_TIERS: Final = tuple(
    (tier, re.compile(pattern))
    for tier, pattern in {
        "office": r"产改办|(?:领导小组|协调小组|联席会议|改革)办公室|改革办$|工作专班$",
        "zone": r"开发区|高新区|经开区|产业园|工业园|园区|新区|保税区|自贸[试区]|示范区|"
        r"度假区|管委会|"
        r"科技城|集聚区",
        "enterprise": r"公司|集团|厂$|矿$|股份|银行|分行|支行|钢铁|合作社|电网|机务段|工务段|"
        r"供电所$|企业$",
        "town": r"(?:镇|乡|街道)(?:党委|党工委|政府|人民政府|办事处|工会|总工会|商会|联合工会)?$",
        "department": r"^(?:中央|国家|全国).*[办局委部]$|[部厅署]$|[省市县区盟州旗]委.{1,8}(?:部|"
        r"办|委|室|会)$|"
        r"总工会$|总局$|局$|委员会$|发改委$|国资委$|卫健委$|经信委$|工商联$|(?:团|妇联|"
        r"科协).{0,3}$",
        "province": r"^(?:省委|省政府|省人民政府)$|(?:省|自治区)(?:党委|委|政府|人民政府)?$",
        "county": r"(?:县|旗|区)(?:委|政府|人民政府|委员会)?$",
        "city": r"(?:市|州|盟)(?:委|政府|人民政府)?$",
    }.items()
)
_INSTITUTE: Final = re.compile(
    r"大学$|学院$|学校$|中学$|小学$|医院$|研究院$|研究所$|协会$|商会$|学会$|中心$|社区$|村$|"
    r"院$|校$|社$|队$|站$|所$|工会$|办$"
)


def tier_of(organisation: str) -> str:
    """Return the tier a body speaks for; a firm's short name without an ending is an enterprise."""
    for tier, pattern in _TIERS:
        if pattern.search(organisation):
            return tier
    if re.match(r"[省市县区]", organisation) and organisation.endswith(("委", "办")):
        return "department"
    return "other" if _INSTITUTE.search(organisation) else "enterprise"


def find_exchanges(voices: Iterable[Voice]) -> tuple[Exchange, ...]:
    """Return the bodies that spoke in the exchange, each once, with its tier."""
    names = dict.fromkeys(voice.name for voice in voices if voice.exchange)
    return tuple(Exchange(organisation=name, tier=tier_of(name)) for name in names)
