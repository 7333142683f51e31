"""Numbers to be reached are targets; numbers that describe are not."""

from __future__ import annotations

import pytest

from changai.reading.targets import find_targets


@pytest.mark.parametrize(
    ("words", "targets"),
    [
        ("培训不少于3000人次", [("3000", "人次")]),
        ("新增高技能人才1.2万人，其中技师2000人", [("1.2", "万人"), ("2000", "人")]),
        ("签订率达到95%以上", [("95", "%")]),
        ("增长3个百分点左右", [("3", "个百分点")]),
        ("完成技改投资8亿元", [("8", "亿元")]),
        ("高技能人才占比达到1/3", [("1/3", "")]),
        ("至少举办三场竞赛", [("三", "场")]),
        ("建成率≥98％", [("98", "％")]),
        ("给予20万元补助", [("20", "万元")]),
        ("对年产值5000万元以上的企业，给予10万元奖励", [("10", "万元")]),
        ("每培养1名高级技师，给予企业3000元奖励", [("3000", "元")]),
        ("开复工5000万元以上项目30个", [("30", "个")]),
        ("建成驿站30个，新增驿站30个", [("30", "个")]),
        ("3月底前80%以上的项目开工", [("80", "%")]),
        ("3个工作日内反馈", []),
        ("2026年建成", []),
        ("从4个方面发力", []),
        ("落实《十条20项措施》", []),
        ("年龄不满35岁", []),
        ("全省13个设区市要报送方案", []),
        ("实现园区工会全覆盖", []),
    ],
)
def test_targets_are_value_and_unit_as_written(words: str, targets: list[tuple[str, str]]) -> None:
    assert [(found.value, found.unit) for found in find_targets(words)] == targets


def test_what_is_counted_is_told_in_a_few_words() -> None:
    (only,) = find_targets("规模以上企业集体合同签订率保持在90%以上")
    assert only.what == "规模以上企业集体合同签订率"
