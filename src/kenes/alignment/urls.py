"""Addresses of the alignment matrix."""

from django.urls import path

from kenes.alignment.views import all as every
from kenes.alignment.views import asking, one, opening

app_name = "alignment"
urlpatterns = [
    path("", every.show, name="matrix"),
    path("export/", every.export, name="export"),
    path("gaps/", every.gaps, name="gaps"),
    path("new/", opening.new, name="new"),
    path("<str:number>/", one.one, name="pair"),
    path("<str:number>/view/", asking.view, name="view"),
    path("<str:number>/follow/", asking.follow, name="follow"),
    path("<str:number>/propose/", asking.propose, name="propose"),
]
