"""Put an obligation beside a provision: choose the act, find the article by its words."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from itertools import islice
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.types import Actor
from kenes.alignment import permissions
from kenes.alignment.forms import SILENT, OpenForm
from kenes.alignment.models import Pair
from kenes.alignment.narrowing import narrowing, readable_acts
from kenes.alignment.services import opening
from kenes.languages.fields import picked
from kenes.law import addresses
from kenes.law.models import Act, Obligation, Text, Version
from kenes.law.telling import cited_in_full
from kenes.record.onwards import onwards
from kenes.ui.asking import actor_of, attempt, form_page, posted, refusal, refuse

ROWS = 50
_LONGEST = 200  # characters of what is searched for
_BEGINS = 220  # characters of an article in the list


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A provision that can be chosen."""

    anchor: str
    label: str
    heading: str
    begins: str
    number: str  # of the pair it has already
    inside: str  # the address that shows its parts; "" where these are shown


@dataclass(frozen=True, kw_only=True)
class Page:
    obligation: Obligation | None
    title: str
    label: str
    label_language: str
    act: Act | None
    acts: tuple[tuple[str, str], ...]
    has_more_acts: bool
    name: str  # words of the act's name
    version: Version | None
    language: str  # of the text
    words: str
    within: str
    whole_url: str  # back from the parts of an article to all articles
    choices: tuple[Choice, ...]
    next_url: str
    silent: str
    form: OpenForm


@form_page
def new(request: HttpRequest) -> HttpResponse:
    """``instrument`` and ``article`` of the address name the obligation, ``act`` the act."""
    actor = actor_of(request)
    reason = refusal(request, actor, permissions.OPEN)
    given = request.GET
    form = OpenForm(posted(request))
    obligation, act = _obligation(given), narrowing(given).act
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if reason:
            status = HTTPStatus.FORBIDDEN
            refuse(form, reason)
        elif obligation is None or act is None:
            refuse(form, _("Choose an obligation and an act first."))
        elif form.is_valid():
            now = timezone.now()
            refused, pair = attempt(
                form,
                lambda: opening.open_(obligation, act, form.place(), actor=actor, now=now),
            )
            if not refused:
                return _done(request, pair, actor, is_new=pair.opened_at == now)
    page = _page(given, obligation, act, form)
    return render(request, "alignment/new.html", {"page": page}, status=status)


def _done(request: HttpRequest, pair: Pair, actor: Actor, *, is_new: bool) -> HttpResponse:
    if not is_new:
        messages.info(request, _("They stood beside each other already."))
        return redirect(pair)
    messages.success(request, _("They stand side by side now."))
    return onwards(pair.get_absolute_url(), pair.number, actor)


def _page(
    given: Mapping[str, str], obligation: Obligation | None, act: Act | None, form: OpenForm
) -> Page:
    name, words = given.get("name", "")[:_LONGEST], given.get("q", "")[:_LONGEST]
    acts, has_more = readable_acts(name) if act is None and obligation else ([], False)
    version = (
        act.versions.order_by("-on").prefetch_related("texts").first() if act is not None else None
    )
    if version is not None and act is not None:
        version.act = act
    text = version.text_for() if version is not None else None
    within = given.get("within", "") if text else ""
    found, next_url = _choices(given, obligation, act, text) if obligation and act else ((), "")
    label, language = picked(obligation.label) if obligation else ("", "")
    return Page(
        obligation=obligation,
        title=cited_in_full(obligation) if obligation else "",
        label=label,
        label_language=language,
        act=act,
        acts=tuple(acts),
        has_more_acts=has_more,
        name=name,
        version=version,
        language=text.language if text else "",
        words=words,
        within=within,
        whole_url=_link(given, within="", after=""),
        choices=found,
        next_url=next_url,
        silent=SILENT,
        form=form,
    )


def _choices(
    given: Mapping[str, str], obligation: Obligation, act: Act, text: Text | None
) -> tuple[tuple[Choice, ...], str]:
    """Articles from a place on, or one article with its parts; and the address of the next."""
    if text is None:
        return (), ""
    known = dict(
        Pair.objects.filter(obligation=obligation, act=act).values_list("anchor", "number")
    )
    within = given.get("within", "")
    if within and len(within) <= _LONGEST and within.isprintable():
        parts = addresses.parts(text, within)
        return tuple(
            Choice(
                anchor=part.anchor,
                label=part.label,
                heading=part.heading,
                begins=_cut(part.begins),
                number=known.get(part.anchor, ""),
                inside="",
            )
            for part in parts
        ), ""
    after = given.get("after", "")
    start = int(after) if after.isascii() and after.isdigit() and len(after) < 7 else -1
    heads = (
        head for head in addresses.heads(text, given.get("q", "")[:_LONGEST]) if head.order > start
    )
    found = list(islice(heads, ROWS + 1))
    choices = tuple(
        Choice(
            anchor=head.anchor,
            label=head.label,
            heading=head.heading,
            begins=_cut(head.begins),
            number=known.get(head.anchor, ""),
            inside=_link(given, within=head.anchor, after=""),
        )
        for head in found[:ROWS]
    )
    more = len(found) > ROWS
    return choices, _link(given, after=str(found[ROWS - 1].order)) if more else ""


def _obligation(given: Mapping[str, str]) -> Obligation | None:
    instrument, article = narrowing(given).instrument, given.get("article", "").strip()
    if instrument is None or not article.isprintable() or len(article) > 20:
        return None
    rows = Obligation.objects.filter(instrument=instrument, number=article)
    return rows.select_related("instrument").first()


def _link(given: Mapping[str, str], **more: str) -> str:
    names = ("instrument", "article", "act", "q", "within", "after")
    kept = {name: more.get(name, given.get(name, "")) for name in names}
    return "?" + urlencode({name: value for name, value in kept.items() if value})


def _cut(text: str) -> str:
    return text if len(text) <= _BEGINS else f"{text[: _BEGINS - 1].rstrip()}…"
