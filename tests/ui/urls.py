"""A small site of the frame alone, so that these tests need no noun."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.views.i18n import set_language

from changai.kernel.errors import Refused
from changai.kernel.http import writes


def home(request):
    messages.success(request, "已保存。")
    return render(request, "ui/base.html")


@writes
def refuse(request):
    raise Refused("这项任务已经办结。")


def fault(request):
    return HttpResponse("half a page", status=500)


urlpatterns = [
    path("", home),
    path("ui/", include("changai.ui.urls")),
    path("refuse/", refuse),
    path("fault/", fault),
    path("i18n/", set_language, name="set_language"),
]
