"""An act as it reads: a version, and each provision at its permanent address on a day."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kenes.access.policy import authorise
from kenes.engines.lawtext import writing
from kenes.engines.lawtext.tree import Kind
from kenes.languages.dates import written
from kenes.languages.fields import pick, picked
from kenes.languages.types import current_language
from kenes.law import (
    comparing,
    listing,
    permissions,
    printed,
    recorded,
    standing,
    tracing,
    trees,
)
from kenes.law.models import Act, Provision, Text, Version
from kenes.record.services import bundling
from kenes.ui.asking import actor_of

TODAY = "today"  # in an address: leads to the version in force
WHOLE = 400  # provisions that one page shows; of longer acts the contents lead to each
EXPORTS = (("pdf", "PDF"), ("docx", "DOCX"), ("akn", "Akoma Ntoso"), ("txt", ""))


@dataclass(frozen=True, kw_only=True)
class Way:
    """To the same in another language, version or kind of file. ``language``: of the label."""

    label: str
    url: str
    is_here: bool = False
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class Here:
    """What is read: said on every page of a text."""

    act: Act
    version: Version
    text: Text
    day: str  # since when it reads so, in words
    standing: standing.Standing
    in_force_url: str  # of what applies today, where this does not; "" else
    language: str
    prevails: str
    languages: tuple[Way, ...]
    besides: tuple[Way, ...]  # two languages at once
    record: bundling.Standing
    subject: str


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two languages side by side."""

    rows: tuple[comparing.Beside, ...]
    language: str
    code: str


@dataclass(frozen=True, kw_only=True)
class VersionPage:
    here: Here
    note: tuple[str, str]
    amended_by: tuple[str, str]
    contents: tuple[printed.Entry, ...]
    lines: tuple[printed.Line, ...]
    is_whole: bool
    pair: Pair | None
    versions: tuple[Way, ...]
    compare_url: str  # with the version before; "" for the first
    exports: tuple[Way, ...]


@dataclass(frozen=True, kw_only=True)
class Stop:
    """The provision in one version."""

    day: date
    says: str
    url: str
    is_here: bool
    compare_url: str


@dataclass(frozen=True, kw_only=True)
class ProvisionPage:
    here: Here
    label: str
    heading: str  # of an article or chapter
    above: tuple[Way, ...]
    previous: Way | None  # the article or chapter before it, and after it
    following: Way | None
    lines: tuple[printed.Line, ...]
    contents: tuple[printed.Entry, ...]  # of a chapter too long for a page
    pair: Pair | None
    history: tuple[Stop, ...]
    citation: str
    canonical: str


@require_safe
def version(request: HttpRequest, code: str, on: str) -> HttpResponse:
    authorise(actor_of(request), permissions.READ)
    act = _act(code)
    one = _in_force(act, on)
    if one.on.isoformat() != on:
        return _to(request, "law:version", code, one.on.isoformat())
    text, other = _texts(request, one)
    address = printed.addresses(act, one.on, _chosen(text))
    is_whole = text.count <= WHOLE
    rows = list(text.provisions.order_by("order")) if is_whole else printed.headed(text)
    versions = sorted(act.versions.all(), key=lambda known: known.on, reverse=True)
    page = VersionPage(
        here=_here(act, one, text, reverse("law:version", args=[code, on])),
        note=picked(one.note),
        amended_by=picked(one.amended_by),
        contents=printed.contents(rows, text.language, _within if is_whole else address),
        lines=printed.lines(rows, text.language, address) if is_whole else (),
        is_whole=is_whole,
        pair=_pair(text, other, rows, other.provisions.order_by("order"))
        if other and is_whole
        else None,
        versions=tuple(
            Way(label=written(known.on), url=known.get_absolute_url(), is_here=known == one)
            for known in versions
        ),
        compare_url=_compare_url(act, one) if one != versions[-1] else "",
        exports=tuple(
            Way(
                label=name or _("plain text"),
                url=reverse(f"law:version_{kind}", args=[code, on]) + f"?language={text.language}",
            )
            for kind, name in EXPORTS
        ),
    )
    return render(request, "law/version.html", {"page": page})


@require_safe
def provision(request: HttpRequest, code: str, on: str, anchor: str) -> HttpResponse:
    """A provision as it reads on a day; any day leads to the version then in force."""
    authorise(actor_of(request), permissions.READ)
    act = _act(code)
    one = _in_force(act, on)
    if one.on.isoformat() != on:
        return _to(request, "law:provision", code, one.on.isoformat(), anchor)
    text, other = _texts(request, one)
    rows = trees.beneath(text, anchor) if anchor.isprintable() else []
    if not rows:
        raise Http404
    address = printed.addresses(act, one.on, _chosen(text))
    is_whole, is_headed = len(rows) <= WHOLE, rows[0].kind in printed.HEADED
    chain = trees.above(text, anchor)
    units = [trees.unit_of(row) for row in chain]
    labels = [
        writing.label_of(units[: place + 1], current_language()) for place in range(len(units))
    ]
    here = reverse("law:provision", args=[code, on, anchor])
    canonical = request.build_absolute_uri(here)
    page = ProvisionPage(
        here=_here(act, one, text, here),
        label=labels[-1],
        heading=rows[0].heading if is_headed else "",
        previous=_neighbour(rows[0], address, text.language, is_before=True)
        if is_headed
        else None,
        following=_neighbour(rows[0], address, text.language, is_before=False)
        if is_headed
        else None,
        above=tuple(
            Way(label=label, url=address(row.anchor))
            for row, label in zip(chain[:-1], labels[:-1], strict=True)
        ),
        lines=printed.lines(_without_head(rows), text.language, address) if is_whole else (),
        contents=() if is_whole else printed.contents(rows[1:], text.language, address),
        pair=_pair(text, other, rows, trees.beneath(other, anchor))
        if other and is_whole
        else None,
        history=tuple(_history(act, text, anchor)),
        citation=_("%(provision)s, %(act)s, version of %(day)s: %(address)s")
        % {
            "provision": labels[-1],
            "act": pick(act.name),
            "day": written(one.on),
            "address": canonical,
        },
        canonical=canonical,
    )
    return render(request, "law/provision.html", {"page": page})


