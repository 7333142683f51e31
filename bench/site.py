"""The product's server with one address more: a bare insert, to measure the others by.

python -m bench.site PORT        serves the data folder of the environment
"""

from __future__ import annotations

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "changai.config.settings")
django.setup()

from django.conf import settings  # noqa: E402  # settings first
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect  # noqa: E402
from django.urls import include, path  # noqa: E402
from django.utils import timezone  # noqa: E402

from changai.accounts.models import FailedSignIn  # noqa: E402


def bare(request: HttpRequest) -> HttpResponse:
    """Insert one row for the person who is signed in, and redirect: what any Django form does."""
    FailedSignIn.objects.create(
        login_sha256=request.POST["words"][:64],
        source_sha256=str(request.user.pk),
        at=timezone.now(),
    )
    return HttpResponseRedirect("/")


urlpatterns = [path("bare/", bare), path("", include("changai.config.urls"))]


if __name__ == "__main__":
    import waitress

    settings.ROOT_URLCONF = "bench.site"
    sys.modules["bench.site"] = sys.modules["__main__"]
    from changai.config.wsgi import application

    waitress.serve(application, host="127.0.0.1", port=int(sys.argv[1]), threads=8, _quiet=True)
