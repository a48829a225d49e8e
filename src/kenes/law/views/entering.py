"""What the secretariat enters: an act, its facts, and a file of it that becomes a version."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kenes.access.policy import authorise
from kenes.engines.lawtext import reading
from kenes.engines.lawtext.lines import Passed
from kenes.engines.lawtext.reading import Problem
from kenes.engines.lawtext.tree import SHORT, Kind, plain_number
from kenes.engines.lawtext.tree import Act as Tree
from kenes.files.uploads import received
from kenes.languages.dates import written
from kenes.languages.types import current_language
from kenes.law import comparing, permissions, printed, sentences, standing, trees
from kenes.law.forms.acts import ActForm, FactsForm, UploadForm
from kenes.law.lifecycle import ImportStatus
from kenes.law.models import Act, Text, Upload, Version
from kenes.law.services import acts, uploads
from kenes.ui.asking import (
    Asking,
    act_on,
    actor_of,
    draft_name,
    form_page,
    posted,
    refusal,
)

ARTICLE = SHORT[Kind.ARTICLE]
COMPARED = 40  # provisions of a preview that differ from the version before
TEMPLATE = "ui/asking.html"
SHOWN = 300  # provisions of a preview


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """What should be looked at. ``url``: where it stands among what was read."""

    says: str
    url: str


@dataclass(frozen=True, kw_only=True)
class CheckPage:
    """What was read out of a file, before it is saved."""

    act: Act
    upload: Upload
    language: str
    kind: str  # of the file
    title: str
    preamble: str
    ending: str
    doubts: tuple[Doubt, ...]
    passed: tuple[str, ...]
    count: int
    articles: int
    contents: tuple[printed.Entry, ...]
    lines: tuple[printed.Line, ...]
    previous_url: str  # of the lines before these, and after
    next_url: str
    before: Version | None  # the newest version in that language
    comparison: comparing.Comparison | None
    is_known: bool  # it adds a language to a version that is there


@form_page
def new_act(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    page = Asking(
        title=_("Enter an act"),
        back_url=reverse("law:acts"),
        back=_("National acts"),
        form=ActForm(posted(request), initial={"prevailing": ["kk", "ru"]}),
        button=_("Enter the act"),
        draft=draft_name(actor, "act"),
        refusal=refusal(request, actor, permissions.KEEP),
    )
    return act_on(
        request,
        page,
        lambda form: acts.enter(actor=actor, now=timezone.now(), **form.facts()),
        done=_("The act is entered. Give its wording next."),
        go=lambda made: redirect("law:upload", code=made.code),
        template=TEMPLATE,
    )


@form_page
def change_act(request: HttpRequest, code: str) -> HttpResponse:
    actor, act = actor_of(request), get_object_or_404(Act, code=code)
    page = Asking(
        title=_("Facts of an act"),
        back_url=act.get_absolute_url(),
        back=act.short_title,
        form=FactsForm(posted(request), initial=FactsForm.of(act)),
        button=_("Save"),
        draft=draft_name(actor, "act", act.pk),
        refusal=refusal(request, actor, permissions.KEEP),
    )
    return act_on(
        request,
        page,
        lambda form: acts.change(act, facts=form.facts(), actor=actor, now=timezone.now()),
        done=_("The facts are saved."),
        go=lambda _made: redirect(act),
        template=TEMPLATE,
    )


@form_page
def upload(request: HttpRequest, code: str) -> HttpResponse:
    """A file of an act; it becomes a version once somebody has looked at what was read."""
    actor, act = actor_of(request), get_object_or_404(Act, code=code)
    form = UploadForm(
        posted(request),
        request.FILES if request.method == "POST" else None,
        initial={"language": current_language(), "on": request.GET.get("on", "")},
    )

    def keep(form: UploadForm) -> Upload:
        given = form.cleaned_data["file"]
        with received(given) as path:
            return uploads.keep(
                act,
                data=path.read_bytes(),
                name=given.name,
                actor=actor,
                now=timezone.now(),
                **form.facts(),
            )

    page = Asking(
        title=_("A version of %(act)s") % {"act": act.short_title},
        back_url=act.get_absolute_url(),
        back=act.short_title,
        form=form,
        button=_("Read the file"),
        consequence=_("Nothing is saved before you have looked at what was read."),
        refusal=refusal(request, actor, permissions.KEEP),
    )
    return act_on(
        request,
        page,
        keep,
        done=_("The file was read: look at it before you save it."),
        go=lambda made: redirect("law:check", code=code, pk=made.pk),
        template=TEMPLATE,
    )


@require_safe
def check(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    authorise(actor_of(request), permissions.KEEP)
    found = _waiting(code, pk)
    tree = trees.unpacked(found.read["act"])
    rows = list(trees.rows_of(tree))
    places = {row.anchor: place for place, row in enumerate(rows)}
    start = places.get(request.GET.get("at", ""), 0) // SHOWN * SHOWN
    before = (
        Text.objects.filter(
            version__act=found.act, version__on__lt=found.on, language=found.language
        )
        .select_related("version")
        .order_by("-version__on")
        .first()
    )

    def link(anchor: str) -> str:
        return f"?at={quote(anchor)}#{quote(anchor)}"

    page = CheckPage(
        act=found.act,
        upload=found,
        language=standing.language(found.language),
        kind=sentences.of_kind(found.read["kind"]),
        title=tree.title,
        preamble=tree.preamble,
        ending=tree.ending,
        doubts=tuple(_doubts(found, tree, places, link)),
        passed=tuple(
            sentences.of_passed(Passed(kind=kind, count=count, first=first))
            for kind, count, first in found.read["passed"]
        ),
        count=len(rows),
        articles=sum(row.kind == Kind.ARTICLE for row in rows),
        contents=printed.contents(rows, found.language, link),
        lines=printed.lines(rows[start : start + SHOWN], found.language, comparing.no_address),
        previous_url=link(rows[start - SHOWN].anchor) if start else "",
        next_url=link(rows[start + SHOWN].anchor) if start + SHOWN < len(rows) else "",
        before=before.version if before else None,
        comparison=comparing.compared(trees.act_of(before), tree, most=COMPARED)
        if before
        else None,
        is_known=found.act.versions.filter(on=found.on).exists(),
    )
    return render(request, "law/check.html", {"page": page})


def _doubts(
    found: Upload, tree: Tree, places: Mapping[str, int], link: Callable[[str], str]
) -> Iterator[Doubt]:
    """What readers of the file were not sure of, and what the file says of itself."""
    if found.read.get("on") not in {"", None, found.on.isoformat()}:
        day = date.fromisoformat(found.read["on"])
        yield Doubt(
            says=_("The file itself says that this wording is in force since %(day)s.")
            % {"day": written(day)},
            url="",
        )
    labels = comparing.labels(tree, current_language())
    for doubt, line, about in found.read["problems"]:
        anchor = about if about in places else f"{ARTICLE}_{plain_number(about)}"
        named = labels.get(about, about)
        problem = Problem(doubt=reading.Doubt(doubt), line=line, about=named)
        yield Doubt(
            says=sentences.of_problem(problem), url=link(anchor) if anchor in places else ""
        )


@require_POST
def save(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    actor = actor_of(request)
    authorise(actor, permissions.KEEP)
    found = _waiting(code, pk)
    try:
        made = uploads.save(found, actor=actor, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(found.act)
    messages.success(request, _("The version is saved and public."))
    return redirect(made.version)


@require_POST
def discard(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    actor = actor_of(request)
    authorise(actor, permissions.KEEP)
    found = _waiting(code, pk)
    try:
        uploads.discard(found, actor=actor, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("What was read is discarded."))
    return redirect(found.act)


def _waiting(code: str, pk: int) -> Upload:
    """An upload that is not saved nor discarded yet. Raises Http404."""
    found = Upload.objects.select_related("act").filter(pk=pk, act__code=code).first()
    if found is None or found.status != ImportStatus.READ:
        raise Http404
    return found
