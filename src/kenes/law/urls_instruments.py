"""Addresses of instruments; under ``instruments/`` stand their codes alone."""

from django.urls import URLPattern, path

from kenes.law.views import (
    instruments,
    instruments_calendar,
    instruments_importing,
    instruments_keeping,
)

patterns: list[URLPattern] = [
    path("instruments/", instruments.instruments, name="instruments"),
    path("complaints/", instruments.complaints, name="complaints"),
    path("calendar/", instruments_calendar.calendar, name="calendar"),
    path("catalogue/", instruments_keeping.enter_catalogue, name="catalogue"),
    path("ratifications/", instruments_importing.table, name="ratifications"),
    path("new-instrument/", instruments_keeping.new, name="instrument_new"),
    path("instruments/<slug:code>/", instruments.instrument, name="instrument"),
    path("instruments/<slug:code>/change/", instruments_keeping.change, name="instrument_change"),
    path("instruments/<slug:code>/status/", instruments_keeping.commitment, name="commitment"),
    path("instruments/<slug:code>/text/", instruments_importing.text, name="instrument_text"),
    path(
        "instruments/<slug:code>/reports/new/", instruments_keeping.report_new, name="report_new"
    ),
    path("instruments/<slug:code>/reports/<int:pk>/", instruments_keeping.report, name="report"),
    path(
        "instruments/<slug:code>/articles/<str:number>/",
        instruments.obligation,
        name="obligation",
    ),
]
