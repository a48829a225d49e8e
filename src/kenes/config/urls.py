"""All addresses. Pages stand under their language; files, health and citations do not."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path

from kenes.alignment.views.one import cite as cite_alignment
from kenes.implementation.views.all import cite as cite_roadmap
from kenes.meetings.views.one import cite as cite_meeting
from kenes.meetings.views.one import cite_decision
from kenes.opinions.views.one import cite as cite_consultation
from kenes.opinions.views.statement import cite as cite_statement
from kenes.portal.views import health, root
from kenes.proposals.views.one import cite as cite_proposal
from kenes.recommendations.views.one import cite
from kenes.record.views import files
from kenes.replies.views.one import cite as cite_request

outside_languages = [
    path("", root, name="go"),
    path("health/", health, name="health"),
    path("record/files.txt", files.listing, name="record_listing"),
    path("record/cosignature", files.cosignature, name="record_cosignature"),
    re_path(r"^record/(?P<path>[a-z0-9/._]+)$", files.file, name="record_file"),
    re_path(r"^(?P<number>R-\d{4}-\d{1,7})$", cite, name="cite"),
    re_path(r"^(?P<number>A-\d{4}-\d{1,7})$", cite_alignment, name="cite_alignment"),
    re_path(r"^(?P<number>C-\d{4}-\d{1,7})$", cite_consultation, name="cite_consultation"),
    re_path(
        r"^(?P<number>C-\d{4}-\d{1,7})\.(?P<place>[1-9]\d{0,8})$",
        cite_statement,
        name="cite_statement",
    ),
    re_path(r"^(?P<number>P-\d{4}-\d{1,7})$", cite_proposal, name="cite_proposal"),
    re_path(r"^(?P<number>M-\d{4}-\d{1,7})$", cite_meeting, name="cite_meeting"),
    re_path(r"^(?P<number>D-\d{4}-\d{1,7})$", cite_decision, name="cite_decision"),
    re_path(r"^(?P<number>RM-\d{4}-\d{1,7})$", cite_roadmap, name="cite_roadmap"),
    re_path(r"^(?P<number>Q-\d{4}-\d{1,7})$", cite_request, name="cite_request"),
]

urlpatterns = [
    path("", include((outside_languages, "root"))),
    *i18n_patterns(
        path("", include("kenes.portal.urls")),
        path("desk/", include("kenes.desk.urls")),
        path("", include("kenes.recommendations.urls")),
        path("law/", include("kenes.law.urls")),
        path("alignment/", include("kenes.alignment.urls")),
        path("consultations/", include("kenes.opinions.urls")),
        path("suggestions/", include("kenes.suggestions.urls")),
        path("proposals/", include("kenes.proposals.urls")),
        path("", include("kenes.replies.urls")),
        path("meetings/", include("kenes.meetings.urls")),
        path("", include("kenes.implementation.urls")),
        path("", include("kenes.members.urls")),
        path("record/", include("kenes.record.urls")),
        path("", include("kenes.notifications.urls")),
        path("journal/", include("kenes.journal.urls")),
        path("account/", include("kenes.accounts.urls")),
        path("account/", include("kenes.accounts.allauth_urls")),
    ),
]
