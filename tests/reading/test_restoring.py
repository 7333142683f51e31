"""Damage is undone; what is not damage stays."""

import html
import re

import pytest

from changai.reading.restoring import restore
from tests.reading import samples

REPORT = samples.REPORT


def bare(text):
    return re.sub(r"\s+", "", text)


def kinds(source):
    return {one.kind for one in restore(source).damage}


@pytest.mark.parametrize(
    "form", ["({})", "（{}）", "({} )", "({}) ", "(\u00a0{}\u00a0)", " ( {} )"]
)
@pytest.mark.parametrize("toned", [True, False])
@pytest.mark.parametrize("script", [str, samples.traditional])
def test_injected_pinyin_goes_in_every_style(form, toned, script):
    source = script(samples.with_pinyin(REPORT, form, toned=toned))
    assert restore(source).text == REPORT


@pytest.mark.parametrize(
    "words",
    [
        "附件(ABC)已发。",
        "会(shi)见来宾。",
        "坚持“三不”(bu)原则。",
        "技能(a)类、技能(b)类。",
        "统一社会信用代码（18位）",
        "职工(zhigong)之家",
        "采用(R)标志",
    ],
)
def test_a_genuine_bracket_stays(words):
    assert restore(words).text == words


@pytest.mark.parametrize("reading", ["lǜ", "lü4", "lv", "lu", "lu:"])
def test_every_way_to_write_u_umlaut_is_a_reading(reading):
    assert restore(f"发展绿({reading})色产业").text == "发展绿色产业"


def test_a_space_of_the_writers_own_stays_behind_a_removed_bracket():
    source = "提質增效會(huì) 持續增強產(chǎn)業(yè)工人獲得感"
    assert restore(source).text == "提质增效会 持续增强产业工人获得感"


@pytest.mark.parametrize(
    ("source", "clean"),
    [
        ("著眼鞏固、著力建設，著名學者顯著提高", "着眼巩固、着力建设，著名学者显著提高"),
        ("市衞生局説明綫路，羣眾裏外", "市卫生局说明线路，群众里外"),
        ("會議強調「急難愁盼」問題", "会议强调“急难愁盼”问题"),
        ("清朝乾隆年間的檔案館瞭望臺", "清朝乾隆年间的档案馆瞭望台"),
    ],
)
def test_traditional_text_becomes_simplified(source, clean):
    assert restore(source).text == clean


@pytest.mark.parametrize(
    "words",
    [
        "参会人员有陈喆、李昇、王堃和台商代表黃某，会议由著名专家主持，各单位要抓好落实。",
        "会议指出「一网通办」要继续推进，各部门要加强协调。",
    ],
)
def test_a_traditional_name_or_bracket_in_a_simplified_text_stays(words):
    assert restore(words).text == words


GARBLED = {
    "utf-8 as latin-1": lambda words: words.encode().decode("latin-1"),
    "utf-8 as latin-1, twice": lambda words: (
        words.encode().decode("latin-1").encode().decode("latin-1")
    ),
    "utf-8 as windows-1252": lambda words: "".join(
        chr(byte) if byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else bytes([byte]).decode("cp1252")
        for byte in words.encode()
    ),
    "gbk as latin-1": lambda words: words.encode("gbk").decode("latin-1"),
    "big5 as gb18030": lambda words: (
        samples.traditional(words).encode("big5hkscs").decode("gb18030", "replace")
    ),
    "one line in two": lambda words: "\n".join(
        line.encode().decode("latin-1") if at % 2 else line
        for at, line in enumerate(words.split("\n"))
    ),
}


@pytest.mark.parametrize("way", GARBLED)
def test_text_read_in_the_wrong_encoding_is_read_again(way):
    restored = restore(GARBLED[way](REPORT))
    wrong = sum(a != b for a, b in zip(bare(restored.text), bare(REPORT), strict=False))
    assert len(bare(restored.text)) == len(bare(REPORT))
    assert wrong <= len(REPORT) // 100
    assert "mojibake" in {one.kind for one in restored.damage}


@pytest.mark.parametrize("codec", ["gbk", "gb18030"])
@pytest.mark.parametrize("errors", ["replace", "ignore"])
def test_a_lossy_reading_is_repaired_where_the_character_can_be_told(codec, errors):
    restored = restore(REPORT.encode().decode(codec, errors))
    same = sum(char in bare(restored.text) for char in bare(REPORT))
    assert same >= len(bare(REPORT)) * 0.9
    assert "要完善技能培训制度" in restored.text
    assert "guessed-characters" in {one.kind for one in restored.damage}


def test_what_cannot_be_told_is_said_to_be_lost():
    restored = restore("会议要求，锟斤拷锟斤拷各单位要落实责任。")
    assert {one.kind: one.count for one in restored.damage}["lost-characters"] == 6


@pytest.mark.parametrize(
    "words", ["联通公司要加强服务。", "Café à Paris, résumé: naïve.", "25℃±2，×3"]
)
def test_odd_but_right_characters_are_not_taken_for_garbage(words):
    assert restore(words).text == words


def test_a_page_gives_its_headline_and_its_paragraphs_only():
    restored = restore(samples.page(REPORT))
    assert restored.text == REPORT.strip()
    assert {"html", "navigation", "caption"} <= {one.kind for one in restored.damage}


def test_a_page_of_word_gives_its_lines_whole():
    assert bare(restore(samples.word_page(REPORT)).text) == bare(REPORT)
    assert "会议要求，各成员单位要明确责任" in restore(samples.word_page(REPORT)).text


