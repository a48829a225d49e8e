"""Two versions of an act beside each other."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from kenes.access.policy import authorise
from kenes.languages.fields import picked
from kenes.languages.types import current_language
from kenes.law import comparing, listing, permissions, printed, standing, trees
from kenes.law.addresses import common
from kenes.law.models import Act, Version
from kenes.ui.asking import actor_of


@dataclass(frozen=True, kw_only=True)
class Page:
    act: Act
    versions: tuple[Version, ...]
    before: Version
    after: Version
    language: str
    code: str
    languages: tuple[tuple[str, str], ...]  # codes and names that both versions have
    prevails: str
    amended_by: tuple[str, str]
    comparison: comparing.Comparison
    shows_all: bool
    other_url: str  # with what is the same as well, or without it
    previous_url: str
    next_url: str


@require_safe
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """By default the newest version and the one before it."""
    authorise(actor_of(request), permissions.READ)
    act = get_object_or_404(Act.objects.prefetch_related("versions__texts"), code=code)
    versions = sorted(act.versions.all(), key=lambda one: one.on, reverse=True)
    if len(versions) < 2:
        raise Http404
    after = _version(versions, request.GET.get("to", "")) or versions[0]
    earlier = [one for one in versions if one.on < after.on]
    before = _version(versions, request.GET.get("from", "")) or (earlier or versions[1:])[0]
    wanted = request.GET.get("language", "") or current_language()
    texts = common(before.texts.all(), after.texts.all(), (wanted, *act.prevailing))
    if texts is None:
        raise Http404
    old, new = texts
    shows_all = request.GET.get("all", "") == "1"
    start = request.GET.get("start", "")
    found = comparing.compared(
        trees.act_of(old),
        trees.act_of(new),
        old_address=printed.addresses(act, before.on, new.language),
        new_address=printed.addresses(act, after.on, new.language),
        shows_all=shows_all,
        start=int(start) if start.isascii() and start.isdigit() and len(start) < 8 else 0,
    )
    here = {
        "from": before.on.isoformat(),
        "to": after.on.isoformat(),
        "language": new.language,
        **({"all": "1"} if shows_all else {}),
    }
    both = {one.language for one in before.texts.all()} & {
        one.language for one in after.texts.all()
    }
    page = Page(
        act=act,
        versions=tuple(versions),
        before=before,
        after=after,
        language=standing.language(new.language),
        code=new.language,
        languages=tuple((one, standing.language(one)) for one in sorted(both)),
        prevails=standing.prevails(act, new),
        amended_by=picked(after.amended_by),
        comparison=found,
        shows_all=shows_all,
        other_url=_link(
            {k: v for k, v in here.items() if k != "all"} if shows_all else {**here, "all": "1"}
        ),
        previous_url=_link(here, found.previous),
        next_url=_link(here, found.following),
    )
    return render(request, "law/compare.html", {"page": page})


def _link(here: dict[str, str], start: int | None = 0) -> str:
    if start is None:
        return ""
    return "?" + urlencode({**here, **({"start": str(start)} if start else {})})


def _version(versions: list[Version], said: str) -> Version | None:
    day = listing.day_of(said)
    return next((one for one in versions if one.on == day), None)
