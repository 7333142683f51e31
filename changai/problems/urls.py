from django.urls import path

from changai.problems import views

app_name = "problems"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("new/", views.new, name="new"),
    path("add/", views.add, name="add"),
    path("import/", views.import_page, name="import"),
    path("import/now/", views.import_now, name="import_now"),
    path("of-task/<int:pk>/", views.of_task, name="of_task"),
    path("<int:pk>/", views.detail, name="problem"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/change/", views.change, name="change"),
    path("<int:pk>/rectify/", views.rectify, name="rectify"),
    path("<int:pk>/look-back/", views.look_back, name="look_back"),
    path("<int:pk>/drop/", views.drop, name="drop"),
]
