from django.urls import path

from changai.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("read-all/", views.mark_all_read, name="read_all"),
    path("<int:pk>/read/", views.mark_read, name="read"),
    path("<int:pk>/open/", views.open_notice, name="open"),
]
