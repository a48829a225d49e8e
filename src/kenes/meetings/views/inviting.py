"""Invitations: one's own answer; for officers, who is invited and who comes."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kenes.access.policy import authorise, may
from kenes.meetings import permissions, reading, telling
from kenes.meetings.coming import Coming, coming
from kenes.meetings.forms.sessions import AnswerForm, GuestForm
from kenes.meetings.lifecycle import Answer, Status
from kenes.meetings.models import Meeting
from kenes.meetings.services import inviting
from kenes.meetings.views.asking import act_on, meeting_of, try_to
from kenes.ui.asking import Asking, Quote, actor_of, draft_name, form_page, posted, refusal


@dataclass(frozen=True, kw_only=True)
class Page:
    meeting: Meeting
    when: str
    coming: Coming
    may_invite: bool
    is_called: bool


@form_page
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """Whether one comes; only to one's own invitation."""
    actor, meeting = actor_of(request), meeting_of(number)
    own = meeting.invitations.select_related("meeting").filter(user=actor.user_id).first()
    if own is None:
        raise Http404
    reason = refusal(request, actor, permissions.ANSWER, own)
    given = own.answer if own.answer != Answer.NONE else ""
    page = Asking(
        title=_("Do you come to %(number)s?") % {"number": number},
        back_url=meeting.get_absolute_url(),
        back=number,
        form=AnswerForm(
            posted(request),
            has_alternate=inviting.sends_alternate(own),
            initial={"answer": given, "note": own.note},
        ),
        button=_("Give an answer"),
        consequence=_("You can change it until the meeting opens. It is not public."),
        draft=draft_name(actor, "answer", number),
        refusal=reason,
        quote=Quote(
            label=str(meeting.body),
            text=f"{reading.worded(meeting.title).text or meeting.name}\n"
            f"{telling.day_and_hour(meeting)}",
            language="",
        ),
    )
    return act_on(
        request,
        page,
        lambda form: inviting.answer(
            own,
            answer=form.cleaned_data["answer"],
            note=form.cleaned_data["note"],
            actor=actor,
            now=timezone.now(),
        ),
        done=_("Your answer is with the secretariat."),
        then=meeting.get_absolute_url(),
    )


@require_safe
def invited(request: HttpRequest, number: str) -> HttpResponse:
    actor, meeting = actor_of(request), meeting_of(number)
    authorise(actor, permissions.PLAN)
    page = Page(
        meeting=meeting,
        when=telling.day_and_hour(meeting),
        coming=coming(meeting, timezone.localdate()),
        may_invite=bool(may(actor, permissions.CHANGE, meeting)),
        is_called=meeting.status == Status.CALLED,
    )
    return render(request, "meetings/invited.html", {"page": page})


@form_page
def invite(request: HttpRequest, number: str) -> HttpResponse:
    """A guest by name."""
    actor, meeting = actor_of(request), meeting_of(number)
    reason = refusal(request, actor, permissions.CHANGE, meeting)
    back = reverse("meetings:invited", args=[number])
    page = Asking(
        title=_("Invite a guest to %(number)s") % {"number": number},
        back_url=back,
        back=_("Who is invited"),
        form=GuestForm(posted(request)),
        button=_("Invite"),
        consequence=_("Who has an account gets the letter at once.")
        if meeting.status == Status.CALLED
        else _("The letter goes out when the meeting is called."),
        draft=draft_name(actor, "guest", number),
        refusal=reason,
    )
    return act_on(
        request,
        page,
        lambda form: inviting.invite(
            meeting,
            user=form.cleaned_data["user"],
            person_name=form.cleaned_data["person_name"],
            organisation=form.cleaned_data["organisation"],
            actor=actor,
            now=timezone.now(),
        ),
        done=_("The guest is invited."),
        then=back,
    )


@require_POST
def invite_new(request: HttpRequest, number: str) -> HttpResponse:
    """Who has come to the body since the meeting was called."""
    actor, meeting = actor_of(request), meeting_of(number)
    authorise(actor, permissions.CHANGE, meeting)
    try_to(
        request,
        lambda: inviting.invite_new(meeting, actor=actor, now=timezone.now()),
        _("All who sit on the body today are invited."),
    )
    return redirect("meetings:invited", number=number)
