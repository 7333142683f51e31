"""Why a file cannot be read, in words that say what to do."""

from __future__ import annotations

from typing import Final

MESSAGES: Final[dict[str, str]] = {
    "missing": "找不到文件或没有读取权限。请检查路径和权限。",
    "empty": "文件是空的。请确认导出或下载是否完整，再重新上传。",
    "too_large": "文件超过大小上限。请拆分或删去图片后再上传。",
    "binary": "不是可识别的文本或办公文档。请提供 txt、html、docx、pdf 或 xlsx。",
    "encrypted": "文件设有密码。请取消密码保护后另存一份再上传。",
    "old_office": "这是旧版 Word 97-2003（.doc、.xls、.wps）格式。"
    "请用 Word 或 WPS 打开，另存为 .docx 或 .xlsx 后再上传。",
    "rtf": "这是 RTF 格式。请用 Word 或 WPS 打开，另存为 .docx 后再上传。",
    "image": "这是图片，没有可读的文字。请提供文字版，或先做文字识别（OCR）。",
    "scanned": "这份 PDF 只有扫描图像，没有文字层。请提供文字版，或先做文字识别（OCR）。",
    "archive": "这是压缩包。请解压后逐个上传其中的文件。",
    "bomb": "压缩内容异常（体积、压缩比或文件数超限），已拒绝打开。请重新导出该文件。",
    "broken": "文件已损坏，无法打开。请重新下载或导出后再上传。",
    "lost": "文字在以前的转码中已经丢失（如“锟斤拷”），无法恢复。请向来源单位重新索取原件。",
    "no_text": "文件里没有可读的文字。",
}


class Unreadable(ValueError):
    """Say why a file cannot be read: `reason` is a key of `MESSAGES`, the text for the person."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(MESSAGES[reason])
