from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template import engines
from django.utils import translation

from changai.ui.templatetags import ui


def shown(source, **context):
    return engines["django"].from_string(source).render(context)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "—"),
        (0, "0"),
        (1234567, "1,234,567"),
        (Decimal("12.500"), "12.5"),
        (Decimal("1E+3"), "1,000"),
        (-3.25, "-3.25"),
    ],
)
def test_a_number_has_separators_and_no_idle_zeros(value, words):
    assert ui.number(value) == words


def test_money_counts_in_ten_thousands_only_in_chinese():
    assert ui.money(3_500_000) == "350 万元"
    assert ui.money(3_500_050) == "3,500,050 元"

    with translation.override("en"):
        assert ui.money(3_500_000) == "CNY 3,500,000"


def test_a_ratio_is_shown_as_a_percentage():
    assert ui.percent(0.8245) == "82.5%" or ui.percent(0.8245) == "82.4%"
    assert ui.percent(1) == "100%"
    assert ui.percent(None) == "—"


def test_a_size_is_shown_in_the_unit_a_person_reads():
    assert [ui.file_size(size) for size in (999, 1536, 5 * 1024**2)] == [
        "999 B",
        "1.5 KB",
        "5.0 MB",
    ]


def test_a_moment_is_shown_in_shanghai_with_its_date():
    late_evening = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)

    assert "2026年3月3日 00:30" in ui.moment(late_evening)


def test_a_color_is_told_by_a_shape_and_words_as_well():
    color = SimpleNamespace(code="RED", words="已超期", inputs=["时限：3月2日"])

    badge = shown("{% color_badge color %}", color=color)

    assert "is-red" in badge
    assert "#exclamation-diamond-fill" in badge
    assert "已超期" in badge
    assert "时限：3月2日" in badge


def test_each_color_has_a_shape_of_its_own():
    assert len(set(ui.TONE_ICONS.values())) == len(ui.TONES)


@pytest.mark.parametrize(
    ("left", "words", "style"),
    [
        (0, "今天到期", "is-near"),
        (3, "还有 3 个工作日", "is-near"),
        (4, "还有 4 个工作日", '"due-left"'),
        (-1, "已超期 1 个工作日", "is-late"),
    ],
)
def test_a_due_day_says_how_many_working_days_are_left(left, words, style):
    badge = shown("{% due_date day left=left %}", day=date(2026, 3, 12), left=left)

    assert "2026年3月12日" in badge
    assert words in badge
    assert style in badge


def test_a_deadline_without_a_day_is_shown_in_its_own_words():
    assert "长期坚持" in shown('{% due_date day words="长期坚持" %}', day=None)


def test_three_values_stay_three_and_a_missing_one_is_no_zero():
    bars = shown('{% progress_triple said=86 verified=43 target=100 unit="家" %}')

    assert 'class="said" width="86.0"' in bars
    assert 'class="verified" width="43.0"' in bars
    assert 'class="published"' not in bars
    assert "—" in bars


def test_what_people_typed_is_escaped_everywhere():
    nasty = "<script>x</script>"
    pieces = [
        "{% color_badge color %}",
        "{% status_badge nasty %}",
        "{% confirm_button url='/' label=nasty text=nasty %}",
        "{% icon 'x-lg' nasty %}",
        "{% include 'ui/_refusal.html' with message=nasty %}",
    ]
    for piece in pieces:
        color = {"code": "red", "words": nasty, "inputs": [nasty]}
        assert "<script>" not in shown(piece, nasty=nasty, color=color)
