"""Written instructions of leaders."""

from changai.reading.instructions import find_instructions
from changai.reading.people import find_mentions


def read(text):
    return [(one.person, one.text) for one in find_instructions(text, find_mentions(text))]


def test_the_words_run_to_the_end_of_the_paragraph_and_the_span_is_a_slice():
    text = (
        "市委书记贺启明作出批示。\n贺启明在批示中指出，要抓培训。各地要落实到岗。\n副市长柯敏出席。"
    )
    found = find_instructions(text, find_mentions(text))
    assert [(one.person, one.text) for one in found] == [("贺启明", "要抓培训。各地要落实到岗。")]
    assert text[found[0].span[0] : found[0].span[1]] == found[0].text


def test_an_impersonal_instruction_belongs_to_who_made_it():
    text = "省长纪南对农田建设作出重要批示。批示指出：要守住耕地。会议强调，要快。"
    assert read(text) == [("纪南", "要守住耕地。")]


def test_a_speech_and_a_passed_on_spirit_are_no_instruction():
    assert read("副市长柯敏传达批示精神。柯敏指出，要快。") == []


def test_a_headline_is_left_for_the_body():
    text = "纪南作出批示强调 守住耕地保粮食\n省长纪南作出批示。批示强调，要守住耕地，改好良田。"
    assert read(text) == [("纪南", "要守住耕地，改好良田。")]
