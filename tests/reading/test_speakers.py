"""Lead-ins are found with the one who speaks."""

from __future__ import annotations

import pytest

from changai.reading.speakers import LeadIn, find_lead_in


def lead_in(sentence: str, last: str | None = None) -> LeadIn | None:
    return find_lead_in(sentence, 0, len(sentence), names=("何川", "孟晓楠"), last=last)


@pytest.mark.parametrize(
    ("sentence", "speaker", "body"),
    [
        ("会议强调，要压实责任", "会议", "要压实责任"),
        ("会议要求各单位要抓好落实", "会议", "各单位要抓好落实"),
        ("何川强调，要压实责任", "何川", "要压实责任"),
        ("何川在主持讲话时指出，要压实责任", "何川", "要压实责任"),
        ("在听取汇报后，市委书记何川要求：一是抓紧部署", "何川", "一是抓紧部署"),
        ("就抓好落实，孟晓楠提出三点要求：一要抓紧部署", "孟晓楠", "一要抓紧部署"),
        ("会议传达了何川的批示，强调要抓紧部署", "会议", "要抓紧部署"),
        ("《意见》提出，要健全制度", None, "要健全制度"),
        ("最后由何书记总结强调：一是抓紧部署", "何川", "一是抓紧部署"),
        ("县长江一舟指出，要健全制度", "江一舟", "要健全制度"),
    ],
)
def test_lead_ins_open_an_order(sentence: str, speaker: str | None, body: str) -> None:
    found = lead_in(sentence)
    assert found is not None
    assert (found.speaker, sentence[found.end :]) == (speaker, body)


def test_a_pronoun_means_the_last_one_who_acted() -> None:
    found = lead_in("他要求，各单位要抓好落实", last="孟晓楠")
    assert found is not None
    assert found.speaker == "孟晓楠"


@pytest.mark.parametrize(
    "sentence",
    [
        "按照省委要求，各单位抓好落实",
        "各单位对照目标任务要求，逐项落实",
        "何川提出了明确要求",
        "会议听取了工作汇报",
        "要坚持高标准严要求，抓好落实",
        "各单位要科学安排，周密部署，抓好落实",
        "严格对照年度任务和考核要求，查缺补漏",
    ],
)
def test_a_demand_that_is_only_a_noun_opens_nothing(sentence: str) -> None:
    assert lead_in(sentence) is None


def test_those_who_only_promise_open_nothing() -> None:
    found = lead_in("与会人员纷纷表示，要认真抓好落实")
    assert found is not None
    assert not found.opens
