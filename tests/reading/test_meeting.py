"""The meeting of the headline; every meeting is invented."""

import pytest

from changai.reading.meeting import read_meeting


def fields(text, kind="meeting"):
    found = read_meeting(text, kind=kind)
    return found.date, found.place, found.title, found.form


SAMPLES = [
    ("澄湖召开产改推进会\n4月8日上午，澄湖市产改第二次联席会议暨工作推进会在会展中心召开。",
     ("4月8日上午", "会展中心", "澄湖市产改第二次联席会议暨工作推进会", None)),
    ("松溪镇开会\n9月2日，松溪镇召开安全生产督查会，总结上月工作。",
     ("9月2日", None, "松溪镇安全生产督查会", None)),
    ("我市部署工作\n5月4日下午，我市召开2031年信用建设领导小组会议，副市长出席。",
     ("5月4日下午", None, "2031年信用建设领导小组会议", None)),
    ("职工座谈会在京召开\n新闻消息：职工座谈会10日在京召开。",
     ("10日", "京", "职工座谈会", "座谈会")),
    ("昨日，望川区部署会在区机关三楼报告厅举行。",
     ("昨日", "区机关三楼报告厅", "望川区部署会", None)),
    ("11月7日，国务院召开全国秋粮电视电话会议。",
     ("11月7日", None, "全国秋粮电视电话会议", "电视电话会议")),
    ("市委常委会召开\n1月9日，市委书记主持召开十二届市委常委会第5次会议，学习文件。",
     ("1月9日", None, "十二届市委常委会第5次会议", None)),
    ("县领导植树\n3月12日，县委书记来到位于青禾乡的北站附近，与群众一起参加植树活动。",
     ("3月12日", "北站附近", "植树活动", "植树活动")),
    ("市领导巡查夜市筹备工作\n6月1日，副市长巡查我市夜市筹备工作。",
     ("6月1日", None, "巡查我市夜市筹备工作", "巡查")),
    ("城东网3月11日讯 3月9日下午，全县工会工作会议在县职工之家召开。",
     ("3月9日下午", "县职工之家", "全县工会工作会议", None)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SAMPLES)
def test_date_place_title_and_form_are_read_as_written(text, expected):
    assert fields(text) == expected


def test_of_two_meetings_the_headline_names_the_one():
    text = (
        "我市召开文明城市迎检动员会\n5月6日，民生实事协调推进会召开，副市长出席。\n"
        "5月7日，澄湖市文明城市迎检动员会召开。"
    )
    assert fields(text)[:3] == ("5月7日", None, "澄湖市文明城市迎检动员会")


@pytest.mark.parametrize(
    ("text", "rooms"),
    [
        ("会议以视频会议形式召开，各设区市设分会场。", ("各设区市",)),
        ("会议在各县（市、区）设立分会场。", ("各县（市、区）",)),
        ("全体职工在三楼会议室分会场组织收看。", ("三楼会议室",)),
        ("会议开到底。", ()),
    ],
)
def test_branch_rooms_are_who_or_where_they_are(text, rooms):
    assert read_meeting(text, kind="meeting").sub_venues == rooms


def test_a_plan_without_an_event_has_no_meeting_and_one_with_has():
    assert fields("2031年工作要点\n1.抓培训。（市总工会牵头）", kind="plan") == (None,) * 4
    text = "2031年职工运动会实施方案\n一、时间及地点\n2031年7月1日 松溪县体育馆\n"
    assert fields(text, kind="plan") == ("2031年7月1日", "松溪县体育馆", "2031年职工运动会", None)
