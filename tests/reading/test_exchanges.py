"""Who spoke in the exchange, and for which tier."""

import pytest

from changai.reading.exchanges import find_exchanges, tier_of
from changai.reading.organisations import find_voices


@pytest.mark.parametrize(
    ("name", "tier"),
    [
        ("省产改办", "office"),
        ("市产改领导小组办公室", "office"),
        ("省人社厅", "department"),
        ("市委宣传部", "department"),
        ("县总工会", "department"),
        ("云岭省", "province"),
        ("澄湖市委", "city"),
        ("望川区", "county"),
        ("松溪县政府", "county"),
        ("临港街道", "town"),
        ("松溪镇党委", "town"),
        ("北江经济开发区党工委", "zone"),
        ("青禾高新区总工会", "zone"),
        ("远航集团", "enterprise"),
        ("瑞丰纺织", "enterprise"),
        ("青禾大学", "other"),
    ],
)
def test_the_tier_follows_from_the_name(name, tier):
    assert tier_of(name) == tier


def test_only_the_exchange_counts_and_each_body_once():
    text = "市财政局作了汇报。省产改办、澄湖市委、远航集团作交流发言。远航集团介绍了经验。"
    found = find_exchanges(find_voices(text, []))
    assert [(one.organisation, one.tier) for one in found] == [
        ("省产改办", "office"),
        ("澄湖市委", "city"),
        ("远航集团", "enterprise"),
    ]
