"""What waits for a meeting of a body, and why: an agenda is drafted from it.

Every source is one bounded query. What stands on an agenda ahead, or was dealt with since it began
to wait, waits no longer.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import translation
from django.utils.translation import gettext as _

from kenes.alignment import telling as of_alignment
from kenes.alignment.models import Pair
from kenes.languages.dates import written
from kenes.languages.types import LANGUAGES, TranslationState
from kenes.meetings.lifecycle import ItemStatus, Section, Status
from kenes.meetings.models import Item, Meeting
from kenes.meetings.services.changes import LONGEST_TITLE
from kenes.members.models import Body, BodyKind, Organisation
from kenes.opinions.agreed import undone
from kenes.proposals import matter
from kenes.proposals.lifecycle import DECIDED
from kenes.proposals.lifecycle import Status as ProposalStatus
from kenes.proposals.models import Proposal
from kenes.recommendations.models import LawStanding, Recommendation, Standing
from kenes.record.subjects import titles_of
from kenes.replies import telling as of_replies
from kenes.replies.lifecycle import RequestStatus
from kenes.replies.models import Request
from kenes.replies.services.clock import escalation

LISTED = 100  # matters of one kind
LONG = timedelta(days=60)  # a question that is open for longer is put before the body
AHEAD = (Status.PLANNED, Status.CALLED, Status.OPEN)
_RANK = {section: place for place, section in enumerate(Section.values)}
_SECTIONS = {
    "P": Section.LAW_MAKING,
    "R": Section.OBLIGATIONS,
    "A": Section.OBLIGATIONS,
    "C": Section.LAW_MAKING,
}


@dataclass(frozen=True, kw_only=True)
class Waits:
    """A matter that could be an item, and why."""

    key: str  # by which it is chosen on a form
    section: str
    title: dict[str, str]  # by language, as the matter has it: never translated here
    why: str
    about: str = ""
    note: dict[str, str] = field(default_factory=dict)
    presenter: Organisation | None = None
    minutes: int = 15
    is_confidential: bool = False
    carried_from: Item | None = None
    is_new: bool = True  # False: it waited already when the body met last, and was left to wait


def waiting(of: Meeting | Body, today: date) -> list[Waits]:
    """All that could be put on the agenda, by section; the plenary deals with every matter."""
    body = of.body if isinstance(of, Meeting) else of
    found = [*_opening(of), *_left_over(body)]
    if body.kind == BodyKind.PLENARY:
        found += [
            *_proposals(body, today),
            *_overdue(body, today),
            *_open_long(body, today),
            *_contested_in_law(body),  # first: what is contested twice is told of once
            *_contested(body),
            *_not_done(body, today),
            *_gaps(body, today),
            *_shared(body),
        ]
    else:
        found += _referred_here(body)
    once: dict[str, Waits] = {}
    for one in found:
        once.setdefault(one.about or one.key, one)
    return sorted(once.values(), key=lambda one: _RANK[one.section])


def _opening(of: Meeting | Body) -> Iterator[Waits]:
    """Every meeting begins so."""
    if isinstance(of, Meeting) and of.items.filter(section=Section.OPENING).exists():
        return
    yield Waits(
        key="opening",
        section=Section.OPENING,
        title=_in_all(lambda: _("Opening of the meeting and adoption of its agenda")),
        why=_("Every meeting begins so."),
        minutes=10,
    )


def _left_over(body: Body) -> Iterator[Waits]:
    """What earlier meetings of the body postponed, did not reach, or were to deal with."""
    unfinished = Q(meeting__status=Status.CLOSED)
    cancelled = Q(meeting__status=Status.CANCELLED, meeting__called_at__isnull=False, about="")
    rows = (
        Item.objects.filter(status__in=(ItemStatus.POSTPONED, ItemStatus.WAITING))
        .filter(unfinished | cancelled, meeting__body=body)
        .filter(~Exists(Item.objects.filter(carried_from=OuterRef("pk"))))
        .filter(_on_no_agenda(body, "about") | Q(about=""))
        .filter(_not_dealt_with(body, "meeting__on", "about") | Q(about=""))
        .exclude(section=Section.OPENING)
        .select_related("meeting", "presenter")
        .order_by("meeting__on", "order", "id")
    )
    found = list(rows[:LISTED])
    settled = _settled([one.about for one in found if one.about])
    for one in found:
        if one.about in settled:
            continue
        yield Waits(
            key=one.about or f"item-{one.pk}",
            section=one.section,
            title=one.title,
            why=_left_over_because(one) % _meeting(one.meeting),
            about=one.about,
            note=one.note,
            presenter=one.presenter,
            minutes=one.minutes,
            is_confidential=one.is_confidential,
            carried_from=one,
        )


def _left_over_because(item: Item) -> str:
    if item.meeting.status == Status.CANCELLED:
        return _("It stood on the agenda of %(number)s of %(day)s, which was cancelled.")
    if item.status == ItemStatus.POSTPONED:
        return _("It was postponed at %(number)s of %(day)s.")
    return _("It was not reached at %(number)s of %(day)s.")


def _meeting(meeting: Meeting) -> dict[str, str]:
    return {"number": meeting.number, "day": written(meeting.on)}


def _settled(numbers: list[str]) -> set[str]:
    """Proposals decided, requests answered and gaps closed since; three queries."""
    decided = Proposal.objects.filter(number__in=numbers, status__in=DECIDED)
    answered = Request.objects.filter(number__in=numbers).exclude(status=RequestStatus.WAITING)
    return {
        *decided.exclude(status=ProposalStatus.REFERRED).values_list("number", flat=True),
        *answered.values_list("number", flat=True),
        *Pair.objects.filter(number__in=numbers, gap_since=None).values_list("number", flat=True),
    }


def _proposals(body: Body, today: date) -> Iterator[Waits]:
    """Those whose comments are over, those scheduled for no meeting, those that came back."""
    public = Proposal.objects.public().filter(_on_no_agenda(body))
    public = public.select_related("organisation", "referred_to", "referred_to_body")
    ready = public.filter(status=ProposalStatus.IN_COMMENT, comments_until__lt=today)
    placed = public.filter(status=ProposalStatus.AGENDA)
    back = public.filter(_came_back(), status=ProposalStatus.REFERRED)
    found = [
        *((one, _ready_because(one)) for one in ready.order_by("comments_until", "id")[:LISTED]),
        *(
            (one, _("It is on the agenda, and no coming meeting deals with it yet."))
            for one in placed.order_by("id")[:LISTED]
        ),
        *((one, _back_because(one)) for one in back.order_by("decided_on", "id")[:LISTED]),
    ]
    yield from _of_proposals(found)


def _ready_because(one: Proposal) -> str:
    return _("The time for comments ended on %(day)s.") % {
        "day": written(one.comments_until) if one.comments_until else ""
    }


def _back_because(one: Proposal) -> str:
    return _("It was referred on %(day)s; %(name)s has dealt with it.") % {
        "day": written(one.decided_on) if one.decided_on else "",
        "name": one.referred_to_body or one.referred_to,
    }


def _came_back() -> Q:
    """Its working group has dealt with it, or the institution it was referred to has replied."""
    dealt = Item.objects.filter(
        about=OuterRef("number"),
        status=ItemStatus.DONE,
        meeting__status=Status.CLOSED,
        meeting__body=OuterRef("referred_to_body"),
        meeting__on__gte=OuterRef("decided_on"),
    )
    replied = Request.objects.filter(
        about=OuterRef("number"),
        addressee=OuterRef("referred_to"),
        status=RequestStatus.ANSWERED,
        answered_on__gte=OuterRef("decided_on"),
    )
    return Q(Exists(dealt)) | Q(Exists(replied))


def _referred_here(body: Body) -> Iterator[Waits]:
    """What the plenary has sent to this working group."""
    rows = (
        Proposal.objects.public()
        .filter(_on_no_agenda(body), status=ProposalStatus.REFERRED, referred_to_body=body)
        .filter(_not_dealt_with(body, "decided_on"))
        .select_related("organisation")
        .order_by("decided_on", "id")
    )
    why = _("The body referred it to %(name)s on %(day)s.")
    yield from _of_proposals(
        (one, why % {"name": body, "day": written(one.decided_on) if one.decided_on else ""})
        for one in rows[:LISTED]
    )


def _of_proposals(found: Iterable[tuple[Proposal, str]]) -> Iterator[Waits]:
    rows = list(found)
    titles = matter.titles([one for one, _why in rows])
    for one, why in rows:
        yield Waits(
            key=one.number,
            section=Section.LAW_MAKING,
            title={one.language: cut(titles[one.pk].title)},
            why=why,
            about=one.number,
            presenter=one.organisation,
            minutes=30,
        )


def _overdue(body: Body, today: date) -> Iterator[Waits]:
    """Public requests nobody replied to in time: they go on the next agenda."""
    rows = escalation(today).filter(_on_no_agenda(body), _not_dealt_with(body, "due_on"))
    for one in rows.select_related("addressee", "asked_by")[:LISTED]:
        yield _of_request(
            one,
            _("A public request without a reply: %(clock)s.")
            % {"clock": of_replies.clock(one, today)},
        )


def _open_long(body: Body, today: date) -> Iterator[Waits]:
    """Public questions that are not overdue, by an extension, and yet open for long."""
    rows = (
        Request.objects.public()
        .waiting()
        .filter(due_on__gte=today, asked_on__lt=today - LONG)
        .filter(_on_no_agenda(body), _not_dealt_with(body, "asked_on"))
        .select_related("addressee", "asked_by")
        .order_by("due_on", "id")
    )
    for one in rows[:LISTED]:
        yield _of_request(
            one, _("It was asked on %(day)s and is still open.") % {"day": written(one.asked_on)}
        )


def _of_request(one: Request, why: str) -> Waits:
    return Waits(
        key=one.number,
        section=section_of(one.about),
        title=_in_all(lambda: of_replies.title(one)),
        why=why,
        about=one.number,
        presenter=one.asked_by,
        minutes=10,
    )


def _contested(body: Body) -> Iterator[Waits]:
    rows = (
        Recommendation.objects.filter(standing=Standing.CONTESTED)
        .filter(_on_no_agenda(body), _not_dealt_with(body, "standing_since"))
        .order_by("standing_since", "id")
    )
    why = _("Its assessments have differed, or one has been contested, since %(day)s.")
    is_new = _is_new_to(body)
    for one in rows.prefetch_related("texts")[:LISTED]:
        since = one.standing_since
        found = _of_recommendation(one, why % {"day": written(since) if since else "–"})
        yield replace(found, is_new=is_new(since))


def _contested_in_law(body: Body) -> Iterator[Waits]:
    """Changes in law that an organisation says are none, or are not what was recommended."""
    rows = (
        Recommendation.objects.filter(law=LawStanding.CONTESTED)
        .filter(_on_no_agenda(body), _not_dealt_with(body, "law_since"))
        .order_by("law_since", "id")
    )
    why = _("A change in law that was entered for it has been contested since %(day)s.")
    for one in rows.prefetch_related("texts")[:LISTED]:
        since = one.law_since
        yield _of_recommendation(one, why % {"day": written(since) if since else "–"})


def _not_done(body: Body, today: date) -> Iterator[Waits]:
    """What the body itself adopted, whose time is over and which is not done."""
    rows = (
        Recommendation.objects.filter(origin__due_on__lt=today)
        .exclude(standing__in=(Standing.DONE, Standing.CONTESTED))
        .filter(_on_no_agenda(body), _not_dealt_with(body, "origin__due_on"))
        .select_related("origin")
        .order_by("origin__due_on", "id")
    )
    why = _("The body adopted it; it was due on %(day)s and is not done.")
    for one in rows.prefetch_related("texts")[:LISTED]:
        yield _of_recommendation(one, why % {"day": written(one.origin.due_on or today)})


def _gaps(body: Body, today: date) -> Iterator[Waits]:
    """Gaps between law and obligation that a side of the table sees, the longest first."""
    rows = (
        Pair.objects.filter(gap_since__isnull=False)
        .filter(_on_no_agenda(body), _not_dealt_with(body, "gap_since"))
        .select_related("obligation__instrument", "act")
        .order_by("gap_since", "id")
    )
    is_new = _is_new_to(body)
    for one in rows[:LISTED]:
        yield replace(_of_gap(one), is_new=is_new(one.gap_since))


def _shared(body: Body) -> Iterator[Waits]:
    """Statements of consultations that both sides share and nobody has made a proposal of."""
    public = Proposal.objects.public().filter(links__number=OuterRef("public_number"))
    rows = (
        undone()
        .filter(~Exists(public))
        .filter(_on_no_agenda(body, "public_number"))
        .filter(_not_dealt_with(body, "agreed_on", "public_number"))
        .order_by("agreed_on", "id")
    )
    is_new = _is_new_to(body)
    for one in rows[:LISTED]:
        yield Waits(
            key=one.cited,
            section=Section.LAW_MAKING,
            title={code: cut(text) for code, text in one.text.items()}
            or {one.language: one.cited},
            why=_("Both sides share this statement of %(number)s.") % {"number": one.of.number},
            about=one.cited,
            minutes=20,
            is_new=is_new(one.agreed_on),
        )


def _is_new_to(body: Body) -> Callable[[date | None], bool]:
    """Whether what is so since a day has come up since the body met last; one query."""
    met = Meeting.objects.held().filter(body=body).order_by("-on", "-id").first()
    return lambda since: met is None or since is None or since >= met.on


def _of_gap(one: Pair) -> Waits:
    return Waits(
        key=one.number,
        section=Section.OBLIGATIONS,
        title=_in_all(lambda: of_alignment.title(one)),
        why=of_alignment.standing(one),
        about=one.number,
        minutes=20,
    )


def _of_recommendation(one: Recommendation, why: str) -> Waits:
    texts = {text.language: text for text in one.texts.all()}
    reliable = {
        code: text
        for code, text in texts.items()
        if text.state in {TranslationState.ORIGINAL, TranslationState.CHECKED}
    }
    return Waits(
        key=one.number,
        section=Section.OBLIGATIONS,
        title={code: cut(text.text) for code, text in (reliable or texts).items()}
        or {one.language: one.number},
        why=why,
        about=one.number,
        minutes=20,
    )


def _on_no_agenda(body: Body, number: str = "number") -> Q:
    """On that of no meeting ahead."""
    return Q(
        ~Exists(
            Item.objects.filter(
                about=OuterRef(number), meeting__body=body, meeting__status__in=AHEAD
            )
        )
    )


def _not_dealt_with(body: Body, since: str, number: str = "number") -> Q:
    """At no meeting of the body since a day of the matter's own."""
    return Q(
        ~Exists(
            Item.objects.filter(
                about=OuterRef(number),
                status=ItemStatus.DONE,
                meeting__body=body,
                meeting__status=Status.CLOSED,
                meeting__on__gte=OuterRef(since),
            )
        )
    )


def _in_all(say: Callable[[], str]) -> dict[str, str]:
    """A phrase of the house in each language, as the catalogues have it."""
    said = {}
    for code in LANGUAGES:
        with translation.override(code):
            said[code] = cut(say())
    return said


def section_of(number: str) -> str:
    """The standing question that a matter belongs to, by its public number."""
    return _SECTIONS.get(number.partition("-")[0], Section.OTHER)


def named(number: str) -> dict[str, str]:
    """The name of a public matter in each language, as an item's title."""
    return _in_all(lambda: titles_of([number])[number].removeprefix(f"{number}: "))


def cut(text: str) -> str:
    """The text on one line, shortened to what a title may be."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 1].rstrip()}…"
