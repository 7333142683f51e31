"""What was found wrong with a text, and how often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

# The name a person reads, by kind of damage.
LABELS: Final[dict[str, str]] = {
    "mojibake": "乱码已还原",
    "guessed-characters": "按上下文推定的字符（请核对）",
    "lost-characters": "无法恢复的字符",
    "json": "从 JSON 数据中取出正文",
    "json-noise": "去除夹带的数据片段",
    "html": "去除网页标签",
    "navigation": "去除导航、页脚等网页部件",
    "caption": "去除图片说明",
    "script-lines": "去除脚本残留",
    "escapes": "还原转义符号",
    "entities": "还原网页实体符号",
    "invisible": "去除不可见字符",
    "injected-pinyin": "去除插入的拼音",
    "traditional": "繁体转为简体",
    "furniture": "去除编辑、来源、打印等页面行",
    "wrapped-lines": "接回断开的行",
}


@dataclass(frozen=True)
class Damage:
    """One kind of damage that was repaired (or, for lost characters, could not be).

    Units: `count` is in places, for characters in characters.
    """

    kind: str
    count: int

    @property
    def label(self) -> str:
        """Return the words for a person."""
        return LABELS[self.kind]
