"""Turn what was typed about pilots into typed values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from changai.packs.current import language, pack
from changai.pilots import queries
from changai.ui.forms import DayField, UnitOfMeasureInput

MOST_FINDINGS = 3


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class SeenForm(forms.Form):
    """The revision a person saw when they opened the form."""

    seen_revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


class BasisForm(forms.Form):
    """On what a decision rests: words, or a document or paper of ours."""

    source = forms.CharField(
        label=_("依据"),
        max_length=300,
        required=False,
        help_text=_("文件或公文的名称和文号；下面选了文件的，可以不填。"),
    )
    document = forms.TypedChoiceField(
        label=_("依据的文件"), coerce=int, empty_value=None, required=False
    )
    paper = forms.TypedChoiceField(
        label=_("依据的公文"), coerce=int, empty_value=None, required=False
    )

    def __init__(
        self, *args: Any, documents: Sequence[Any], papers: Sequence[Any] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        for name, rows in (("document", documents), ("paper", papers)):
            fields[name].choices = [("", _("无")), *((one.pk, str(one)) for one in rows)]
            if not rows:
                del fields[name]

    def clean(self) -> dict[str, Any]:
        """Refuse a decision that rests on nothing."""
        cleaned = super().clean() or {}
        if not any(cleaned.get(name) for name in ("source", "document", "paper")):
            self.add_error("source", _("请写明依据，或选择文件。"))
        return cleaned


class CallForm(BasisForm):
    """A call for pilots."""

    unit = forms.TypedChoiceField(label=_("征集单位"), coerce=int)
    title = forms.CharField(label=_("征集名称"), max_length=200)
    category = forms.ChoiceField(label=_("试点类别"))
    scopes = forms.MultipleChoiceField(
        label=_("试点范围"), widget=forms.CheckboxSelectMultiple, help_text=_("可以选几种。")
    )
    closes_on = DayField(label=_("申报截止日期"))
    words = forms.CharField(label=_("征集要求"), required=False, widget=_area(4))
    field_order = ("unit", "title", "category", "scopes", "closes_on", "words", "source")

    def __init__(self, *args: Any, units: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["unit"].choices = [(one.pk, str(one)) for one in units]
        fields["category"].choices = list(queries.category_words().items())
        fields["scopes"].choices = list(queries.scope_words().items())


class CallChangeForm(CallForm, SeenForm):
    """A call that is still a draft, written anew by the office that drafted it."""


class QuotaForm(forms.Form):
    """A line for each unit: how many pilots, and how many of them in zones."""

    def __init__(self, *args: Any, units: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = list(units)
        for one in self.units:
            for name, label in (("minimum", _("不少于")), ("zones", _("其中园区"))):
                self.fields[f"{name}_{one.pk}"] = forms.IntegerField(
                    label=label,
                    min_value=0,
                    max_value=100_000,
                    required=False,
                    widget=forms.NumberInput(attrs={"aria-label": f"{one} {label}"}),
                )

    def rows(self) -> list[tuple[Any, Any, Any]]:
        """Return each unit with its two fields, to be laid out as a table."""
        return [(one, self[f"minimum_{one.pk}"], self[f"zones_{one.pk}"]) for one in self.units]


class PanelForm(forms.Form):
    """Who sits on a panel."""

    people = forms.TypedMultipleChoiceField(
        label=_("评审组成员"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["people"]
        people.choices = choices


class ApplicationForm(forms.Form):
    """An application; of the facts of a unit only those are asked that are not known."""

    scope = forms.ChoiceField(label=_("试点范围"))
    workers_count = forms.IntegerField(
        label=_("职工人数"), min_value=0, max_value=10_000_000, widget=UnitOfMeasureInput(_("人"))
    )
    output_yuan = forms.IntegerField(
        label=_("年产值"), min_value=0, max_value=10**15, widget=UnitOfMeasureInput(_("元"))
    )
    ownership = forms.ChoiceField(label=_("所有制"))
    words = forms.CharField(
        label=_("试点打算"),
        max_length=2000,
        widget=_area(5),
        help_text=_("准备试什么、怎么试、多久见效；不用附材料。"),
    )

    def __init__(
        self, *args: Any, asked: Sequence[str], scopes: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        names = queries.scope_words()
        fields["scope"].choices = [(one, names[one]) for one in scopes]
        if len(scopes) == 1:
            fields["scope"].widget, fields["scope"].initial = forms.HiddenInput(), scopes[0]
        fields["ownership"].choices = [("", _("请选择")), *queries.ownership_words().items()]
        for name in ("workers_count", "output_yuan", "ownership"):
            if name not in asked:
                del fields[name]


class CorrectForm(SeenForm):
    words = forms.CharField(label=_("试点打算"), max_length=2000, widget=_area(5))


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("需要补正什么"), max_length=300, widget=_area(2))


class VoteForm(forms.Form):
    """The rubric of the packs, for or against, and why."""

    in_favor = forms.TypedChoiceField(
        label=_("评审意见"),
        choices=[("1", _("同意")), ("0", _("不同意"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label=_("理由"), max_length=600, widget=_area(2))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = {}
        for one in pack().pilots.criteria:
            lines[one.code] = forms.IntegerField(
                label=one.label(language()),
                min_value=0,
                max_value=one.points,
                help_text=one.help(language()),
                widget=UnitOfMeasureInput(f"/ {one.points}"),
            )
        self.fields = {**lines, **self.fields}

    def scores(self) -> dict[str, int]:
        """Return the points by line of the rubric."""
        return {one.code: self.cleaned_data[one.code] for one in pack().pilots.criteria}


class NamingForm(BasisForm):
    """A batch: its title, its basis and who is named."""

    title = forms.CharField(label=_("批次名称"), max_length=200)
    applications = forms.TypedMultipleChoiceField(
        label=_("命名以下单位"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("title", "applications", "source")

    def __init__(self, *args: Any, rows: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["applications"].choices = [
            (row.application.pk, str(row.application.unit)) for row in rows
        ]
        fields["applications"].initial = [row.application.pk for row in rows]


class MoveForm(SeenForm, BasisForm):
    """A step of a pilot, with its basis."""

    event = forms.ChoiceField(label=_("办理哪一步"))
    passed = forms.TypedChoiceField(
        label=_("中期检查结果"),
        choices=[("", _("不是中期检查")), ("1", _("通过")), ("0", _("需要改进"))],
        coerce=lambda value: value == "1",
        empty_value=None,
        required=False,
    )
    words = forms.CharField(
        label=_("说明"),
        max_length=600,
        required=False,
        widget=_area(2),
        help_text=_("中期检查和移出必须写明情况。"),
    )
    field_order = ("event", "passed", "words", "source")

    def __init__(self, *args: Any, events: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["event"].choices = events
        if "check" not in dict(events):
            del fields["passed"]


class PairForm(forms.Form):
    instructor = forms.TypedChoiceField(label=_("指导员"), coerce=int)

    def __init__(self, *args: Any, rows: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["instructor"]
        field.choices = [(one.pk, f"{one.person}（{one.unit}）") for one in rows]


class VisitForm(forms.Form):
    """A visit, and up to three findings with the day by which each is put right."""

    on = DayField(label=_("走访日期"))
    talked_count = forms.IntegerField(
        label=_("谈话职工"), min_value=0, max_value=10_000, widget=UnitOfMeasureInput(_("人"))
    )
    words = forms.CharField(label=_("看到的情况"), max_length=600, widget=_area(3))

    def __init__(self, *args: Any, proposed_due: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_FINDINGS + 1):
            self.fields[f"finding_{number}"] = forms.CharField(
                label=_("发现的问题 %(number)d") % {"number": number},
                max_length=600,
                required=False,
                widget=_area(2),
                help_text=_("写一个问题，交试点单位整改；没有就空着。") if number == 1 else "",
            )
            self.fields[f"due_{number}"] = DayField(
                label=_("整改期限 %(number)d") % {"number": number},
                required=False,
                initial=proposed_due,
            )

    def clean(self) -> dict[str, Any]:
        """Ask of every finding by when it is to be put right."""
        cleaned = super().clean() or {}
        for number in range(1, MOST_FINDINGS + 1):
            if cleaned.get(f"finding_{number}") and not cleaned.get(f"due_{number}"):
                self.add_error(f"due_{number}", _("请填写整改期限。"))
        return cleaned

    def findings(self) -> list[tuple[str, Any]]:
        """Return the findings that were written, each with its day."""
        given = self.cleaned_data
        numbers = range(1, MOST_FINDINGS + 1)
        pairs = [(given.get(f"finding_{n}", ""), given.get(f"due_{n}")) for n in numbers]
        return [(words, due) for words, due in pairs if words]


class AppointForm(forms.Form):
    """Somebody who serves at a unit becomes an instructor of an office."""

    office = forms.TypedChoiceField(label=_("聘任单位"), coerce=int)
    post = forms.TypedChoiceField(label=_("人员"), coerce=int)
    source = forms.CharField(label=_("依据"), max_length=300)

    def __init__(
        self, *args: Any, offices: Sequence[Any], posts: Sequence[Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["office"].choices = [(one.pk, str(one)) for one in offices]
        fields["post"].choices = [(one.pk, f"{one.person}（{one.unit}）") for one in posts]


class PracticeForm(forms.Form):
    title = forms.CharField(label=_("做法名称"), max_length=120)
    words = forms.CharField(
        label=_("怎么做"),
        max_length=4000,
        widget=_area(8),
        help_text=_("照着就能做：谁做、分几步、要多少钱和时间、要注意什么。"),
    )


class AdoptForm(forms.Form):
    """A unit takes a practice over."""

    unit = forms.TypedChoiceField(label=_("采用单位"), coerce=int)
    learned_from = forms.TypedChoiceField(
        label=_("从哪里学来"), coerce=int, empty_value=None, required=False
    )
    adopted_on = DayField(label=_("采用日期"))
    changes = forms.CharField(
        label=_("作了哪些改动"),
        max_length=600,
        widget=_area(2),
        help_text=_("没有改动就写“照搬”。"),
    )

    def __init__(
        self, *args: Any, units: Sequence[Any], rows: Sequence[Any], origin: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["unit"].choices = [(one.pk, str(one)) for one in units]
        others = [(row.adoption.pk, str(row.adoption.unit)) for row in rows]
        fields["learned_from"].choices = [("", str(origin)), *others]


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("成效"),
        choices=[
            (code, words) for code, words in queries.OUTCOME_WORDS.items() if code != "TRYING"
        ],
    )
    words = forms.CharField(
        label=_("看得见的变化"),
        max_length=600,
        widget=_area(2),
        help_text=_("没有见效也照实写，写明为什么，别人就不用再走一遍。"),
    )
