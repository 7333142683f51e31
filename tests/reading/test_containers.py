"""Office files give their text in reading order, and hostile ones are refused at once."""

import io
import struct
import time
import zipfile

import pytest

from changai.reading.containers import open_container
from changai.reading.errors import MESSAGES, Unreadable
from tests.reading import samples

WHOLE = (
    "各成员单位要认真贯彻落实联席会议部署，加强统筹协调，扩大职工参与渠道，"
    "健全技能培训制度，完善技术工人评价办法，切实维护职工合法权益。"
)
LISTS = (
    '<w:abstractNum w:abstractNumId="1">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
    '<w:lvlText w:val="%1、"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
    '<w:lvlText w:val="（%2）"/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
    '<w:lvlText w:val="%3."/></w:lvl>'
    '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
)


def reason_of(data):
    with pytest.raises(Unreadable) as refused:
        open_container(data)
    assert str(refused.value) == MESSAGES[refused.value.reason]
    return refused.value.reason


def test_a_word_file_gives_paragraphs_rows_and_numbers_in_order():
    body = (
        samples.paragraph("工作要点")
        + samples.paragraph("总体要求", 1)
        + samples.paragraph("重点任务", 1)
        + samples.paragraph("技能提升", 1, 1)
        + samples.paragraph("组织培训", 1, 2)
        + samples.paragraph("开展竞赛", 1, 2)
        + samples.paragraph("权益维护", 1, 1)
        + samples.paragraph("建服务站", 1, 2)
        + samples.table(
            [samples.cell("任务"), samples.cell("责任单位")],
            [samples.cell("组织培训"), samples.cell("市总工会", merge="restart")],
            [samples.cell("开展竞赛"), samples.cell("", merge="continue")],
            [samples.cell("合计两项", across=2)],
        )
        + samples.paragraph("尾段")
    )
    opened = open_container(samples.docx(body, LISTS))
    assert opened.kind == "docx"
    assert opened.text.split("\n") == [
        "工作要点", "一、总体要求", "二、重点任务", "（一）技能提升", "1.组织培训", "2.开展竞赛",
        "（二）权益维护", "1.建服务站", "任务\t责任单位", "组织培训\t市总工会",
        "开展竞赛\t市总工会", "合计两项", "尾段",
    ]  # fmt: skip


def test_a_task_merged_downwards_is_told_once():
    rows = samples.table(
        [samples.cell("任务"), samples.cell("措施"), samples.cell("完成时限")],
        [samples.cell("技能提升", merge="restart"), samples.cell("培训"), samples.cell("6月底前")],
        [samples.cell("", merge="continue"), samples.cell("竞赛"), samples.cell("年底前")],
    )
    assert open_container(samples.docx(rows)).text.split("\n")[1:] == [
        "技能提升\t培训\t6月底前",
        "\t竞赛\t年底前",
    ]


def test_inserted_text_counts_and_deleted_hidden_and_field_text_does_not():
    body = (
        "<w:p><w:r><w:t>要</w:t></w:r><w:ins><w:r><w:t>抓好</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>忽视</w:delText></w:r></w:del>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r><w:sdt><w:sdtContent><w:r><w:t>落实</w:t></w:r>"
        "</w:sdtContent></w:sdt></w:p>"
        f"<w:sdt><w:sdtContent>{samples.paragraph('控件内段落')}</w:sdtContent></w:sdt>"
    )
    assert open_container(samples.docx(body)).text == "要抓好落实\n控件内段落"


def test_python_docx_files_are_read(tmp_path):
    from docx import Document

    document = Document()
    document.add_paragraph("会议纪要")
    grid = document.add_table(rows=2, cols=3)
    for at, words in enumerate(("任务", "牵头单位", "时限")):
        grid.cell(0, at).text = words
    grid.cell(1, 0).merge(grid.cell(1, 1)).text = "合并"
    grid.cell(1, 2).text = "年底前"
    document.save(tmp_path / "a.docx")
    text = open_container((tmp_path / "a.docx").read_bytes()).text
    assert text == "会议纪要\n任务\t牵头单位\t时限\n合并\t\t年底前"


