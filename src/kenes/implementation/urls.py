"""Addresses of road maps and measures, and of what is still not done."""

from django.urls import path

from kenes.implementation.views import all as every
from kenes.implementation.views import drafting, measures, one, printing, sheets, still

app_name = "implementation"
urlpatterns = [
    path("still-not-done/", still.still_not_done, name="still"),
    path("still-not-done.atom", still.feed, name="still_feed"),
    path("road-maps/", every.roadmaps, name="all"),
    path("road-maps/new/", drafting.begin, name="new"),
    path("road-maps/<str:number>/", one.roadmap, name="roadmap"),
    path("road-maps/<str:number>/measures.xlsx", one.export, name="export"),
    path("road-maps/<str:number>/edit/", drafting.edit, name="edit"),
    path("road-maps/<str:number>/adopt/", drafting.adopt, name="adopt"),
    path("road-maps/<str:number>/discard/", drafting.discard, name="discard"),
    path("road-maps/<str:number>/measures/new/", measures.add, name="measure_add"),
    path("road-maps/<str:number>/measures/<int:pk>/", measures.measure, name="measure"),
    path(
        "road-maps/<str:number>/measures/<int:pk>/change/", measures.change, name="measure_change"
    ),
    path(
        "road-maps/<str:number>/measures/<int:pk>/take-out/",
        measures.remove,
        name="measure_remove",
    ),
    path("road-maps/<str:number>/measures/<int:pk>/report/", measures.report, name="report"),
    path("road-maps/<str:number>/workbook/", sheets.upload, name="sheet"),
    path("road-maps/<str:number>/workbook/<int:pk>/", sheets.check, name="sheet_check"),
    path(
        "road-maps/<str:number>/workbook/<int:pk>/not-understood.csv",
        sheets.not_understood,
        name="sheet_wrong",
    ),
    path("road-maps/<str:number>/plan.pdf", printing.roadmap_pdf, name="roadmap_pdf"),
    path("road-maps/<str:number>/plan.docx", printing.roadmap_docx, name="roadmap_docx"),
]
