"""The product's own addresses, with an answer to "not found" that costs nothing to make.

The real page of that answer is looked at in test_guard.py.
"""

from django.http import HttpResponseNotFound

from changai.config.urls import urlpatterns as urlpatterns


def handler404(request, exception):
    """Answer "not found" in one word."""
    return HttpResponseNotFound(b"not found")
