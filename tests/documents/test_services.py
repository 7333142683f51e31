"""What a person decides on what was read: every quotation stands in the text, every write once."""

from datetime import date, timedelta

import pytest

from changai.audit.models import Entry
from changai.documents import queries, services
from changai.documents.models import Document, Instruction, Measure, StoredFile
from changai.kernel.errors import OutOfDate, Refused
from changai.tasks import services as tasks
from tests.conftest import NOON
from tests.documents.factories import TEXT, make_document, make_measure
from tests.tasks.factories import draft

State = Measure.State
REPORT = (
    "全省产业工人队伍建设改革工作推进会召开\n"
    "3月1日，全省产业工人队伍建设改革工作推进会在云溪召开，副省长林致远出席并讲话。\n"
    "林致远强调，要扩大试点覆盖，年底前新增试点企业不少于600家；"
    "要健全技能导向的薪酬分配机制，9月底前推行工资集体协商。\n"
)


def who(cast):
    return {"by": cast.clerk, "at": NOON}


def receive(cast, text=REPORT, name="报道.txt", **more):
    more.setdefault("owner", cast.office)
    return services.receive_document(file_name=name, content=text.encode(), **who(cast), **more)


def again(measure):
    return Measure.objects.get(pk=measure.pk)


def last_entry():
    return Entry.objects.order_by("-pk").first()


def test_a_file_becomes_a_document_with_proposals_that_quote_it(cast, files):
    document = receive(cast)

    assert document.title == "全省产业工人队伍建设改革工作推进会召开"
    assert document.kind == "report"
    assert queries.stored_path(document.original.sha256).read_bytes() == REPORT.encode()
    measures = list(document.measures.all())
    assert measures
    for measure in measures:
        assert measure.state == State.PROPOSED
        assert document.clean_text[measure.start : measure.end] == measure.quote
    assert last_entry().action == "document.received"


def test_the_same_file_is_received_once_by_a_unit_and_once_more_by_another(cast):
    document = receive(cast)

    with pytest.raises(services.AlreadyReceived) as known:
        receive(cast, name="又一份.txt")
    other = services.receive_document(
        owner=cast.city_office,
        file_name="报道.txt",
        content=REPORT.encode(),
        by=cast.city_clerk,
        at=NOON,
    )

    assert known.value.document_id == document.pk
    assert other.original_id == document.original_id
    assert StoredFile.objects.count() == 1


@pytest.mark.parametrize("person", ["stranger", "lead", "city_clerk", "auditor"])
def test_only_those_who_work_at_the_unit_receive_for_it(cast, person):
    with pytest.raises(Refused):
        services.receive_document(
            owner=cast.office,
            file_name="报道.txt",
            content=REPORT.encode(),
            by=getattr(cast, person),
            at=NOON,
        )
    assert not Document.objects.exists()


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02" * 50, b"PK\x03\x04broken"])
def test_what_cannot_be_read_is_refused_in_words(cast, content):
    with pytest.raises(Refused) as refusal:
        services.receive_document(
            owner=cast.office, file_name="坏.docx", content=content, **who(cast)
        )
    assert str(refusal.value)
    assert not Document.objects.exists()


def test_accepting_says_who_and_when(cast, document):
    measure = make_measure(document, "扩大试点覆盖")

    services.accept_measure(measure=measure, seen_revision=0, **who(cast))

    measure = again(measure)
    assert (measure.state, measure.decided_by, measure.decided_at) == (
        State.ACCEPTED,
        cast.clerk,
        NOON,
    )
    assert last_entry().action == "measure.accepted"


@pytest.mark.parametrize("person", ["stranger", "lead", "city_clerk", "auditor"])
def test_nobody_else_decides(cast, document, person):
    measure = make_measure(document, "扩大试点覆盖")
    by = {"by": getattr(cast, person), "at": NOON}
    attempts = [
        lambda: services.accept_measure(measure=measure, seen_revision=0, **by),
        lambda: services.reject_measure(measure=measure, seen_revision=0, reason="不", **by),
        lambda: services.reopen_measure(measure=measure, seen_revision=0, **by),
        lambda: services.edit_measure(
            measure=measure,
            quote="试点",
            deadline_words="",
            speaker="",
            targets=[],
            seen_revision=0,
            **by,
        ),
        lambda: services.set_units(
            measure=measure, lead=[cast.helper], cooperating=[], seen_revision=0, **by
        ),
        lambda: services.add_measure(document=document, start=0, end=4, **by),
        lambda: services.split_measure(
            measure=measure, places=[measure.start + 2], seen_revision=0, **by
        ),
        lambda: services.read_again(document=document, content=b"x", **by),
        lambda: services.describe_document(
            document=document, values={"title": "改"}, seen_revision=0, **by
        ),
    ]
    for attempt in attempts:
        with pytest.raises(Refused):
            attempt()
    assert again(measure).revision == 0
    assert not Entry.objects.filter(actor_id=by["by"].pk).exists()


