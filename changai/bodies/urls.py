from django.urls import path

from changai.bodies import views

app_name = "bodies"
urlpatterns = [
    path("", views.body_list, name="list"),
    path("new/", views.new_page, name="new"),
    path("new/now/", views.found, name="found"),
    path("<int:pk>/", views.body, name="body"),
    path("<int:pk>/change/", views.change_page, name="change_form"),
    path("<int:pk>/change/now/", views.change, name="change"),
    path("<int:pk>/end/", views.end_page, name="end_form"),
    path("<int:pk>/end/now/", views.end, name="end"),
    path("<int:pk>/seats/", views.seats_page, name="seats_form"),
    path("<int:pk>/seats/add/", views.add_seats, name="seats"),
    path("seats/<int:pk>/", views.seat_page, name="seat_form"),
    path("seats/<int:pk>/change/", views.change_seat, name="seat_change"),
    path("seats/<int:pk>/end/", views.end_seat, name="seat_end"),
]
