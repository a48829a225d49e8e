"""All addresses. Pages stand under their language; files, health and citations do not."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path

from kenes.portal.views import health, root
from kenes.recommendations.views.one import cite

outside_languages = [
    path("", root, name="go"),
    path("health/", health, name="health"),
    re_path(r"^(?P<number>R-\d{4}-\d{1,7})$", cite, name="cite"),
]

urlpatterns = [
    path("", include((outside_languages, "root"))),
    *i18n_patterns(
        path("", include("kenes.portal.urls")),
        path("desk/", include("kenes.desk.urls")),
        path("", include("kenes.recommendations.urls")),
        path("", include("kenes.members.urls")),
        path("journal/", include("kenes.journal.urls")),
        path("account/", include("kenes.accounts.urls")),
        path("account/", include("kenes.accounts.allauth_urls")),
    ),
]
