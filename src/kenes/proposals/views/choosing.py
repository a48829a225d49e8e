"""Before a row is written: which act, and which provision in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kenes.engines.lawtext import tree
from kenes.languages.types import Language, in_order
from kenes.law.models import Act
from kenes.law.models import Version as LawVersion
from kenes.proposals.lifecycle import Change, Place
from kenes.proposals.models import Proposal
from kenes.proposals.table import picking, words
from kenes.proposals.table import rows as having


@dataclass(frozen=True, kw_only=True)
class Choice:
    label: str
    url: str
    is_here: bool = False
    detail: str = ""
    depth: int = 0


@dataclass(frozen=True, kw_only=True)
class ActsPage:
    """The first question: which act."""

    proposal: Proposal
    back_url: str
    words: str
    acts: tuple[Choice, ...]
    says: str  # why the act that was asked for cannot be amended
    newer_url: str  # where the table is taken over to its newer version first


@dataclass(frozen=True, kw_only=True)
class PlacesPage:
    """The second: which provision. ``meant`` where more than one can be."""

    proposal: Proposal
    back_url: str
    act: str
    version: str
    language: str
    languages: tuple[Choice, ...]
    hidden: tuple[tuple[str, str], ...]  # what both searches carry along
    said: str
    words: str
    says: str
    meant: tuple[Choice, ...]
    contents: tuple[Choice, ...]
    chapters: tuple[Choice, ...]  # of a long act, opened one by one
    first_url: str  # to put something at the beginning of the act


def ask_act(
    request: HttpRequest,
    proposal: Proposal,
    *,
    says: str = "",
    behind: tuple[Any, ...] = (),
) -> HttpResponse:
    said = request.GET.get("q", "")[:200].replace("\x00", "")
    page = ActsPage(
        proposal=proposal,
        back_url=table_url(proposal),
        words=said,
        acts=tuple(
            Choice(
                label=act.title,
                url=step(proposal, act=act.code),
                detail=" · ".join(filter(None, (act.get_kind_display(), act.official_number))),
            )
            for act in picking.acts(said)
        ),
        says=says,
        newer_url=reverse("proposals:newer", args=[proposal.number, behind[0].code, behind[1]])
        if behind
        else "",
    )
    status = 422 if request.method == "POST" else 200
    return render(request, "proposals/table_act.html", {"page": page}, status=status)


def ask_place(
    request: HttpRequest,
    proposal: Proposal,
    act: Act,
    version: LawVersion,
    law: tree.Act,
    said: str,
    found: Sequence[str],
) -> HttpResponse:
    text, within = request.GET.get("q", "")[:200], request.GET.get("in", "")[:200]
    here = {"act": act.code, "language": law.language}
    contents = picking.contents(law, words=text, within=within)
    cited = words.cited_all(law, found)
    says = ""
    if said and not found:
        says = _("There is no such provision in this version: %(said)s.") % {"said": said}
    elif found:
        says = _("More than one provision is called so. Say which.")
    page = PlacesPage(
        proposal=proposal,
        back_url=step(proposal),
        act=act.title,
        version=words.act_in(act, version),
        language=law.language,
        languages=tuple(
            Choice(
                label=str(Language(one.language).label),
                url=step(proposal, act=act.code, language=one.language),
                is_here=one.language == law.language,
            )
            for one in version.texts.all()
        ),
        hidden=tuple(here.items()),
        said=said,
        words=text,
        says=says,
        meant=tuple(
            Choice(label=cited[anchor], url=step(proposal, **here, at=anchor)) for anchor in found
        ),
        contents=tuple(
            Choice(
                label=head.label,
                detail=head.heading,
                url=step(proposal, **here, at=head.anchor),
                depth=min(head.depth, 4),
            )
            for head in contents
        ),
        chapters=_chapters(proposal, here, contents, law, text),
        first_url=step(proposal, **here, at="", change=Change.INSERT, place=Place.FIRST),
    )
    status = 422 if request.method == "POST" else 200
    return render(request, "proposals/table_place.html", {"page": page}, status=status)


def _chapters(
    proposal: Proposal,
    here: dict[str, str],
    contents: Sequence[picking.Head],
    law: tree.Act,
    text: str,
) -> tuple[Choice, ...]:
    """Where not all articles are shown: the chapters that open."""
    heads = sum(one.unit.kind.rank <= tree.Kind.ARTICLE.rank for one in tree.walk(law))
    if text or heads <= picking.SHOWN_AT_ONCE:
        return ()
    return tuple(
        Choice(
            label=head.label,
            detail=head.heading,
            url=step(proposal, **here, **{"in": head.anchor}),
        )
        for head in contents
        if not head.is_article
    )


def language_of(request: HttpRequest, proposal: Proposal, act: Act) -> str:
    """The language asked for; else that of the proposal, else one the act is known in."""
    wanted = request.GET.get("language", "")
    if wanted in Language.values:
        return wanted
    last = having.newest([act.pk]).get(act.pk)
    known = {text.language for text in last.texts.all()} if last else set()
    order = (proposal.language, *act.prevailing, *in_order(proposal.language))
    return next((code for code in order if code in known), proposal.language)


def table_url(proposal: Proposal) -> str:
    return reverse("proposals:table", args=[proposal.number])


def step(proposal: Proposal, **given: str) -> str:
    url = reverse("proposals:amend", args=[proposal.number])
    return f"{url}?{urlencode(given)}" if given else url
