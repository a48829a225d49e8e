"""Linking a recommendation by hand to others that ask for the same, and to provisions."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kenes.access.policy import authorise
from kenes.law import addresses
from kenes.law.models import Act
from kenes.recommendations import beside_links, permissions
from kenes.recommendations.forms.linking import ProvisionForm, SimilarForm
from kenes.recommendations.models import Recommendation
from kenes.recommendations.services import linking
from kenes.recommendations.views.law import MOST_ACTS, found
from kenes.record.onwards import onwards
from kenes.ui.asking import (
    Asking,
    Quote,
    act_on,
    actor_of,
    form_page,
    posted,
    refusal,
)


@dataclass(frozen=True, kw_only=True)
class LinkPage(Asking):
    """Another recommendation; or on to the provisions of an act."""

    number: str
    acts: tuple[Act, ...]


@form_page
def link(request: HttpRequest, number: str) -> HttpResponse:
    """Which other recommendation, or which act."""
    actor, recommendation = actor_of(request), found(number)
    reason = refusal(request, actor, permissions.LINK, recommendation)
    acts = tuple(Act.objects.order_by("-enacted_on", "-id")[:MOST_ACTS])
    chosen = request.GET.get("act", "")
    if any(act.code == chosen for act in acts):
        return redirect("recommendations:link_provision", number=number, code=chosen)
    page = LinkPage(
        title=_("Link %(number)s") % {"number": number},
        back_url=_url(number),
        back=number,
        form=SimilarForm(posted(request)),
        button=_("Link them"),
        quote=_quote(recommendation),
        refusal=reason,
        number=number,
        acts=acts,
    )
    return act_on(
        request,
        page,
        lambda form: linking.link_similar(
            recommendation, form.cleaned_data["other"], actor=actor, now=timezone.now()
        ),
        done=_("The two recommendations are linked, publicly and on both pages."),
        go=lambda _none: onwards(_url(number), number, actor),
        template="recommendations/link.html",
    )


@form_page
def link_provision(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Which provision of the act's newest version."""
    actor, recommendation = actor_of(request), found(number)
    reason = refusal(request, actor, permissions.LINK, recommendation)
    act = get_object_or_404(Act, code=code)
    newest = act.versions.prefetch_related("texts").order_by("-on").first()
    text = newest.text_for() if newest else None
    page = Asking(
        title=_("Which provision of “%(act)s”?") % {"act": act.short_title},
        back_url=reverse("recommendations:link", args=[number]),
        back=_("Link %(number)s") % {"number": number},
        form=ProvisionForm(posted(request), heads=addresses.heads(text) if text else ()),
        button=_("Link it"),
        quote=_quote(recommendation),
        refusal=reason,
    )
    return act_on(
        request,
        page,
        lambda form: linking.link_provision(
            recommendation, act, form.cleaned_data["anchor"], actor=actor, now=timezone.now()
        ),
        done=_("The provision is linked, publicly."),
        go=lambda _none: onwards(_url(number), number, actor),
        template="ui/asking.html",
    )


@require_POST
def unlink(request: HttpRequest, number: str) -> HttpResponse:
    actor, recommendation = actor_of(request), found(number)
    authorise(actor, permissions.LINK, recommendation)
    kind, value = request.POST.get("kind", ""), request.POST.get("value", "")
    if not value.isprintable():
        raise Http404
    now = timezone.now()
    try:
        if kind == beside_links.SIMILAR:
            other = get_object_or_404(Recommendation, number=value)
            linking.unlink_similar(recommendation, other, actor=actor, now=now)
        else:
            code, _hash, anchor = value.partition("#")
            known = get_object_or_404(Act, code=code)
            linking.unlink_provision(recommendation, known, anchor, actor=actor, now=now)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The link is taken out. The public record keeps that it was."))
    return redirect(_url(number) + "#linked")


def _quote(recommendation: Recommendation) -> Quote | None:
    text = recommendation.text_for()
    return Quote(label="", text=text.text, language=text.language) if text else None


def _url(number: str) -> str:
    return reverse("recommendations:one", args=[number])
