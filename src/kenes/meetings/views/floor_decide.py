"""What the body decides on an item, and the wording of a decision, corrected."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.types import Actor
from kenes.meetings import permissions
from kenes.meetings.forms.floor import CorrectForm, DecideForm, LawsForm
from kenes.meetings.lifecycle import DecisionKind
from kenes.meetings.models import Decision, Item
from kenes.meetings.reading import worded
from kenes.meetings.services import deciding
from kenes.meetings.views.floor import visible
from kenes.meetings.views.floor_asking import Asking, act_on
from kenes.meetings.views.floor_forms import floor_url, looking, rows_of
from kenes.members.services import bylaws
from kenes.record.subjects import kind_of
from kenes.ui.asking import actor_of, draft_name, form_page, posted
from kenes.ui.fields import spread

_BESIDE = {"to": "to_organisation", "addressees": "addressee_1"}


@dataclass(frozen=True, kw_only=True)
class DecidePage(Asking):
    """``laws``: the rules of the by-laws, for a decision that changes them."""

    laws: LawsForm
    is_about_laws: bool
    about: str
    about_url: str


@form_page
def decide(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    actor, meeting = actor_of(request), visible(number)
    looking(request, actor, permissions.DECIDE, meeting)
    item = get_object_or_404(rows_of(meeting, Item, pk))
    item.meeting = meeting
    title, kind = worded(item.title), kind_of(item.about) if item.about else None
    is_about_laws = request.POST.get("kind") == DecisionKind.BYLAWS
    laws = LawsForm(request.POST if is_about_laws else None, newest=bylaws.newest())
    page = DecidePage(
        title=_("What is decided on item %(n)s") % {"n": item.order},
        meeting=meeting,
        back_url=floor_url(meeting),
        back=_("The floor"),
        form=DecideForm(posted(request), item=item),
        button=_("Record the decision"),
        consequence=_("The decision and its reasons are public at once and entered for good."),
        draft=draft_name(actor, "decide", item.pk, item.decisions.count()),
        quote=title.text,
        quote_language=title.language,
        signs=True,
        laws=laws,
        is_about_laws=is_about_laws,
        about=item.about,
        about_url=kind.url(item.about) if kind else "",
    )
    return act_on(
        request,
        page,
        lambda form: _decide(item, form, laws, actor),
        actor=actor,
        done=_("The decision is recorded."),
        template="meetings/floor/decide.html",
    )


@form_page
def correct(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Other words for the same decision; the record keeps both."""
    actor, meeting = actor_of(request), visible(number)
    looking(request, actor, permissions.CORRECT_DECISION, meeting)
    decision = get_object_or_404(rows_of(meeting, Decision, pk))
    decision.meeting = meeting
    page = Asking(
        title=_("Correct the wording of %(number)s") % {"number": decision.number},
        meeting=meeting,
        back_url=floor_url(meeting),
        back=_("The floor"),
        form=CorrectForm(posted(request), initial=spread({"text": decision.text})),
        button=_("Correct it"),
        consequence=_("What the decision does stays. The public record keeps both wordings."),
        draft=draft_name(actor, "correct", decision.pk, decision.corrected_at),
        signs=True,
    )
    return act_on(
        request,
        page,
        lambda form: deciding.correct(
            decision, text=form.words("text"), actor=actor, now=timezone.now()
        ),
        actor=actor,
        done=_("The wording is corrected."),
    )


def _decide(item: Item, form: DecideForm, laws: LawsForm, actor: Actor) -> Any:
    given = form.cleaned_data
    values, starts_on = None, None
    if laws.is_bound:
        if not laws.is_valid():
            raise ValidationError(_("Look at the rules of the by-laws: not all can be so."))
        values, starts_on = laws.values, laws.cleaned_data["starts_on"]
    try:
        return deciding.decide(
            item,
            kind=given["kind"],
            text=form.words("text"),
            vote=given["vote"],
            amended=form.words("amended"),
            addressees=form.addressees,
            to_organisation=given["to_organisation"],
            to_body=given["to_body"],
            values=values,
            starts_on=starts_on,
            dissent=tuple(given["dissent"]),
            actor=actor,
            now=timezone.now(),
        )
    except ValidationError as error:
        raise _placed(error, laws) from error


def _placed(error: ValidationError, laws: LawsForm) -> ValidationError:
    """Beside the field that is meant; what is wrong with a rule, beside the rule."""
    if not hasattr(error, "error_dict"):
        return error
    placed: dict[str, Any] = {}
    for name, found in error.error_dict.items():
        if laws.is_bound and name in laws.fields:
            laws.add_error(name, found)
            placed.setdefault("__all__", []).append(
                _("Look at the rules of the by-laws: not all can be so.")
            )
        else:
            placed.setdefault(_BESIDE.get(name, name), []).extend(found)
    return ValidationError(placed)
