"""All facts of one text, composed."""

import time

from changai.reading.reader import read_facts

REPORT = """澄湖市扎实推动产改提质增效
4月8日上午，澄湖市产业工人队伍建设改革第二次联席会议暨工作推进会在会展中心召开。市委书记贺启明作出批示，市委常委、统战部部长陶文岳出席会议并讲话，市总工会主席施秀兰主持会议。
贺启明在批示中指出，要坚持系统推进，把培训办到车间。
陶文岳强调，要认真落实《澄湖市产改三年行动方案》，市人社局要在6月底前建成10个培训基地。
市产改办、市人社局、松溪县委、北江开发区党工委、远航集团作交流发言。会议以电视电话会议形式召开，各县区设分会场。
（记者 麦穗）
"""


def test_a_report_is_read_whole():
    facts = read_facts(REPORT)
    assert facts.kind == "meeting"
    assert (facts.meeting.date, facts.meeting.place) == ("4月8日上午", "会展中心")
    assert facts.meeting.title == "澄湖市产业工人队伍建设改革第二次联席会议暨工作推进会"
    assert (facts.meeting.form, facts.meeting.sub_venues) == ("电视电话会议", ("各县区",))
    assert [person.name for person in facts.people] == ["贺启明", "陶文岳", "施秀兰"]
    assert facts.documents == ("澄湖市产改三年行动方案",)
    assert set(facts.organisations) == {
        "市产改办",
        "市人社局",
        "松溪县委",
        "北江开发区党工委",
        "远航集团",
    }
    assert [one.tier for one in facts.exchanges] == [
        "office",
        "department",
        "county",
        "zone",
        "enterprise",
    ]
    assert [one.person for one in facts.instructions] == ["贺启明"]
    assert any(measure.speaker == "陶文岳" for measure in facts.measures)


def test_every_span_is_a_slice_of_the_text():
    facts = read_facts(REPORT)
    for found in (*facts.measures, *facts.instructions):
        assert REPORT[found.span[0] : found.span[1]] == found.text


def test_a_page_that_orders_nothing_is_empty():
    facts = read_facts(
        "松溪县文化惠民成效明显\n今年以来，该县送戏下乡121场，受训2万余人次。（秦风）"
    )
    assert facts.kind == "other"
    assert facts.people == facts.measures == facts.organisations == facts.documents == ()


def test_an_empty_text_is_read_without_a_fuss():
    assert read_facts("").kind == "other"
    assert read_facts("\n\n ").people == ()


def test_a_thousand_characters_take_milliseconds():
    text = REPORT * 20
    read_facts(text)
    begin = time.perf_counter()
    read_facts(text)
    assert (time.perf_counter() - begin) / (len(text) / 1000) < 0.06
