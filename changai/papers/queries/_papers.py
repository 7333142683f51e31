"""Papers and their deliveries as rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from changai.accounts.models import User
from changai.orgs import policies as orgs
from changai.orgs.models import Post, Unit
from changai.papers import policies, rules
from changai.papers.models import Delivery, Paper, Prefix

PAGE_ROWS = 50
STATES: Mapping[str, Promise] = {
    "DRAFT": gettext_lazy("草稿"),
    "APPROVED": gettext_lazy("已签发待印发"),
    "ISSUED": gettext_lazy("已印发"),
    "WITHDRAWN": gettext_lazy("已撤回"),
}
TONES = {"DRAFT": "grey", "APPROVED": "blue", "ISSUED": "green", "WITHDRAWN": "red"}
ICONS = {
    "DRAFT": "pencil-square",
    "APPROVED": "patch-check",
    "ISSUED": "send-check",
    "WITHDRAWN": "x-circle",
}
# The names of kinds that the nouns register, for the catalogue.
KIND_NAMES = (
    gettext_noop("会议通知"),
    gettext_noop("会议纪要"),
    gettext_noop("会议材料"),
    gettext_noop("批示办理单"),
    gettext_noop("交办通知单"),
    gettext_noop("催办通知单"),
    gettext_noop("蓝色督办单"),
    gettext_noop("黄色督办单"),
    gettext_noop("红色督办单"),
    gettext_noop("通报"),
    gettext_noop("简报"),
    gettext_noop("专报"),
    gettext_noop("工作要点及责任分工方案"),
    gettext_noop("任务台账"),
)


@dataclass(frozen=True)
class PaperRow:
    """A paper in a list. `sent` and `signed` count units."""

    paper: Paper
    kind: str
    state: str
    tone: str
    icon: str
    sent: int
    signed: int
    to_sign: bool

    @property
    def waiting(self) -> int:
        """Return how many units have not signed yet."""
        return self.sent - self.signed


@dataclass(frozen=True)
class DeliveryRow:
    """A unit that was sent a paper, and whether this person may sign for it."""

    delivery: Delivery
    may_sign: bool


def state_words(state: str) -> str:
    """Return a state of a paper in the reader's language."""
    return str(STATES[state])


def kind_words(code: str) -> str:
    """Return the name of a kind of paper in the reader's language; the code where none is known."""
    kind = policies.known_kind(code)
    return _(kind.name) if kind else code


def kind_choices() -> list[tuple[str, str]]:
    """Return the kinds of papers of this installation, by code."""
    return [(kind.code, _(kind.name)) for kind in rules.kinds()]


def visible_papers(*, user: User, today: date) -> QuerySet[Paper]:
    """Return the papers the person may see, with their unit."""
    people = ("made_by", "approved_by", "issued_by", "withdrawn_by")
    return policies.visible(Paper.objects.select_related("unit", *people), user, today)


def paper_rows(
    *,
    user: User,
    today: date,
    words: str = "",
    kind: str = "",
    state: str = "",
    before: int | None = None,
) -> list[PaperRow]:
    """Return one page of papers and one row more, newest first.

    `state` may also be TO_SIGN: sent to a unit where the person works, and not signed for.
    Grain: one row per paper. Cost: one query, however many papers.
    """
    papers = visible_papers(user=user, today=today)
    if words:
        papers = papers.filter(Q(title__icontains=words) | Q(number__icontains=words))
    if kind:
        papers = papers.filter(kind=kind)
    if before:
        papers = papers.filter(pk__lt=before)
    rows = _counted(papers, user, today)
    if state == "TO_SIGN":
        rows = rows.filter(Exists(_waiting(user, today).filter(paper_id=OuterRef("pk"))))
    elif state:
        rows = rows.filter(state=state)
    return [_row(paper) for paper in rows.order_by("-pk")[: PAGE_ROWS + 1]]


def papers_of(*, kind: str, thing_id: int, user: User, today: date) -> list[PaperRow]:
    """Return the papers about a thing that the person may see, newest first.

    `kind` is one code, or several with commas. Cost: one query.
    """
    codes = [one.strip() for one in kind.split(",")]
    papers = visible_papers(user=user, today=today).filter(kind__in=codes, thing_id=thing_id)
    return [_row(paper) for paper in _counted(papers, user, today).order_by("-pk")]


def _counted(papers: QuerySet[Paper], user: User, today: date) -> QuerySet[Paper]:
    mine = _waiting(user, today).filter(paper_id=OuterRef("pk"))
    return papers.defer("content", "edits").annotate(
        sent_count=Count("deliveries"),
        signed_count=Count("deliveries", filter=Q(deliveries__signed_at__isnull=False)),
        to_sign=Exists(mine),
    )


def waiting_to_sign(*, user: User, today: date) -> QuerySet[Delivery]:
    """Return the deliveries that wait for the person's signature, of kinds that are signed for."""
    told = [kind.code for kind in rules.kinds() if not kind.is_signed_for]
    return _waiting(user, today).exclude(paper__kind__in=told)


