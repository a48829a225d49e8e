"""All addresses. Pages stand under their language; files and health do not."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from kenes.portal.views import health, root

urlpatterns = [
    path("", include(([path("", root, name="go"), path("health/", health, name="health")], "root"))),
    *i18n_patterns(
        path("", include("kenes.portal.urls")),
        path("desk/", include("kenes.desk.urls")),
        path("", include("kenes.recommendations.urls")),
        path("", include("kenes.members.urls")),
        path("account/", include("kenes.accounts.urls")),
        path("account/", include("allauth.urls")),
        path("ui/", include("kenes.ui.urls")),
    ),
]
