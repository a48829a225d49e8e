"""The secretary writes the minutes: composed, edited, paragraphs of one's own."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kenes.access.policy import authorise, may
from kenes.languages.types import LANGUAGES, Language, TranslationState, in_order
from kenes.meetings import minutes as reading
from kenes.meetings import permissions
from kenes.meetings.composing import paragraphs
from kenes.meetings.forms.minutes import ParagraphForm, began
from kenes.meetings.models import Meeting, Minutes, Paragraph
from kenes.meetings.rules.chatham import Names, persons_of
from kenes.meetings.services import composing, editing, minuted
from kenes.meetings.services.changes import ChangedMeanwhile
from kenes.meetings.views.asking import act_on, meeting_of, try_to
from kenes.meetings.views.minutes import minutes_at
from kenes.proposals import texts as wordings
from kenes.ui import differences
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


@dataclass(frozen=True, kw_only=True)
class Said:
    """One language of a paragraph, as the list of the editor shows it."""

    language: str
    state: str
    tone: str
    is_lacking: bool


@dataclass(frozen=True, kw_only=True)
class Row:
    pk: int
    number: int  # 0: a heading
    anchor: str
    text: str
    language: str
    level: int
    is_own: bool  # written by hand
    is_edited: bool
    is_first: bool
    is_last: bool
    names: str  # what may be a name under the Chatham House rule; "" for nothing
    said: tuple[Said, ...]


@dataclass(frozen=True, kw_only=True)
class EditPage:
    meeting: Meeting
    minutes: Minutes
    rows: tuple[Row, ...]
    lacking: int  # paragraphs without a prevailing text
    untranslated: int
    may_add: bool


@dataclass(frozen=True, kw_only=True)
class ParagraphPage:
    title: str
    minutes: Minutes
    back_url: str
    form: ParagraphForm
    button: str
    draft: str
    warning: str
    theirs: tuple[
        tuple[str, str, differences.Row], ...
    ]  # language, its code, theirs against yours


@form_page
def compose(request: HttpRequest, number: str) -> HttpResponse:
    """First, or anew: then what was written by hand stays."""
    actor, meeting = actor_of(request), meeting_of(number)
    found = reading.of(meeting)
    reason = refusal(request, actor, permissions.COMPOSE_MINUTES, found or meeting)
    page = Asking(
        title=_("Compose the minutes anew") if found else _("Compose the minutes"),
        back_url=meeting.get_absolute_url(),
        back=number,
        form=Form(posted(request)),
        button=_("Compose them anew") if found else _("Compose the minutes"),
        consequence=_(
            "All is told again as it is known now. Paragraphs that you have written or changed "
            "stay as they are; paragraphs that you have taken out come back."
        )
        if found
        else _(
            "They are written out of what happened: who was there, who spoke, what was voted on "
            "and decided. You edit them before anybody else reads them."
        ),
        refusal=reason,
    )
    return act_on(
        request,
        page,
        lambda form: composing.compose(meeting, actor=actor, now=timezone.now()),
        done=_("The minutes are composed."),
        then=reverse("meetings:minutes_edit", args=[number]),
    )


@require_safe
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """All paragraphs with the state of each language, and the way to each."""
    actor = actor_of(request)
    found = minutes_at(number, actor)
    authorise(actor, permissions.WRITE_MINUTES, found)
    rows = _rows(found)
    page = EditPage(
        meeting=found.meeting,
        minutes=found,
        rows=rows,
        lacking=sum(1 for row in rows if row.said[0].is_lacking),
        untranslated=sum(
            1 for row in rows if any(one.is_lacking or one.tone for one in row.said[1:])
        ),
        may_add=bool(may(actor, permissions.COMPOSE_MINUTES, found)),
    )
    return render(request, "meetings/minutes/edit.html", {"page": page})


@form_page
def paragraph(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """One paragraph in three languages. Two at once see each other's words."""
    actor = actor_of(request)
    found = minutes_at(number, actor)
    one = paragraph_at(found, pk)
    reason = refusal(request, actor, permissions.WRITE_MINUTES, found)
    rows = {text.language: text for text in one.texts.all()}
    now = {code: row.text for code, row in rows.items()}
    checked = [code for code, row in rows.items() if row.state == TranslationState.CHECKED]
    form = ParagraphForm(
        posted(request),
        prevailing=found.language,
        initial={"seen": found.edited, **began(now, checked)},
    )
    theirs: tuple[tuple[str, str, differences.Row], ...] = ()
    status = 200
    if request.method == "POST":
        status = 403 if reason else 422
        if reason:
            refuse(form, reason)
        elif form.is_valid():
            try:
                refused, _nothing = attempt(
                    form,
                    lambda: editing.edit(
                        one,
                        texts=form.texts(),
                        checked=form.checked(),
                        seen=form.cleaned_data["seen"] or 0,
                        actor=actor,
                        now=timezone.now(),
                    ),
                )
            except ChangedMeanwhile as error:
                form.add_error(None, str(error))
                theirs = _against(now, form.texts(), found.language)
                # Who sends it again has seen theirs.
                form.data = {**dict(request.POST.items()), "seen": str(found.edited)}
            else:
                if not refused:
                    messages.success(request, _("The paragraph is saved."))
                    return redirect(_edit_url(number, one))
    page = ParagraphPage(
        title=_title(found, one),
        minutes=found,
        back_url=_edit_url(number, one),
        form=form,
        button=_("Save"),
        draft=draft_name(actor, "paragraph", one.pk, one.source.get("edited", 0)),
        warning=_chatham(one),
        theirs=theirs,
    )
    return render(request, "meetings/minutes/paragraph.html", {"page": page}, status=status)


