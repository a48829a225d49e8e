from django.urls import path

from kenes.notifications import views

app_name = "notifications"
urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.read_all, name="read_all"),
    path("notices/<int:pk>/", views.open_one, name="open"),
    path("notices/<int:pk>/<str:token>/", views.follow, name="follow"),
    path("account/notifications/", views.choices, name="choices"),
    path("account/notifications/stop/<str:token>/", views.stop, name="stop"),
]
