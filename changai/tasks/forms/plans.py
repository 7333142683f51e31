"""What is typed about plans, rows and tables, as typed values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from changai.orgs.models import Unit
from changai.packs.current import language, pack
from changai.tasks.models import PlanVersion
from changai.tasks.queries import evidence_by_default
from changai.tasks.queries import plans as queries
from changai.tasks.rules import plan_faults, plan_tables, plan_words, plans
from changai.ui.forms import DayField

Facts = plans.RowFacts
MAX_TARGETS = 12
EMPTY_TARGETS = 2
# Faults of fields that stand beside the form, in the pickers and the lines of targets.
BESIDE = ("leads", "cooperating", "summarizing", "targets")


class NewPlanForm(forms.Form):
    """A plan to be opened."""

    owner = forms.ModelChoiceField(Unit.objects.none(), label=_("编制单位"), empty_label=None)
    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100)
    title = forms.CharField(
        label=_("计划名称"),
        max_length=200,
        help_text=_("如：2026年产业工人队伍建设改革工作要点责任分工"),
    )

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        field.queryset = Unit.objects.filter(  # type: ignore[attr-defined]
            pk__in=[unit.pk for unit in units]
        ).order_by("path")
        if len(units) == 1:
            field.initial = units[0].pk
            field.widget = forms.HiddenInput()


class SeenForm(forms.Form):
    """The revision a person saw when they opened the page."""

    seen_revision = forms.IntegerField(widget=forms.HiddenInput)


class MendForm(SeenForm):
    """What a row most often lacks before it can be adopted; its leads stand beside it."""

    due_on = DayField(label=_("完成日期"), required=False)


class DropForm(SeenForm):
    """Why an amendment drops a row."""

    reason = forms.CharField(
        label=_("取消的理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


class RoundForm(SeenForm):
    """Until when comments are asked."""

    until = DayField(label=_("征求意见截止日"))


class CommentForm(forms.Form):
    """A remark of a unit, on a row or on the whole."""

    unit = forms.IntegerField()
    row_key = forms.UUIDField(required=False)
    words = forms.CharField(
        label=_("意见"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class AnswerForm(forms.Form):
    """What becomes of a remark."""

    taken = forms.TypedChoiceField(
        choices=[("yes", _("采纳")), ("no", _("不采纳"))], coerce=lambda value: value == "yes"
    )
    answer = forms.CharField(label=_("答复"), max_length=300)


class AdoptForm(SeenForm):
    """On what basis a draft is adopted."""

    basis = forms.CharField(
        label=_("印发依据"),
        max_length=300,
        help_text=_("哪次会议或哪份文件，如：省产改联席会议第三次全体会议；苏产改〔2026〕1号"),
    )


class UploadForm(forms.Form):
    """A division table as a file."""

    file = forms.FileField(label=_("责任分工表"))


class TargetForm(forms.Form):
    """One line of targets; empty lines are left out."""

    operator = forms.ChoiceField(label=_("要求"), required=False)
    value = forms.DecimalField(
        label=_("数值"), required=False, max_digits=18, decimal_places=4, min_value=0
    )
    unit = forms.CharField(label=_("单位"), required=False, max_length=20)
    what = forms.CharField(label=_("内容"), required=False, max_length=120)
    base_year = forms.IntegerField(
        label=_("基期年"), required=False, min_value=2000, max_value=2100
    )
    quotas = forms.CharField(label=_("分级指标"), required=False, max_length=4000)

    def __init__(self, *args: Any, names: queries.UnitNames, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = names
        self.fields["operator"].choices = [  # type: ignore[attr-defined]
            (one.value, gettext(one.words)) for one in plans.Operator
        ]
        for name in ("unit", "what", "value", "base_year", "quotas"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.target: plans.Target | None = None

    def clean(self) -> dict[str, Any]:
        """Turn the line into a target, naming what cannot be read."""
        cleaned = super().clean() or {}
        value, what = cleaned.get("value"), cleaned.get("what", "").strip()
        operator = plans.Operator(cleaned.get("operator") or plans.Operator.AT_LEAST)
        if self.errors or (value is None and not what):
            return cleaned
        unit = cleaned.get("unit", "").strip()
        if not operator.has_value:
            value, unit = plans.IMPLIED[operator]
        if value is None:
            self.add_error("value", _("请填写数值；没有数值的，选“完成”或“全覆盖”。"))
            return cleaned
        self.target = plans.Target(
            operator.value,
            value,
            unit,
            what,
            cleaned.get("base_year"),
            self._quotas(cleaned.get("quotas", "")),
        )
        return cleaned

    def _quotas(self, text: str) -> tuple[plans.Quota, ...]:
        pairs, bad = plan_words.read_quotas(text)
        if bad:
            self.add_error(
                "quotas",
                gettext("看不懂“%(words)s”，请写成“单位=数值”，用分号隔开。") % {"words": bad[0]},
            )
        found = []
        tiers = {str(tier.label): tier.value for tier in Unit.Tier}
        for name, number in (pair for given in pairs.values() for pair in given):
            value = plans.decimal_of(number)
            if value is None:
                continue
            if tier := plan_words.tier_of(name, tiers):
                found.append(plans.Quota(value, tier=tier))
                continue
            named = plan_tables.read_names(name) or [plan_tables.NamedUnit(name)]
            answer = self.names.find(named[0], "quotas")
            if answer.unit is not None:
                found.append(plans.Quota(value, unit_id=answer.unit.pk))
            elif answer.fault is not None:
                self.add_error("quotas", gettext(answer.fault.words) % answer.fault.params)
        return tuple(found)


def target_initial(target: plans.Target, names: queries.UnitNames) -> dict[str, Any]:
    """Return a target as its line of the form shows it."""
    has_value = plans.Operator(target.operator).has_value
    return {
        "operator": target.operator,
        "value": plans.plain(target.value) if has_value else "",
        "unit": target.unit if has_value else "",
        "what": target.what,
        "base_year": target.base_year,
        "quotas": "；".join(
            f"{names.label(one.unit_id) if one.unit_id else Unit.Tier(one.tier).label}"
            f"={plans.plain(one.value)}"
            for one in target.quotas
        ),
    }


class RowForm(forms.Form):
    """A row, but for its units and targets, which stand beside it."""

    title = forms.CharField(
        label=_("重点任务"), max_length=600, widget=forms.Textarea(attrs={"rows": 2})
    )
    number = forms.CharField(
        label=_("序号"), max_length=20, required=False, help_text=_("不填则按顺序编号。")
    )
    section = forms.CharField(label=_("类别"), max_length=120, required=False)
    shape = forms.ChoiceField(label=_("任务类型"))
    clause_words = forms.CharField(
        label=_("来源原文"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    clause_where = forms.CharField(
        label=_("来源出处"),
        max_length=300,
        required=False,
        help_text=_("文件、章节，如：2026年工作要点第三部分。从文件编入的已自动写明。"),
    )
    instruction_id = forms.TypedChoiceField(
        label=_("来源批示"), required=False, coerce=int, empty_value=None
    )
    leader_name = forms.CharField(label=_("责任领导"), max_length=40, required=False)
    leader_post = forms.CharField(label=_("领导职务"), max_length=60, required=False)
    joint = forms.BooleanField(
        label=_("共同牵头"),
        required=False,
        help_text=_("没有单一牵头单位时勾选：各牵头单位分别办结自己的部分。"),
    )
    by_duty_scope = forms.CharField(
        label=_("责任范围"), max_length=120, required=False, help_text=_("如：各设区市按职责")
    )
    deadline_words = forms.CharField(
        label=_("完成时限（原文）"),
        max_length=120,
        required=False,
        help_text=_("如：6月底前、三季度、长期坚持。"),
    )
    due_on = DayField(
        label=_("完成日期"), required=False, help_text=_("不填则由时限文字推算，请核对。")
    )
    begins_on = DayField(label=_("开始日期"), required=False)
    deadline_kind = forms.ChoiceField(label=_("时限类型"), required=False)
    stages = forms.CharField(
        label=_("阶段安排"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("每行一步，有日期的写在前面，如：2026-04-30 印发方案"),
    )
    deliverable_form = forms.CharField(
        label=_("成果形式"), max_length=60, required=False, help_text=_("文件、数字、机制或活动")
    )
    assessment_rule = forms.CharField(label=_("考核办法"), max_length=300, required=False)
    axes = forms.MultipleChoiceField(
        label=_("归口"), required=False, widget=forms.CheckboxSelectMultiple
    )
    evidence = forms.ChoiceField(label=_("需要佐证"), required=False)
    responsible_name = forms.CharField(label=_("责任人"), max_length=40, required=False)
    responsible_post = forms.CharField(label=_("责任人职务"), max_length=60, required=False)
    seen_revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        version: PlanVersion,
        today: date,
        given: Facts,
        parties: dict[str, Any] | None = None,
        targets: Any = None,
        instructions: Sequence[tuple[int, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.version, self.today, self.given = version, today, given
        self.parties, self.targets = parties or {}, targets
        self.beside: list[str] = []
        self.facts = given
        tongue = language()
        choices: dict[str, list[tuple[Any, Any]]] = {
            "shape": [(one.code, one.label(tongue)) for one in pack().task_shapes],
            "axes": [(one.code, one.label(tongue)) for one in pack().axes],
            "instruction_id": [("", _("无")), *instructions],
            "deadline_kind": [
                ("", _("由时限文字判断")),
                *((code, queries.kind_label(code)) for code in plans.DEADLINE_KIND_WORDS),
            ],
            "evidence": [
                ("", _("按任务类型（数量、比例、资金默认需要）")),
                ("yes", _("需要")),
                ("no", _("不需要")),
            ],
        }
        for name, options in choices.items():
            self.fields[name].choices = options  # type: ignore[attr-defined]
        if not instructions:
            self.fields["instruction_id"].widget = forms.HiddenInput()
        if given.clause_id is not None:
            # The words of a confirmed clause are the document's, not ours to change.
            self.fields["clause_words"].disabled = True
            self.fields["clause_words"].initial = given.clause_words

    def clean(self) -> dict[str, Any]:
        """Put the row together and say what keeps it from being kept."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        self.facts = self._together(cleaned)
        faults = plan_faults.shape_faults(
            self.facts,
            shapes={one.code for one in pack().task_shapes},
            axes={one.code for one in pack().axes},
        )
        for fault in faults:
            words = gettext(fault.words) % fault.params
            if fault.field in BESIDE:
                self.beside.append(words)
                self.add_error(None, words)
            else:
                self.add_error(fault.field if fault.field in self.fields else None, words)
        return cleaned

    def _together(self, cleaned: dict[str, Any]) -> Facts:
        evidence = cleaned.pop("evidence", "")
        values = {
            name: value.strip() if isinstance(value, str) else value
            for name, value in cleaned.items()
            if name in plans.FACT_NAMES
        }
        asked = evidence == "yes" if evidence else evidence_by_default(values["shape"])
        values |= self._deadline(values)
        return self.given.with_changes(
            **{
                **values,
                "stages": plan_words.read_stages(cleaned.get("stages", "")),
                "axes": tuple(cleaned.get("axes", ())),
                "evidence_required": asked,
                "targets": tuple(one.target for one in self.targets or () if one.target),
                **self.parties,
            }
        )

    def _deadline(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return the date the words mean where no date was typed, and what kind they are."""
        words, due_on = values["deadline_words"], values["due_on"]
        kind = values["deadline_kind"]
        if not words:
            return {"deadline_kind": kind or ("date" if due_on else "")}
        reading = queries.read_deadline(words, queries.base_day(self.version.plan, self.today))
        retyped = words != self.given.deadline_words
        if retyped and due_on == self.given.due_on and reading.due_on:
            # The words were changed and the date was not: it was the date of the old words.
            due_on = reading.due_on
        return {
            "due_on": due_on or reading.due_on,
            "begins_on": values["begins_on"] or reading.from_on,
            "deadline_kind": reading.kind.value if retyped or not kind else kind,
        }


def row_initial(facts: Facts) -> dict[str, Any]:
    """Return a row as its form shows it."""
    values = {name: getattr(facts, name) for name in plans.COLUMN_NAMES}
    return {
        **values,
        "stages": plan_words.write_stages(facts.stages),
        "axes": list(facts.axes),
        "evidence": "yes" if facts.evidence_required else "no",
    }


class MappingForm(forms.Form):
    """Which table, which row is the heading, what several leads mean; columns stand beside it."""

    table = forms.TypedChoiceField(label=_("表格"), coerce=int)
    header_row = forms.IntegerField(label=_("表头所在行"), min_value=1, max_value=5000)
    several_leads = forms.ChoiceField(
        label=_("牵头单位列写了几个单位时"),
        choices=[
            ("ask", _("逐条提示，由我处理")),
            ("first", _("第一个牵头，其余配合")),
            ("joint", _("共同牵头")),
        ],
    )
    seen_revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, tables: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["table"].choices = list(tables)  # type: ignore[attr-defined]
        if len(tables) == 1:
            self.fields["table"].widget = forms.HiddenInput()
