"""A document is a meeting report, a plan, or neither."""

from __future__ import annotations

import pytest

from changai.reading.kind import document_kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("全市产改推进会召开\n市委书记何川强调，要压实责任。", "meeting"),
        ("何川调研产改工作\n市委书记何川到开发区调研。他要求，各单位要抓好落实。", "meeting"),
        ("何川对产改工作作出批示\n市委书记何川作出批示强调，要深化改革。", "meeting"),
        ("青石县2026年产改工作要点\n一、加强宣传\n二、抓好培训", "plan"),
        (
            "关于提高待遇的若干措施\n1.增加津贴。（责任单位：市人社局）\n2.办好食堂。（责任单位：市总工会）",
            "plan",
        ),
        ("任务分解表\n序号\t工作任务\t牵头单位\n1\t开展竞赛\t市总工会", "plan"),
        (
            "市里印发《关于技能人才的意见》\n近日，市里印发《关于技能人才的意见》。《意见》提出，要加强培训。",
            "plan",
        ),
        ("周末天气\n周末多云，气温18到25度，出门要带伞。", "other"),
        ("小说\n他说，要走了。", "other"),
        ("", "other"),
    ],
)
def test_kind_follows_from_headline_and_wording(text: str, kind: str) -> None:
    assert document_kind(text) == kind