def test_of_two_people_only_the_first_decides(cast, document):
    measure = make_measure(document, "扩大试点覆盖")
    services.accept_measure(measure=measure, seen_revision=0, **who(cast))

    with pytest.raises(OutOfDate):
        services.reject_measure(
            measure=measure, seen_revision=0, reason="重复", by=cast.colleague, at=NOON
        )
    assert again(measure).state == State.ACCEPTED


def test_a_rejection_needs_a_reason(cast, document):
    measure = make_measure(document, "扩大试点覆盖")

    with pytest.raises(services.NotDecided):
        services.reject_measure(measure=measure, seen_revision=0, reason=" ", **who(cast))
    services.reject_measure(measure=measure, seen_revision=0, reason="空话", **who(cast))

    assert (again(measure).state, again(measure).reason) == (State.REJECTED, "空话")


def test_a_decision_is_taken_back_until_something_quotes_it(cast, document):
    measure = make_measure(document, "扩大试点覆盖")
    services.accept_measure(measure=measure, seen_revision=0, **who(cast))
    services.reopen_measure(measure=measure, seen_revision=1, **who(cast))
    assert again(measure).state == State.PROPOSED
    assert again(measure).decided_by is None

    services.accept_measure(measure=measure, seen_revision=2, **who(cast))
    tasks.register_task(draft=draft(cast.office, clause_id=measure.pk), **who(cast))

    with pytest.raises(services.NotDecided):
        services.reopen_measure(measure=again(measure), seen_revision=3, **who(cast))


def edit(cast, measure, quote, **more):
    more.setdefault("seen_revision", measure.revision)
    services.edit_measure(
        measure=measure, quote=quote, deadline_words="年底前", speaker="林致远", targets=[], **more,
        **who(cast),
    )  # fmt: skip


def test_an_edited_quotation_moves_its_place_and_its_source(cast, document):
    measure = make_measure(document, "扩大试点覆盖")

    edit(cast, measure, "  扩大试点覆盖，年底前新增试点企业  ")

    measure = again(measure)
    assert measure.quote == "扩大试点覆盖，年底前新增试点企业"
    assert TEXT[measure.start : measure.end] == measure.quote
    assert (measure.source_start, measure.source_end) == (measure.start, measure.end)
    assert (measure.deadline_words, measure.speaker, measure.revision) == ("年底前", "林致远", 1)


@pytest.mark.parametrize("quote", ["扩大试点范围", "", "   ", "扩大  试点覆盖"])
def test_a_quotation_that_is_not_in_the_text_is_refused(cast, document, quote):
    measure = make_measure(document, "扩大试点覆盖")

    with pytest.raises(services.QuoteNotInText):
        edit(cast, measure, quote)
    assert again(measure).quote == "扩大试点覆盖"


def test_an_edit_of_what_somebody_changed_is_out_of_date(cast, document):
    measure = make_measure(document, "扩大试点覆盖")
    edit(cast, measure, "扩大试点")

    with pytest.raises(OutOfDate):
        edit(cast, measure, "试点覆盖", seen_revision=0)


def test_units_are_set_by_hand_and_have_one_part(cast, document):
    measure = make_measure(document, "扩大试点覆盖")

    services.set_units(
        measure=measure,
        lead=[cast.department],
        cooperating=[cast.helper, cast.department],
        seen_revision=0,
        **who(cast),
    )

    assert set(measure.units.values_list("unit", "part")) == {
        (cast.department.pk, "LEAD"),
        (cast.helper.pk, "COOPERATING"),
    }
    with pytest.raises(OutOfDate):
        services.set_units(measure=measure, lead=[], cooperating=[], seen_revision=0, **who(cast))
    assert measure.units.count() == 2


