"""The product's addresses and one more: the barest insert a Django view can make.

`python -m bench.posts serve` serves them as `changai serve` serves the product: the same
middleware, server, threads and database.
"""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from changai.config.urls import urlpatterns as product
from changai.evidence.models import ReportRequest

BARE = "/bench/bare/"


@require_POST
def bare(request: HttpRequest) -> HttpResponse:
    """Insert one row of about the size of a report, and nothing else."""
    with transaction.atomic():
        ReportRequest.objects.create(
            unit_id=request.POST["unit"],
            period=request.POST["period"],
            due_on=timezone.localdate(),
            words=request.POST["changed_words"],
            field_count=1,
            unit_count=1,
            made_by_id=request.user.pk,
            made_at=timezone.now(),
            client_key=request.POST["client_key"],
        )
    return HttpResponseRedirect("/")


urlpatterns = [*product, path(BARE.strip("/") + "/", bare)]
