"""People with titles and acts; every name and sentence here is invented."""

import time

import pytest

from changai.reading.people import find_mentions, find_people


def acts(text):
    return {person.name: set(person.acts) for person in find_people(text)}


def titles(text):
    return {person.name: person.titles for person in find_people(text)}


SAMPLES = [
    (
        (
            "4月8日上午，澄湖市产改推进会召开。市委书记贺启明作出批示，"
            "市委副书记、市长陶文岳出席会议并讲话，市人大常委会副主任、"
            "市总工会主席施秀兰主持会议，副市长卢向东传达批示精神。"
        ),
        {
            "贺启明": {"批示"},
            "陶文岳": {"出席", "讲话"},
            "施秀兰": {"主持"},
            "卢向东": {"传达"},
        },
    ),
    (
        "市领导董海生、邱丽、庞志远出席会议。市委常委、秘书长段一鸣，副市长柯敏参加。",
        {
            "董海生": {"出席"},
            "邱丽": {"出席"},
            "庞志远": {"出席"},
            "段一鸣": {"出席"},
            "柯敏": {"出席"},
        },
    ),
    (
        "会议由镇党委委员、武装部部长尤建波主持，镇长谷雪梅通报了三季度工作。",
        {"尤建波": {"主持"}, "谷雪梅": {"通报"}},
    ),
    (
        "受县委书记傅国梁委托，县委副书记、县长易晓峰主持召开常委会。",
        {"易晓峰": {"主持"}},
    ),
    (
        (
            "市委常委、组织部部长、市委党校校长欧阳静出席开班式并作动员讲话。市委党校副校"
            "长司马林主持。"
        ),
        {"欧阳静": {"出席", "讲话"}, "司马林": {"主持"}},
    ),
    (
        (
            "公司党委书记、董事长裴振华出席会议，党委副书记、总经理安一平作工作报告，工会"
            "主席滕爱国宣读表彰决定。"
        ),
        {"裴振华": {"出席"}, "安一平": {"报告"}, "滕爱国": {"宣读"}},
    ),
    (
        "3月5日，市委书记葛长青到松溪重工调研产改工作。市领导项南、聂春花参加调研。",
        {"葛长青": {"调研"}, "项南": {"调研"}, "聂春花": {"调研"}},
    ),
    (
        "自治区总工会副主席艾山江·吐尔地、自治区教育厅副厅长古丽娜尔·买买提出席座谈会。",
        {"艾山江·吐尔地": {"出席"}, "古丽娜尔·买买提": {"出席"}},
    ),
    (
        "会议听取了市应急管理局局长靳万山关于安全生产情况的汇报。",
        {"靳万山": {"汇报"}},
    ),
    (
        "县总工会二级调研员寇玉梅、一级巡视员阎承志先后作交流发言。",
        {"寇玉梅": {"交流发言"}, "阎承志": {"交流发言"}},
    ),
    (
        "叶岚主持会议并作总结讲话。他强调，要把责任落到岗位。",
        {"叶岚": {"主持", "讲话"}},
    ),
    (
        "2月3日，市长龚立会见了来访的远航集团董事长缪成一行。",
        {"龚立": {"会见"}, "缪成": {"会见"}},
    ),
    (
        "邀请市委党校教授温如玉作专题辅导。局党组书记窦平领学了有关章节。",
        {"温如玉": {"辅导"}, "窦平": {"领学"}},
    ),
    (
        "主持人：骆　宾\n出席：鲍春生、麦小田、华  强\n会议研究了三项工作。",
        {"骆宾": {"主持"}, "鲍春生": {"出席"}, "麦小田": {"出席"}, "华强": {"出席"}},
    ),
    (
        "常务副市长(挂职)向启航出席会议,副区长祝云指出,要早做准备。",
        {"向启航": {"出席"}, "祝云": {"讲话"}},
    ),
    (
        "周以宁、崔连生、路遥、秦小川等市委理论学习中心组成员参加学习会。",
        {"周以宁": {"出席"}, "崔连生": {"出席"}, "路遥": {"出席"}, "秦小川": {"出席"}},
    ),
    (
        "章树声副市长带队赴化工园检查安全生产，并提出三点要求。",
        {"章树声": {"调研", "讲话"}},
    ),
]


