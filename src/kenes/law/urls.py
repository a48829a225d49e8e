"""Addresses of instruments and acts."""

from kenes.law.urls_acts import patterns as acts
from kenes.law.urls_instruments import patterns as instruments

app_name = "law"
urlpatterns = [*instruments, *acts]
