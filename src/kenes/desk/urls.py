from django.urls import path

from kenes.desk import views

app_name = "desk"
urlpatterns = [path("", views.home, name="home")]
