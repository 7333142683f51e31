from django.urls import path

from changai.accounts import views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.sign_in_page, name="sign_in"),
    path("sign-in/now/", views.sign_in, name="sign_in_now"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("demo/", views.demo, name="demo"),
    path("demo/<int:pk>/enter/", views.enter_demo, name="demo_enter"),
    path("ticket/<str:secret>/", views.ticket_page, name="ticket"),
    path("ticket/<str:secret>/now/", views.use_ticket, name="ticket_use"),
    path("me/", views.me, name="me"),
    path("me/details/", views.change_details, name="details"),
    path("me/password/", views.change_password, name="password"),
    path("language/", views.set_language, name="language"),
]
