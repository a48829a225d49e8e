"""Papers of a meeting: tabled, taken out, loaded by anyone."""

from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kenes.access.policy import authorise, may
from kenes.access.types import Actor
from kenes.files.uploads import received
from kenes.languages.dates import written
from kenes.meetings import permissions, reading
from kenes.meetings.forms.sessions import PaperForm
from kenes.meetings.lifecycle import Status
from kenes.meetings.models import Meeting, Paper
from kenes.meetings.permissions import Tabling
from kenes.meetings.services import papers
from kenes.meetings.views.asking import act_on, meeting_of
from kenes.members.models import Organisation
from kenes.ui.asking import Asking, Quote, actor_of, form_page, posted, refusal


@form_page
def table(request: HttpRequest, number: str) -> HttpResponse:
    actor, meeting = actor_of(request), meeting_of(number)
    names = list(Organisation.objects.filter(pk__in=actor.organisation_ids))
    is_of_house = bool(may(actor, permissions.TABLE, Tabling(meeting=meeting, organisation=None)))
    first = None if is_of_house or not names else names[0]
    reason = refusal(
        request, actor, permissions.TABLE, Tabling(meeting=meeting, organisation=first)
    )
    items = []
    if meeting.shows_agenda_to(actor):
        items = [
            (item, f"{item.order}. {reading.worded(item.title).text}")
            for item in meeting.items.all()
        ]

    def act(form: PaperForm) -> Paper:
        upload = form.cleaned_data["file"]
        with received(upload) as path:
            return papers.table(
                meeting,
                item=form.item(),
                organisation=form.organisation(),
                path=path,
                name=upload.name,
                actor=actor,
                now=timezone.now(),
            )

    page = Asking(
        title=_("Table a paper for %(number)s") % {"number": number},
        back_url=meeting.get_absolute_url(),
        back=number,
        form=PaperForm(
            posted(request),
            request.FILES or None,
            names=names,
            is_of_house=is_of_house,
            items=items,
            initial={"item": request.GET.get("item", "")[:20]},
        ),
        button=_("Table it"),
        consequence=_consequence(meeting),
        refusal=reason,
    )
    return act_on(
        request,
        page,
        act,
        done=_("The paper is tabled."),
        then=f"{meeting.get_absolute_url()}#papers",
    )


@form_page
def take_out(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    actor, meeting = actor_of(request), meeting_of(number)
    found = _paper(meeting, pk, actor)
    tabling = Tabling(meeting=meeting, organisation=found.organisation)
    reason = refusal(request, actor, permissions.TABLE, tabling)
    page = Asking(
        title=_("Take a paper out"),
        back_url=meeting.get_absolute_url(),
        back=number,
        form=Form(posted(request)),
        button=_("Take it out"),
        is_grave=True,
        consequence=_("The file is deleted.")
        if meeting.status == Status.PLANNED
        else _("The file is deleted. The public record keeps that it was there."),
        quote=Quote(label=_("Paper"), text=found.name, language=""),
        refusal=reason,
    )
    return act_on(
        request,
        page,
        lambda form: papers.take_out(found, actor=actor, now=timezone.now()),
        done=_("The paper is taken out."),
        then=f"{meeting.get_absolute_url()}#papers",
    )


@require_safe
def paper(request: HttpRequest, number: str, pk: int) -> FileResponse:
    """The stripped copy, always as a download and never as a page of ours."""
    actor, meeting = actor_of(request), meeting_of(number)
    authorise(actor, permissions.READ, meeting)
    found = _paper(meeting, pk, actor)
    if not found.file:
        raise Http404
    response = FileResponse(
        found.file.open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type=found.media_type,
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _paper(meeting: Meeting, pk: int, actor: Actor) -> Paper:
    """As far as the agenda is shown, and one's own. Raises Http404."""
    found: Paper = get_object_or_404(meeting.papers.select_related("organisation"), pk=pk)
    is_own = found.organisation_id in actor.organisation_ids
    if not meeting.shows_agenda_to(actor) and not is_own:
        raise Http404
    if meeting.status == Status.CANCELLED and not meeting.called_at and not is_own:
        raise Http404
    return found


def _consequence(meeting: Meeting) -> str:
    until = meeting.papers_until
    if meeting.status == Status.PLANNED:
        return _("It is public once the meeting is called.")
    if until and timezone.localdate() > until:
        return _("Papers were due by %(day)s: it is public at once and shown as late.") % {
            "day": written(until)
        }
    return _("It is public at once.")
