"""What a consultation found: the map, and the same as files."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kenes.access.policy import authorise, may
from kenes.access.types import NotAllowed
from kenes.languages.types import current_language
from kenes.members.models import Chamber
from kenes.members.services import bylaws
from kenes.opinions import exporting, permissions
from kenes.opinions.answers import Answer, answer_of
from kenes.opinions.lifecycle import Status
from kenes.opinions.models import Consultation, OpinionMap
from kenes.opinions.printing import printed
from kenes.opinions.report import ORDERS, Report, report
from kenes.opinions.rows import Name, Words
from kenes.opinions.services import exporting as taking_out
from kenes.opinions.services import voting
from kenes.opinions.views.door import found, participant_of
from kenes.ui import exports
from kenes.ui.asking import actor_of
from kenes.ui.papers import sent, whole_address


@dataclass(frozen=True, kw_only=True)
class Link:
    label: str
    url: str
    is_here: bool = False


@dataclass(frozen=True, kw_only=True)
class Page:
    """``why``: no map is seen here, in a sentence; ``way`` is what to do about it."""

    consultation: Consultation
    title: str
    at: datetime | None
    why: str
    way: Link | None
    may_export: bool
    answer: Answer | None


@require_safe
def map_(request: HttpRequest, number: str) -> HttpResponse:
    consultation = _readable(request, number)
    why, way = _refusal(request, consultation)
    drawn = None if why else _drawn(consultation)
    is_closed = consultation.status == Status.CLOSED
    if not why and drawn is None:
        why = _not_yet(consultation)
    actor = actor_of(request)
    order = request.GET.get("order", "")
    told = _report(consultation, drawn, order) if drawn else None
    page = Page(
        consultation=consultation,
        title=told.headline if told else _("Map of opinions"),
        at=drawn.facts_at if drawn else None,
        why=why,
        way=way,
        may_export=is_closed and bool(may(actor, permissions.EXPORT, consultation)),
        answer=answer_of(consultation, timezone.localdate()) if drawn else None,
    )
    context = {"page": page, "report": told, "order_links": _orders(told) if told else ()}
    return _kept(consultation, render(request, "opinions/map.html", context))


@require_safe
def map_json(request: HttpRequest, number: str) -> HttpResponse:
    consultation, drawn = _seen(request, number)
    texts = {one.number: one.text for one in consultation.statements.filter(status="shown")}
    told = {"consultation": number, "texts": texts, **drawn.facts}
    answer = JsonResponse(told, json_dumps_params={"ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="{number}-map.json"'
    return _kept(consultation, answer)


@require_safe
def map_csv(request: HttpRequest, number: str) -> StreamingHttpResponse:
    return _table(request, number, "csv")


@require_safe
def map_xlsx(request: HttpRequest, number: str) -> StreamingHttpResponse:
    return _table(request, number, "xlsx")


@require_safe
def map_zip(request: HttpRequest, number: str) -> HttpResponse:
    consultation, drawn = _seen(request, number)
    url = whole_address("opinions:map", number)
    made = exporting.polis(drawn.facts, _texts(consultation), topic=consultation.name, url=url)
    return _kept(consultation, _zip(made, f"{number}-map.zip"))


@require_safe
def map_pdf(request: HttpRequest, number: str) -> HttpResponse:
    consultation, drawn = _seen(request, number)
    told = _report(consultation, drawn, "")
    paper = printed(consultation, told, drawn.facts_at or drawn.at)
    return _kept(consultation, sent(paper, f"{number}-map.pdf"))


@require_POST
def votes(request: HttpRequest, number: str) -> HttpResponse:
    """The votes themselves, for the secretariat."""
    consultation = _readable(request, number)
    made = taking_out.votes(consultation, actor=actor_of(request), now=timezone.now())
    answer = _zip(made, f"{number}-votes.zip")
    answer["Cache-Control"] = "private, no-store"
    return answer


def _table(request: HttpRequest, number: str, format_: str) -> StreamingHttpResponse:
    consultation, drawn = _seen(request, number)
    names = {slug: one.label for slug, one in _names().items()}
    answer = exports.download(
        format_,
        f"{number}-map",
        exporting.columns(drawn.facts, names),
        exporting.rows(drawn.facts, _texts(consultation)),
    )
    if consultation.status == Status.OPEN:
        answer["Cache-Control"] = "private, no-store"
    return answer


def _readable(request: HttpRequest, number: str) -> Consultation:
    consultation = found(number)
    authorise(actor_of(request), permissions.READ, consultation)
    return consultation


def _seen(request: HttpRequest, number: str) -> tuple[Consultation, OpinionMap]:
    """For files. Raises NotAllowed: not for this reader, or nothing to see yet."""
    consultation = _readable(request, number)
    why, _way = _refusal(request, consultation)
    drawn = None if why else _drawn(consultation)
    if drawn is None:
        raise NotAllowed(why or _not_yet(consultation))
    return consultation, drawn


def _refusal(request: HttpRequest, consultation: Consultation) -> tuple[str, Link | None]:
    """Why this reader sees no map while it is open, and what they can do."""
    rule = bylaws.in_force(timezone.localdate()).text("consultation_results")
    if consultation.status != Status.OPEN or rule == "everybody":
        return "", None
    if rule == "nobody":
        return _("The map is shown to everybody once the consultation has closed."), None
    who = participant_of(request, consultation)
    if who is not None and voting.standing(who).is_enough:
        return "", None
    name = "opinions:enter" if who is None else "opinions:vote"
    label = _("Take part") if who is None else _("Go on voting")
    return (
        _(
            "While it is open the map is shown to those who have voted on ten statements, or on "
            "all there are: so that nobody votes with it in mind."
        ),
        Link(label=label, url=reverse(name, args=[consultation.number])),
    )


def _drawn(consultation: Consultation) -> OpinionMap | None:
    is_final = consultation.status == Status.CLOSED
    rows = OpinionMap.objects.filter(of=consultation, is_final=is_final)
    return rows.filter(facts_at__isnull=False).first()


def _not_yet(consultation: Consultation) -> str:
    if consultation.status == Status.DRAFT:
        return _("The map will be here once people have voted.")
    if consultation.status == Status.CLOSED:
        return _("The consultation has closed; its map is being drawn. Look again in a minute.")
    least = bylaws.in_force(timezone.localdate()).number("least_group")
    return _("A map is shown once %(least)s people have voted.") % {"least": least}


def _report(consultation: Consultation, drawn: OpinionMap, order: str) -> Report:
    here = current_language()
    statements = {one.number: one for one in consultation.statements.all()}

    def words(number: int) -> Words:
        one = statements.get(number)
        if one is None:
            return Words(number=number, text="")
        language = one.words_language
        return Words(
            number=number,
            text=one.words,
            language="" if language == here else language,
            url=reverse("opinions:statement", args=[consultation.number, number]),
        )

    return report(drawn.facts, words, _names(), order=order)


def _names() -> dict[str, Name]:
    """Of chambers, in their order; last of those who are of none."""
    found = {one.slug: Name(label=str(one), kind=one.side) for one in Chamber.objects.all()}
    return {**found, "": Name(label=_("The public"), kind="")}


def _texts(consultation: Consultation) -> dict[int, str]:
    return {one.number: one.words for one in consultation.statements.all()}


def _orders(told: Report) -> tuple[Link, ...]:
    labels = {
        "number": _("by number"),
        "shared": _("what is shared first"),
        "divides": _("what divides first"),
        "votes": _("most votes first"),
    }
    return tuple(
        Link(label=labels[one], url=f"?order={one}", is_here=told.order == one) for one in ORDERS
    )


def _zip(content: bytes, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(
        content,
        content_type="application/zip",
        headers={"Content-Disposition": disposition},
    )


def _kept(consultation: Consultation, answer: HttpResponse) -> HttpResponse:
    """While it is open a map is one reader's, and of this minute."""
    if consultation.status != Status.CLOSED:
        answer["Cache-Control"] = "private, no-store"
    return answer
