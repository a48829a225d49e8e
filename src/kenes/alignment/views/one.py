"""One pair: the obligation and the provision, what each chamber finds, where a gap goes on to."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kenes.access.policy import authorise, may
from kenes.access.types import Actor
from kenes.alignment import matter, permissions, recorded, telling
from kenes.alignment.models import Pair
from kenes.alignment.path import path_of
from kenes.alignment.standing import is_disputed
from kenes.alignment.views.asking import found
from kenes.languages.fields import picked
from kenes.law.rank import Rank, rank_on
from kenes.law.telling import cited_in_full
from kenes.proposals import permissions as of_proposals
from kenes.record.services import bundling
from kenes.replies import permissions as of_replies
from kenes.ui import related, ways
from kenes.ui.asking import actor_of
from kenes.ui.path import PathStep


@dataclass(frozen=True, kw_only=True)
class Page:
    pair: Pair
    title: str
    standing: str
    tone: str
    is_disputed: bool
    obligation: str
    obligation_url: str
    label: str
    label_language: str
    promised: tuple[matter.Worded, ...]
    provision: matter.Provision
    compare_url: str  # of the versions before and after, where the wording has changed
    follow_url: str
    rank: Rank | None
    benches: tuple[matter.Bench, ...]
    ways: tuple[ways.Way, ...]  # what this person may do here
    matrix_url: str
    groups: tuple[related.Group, ...]
    path: tuple[PathStep, ...]
    record: bundling.Standing


def cite(request: HttpRequest, number: str) -> HttpResponse:
    """The permanent address of a number: leads to the page in the reader's language."""
    with override(get_language_from_request(request)):
        return redirect("alignment:pair", number=number)


@require_safe
def one(request: HttpRequest, number: str) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    pair = found(number)
    authorise(actor, permissions.READ, pair)
    record = bundling.standing(pair.number, recorded.state_of(pair))
    provision = matter.provision(pair)
    label, language = picked(pair.obligation.label)
    matrix = reverse("alignment:matrix")
    page = Page(
        pair=pair,
        title=telling.title(pair),
        standing=telling.standing(pair),
        tone=telling.tone(pair),
        is_disputed=is_disputed(pair.standing),
        obligation=cited_in_full(pair.obligation),
        obligation_url=pair.obligation.get_absolute_url(),
        label=label,
        label_language=language,
        promised=matter.obligation_texts(pair),
        provision=provision,
        compare_url=_compare_url(pair, provision),
        follow_url=_follow_url(pair, provision, actor),
        rank=rank_on(today),
        benches=matter.benches(pair),
        ways=_ways(pair, actor),
        matrix_url=f"{matrix}?instrument={pair.obligation.instrument.code}&act={pair.act.code}",
        groups=related.about(pair.number, today),
        path=path_of(pair, record.by_field),
        record=record,
    )
    return render(request, "alignment/one.html", {"page": page})


def _ways(pair: Pair, actor: Actor) -> tuple[ways.Way, ...]:
    found = []
    if may(actor, permissions.VIEW):
        label = _("Say what your organisation finds")
        found.append(ways.Way(label=label, url=_url(pair, "view"), is_main=True))
    if pair.gap_since:
        found += ways.about(pair.number, actor, timezone.localdate())
        if may(actor, of_proposals.BEGIN):
            label = _("Draft a proposal from this gap")
            found.append(ways.Way(label=label, url=_url(pair, "propose")))
    if may(actor, of_replies.ASK):
        url = f"{reverse('replies:new')}?about={pair.number}"
        found.append(ways.Way(label=_("Ask an institution to reply"), url=url))
    return tuple(found)


def _follow_url(pair: Pair, provision: matter.Provision, actor: Actor) -> str:
    is_behind = provision.newest.pk != pair.version_id
    return _url(pair, "follow") if is_behind and may(actor, permissions.OPEN) else ""


def _compare_url(pair: Pair, provision: matter.Provision) -> str:
    if provision.is_there and not provision.is_other:
        return ""
    days = f"from={pair.version.on.isoformat()}&to={provision.newest.on.isoformat()}"
    return f"{reverse('law:compare', args=[pair.act.code])}?{days}"


def _url(pair: Pair, name: str) -> str:
    return reverse(f"alignment:{name}", args=[pair.number])
