"""The institution's side: draft, hand up, sign as shown, or give back with a note."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.members.models import Duty, DutyKind
from kenes.record.onwards import signing_first
from kenes.replies import permissions, telling
from kenes.replies.forms import ReplyForm, ReturnForm, SignForm
from kenes.replies.lifecycle import ReplyStatus
from kenes.replies.models import Reply, Request
from kenes.replies.services import drafting, signing, wording
from kenes.replies.services.standing import ChangedMeanwhile
from kenes.replies.views.one import get_visible
from kenes.ui.asking import FormPage, actor_of, ask, form_page, tell


@dataclass(frozen=True, kw_only=True)
class DraftPage:
    request: Request
    title: str
    clock: str
    form: ReplyForm
    draft: str  # under which the browser keeps what was typed
    reply: Reply | None
    theirs: Reply | None  # what another person saved meanwhile
    has_validator: bool


@dataclass(frozen=True, kw_only=True)
class SignPage:
    request: Request
    title: str
    reply: Reply
    form: SignForm
    said: str  # what the reply says, in a few words
    consequence: str
    was_changed: bool  # since the validator opened it


@form_page
def draft(request: HttpRequest, number: str) -> HttpResponse:
    """The focal point's page: save as often as needed, then hand up."""
    actor, today = actor_of(request), timezone.localdate()
    found = get_visible(number, actor)
    authorise(actor, permissions.DRAFT, found)
    reply = drafting.unsigned(found)
    if not found.is_waiting or (reply and reply.status == ReplyStatus.HANDED_UP):
        messages.info(request, _why_not(found))
        return redirect("replies:one", number)
    form = ReplyForm(
        request.POST or None,
        request=found,
        reply=reply,
        latest=wording.latest_extension(found, today),
    )
    theirs = None
    if request.method == "POST" and form.is_valid():
        is_final = request.POST.get("do") == "hand_up"
        try:
            saved = drafting.save_draft(found, **form.facts, actor=actor, now=timezone.now())
            reply, form = saved, _seen(form, saved)
            if is_final:
                drafting.hand_up(saved, edited=saved.edited, actor=actor, now=timezone.now())
        except ChangedMeanwhile as changed:
            form.add_error(None, str(changed))
            theirs, form = changed.reply, _seen(form, changed.reply)
        except ValidationError as error:
            tell(form, error)
        else:
            messages.success(
                request,
                _("Handed up: the validator signs it or gives it back.")
                if is_final
                else _("The draft is saved. Nobody outside your institution sees it."),
            )
            return redirect(*(("replies:one",) if is_final else ("replies:draft",)), number)
    page = DraftPage(
        request=found,
        title=telling.title(found),
        clock=telling.clock(found, today),
        form=form,
        draft=f"reply-{reply.edited if reply else 0}",
        reply=reply,
        theirs=theirs,
        has_validator=_has_validator(found, today),
    )
    status = 422 if form.is_bound else 200
    return render(request, "replies/draft.html", {"page": page}, status=status)


@form_page
def sign(request: HttpRequest, number: str) -> HttpResponse:
    """The validator's page: exactly what will be signed, and the one button."""
    actor = actor_of(request)
    found = get_visible(number, actor)
    reply = drafting.unsigned(found)
    authorise(actor, permissions.SIGN, reply or found)
    if not found.is_waiting or reply is None or reply.status != ReplyStatus.HANDED_UP:
        messages.info(request, _("Nothing waits here to be signed."))
        return redirect("replies:one", number)
    form = SignForm(
        request.POST if request.method == "POST" else None, initial={"edited": reply.edited}
    )
    was_changed = False
    if request.method == "POST" and form.is_valid():
        try:
            signing.sign(
                reply, edited=form.cleaned_data["edited"], actor=actor, now=timezone.now()
            )
        except ChangedMeanwhile:
            was_changed, form = True, SignForm(initial={"edited": reply.edited})
        except ValidationError as error:
            tell(form, error)
        else:
            messages.success(request, _("The reply is signed."))
            return redirect(signing_first(number, actor, reverse("replies:one", args=[number])))
    page = SignPage(
        request=found,
        title=telling.title(found),
        reply=reply,
        form=form,
        said=telling.said(reply),
        consequence=telling.consequence(reply, found),
        was_changed=was_changed,
    )
    status = 422 if form.is_bound or was_changed else 200
    return render(request, "replies/sign.html", {"page": page}, status=status)


@form_page
def give_back(request: HttpRequest, number: str) -> HttpResponse:
    """The validator returns a draft, saying what to change."""
    actor = actor_of(request)
    found = get_visible(number, actor)
    reply = drafting.unsigned(found)
    authorise(actor, permissions.RETURN, reply or found)
    here = reverse("replies:one", args=[number])
    if reply is None or reply.status != ReplyStatus.HANDED_UP:
        messages.info(request, _("Nothing waits here to be signed."))
        return redirect(here)
    page = FormPage(
        title=_("Give the draft of %(number)s back") % {"number": number},
        back_url=reverse("replies:sign", args=[number]),
        back=_("The reply as drafted"),
        form=ReturnForm(request.POST if request.method == "POST" else None),
        button=_("Give it back"),
    )
    return ask(
        request,
        page,
        lambda form: drafting.return_draft(
            reply, note=form.cleaned_data["note"], actor=actor, now=timezone.now()
        ),
        done=_("The draft is back with who drafts; they see your note."),
        then=here,
    )


def _seen(form: ReplyForm, reply: Reply | None) -> ReplyForm:
    """The same form, as filled in after seeing what is saved now."""
    form.data = {**dict(form.data.items()), "edited": str(reply.edited if reply else 0)}
    return form


def _why_not(found: Request) -> str:
    if found.is_waiting:
        return _("The draft is handed up: the validator signs it or gives it back.")
    return _("%(number)s waits for no reply any more: %(status)s.") % {
        "number": found.number,
        "status": found.get_status_display(),
    }


def _has_validator(found: Request, today: date) -> bool:
    duties = Duty.objects.filter(
        organisation=found.addressee_id, kind=DutyKind.VALIDATOR, starts_on__lte=today
    )
    return duties.exclude(ends_on__lt=today).exists()