def test_a_garbled_page_is_repaired_before_it_is_taken_apart():
    assert restore(samples.page(REPORT).encode().decode("latin-1")).text == REPORT.strip()


def test_a_torn_off_piece_of_a_page_is_read_too():
    piece = samples.page(REPORT)
    piece = "态</a></span></div>" + piece[piece.index("<h1") :]
    assert restore(piece).text == REPORT.strip()


def test_an_old_page_of_tables_and_breaks_is_read():
    headline, *paragraphs = REPORT.strip().split("\n")
    body = "<BR>\r\n".join("&nbsp;&nbsp;" + words for words in paragraphs)
    source = (
        f"<HTML><HEAD><TITLE>{headline}</TITLE></HEAD><BODY><TABLE><TR><TD><A href=/>首页</A> | "
        f"<A href=/>新闻</A></TD></TR></TABLE><TABLE>"
        f"<TR><TD align=center><B>{headline}</B></TD></TR>"
        f"<TR><TD>2012-3-4 来源：本站 作者：佚名 点击：33</TD></TR><TR><TD>{body}</TD></TR>"
        "<TR><TD>【<A href=#>打印本页</A>】"
        "【<A href=#>关闭窗口</A>】</TD></TR></TABLE></BODY></HTML>"
    )
    assert restore(source).text == REPORT.strip()


def test_cells_are_joined_by_tab_and_a_merged_unit_holds_for_each_of_its_rows():
    source = (
        "<p>任务分工如下，请各单位遵照执行。</p><table>"
        "<tr><th>任务</th><th>措施</th><th>牵头单位</th></tr>"
        "<tr><td rowspan=2>技能提升</td><td>组织培训</td><td rowspan='2'>市总工会</td></tr>"
        "<tr><td>开展竞赛</td></tr><tr><td colspan=2>总结</td><td>市人社局</td></tr></table>"
    )
    assert restore(source).text.split("\n")[1:] == [
        "任务\t措施\t牵头单位",
        "技能提升\t组织培训\t市总工会",
        "\t开展竞赛\t市总工会",
        "总结\t\t市人社局",
    ]


@pytest.mark.parametrize("ascii_only", [True, False])
def test_the_prose_of_a_json_answer_is_taken_out(ascii_only):
    restored = restore(samples.json_page(REPORT, ensure_ascii=ascii_only))
    assert bare(restored.text) == bare(REPORT)
    assert "json" in {one.kind for one in restored.damage}


def test_a_page_within_json_and_a_cut_answer_are_read():
    headline, *paragraphs = REPORT.strip().split("\n")
    body = "".join(f"<p>{html.escape(words)}</p>" for words in paragraphs)
    source = samples.json_page(f"{headline}\n{body}")
    assert bare(restore(source).text) == bare(REPORT)
    cut = samples.json_page(REPORT, ensure_ascii=False)
    cut = cut[: cut.index("按季度报送")]
    assert bare(restore(cut).text).endswith("各成员单位要明确责任，")


def test_json_between_the_lines_is_cut_out():
    headline, *rest = REPORT.split("\n")
    source = "\n".join(
        [headline, '{"@type":"NewsArticle","image":["a.jpg"],"date":"2026-01-01"}', *rest]
    )
    source += 'var page = {"id":1,"list":[{"name":"要闻","url":"/a"}]};'
    assert bare(restore(source).text) == bare(REPORT)


def test_escapes_and_entities_become_what_they_stand_for():
    source = REPORT.replace("\n", "\\r\\n\\u3000\\u3000").replace("，", "&#65292;")
    assert bare(restore(source).text) == bare(REPORT)
    assert restore("备份在 D:\\new\\report 文件夹").text == "备份在 D:\\new\\report 文件夹"


def test_invisible_characters_go():
    source = "\ufeff" + "\u200b".join(REPORT)
    assert restore(source).text == REPORT
    assert kinds(source) == {"invisible"}


def test_hard_wrapped_lines_are_joined_and_headlines_are_not():
    width = 24
    source = "\n".join(
        line[at : at + width]
        for line in REPORT.split("\n")
        for at in range(0, max(len(line), 1), width)
    )
    assert restore(source).text == REPORT


def test_the_lines_of_a_copied_page_go_and_the_signature_stays():
    headline, *rest = REPORT.strip().split("\n")
    source = "\n".join(
        ["您当前的位置：首页 > 要闻 > 正文", headline,
         "发布时间：2026-03-03 10:20 来源：青岚日报 浏览次数：32 【字体：大 中 小】",
         *rest, "图为会议现场。文小舟 摄", "责任编辑：文小舟", "【打印】 【关闭】",
         "上一篇：某通知",
         "版权所有：青岚市人民政府 某ICP备00000000号"]
    )  # fmt: skip
    assert restore(source).text.strip() == REPORT.strip()
    signed = REPORT.strip() + "    (文小舟)\n"
    assert restore(signed).text == signed


@pytest.mark.parametrize(
    "line",
    [
        "时间：2026年3月2日下午",
        "地点：市会议中心",
        "一、主办单位",
        "来源：市财政安排专项经费，各区配套。市总工会要加强监督，确保用好。",
        "编辑出版职工读本，由市总工会负责。",
        "关闭落后产能",
    ],
)
def test_a_line_of_the_document_is_not_taken_for_the_pages(line):
    source = f"方案\n{line}\n各单位要抓好落实。\n"
    assert restore(source).text == source


def test_an_undamaged_text_comes_back_as_it_is():
    assert restore(REPORT).text == REPORT
    assert restore(REPORT).damage == ()
    assert restore(REPORT).mapping.is_identity