def test_a_marked_passage_becomes_a_proposal_without_blanks_and_marks_at_its_ends(cast, document):
    start = TEXT.index("，年底前")
    end = TEXT.index("600家。") + len("600家。")

    measure = services.add_measure(document=document, start=start, end=end, **who(cast))

    assert measure.quote == "年底前新增试点企业不少于600家"
    assert (measure.origin, measure.state) == (Measure.Origin.HAND, State.PROPOSED)


@pytest.mark.parametrize(("start", "end"), [(5, 5), (6, 2), (-1, 3), (0, 10_000)])
def test_a_passage_outside_the_text_is_refused(cast, document, start, end):
    with pytest.raises(services.QuoteNotInText):
        services.add_measure(document=document, start=start, end=end, **who(cast))


def test_a_passage_of_marks_alone_is_refused(cast, document):
    start = TEXT.index("。")
    with pytest.raises(services.QuoteNotInText):
        services.add_measure(document=document, start=start, end=start + 2, **who(cast))


LONG = "9月底前推行工资集体协商；要打通成长通道，新增高技能人才15万人"


def test_splitting_makes_pieces_that_stand_in_the_text_and_keep_what_is_theirs(cast, document):
    measure = make_measure(
        document,
        LONG,
        deadline_words="9月底前",
        targets=[{"value": "15万", "unit": "人", "what": "高技能人才"}],
        lead=[cast.department],
    )
    place = TEXT.index("；") + 1

    pieces = services.split_measure(measure=measure, places=[place], seen_revision=0, **who(cast))

    assert [piece.quote for piece in pieces] == [
        "9月底前推行工资集体协商",
        "要打通成长通道，新增高技能人才15万人",
    ]
    assert [piece.deadline_words for piece in pieces] == ["9月底前", ""]
    assert [len(piece.targets) for piece in pieces] == [0, 1]
    assert all(piece.units.get().unit == cast.department for piece in pieces)
    assert again(measure).state == State.SUPERSEDED
    assert list(pieces[0].came_from.all()) == [measure]


@pytest.mark.parametrize("where", [[], [0], [-3], [10_000]])
def test_a_cut_must_lie_inside(cast, document, where):
    measure = make_measure(document, LONG)
    places = [measure.start + place for place in where]

    with pytest.raises(services.QuoteNotInText):
        services.split_measure(measure=measure, places=places, seen_revision=0, **who(cast))
    assert again(measure).state == State.PROPOSED


def test_a_cut_that_leaves_an_empty_piece_is_refused(cast, document):
    measure = make_measure(document, "600家。\n会议要求")
    place = measure.start + len("600家。")
    with pytest.raises(services.QuoteNotInText):
        services.split_measure(
            measure=measure, places=[place - 1, place], seen_revision=0, **who(cast)
        )


def merged_of(cast, *measures, revisions=None):
    revisions = revisions or {measure.pk: measure.revision for measure in measures}
    return services.merge_measures(measures=measures, seen_revisions=revisions, **who(cast))


def test_merging_spans_from_the_first_to_the_last(cast, document):
    first = make_measure(
        document, "9月底前推行工资集体协商", lead_words=["省总"], lead=[cast.helper]
    )
    last = make_measure(
        document,
        "新增高技能人才15万人",
        lead_words=["省总", "人社厅"],
        lead=[cast.department],
        cooperating=[cast.helper],
    )

    merged = merged_of(cast, last, first)

    assert merged.quote == LONG
    assert merged.lead_words == ["省总", "人社厅"]
    assert dict(merged.units.values_list("unit", "part")) == {
        cast.helper.pk: "LEAD",
        cast.department.pk: "LEAD",
    }
    assert {again(first).state, again(last).state} == {State.SUPERSEDED}
    assert set(merged.came_from.all()) == {first, last}


def test_one_measure_or_those_of_two_documents_do_not_merge(cast, document):
    first = make_measure(document, "扩大试点覆盖")
    other = make_measure(make_document(cast.office, cast.clerk, title="另一份"), "扩大试点覆盖")

    for measures in ([first], [first, other]):
        with pytest.raises(services.NotDecided):
            merged_of(cast, *measures)


def test_a_merge_with_what_was_just_decided_changes_nothing(cast, document):
    first = make_measure(document, "9月底前推行工资集体协商")
    last = make_measure(document, "新增高技能人才15万人")
    services.accept_measure(measure=last, seen_revision=0, **who(cast))

    with pytest.raises(OutOfDate):
        merged_of(cast, first, last)
    assert again(first).state == State.PROPOSED