@form_page
def add(request: HttpRequest, number: str) -> HttpResponse:
    """A paragraph of one's own; ``after`` of the address: behind which one, none for the first."""
    actor = actor_of(request)
    found = minutes_at(number, actor)
    reason = refusal(request, actor, permissions.COMPOSE_MINUTES, found)
    key = request.GET.get("after", "")
    after = paragraph_at(found, int(key)) if _is_key(key) else None
    form = ParagraphForm(posted(request), prevailing=found.language)
    status = 200
    if request.method == "POST":
        status = 403 if reason else 422
        if reason:
            refuse(form, reason)
        elif form.is_valid():
            refused, made = attempt(
                form,
                lambda: editing.add(
                    found,
                    after=after,
                    texts=form.texts(),
                    checked=form.checked(),
                    actor=actor,
                    now=timezone.now(),
                ),
            )
            if not refused:
                messages.success(request, _("The paragraph is added."))
                return redirect(_edit_url(number, made))
    page = ParagraphPage(
        title=_("A paragraph of your own"),
        minutes=found,
        back_url=_edit_url(number, after),
        form=form,
        button=_("Add the paragraph"),
        draft=draft_name(actor, "minutes-add", found.pk, after.pk if after else 0, found.edited),
        warning=_chatham(after) if after else "",
        theirs=(),
    )
    return render(request, "meetings/minutes/paragraph.html", {"page": page}, status=status)


