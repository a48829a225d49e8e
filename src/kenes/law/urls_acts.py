"""Addresses of national acts and of the rank of treaties."""

from django.urls import path

from kenes.law.views import acts, comparing, entering, exporting, reading, treaty_rule

patterns = [
    path("acts/", acts.acts, name="acts"),
    path("acts/new/", entering.new_act, name="new_act"),
    path("acts/<slug:code>/", acts.act, name="act"),
    path("acts/<slug:code>/change/", entering.change_act, name="change_act"),
    path("acts/<slug:code>/on/", acts.on_day, name="on_day"),
    path("acts/<slug:code>/compare/", comparing.compare, name="compare"),
    path("acts/<slug:code>/upload/", entering.upload, name="upload"),
    path("acts/<slug:code>/upload/<int:pk>/", entering.check, name="check"),
    path("acts/<slug:code>/upload/<int:pk>/save/", entering.save, name="save_upload"),
    path("acts/<slug:code>/upload/<int:pk>/discard/", entering.discard, name="discard_upload"),
    path("acts/<slug:code>/<str:on>/", reading.version, name="version"),
    path("acts/<slug:code>/<str:on>/act.pdf", exporting.version_pdf, name="version_pdf"),
    path("acts/<slug:code>/<str:on>/act.docx", exporting.version_docx, name="version_docx"),
    path("acts/<slug:code>/<str:on>/act.xml", exporting.version_akn, name="version_akn"),
    path("acts/<slug:code>/<str:on>/act.txt", exporting.version_txt, name="version_txt"),
    path("acts/<slug:code>/<str:on>/<str:anchor>/", reading.provision, name="provision"),
    path("treaty-rule/", treaty_rule.through_time, name="treaty_rule"),
    path("treaty-rule/new/", treaty_rule.new_rule, name="new_rule"),
]
