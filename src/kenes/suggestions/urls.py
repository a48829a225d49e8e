"""Addresses of suggestions."""

from django.urls import path

from kenes.suggestions.views import inbox

app_name = "suggestions"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("decide/", inbox.decide, name="decide"),
    path("of/<str:number>/", inbox.of, name="of"),
]
