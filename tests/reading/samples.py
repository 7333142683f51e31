"""Documents made by code: one invented report, and every damage it can come in."""

import io
import json
import zipfile

REPORT = (
    "青岚市召开产业工人队伍建设改革联席会议\n"
    "3月2日，青岚市产业工人队伍建设改革联席会议在市会议中心召开。市委副书记贺远舟出席会议并讲话。\n"
    "贺远舟强调，要完善技能培训制度，扩大职工参与渠道；要加强统筹协调，年底前建成10个职工服务站。\n"
    "会议要求，各成员单位要明确责任，按季度报送进展，不得层层加码。\n"
)
TRADITIONAL = {
    "会": "會", "议": "議", "产": "產", "业": "業", "队": "隊", "设": "設", "联": "聯", "书": "書",
    "记": "記", "贺": "賀", "远": "遠", "讲": "講", "话": "話", "强": "強", "调": "調", "训": "訓",
    "扩": "擴", "职": "職", "与": "與", "统": "統", "筹": "籌", "协": "協", "个": "個", "务": "務",
    "单": "單", "责": "責", "报": "報", "进": "進", "层": "層", "码": "碼", "岚": "嵐",
    "员": "員", "实": "實", "节": "節", "参": "參", "开": "開",
}  # fmt: skip
PINYIN = {
    "会": "huì", "产": "chǎn", "业": "yè", "议": "yì", "强": "qiáng", "调": "diào", "设": "shè",
    "职": "zhí", "务": "wù", "实": "shí", "进": "jìn", "绿": "lǜ", "单": "dān",
}  # fmt: skip


def traditional(text):
    """Write a text in traditional characters."""
    return "".join(TRADITIONAL.get(char, char) for char in text)


def with_pinyin(text, form="({})", toned=True):
    """Put readings behind characters the way scrapes do."""
    plain = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ", "aaaaeeeeiiiioooouuuuvvvv")

    def read(char):
        return PINYIN[char] if toned else PINYIN[char].translate(plain)

    return "".join(char + (form.format(read(char)) if char in PINYIN else "") for char in text)


def page(text):
    """Wrap a text into a page of a government site."""
    headline, *paragraphs = text.strip().split("\n")
    body = "".join(f'<p style="text-indent:2em">　　{words}</p>\n' for words in paragraphs)
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8">
<title>{headline}_青岚市人民政府</title>
<style>.nav{{color:red}}</style></head><body>
<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/zw">政务公开</a></li></ul></div>
<div class="position">您的位置：<a>首页</a> &gt; <a>要闻</a> &gt; 正文</div>
<div class="main"><h1 class="title">{headline}</h1>
<div class="info"><span>发布时间：2026-03-03 10:20</span><span>来源：青岚日报</span>
<span>【字体：<a>大</a> <a>中</a> <a>小</a>】</span></div>
<div class="TRS_Editor"><p align="center"><img src="a.jpg"></p>
<p align="center">会议现场。记者 文小舟 摄</p>
{body}<p>（责任编辑：文小舟）</p></div>
<div class="share">分享到：<a>微信</a><a>微博</a></div>
<p>上一篇：<a href="1">关于征集的通知</a></p></div>
<div class="footer"><p>版权所有：青岚市人民政府 备案号：某ICP备00000000号</p></div>
<script>$(function(){{ alert("您好。欢迎；"); }})</script></body></html>"""


def word_page(text):
    """Save a text as Word does it: `Web page, filtered` it is not."""
    lines = "".join(
        "<p class=MsoNormal style='text-indent:32.0pt'><span\nstyle='font-family:仿宋'>"
        + words.replace("，", "，\n")
        + "</span><span lang=EN-US><o:p></o:p></span></p>\n"
        "<p class=MsoNormal><o:p>&nbsp;</o:p></p>\n"
        for words in text.strip().split("\n")
    )
    return (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>'
        "<meta name=Generator content='Microsoft Word 11'><title>某处</title>"
        "<!--[if gte mso 9]><xml><o:Author>文小舟</o:Author></xml><![endif]-->"
        '<style><!-- p.MsoNormal {mso-style-parent:"";} --></style></head>'
        f"<body lang=ZH-CN><div class=Section1>{lines}</div></body></html>"
    )


def json_page(text, **options):
    """Answer a text the way a site's interface does."""
    headline, *paragraphs = text.strip().split("\n")
    told = {
        "code": 200,
        "msg": "success",
        "data": {
            "title": headline,
            "source": "青岚日报",
            "summary": paragraphs[0][:30] + "。",
            "content": "\n".join("　　" + words for words in paragraphs),
            "url": "http://example.com/a",
        },
    }
    return json.dumps(told, **options).replace("/", "\\/")


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(body, numbering=""):
    """Pack a Word file from the XML of its body."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types><Override ContentType="application/vnd.openxmlformats-officedocument.'
            'wordprocessingml.document.main+xml"/></Types>',
        )
        archive.writestr(
            "word/document.xml", f"<w:document {_W}><w:body>{body}</w:body></w:document>"
        )
        archive.writestr("word/header1.xml", f"<w:hdr {_W}>{paragraph('页眉文字')}</w:hdr>")
        if numbering:
            archive.writestr("word/numbering.xml", f"<w:numbering {_W}>{numbering}</w:numbering>")
    return packed.getvalue()


def paragraph(text, number=None, level=0):
    """Write a paragraph, in a list where a number is given."""
    listed = (
        f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
        if number
        else ""
    )
    return f"<w:p>{listed}<w:r><w:t>{text}</w:t></w:r></w:p>"


def cell(text, across=1, merge=None):
    """Write a table cell; `merge` is restart or continue."""
    down = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    return f'<w:tc><w:tcPr><w:gridSpan w:val="{across}"/>{down}</w:tcPr>{paragraph(text)}</w:tc>'


def table(*rows):
    """Write a table out of rows of cells."""
    return "<w:tbl>" + "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows) + "</w:tbl>"


def pdf(pages, *, password=None):
    """Print pages; each is a list of (left, height, words) or a finished drawing function."""
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    packed = io.BytesIO()
    lock = StandardEncryption(password) if password else None
    canvas = Canvas(packed, pagesize=(595, 842), encrypt=lock)
    for number, lines in enumerate(pages, 1):
        canvas.setFont("STSong-Light", 12)
        for left, height, words in lines:
            canvas.drawString(left, height, words)
        canvas.drawCentredString(297, 30, f"— {number} —")
        canvas.showPage()
    canvas.save()
    return packed.getvalue()


def xlsx(rows, merges=()):
    """Write a workbook; a merge is (first row, first column, last row, last column, words)."""
    import xlsxwriter

    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True})
    sheet = book.add_worksheet("分工")
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    for top, left, bottom, right, words in merges:
        sheet.merge_range(top, left, bottom, right, words)
    book.close()
    return packed.getvalue()
