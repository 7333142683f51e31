"""Drop the lines a web page adds to a document, and join lines broken in mid-sentence."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import Final

from changai.reading.mapping import Tracked

_HAN: Final = re.compile("[\u3400-\u9fff]")
_DAY: Final = r"\d{4}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}\s*日?"
_TIME: Final = r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?"
_EDITOR: Final = (
    "责任编辑|责编|编辑|审核|校对|初审|复审|终审|编审|一审|二审|三审|一校|二校|三校|值班编委|监制|策划|作者|撰稿|"
    "供稿|文字|图文|图片|供图|录入|编辑人|审核人|发布人|上传|来稿|签发|排版|制作|統籌|統稿"
)
# Parts of the line under a headline: a line of nothing but these is the page's, not the document's.
_LABELLED: Final = re.compile(
    rf"(?:发布|更新|发表|发稿|上传|录入|公开)(?:时间|日期)\s*[:：]?\s*(?:{_DAY}(?:\s*{_TIME})?)?|"
    rf"(?:信息|文章|稿件|新闻|内容)?来源(?:网站)?\s*[:：]\s*[^\s，。；|｜】\]）)]{{0,30}}(?:\s?[^\s，。；：:|｜】]{{2,6}}网站)?|"
    rf"(?:日期|时间)\s*[:：]\s*{_DAY}(?:\s*{_TIME})?|"
    rf"(?:{_EDITOR})\s*[:：]\s*[^\s，。；|｜】\]）)]{{0,20}}|"
    rf"(?:信息|更新|编辑|发文)时间\s*[:：]\s*(?:{_DAY}(?:\s*{_TIME})?)?|"
    r"(?:索\s*引\s*号|发文字号|信息分类)\s*[:：]?\s*[\w\-/]{0,50}|"
    r"(?:发布单位|发文机关|发布机构|文章录入|新闻作者|文章来源)\s*[:：]\s*[^\s，。；|｜】\]）)]{0,20}|"
    r"(?:浏览|阅读|点击|访问|查看)(?:次数\s*[:：]?|[量数率]\s*[:：]?|\s*[:：])\s*\d*\s*次?|"
    r"【?\s*(?:字体|字号|字體|文字大小)\s*[:：]?\s*[\[【（(]?\s*"
    r"(?:特大|超大|[大中小默认A+\-\s　|/、]){0,14}[\]】）)]?\s*】?"
)
_SPARE: Final = re.compile(
    rf"{_DAY}(?:\s*{_TIME})?|{_TIME}|[\[【（(]?\s*(?:(?:我要)?打\s?印(?:本页|此页|本文|文章)?|关\s?闭(?:窗口|本页)?|"
    r"收\s?藏|纠\s?错|返回(?:顶部|首页|列表|上一页)?|分享(?:到|至)?|保存|"
    r"微信|微博|新浪微博|腾讯微博|QQ空间|QQ好友|朋友圈|扫一扫|点赞|转发|我要纠错|下载|复制链接|"
    r"大|中|小|默认|次)\s*[\]】）)]?|[\s|｜/·:：>»›\-_【】\[\]（）()，,。]+"
)
_BUTTONS: Final = re.compile(
    r"^[\[【（(\s|｜/]*(?:(?:(?:我要)?打\s?印(?:本页|此页|本文|文章|该页)?|关\s?闭(?:窗口|本页|此页)?|返回(?:顶部|首页|列表|上一页)|"
    r"分享(?:到|至|本文)?|加入收藏|收藏本页|我要纠错|微信|(?:新浪|腾讯)?微博|QQ(?:空间|好友)?|朋友圈|手机版|"
    r"扫一扫|点赞|转发|复制链接)[\[【（(\]】）)\s|｜/:：]*)+$"
)
_FURNITURE: Final = re.compile(
    r"^(?:(?:上一[篇条]|下一[篇条]|上篇|下篇)\s*[:：].{0,80}|"
    r"(?:相关(?:链接|阅读|新闻|报道|文章|信息|推荐)|延伸阅读|推荐阅读|热门推荐|猜你喜欢|扩展阅读)\s*[:：]?|"
    r"(?:用?微信)?扫(?:一扫|描).{0,30}(?:二维码|手机|打开|当前页|关注|分享).{0,20}|"
    r"(?i:loading)[.…。]*|[>»]?\s*(?:您|你)?(?:现在|当前|目前)?的?(?:所在)?的?位置(?:是)?\s*[:：].{0,80}|"
    r"(?:网站)?首页\s*[>»›→|｜/·\-].{0,80}|"
    r".{0,40}(?:版权所有|Copyright|ICP备|公网安备|网站标识码|ＩＣＰ备).{0,120}|"
    r"(?:技术支持|网站支持IPv6|建议使用.{0,30}浏览器|网站地图|联系我们|关于我们|无障碍浏览|繁體|简体版|English)"
    r"(?:\s*[:：|｜].{0,60}|\s*)|"
    r"本文(?:链接|地址|网址)\s*[:：].{0,120}|原标题\s*[:：].{0,80}|"
    r"免责声明\s*[:：].{0,200}|(?:返回|回到)顶部)$",
    re.I,
)
_NEAR_COPYRIGHT: Final = re.compile(
    r"^(?:主办|主管|承办|协办|维护|运维|网址|地址|邮编|电话)\S{0,4}\s*[:：]"
)
_COPYRIGHT: Final = re.compile(r"版权所有|Copyright|ICP备|公网安备|网站标识码", re.I)
_CAPTION: Final = re.compile(
    r"^(?:图为|图[:：]|[▲△▼]|图片说明).{2,80}$|^.{2,60}(?:\s|记者|通讯员|[）)/／])\s*\S{2,4}\s*[/／]?(?:摄|供图)[）)]?$"
)
_TAIL_NOTE: Final = re.compile(
    rf"\s*[（(\[【]\s*(?:(?:{_EDITOR}|来源|责任校对)\s*[:：\s][^（()）\[\]【】]{{1,40}})[）)\]】]\s*$"
)
_PAGE_DATE: Final = re.compile(rf"^\d{{4}}-\d{{1,2}}-\d{{1,2}}(?:\s+{_TIME})?$|^{_DAY}\s*{_TIME}$")
_CODE: Final = re.compile(
    r"function\s*\(|\$\(|document\.|window\.|\bvar\s+\w+\s*=|\bconst\s+\w+\s*=|addEventListener|"
    r"^\s*[})\]]+;?\s*\)?;?\s*$|^\s*(?:if|for|else)\b.*[{;]\s*$|^\s*[.#]?[\w-]+\s*\{.*\}?\s*$|"
    r"^\s*[\w-]+\s*:\s*[^;：]{1,60};\s*$|</?script|^\s*//|@media|^\s*<!--|-->\s*$"
)
_NAVIGATION: Final = re.compile(r"^(?=.*首\s?页)(?:\s*\S{2,8}\s*(?:[|｜·>»\s]|$)){4,}$")
_ENDS: Final = (
    "。",
    "！",
    "？",
    "；",
    "：",
    "…",
    "”",
    "》",
    "）",
    ")",
    ".",
    "!",
    "?",
    ":",
    ";",
    "】",
)
_OPENS: Final = re.compile(
    r"^(?:[\s　]|[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[）)]|"
    r"\d+(?:[.．](?!\d)|[、)])|"
    r"第[一二三四五六七八九十百\d]+[章条节]|"
    r"[①-⑳]|[—\-]{1,2}\s*\d|附件|附：|●|■|◆)"
)
# No line begins with these but one that was broken in mid-sentence.
_NEVER_FIRST: Final = frozenset("，。、；：？！）》”%％")
_STOPS: Final = ("。", "！", "？", "；", "：", "!", "?", ":", ";", "|")
_FEWEST_WRAPPED: Final = 3


def drop_page_lines(text: Tracked) -> tuple[Tracked, dict[str, int]]:
    """Return the text without lines of the page around it, and what was dropped."""
    lines = _lines(text.text)
    solid = [index for index, (start, end) in enumerate(lines) if text.text[start:end].strip()]
    edge = set(solid[:7]) | set(solid[-8:])
    copyrights = [i for i in solid if _COPYRIGHT.search(text.text[slice(*lines[i])])]
    edits: list[tuple[int, int, str]] = []
    found: Counter[str] = Counter()
    leading = 0  # where the lines dropped at the very beginning end
    for index in solid:
        start, end = lines[index]
        words = text.text[start:end]
        near = any(abs(index - other) <= 3 for other in copyrights)
        kind = _kind(words.strip(), index in edge, index in solid[1:4], near)
        if kind is not None and len(solid) > 1:
            found[kind] += 1
            # A dropped line takes one line break with it, so that none is left at either end.
            first = not text.text[leading:start].strip()
            edits.append((leading, end + 1, "") if first else (start - 1, end, ""))
            leading = min(end + 1, len(text.text)) if first else leading
        elif (note := _TAIL_NOTE.search(words)) is not None:
            found["furniture"] += 1
            edits.append((start + note.start(), end, ""))
    size = len(text.text)
    return text.edit((start, min(end, size), words) for start, end, words in edits), dict(found)


def _kind(words: str, at_edge: bool, under_headline: bool, near_copyright: bool) -> str | None:
    if len(words) > 240 or "\t" in words:
        return None
    if _BUTTONS.match(words) or _FURNITURE.match(words):
        return "furniture"
    if _NAVIGATION.match(words):
        return "navigation"
    if near_copyright and _NEAR_COPYRIGHT.match(words):
        return "furniture"
    if at_edge and _is_byline(words):
        return "furniture"
    if under_headline and _PAGE_DATE.match(words):
        return "furniture"
    if _CAPTION.match(words) and not words.endswith("。"):
        return "caption"
    if _CODE.search(words) and len(_HAN.findall(words)) * 6 < len(words):
        return "script-lines"
    return None


def _is_byline(words: str) -> bool:
    """Tell a line of nothing but source, date, editor, font size and buttons."""
    rest, labels = _LABELLED.subn("", words)
    return labels > 0 and len(_HAN.findall(_SPARE.sub("", rest))) <= 1


def _lines(words: str) -> list[tuple[int, int]]:
    spans, at = [], 0
    for line in words.split("\n"):
        spans.append((at, at + len(line)))
        at += len(line) + 1
    return spans


def join_wrapped(text: Tracked) -> tuple[Tracked, int]:
    """Return the text with hard-wrapped lines joined, and how many breaks went.

    A break goes where its line is as wide as the page and ends in mid-sentence, and where a comma
    ends it: a headline, an item or a cell keeps its line.
    """
    words = text.text
    spans = _lines(words)
    lines = [words[start:end] for start, end in spans]
    width, length = _page_width(lines), _page_length(lines)
    edits = []
    for (start, end), (following, stop) in zip(spans, spans[1:], strict=False):
        line, after = words[start:end].rstrip(), words[following:stop]
        if not line or not after.strip() or "\t" in line or "\t" in after:
            continue
        cut = length is not None and end - start == length
        if not _goes_on(line, after, cut=cut):
            continue
        full = cut or (width is not None and width - 3 <= _width(line) <= width)
        if full or line.endswith(("，", "、", "《", "“", "（")) or after[0] in _NEVER_FIRST:
            gap = " " if line[-1].isascii() and after[0].isascii() and line[-1].isalpha() else ""
            edits.append((start + len(line), following, gap))
    return text.edit(edits), len(edits)


def _goes_on(line: str, after: str, *, cut: bool) -> bool:
    """Say whether one line may go on in the next; `cut` where a count of characters cut it."""
    if after[0] in _NEVER_FIRST:
        return True
    ended = line.endswith(_STOPS) if cut else line.endswith(_ENDS)
    return not ended and not _OPENS.match(after) and _continues(after)


def _continues(after: str) -> bool:
    return bool(_HAN.match(after)) or after[0].isdigit() or after[0] in "，。、；：“”《》（）%％"


def _page_width(lines: list[str]) -> int | None:
    """Return the width text was wrapped at. Units: columns, two for a Chinese character."""
    solid = [line.rstrip() for line in lines if line.strip()]
    widths = Counter(_width(line) for line in solid)
    if not solid or max(widths) > 160:
        return None
    widest = max(widths)
    broken = sum(
        1 for line in solid if widest - 3 <= _width(line) <= widest and not line.endswith(_ENDS)
    )
    enough = broken >= _FEWEST_WRAPPED and broken * 4 >= len(solid)
    return widest if widest >= 24 and enough else None


def _page_length(lines: list[str]) -> int | None:
    """Return the count of characters every paragraph was cut at, if it was."""
    longest = max((len(line) for line in lines), default=0)
    alike = sum(1 for line in lines if len(line) == longest)
    return longest if 12 <= longest <= 120 and alike >= _FEWEST_WRAPPED else None


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in line)
