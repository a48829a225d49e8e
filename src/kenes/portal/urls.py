from django.urls import path

from kenes.portal import gallery, views

app_name = "portal"
urlpatterns = [
    path("", views.front, name="front"),
    path("gallery/", gallery.gallery, name="gallery"),
]
