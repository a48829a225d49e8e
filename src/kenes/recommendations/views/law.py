"""A change in law: entered from two versions of an act or by its words, confirmed, contested."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.policy import authorise, may
from kenes.access.types import Actor
from kenes.languages.dates import written
from kenes.languages.fields import pick
from kenes.law import wordings
from kenes.law.models import Act, Version
from kenes.members.models import Organisation
from kenes.recommendations import in_law, permissions
from kenes.recommendations.forms.law import (
    LawChangeForm,
    LawConfirmForm,
    LawContestForm,
    LawPlaceForm,
)
from kenes.recommendations.models import LawChange, Recommendation
from kenes.recommendations.services import confirming, law
from kenes.record.onwards import onwards
from kenes.ui.asking import (
    Asking,
    Quote,
    act_on,
    actor_of,
    draft_name,
    form_page,
    posted,
    refusal,
)

MOST_ACTS = 500  # that are offered; the others are entered from their own pages
TEMPLATE = "ui/asking.html"


@dataclass(frozen=True, kw_only=True)
class ChoicePage:
    """Which act has changed."""

    number: str
    back_url: str
    words_url: str
    acts: tuple[Act, ...]
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class FromPage(Asking):
    """Which provision, between two versions of an act."""

    act: Act
    versions: tuple[Version, ...]
    before: Version
    after: Version
    changes: int


def law_change(request: HttpRequest, number: str) -> HttpResponse:
    """Which act: one of the house, or another by its words."""
    actor, recommendation = actor_of(request), found(number)
    authorise(actor, permissions.CORRECT, recommendation)
    acts = tuple(Act.objects.order_by("-enacted_on", "-id")[:MOST_ACTS])
    chosen = request.GET.get("act", "")
    problem = ""
    if chosen:
        known = next((act for act in acts if act.code == chosen), None)
        if known is not None and known.versions.count() > 1:
            return redirect("recommendations:law_from", number=number, code=known.code)
        problem = (
            _("Only one version of this act is in the house: enter the later one first.")
            if known is not None
            else _("Choose one of the list.")
        )
    page = ChoicePage(
        number=number,
        back_url=_url(number),
        words_url=reverse("recommendations:law_words", args=[number]),
        acts=acts,
        problem=problem,
    )
    return render(request, "recommendations/law_choice.html", {"page": page})


@form_page
def law_from(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Which of the provisions that differ between two versions of an act."""
    actor, recommendation = actor_of(request), found(number)
    reason = refusal(request, actor, permissions.CORRECT, recommendation)
    act = get_object_or_404(Act, code=code)
    versions = tuple(act.versions.prefetch_related("texts").order_by("-on"))
    if len(versions) < 2:
        raise Http404
    after = _version(versions, request.GET.get("to", "")) or versions[0]
    earlier = [one for one in versions if one.on < after.on]
    before = _version(earlier, request.GET.get("from", "")) or (earlier or [after])[0]
    old, new = before.text_for(), after.text_for()
    changes = list(wordings.changed(old, new)) if old and new and before != after else []
    form = LawPlaceForm(posted(request), changes=changes)
    page = FromPage(
        title=_("A change in law for %(number)s") % {"number": number},
        back_url=_url(number),
        back=number,
        form=form,
        button=_("Enter the change"),
        consequence=_("It is public at once. Then both sides are asked to confirm it."),
        quote=_quote(recommendation),
        refusal=reason,
        act=act,
        versions=versions,
        before=before,
        after=after,
        changes=len(changes),
    )
    return act_on(
        request,
        page,
        lambda form: law.record_from_versions(
            recommendation,
            before=before,
            after=after,
            actor=actor,
            now=timezone.now(),
            **form.facts(),
        ),
        done=_("The change in law is entered. Both sides are asked to confirm it."),
        go=lambda _made: onwards(_url(number), number, actor),
        template="recommendations/law_from.html",
    )


@form_page
def law_words(request: HttpRequest, number: str) -> HttpResponse:
    """A change in an act that is not in the house."""
    actor, recommendation = actor_of(request), found(number)
    count = recommendation.law_changes.count()
    page = Asking(
        title=_("A change in law for %(number)s") % {"number": number},
        back_url=_url(number),
        back=number,
        form=LawChangeForm(posted(request)),
        button=_("Enter the change"),
        consequence=_("It is public at once. Then both sides are asked to confirm it."),
        draft=draft_name(actor, "law", number, count),
        quote=_quote(recommendation),
        refusal=refusal(request, actor, permissions.CORRECT, recommendation),
    )
    return act_on(
        request,
        page,
        lambda form: law.record_law_change(
            recommendation, actor=actor, now=timezone.now(), **form.facts()
        ),
        done=_("The change in law is entered. Both sides are asked to confirm it."),
        go=lambda _made: onwards(_url(number), number, actor),
        template=TEMPLATE,
    )


