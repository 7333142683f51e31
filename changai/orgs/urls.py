from django.urls import path

from changai.orgs import views

app_name = "orgs"
urlpatterns = [
    path("", views.units, name="units"),
    path("demo/", views.demo, name="demo"),
    path("<int:pk>/", views.unit, name="unit"),
    path("<int:pk>/children/", views.children, name="children"),
    path("<int:pk>/open/", views.open_form, name="open_form"),
    path("<int:pk>/open/now/", views.open_unit, name="open"),
    path("<int:pk>/rename/", views.rename_form, name="rename_form"),
    path("<int:pk>/rename/now/", views.rename_unit, name="rename"),
    path("<int:pk>/move/", views.move_form, name="move_form"),
    path("<int:pk>/move/now/", views.move_unit, name="move"),
    path("<int:pk>/merge/", views.merge_form, name="merge_form"),
    path("<int:pk>/merge/now/", views.merge_unit, name="merge"),
    path("<int:pk>/close/", views.close_form, name="close_form"),
    path("<int:pk>/close/now/", views.close_unit, name="close"),
    path("<int:pk>/invite/", views.invite_form, name="invite_form"),
    path("<int:pk>/invite/now/", views.invite, name="invite"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/edit/", views.edit_form, name="edit_form"),
    path("people/<int:pk>/edit/now/", views.edit_person, name="edit"),
    path("people/<int:pk>/post/", views.post_form, name="post_form"),
    path("people/<int:pk>/post/now/", views.give_post, name="post"),
    path("people/<int:pk>/link/now/", views.make_link, name="link"),
    path("people/<int:pk>/hand-over/", views.hand_over_form, name="hand_over_form"),
    path("people/<int:pk>/hand-over/now/", views.hand_over, name="hand_over"),
    path("people/<int:pk>/deactivate/now/", views.deactivate, name="deactivate"),
    path("people/<int:pk>/reactivate/now/", views.reactivate, name="reactivate"),
    path("posts/<int:pk>/end/", views.end_form, name="end_form"),
    path("posts/<int:pk>/end/now/", views.end_post, name="end"),
    path("posts/<int:pk>/cover/", views.cover_form, name="cover_form"),
    path("posts/<int:pk>/cover/now/", views.cover_post, name="cover"),
]