def _to(request: HttpRequest, name: str, *parts: str) -> HttpResponse:
    """To the day of the version itself, in the language that was asked for."""
    query = request.GET.urlencode()
    address = reverse(name, args=parts)
    return redirect(f"{address}?{query}" if query else address)


def _act(code: str) -> Act:
    return get_object_or_404(Act.objects.prefetch_related("versions__texts"), code=code)


def _in_force(act: Act, day: str) -> Version:
    """The version in force on a day, or one that begins on it. Raises Http404."""
    wanted = timezone.localdate() if day == TODAY else listing.day_of(day)
    found = listing.in_force(act.versions.all(), wanted) if wanted else None
    if found is None:
        raise Http404
    found.act = act
    return found


def _texts(request: HttpRequest, version: Version) -> tuple[Text, Text | None]:
    """The text in the language asked for, else the best for the reader; and the one beside it."""
    found = version.text_for(request.GET.get("language", "") or current_language())
    if found is None:
        raise Http404
    found.version = version
    wanted = request.GET.get("beside", "")
    others = [one for one in version.texts.all() if one.pk != found.pk]
    return found, next((one for one in others if one.language == wanted), None)


def _chosen(text: Text) -> str:
    """The language to be kept in links: the reader's own is what they get anyway."""
    return text.language if text.language != current_language() else ""


def _within(anchor: str) -> str:
    """On the page itself."""
    return f"#{anchor}"


def _here(act: Act, version: Version, text: Text, url: str) -> Here:
    versions = list(act.versions.all())
    texts = sorted(version.texts.all(), key=lambda one: one.language)
    state = standing.of_version(version, versions, timezone.localdate())
    today = listing.in_force(versions, timezone.localdate())
    subject = recorded.act_subject(act)
    return Here(
        act=act,
        version=version,
        text=text,
        day=written(version.on),
        standing=state,
        in_force_url=reverse("law:version", args=[act.code, today.on.isoformat()])
        if today and not state.is_in_force
        else "",
        language=standing.language(text.language),
        prevails=standing.prevails(act, text),
        languages=tuple(
            Way(
                label=standing.language(one.language),
                url=f"{url}?language={one.language}",
                is_here=one == text,
            )
            for one in texts
        ),
        besides=tuple(
            Way(
                label=standing.language(one.language),
                url=f"{url}?language={text.language}&beside={one.language}",
            )
            for one in texts
            if one != text
        ),
        record=bundling.standing(subject, recorded.page_state(act, text)),
        subject=subject,
    )


def _without_head(rows: Sequence[Provision]) -> Sequence[Provision]:
    """Of an article or chapter the page says number and heading above; its own words stay."""
    first = rows[0]
    if first.kind not in printed.HEADED:
        return rows
    words = Provision(
        anchor=first.anchor, kind=str(Kind.PARAGRAPH), text=first.text, tail=first.tail
    )
    return [words, *rows[1:]] if first.text or first.tail else rows[1:]


def _neighbour(
    row: Provision, address: Callable[[str], str], language: str, *, is_before: bool
) -> Way | None:
    """The next of its kind in the act, whatever chapter it stands in."""
    alike = Provision.objects.filter(of=row.of_id, kind=row.kind)
    if is_before:
        found = alike.filter(order__lt=row.order).order_by("-order").first()
    else:
        found = alike.filter(order__gt=row.order).order_by("order").first()
    if found is None:
        return None
    label = writing.heading_of(trees.unit_of(found), language)
    return Way(label=label, url=address(found.anchor))


def _pair(text: Text, other: Text, rows: Iterable[Provision], others: Iterable[Provision]) -> Pair:
    return Pair(
        rows=tuple(comparing.beside(rows, others, (text.language, other.language))),
        language=standing.language(other.language),
        code=other.language,
    )


def _compare_url(act: Act, version: Version) -> str:
    return reverse("law:compare", args=[act.code]) + f"?to={version.on.isoformat()}"


def _history(act: Act, text: Text, anchor: str) -> Iterable[Stop]:
    """The provision through the versions, those in which it stands as before left out."""
    stops = tracing.history(text, anchor)
    for stop in stops:
        is_here = stop.text.pk == text.pk
        on = stop.text.version.on
        stop.text.version.act = act
        address: Callable[[str], str] = printed.addresses(act, on, _chosen(text))
        yield Stop(
            day=on,
            says=_("as first entered here")
            if stop.fate is None
            else comparing.fate_in_words(stop.fate),
            url=address(stop.anchor) if stop.anchor else "",
            is_here=is_here,
            compare_url=_compare_url(act, stop.text.version) if stop.fate else "",
        )
