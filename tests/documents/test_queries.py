"""What the pages of documents read: in scope, in pages, in few queries."""

from hypothesis import given
from hypothesis import strategies as st

from changai.documents import queries
from changai.documents.models import Measure
from tests.conftest import TODAY
from tests.documents.factories import TEXT, make_document, make_measure


@given(
    st.text(alphabet="产改𠮷🙂 \n，", max_size=40),
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 20)), max_size=5),
)
def test_paragraphs_give_back_the_text_at_its_places(text, spans):
    marks = [
        Measure(pk=number, start=start, end=min(len(text), start + length))
        for number, (start, length) in enumerate(spans)
        if start < len(text)
    ]

    paragraphs = queries.paragraphs(text, marks)

    seen = 0
    for paragraph in paragraphs:
        place = paragraph.start
        assert text[seen:place].strip() == ""
        for stretch in paragraph.stretches:
            assert stretch.start == place
            assert text[place : place + len(stretch.text)] == stretch.text
            if stretch.measure:
                inside = (stretch.measure.start, stretch.measure.end)
                assert inside[0] <= place < place + len(stretch.text) <= inside[1]
            place += len(stretch.text)
        seen = place
    assert text[seen:].strip() == ""


def test_every_marked_character_belongs_to_a_measure():
    marks = [Measure(pk=1, start=4, end=30), Measure(pk=2, start=20, end=35)]

    shown = {
        stretch.start + offset
        for paragraph in queries.paragraphs(TEXT, marks)
        for stretch in paragraph.stretches
        if stretch.measure
        for offset in range(len(stretch.text))
    }

    assert shown == {place for place in range(4, 35) if TEXT[place] != "\n"}


def test_a_unit_sees_its_documents_and_those_below_it(cast):
    own = make_document(cast.office, cast.clerk, title="省里的")
    below = make_document(cast.city_office, cast.city_clerk, title="市里的")

    def seen(user):
        return set(queries.visible_documents(user=user, today=TODAY))

    assert seen(cast.clerk) == {own, below}
    assert seen(cast.city_clerk) == {below}
    assert seen(cast.stranger) == seen(cast.lead) == seen(cast.enterprise_clerk) == set()


def test_rows_count_what_is_open_and_confirmed_in_one_query(cast, django_assert_num_queries):
    for number in range(3):
        document = make_document(cast.office, cast.clerk, title=f"文件{number}")
        make_measure(document, "扩大试点覆盖")
        make_measure(document, "新增试点企业", state="ACCEPTED")
    queries.receiving_units(user=cast.clerk, today=TODAY)

    with django_assert_num_queries(1):
        rows = queries.document_rows(user=cast.clerk, today=TODAY)
        shown = [(row.title, row.open_count, row.accepted_count, str(row.owner)) for row in rows]

    assert [row[:3] for row in shown] == [(f"文件{number}", 1, 1) for number in (2, 1, 0)]


def test_rows_come_in_pages_and_by_words(cast, monkeypatch):
    monkeypatch.setattr(queries, "PAGE_ROWS", 2)
    made = [make_document(cast.office, cast.clerk, title=f"文件{number}") for number in range(3)]

    first = queries.document_rows(user=cast.clerk, today=TODAY)
    rest = queries.document_rows(user=cast.clerk, today=TODAY, before=first[1].pk)
    found = queries.document_rows(user=cast.clerk, today=TODAY, words="文件1")

    assert [len(first), rest] == [3, [made[0]]]
    assert found == [made[1]]


def cards_of(cast, document):
    return queries.cards(
        document=document,
        measures=queries.shown_measures(document),
        user=cast.clerk,
        today=TODAY,
    )


def test_the_same_measure_is_offered_as_one(cast, document):
    known = make_measure(document, "要健全薪酬分配机制", state="ACCEPTED")
    other = make_document(cast.office, cast.clerk, TEXT + "\n附件", title="另一份")
    make_measure(other, "健全薪酬分配机制，")
    make_measure(other, "新增高技能人才15万人")

    cards = cards_of(cast, other)

    assert [card.repeat for card in cards] == [known, None]


def test_what_a_stranger_confirmed_is_not_offered(cast, document):
    far = make_document(cast.city_office, cast.city_clerk, title="市里的")
    known = make_measure(far, "健全薪酬分配机制", state="ACCEPTED")
    make_measure(document, "健全薪酬分配机制")

    [card] = cards_of(cast, document)
    assert card.repeat == known

    assert queries.cards(
        document=document,
        measures=queries.shown_measures(document),
        user=cast.stranger,
        today=TODAY,
    )[0].repeat is None  # fmt: skip


def test_units_that_the_words_name_are_suggested(cast, document):
    make_measure(
        document,
        "扩大试点覆盖",
        lead_words=["省技能厅"],
        cooperating_words=["省财务厅", "谁也不是"],
    )

    [card] = cards_of(cast, document)

    assert card.suggested == {"lead": [cast.department], "cooperating": [cast.helper]}


def test_cards_cost_the_same_however_many(cast, document, django_assert_max_num_queries):
    for start in range(0, len(TEXT) - 6, 6):
        if "\n" not in TEXT[start : start + 5]:
            make_measure(document, TEXT[start : start + 5], lead_words=["省技能厅"])

    with django_assert_max_num_queries(6):
        for card in cards_of(cast, document):
            assert card.lead == ()
