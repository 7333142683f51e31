"""What is typed about meetings, as typed values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from changai.bodies.models import CoordinationBody
from changai.meetings import rules
from changai.orgs.models import Unit
from changai.ui.forms import DayField, UnitOfMeasureInput


def choices(table: Mapping[str, str], empty: Any = None) -> list[tuple[str, Any]]:
    """Return the choices of a table of codes, in the reader's language."""
    named = [(code, gettext(name)) for code, name in table.items()]
    return named if empty is None else [("", empty), *named]


class HourInput(forms.TimeInput):
    """An hour of the day, with the browser's own clock."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class Chosen(forms.Form):
    """A form whose selects are filled when it is made, in the reader's language."""

    tables: Mapping[str, Mapping[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, table in self.tables.items():
            field = cast(forms.ChoiceField, self.fields[name])
            empty = gettext("未定") if not field.required else None
            field.choices = choices(table, empty)


class MeetingForm(Chosen):
    """When and where a meeting is, and what kind."""

    tables = {"kind": rules.KINDS, "form": rules.FORMS}
    title = forms.CharField(label=_("会议名称"), max_length=200)
    kind = forms.ChoiceField(label=_("会议类型"))
    form = forms.ChoiceField(label=_("召开形式"))
    number = forms.IntegerField(
        label=_("第几次"), min_value=1, max_value=999, required=False,
        help_text=_("名称里写了“第四次”的，可以不填。"),
    )  # fmt: skip
    day = DayField(label=_("日期"))
    begins = forms.TimeField(label=_("开始"), widget=HourInput)
    ends = forms.TimeField(
        label=_("结束时间"), widget=HourInput, help_text=_("不晚于开始时间的，是次日。北京时间。")
    )
    venue = forms.CharField(label=_("主会场"), max_length=120, required=False)
    chair = forms.CharField(label=_("主持人"), max_length=120, required=False)


class PlanForm(MeetingForm):
    """A meeting to be planned: of which body, with which rooms, once or again and again."""

    body = forms.ModelChoiceField(
        CoordinationBody.objects.none(), label=_("议事机构"), empty_label=None
    )
    rooms = forms.CharField(
        label=_("分会场"), required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("一行一个。写单位名称或代码的，该单位在本分会场参会，并收到通知。"),
    )  # fmt: skip
    rhythm = forms.ChoiceField(
        label=_("重复"), required=False, help_text=_("以后一键筹备下一次会议。")
    )
    field_order = ("body", "title", "kind", "form", "number", "day", "begins", "ends")

    def __init__(self, *args: Any, bodies: Sequence[CoordinationBody], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[CoordinationBody]", self.fields["body"])
        field.queryset = CoordinationBody.objects.filter(pk__in=[one.pk for one in bodies])
        cast(forms.ChoiceField, self.fields["rhythm"]).choices = choices(
            rules.RHYTHMS, gettext("只开一次")
        )
        if len(bodies) == 1:
            field.initial = bodies[0].pk
            field.widget = forms.HiddenInput()


class SeenForm(forms.Form):
    """The revision a person saw when they opened the page."""

    seen_revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ChangeForm(MeetingForm, SeenForm):
    """A meeting to be changed."""


class RoomsForm(forms.Form):
    """The branch rooms, one a line."""

    rooms = forms.CharField(
        label=_("分会场"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("一行一个。写单位名称或代码的，该单位在本分会场参会，并收到通知。"),
    )  # fmt: skip


class ReasonForm(SeenForm):
    """Why."""

    reason = forms.CharField(
        label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class ItemForm(Chosen, SeenForm):
    """An item of the agenda."""

    tables = {"kind": rules.ITEM_KINDS}
    title = forms.CharField(label=_("议题"), max_length=200)
    kind = forms.ChoiceField(label=_("环节"))
    presenter = forms.CharField(label=_("汇报人"), max_length=60, required=False)
    minutes = forms.IntegerField(
        label=_("时长"), min_value=1, max_value=600, initial=10, required=False,
        widget=UnitOfMeasureInput(pgettext_lazy("duration", "分钟")),
    )  # fmt: skip


class OutcomeForm(forms.Form):
    """What came of an item."""

    outcome = forms.CharField(
        label=_("议题结果"), max_length=4000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class SummaryForm(SeenForm):
    """The words with which the minutes begin."""

    chair = forms.CharField(label=_("主持人"), max_length=120, required=False)
    summary = forms.CharField(
        label=_("会议概述"), max_length=8000, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip


class SpeakerForm(Chosen):
    """Who spoke, one a line, with titles and tier behind commas."""

    tables = {"act": rules.ACTS}
    name = forms.CharField(
        label=_("人员或单位"), max_length=8000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("一行一位，可在逗号后写职务、层级，如：省总工会，部门"),
    )  # fmt: skip
    act = forms.ChoiceField(label=_("方式"), initial="EXCHANGED")

    def clean_name(self) -> list[rules.SpeakerLine]:
        """Return who is named, line by line."""
        # A tier is known by its name in Chinese and in the reader's language.
        tiers = {name: code for code, name in choices(rules.TIERS)}
        tiers |= {name: code for code, name in rules.TIERS.items()}
        return [rules.speaker_line(line, tiers) for line in lines_of(self.cleaned_data["name"])]


class DecisionForm(SeenForm):
    """A decision: its words, the unit that answers, and by when."""

    words = forms.CharField(
        label=_("议定事项"), max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
    unit = forms.TypedChoiceField(label=_("责任单位"), coerce=int, empty_value=None, required=False)
    due_on = DayField(label=_("完成时限"), required=False)
    item = forms.TypedChoiceField(label=_("议题"), coerce=int, empty_value=None, required=False)

    def __init__(
        self,
        *args: Any,
        units: Sequence[tuple[int, str]],
        items: Sequence[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        unit = cast(forms.TypedChoiceField, self.fields["unit"])
        unit.choices = [("", gettext("请选择")), *units]
        item = cast(forms.TypedChoiceField, self.fields["item"])
        item.choices = [("", gettext("不对应议题")), *items]


class AmendForm(forms.Form):
    """A correction of one line of signed minutes."""

    key = forms.ChoiceField(label=_("更正哪一处"))
    after = forms.CharField(
        label=_("更正为"), max_length=4000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("更正理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, lines: Sequence[rules.MinutesLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["key"]).choices = [
            (line.key, f"{gettext(line.label)}{line.number}：{line.value[:40]}") for line in lines
        ]


class TopicForm(forms.Form):
    """A topic for the meetings of a body."""

    place = forms.ChoiceField(label=_("提给"))
    title = forms.CharField(label=_("议题名称"), max_length=200)
    words = forms.CharField(
        label=_("为什么要议"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(
        self, *args: Any, places: Sequence[tuple[CoordinationBody, Unit]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["place"]).choices = [
            (f"{body.pk}-{unit.pk}", f"{body}（{unit}）") for body, unit in places
        ]


class FeedForm(forms.Form):
    """What the person calls a subscription."""

    name = forms.CharField(label=_("用在哪里"), max_length=60, help_text=_("如：办公室电脑、手机"))


class ReportForm(MeetingForm):
    """A meeting read from a report, for a person to confirm; one line a name."""

    body = forms.ModelChoiceField(
        CoordinationBody.objects.none(), label=_("议事机构"), empty_label=None
    )
    when_words = forms.CharField(label=_("报道中的时间"), max_length=60, required=False)
    rooms = forms.CharField(
        label=_("分会场"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("一行一个。"),
    )  # fmt: skip
    cited = forms.CharField(
        label=_("引用文件"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("一行一个。"),
    )  # fmt: skip
    field_order = ("body", "title", "kind", "form", "number", "when_words", "day", "begins", "ends")

    def __init__(self, *args: Any, bodies: Sequence[CoordinationBody], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[CoordinationBody]", self.fields["body"])
        field.queryset = CoordinationBody.objects.filter(pk__in=[one.pk for one in bodies])
        if len(bodies) == 1:
            field.initial = bodies[0].pk


class SpeakerFoundForm(Chosen):
    """One speaker as read from a report; without a tick it is left out."""

    tables = {"act": rules.ACTS, "tier": rules.TIERS}
    taken = forms.BooleanField(label=_("采用"), required=False, initial=True)
    act = forms.ChoiceField(label=_("方式"))
    name = forms.CharField(label=_("人员或单位"), max_length=120, required=False)
    titles = forms.CharField(label=_("职务"), max_length=200, required=False)
    tier = forms.ChoiceField(label=_("层级"), required=False)


def lines_of(text: str) -> list[str]:
    """Return what stands on each line, blank lines left out."""
    return [line.strip() for line in text.splitlines() if line.strip()]
