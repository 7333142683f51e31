from django.urls import path

from changai.escalations import views

app_name = "escalations"
slip_urls = [
    path("", views.show_list, name="list"),
    path("today/", views.today_page, name="today"),
    path("matters/<int:pk>/", views.matter, name="matter"),
    path("matters/<int:pk>/confirm/", views.confirm, name="confirm"),
    path("matters/<int:pk>/dismiss/", views.dismiss, name="dismiss"),
    path("slips/<int:pk>/", views.slip, name="slip"),
    path("slips/<int:pk>/<slug:name>/", views.act, name="act"),
]
digest_urls = [
    path("digests/", views.digests, name="digests"),
    path("digests/new/", views.digest_new, name="digest_new"),
    path("digests/make/", views.digest_make, name="digest_make"),
    path("digests/<int:pk>/", views.digest, name="digest"),
    path("digests/<int:pk>/change/", views.digest_change, name="digest_change"),
]
scheme_urls = [
    path("schemes/", views.schemes, name="schemes"),
    path("schemes/new/", views.scheme_new, name="scheme_new"),
    path("schemes/make/", views.scheme_make, name="scheme_make"),
    path("schemes/<int:pk>/", views.scheme, name="scheme"),
    path("schemes/<int:pk>/edit/", views.scheme_edit, name="scheme_edit"),
    path("schemes/<int:pk>/change/", views.scheme_change, name="scheme_change"),
    path("schemes/<int:pk>/open/", views.open_now, name="scheme_open"),
    path("schemes/<int:pk>/finalize/", views.finalize, name="scheme_finalize"),
    path("schemes/<int:pk>/units/<int:unit_pk>/", views.result, name="result"),
    path("schemes/<int:pk>/units/<int:unit_pk>/object/", views.object_now, name="object"),
    path("objections/<int:pk>/answer/", views.answer, name="answer"),
    path("reports/<int:pk>/finding/", views.finding, name="finding"),
    path("reports/<int:pk>/find/", views.find, name="find"),
]
urlpatterns = slip_urls + digest_urls + scheme_urls