def _waiting(user: User, today: date) -> QuerySet[Delivery]:
    at = orgs.reach(user, today).unit_ids(*orgs.WORKING_ROLES)
    return Delivery.objects.filter(unit_id__in=at, signed_at=None, paper__state=Paper.State.ISSUED)


def _row(paper: Paper) -> PaperRow:
    kind = policies.known_kind(paper.kind)
    return PaperRow(
        paper=paper,
        kind=kind_words(paper.kind),
        state=state_words(paper.state),
        tone=TONES[paper.state],
        icon=ICONS[paper.state],
        sent=paper.sent_count,  # type: ignore[attr-defined]
        signed=paper.signed_count,  # type: ignore[attr-defined]
        to_sign=paper.to_sign and (kind is None or kind.is_signed_for),  # type: ignore[attr-defined]
    )


def row_of(*, paper: Paper, user: User, today: date) -> PaperRow:
    """Return one paper as a row."""
    return _row(_counted(Paper.objects.filter(pk=paper.pk), user, today).get())


def open_paper(*, kind: str, thing_id: int, user: User, today: date) -> Paper | None:
    """Return the paper of this kind about a thing that is on its way, if the person may see it."""
    papers = visible_papers(user=user, today=today)
    return papers.filter(kind=kind, thing_id=thing_id, state__in=rules.OPEN).first()


def prefix_units(*, user: User, today: date) -> list[Unit]:
    """Return the units whose numbers the person may set the beginning of."""
    at = orgs.reach(user, today).unit_ids(orgs.Role.OFFICE)
    return list(Unit.objects.filter(pk__in=at).order_by("path"))


def steps_of(paper: Paper) -> list[dict[str, object]]:
    """Return what happened to a paper, for the timeline."""
    rows = (
        (paper.made_at, paper.made_by, _("起草"), "", "grey", "pencil-square"),
        (paper.approved_at, paper.approved_by, _("签发"), _own(paper), "blue", "patch-check"),
        (paper.issued_at, paper.issued_by, _("印发本件"), paper.number, "green", "send-check"),
        (
            paper.withdrawn_at, paper.withdrawn_by, _("撤回本件"), paper.withdrawn_reason,
            "red", "x-circle",
        ),
    )  # fmt: skip
    names = ("at", "who", "what", "note", "tone", "icon")
    return [dict(zip(names, row, strict=True)) for row in rows if row[0]]


def _own(paper: Paper) -> str:
    own = paper.approved_by_id is not None and paper.approved_by_id == paper.made_by_id
    return _("起草人本人签发：本单位当时没有其他负责同志。") if own else ""


def to_sign_count(*, user: User, today: date) -> int:
    """Return how many papers wait for the person's signature. Cost: one query."""
    return waiting_to_sign(user=user, today=today).count()


def units_to_sign_for(*, paper: Paper, user: User, today: date) -> list[Unit]:
    """Return the units of the person that were sent the paper and have not signed for it."""
    waiting = _waiting(user, today).filter(paper=paper).select_related("unit")
    return [one.unit for one in waiting.order_by("unit__path")]


def delivery_rows(*, paper: Paper, user: User, today: date) -> list[DeliveryRow]:
    """Return the units that were sent a paper, as far as the person may read of them."""
    found = policies.visible_deliveries(paper.deliveries.all(), user, today)
    rows = found.select_related("unit", "signed_by").order_by("unit__path")
    return [
        DeliveryRow(one, one.signed_at is None and policies.may_sign_for(one, user, today))
        for one in rows
    ]


def may_cause(paper: Paper, event: rules.Event, user: User, at: datetime) -> bool:
    """Say whether the person is the one the table wants for an event of this paper."""
    if rules.line_of(event).actor is rules.Actor.APPROVER:
        return policies.may_approve(paper, user, at)
    return policies.may_handle(paper, user, at)


def people_working_at(unit_ids: Sequence[int], today: date) -> dict[int, list[int]]:
    """Return the ids of the active people who do the daily work of units, by unit."""
    found: dict[int, list[int]] = defaultdict(list)
    posts = Post.objects.filter(
        orgs.in_force(today),
        unit_id__in=unit_ids,
        role__in=orgs.WORKING_ROLES,
        person__is_active=True,
    )
    for unit_id, person_id in posts.values_list("unit_id", "person_id").order_by("pk"):
        found[unit_id].append(person_id)
    return dict(found)


def prefix_of(unit: Unit) -> str:
    """Return the word with which a unit's document numbers begin.

    What its office set; else by the division it serves: 苏 for an office of Jiangsu.
    Cost: one query, two where nothing was set.
    """
    kept = Prefix.objects.filter(unit=unit).values_list("words", flat=True).first()
    if kept is not None:
        return kept
    served = Unit.objects.filter(path=unit.scope_path).first()
    division = served if served and served.pk != unit.pk else unit.parent
    division = division or unit
    return rules.prefix_of(division.code or "", division.name)
