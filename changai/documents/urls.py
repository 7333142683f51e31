from django.urls import path

from changai.documents import views

app_name = "documents"
urlpatterns = [
    path("", views.document_list, name="list"),
    path("receive/", views.receive_page, name="receive"),
    path("receive/now/", views.receive, name="receive_now"),
    path("<int:pk>/", views.reading_page, name="detail"),
    path("<int:pk>/original/", views.original, name="original"),
    path("<int:pk>/describe/", views.description_form, name="describe_form"),
    path("<int:pk>/describe/now/", views.describe, name="describe"),
    path("<int:pk>/read-again/", views.read_again, name="read_again"),
    path("<int:pk>/measures/add/", views.add_measure, name="measure_add"),
    path("<int:pk>/measures/merge/", views.merge_measures, name="measures_merge"),
    path("measures/<int:pk>/edit/", views.edit_form, name="measure_edit_form"),
    path("measures/<int:pk>/split/", views.split_form, name="measure_split_form"),
    path("measures/<int:pk>/units/", views.units_form, name="measure_units_form"),
    path("measures/<int:pk>/reject/", views.reject_form, name="measure_reject_form"),
    path("measures/<int:pk>/accept/now/", views.accept_measure, name="measure_accept"),
    path("measures/<int:pk>/reject/now/", views.reject_measure, name="measure_reject"),
    path("measures/<int:pk>/reopen/now/", views.reopen_measure, name="measure_reopen"),
    path("measures/<int:pk>/edit/now/", views.edit_measure, name="measure_edit"),
    path("measures/<int:pk>/split/now/", views.split_measure, name="measure_split"),
    path("measures/<int:pk>/units/now/", views.set_units, name="measure_units"),
    path("instructions/<int:pk>/decide/", views.decide_instruction, name="instruction_decide"),
]
