"""Notices and what is chosen about them: the reader's own pages, and two links out of letters."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from kenes.accounts.models import User
from kenes.languages.types import current_language
from kenes.notifications import links
from kenes.notifications.forms import ChoicesForm
from kenes.notifications.lifecycle import Category
from kenes.notifications.models import Notice
from kenes.notifications.services import choosing, opening
from kenes.notifications.titles import sentence
from kenes.ui.asking import actor_of, form_page

LARGEST = 2**63 - 1


@dataclass(frozen=True, kw_only=True)
class Row:
    """One notice in the list."""

    url: str
    sentence: str
    category: str
    at: datetime
    is_unread: bool
    is_doubtful: bool  # a letter about it may not have arrived


@dataclass(frozen=True, kw_only=True)
class Page:
    rows: tuple[Row, ...]
    newest: int  # the last notice on the page; 0 without any
    has_unread: bool
    newest_url: str
    earlier_url: str


@dataclass(frozen=True, kw_only=True)
class ChoicesPage:
    form: ChoicesForm


@dataclass(frozen=True, kw_only=True)
class StopPage:
    """``done``: it is stopped; else it is asked. Without categories there is nothing to stop."""

    person: str
    categories: tuple[str, ...]
    done: bool


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 (the middleware let nobody else in)
    return request.user


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """What the reader was told, the newest first."""
    before = request.GET.get("before", "")
    place = int(before) if before.isdecimal() and len(before) < 19 else None
    found = opening.newest(_person(request).pk, before=place)
    page = Page(
        rows=tuple(_row(notice) for notice in found.rows),
        newest=found.rows[0].pk if found.rows else 0,
        has_unread=any(notice.read_at is None for notice in found.rows),
        newest_url=reverse("notifications:notices") if place is not None else "",
        earlier_url=f"?before={found.rows[-1].pk}" if found.is_more else "",
    )
    return render(request, "notifications/notices.html", {"page": page})


def _row(notice: Notice) -> Row:
    return Row(
        url=reverse("notifications:open", args=[notice.pk]),
        sentence=sentence(notice.title, notice.facts),
        category=str(Category(notice.category).label),
        at=notice.act.at,
        is_unread=notice.read_at is None,
        is_doubtful=notice.letter is not None and notice.letter.is_doubtful,
    )


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark as read what the page showed, and everything before it."""
    through = request.POST.get("through", "")
    if through.isdecimal() and int(through) <= LARGEST:
        count = opening.mark_all_read(
            _person(request).pk, through=int(through), now=timezone.now()
        )
        said = ngettext(
            "%(n)s notice is marked as read.", "%(n)s notices are marked as read.", count
        )
        messages.success(request, said % {"n": count})
    return redirect("notifications:notices")


@require_GET
def open_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a notice of one's own as read and go to what it is about."""
    notice = get_object_or_404(Notice, pk=pk, user=_person(request))
    opening.mark_read(notice, timezone.now())
    return redirect(_target(notice))


@require_safe
def follow(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """The same out of a letter. Whoever is not its reader only goes there: programs that look
    through mail follow links as well, and must not make a notice look read."""
    if not constant_time_compare(token, links.follow_token(pk)):
        return _gone(request)
    notice = get_object_or_404(Notice, pk=pk)
    if request.user == notice.user:
        opening.mark_read(notice, timezone.now())
    return redirect(_target(notice))


def _target(notice: Notice) -> str:
    """The address in the language of the page that was opened."""
    return f"/{current_language()}{notice.url}"


@form_page
def choices(request: HttpRequest) -> HttpResponse:
    """What a person is told, and how."""
    user, actor = _person(request), actor_of(request)
    known = choosing.Choices.of({user.pk})
    wishes = {
        category: known.wish(user.pk, category) for category in choosing.offered(actor, user)
    }
    form = ChoicesForm(request.POST or None, wishes=wishes)
    if request.method == "POST" and form.is_valid():
        choosing.choose(user, form.wishes, actor=actor, now=timezone.now())
        messages.success(request, _("Saved. It holds from now on, for what waits as well."))
        return redirect("notifications:choices")
    return render(request, "notifications/choices.html", {"page": ChoicesPage(form=form)})


@csrf_exempt  # a mail program sends it, without cookies; the signed link is what allows it
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop letters by the link in one of them (RFC 8058: one POST, no sign-in)."""
    said = links.read_stop(token)
    user = User.objects.filter(pk=said[0]).first() if said else None
    if said is None or user is None:
        return _gone(request)
    scope = said[1]
    if request.method == "POST" and "everything" in request.POST:
        scope = frozenset({choosing.EVERYTHING})
    meant = choosing.meant_by(user, scope)
    if request.method == "POST":
        choosing.stop(user, scope=scope, now=timezone.now())
    page = StopPage(
        person=str(user),
        categories=tuple(str(category.label) for category in meant),
        done=request.method == "POST" or not meant,
    )
    return render(request, "notifications/stop.html", {"page": page})


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "notifications/gone.html", status=HTTPStatus.NOT_FOUND)
