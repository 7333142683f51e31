import datetime as dt

import pytest
from django import forms
from django.utils import translation

from changai.ui.forms import DayField, UnitOfMeasureInput


class Report(forms.Form):
    """One field of each kind that matters."""

    title = forms.CharField(label="标题", help_text="照原文填写。")
    due_on = DayField(label="时限", required=False)
    value = forms.DecimalField(label="数值", widget=UnitOfMeasureInput("家"), required=False)
    kind = forms.ChoiceField(label="类型", choices=[("a", "甲")])
    axes = forms.MultipleChoiceField(
        label="方面", choices=[("1", "一"), ("2", "二")], widget=forms.CheckboxSelectMultiple
    )
    told = forms.BooleanField(label="通知", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_each_widget_wears_the_class_of_its_kind():
    html = str(Report())

    assert html.count('class="form-control"') == 3
    assert html.count('class="form-select"') == 1
    assert html.count('class="form-check-input"') == 3


def test_a_fault_and_the_help_belong_to_their_field():
    html = str(Report({"kind": "a"}))

    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'id="id_title_helptext"' in html
    assert 'id="id_title_error"' in html
    assert 'aria-invalid="true"' in html


def test_the_summary_at_the_top_leads_to_each_fault():
    form = Report({"kind": "a"})

    html = str(form)

    assert 'class="alert alert-danger error-summary"' in html
    assert 'href="#id_title"' in html
    assert html.index("error-summary") < html.index('id="id_title"')


def test_a_form_without_faults_has_no_summary():
    assert "error-summary" not in str(Report())


def test_every_id_that_a_label_or_a_link_names_is_on_the_page():
    html = str(Report({}))
    for attribute in ('for="', 'href="#', 'aria-describedby="'):
        for piece in html.split(attribute)[1:]:
            for name in piece.split('"')[0].split():
                assert f'id="{name}"' in html, name


@pytest.mark.parametrize(
    "typed", ["2026-03-02", "2026年3月2日", "2026.3.2", "2026/3/2", " 2026年3月2 "]
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_day_is_read_the_way_offices_write_it(typed, language):
    with translation.override(language):
        assert DayField().clean(typed) == dt.date(2026, 3, 2)


@pytest.mark.parametrize("typed", ["2026年13月2日", "三月二日", "2026-02-30"])
def test_a_day_that_is_none_is_refused(typed):
    with pytest.raises(forms.ValidationError):
        DayField().clean(typed)


def test_a_day_is_shown_to_the_browser_in_the_form_it_knows():
    form = Report(initial={"due_on": dt.date(2026, 3, 2)})

    with translation.override("zh-hans"):
        assert 'type="date" name="due_on" value="2026-03-02"' in str(form["due_on"])
