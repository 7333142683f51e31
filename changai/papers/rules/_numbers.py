"""The number of a document: 发文机关代字, the year in 〔〕, a serial without leading zeros."""

from __future__ import annotations

# The short names of the provinces by the first two digits of their division code.
PROVINCES = {
    "11": "京", "12": "津", "13": "冀", "14": "晋", "15": "内", "21": "辽", "22": "吉", "23": "黑",
    "31": "沪", "32": "苏", "33": "浙", "34": "皖", "35": "闽", "36": "赣", "37": "鲁", "41": "豫",
    "42": "鄂", "43": "湘", "44": "粤", "45": "桂", "46": "琼", "50": "渝", "51": "川", "52": "贵",
    "53": "云", "54": "藏", "61": "陕", "62": "甘", "63": "青", "64": "宁", "65": "新",
}  # fmt: skip


def number(word: str, year: int, serial: int) -> str:
    """Return a document number as GB/T 9704-2012 7.2.5 writes it: 苏产改办〔2026〕8号."""
    return f"{word}〔{year}〕{serial}号"


def prefix_of(code: str, name: str) -> str:
    """Return the word a division's numbers begin with, until its office sets another.

    A province has its short name by its code; every other division the first character of its own.
    """
    if code[2:].strip("0") == "" and code[:2] in PROVINCES:
        return PROVINCES[code[:2]]
    return name[:1]
