from django.urls import path

from changai.papers import views

app_name = "papers"
urlpatterns = [
    path("", views.paper_list, name="list"),
    path("preview/<str:kind>/<int:thing_id>/", views.preview, name="preview"),
    path("preview/<str:kind>/<int:thing_id>/docx/", views.preview_docx, name="preview_docx"),
    path("preview/<str:kind>/<int:thing_id>/pdf/", views.preview_pdf, name="preview_pdf"),
    path("draft/<str:kind>/<int:thing_id>/", views.draft, name="draft"),
    path("prefix/<int:unit_id>/", views.prefix_page, name="prefix"),
    path("prefix/<int:unit_id>/now/", views.set_prefix, name="prefix_now"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/docx/", views.docx, name="docx"),
    path("<int:pk>/pdf/", views.pdf, name="pdf"),
    path("<int:pk>/edit/", views.edit_page, name="edit"),
    path("<int:pk>/edit/now/", views.edit, name="edit_now"),
    path("<int:pk>/redraw/", views.redraw, name="redraw"),
    path("<int:pk>/approve/", views.approve, name="approve"),
    path("<int:pk>/return/", views.take_back, name="return"),
    path("<int:pk>/discard/", views.discard, name="discard"),
    path("<int:pk>/issue/", views.issue, name="issue"),
    path("<int:pk>/sign/", views.sign, name="sign"),
    path("<int:pk>/withdraw/", views.withdraw_page, name="withdraw"),
    path("<int:pk>/withdraw/now/", views.withdraw, name="withdraw_now"),
    path("<int:pk>/check/", views.check, name="check"),
]