def test_a_pdf_joins_wrapped_lines_over_pages_and_drops_margins():
    first = [
        (72, 800, "内部材料 注意保存"),
        (220, 740, "青岚市工作要点"),
        (96, 700, "各成员单位要认真贯彻落实联席会议部署，加强统筹协调，扩大职工参"),
        (72, 680, "与渠道，健全技能培训制度，完善技术工人评价办法，切实维护职工合法"),
        (72, 660, "权益。"),
        (96, 640, "市总工会要牵头建设职工服务站，年底前建成十个，按季度向联席会"),
    ]
    second = [(72, 800, "内部材料 注意保存"), (72, 740, "议办公室报送进展情况。")]
    opened = open_container(samples.pdf([first, second]))
    assert opened.kind == "pdf"
    assert opened.text.split("\n") == [
        "青岚市工作要点",
        WHOLE,
        "市总工会要牵头建设职工服务站，年底前建成十个，按季度向联席会议办公室报送进展情况。",
    ]


def test_a_ruled_table_of_a_pdf_keeps_its_columns():
    from reportlab.lib import colors
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import SimpleDocTemplate, Table

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    packed = io.BytesIO()
    rows = [
        ["任务", "措施", "责任单位"],
        ["技能提升", "组织培训", "市总工会"],
        ["", "开展竞赛", ""],
        ["权益维护", "建服务站\n十个", "市人社局"],
    ]
    look = [
        ("GRID", (0, 0), (-1, -1), 1, colors.black),
        ("FONT", (0, 0), (-1, -1), "STSong-Light", 11),
        ("SPAN", (0, 1), (0, 2)),
        ("SPAN", (2, 1), (2, 2)),
    ]
    SimpleDocTemplate(packed).build([Table(rows, style=look)])
    assert open_container(packed.getvalue()).text.split("\n") == [
        "任务\t措施\t责任单位",
        "技能提升\t组织培训\t市总工会",
        "\t开展竞赛\t市总工会",
        "权益维护\t建服务站十个\t市人社局",
    ]


def test_a_workbook_gives_rows_with_merged_cells_in_place():
    rows = [["分工表"], ["序号", "任务", "牵头单位", "时限"], [1, "组织培训", "", "6月底前"],
            [2, "开展竞赛", "", 0.75]]  # fmt: skip
    data = samples.xlsx(rows, [(0, 0, 0, 3, "分工表"), (2, 2, 3, 2, "市总工会")])
    opened = open_container(data)
    assert opened.kind == "xlsx"
    assert opened.text.split("\n") == [
        "分工表",
        "序号\t任务\t牵头单位\t时限",
        "1\t组织培训\t市总工会\t6月底前",
        "2\t开展竞赛\t市总工会\t0.75",
    ]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (samples.REPORT, "txt"),
        (samples.page(samples.REPORT), "html"),
        (samples.json_page(samples.REPORT), "json"),
        ("产值<5亿元且<规定>标准的企业", "txt"),
    ],
)
def test_a_text_file_is_told_by_its_content(words, kind):
    assert open_container(words.encode()).kind == kind


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (OLE, "old_office"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (rb"{\rtf1\ansi hello}", "rtf"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 60, "image"),
        (b"Rar!\x1a\x07\x00", "archive"),
        (b"PK\x03\x04 broken", "broken"),
        (b"%PDF-1.7 broken", "broken"),
        (samples.docx(samples.paragraph(" ")), "no_text"),
        (samples.pdf([[(72, 700, "会议")]], password="x"), "encrypted"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(data, reason):
    assert reason_of(data) == reason


def archive(**parts):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return packed.getvalue()


def test_a_plain_archive_is_told_to_be_unpacked():
    assert reason_of(archive(**{"a.txt": "会议"})) == "archive"


def test_an_archive_that_swells_is_refused_before_it_is_unpacked():
    bomb = archive(**{"[Content_Types].xml": "x", "word/document.xml": b"0" * (90 * 1024 * 1024)})
    began = time.perf_counter()
    assert reason_of(bomb) == "bomb"
    assert time.perf_counter() - began < 1.0
    assert reason_of(archive(**{f"p{number}": "" for number in range(5000)})) == "bomb"


def test_an_archive_that_lies_about_its_size_is_refused():
    honest = samples.docx(samples.paragraph("会" * 5000))
    at = honest.index(b"PK\x01\x02", honest.index(b"word/document.xml"))
    at = honest.rindex(b"PK\x01\x02", 0, honest.rindex(b"word/document.xml"))
    lying = bytearray(honest)
    lying[at + 24 : at + 28] = struct.pack("<I", 10)
    assert reason_of(bytes(lying)) in ("broken", "no_text")


def test_entities_in_the_xml_of_a_word_file_are_not_expanded():
    packed = io.BytesIO(samples.docx(samples.paragraph("会议")))
    made = io.BytesIO()
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(made, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "word/document.xml":
                content = b'<!DOCTYPE a [<!ENTITY b "boom">]>' + content
            new.writestr(part.filename, content)
    assert reason_of(made.getvalue()) == "bomb"