def test_the_same_measure_of_another_document_is_tied_to_the_confirmed_one(cast, document):
    known = make_measure(document, "扩大试点覆盖", state=State.ACCEPTED)
    other = make_document(cast.office, cast.clerk, title="另一份")
    repeat = make_measure(other, "扩大试点覆盖")

    services.accept_measure(measure=repeat, seen_revision=0, same_as=known, **who(cast))

    assert again(repeat).same_as == known


def test_it_is_not_tied_to_what_nobody_confirmed(cast, document):
    open_one = make_measure(document, "扩大试点覆盖")
    other = make_document(cast.office, cast.clerk, title="另一份")
    repeat = make_measure(other, "扩大试点覆盖")

    with pytest.raises(services.NotDecided):
        services.accept_measure(measure=repeat, seen_revision=0, same_as=open_one, **who(cast))


def read_anew(cast, document, text=REPORT):
    return services.read_again(document=document, content=text.encode(), **who(cast))


def test_a_second_reading_keeps_what_people_did(cast):
    document = receive(cast)
    proposals = list(document.measures.order_by("start"))
    confirmed, touched = proposals[0], proposals[-1]
    services.accept_measure(measure=confirmed, seen_revision=0, **who(cast))
    edit(cast, touched, touched.quote[:12])
    start = document.clean_text.index("副省长")
    marked = services.add_measure(document=document, start=start, end=start + 6, **who(cast))
    before = Measure.objects.count()

    read_anew(cast, document)

    assert again(confirmed).state == State.ACCEPTED
    assert again(touched).quote == touched.quote[:12]
    assert again(marked).origin == Measure.Origin.HAND
    assert Measure.objects.count() == before
    assert Document.objects.get(pk=document.pk).reading_number == 2


def test_pieces_of_a_split_survive_a_second_reading(cast):
    document = receive(cast)
    measure = document.measures.order_by("start").first()
    cut = measure.start + measure.quote.index("，") + 1
    pieces = services.split_measure(measure=measure, places=[cut], seen_revision=0, **who(cast))

    read_anew(cast, document)

    assert [again(piece).state for piece in pieces] == [State.PROPOSED, State.PROPOSED]
    assert again(measure).state == State.SUPERSEDED
    spans = document.measures.exclude(state=State.SUPERSEDED).values_list("start", "end")
    ordered = sorted(spans)
    assert all(one[1] <= other[0] for one, other in zip(ordered, ordered[1:], strict=False))


def test_a_reading_that_gives_another_text_keeps_the_text_that_was_confirmed(cast):
    document = receive(cast)
    confirmed = document.measures.order_by("start").first()
    services.accept_measure(measure=confirmed, seen_revision=0, **who(cast))

    read_anew(cast, document, "序言。\n" + REPORT)

    document = Document.objects.get(pk=document.pk)
    assert document.clean_text[confirmed.start : confirmed.end] == confirmed.quote


def test_details_are_written_where_they_are_as_seen(cast, document):
    values = {"number": "东产改〔2026〕1号", "dated_on": date(2026, 3, 1), "term_to": None}
    services.describe_document(document=document, values=values, seen_revision=0, **who(cast))
    with pytest.raises(OutOfDate):
        services.describe_document(
            document=document, values={"number": "错"}, seen_revision=0, **who(cast)
        )

    document = Document.objects.get(pk=document.pk)
    assert (document.number, document.dated_on) == ("东产改〔2026〕1号", date(2026, 3, 1))
    assert last_entry().after["dated_on"] == "2026-03-01"


def test_an_instruction_is_decided_once(cast, document):
    instruction = Instruction.objects.create(
        owner=document.owner,
        document=document,
        leader_name="林致远",
        words="请阅。",
        start=0,
        end=3,
    )
    verdict = {"verdict": "READ_ONLY", "dated_on": (NOON - timedelta(days=1)).date()}
    services.decide_instruction(instruction=instruction, **verdict, **who(cast))

    with pytest.raises(OutOfDate):
        services.decide_instruction(
            instruction=instruction, verdict="ACTION", dated_on=None, **who(cast)
        )
    with pytest.raises(Refused):
        tasks.register_task(draft=draft(cast.office, instruction_id=instruction.pk), **who(cast))
    instruction.refresh_from_db()
    assert instruction.verdict == "READ_ONLY"
