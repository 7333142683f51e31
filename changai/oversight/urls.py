from django.urls import path

from changai.oversight import views

app_name = "audit"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("<int:pk>/lines/", views.show_lines, name="lines"),
]
