from django.urls import path

from changai.dashboards import views

app_name = "dashboards"
urlpatterns = [
    path("", views.my_work, name="my_work"),
    path("leader/", views.leader, name="leader"),
    path("around/<int:pk>/", views.around_task, name="around_task"),
    path("demo/report/", views.demo_report, name="demo_report"),
]