@form_page
def remove(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    actor = actor_of(request)
    found = minutes_at(number, actor)
    one = paragraph_at(found, pk)
    reason = refusal(request, actor, permissions.COMPOSE_MINUTES, found)
    text = _shown(found, one)
    page = Asking(
        title=_("Take the paragraph out"),
        back_url=_edit_url(number, one),
        back=_("Text of the minutes"),
        form=Form(posted(request)),
        button=_("Take it out"),
        is_grave=True,
        consequence=_("It is deleted in all three languages.")
        if one.kind == paragraphs.TEXT
        else _("It comes back when the minutes are composed anew."),
        quote=Quote(label=_title(found, one), text=text[0], language=text[1]),
        refusal=reason,
    )
    return act_on(
        request,
        page,
        lambda form: editing.remove(one, actor=actor, now=timezone.now()),
        done=_("The paragraph is taken out."),
        then=_edit_url(number, None),
    )


@require_POST
def move(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """One place up or down, as the pressed button says."""
    actor = actor_of(request)
    found = minutes_at(number, actor)
    one = paragraph_at(found, pk)
    to = request.POST.get("to", "")
    try_to(
        request,
        lambda: editing.move(one, to=to, actor=actor, now=timezone.now()),
        _("The paragraph is moved."),
    )
    return redirect(_edit_url(number, one))


def paragraph_at(found: Minutes, pk: int) -> Paragraph:
    """A paragraph of these minutes. Raises Http404."""
    one = None
    if pk < 2**63:
        rows = found.paragraphs.select_related("item").prefetch_related("texts")
        one = rows.filter(pk=pk).first()
    if one is None:
        raise Http404
    one.minutes = found
    return one


def number_of(found: Minutes, one: Paragraph) -> int:
    """The number by which it is cited now; 0 for a heading."""
    return paragraphs.numbered(found.paragraphs.order_by("order", "id")).get(one.pk, 0)


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _edit_url(number: str, one: Paragraph | None) -> str:
    url = reverse("meetings:minutes_edit", args=[number])
    return f"{url}#e{one.pk}" if one and one.pk else url


def _title(found: Minutes, one: Paragraph) -> str:
    if number := number_of(found, one):
        return _("Paragraph %(n)s") % {"n": number}
    return _("Heading")


def _shown(found: Minutes, one: Paragraph) -> tuple[str, str]:
    by = {text.language: text.text for text in one.texts.all()}
    for code in in_order(found.language):
        if by.get(code):
            return by[code], code
    return "", found.language


def _chatham(one: Paragraph) -> str:
    if not minuted.is_of_views(one):
        return ""
    return _("This item is under the Chatham House rule: what was said is told, by whom is not.")


def _against(
    now: dict[str, str], yours: dict[str, str], prevailing: str
) -> tuple[tuple[str, str, differences.Row], ...]:
    """What was saved meanwhile against what was written, where they differ."""
    return tuple(
        (str(Language(code).label), code, differences.compare_line(now.get(code, ""), yours[code]))
        for code in in_order(prevailing)
        if wordings.tidy(yours[code]) != now.get(code, "")
    )


def _rows(found: Minutes) -> tuple[Row, ...]:
    listed: Any = found.paragraphs.order_by("order", "id").select_related("item")
    listed = list(listed.prefetch_related("texts"))
    numbers = paragraphs.numbered(listed)
    names = Names(persons_of(found.meeting))
    return tuple(
        _row(found, one, numbers.get(one.pk, 0), names, place, len(listed))
        for place, one in enumerate(listed)
    )


def _row(found: Minutes, one: Paragraph, number: int, names: Names, place: int, count: int) -> Row:
    by = {text.language: text for text in one.texts.all()}
    text, language = _shown(found, one)
    suspect = ""
    if minuted.is_of_views(one):
        suspect = next(filter(None, (names.any_in(by[code].text) for code in LANGUAGES)), "")
    return Row(
        pk=one.pk,
        number=number,
        anchor=f"e{one.pk}",
        text=text,
        language=language,
        level=paragraphs.HEADINGS.get(one.kind, 0),
        is_own=one.kind == paragraphs.TEXT,
        is_edited=composing.is_by_hand(one),
        is_first=place == 0,
        is_last=place == count - 1,
        names=suspect,
        said=tuple(
            Said(
                language=str(Language(code).label),
                state=_state(by[code].state, by[code].text, is_prevailing=code == found.language),
                tone=""
                if by[code].text
                and by[code].state in {TranslationState.ORIGINAL, TranslationState.CHECKED}
                else "wait",
                is_lacking=not by[code].text,
            )
            for code in in_order(found.language)
        ),
    )


def _state(state: str, text: str, *, is_prevailing: bool) -> str:
    if not text:
        return _("not written yet") if is_prevailing else _("not translated yet")
    return str(TranslationState(state).label)
