from django.urls import path

from changai.tasks import views

app_name = "tasks"
task_urls = [
    path("", views.ledger, name="ledger"),
    path("print/", views.ledger_print, name="ledger_print"),
    path("export/", views.ledger_export, name="ledger_export"),
    path("orders/remind/", views.remind_many, name="remind_many"),
    path("register/", views.register_page, name="register"),
    path("register/now/", views.register, name="register_now"),
    path("<int:pk>/", views.task, name="task"),
    path("<int:pk>/cascade/", views.cascade_page, name="cascade"),
    path("<int:pk>/cascade/now/", views.cascade, name="cascade_now"),
    path("<int:pk>/do/<slug:action>/", views.action_page, name="action"),
    path("<int:pk>/do/<slug:action>/now/", views.act, name="act"),
    path("duties/<int:pk>/<slug:action>/", views.duty_page, name="duty_action"),
    path("duties/<int:pk>/<slug:action>/now/", views.duty_act, name="duty_act"),
]
urlpatterns = task_urls
