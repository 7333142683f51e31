"""Check official papers against GB/T 9704-2012: the docx itself, and its pages as they are set.

    python -m scripts.check_paper FILE.docx FILE.pdf ...

A docx is read (margins, lines, characters, faces, heading numbers, document number, page numbers,
版记), then set by LibreOffice where there is one, and its pages are measured. A pdf is measured.
Each fault is a line; exit 1 where there is one.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree import ElementTree

from scripts.paper_pages import page_faults

ROOT = Path(__file__).resolve().parents[1]
FONTS = ROOT / "tests" / "papers" / "fonts.conf"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
MM = 56.6929  # twentieths of a point in a millimetre
UPRIGHT = {"top": 37, "bottom": 35, "left": 28, "right": 26}
TURNED = {"top": 28, "bottom": 26, "left": 35, "right": 37}
# Style: face, half points, twentieths of a point a line.
WANTED = {
    "title": ("方正小标宋简体", 44, None),
    "body": ("仿宋_GB2312", 32, 579),
    "h1": ("黑体", 32, 579),
    "h2": ("楷体_GB2312", 32, 579),
    "h3": ("仿宋_GB2312", 32, 579),
    "h4": ("仿宋_GB2312", 32, 579),
    "mark": ("方正小标宋简体", None, None),
    "copies": ("仿宋_GB2312", 28, None),
    "page_number": ("宋体", 28, None),
}
DIGITS = "〇一二三四五六七八九"
ANY_NUMBER = re.compile(r"[\[［(（【]\s*\d{4}\s*[\]］)）】]\s*第?\d+\s*号")
GOOD_NUMBER = re.compile(r"〔\d{4}〕[1-9]\d*号")
LOOSE_NUMBER = re.compile(r"〔\d{2,4}〕\s*第?\d*号")


def faults_of(docx: Path | str, *, rendered: bool | None = None) -> list[str]:
    """Return what is wrong with a docx; its pages too where LibreOffice is installed.

    `rendered` forces or leaves out the pages.
    """
    path = Path(docx)
    faults = list(docx_faults(path))
    if rendered or (rendered is None and has_office()):
        with tempfile.TemporaryDirectory(prefix="changai-paper-") as folder:
            [pdf] = render([path], Path(folder))
            faults += page_faults(pdf)
    return faults


def has_office() -> bool:
    """Say whether LibreOffice is installed."""
    return shutil.which("soffice") is not None


def render(paths: Sequence[Path], folder: Path) -> list[Path]:
    """Set documents with LibreOffice, blank pages kept, and return their pdfs."""
    options = 'pdf:writer_pdf_Export:{"IsSkipEmptyPages":{"type":"boolean","value":"false"}}'
    with tempfile.TemporaryDirectory(prefix="changai-office-") as profile:
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to",
             options, "--outdir", str(folder), *map(str, paths)],
            check=True, capture_output=True, timeout=300,
            env={**os.environ, "FONTCONFIG_FILE": str(FONTS)},
        )  # fmt: skip
    return [folder / f"{path.stem}.pdf" for path in paths]


def docx_faults(path: Path) -> Iterator[str]:
    """Give what is wrong in the file itself."""
    with zipfile.ZipFile(path) as packed:
        trees = {
            name: ElementTree.fromstring(packed.read(name))
            for name in packed.namelist()
            if name.endswith(".xml") and name.startswith("word/")
        }
        core = packed.read("docProps/core.xml").decode()
    document = trees["word/document.xml"]
    yield from _sections(document)
    yield from _styles(trees["word/styles.xml"])
    yield from _headings(document)
    yield from _document_number(document)
    yield from _page_numbers(trees)
    yield from _imprint(document, is_draft=_UNDATED in core)


def _sections(document: ElementTree.Element) -> Iterator[str]:
    for number, section in enumerate(document.iter(f"{W}sectPr"), start=1):
        size, edges = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
        if size is None or edges is None:
            yield f"section {number}: no page size or margins"
            continue
        turned = size.get(f"{W}orient") == "landscape"
        wide, high = (297, 210) if turned else (210, 297)
        for name, wanted in (("w", wide), ("h", high)):
            if abs(int(size.get(f"{W}{name}", "0")) / MM - wanted) > 0.1:
                yield f"section {number}: page {name} is not {wanted} mm"
        for side, wanted in (TURNED if turned else UPRIGHT).items():
            found = int(edges.get(f"{W}{side}", "0")) / MM
            if abs(found - wanted) > 0.1:
                yield f"section {number}: margin {side} is {found:.1f} mm, not {wanted}"
        grid = section.find(f"{W}docGrid")
        if grid is None or grid.get(f"{W}linePitch") != "579":
            yield f"section {number}: the grid has not 22 lines"


def _styles(styles: ElementTree.Element) -> Iterator[str]:
    known = {one.get(f"{W}styleId"): one for one in styles.iter(f"{W}style")}
    for name, (face, half_points, line) in WANTED.items():
        style = known.get(name)
        if style is None:
            yield f"style {name} is missing"
            continue
        fonts = style.find(f"{W}rPr/{W}rFonts")
        found = fonts.get(f"{W}eastAsia") if fonts is not None else None
        if found != face:
            yield f"style {name} is set in {found}, not {face}"
        size = style.find(f"{W}rPr/{W}sz")
        if half_points and (size is None or size.get(f"{W}val") != str(half_points)):
            yield f"style {name} is not {half_points / 2} points"
        spacing = style.find(f"{W}pPr/{W}spacing")
        exact = spacing is not None and spacing.get(f"{W}lineRule") == "exact"
        if not exact or (line and spacing.get(f"{W}line") != str(line)):
            yield f"style {name} has not lines of exactly {line}"
        closer = style.find(f"{W}rPr/{W}spacing")
        if half_points == 32 and (closer is None or closer.get(f"{W}val") != "-5"):
            yield f"style {name}: 28 characters do not fit a line"


def _paragraphs(document: ElementTree.Element) -> Iterator[tuple[str, str]]:
    for one in document.iter(f"{W}p"):
        style = one.find(f"{W}pPr/{W}pStyle")
        words = "".join(
            text.text or "" for run in one.findall(f"{W}r") for text in run.findall(f"{W}t")
        )
        yield (style.get(f"{W}val", "") if style is not None else "", words)


def numeral(number: int) -> str:
    """Return 1 to 99 in Chinese, reckoned apart from the program."""
    tens, ones = divmod(number, 10)
    lead = "" if tens == 0 else ("十" if tens == 1 else f"{DIGITS[tens]}十")
    return lead + (DIGITS[ones] if ones else "")


def _headings(document: ElementTree.Element) -> Iterator[str]:
    counts = [0, 0, 0, 0]
    for style, words in _paragraphs(document):
        if style == "annex_label":
            counts = [0, 0, 0, 0]
        if not re.fullmatch(r"h[1-4]", style):
            continue
        level = int(style[1])
        counts[level - 1] += 1
        counts[level:] = [0] * (4 - level)
        number = counts[level - 1]
        wanted = (f"{numeral(number)}、", f"（{numeral(number)}）", f"{number}.", f"（{number}）")
        if not words.startswith(wanted[level - 1]):
            yield f"heading “{words[:12]}” should begin with {wanted[level - 1]}"


def _document_number(document: ElementTree.Element) -> Iterator[str]:
    heads = [words for style, words in _paragraphs(document) if style in ("number", "flush")]
    for words in heads[:2]:
        if ANY_NUMBER.search(words):
            yield f"the year of the number stands not in 〔〕: {words}"
        if LOOSE_NUMBER.search(words) and not GOOD_NUMBER.search(words):
            yield f"the number has a zero, a 第 or a short year: {words}"


def _page_numbers(trees: dict[str, ElementTree.Element]) -> Iterator[str]:
    if trees["word/settings.xml"].find(f"{W}evenAndOddHeaders") is None:
        yield "odd and even pages have the same foot"
    sides = set()
    for name, tree in trees.items():
        if "PAGE" not in "".join(one.text or "" for one in tree.iter(f"{W}instrText")):
            continue
        words = "".join(one.text or "" for one in tree.iter(f"{W}t"))
        if words != "— 1 —":
            yield f"{name}: the page number is {words}, not — 1 —"
        sides.update(
            one.get(f"{W}val") for one in tree.iter(f"{W}jc") if name.startswith("word/footer")
        )
    if sides != {"left", "right"}:
        yield "page numbers stand not right on odd and left on even pages"


# What has not been issued bears this day, and none in its 版记.
_UNDATED = ">2000-01-01T"


def _imprint(document: ElementTree.Element, *, is_draft: bool) -> Iterator[str]:
    for anchor in document.iter(f"{WP}anchor"):
        named = anchor.find(f"{WP}docPr")
        if named is None or named.get("name") != "版记":
            continue
        words = ["".join(t.text or "" for t in p.iter(f"{W}t")) for p in anchor.iter(f"{W}p")]
        copies = [one for one in words if one.startswith("抄送")]
        if copies and not (copies[0].startswith("抄送：") and copies[0].endswith("。")):
            yield f"版记: copies read {copies[0]}"
        printed = [one for one in words if one not in copies]
        dated = printed and not is_draft
        if dated and not re.search(r"\d{4}年[1-9]\d?月[1-9]\d?日印发$", printed[0]):
            yield f"版记: printed reads {printed[0]}"
        place = anchor.find(f"{WP}positionV/{WP}posOffset")
        extent = anchor.find(f"{WP}extent")
        foot = (int(place.text or "0") + int(extent.get("cy", "0"))) / 36000
        if abs(foot - 262) > 0.2:
            yield f"版记 ends {foot:.1f} mm down the page, not 262"


def main(names: list[str]) -> int:
    """Check the files named and print their faults."""
    count = 0
    for name in names:
        faults = page_faults(Path(name)) if name.endswith(".pdf") else faults_of(name)
        count += len(faults)
        for fault in faults:
            print(f"{name}: {fault}")
    print(f"{len(names)} papers, {count} faults")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
