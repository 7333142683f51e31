"""How long a ledger of 50 pages takes to become a docx and a pdf, after start-up."""

from __future__ import annotations

from bench.figures import Figure, stopwatch
from changai.papers.rules import Column, Fact, Sheet, Table, docx_of, pdf_of

LIMIT_SECONDS = 3.0
PAGES, ROWS_A_PAGE = 50, 6
ROUNDS = 3
WORDS = (
    "健全职业技能等级认定制度",
    "推动规模以上企业自主开展职业技能等级认定，年内新增认定机构30家以上",
    "省人社厅",
    "省总工会、省工信厅、省国资委",
)


def ledger() -> Sheet:
    """Return a ledger whose rows differ, turned, of somewhat more than 50 pages."""
    columns = (
        Column("序号", 1, centered=True),
        Column("重点任务", 4),
        Column("工作举措", 6),
        Column("牵头单位", 3, centered=True),
        Column("配合单位", 4),
        Column("完成时限", 2, centered=True),
        Column("进展", 4),
    )
    rows = tuple(
        (
            (str(number),),
            *((f"{words}（{number}）",) for words in WORDS),
            (Fact(f"task:{number}:due_on", "12月底前"),),
            (Fact(f"task:{number}:said", f"已完成{number % 97}%，正在推进"),),
        )
        for number in range(1, PAGES * ROWS_A_PAGE + 1)
    )
    return Sheet(title="任务台账", blocks=(Table(columns, rows, horizontal=True),))


def measure() -> list[Figure]:
    """Return the seconds of the slowest of three rounds: docx and pdf of one ledger."""
    import io

    import pdfplumber

    sheet, taken, content = ledger(), [], b""
    for _ in range(ROUNDS):
        with stopwatch() as spent:
            docx_of(sheet)
            content = pdf_of(sheet)
        taken.append(spent[0])
    with pdfplumber.open(io.BytesIO(content)) as opened:
        pages = len(opened.pages)
    note = f"[{pages} pages, slowest of {ROUNDS}]"
    if pages < PAGES:
        raise RuntimeError(f"the ledger has only {pages} pages")
    return [Figure("papers: a ledger as docx and pdf", max(taken), LIMIT_SECONDS, "s", True, note)]
