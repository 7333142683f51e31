"""What is expected of papers: previews, drafts, approval, issue, delivery."""

from __future__ import annotations

from typing import Any

from changai.papers.models import Paper
from tests.trust.matrix import Case, Row, each, write
from tests.trust.tree import Person
from tests.trust.world import World
from tests.trust.world_papers import FROZEN, KIND, RECIPIENTS, reads_paper


def _papers_seen(world: World, who: Person) -> set[str]:
    return {str(one.pk) for one in world.of("paper") if reads_paper(who, one)}


def _every_paper_seen(world: World, who: Person) -> set[str]:
    """Papers that slips drafted are known to all over the unit that gives them."""
    drafted = Paper.objects.filter(
        kind__endswith="_SLIP", thing_id__in=[s.pk for s in world.of("slip")]
    )
    units = {slip.pk: slip.unit for slip in world.of("slip")}
    slips = {str(one.pk) for one in drafted if who.sees(units[one.thing_id])}
    return _papers_seen(world, who) | slips


def _things(world: World) -> list[Case]:
    return [Case((KIND, one.number), one) for one in reversed(world.of("paper thing"))]


def _new_things(world: World) -> list[Case]:
    return [Case((KIND, one.number), one) for one in world.of("paper thing") if not one.state]


def _sees(who: Person, thing: Any) -> bool:
    return who.sees(thing.unit)


def _works(who: Person, thing: Any) -> bool:
    return who.works(thing.unit)


def _in(*states: str):
    return lambda who, paper: paper.state in states and who.works(paper.unit)


def _approves(who: Person, paper: Any) -> bool:
    at_unit = any(who.holds(role, paper.unit) for role in ("OFFICE", "RESPONSIBLE", "LEADER"))
    drafted = who.key == f"{paper.unit}.OFFICE"
    return paper.state == "DRAFT" and not drafted and (at_unit or who.oversees(paper.unit))


def _own(who: Person, paper: Any) -> str | None:
    return next((unit for unit in RECIPIENTS[paper.unit] if who.works(unit)), None)


def _signs(who: Person, paper: Any) -> bool:
    return paper.state == "ISSUED" and _own(who, paper) is not None


def _unit(world: World, paper: Any, who: Person) -> dict[str, Any]:
    return {"unit": world.units[_own(who, paper) or RECIPIENTS[paper.unit][0]].pk}


def _revision(_world: World, paper: Any, _who: Person) -> dict[str, Any]:
    return {"seen_revision": paper.row.revision}


def _edits(_world: World, paper: Any, _who: Person) -> dict[str, Any]:
    return {
        "addressees": "各市", "copies_to": "", "note": "", "paragraph-1": "请抓紧落实。",
        "seen_revision": paper.row.revision,
    }  # fmt: skip


def _reason(_world: World, paper: Any, _who: Person) -> dict[str, Any]:
    return {"reason": "数据有误", "seen_revision": paper.row.revision}


papers = each("paper")
ROWS = {
    "papers:list": Row(
        lambda _world: [Case(query={"q": "通知"}), Case(query={"kind": KIND})],
        shows=_papers_seen,
        shown=r'href="/papers/(\d+)/"',
    ),
    "papers:list whole": Row(
        lambda _world: [Case()], shows=_every_paper_seen, shown=r'href="/papers/(\d+)/"'
    ),
    "papers:preview": Row(_things, _sees),
    "papers:preview_docx": Row(_new_things, _sees),
    "papers:preview_pdf": Row(_new_things, _sees),
    "papers:draft": write(_new_things, _works, sees=_sees),
    "papers:detail": Row(papers, reads_paper),
    "papers:docx": Row(papers, reads_paper),
    "papers:pdf": Row(each("paper", "PO.ISSUED", "AO.DRAFT", "BO.ISSUED"), reads_paper),
    "papers:check": Row(
        each("paper", "AO.ISSUED", "PO.DRAFT"),
        lambda who, paper: paper.state in FROZEN and reads_paper(who, paper),
    ),
    "papers:edit": Row(papers, _in("DRAFT")),
    "papers:edit_now": write(papers, _in("DRAFT"), _edits),
    "papers:redraw": write(papers, _in("DRAFT"), _revision, sees=reads_paper),
    "papers:approve": write(papers, _approves, _revision, sees=reads_paper),
    "papers:return": write(papers, _in("APPROVED"), _revision, sees=reads_paper),
    "papers:discard": write(papers, _in("DRAFT"), _revision, sees=reads_paper),
    "papers:issue": write(papers, _in("APPROVED"), _revision, sees=reads_paper),
    "papers:sign": write(papers, _signs, _unit, sees=reads_paper),
    "papers:withdraw": Row(papers, _in("ISSUED")),
    "papers:withdraw_now": write(papers, _in("ISSUED"), _reason),
    "papers:prefix": Row(
        each("unit", "PO", "AO", "D"), lambda who, unit: who.holds("OFFICE", unit.key)
    ),
    "papers:prefix_now": write(
        each("unit", "PO", "AO", "D"),
        lambda who, unit: who.holds("OFFICE", unit.key),
        lambda *_: {"words": "苏"},
    ),
}
