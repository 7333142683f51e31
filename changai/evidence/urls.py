from django.urls import path

from changai.evidence import views

app_name = "evidence"
report_urls = [
    path("tasks/<int:pk>/", views.of_task, name="of_task"),
    path("tasks/<int:pk>/report/", views.report_page, name="report"),
    path("tasks/<int:pk>/report/now/", views.report, name="report_now"),
    path("tasks/<int:pk>/review/", views.review_task, name="review"),
    path("duties/<int:pk>/report/", views.duty_page, name="report_duty"),
    path("duties/<int:pk>/report/now/", views.report_duty, name="report_duty_now"),
    path("reports/<int:pk>/", views.show, name="show"),
    path("reports/<int:pk>/verify/", views.verify, name="verify"),
    path("reports/<int:pk>/return/", views.send_back, name="return"),
    path("review/", views.to_review, name="to_review"),
    path("review/now/", views.verify_many, name="verify_many"),
]
file_urls = [
    path("files/", views.files, name="files"),
    path("files/keep/", views.keep, name="keep"),
    path("files/<int:pk>/", views.file, name="file"),
    path("files/<int:pk>/download/", views.download, name="download"),
]
request_urls = [
    path("requests/", views.request_page, name="request"),
    path("requests/preview/", views.request_preview, name="request_preview"),
    path("requests/now/", views.request_now, name="request_now"),
    path("requests/<int:pk>/", views.asked, name="asked"),
    path("burden/", views.burden, name="burden"),
]
publication_urls = [
    path("publications/", views.publications, name="publications"),
    path("publications/new/", views.publish_page, name="publish"),
    path("publications/now/", views.publish, name="publish_now"),
    path("publications/<int:pk>/", views.publication, name="publication"),
]
urlpatterns = report_urls + file_urls + request_urls + publication_urls
