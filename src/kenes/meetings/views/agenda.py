"""The agenda being prepared: what waits, the order, one item."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kenes.access.policy import authorise
from kenes.meetings import permissions, reading, telling
from kenes.meetings.forms.sessions import ItemForm
from kenes.meetings.lifecycle import Section, Status
from kenes.meetings.models import Item, Meeting
from kenes.meetings.services import agenda
from kenes.meetings.services.awaiting import named, section_of
from kenes.meetings.views.asking import act_on, meeting_of, try_to
from kenes.record.subjects import kind_of, shown_of
from kenes.ui.asking import Asking, actor_of, draft_name, form_page, posted, refusal
from kenes.ui.fields import spread

_LONGEST_PLACE = 4  # digits of a place
_LONGEST_NUMBER = 20  # characters


@dataclass(frozen=True, kw_only=True)
class Offer:
    """Something that waits, as a box to tick."""

    key: str
    title: reading.Words
    why: str
    about: str
    url: str
    presenter: str
    minutes: int
    is_ticked: bool


@dataclass(frozen=True, kw_only=True)
class Offers:
    label: str
    rows: tuple[Offer, ...]


@dataclass(frozen=True, kw_only=True)
class Page:
    meeting: Meeting
    when: str
    agenda: reading.Agenda
    is_public: bool  # what is changed is seen at once
    offers: tuple[Offers, ...]
    count: int  # of what waits


@require_safe
def prepare(request: HttpRequest, number: str) -> HttpResponse:
    actor, meeting = actor_of(request), meeting_of(number)
    authorise(actor, permissions.CHANGE_AGENDA, meeting)
    found = reading.agenda_of(meeting, actor)
    waiting = agenda.waiting(meeting, timezone.localdate())
    page = Page(
        meeting=meeting,
        when=telling.day_and_hour(meeting),
        agenda=found or reading.Agenda(parts=(), papers=(), count=0, minutes=0, over=0),
        is_public=meeting.status != Status.PLANNED,
        offers=tuple(
            Offers(
                label=str(section.label),
                rows=tuple(_offer(one) for one in waiting if one.section == section),
            )
            for section in Section
            if any(one.section == section for one in waiting)
        ),
        count=len(waiting),
    )
    return render(request, "meetings/agenda.html", {"page": page})


@require_POST
def draft(request: HttpRequest, number: str) -> HttpResponse:
    """Put the ticked ones on the agenda."""
    actor, meeting = actor_of(request), meeting_of(number)
    keys = frozenset(request.POST.getlist("key"))
    authorise(actor, permissions.CHANGE_AGENDA, meeting)
    if not keys:
        messages.warning(request, _("Tick at least one of what waits."))
        return redirect("meetings:agenda", number=number)
    try_to(
        request,
        lambda: agenda.draft(meeting, keys=keys, actor=actor, now=timezone.now()),
        _("What was ticked is on the agenda."),
    )
    return redirect("meetings:agenda", number=number)


@form_page
def add(request: HttpRequest, number: str) -> HttpResponse:
    actor, meeting = actor_of(request), meeting_of(number)
    reason = refusal(request, actor, permissions.CHANGE_AGENDA, meeting)
    back = reverse("meetings:agenda", args=[number])
    page = Asking(
        title=_("Add an item"),
        back_url=back,
        back=_("Agenda of %(number)s") % {"number": number},
        form=ItemForm(posted(request), initial=_begun(request)),
        button=_("Add the item"),
        consequence=_consequence(meeting),
        draft=draft_name(actor, "item", number),
        refusal=reason,
    )
    return act_on(
        request,
        page,
        lambda form: agenda.add(meeting, **form.facts(), actor=actor, now=timezone.now()),
        done=_("The item is added."),
        then=lambda item: f"{back}#item-{item.pk}",
    )


@form_page
def change(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    actor, meeting = actor_of(request), meeting_of(number)
    reason = refusal(request, actor, permissions.CHANGE_AGENDA, meeting)
    item = _item(meeting, pk)
    back = reverse("meetings:agenda", args=[number])
    initial = {
        **spread({"title": item.title, "note": item.note}),
        "section": item.section,
        "about": item.about,
        "presenter": item.presenter,
        "minutes": item.minutes,
        "is_confidential": item.is_confidential,
    }
    page = Asking(
        title=_("Item %(n)s of %(number)s") % {"n": item.order, "number": number},
        back_url=back,
        back=_("Agenda of %(number)s") % {"number": number},
        form=ItemForm(posted(request), initial=initial),
        button=_("Save the item"),
        consequence=_consequence(meeting),
        draft=draft_name(actor, "item", number, pk),
        refusal=reason,
    )
    return act_on(
        request,
        page,
        lambda form: agenda.change_item(item, facts=form.facts(), actor=actor, now=timezone.now()),
        done=_("The item is saved."),
        then=f"{back}#item-{pk}",
    )


@require_POST
def move(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Up, down, or to a place: buttons and one small field, without a script."""
    actor, meeting = actor_of(request), meeting_of(number)
    authorise(actor, permissions.CHANGE_AGENDA, meeting)
    item = _item(meeting, pk)
    way = request.POST.get("way", "")
    to = {"up": item.order - 1, "down": item.order + 1}.get(way) or _place(request)
    back = f"{reverse('meetings:agenda', args=[number])}#item-{pk}"
    if to is None:
        return redirect(back)
    try_to(
        request,
        lambda: agenda.move(item, to=to, actor=actor, now=timezone.now()),
        _("The item is moved."),
    )
    return redirect(back)


@require_POST
def remove(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Before the notice an item goes at a click: it can be added again."""
    actor, meeting = actor_of(request), meeting_of(number)
    authorise(actor, permissions.CHANGE_AGENDA, meeting)
    item = _item(meeting, pk)
    try_to(
        request,
        lambda: agenda.remove(item, actor=actor, now=timezone.now()),
        _("Item %(n)s is taken off the agenda.") % {"n": item.order},
    )
    return redirect("meetings:agenda", number=number)


def _item(meeting: Meeting, pk: int) -> Item:
    return get_object_or_404(meeting.items.select_related("meeting", "presenter"), pk=pk)


def _place(request: HttpRequest) -> int | None:
    """The place that was typed; None for none."""
    given = request.POST.get("to", "").strip()
    if not given.isascii() or not given.isdigit() or len(given) > _LONGEST_PLACE:
        return None
    return max(int(given), 1)


def _begun(request: HttpRequest) -> dict[str, str]:
    """A new item as the address has it: of a section, or about a public matter by its name."""
    about = request.GET.get("about", "")
    begun = {"section": request.GET.get("section", "")}
    is_number = about.isprintable() and "/" not in about and len(about) <= _LONGEST_NUMBER
    if not is_number or not shown_of([about])[about]:
        return begun
    return {
        **begun,
        **spread({"title": named(about)}),
        "section": section_of(about),
        "about": about,
    }


def _consequence(meeting: Meeting) -> str:
    if meeting.status == Status.PLANNED:
        return ""
    return _("The notice was given: the change is public at once, and who is invited is told.")


def _offer(one: agenda.Waits) -> Offer:
    kind = kind_of(one.about) if one.about else None
    return Offer(
        key=one.key,
        title=reading.worded(one.title),
        why=one.why,
        about=one.about,
        url=kind.url(one.about) if kind else "",
        presenter=str(one.presenter) if one.presenter else "",
        minutes=one.minutes,
        is_ticked=one.is_new,
    )
