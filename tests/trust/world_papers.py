"""Papers of a kind of these tests, in every state, of the province, both cities and a firm."""

from __future__ import annotations

from changai.orgs import policies as orgs
from changai.papers import rules, services
from tests.trust.tree import Person
from tests.trust.world import Thing, World

KIND = "TRUST_PAPER"
ISSUERS = ("PO", "AO", "BO")
RECIPIENTS = {"PO": ("D", "AO"), "AO": ("A1O", "E1"), "BO": ("B1O", "E7")}
STATES = ("DRAFT", "APPROVED", "ISSUED", "WITHDRAWN")
FROZEN = ("ISSUED", "WITHDRAWN")


def reads_paper(who: Person, paper: Thing) -> bool:
    """A paper is known to all over its unit, an issued one also to those over its recipients."""
    sent = RECIPIENTS[paper.unit] if paper.state in FROZEN else ()
    return any(who.sees(unit) for unit in (paper.unit, *sent))


def add_papers(world: World) -> None:
    """Add a paper in every state for each issuer, and one thing without any."""
    units = dict(enumerate(ISSUERS * (len(STATES) + 1), start=1))
    words = {}
    rules.register(_kind(world, units, words))
    for number, unit in units.items():
        place = (number - 1) // len(ISSUERS)
        state = STATES[place] if place < len(STATES) else ""
        thing = Thing(f"{unit}.{state}", None, unit, {"state": state, "number": number})
        reads = (lambda who, one=thing: reads_paper(who, one)) if state else _sees(unit)
        audits = lambda who, one=unit, reads=reads: reads(who) or who.audits(one)  # noqa: E731
        words[number] = (
            world.mark(f"title of paper {thing.key}", audits),
            world.mark(f"words of paper {thing.key}", reads),
        )
        if state:
            _paper(world, thing)
        world.keep("paper thing", thing.key, thing, unit, number=number, state=state)


def _sees(unit: str):
    return lambda who: who.sees(unit)


def _kind(world: World, units, words) -> rules.Kind:
    def unit(number):
        return world.units[units[number]]

    def compose(number, _by, _at):
        title, text = words[number]
        fact = rules.Fact("n", text, "/tasks/")
        blocks = (
            rules.Paragraph(("共", fact, "项。")),
            rules.Paragraph(("请抓好落实。",), key="end"),
        )
        return rules.Sheet(title=f"通知{title}", blocks=blocks, signer=unit(number).name)

    return rules.Kind(
        code=KIND,
        name="通知",
        word="产改办",
        compose=compose,
        issuer=lambda number: unit(number).pk,
        may_see=lambda number, user, _at: orgs.reach(user, world.today).covers(unit(number).path),
        may_issue=lambda number, user, _at: orgs.reach(user, world.today).works_at(unit(number).pk),
        recipients=lambda number: [world.units[one].pk for one in RECIPIENTS[units[number]]],
    )


def _paper(world: World, thing: Thing) -> None:
    office = {"by": world.user(f"{thing.unit}.OFFICE"), "at": world.now}
    leader = {"by": world.user(f"{thing.unit}.RESPONSIBLE"), "at": world.now}
    paper = services.draft_paper(kind=KIND, thing_id=thing.number, **office)
    if thing.state != "DRAFT":
        services.approve_paper(paper=paper, **leader)
    if thing.state in FROZEN:
        services.issue_paper(paper=paper, **office)
    if thing.state == "WITHDRAWN":
        services.withdraw_paper(paper=paper, reason="有误", **office)
    thing.row = paper
    world.keep("paper", thing.key, paper, thing.unit, state=thing.state, number=thing.number)
