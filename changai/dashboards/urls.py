from django.urls import path

from changai.dashboards import views

app_name = "dashboards"
urlpatterns = [
    path("", views.my_work, name="my_work"),
    path("leader/", views.leader, name="leader"),
    path("goals/", views.goals, name="goals"),
    path("goals/<int:pk>/", views.unit_goals, name="unit_goals"),
    path("goals/<int:pk>/export/", views.goals_export, name="goals_export"),
    path("goals/<int:pk>/map/", views.unit_map, name="map"),
    path("goals/<int:pk>/map/picture/", views.map_svg, name="map_svg"),
    path("goals/<int:pk>/map/export/", views.map_export, name="map_export"),
    path("goals/<int:pk>/peers/", views.peers, name="peers"),
    path("goals/<int:pk>/peers/export/", views.peers_export, name="peers_export"),
    path("goals/<int:pk>/<slug:code>/picture/", views.trend_svg, name="trend_svg"),
    path("goals/<int:pk>/<slug:code>/export/", views.trend_export, name="trend_export"),
    path("around/<int:pk>/", views.around_task, name="around_task"),
    path("demo/report/", views.demo_report, name="demo_report"),
]
