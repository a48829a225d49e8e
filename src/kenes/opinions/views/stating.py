"""Pages of one form about statements: written, translated, taken out, decided."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.forms import BaseForm, Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.languages.fields import picked
from kenes.opinions import permissions
from kenes.opinions.forms.stating import (
    MergeForm,
    RejectForm,
    SeedForm,
    SeedManyForm,
    TranslateForm,
)
from kenes.opinions.lifecycle import StatementStatus, Status
from kenes.opinions.models import DRAWN, Consultation, Statement
from kenes.opinions.services import stating
from kenes.opinions.views.door import found
from kenes.ui import asking
from kenes.ui.asking import (
    Asking,
    Quote,
    actor_of,
    attempt,
    draft_name,
    form_page,
    posted,
    refusal,
)

_TEMPLATE = "opinions/form.html"
ACCEPT, REJECT, MERGE = "accept", "reject", "merge"


@dataclass(frozen=True, kw_only=True)
class Deciding:
    """One statement, those that say about the same, and what can be done with it."""

    consultation: Consultation
    statement: Statement
    words: str
    language: str
    others: tuple[tuple[str, str], ...]  # its translations: language, words
    alike: tuple[Statement, ...]
    left: int  # others that wait
    reject: RejectForm
    merge: MergeForm
    may_accept: bool
    may_merge: bool
    asked: str  # which form was sent and refused, or is asked for
    refused: str


def statement_of(one: Consultation, place: int) -> Statement:
    """Also by what stood for its number before it was decided. Raises Http404."""
    rows = one.statements.select_related("merged_into")
    place = place if place < 2**31 else 0
    statement = rows.filter(number=place).first()
    if statement is None and place >= DRAWN:
        statement = rows.filter(pk=place).first()
    if statement is None:
        raise Http404
    statement.of = one
    return statement


@form_page
def seed(request: HttpRequest, number: str) -> HttpResponse:
    actor, one = actor_of(request), found(number)
    page = _writing(
        request,
        actor,
        one,
        form=SeedForm(posted(request)),
        title=_("Write a statement"),
        button=_("Put it to the vote") if one.status == Status.OPEN else _("Add it"),
    )
    return asking.act_on(
        request,
        page,
        lambda form: stating.seed(
            one,
            form.words("text"),
            form.cleaned_data["language"],
            is_about_voter=form.cleaned_data["is_about_voter"],
            actor=actor,
            now=timezone.now(),
        ),
        done=_("The statement is added."),
        go=lambda made: redirect(request.path),
        template="opinions/seed.html",
    )


@form_page
def seed_many(request: HttpRequest, number: str) -> HttpResponse:
    actor, one = actor_of(request), found(number)
    page = _writing(
        request,
        actor,
        one,
        form=SeedManyForm(posted(request)),
        title=_("Write many statements"),
        button=_("Put them to the vote") if one.status == Status.OPEN else _("Add them"),
    )
    return asking.act_on(
        request,
        page,
        lambda form: stating.seed_many(
            one,
            form.cleaned_data["text"],
            form.cleaned_data["language"],
            actor=actor,
            now=timezone.now(),
        ),
        done=_("The statements are added."),
        go=lambda made: redirect(_list(one)),
        template="opinions/seed.html",
    )


@form_page
def translate(request: HttpRequest, number: str, place: int) -> HttpResponse:
    actor, one = actor_of(request), found(number)
    statement = statement_of(one, place)
    reason = refusal(request, actor, permissions.TRANSLATE, one)
    page = Asking(
        title=_("Translate the statement"),
        back_url=_list(one),
        back=_("Statements"),
        form=TranslateForm(posted(request), statement=statement),
        button=_("Save the translation"),
        consequence=_("The original stays as it is; votes count for the statement as a whole."),
        refusal=reason,
        quote=_quote(statement),
    )
    return asking.act_on(
        request,
        page,
        lambda form: stating.translate(
            statement, form.translations(), actor=actor, now=timezone.now()
        ),
        done=_("The translation is saved."),
        go=lambda made: redirect(_list(one)),
        template=_TEMPLATE,
    )


@form_page
def drop(request: HttpRequest, number: str, place: int) -> HttpResponse:
    actor, one = actor_of(request), found(number)
    statement = statement_of(one, place)
    authorise(actor, permissions.CHANGE, one)
    page = Asking(
        title=_("Take the statement out"),
        back_url=_list(one),
        back=_("Statements"),
        form=Form(posted(request)),
        button=_("Take it out"),
        is_grave=True,
        consequence=_("It is deleted from what was prepared."),
        quote=_quote(statement),
    )
    return asking.act_on(
        request,
        page,
        lambda form: stating.drop(statement, actor=actor, now=timezone.now()),
        done=_("The statement is taken out."),
        go=lambda made: redirect(_list(one)),
        template=_TEMPLATE,
    )


@form_page
def decide(request: HttpRequest, number: str, place: int) -> HttpResponse:
    """Accept it, reject it, or say that it says the same as another; then on to the next."""
    actor, one = actor_of(request), found(number)
    statement = statement_of(one, place)
    refused = refusal(request, actor, permissions.MODERATE, one)
    asked = request.POST.get("act", "")
    words, language = picked(statement.text)
    alike = tuple(
        stating.alike(
            one,
            statement.text.get(statement.language, words),
            statement.language,
            without=[statement.number],
        )
    )
    reject = RejectForm(
        request.POST if asked == REJECT else None,
        initial={"ground": statement.ground, "reason": statement.reason},
        prefix=REJECT,
    )
    merge = MergeForm(request.POST if asked == MERGE else None, alike=alike, prefix=MERGE)
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.FORBIDDEN if refused else HTTPStatus.UNPROCESSABLE_ENTITY
        form = {REJECT: reject, MERGE: merge}.get(asked) or Form(request.POST)
        if not refused and form.is_valid():
            wrong, done = attempt(form, lambda: _decide(asked, statement, form, actor))
            if not wrong:
                messages.success(request, done)
                return redirect(_next(one, statement))
        if not isinstance(form, RejectForm | MergeForm):
            refused = refused or " ".join(map(str, form.non_field_errors()))
    page = Deciding(
        consultation=one,
        statement=statement,
        words=words,
        language=language,
        others=tuple((code, text) for code, text in statement.text.items() if code != language),
        alike=alike,
        left=_waiting(one).exclude(pk=statement.pk).count(),
        reject=reject,
        merge=merge,
        may_accept=statement.status in {StatementStatus.WAITING, StatementStatus.REJECTED},
        may_merge=statement.status in {StatementStatus.WAITING, StatementStatus.SHOWN},
        asked=asked,
        refused=refused,
    )
    return render(request, "opinions/decide.html", {"page": page}, status=status)


def _decide(asked: str, statement: Statement, form: Any, actor: Actor) -> str:
    """What was done, as a sentence."""
    now = timezone.now()
    if asked == REJECT:
        ground, reason = form.cleaned_data["ground"], form.cleaned_data["reason"]
        made = stating.reject(statement, ground=ground, reason=reason, actor=actor, now=now)
        said = _("Statement %(n)s is rejected.")
    elif asked == MERGE:
        made = stating.merge(statement, into=form.into(), actor=actor, now=now)
        said = _("Statement %(n)s is merged.")
    elif asked == ACCEPT:
        made = stating.accept(statement, actor=actor, now=now)
        said = _("Statement %(n)s is put to the vote.")
    else:
        raise Http404
    return said % {"n": made.number}


def accepted(count: int) -> str:
    said = ngettext(
        "%(n)s statement is put to the vote.", "%(n)s statements are put to the vote.", count
    )
    return said % {"n": count}


def _writing(
    request: HttpRequest,
    actor: Actor,
    one: Consultation,
    *,
    form: BaseForm,
    title: str,
    button: str,
) -> Asking:
    consequence = ""
    if one.status == Status.OPEN:
        consequence = _("It is public and put to the vote at once; its words never change.")
    return Asking(
        title=title,
        back_url=_list(one),
        back=_("Statements"),
        form=form,
        button=button,
        consequence=consequence,
        draft=draft_name(actor, "seeds", one.number, one.statements.count()),
        refusal=refusal(request, actor, permissions.MODERATE, one),
    )


def _quote(statement: Statement) -> Quote:
    return Quote(
        label="",
        text=statement.text.get(statement.language, ""),
        language=statement.language,
    )


def _list(one: Consultation) -> str:
    return reverse("opinions:statements", args=[one.number])


def _waiting(one: Consultation) -> Any:
    return one.statements.filter(status=StatementStatus.WAITING)


def _next(one: Consultation, statement: Statement) -> str:
    """The next one that waits; without any, the list."""
    waiting = _waiting(one).exclude(pk=statement.pk).order_by("number")
    after = waiting.filter(number__gt=statement.number).first() or waiting.first()
    if after is None:
        return _list(one)
    return reverse("opinions:decide", args=[one.number, after.number])
