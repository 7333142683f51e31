from django.urls import path

from changai.conveyance import views

app_name = "conveyance"
urlpatterns = [
    path("", views.received, name="list"),
    path("sent/", views.sent, name="sent"),
    path("new/", views.convey_page, name="convey_form"),
    path("new/now/", views.convey, name="convey"),
    path("<int:pk>/", views.conveyance, name="conveyance"),
    path("<int:pk>/original/", views.original, name="original"),
    path("<int:pk>/recall/", views.recall, name="recall"),
    path("nodes/<int:pk>/", views.branch, name="branch"),
    path("nodes/<int:pk>/sign/", views.sign_for, name="sign"),
    path("nodes/<int:pk>/pass-on/", views.pass_on_page, name="pass_on_form"),
    path("nodes/<int:pk>/pass-on/now/", views.pass_on, name="pass_on"),
    path("instructions/", views.instructions, name="instructions"),
    path("instructions/new/", views.enter_page, name="enter_form"),
    path("instructions/new/now/", views.enter, name="enter"),
    path("instructions/<int:pk>/", views.instruction, name="instruction"),
    path("instructions/<int:pk>/change/", views.change_page, name="change_form"),
    path("instructions/<int:pk>/change/now/", views.change, name="change"),
    path("instructions/<int:pk>/decide/", views.decide, name="decide"),
    path("instructions/<int:pk>/register/", views.register, name="register"),
    path("bodies/<int:pk>/rules/", views.procedures, name="procedures"),
    path("bodies/<int:pk>/rules/link/", views.link_procedure, name="procedure_link"),
    path("rules/<int:pk>/end/", views.end_procedure, name="procedure_end"),
]
