"""The statements of a consultation: for everybody, and as who moderates them sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from kenes.access.moves import IllegalMove
from kenes.access.policy import authorise, may
from kenes.access.types import Actor
from kenes.database import paging
from kenes.languages.fields import picked
from kenes.opinions import listing, permissions
from kenes.opinions.lifecycle import StatementStatus, Status
from kenes.opinions.models import Consultation, Statement
from kenes.opinions.services import stating
from kenes.opinions.views.door import found
from kenes.opinions.views.one import lacking
from kenes.opinions.views.stating import accepted
from kenes.ui.asking import actor_of, faster


@dataclass(frozen=True, kw_only=True)
class Row:
    """``words`` in ``language``; "" where they are not shown to this reader."""

    statement: Statement
    words: str
    language: str
    since: date | None
    into: Statement | None
    others: tuple[tuple[str, str], ...] = ()  # the same in other languages
    alike: Sequence[Statement] = ()


@dataclass(frozen=True, kw_only=True)
class Tab:
    name: str
    label: str
    count: int
    is_here: bool


@dataclass(frozen=True, kw_only=True)
class Page:
    consultation: Consultation
    show: str
    tabs: tuple[Tab, ...]
    rows: tuple[Row, ...]
    pages: paging.Page[Statement]
    waiting: int  # of what was proposed, for who moderates
    is_draft: bool
    lacking: tuple[str, ...]  # of a draft, before it can be opened
    may_open: bool  # now
    may_moderate: bool  # now
    may_write: bool
    may_translate: bool
    may_drop: bool


@require_http_methods(["GET", "HEAD", "POST"])
def statements(request: HttpRequest, number: str) -> HttpResponse:
    actor, one = actor_of(request), found(number)
    authorise(actor, permissions.READ, one)
    if request.method == "POST":
        return _accept(request, one, actor)
    moderates = bool(may(actor, permissions.MODERATE, one))
    counts = listing.counts(one)
    tabs = _tabs(one, counts, moderates=moderates)
    show = request.GET.get("show", "")
    if show not in tabs:
        show = next(iter(tabs))
    pages = listing.statements(
        one, show, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    is_open, is_draft = one.status == Status.OPEN, one.status == Status.DRAFT
    is_deciding = moderates and is_open
    alike = _alike(one, pages.rows) if is_deciding and show == StatementStatus.WAITING else {}
    left = tuple(lacking(one, counts)) if is_draft and moderates else ()
    page = Page(
        consultation=one,
        show=show,
        tabs=tuple(
            Tab(name=name, label=label, count=counts[name], is_here=name == show)
            for name, label in tabs.items()
        ),
        rows=tuple(_row(row, alike.get(row.pk, ()), reveal=moderates) for row in pages.rows),
        pages=pages,
        waiting=counts[StatementStatus.WAITING] if is_deciding else 0,
        is_draft=is_draft,
        lacking=left,
        may_open=is_draft and not left and bool(may(actor, permissions.OPEN, one)),
        may_moderate=is_deciding,
        may_write=moderates and one.status != Status.CLOSED,
        may_translate=bool(may(actor, permissions.TRANSLATE, one)),
        may_drop=is_draft and bool(may(actor, permissions.CHANGE, one)),
    )
    return render(request, "opinions/statements.html", {"page": page})


def _accept(request: HttpRequest, one: Consultation, actor: Actor) -> HttpResponse:
    """Put those that are ticked to the vote."""
    authorise(actor, permissions.MODERATE, one)
    numbers = {
        int(said)
        for said in request.POST.getlist("statement")[: listing.STATEMENTS]
        if said.isascii() and said.isdigit() and len(said) < 10
    }
    try:
        count = stating.accept_many(one, numbers, actor=actor, now=timezone.now())
    except ValidationError as error:
        messages.error(request, error.messages[0])
    except IllegalMove:
        messages.error(request, faster())
    else:
        if count:
            messages.success(request, accepted(count))
        else:
            messages.error(request, _("Tick the statements that are to be put to the vote."))
    answer = redirect("opinions:statements", number=one.number)
    answer["Location"] += f"?show={StatementStatus.WAITING}"
    return answer


def _tabs(one: Consultation, counts: dict[str, int], *, moderates: bool) -> dict[str, str]:
    """What this reader may look at, by status; the first unless told otherwise."""
    if one.status == Status.DRAFT:
        return {StatementStatus.WAITING: pgettext("statements", "Prepared")}
    tabs = {StatementStatus.SHOWN: pgettext("statements", "Put to the vote")}
    if moderates and (one.status == Status.OPEN or counts[StatementStatus.WAITING]):
        tabs[StatementStatus.WAITING] = pgettext("statements", "Waiting")
    tabs[StatementStatus.REJECTED] = pgettext("statements", "Rejected")
    tabs[StatementStatus.MERGED] = pgettext("statements", "Merged")
    return {str(status): label for status, label in tabs.items()}


def _alike(one: Consultation, rows: Sequence[Statement]) -> dict[int, Sequence[Statement]]:
    asked = [(row.text.get(row.language, ""), row.language, (row.number,)) for row in rows]
    return dict(zip((row.pk for row in rows), stating.alike_each(one, asked), strict=True))


def _row(one: Statement, alike: Sequence[Statement], *, reveal: bool) -> Row:
    text = dict(one.text) if reveal else one.public_text
    words, language = picked(text)
    since = one.decided_at or one.proposed_at
    return Row(
        statement=one,
        words=words,
        language=language,
        since=timezone.localdate(since) if since else None,
        into=one.merged_into,
        others=tuple((code, said) for code, said in text.items() if code != language),
        alike=alike,
    )
