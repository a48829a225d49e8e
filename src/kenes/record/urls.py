from django.urls import path

from kenes.record.views import acts, pages, verify

app_name = "record"
urlpatterns = [
    path("", pages.log, name="log"),
    path("verify/", verify.verify, name="verify"),
    path("matter/", pages.matter, name="matter"),
    path("bundle/", pages.bundle, name="bundle"),
    path("entries/<str:uuid>/", pages.entry, name="entry"),
    path("entries/<str:uuid>/receipt/", pages.receipt, name="receipt"),
    path("entries/<str:uuid>/sign/", acts.sign, name="sign"),
    path("entries/<str:uuid>/redact/", acts.redact, name="redact"),
    path("redactions/<int:pk>/decide/", acts.decide, name="decide"),
    path("redactions/<int:pk>/withdraw/", acts.withdraw, name="withdraw"),
]