@form_page
def confirm(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    actor, change = actor_of(request), _change(number, pk)
    reason = refusal(request, actor, permissions.CONFIRM_LAW)
    form = LawConfirmForm(posted(request), names=_names(actor, change, confirms=True))
    if not reason and not form.names:
        reason = _("Your organisation has confirmed this change already.")
    page = Asking(
        title=_("Confirm a change in law for %(number)s") % {"number": number},
        back_url=_url(number),
        back=number,
        form=form,
        button=_("Confirm"),
        consequence=_(
            "You confirm that the law reads so, and that this is what was recommended. Your name "
            "and your organisation’s are public at once and stay so."
        ),
        quote=_told(change),
        refusal=reason,
    )
    return act_on(
        request,
        page,
        lambda form: confirming.confirm(
            change, actor=actor, now=timezone.now(), **form.cleaned_data
        ),
        done=_("The change in law is confirmed in your organisation’s name."),
        go=lambda _made: onwards(_url(number), number, actor),
        template=TEMPLATE,
    )


@form_page
def contest(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    actor, change = actor_of(request), _change(number, pk)
    reason = refusal(request, actor, permissions.CONFIRM_LAW)
    form = LawContestForm(posted(request), names=_names(actor, change, confirms=False))
    if not reason and not form.names:
        reason = _("Your organisation has contested this change already.")
    page = Asking(
        title=_("Contest a change in law for %(number)s") % {"number": number},
        back_url=_url(number),
        back=number,
        form=form,
        button=_("Contest it"),
        consequence=_(
            "The change stays as it was entered; your reasons stand beside it, public at once and "
            "for good. The matter returns to the agenda."
        ),
        draft=draft_name(actor, "contest-law", pk, change.views.count()),
        quote=_told(change),
        refusal=reason,
    )
    return act_on(
        request,
        page,
        lambda form: confirming.contest(
            change, actor=actor, now=timezone.now(), **form.cleaned_data
        ),
        done=_("Your organisation contests the change in law."),
        go=lambda _made: onwards(_url(number), number, actor),
        template=TEMPLATE,
    )


def found(number: str) -> Recommendation:
    """Raises Http404."""
    if not number.isprintable():
        raise Http404  # PostgreSQL would not even look for it
    return get_object_or_404(Recommendation.objects.prefetch_related("texts"), number=number)


def _change(number: str, pk: int) -> LawChange:
    changes = found(number).law_changes.select_related("recommendation")
    return get_object_or_404(changes.prefetch_related("views"), pk=pk)


def _names(actor: Actor, change: LawChange, *, confirms: bool) -> list[Organisation]:
    """The actor's organisations whose word does not stand so already."""
    stands = {one.organisation_id: one.confirms for one in in_law.latest(change.views.all())}
    return [
        one
        for one in permissions.contests_for(actor)
        if stands.get(one.pk) != confirms and may(actor, permissions.CONFIRM_LAW, one)
    ]


def _told(change: LawChange) -> Quote:
    """The change word for word."""
    facts = {
        "act": pick(change.act),
        "provision": pick(change.provision),
        "day": written(change.in_force_on),
    }
    lines = (
        _("%(act)s, %(provision)s, in force since %(day)s") % facts,
        _("Before: %(text)s") % {"text": pick(change.before) or _("There was no such provision.")},
        _("After: %(text)s") % {"text": pick(change.after) or _("The provision was repealed.")},
    )
    return Quote(label=_("The change in law"), text="\n\n".join(lines), language="")


def _quote(recommendation: Recommendation) -> Quote | None:
    text = recommendation.text_for(recommendation.language)
    if text is None:
        return None
    return Quote(label="", text=text.text, language=text.language)


def _url(number: str) -> str:
    return reverse("recommendations:one", args=[number])


def _version(versions: Sequence[Version], day: str) -> Version | None:
    try:
        on = date.fromisoformat(day)
    except ValueError:
        return None
    return next((one for one in versions if one.on == on), None)
