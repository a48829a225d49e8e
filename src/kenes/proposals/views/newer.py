"""The law has changed meanwhile: the table on the newer version, row by row, and one button."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.languages.dates import written
from kenes.law.models import Act
from kenes.proposals.forms import NewerForm
from kenes.proposals.models import Proposal
from kenes.proposals.services import amending, rebasing
from kenes.proposals.table import rows as having
from kenes.proposals.table.newer import Turned
from kenes.proposals.views.asking import visible
from kenes.ui.asking import actor_of, attempt, draft_name, form_page, posted, refusal, refuse


@dataclass(frozen=True, kw_only=True)
class Page:
    proposal: Proposal
    back_url: str
    act: Act
    before_day: str
    after_day: str
    language: str
    rows: tuple["Asked", ...]
    form: NewerForm
    draft: str


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A row on the newer version, with what a person is asked about it."""

    turned: Turned
    fields: tuple[BoundField, ...]


@form_page
def newer(request: HttpRequest, number: str, code: str, language: str) -> HttpResponse:
    actor = actor_of(request)
    proposal = visible(number, actor)
    reason = refusal(request, actor, amending.action_of(proposal), proposal)
    act = get_object_or_404(Act, code=code)
    url = reverse("proposals:table", args=[proposal.number])
    rows = list(having.working(proposal))
    try:
        newest, found = rebasing.on_newest(rows, act, language)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect(url)
    seen = rebasing.seen_as(rows, newest)
    form = NewerForm(posted(request), initial={"seen": seen}, found=found, language=language)
    if reason:
        refuse(form, reason)
    if request.method == "POST" and form.is_valid():
        refused, _newest = attempt(
            form,
            lambda: rebasing.take_over(
                proposal,
                act=act,
                language=language,
                wordings=form.wordings(),
                left_out=form.left_out(),
                seen=form.cleaned_data["seen"],
                actor=actor,
                now=timezone.now(),
            ),
        )
        if not refused:
            done = _("The table is on the version of %(day)s.") % {"day": written(newest.on)}
            messages.success(request, done)
            return redirect(url)
    page = Page(
        proposal=proposal,
        back_url=url,
        act=act,
        before_day=written(found[0].row.base.on),
        after_day=written(newest.on),
        language=language,
        rows=tuple(Asked(turned=one, fields=_fields(form, one)) for one in found),
        form=form,
        draft=draft_name(actor, "newer", seen),
    )
    status = 403 if reason else 422 if form.is_bound else 200
    return render(request, "proposals/table_newer.html", {"page": page}, status=status)


def _fields(form: NewerForm, one: Turned) -> tuple[BoundField, ...]:
    names = (f"wording_{one.pk}", f"out_{one.pk}")
    return tuple(form[name] for name in names if name in form.fields)
