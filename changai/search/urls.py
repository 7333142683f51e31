from django.urls import path

from changai.search import views

app_name = "search"
urlpatterns = [
    path("", views.results, name="results"),
    path("units/", views.unit_options, name="unit_options"),
    path("units/<int:pk>/", views.picked_unit, name="picked_unit"),
]
