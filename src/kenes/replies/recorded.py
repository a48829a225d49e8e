"""What the public record says of requests and their signed replies, and where it is shown.

What was asked in confidence is not in it, and neither is a draft. The name of who signed stands in
a field of its own, so that it can be erased and the reply stays.
"""

from collections.abc import Iterator, Sequence

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kenes.languages.types import Language
from kenes.record.subjects import Kind, State, register
from kenes.replies.lifecycle import ReplyKind, RequestKind, RequestStatus
from kenes.replies.models import Reply, Request

CHUNK = 500
BODY = "body"
_CODES = {
    str(value): text
    for choices in (RequestKind, RequestStatus, ReplyKind, Language)
    for value, text in choices.choices
}


def by(organisation_id: int | None) -> str:
    """Who asked or replied, as the record names them; None: the body itself."""
    return f"organisation/{organisation_id}" if organisation_id else BODY


def request_state(request: Request) -> State:
    """What its own row says; nothing of what it does not have."""
    state = {
        "text": {"text": request.text, "language": str(request.language)},
        "kind": str(request.kind),
        "about": request.about,
        "addressee": by(request.addressee_id),
        "asked_by": by(request.asked_by_id),
        "asked": request.asked_on.isoformat(),
        "due": request.due_on.isoformat(),
        "first_due": request.first_due_on.isoformat(),
        "status": str(request.status),
        "answered": request.answered_on.isoformat() if request.answered_on else None,
        "withdrawn": request.withdrawn_on.isoformat() if request.withdrawn_on else None,
        "withdrawn_because": request.withdrawn_because,
        "follows": request.follows.number if request.follows else None,
    }
    return {name: value for name, value in state.items() if value}


def reply_state(reply: Reply) -> State:
    said = {
        "kind": str(reply.kind),
        "text": reply.text,
        "language": str(reply.language),
        "until": reply.until.isoformat() if reply.until else None,
        "referred_to": by(reply.referred_to_id) if reply.referred_to_id else None,
    }
    return {
        f"reply.{reply.pk}": {name: value for name, value in said.items() if value},
        f"reply.{reply.pk}.person": reply.signed_by_name,
    }


def state_of(request: Request) -> State:
    """All that the request's page says; ``replies`` are prefetched, the signed ones only."""
    state = request_state(request)
    for reply in request.replies.all():
        state |= reply_state(reply)
    return state


def _shown(numbers: Sequence[str]) -> dict[str, State]:
    signed = Prefetch("replies", Reply.objects.signed())
    found = Request.objects.public().filter(number__in=numbers).select_related("follows")
    return {request.number: state_of(request) for request in found.prefetch_related(signed)}


def _every() -> Iterator[str]:
    rows = Request.objects.public().order_by("pk").values_list("number", flat=True)
    yield from rows.iterator(chunk_size=CHUNK)


def _titles(numbers: Sequence[str]) -> dict[str, str]:
    return {number: number for number in numbers}


def _url(number: str) -> str:
    return reverse("replies:one", args=[number])


def _related(number: str) -> Sequence[str]:
    """The request that was referred here, and those this one was referred to."""
    public = Request.objects.public()
    earlier = public.filter(followed_by__number=number).values_list("number", flat=True)
    later = public.filter(follows__number=number).values_list("number", flat=True)
    return [*earlier, *later]


def _erase(number: str, field: str, is_shown: bool) -> None:
    """Erase words or a name wherever the house keeps them."""
    if not is_shown:
        return
    requests = Request.objects.filter(number=number)
    kind, _dot, rest = field.partition(".")
    key, _dot, what = rest.partition(".")
    if field == "text":
        requests.update(text="")
    elif field == "withdrawn_because":
        requests.update(withdrawn_because="")
    elif kind == "reply" and key.isdigit() and len(key) < 19:
        replies = Reply.objects.filter(request__number=number, pk=int(key))
        if what == "person":
            replies.update(signed_by_name="")
        else:
            replies.update(text="", returned_note="")


def _label(name: str) -> str:
    """A field, or a part of one."""
    kind, _dot, rest = name.partition(".")
    if rest.endswith(".person"):
        return _("signed by")
    labels = {
        "text": _("text"),
        "language": _("language"),
        "kind": _("kind"),
        "about": _("about"),
        "addressee": _("asked of"),
        "asked_by": _("asked by"),
        "asked": _("asked on"),
        "due": _("due on"),
        "first_due": _("due on, at first"),
        "status": _("status"),
        "answered": _("answered on"),
        "withdrawn": _("withdrawn on"),
        "withdrawn_because": _("reason of the withdrawal"),
        "follows": _("referred here from"),
        "reply": _("reply"),
        "until": _("more time until"),
        "referred_to": _("referred to"),
        "by": pgettext("part of an entry", "by"),
    }
    return labels.get(kind if rest.isdigit() else name, name)


def _word(part: str, code: str) -> str:
    if code == BODY:
        return _("the body, through its secretariat")
    return str(_CODES.get(code, code))


def register_kinds() -> None:
    register(
        Kind(
            name="Q",
            titles=_titles,
            url=_url,
            shown=_shown,
            every=_every,
            label=_label,
            word=_word,
            erase=_erase,
            related=_related,
        )
    )
