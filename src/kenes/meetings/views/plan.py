"""Planning, changing, calling and cancelling a meeting."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.languages.dates import written
from kenes.meetings import listing, permissions, reading
from kenes.meetings.forms.sessions import CallForm, ChangeForm, PlanForm, ReasonsForm, YearForm
from kenes.meetings.lifecycle import MeetingKind, Status
from kenes.meetings.models import Meeting
from kenes.meetings.services import calling, planning
from kenes.meetings.views.asking import act_on, meeting_of
from kenes.members.models import Body
from kenes.ui.asking import Asking, Quote, actor_of, draft_name, form_page, posted, refusal
from kenes.ui.fields import spread


@form_page
def new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    today = timezone.localdate()
    initial = {"kind": MeetingKind.QUARTERLY.value, "body": request.GET.get("body", "")[:60]}
    page = Asking(
        title=_("Plan a meeting"),
        back_url=reverse("meetings:plan", args=[today.year]),
        back=_("Plan of %(year)s") % {"year": today.year},
        form=PlanForm(posted(request), initial={k: v for k, v in initial.items() if v}),
        button=_("Plan the meeting"),
        consequence=_("The plan is public at once. Nobody is invited before a meeting is called."),
        draft=draft_name(actor, "meeting"),
        refusal=refusal(request, actor, permissions.PLAN),
    )
    return act_on(
        request,
        page,
        lambda form: planning.plan(
            form.cleaned_data["body"], **form.facts(), actor=actor, now=timezone.now()
        ),
        done=_("The meeting is planned."),
        then=Meeting.get_absolute_url,
    )


@form_page
def new_year(request: HttpRequest, year: int) -> HttpResponse:
    """The four quarterly meetings of a year at once."""
    if listing.year_of(str(year), timezone.localdate()) is None:
        raise Http404
    actor = actor_of(request)
    reason = refusal(request, actor, permissions.PLAN)
    slug = request.GET.get("body", "")[:60]
    back = reverse("meetings:plan", args=[year])
    page = Asking(
        title=_("Plan the quarterly meetings of %(year)s") % {"year": year},
        back_url=f"{back}?body={slug}" if _is_known(slug) else back,
        back=_("Plan of %(year)s") % {"year": year},
        form=YearForm(posted(request), initial={"body": slug} if _is_known(slug) else None),
        button=_("Plan the meetings"),
        consequence=_("The plan is public at once. Nobody is invited before a meeting is called."),
        draft=draft_name(actor, "meetings-of", year),
        refusal=reason,
    )

    def act(form: YearForm) -> list[Meeting]:
        named = form.given()
        for name, on in named:
            if on.year != year:
                raise ValidationError({name: _("This is no day of %(year)s.") % {"year": year}})
        given = form.cleaned_data
        try:
            return planning.plan_year(
                given["body"],
                days=[on for _name, on in named],
                hours=form.hours,
                mode=given["mode"],
                place=form.words("place"),
                link=given["link"],
                language=given["language"],
                actor=actor,
                now=timezone.now(),
            )
        except ValidationError as error:
            raise _at_their_fields(error, [name for name, _on in named]) from error

    return act_on(
        request,
        page,
        act,
        done=_("The meetings are planned."),
        then=page.back_url,
    )


@form_page
def change(request: HttpRequest, number: str) -> HttpResponse:
    actor, meeting = actor_of(request), meeting_of(number)
    reason = refusal(request, actor, permissions.CHANGE, meeting)
    is_called = meeting.status == Status.CALLED
    page = Asking(
        title=_("Change %(number)s") % {"number": number},
        back_url=meeting.get_absolute_url(),
        back=number,
        form=_change_form(request, meeting),
        button=_("Save the change"),
        consequence=_("All who are invited are told, and the public record says what has changed.")
        if is_called
        else _("The plan is public: what is changed is seen at once."),
        draft=draft_name(actor, "change-meeting", number, meeting.sequence),
        refusal=reason,
    )
    return act_on(
        request,
        page,
        lambda form: planning.change(meeting, facts=form.facts(), actor=actor, now=timezone.now()),
        done=_("The change is saved."),
        then=meeting.get_absolute_url(),
        signs=number,
        actor=actor,
    )


@form_page
def call(request: HttpRequest, number: str) -> HttpResponse:
    actor, meeting = actor_of(request), meeting_of(number)
    reason = refusal(request, actor, permissions.CALL, meeting)
    today = timezone.localdate()
    is_short = today > calling.notice_until(meeting, today)
    page = Asking(
        title=_("Call %(number)s") % {"number": number},
        back_url=meeting.get_absolute_url(),
        back=number,
        form=CallForm(posted(request), is_short=is_short),
        button=_("Call the meeting"),
        consequence=_(
            "Its agenda and papers are public from then on, all who sit on the body are invited "
            "by letter, and the proposals on it are scheduled for %(day)s. Papers are taken until "
            "%(until)s."
        )
        % {
            "day": written(meeting.on),
            "until": written(meeting.papers_until or planning.papers_until(meeting, today)),
        },
        draft=draft_name(actor, "call", number),
        refusal=reason,
        quote=_named(meeting),
    )
    return act_on(
        request,
        page,
        lambda form: calling.call(
            meeting, short_notice=form.short_notice(), actor=actor, now=timezone.now()
        ),
        done=_("The meeting is called."),
        then=meeting.get_absolute_url(),
        signs=number,
        actor=actor,
    )


@form_page
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    actor, meeting = actor_of(request), meeting_of(number)
    reason = refusal(request, actor, permissions.CANCEL, meeting)
    page = Asking(
        title=_("Cancel %(number)s") % {"number": number},
        back_url=meeting.get_absolute_url(),
        back=number,
        form=ReasonsForm(posted(request)),
        button=_("Cancel the meeting"),
        is_grave=True,
        consequence=_(
            "It is not held. Who was invited is told by letter; proposals on its agenda wait for "
            "the next meeting. The reasons are public."
        ),
        draft=draft_name(actor, "cancel", number),
        refusal=reason,
        quote=_named(meeting),
    )
    return act_on(
        request,
        page,
        lambda form: planning.cancel(
            meeting, reason=form.words("reason"), actor=actor, now=timezone.now()
        ),
        done=_("The meeting is cancelled."),
        then=meeting.get_absolute_url(),
        signs=number,
        actor=actor,
    )


def _change_form(request: HttpRequest, meeting: Meeting) -> ChangeForm:
    words = {
        "title": meeting.title,
        "reason": meeting.reason,
        "place": meeting.place,
        "short_notice": meeting.short_notice,
    }
    initial: dict[str, Any] = {
        **spread(words),
        "on": meeting.on,
        "starts_at": _wall(meeting.starts_at),
        "ends_at": _wall(meeting.ends_at),
        "mode": meeting.mode,
        "link": meeting.link,
        "language": meeting.language,
        "papers_until": meeting.papers_until,
        "is_public": meeting.is_public,
    }
    form = ChangeForm(posted(request), initial=initial)
    absent = [] if meeting.kind == MeetingKind.EXTRA else ["reason"]
    if meeting.status != Status.CALLED:
        absent.append("short_notice")
        form.fields["papers_until"].help_text = _("Left empty, it is set when it is called.")
    for name in absent:
        for field in [one for one in form.fields if one.startswith(f"{name}_")]:
            del form.fields[field]
    return form


def _wall(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%H:%M}" if at else ""


def _named(meeting: Meeting) -> Quote:
    said = reading.worded(meeting.title)
    return Quote(
        label=f"{meeting.body}, {written(meeting.on)}",
        text=said.text or str(meeting.get_kind_display()),
        language=said.language if said.text else "",
    )


def _is_known(slug: str) -> bool:
    return bool(slug) and slug.isprintable() and Body.objects.filter(slug=slug).exists()


def _at_their_fields(error: ValidationError, names: list[str]) -> ValidationError:
    """What is wrong with the second day that was given stands at its own field."""
    if not hasattr(error, "error_dict"):
        return error
    placed = {}
    for name, found in error.error_dict.items():
        place = name.removeprefix("on_")
        is_day = name.startswith("on_") and place.isdigit()
        placed[names[int(place) - 1] if is_day else name] = found
    error.error_dict = placed
    return error
