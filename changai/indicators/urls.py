from django.urls import path

from changai.indicators import views

app_name = "indicators"
urlpatterns = [
    path("", views.figures, name="figures"),
    path("units/<int:pk>/", views.unit_figures, name="unit"),
    path("units/<int:pk>/export/", views.export, name="export"),
    path("units/<int:pk>/<slug:code>/", views.figure, name="figure"),
    path("units/<int:pk>/<slug:code>/rows/", views.rows, name="rows"),
    path("dictionary/", views.dictionary, name="dictionary"),
    path("dictionary/<slug:code>/", views.definition, name="definition"),
    path("entry/", views.entry, name="entry"),
    path("entry/<int:pk>/", views.asked, name="asked"),
    path("entry/<int:pk>/<slug:code>/", views.type_page, name="type"),
    path("entry/<int:pk>/<slug:code>/now/", views.type_now, name="type_now"),
    path("import/", views.import_page, name="import"),
    path("import/now/", views.import_now, name="import_now"),
    path("values/<int:pk>/", views.value, name="value"),
    path("values/<int:pk>/approve/", views.approve, name="approve"),
    path("values/<int:pk>/accept/", views.accept, name="accept"),
    path("values/<int:pk>/return/", views.send_back, name="return"),
    path("values/<int:pk>/reopen/", views.reopen, name="reopen"),
    path("values/<int:pk>/restate/", views.restate, name="restate"),
    path("review/", views.review, name="review"),
    path("review/now/", views.accept_many, name="accept_many"),
    path("publications/", views.publications, name="publications"),
    path("publications/new/<int:pk>/", views.publish_page, name="publish"),
    path("publications/new/<int:pk>/now/", views.publish, name="publish_now"),
    path("publications/<int:pk>/", views.publication, name="publication"),
    path("publications/<int:pk>/export/", views.publication_export, name="publication_export"),
    path("restatements/", views.restatements, name="restatements"),
]
