"""The page that shows every shared piece, for those who build pages. Only in the demo."""

import datetime as dt
from types import SimpleNamespace

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from changai.kernel.http import reads
from changai.ui.forms import DayField, UnitOfMeasureInput

A_DAY = dt.date(2026, 3, 12)
A_MOMENT = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)


class ExampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(
        label=_("标题"), help_text=_("照原文填写，不超过 60 个字。"), max_length=60
    )
    due_on = DayField(label=_("完成时限"), required=False)
    value = forms.DecimalField(label=_("目标值"), widget=UnitOfMeasureInput(_("家")))
    kind = forms.ChoiceField(label=_("类型"), choices=[("", _("请选择")), ("a", _("数量"))])
    note = forms.CharField(
        label=_("说明"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    axes = forms.MultipleChoiceField(
        label=_("所属方面"),
        choices=[("1", _("思想引领")), ("2", _("建功立业")), ("3", _("素质提升"))],
        widget=forms.CheckboxSelectMultiple,
    )
    shape = forms.ChoiceField(
        label=_("办理方式"),
        choices=[("one", _("一家牵头")), ("joint", _("共同牵头"))],
        widget=forms.RadioSelect,
    )
    told = forms.BooleanField(label=_("同时通知配合单位"), required=False)


class UploadForm(forms.Form):
    """A file that is dropped or chosen."""

    document = forms.FileField(label=_("文件"))


def example_rows() -> list[dict[str, object]]:
    """Return rows of a table that show each colour."""
    late = [_("时限：3月2日"), _("今天：3月12日"), _("没有批准过延期")]
    return [
        {"title": _("建立产业工人技能等级与薪酬挂钩机制"), "unit": _("省人社厅"), "left": -8,
         "color": SimpleNamespace(code="RED", words=_("已超期"), inputs=late), "ratio": 0.4},
        {"title": _("遴选产改试点企业"), "unit": _("省总工会"), "left": 2,
         "color": SimpleNamespace(code="BLUE", words=_("临近时限"), inputs=[]), "ratio": 0.82},
        {"title": _("发布紧缺工种目录"), "unit": _("省工信厅"), "left": 40,
         "color": SimpleNamespace(code="YELLOW", words=_("落后进度"), inputs=[]), "ratio": 0.35},
        {"title": _("建设工匠学院"), "unit": _("省教育厅"), "left": None,
         "color": SimpleNamespace(code="GREEN", words=_("按期办结"), inputs=[]), "ratio": 1},
    ]  # fmt: skip


@reads
def show(request: HttpRequest) -> HttpResponse:
    """Show every piece once, with values that need nothing from the database."""
    if not settings.DEMO:
        raise Http404
    bound = ExampleForm({"title": "", "value": ""} if request.GET.get("wrong") else None)
    context = {
        "form": bound,
        "upload": UploadForm(),
        "rows": example_rows(),
        "day": A_DAY,
        "moment": A_MOMENT,
        "color_late": example_rows()[0]["color"],
        "tabs": [
            {"label": _("全部"), "url": "?", "active": True, "count": 128},
            {"label": _("待我办理"), "url": "?mine=1", "active": False, "count": 7},
            {"label": _("已办结"), "url": "?done=1", "active": False, "count": None},
        ],
        "steps": [
            {"label": _("登记"), "state": "done", "note": _("3月2日")},
            {"label": _("分派"), "state": "done", "note": _("3月3日")},
            {"label": _("办理"), "state": "current", "note": ""},
            {"label": _("审核"), "state": "todo", "note": ""},
            {"label": _("销号"), "state": "todo", "note": ""},
        ],
        "events": [
            {"at": _("3月10日 15:02"), "who": _("审核人"), "what": _("退回"), "tone": "red",
             "icon": "arrow-return-left", "note": _("请补充验收表。")},
            {"at": _("3月9日 09:30"), "who": _("联络员"), "what": _("报送进展"), "tone": "blue",
             "icon": "send", "note": ""},
            {"at": _("3月3日 10:11"), "who": _("产改办"), "what": _("分派"), "note": ""},
        ],
        "facts": [
            (_("牵头单位"), _("省人社厅")),
            (_("配合单位"), _("省总工会、省国资委")),
            (_("时限"), A_DAY),
        ],
        "pager": {"previous": "", "next": "abc", "shown": 4, "total": 1280},
        "filters": [
            {"name": "q", "label": _("关键词"), "kind": "search", "value": "", "options": []},
            {"name": "color", "label": _("颜色"), "kind": "select", "value": "",
             "options": [("", _("全部")), ("RED", _("红")), ("YELLOW", _("黄"))]},
            {"name": "from", "label": _("时限不早于"), "kind": "date", "value": "", "options": []},
        ],
    }  # fmt: skip
    return render(request, "ui/gallery.html", context)
