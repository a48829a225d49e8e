"""Writing in the comparative table: an act, a provision in it, how it is to read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.engines.lawtext import tree
from kenes.law.models import Act
from kenes.law.models import Version as LawVersion
from kenes.proposals.forms import AmendmentForm
from kenes.proposals.lifecycle import Change, Place
from kenes.proposals.models import Amendment, Proposal
from kenes.proposals.services import amending, fitting
from kenes.proposals.table import finding, picking, words
from kenes.proposals.table import rows as having
from kenes.proposals.table.reading import compared_lines
from kenes.proposals.views.asking import act_on, visible
from kenes.proposals.views.choosing import (
    Choice,
    ask_act,
    ask_place,
    language_of,
    step,
    table_url,
)
from kenes.ui.asking import (
    Asking,
    Quote,
    actor_of,
    attempt,
    draft_name,
    form_page,
    posted,
    refusal,
    refuse,
)
from kenes.ui.differences import Row


@dataclass(frozen=True, kw_only=True)
class RowPage:
    """The third: how it is to read."""

    title: str
    back_url: str
    back: str
    act: str
    element: str
    language: str
    kinds: tuple[Choice, ...]
    parts: tuple[Choice, ...]
    in_force: tuple[str, ...]  # with the rows of the table before this one; () for what is new
    is_repeal: bool
    form: AmendmentForm
    button: str
    draft: str
    refusal: str = ""
    theirs: tuple[Row, ...] = ()  # what somebody else saved meanwhile, against one's own


@form_page
def add(request: HttpRequest, number: str) -> HttpResponse:
    """Act, provision, wording: each is a step with its own address, so that Back leads back."""
    actor = actor_of(request)
    proposal = visible(number, actor)
    reason = refusal(request, actor, amending.action_of(proposal), proposal)
    code = request.GET.get("act", "")
    act = Act.objects.filter(code=code).first() if code.isprintable() else None
    if act is None:
        return ask_act(request, proposal, says=_("There is no such act.") if code else "")
    rows = list(having.working(proposal))
    language = language_of(request, proposal, act)
    try:
        version, law = fitting.base_for(act, language, rows)
    except ValidationError as error:
        is_behind = any(row.act_id == act.pk and row.language == language for row in rows)
        return ask_act(
            request, proposal, says=" ".join(error.messages), behind=(act, language) * is_behind
        )
    said = request.GET.get("at", "")[: finding.LONGEST]
    is_first = "at" in request.GET and not said and request.GET.get("change") == Change.INSERT
    found = finding.find(law, said) if said.isprintable() else []
    if len(found) != 1 and not is_first:
        return ask_place(request, proposal, act, version, law, said, found)
    anchor = found[0] if found else ""
    return _ask_words(request, actor, proposal, act, version, law, rows, anchor, reason)


@form_page
def change(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    actor = actor_of(request)
    proposal = visible(number, actor)
    reason = refusal(request, actor, amending.action_of(proposal), proposal)
    rows = list(having.working(proposal))
    row = get_object_or_404(having.working(proposal), pk=pk)
    base = having.bases([row]).get(having.group_of(row))
    earlier = [one for one in rows if having.group_of(one) == having.group_of(row)]
    earlier = earlier[: earlier.index(row)]
    in_force = fitting.stands(base.act, earlier, row.anchor) if base else row.before
    form = AmendmentForm(
        posted(request),
        initial={"wording": row.wording, "justification": row.justification, "seen": row.edited},
        language=row.language,
        is_repeal=row.change == Change.REPEAL,
    )
    page = RowPage(
        title=_("Change a row of the table"),
        back_url=table_url(proposal),
        back=_("Comparative table"),
        act=words.act_in(row.act, row.base),
        element=_element(base.act if base else None, row.change, row.anchor, row.place),
        language=row.language,
        kinds=(),
        parts=(),
        in_force=() if row.change == Change.INSERT else tuple(in_force.split("\n")),
        is_repeal=row.change == Change.REPEAL,
        form=form,
        button=_("Save the row"),
        draft=draft_name(actor, "row", row.pk, row.edited),
        refusal=reason,
    )
    return _save(
        request,
        page,
        lambda: amending.change(
            row,
            **form.words(),
            seen=form.cleaned_data["seen"],
            actor=actor,
            now=timezone.now(),
        ),
        done=_("The row is saved."),
    )


@require_POST
def move(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """One place up or down, by two buttons beside the row."""
    actor = actor_of(request)
    proposal = visible(number, actor)
    authorise(actor, amending.action_of(proposal), proposal)
    row = get_object_or_404(having.working(proposal), pk=pk)
    to = request.POST.get("to", "")
    place = int(to) if to.isascii() and to.isdigit() and len(to) < 6 else 0
    try:
        amending.move(row, to=place, actor=actor, now=timezone.now())
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    return redirect(f"{table_url(proposal)}#row-{row.pk}")


@form_page
def remove(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    actor = actor_of(request)
    proposal = visible(number, actor)
    authorise(actor, amending.action_of(proposal), proposal)
    row = get_object_or_404(having.working(proposal), pk=pk)
    page = Asking(
        title=_("Take a row out of the table"),
        back_url=table_url(proposal),
        back=_("Comparative table"),
        form=Form(posted(request)),
        button=_("Take it out"),
        is_grave=True,
        consequence=_("The wording and its justification are deleted from the authors’ table.")
        if proposal.is_draft
        else _("It is taken out of the authors’ table. Versions that have it keep it."),
        quote=Quote(
            label=words.act_in(row.act, row.base),
            text=row.wording or row.before,
            language=row.language,
        ),
    )
    return act_on(
        request,
        page,
        lambda form: amending.remove(row, actor=actor, now=timezone.now()),
        done=_("The row is taken out."),
        then=table_url(proposal),
    )


def _ask_words(
    request: HttpRequest,
    actor: Actor,
    proposal: Proposal,
    act: Act,
    version: LawVersion,
    law: tree.Act,
    rows: Sequence[Amendment],
    anchor: str,
    reason: str,
) -> HttpResponse:
    here = {"act": act.code, "language": law.language, "at": anchor}
    kind, place = _kind(request, anchor)
    own = [row for row in rows if row.act_id == act.pk and row.language == law.language]
    if kind == Change.INSERT:
        in_force, start = "", fitting.opening(law, own, anchor, place)
    else:
        in_force = start = fitting.stands(law, own, anchor)
    form = AmendmentForm(
        posted(request),
        initial={"wording": start},
        language=law.language,
        is_repeal=kind == Change.REPEAL,
    )
    page = RowPage(
        title=_("Amend a provision"),
        back_url=step(proposal, act=act.code, language=law.language),
        back=act.title,
        act=words.act_in(act, version),
        element=_element(law, kind, anchor, place),
        language=law.language,
        kinds=_kinds(proposal, here, kind, place) if anchor else (),
        parts=tuple(
            Choice(
                label=part.label,
                detail=part.begins,
                url=step(proposal, **{**here, "at": part.anchor}),
            )
            for part in (picking.parts(law, anchor) if anchor else ())
        ),
        in_force=tuple(in_force.split("\n")) if in_force else (),
        is_repeal=kind == Change.REPEAL,
        form=form,
        button=_("Put it into the table"),
        draft=draft_name(actor, "row", proposal.draft_key, act.code, law.language, anchor, kind),
        refusal=reason,
    )
    return _save(
        request,
        page,
        lambda: amending.add(
            proposal,
            act=act,
            language=law.language,
            change=kind,
            anchor=anchor,
            place=place,
            **form.words(),
            actor=actor,
            now=timezone.now(),
        ),
        done=_("The row is in the table."),
    )


def _save(request: HttpRequest, page: RowPage, act: Any, *, done: str) -> HttpResponse:
    """Save a row, or show both where somebody was faster."""
    form = page.form
    if page.refusal:
        refuse(form, page.refusal)
    if request.method == "POST" and form.is_valid():
        try:
            refused, made = attempt(form, act)
        except amending.ChangedRow as clash:
            form.add_error(None, str(clash))
            form.data = {**dict(request.POST.items()), "seen": str(clash.current.edited)}
            compared = compared_lines(clash.current.wording, form.words()["wording"])
            page = replace(page, theirs=compared)
        else:
            if not refused:
                messages.success(request, done)
                return redirect(f"{table_url(made.of)}#row-{made.pk}")
    status = 403 if page.refusal else 422 if form.is_bound else 200
    return render(request, "proposals/table_row.html", {"page": page}, status=status)


def _kinds(proposal: Proposal, here: dict[str, str], kind: str, place: str) -> tuple[Choice, ...]:
    """What can be done at a provision."""
    ways = (
        (_("Give it a new wording"), Change.REWORD, ""),
        (_("Insert something after it"), Change.INSERT, Place.AFTER),
        (_("Insert something at its beginning"), Change.INSERT, Place.FIRST),
        (_("Repeal it"), Change.REPEAL, ""),
    )
    return tuple(
        Choice(
            label=label,
            url=step(proposal, **here, change=change_, **({"place": where} if where else {})),
            is_here=change_ == kind and where in {"", place},
        )
        for label, change_, where in ways
    )


def _kind(request: HttpRequest, anchor: str) -> tuple[str, str]:
    """What is asked for; a new wording, where that is none of the kinds there are."""
    kind, place = request.GET.get("change", ""), request.GET.get("place", "")
    if not anchor:
        return Change.INSERT, Place.FIRST
    return (
        kind if kind in Change.values else str(Change.REWORD),
        place if place in Place.values else str(Place.AFTER),
    )


def _element(law: tree.Act | None, kind: str, anchor: str, place: str) -> str:
    cited = words.cited(law, anchor) if law and anchor else anchor
    return words.where(cited, is_first=place == Place.FIRST) if kind == Change.INSERT else cited