@pytest.mark.parametrize(("text", "expected"), SAMPLES)
def test_people_are_found_with_what_they_do(text, expected):
    assert acts(text) == expected


NOBODY = [
    "各级书记要高度重视，主任全面负责，县长现场办公，局长马上部署。",
    "时代要求我们跟上，方案指出方向，全会强调，公报指出。",
    "家长表示满意，农民说收成好，单位要求加班，干部表示支持。",
    "高素质产业工人队伍、金融安全、温暖工程、常态化机制都要抓。",
    "书记和市长于每周五前报送，主席常态调度，委员谈心谈话。",
    "职工代表大会、成员单位、领导小组、领导干部、党员干部、代表林场。",
    "校长万众一心，董事长高瞻远瞩，局长农业农村工作，区长海绵城市建设。",
    "江苏、浙江、安徽、山东参加会议，张家港、马鞍山、金华列席。",
    "会议深入学习习近平总书记关于产业工人的重要指示精神。",
    "会议传达了市委书记贺启明对安全生产的批示精神。",
    "（记者 卢小禾 通讯员 麦穗）\n责任编辑：秦风",
    "有关负责同志、相关负责人、主要负责同志参加会议。",
    "会议宣读了《致青年职工的信》。",
]


@pytest.mark.parametrize("text", NOBODY)
def test_common_words_reporters_and_quoted_leaders_are_nobody(text):
    assert acts(text) == {}


def test_titles_are_read_as_written_and_shared_along_a_list():
    found = titles(
        "省总工会党组书记、副主席、省产改办主任骆启元，副市长范宁、鲁一凡出席主会场会议。"
    )
    assert found["骆启元"] == ("省总工会党组书记", "副主席", "省产改办主任")
    assert found["范宁"] == found["鲁一凡"] == ("副市长",)


def test_a_full_title_outweighs_a_group_word_and_a_short_form():
    found = titles(
        "镇领导班子成员俞明、卞小雨参加会议。镇党委书记俞明强调，要守住底线。俞明书记要求，要快。"
    )
    assert found["俞明"] == ("镇党委书记",)


def test_words_that_lead_into_a_title_are_no_part_of_it():
    found = titles(
        "典礼由当天值班的县委副书记申屠杰主持。会上，二是市人力资源和社会保障局局长钟毅作汇报。"
    )
    assert found["申屠杰"][0].endswith("县委副书记")
    assert found["钟毅"] == ("市人力资源和社会保障局局长",)


def test_who_is_named_in_the_words_of_a_speech_does_not_act():
    text = "区长段青指出，去年区委书记孔令远出席了启动仪式，要接着干。区委办主任戚薇主持。"
    assert set(acts(text)) == {"段青", "戚薇"}


def test_listening_to_a_report_is_not_reporting():
    assert acts("副县长葛天听取了县人社局关于欠薪治理情况的汇报。").get("葛天", set()) == set()


def test_the_name_ends_before_the_verb_whatever_its_length():
    text = "厂长李强调研车间。班长王国强强调纪律。主任高明传达文件。书记于进主持会议。"
    assert set(acts(text)) == {"李强", "王国强", "高明", "于进"}


def test_mentions_point_into_the_text():
    text = "会后，工会主席毕春晓（女）慰问职工。"
    for mention in find_mentions(text):
        assert text[mention.start : mention.end] == mention.name


@pytest.mark.parametrize(
    "unit",
    [
        "张",
        "主任",
        "、李明",
        "市委书记张三，",
        "\n",
        " ",
        "李·",
        "（",
        "《",
        "作了",
        "听取了",
        "，由",
    ],
)
def test_reading_stays_quick_on_hostile_text(unit):
    text = unit * (50_000 // len(unit))
    begin = time.perf_counter()
    find_people(text)
    assert time.perf_counter() - begin < 2.0
