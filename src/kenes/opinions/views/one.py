"""One consultation: what is asked, who takes part and until when, what was found."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_from_request, ngettext, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kenes.access.policy import authorise, may
from kenes.access.types import Actor
from kenes.languages.types import Language
from kenes.members.services import bylaws
from kenes.opinions import listing, permissions, telling
from kenes.opinions.answers import Answer, answer_of
from kenes.opinions.lifecycle import Circle, StatementStatus, Status
from kenes.opinions.models import Consultation, Participant
from kenes.opinions.path import path_of
from kenes.opinions.permissions import Entering
from kenes.opinions.services.preparing import LEAST_STATEMENTS
from kenes.opinions.views.door import found, participant_of
from kenes.opinions.worded import Told, in_each
from kenes.record.services import bundling
from kenes.record.subjects import kind_of, titles_of
from kenes.ui import related, ways
from kenes.ui.asking import actor_of
from kenes.ui.path import PathStep


@dataclass(frozen=True, kw_only=True)
class Page:
    consultation: Consultation
    standing: str
    tone: str
    question: Told
    other_questions: tuple[Told, ...]
    who: str
    proposing: str
    languages: str
    about: str
    about_url: str
    about_title: str
    statements: str
    rejected: int
    merged: int
    people: str
    least: int
    results: str  # by-law: who sees the map while it is open
    main: ways.Way | None
    refused: str  # why this reader cannot take part
    leads: tuple[ways.Way, ...]  # what who leads it may do
    lacking: tuple[str, ...]  # of a draft, before it can be opened
    groups: tuple[related.Group, ...]
    answer: Answer | None
    path: tuple[PathStep, ...]
    record: bundling.Standing | None


def cite(request: HttpRequest, number: str) -> HttpResponse:
    """The permanent address of a number: leads to the page in the reader's language."""
    with override(get_language_from_request(request)):
        return redirect("opinions:one", number=number)


@require_safe
def one(request: HttpRequest, number: str) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    consultation = found(number)
    authorise(actor, permissions.READ, consultation)
    laws = bylaws.in_force(today)
    least = laws.number("least_group")
    counts = listing.counts(consultation)
    me = participant_of(request, consultation)
    is_draft = consultation.status == Status.DRAFT
    told = in_each(consultation.question)
    main, refused = _main(consultation, actor, me)
    page = Page(
        consultation=consultation,
        standing=telling.standing(consultation, today),
        tone=telling.tone(consultation),
        question=told[0] if told else Told(text="", language="", name=""),
        other_questions=told[1:],
        who=telling.who(consultation),
        proposing=telling.proposing(consultation),
        languages=", ".join(str(Language(code).label) for code in consultation.languages),
        about=consultation.about,
        **_about(consultation),
        statements=telling.statements(
            counts[StatementStatus.WAITING if is_draft else StatementStatus.SHOWN]
        ),
        rejected=counts[StatementStatus.REJECTED],
        merged=counts[StatementStatus.MERGED],
        people="" if is_draft else _people(consultation, least),
        least=least,
        results=laws.text("consultation_results"),
        main=main,
        refused=refused,
        leads=tuple(_leads(consultation, actor, counts)),
        lacking=tuple(lacking(consultation, counts)) if is_draft else (),
        groups=() if is_draft else related.about(consultation.number, today),
        answer=answer_of(consultation, today),
        path=path_of(consultation, today),
        record=None if is_draft else bundling.standing(consultation.number),
    )
    answer = render(request, "opinions/one.html", {"page": page})
    if me is not None:
        answer["Cache-Control"] = "private, no-store"
    return answer


def _main(
    consultation: Consultation, actor: Actor, me: Participant | None
) -> tuple[ways.Way | None, str]:
    """The one thing to do here, or why it cannot be done."""
    number = [consultation.number]
    if consultation.status != Status.OPEN:
        return None, ""
    if me is not None:
        url = reverse("opinions:vote", args=number)
        return ways.Way(label=_("Go on voting"), url=url, is_main=True), ""
    decision = may(actor, permissions.TAKE_PART, Entering(consultation=consultation))
    # Who is no member may still sign in as one, or hold an invitation: the door tells them how.
    if not decision and actor.is_signed_in:
        return None, decision.reason
    way = ways.Way(label=_("Take part"), url=reverse("opinions:enter", args=number), is_main=True)
    return way, ""


def _leads(consultation: Consultation, actor: Actor, counts: dict[str, int]) -> list[ways.Way]:
    found = []
    statements = reverse("opinions:statements", args=[consultation.number])
    waiting = counts[StatementStatus.WAITING]
    is_of_members = consultation.circle == Circle.MEMBERS
    is_draft, is_open = (consultation.status == one for one in (Status.DRAFT, Status.OPEN))
    is_drawn = consultation.maps.filter(is_final=True).exists()
    if may(actor, permissions.MODERATE, consultation):
        if is_open and waiting:
            label = ngettext(
                "Decide on %(n)s statement that waits",
                "Decide on %(n)s statements that wait",
                waiting,
            ) % {"n": waiting}
            found.append(ways.Way(label=label, url=f"{statements}?show=waiting", is_main=True))
        if is_draft:
            is_first = waiting < LEAST_STATEMENTS
            label = _("Write its statements")
            found.append(ways.Way(label=label, url=statements, is_main=is_first))
    acts = (
        (permissions.OPEN, _("Open it"), "open", is_draft),
        (permissions.CHANGE, _("Change what was prepared"), "change", is_draft),
        (permissions.INVITE, _("Invitations"), "invite", is_open and not is_of_members),
        (permissions.EXTEND, _("Extend it"), "extend", is_open),
        (permissions.CLOSE, _("Close it early"), "close", is_open),
        (permissions.CHANGE, _("Discard the draft"), "discard", is_draft),
        (permissions.ANSWER, _("Answer what was found"), "answer", is_drawn),
        (permissions.CORRECT_ANSWER, _("Correct the answer"), "correct", is_drawn),
    )
    for action, label, name, is_offered in acts:
        if is_offered and may(actor, action, consultation):
            url = reverse(f"opinions:{name}", args=[consultation.number])
            is_ready = name == "answer" or (name == "open" and not lacking(consultation, counts))
            found.append(ways.Way(label=label, url=url, is_main=is_ready))
    if consultation.status == Status.CLOSED:
        found += ways.about(consultation.number, actor, timezone.localdate())
    return found


def lacking(consultation: Consultation, counts: dict[str, int]) -> list[str]:
    """What a draft still needs before it can be opened."""
    found = []
    if not consultation.question:
        found.append(_("what is asked, in words"))
    if (left := LEAST_STATEMENTS - counts[StatementStatus.WAITING]) > 0:
        found.append(ngettext("%(n)s statement more", "%(n)s statements more", left) % {"n": left})
    return found


def _people(consultation: Consultation, least: int) -> str:
    if consultation.status == Status.OPEN:
        return telling.people(consultation.participants.count(), least)
    final = consultation.maps.filter(is_final=True).first()
    return telling.people_in_all(final.facts.get("persons") if final else None, least)


def _about(consultation: Consultation) -> dict[str, str]:
    number = consultation.about
    kind = kind_of(number) if number else None
    title = titles_of([number])[number] if number else ""
    return {
        "about_url": kind.url(number) if kind else "",
        "about_title": "" if title == number else title,
    }
