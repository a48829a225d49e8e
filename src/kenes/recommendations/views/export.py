"""What the register shows, as a file."""

from collections.abc import Mapping

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kenes.access.policy import authorise
from kenes.languages.types import current_language
from kenes.recommendations import permissions
from kenes.recommendations.listing import COLUMNS, listed, row
from kenes.recommendations.query import from_address
from kenes.recommendations.search import Search
from kenes.ui.exports import FORMATS, download


@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """All that the register's address finds, in its order; ``format`` is one of FORMATS."""
    authorise(request.actor, permissions.READ)  # type: ignore[attr-defined]
    format_ = request.GET.get("format", "csv")
    if format_ not in FORMATS:
        raise Http404
    search, language = Search(from_address(request.GET)), current_language()
    return download(
        format_,
        f"kenes-register-{timezone.localdate()}",
        column_names(),
        (row(recommendation, language) for recommendation in listed(search.in_order())),
    )


def column_names() -> Mapping[str, str]:
    """The name of each column for a reader."""
    names = {
        "number": _("Number"),
        "text": _("Text"),
        "text_language": _("Language of the text"),
        "text_state": _("State of the translation"),
        "country": _("Country concerned"),
        "mechanism": _("Mechanism"),
        "symbol": _("Document symbol"),
        "paragraph": _("Paragraph"),
        "session": _("Session"),
        "cycle": _("Cycle"),
        "published_on": _("Date"),
        "states": _("Recommending States"),
        "heading": _("Stands under"),
        "position": _("Position of the State"),
        "position_verbatim": _("Position in the source’s words"),
        "action": _("Requested action"),
        "stage": _("Stage of work"),
        "assessed_state": _("Assessment by the State"),
        "assessed_civil": _("Assessment by civil society"),
        "law": _("Change in law"),
        "in_law_since": _("In law since"),
        "themes": _("Themes"),
        "affected": _("Affected groups"),
        "sdgs": _("Sustainable Development Goals"),
    }
    return {column: names[column] for column in COLUMNS}
