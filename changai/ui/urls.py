from django.urls import path

from changai.ui import gallery

app_name = "ui"
urlpatterns = [path("", gallery.show, name="gallery")]
