"""National acts: all of them, and one with its versions."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from kenes.access.policy import authorise, may
from kenes.access.types import Actor
from kenes.database import paging
from kenes.languages.fields import picked
from kenes.law import listing, permissions, recorded, standing
from kenes.law.lifecycle import ActKind, ImportStatus
from kenes.law.models import Act, Upload, Version
from kenes.record.services import bundling
from kenes.ui import related
from kenes.ui.asking import actor_of

LONGEST_WORDS = 200  # characters


@dataclass(frozen=True, kw_only=True)
class ListPage:
    pages: paging.Page[Act]
    kind: str
    words: str
    kinds: tuple[tuple[str, str], ...]
    may_keep: bool
    is_filtered: bool


@dataclass(frozen=True, kw_only=True)
class VersionRow:
    version: Version
    standing: standing.Standing
    languages: tuple[str, ...]
    amended_by: tuple[str, str]  # words and their language; "" for the act as enacted
    note: tuple[str, str]
    compare_url: str  # with the one before; "" for the first


@dataclass(frozen=True, kw_only=True)
class ActPage:
    act: Act
    name: tuple[str, str]
    prevailing: tuple[str, ...]
    versions: tuple[VersionRow, ...]
    too_early: date | None  # the day asked for, when no version here is as old
    waiting: tuple[Upload, ...]  # files that were read and not looked at yet
    groups: tuple[related.Group, ...]
    record: bundling.Standing
    subject: str
    may_keep: bool


@require_safe
def acts(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    authorise(actor, permissions.READ)
    kind, words = request.GET.get("kind", ""), request.GET.get("q", "")[:LONGEST_WORDS]
    pages = listing.newest_first(
        listing.found(kind=kind, words=words),
        filters={"kind": kind, "q": words},
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    page = ListPage(
        pages=pages,
        kind=kind,
        words=words,
        kinds=tuple((code, str(label)) for code, label in ActKind.choices),
        may_keep=bool(may(actor, permissions.KEEP)),
        is_filtered=bool(kind or words),
    )
    return render(request, "law/acts.html", {"page": page})


@require_safe
def act(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    authorise(actor, permissions.READ)
    found = get_object_or_404(Act.objects.prefetch_related("versions__texts"), code=code)
    asked = listing.day_of(request.GET.get("day", ""))
    return render(request, "law/act.html", {"page": _page(found, actor, asked)})


@require_safe
def on_day(request: HttpRequest, code: str) -> HttpResponse:
    """The version in force on a day of the reader's choice, today where none is named."""
    authorise(actor_of(request), permissions.READ)
    found = get_object_or_404(Act, code=code)
    asked = request.GET.get("day", "")
    day = listing.day_of(asked) if asked else timezone.localdate()
    version = listing.in_force(found.versions.all(), day) if day else None
    if version is not None:
        return redirect("law:version", code=code, on=version.on.isoformat())
    address = reverse("law:act", args=[code])
    return redirect(f"{address}?day={day.isoformat()}" if day else address)


def _page(found: Act, actor: Actor, asked: date | None) -> ActPage:
    versions = sorted(found.versions.all(), key=lambda one: one.on, reverse=True)
    subject = recorded.act_subject(found)
    today = timezone.localdate()
    is_early = asked is not None and bool(versions) and asked < versions[-1].on
    may_keep = bool(may(actor, permissions.KEEP))
    waiting = found.uploads.filter(status=ImportStatus.READ).defer("read") if may_keep else ()
    return ActPage(
        act=found,
        name=picked(found.name),
        prevailing=standing.languages(found.prevailing),
        versions=tuple(
            _row(found, one, versions, before, today)
            for one, before in zip(versions, [*versions[1:], None], strict=False)
        ),
        too_early=asked if is_early else None,
        waiting=tuple(waiting),
        groups=related.about(subject, today),
        record=bundling.standing(subject, recorded.page_state(found)),
        subject=subject,
        may_keep=may_keep,
    )


def _row(
    act: Act, version: Version, versions: list[Version], before: Version | None, today: date
) -> VersionRow:
    version.act = act
    compare = reverse("law:compare", args=[act.code])
    days = f"from={before.on.isoformat()}&to={version.on.isoformat()}" if before else ""
    texts = sorted(version.texts.all(), key=lambda one: one.language)
    return VersionRow(
        version=version,
        standing=standing.of_version(version, versions, today),
        languages=standing.languages([one.language for one in texts]),
        amended_by=picked(version.amended_by),
        note=picked(version.note),
        compare_url=f"{compare}?{days}" if days else "",
    )
