"""Pages of one form about a pair: state a view, follow the provision, begin a proposal."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.alignment import matter, permissions, telling
from kenes.alignment.forms import SILENT, PlaceForm, ViewForm
from kenes.alignment.models import Pair
from kenes.alignment.services import opening, proposing, viewing
from kenes.languages.dates import written
from kenes.languages.types import current_language
from kenes.law import addresses, tracing
from kenes.law.models import Version
from kenes.members.forms.speaking import seated
from kenes.proposals import permissions as of_proposals
from kenes.proposals.forms import FollowingForm
from kenes.proposals.models import Proposal
from kenes.record.onwards import onwards
from kenes.ui import asking
from kenes.ui.asking import Asking, Quote, actor_of, draft_name, form_page, posted, refusal

TEMPLATE = "alignment/form.html"


def found(number: str) -> Pair:
    """Raises Http404."""
    pair = matter.found(number)
    if pair is None:
        raise Http404
    return pair


@form_page
def view(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    pair = found(number)
    reason = refusal(request, actor, permissions.VIEW)
    shown = matter.provision(pair)
    said = pair.views.filter(organisation__in=actor.organisation_ids).count()
    page = Asking(
        title=_("What your organisation finds: %(title)s") % {"title": telling.title(pair)},
        back_url=pair.get_absolute_url(),
        back=number,
        form=ViewForm(posted(request), names=seated(actor), initial={"version": shown.version.pk}),
        button=_("Publish the view"),
        consequence=_(
            "It is the view of your organisation, public at once and dated today. "
            "A later one takes its place, and this one stays to be read."
        ),
        draft=draft_name(actor, "alignment", number, said),
        refusal=reason,
        quote=_quote(pair, shown),
    )
    return _act_on(
        request,
        page,
        lambda form: viewing.view(
            pair,
            organisation=form.cleaned_data["organisation"],
            finding=form.cleaned_data["finding"],
            reason=form.cleaned_data["reason"],
            language=form.cleaned_data["language"],
            version=_version(pair, form.cleaned_data["version"]),
            actor=actor,
            now=timezone.now(),
        ),
        done=_("The view is public."),
        go=lambda made: onwards(f"{pair.get_absolute_url()}#views", number, actor),
    )


@form_page
def follow(request: HttpRequest, number: str) -> HttpResponse:
    """Say where the provision stands in the newest version."""
    actor = actor_of(request)
    pair = found(number)
    reason = refusal(request, actor, permissions.OPEN)
    shown = matter.provision(pair)
    page = Asking(
        title=_("Where the provision stands now"),
        back_url=pair.get_absolute_url(),
        back=number,
        form=PlaceForm(posted(request), places=_places(pair, shown.newest)),
        button=_("It stands there"),
        consequence=_(
            "The obligation stands beside this provision from now on. "
            "Views keep the version they were given on."
        ),
        refusal=reason,
        quote=_quote(pair, shown),
    )
    return _act_on(
        request,
        page,
        lambda form: opening.renew(pair, form.place(), actor=actor, now=timezone.now()),
        done=_("The provision is found again."),
        go=lambda made: redirect(made),
    )


@form_page
def propose(request: HttpRequest, number: str) -> HttpResponse:
    """Begin a draft with what the pair knows; its authors go on from there."""
    actor = actor_of(request)
    pair = found(number)
    reason = refusal(request, actor, of_proposals.BEGIN)
    page = Asking(
        title=_("Draft a proposal from this gap"),
        back_url=pair.get_absolute_url(),
        back=number,
        form=FollowingForm(posted(request), names=seated(actor)),
        button=_("Begin the draft"),
        consequence=_(
            "A draft is begun with the obligation, the provision and the reasons filled in. "
            "Your organisation alone reads it until it is submitted."
        ),
        refusal=reason,
        quote=Quote(label="", text=telling.title(pair), language=current_language()),
    )
    return _act_on(
        request,
        page,
        lambda form: proposing.propose(
            pair,
            organisation=form.cleaned_data["organisation"],
            language=form.cleaned_data["language"],
            actor=actor,
            now=timezone.now(),
        ),
        done=_(
            "The draft is begun. Write how the provision is to read; the rest waits in the draft."
        )
        if pair.anchor
        else _("The draft is begun: go on from here."),
        go=lambda made: redirect(_onwards(made, pair)),
    )


def _onwards(proposal: Proposal, pair: Pair) -> str:
    """To the row of the table that amends the provision, with its wording in force filled in."""
    if not pair.anchor:
        return proposal.get_absolute_url()
    place = urlencode({"act": pair.act.code, "at": pair.anchor})
    return f"{reverse('proposals:amend', args=[proposal.number])}?{place}"


def _act_on(
    request: HttpRequest,
    page: Asking,
    act: Callable[[Any], Any],
    *,
    done: str,
    go: Callable[[Any], HttpResponse],
) -> HttpResponse:
    return asking.act_on(request, page, act, done=done, go=go, template=TEMPLATE)


def _quote(pair: Pair, shown: matter.Provision) -> Quote:
    """The provision as it is read here; what it is about, where there is no wording."""
    if not shown.texts:
        return Quote(label="", text=telling.title(pair), language=current_language())
    first = shown.texts[0]
    label = _("%(provision)s, version of %(day)s") % {
        "provision": shown.label,
        "day": written(shown.version.on),
    }
    return Quote(label=label, text=first.text, language=first.language)


def _version(pair: Pair, pk: int) -> Version | None:
    return Version.objects.filter(act=pair.act, pk=pk).first()


def _places(pair: Pair, newest: Version) -> list[tuple[str, str]]:
    """Where the comparison finds it, where it was, and nowhere."""
    both = addresses.common(pair.version.texts.all(), newest.texts.all(), pair.act.prevailing)
    places: dict[str, str] = {}
    if both and pair.anchor:
        anchor = tracing.followed(both[0], both[1], pair.anchor)
        if anchor:
            places[anchor] = _("%(provision)s, as the comparison of the versions finds it") % {
                "provision": matter.label_of(newest, anchor)
            }
        if anchor != pair.anchor and addresses.readings([(both[1], pair.anchor)]):
            places[pair.anchor] = _("%(provision)s, at the address it had") % {
                "provision": matter.label_of(newest, pair.anchor)
            }
    return [*places.items(), (SILENT, _("nowhere: the act says nothing of the obligation"))]
