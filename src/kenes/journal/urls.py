from django.urls import path

from kenes.journal import views

app_name = "journal"
urlpatterns = [path("", views.entries, name="entries")]
