"""Turn the bytes of a text file into characters, naming the encoding that was found."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from changai.reading.errors import Unreadable

# The most frequent characters of modern Chinese and of official prose, most frequent first, then
# the traditional forms of those that differ. Garbled text almost never contains them.
_FREQUENT: Final = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年"
    "过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心"
    "本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由"
    "问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世"
    "位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四"
    "神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便"
    "空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边"
    "死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运笔办法议省县党委副席召推改革责落"
    "监督措施项组织企职培训服务质评促进牵头配单位限底持续负贯彻精神示批讲话主持参加出席宣读汇报"
    "技能才创待遇试考核激励障支就农村街镇乡机关局厅协调联席要求强调指出重点任专营环境城乡"
    "財產這個們來為國說時會對過發後裡種經麼學現當沒動還進樣從實軍無與長機將兩間問應戰頭體見"
    "產製話門東聲員論處義幾認條氣題爾別變總電數報結務場計資許統區隊決馬書則聽達強難權設類邊"
    "張該規萬覺術領確傳師觀帶導爭運筆辦議縣黨責監項組織職訓質評貫徹讀匯獎勵農鄉機關廳協調單續"
)
COMMON: Final = frozenset(_FREQUENT)
# A rough share of each character in prose: the n-th most frequent comes 1/n as often.
FREQUENCY: Final = {char: 1 / (rank + 8) for rank, char in reversed(list(enumerate(_FREQUENT)))} | {
    "，": 0.2,
    "。": 0.12,
    "、": 0.12,
    "“": 0.05,
    "”": 0.05,
    "：": 0.03,
    "；": 0.03,
    "（": 0.02,
    "）": 0.02,
    "《": 0.02,
    "》": 0.02,
}
_NEUTRAL: Final = frozenset("，。、；：？！“”‘’《》（）【】〔〕—…·％　「」『』")
_ORDINARY: Final = COMMON | _NEUTRAL
_ASCII: Final = re.compile(r"[\x00-\x7f]+")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
_DECLARED: Final = re.compile(
    rb"""<(?:meta[^>]{0,200}?charset|\?xml[^>]{0,100}?encoding)\s*=\s*["']?\s*([\w-]{2,20})""", re.I
)
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDER: Final = {"gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "big5": "big5hkscs"}


@dataclass(frozen=True)
class Decoded:
    """A text, the encoding it was in, and how many characters the bytes no longer gave."""

    text: str
    encoding: str
    lost: int = 0


def plausibility(text: str) -> float:
    """Return the share of non-ASCII characters that ordinary Chinese text is made of (0 to 1)."""
    high = _ASCII.sub("", text)
    if not high:
        return 1.0
    return sum(map(_ORDINARY.__contains__, high)) / len(high)


def ordinary(text: str) -> int:
    """Return how many characters of a text are ordinary Chinese ones."""
    return sum(map(_ORDINARY.__contains__, text))


def decode(data: bytes) -> Decoded:
    """Decode a text file: byte-order mark, strict tries, then a statistical guess.

    Raises: Unreadable where the bytes are empty or no text.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise Unreadable("empty")
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _checked(Decoded(data.decode(encoding, "replace"), encoding))
    if data.count(b"\x00") > len(data) // 100:
        wide = _best(data, ("utf-16-le", "utf-16-be"))
        if plausibility_of_wide(wide.text) < 0.4:
            raise Unreadable("binary")
        return _checked(wide)
    utf8 = _lenient(data, "utf-8")
    if utf8.lost == 0:
        return _checked(utf8)
    return _checked(_other(data, utf8))


def _other(data: bytes, utf8: Decoded) -> Decoded:
    strict = list(_strict(data, (*_declared(data), "gb18030", "big5hkscs")))
    best = max(strict, key=lambda found: plausibility(found.text), default=None)
    if best is not None and plausibility(best.text) >= 0.45:
        return best
    # UTF-16 without a mark and without a single ASCII character has no NUL byte either.
    wide = list(_strict(data, ("utf-16-le", "utf-16-be")))
    for found in wide:
        if plausibility(found.text) >= 0.6:
            return found
    # A download cut in the middle of a character, or a few flipped bytes.
    for found in (utf8, _lenient(data, "gb18030"), _lenient(data, "big5hkscs")):
        if found.lost <= 1 + len(found.text) // 50 and plausibility(found.text) >= 0.45:
            return found
    guessed = _guess(data)
    options = [option for option in (guessed, best) if option is not None]
    if not options:
        if utf8.lost <= len(utf8.text) // 2:
            return utf8
        raise Unreadable("binary")
    return max(options, key=lambda found: plausibility(found.text))


def _declared(data: bytes) -> Iterator[str]:
    match = _DECLARED.search(data[:4096])
    if match is None:
        return
    name = match[1].decode("ascii").lower()
    try:
        yield _WIDER.get(codecs.lookup(name).name, name)
    except LookupError:
        return


def _strict(data: bytes, encodings: tuple[str, ...]) -> Iterator[Decoded]:
    for encoding in encodings:
        try:
            yield Decoded(data.decode(encoding), encoding)
        except UnicodeDecodeError:
            continue


def _best(data: bytes, encodings: tuple[str, ...]) -> Decoded:
    found = [_lenient(data, encoding) for encoding in encodings]
    return max(found, key=lambda option: (option.lost == 0, plausibility_of_wide(option.text)))


def plausibility_of_wide(text: str) -> float:
    """Return how likely a text read as UTF-16 is one: byte order decides all of it."""
    likely = sum(char in _ORDINARY or " " <= char <= "~" for char in text)
    return likely / max(len(text), 1)


def _lenient(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    # A replacement character may also stand in the file itself.
    genuine = data.count("\ufffd".encode()) if encoding == "utf-8" else 0
    return Decoded(text, encoding, max(text.count("\ufffd") - genuine, 0))


def _guess(data: bytes) -> Decoded | None:
    from charset_normalizer import from_bytes

    found = from_bytes(data).best()
    return None if found is None else Decoded(str(found), found.encoding)


def _checked(found: Decoded) -> Decoded:
    if not found.text.strip():
        raise Unreadable("empty")
    if len(_CONTROLS.findall(found.text)) > max(3, len(found.text) // 200):
        raise Unreadable("binary")
    return found
