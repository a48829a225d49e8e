"""Instruments: all of them, one with its articles, one article; where individuals can complain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kenes.access.policy import authorise, may
from kenes.access.types import Actor
from kenes.database import paging
from kenes.languages import vocabularies
from kenes.languages.fields import picked
from kenes.languages.types import Language, current_language, in_order
from kenes.law import catalogue, due, listing_instruments, permissions, recorded, telling
from kenes.law.lifecycle import CommitmentStatus, InstrumentKind
from kenes.law.models import Instrument, Obligation, Report
from kenes.law.rank import Rank, rank_on
from kenes.record.services import bundling
from kenes.ui import related, ways
from kenes.ui.asking import actor_of

MOST_FOLDED = 60_000  # bytes of texts that a page of articles carries along
MOST_COMPLAINTS = 200


@dataclass(frozen=True, kw_only=True)
class Row:
    instrument: Instrument
    standing: str
    tone: str
    is_stated: bool


@dataclass(frozen=True, kw_only=True)
class Group:
    heading: str
    rows: tuple[Row, ...]
    more_url: str


@dataclass(frozen=True, kw_only=True)
class AllPage:
    groups: tuple[Group, ...]
    pages: paging.Page[Instrument] | None  # of one kind alone
    kind: str
    status: str
    kinds: tuple[tuple[str, str], ...]
    statuses: tuple[tuple[str, str], ...]
    is_narrowed: bool
    may_keep: bool


@dataclass(frozen=True, kw_only=True)
class Article:
    of: Obligation
    cited: str
    label: str
    language: str  # of the label
    text: str  # "" where there is none, or too much to stand here
    text_language: str

    @property
    def is_bare(self) -> bool:
        """Nothing is said of it but its number."""
        return not self.label and not self.text


@dataclass(frozen=True, kw_only=True)
class Told:
    report: Report
    name: str
    language: str
    words: str
    tone: str


@dataclass(frozen=True, kw_only=True)
class InstrumentPage:
    instrument: Instrument
    names: tuple[tuple[str, str], ...]  # language, name
    standing: str
    tone: str
    mechanism: str
    complaints: telling.Complaints | None  # None: there is no such procedure
    reservations: tuple[str, str]  # words, language
    note: tuple[str, str]
    articles: tuple[tuple[Article, ...], ...]  # one, or several of which nothing more is said
    text_languages: tuple[str, ...]  # in which wordings are here
    protocols: tuple[Row, ...]
    reports: tuple[Told, ...]
    proposed: date | None  # when the next report would be due; None for nothing to propose
    rank: Rank | None  # of ratified treaties among the laws
    record: bundling.Standing
    may_keep: bool
    is_known: bool  # of the catalogue


@dataclass(frozen=True, kw_only=True)
class ObligationPage:
    obligation: Obligation
    instrument: Instrument
    cited: str
    label: str
    language: str
    standing: str
    tone: str
    texts: tuple[tuple[str, str, str], ...]  # language, its name, text
    themes: tuple[str, ...]
    groups: tuple[related.Group, ...]
    ways: tuple[ways.Way, ...]
    previous: tuple[str, str]  # how it is cited, address; "" for none
    following: tuple[str, str]
    subject: str  # in the record


@dataclass(frozen=True, kw_only=True)
class Procedure:
    instrument: Instrument
    mechanism: str
    told: telling.Complaints


@dataclass(frozen=True, kw_only=True)
class ComplaintsPage:
    procedures: tuple[Procedure, ...]
    instruments_url: str


def instrument_at(code: str) -> Instrument:
    """With its commitment and parent. Raises Http404."""
    found = Instrument.objects.select_related("commitment", "parent").filter(code=code).first()
    if found is None:
        raise Http404
    return found


@require_safe
def instruments(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    authorise(actor, permissions.READ)
    kind, status = request.GET.get("kind", ""), request.GET.get("status", "")
    kind = kind if kind in InstrumentKind.values else ""
    statuses = (
        *((value, str(label)) for value, label in CommitmentStatus.choices),
        (listing_instruments.UNSTATED, _("nothing stated yet")),
    )
    status = status if status in dict(statuses) else ""
    pages: paging.Page[Instrument] | None = None
    found: tuple[listing_instruments.Group, ...]
    if kind:
        pages = listing_instruments.of_kind(
            InstrumentKind(kind),
            status=status,
            after=request.GET.get("after", ""),
            before=request.GET.get("before", ""),
        )
        rows = pages.rows
        found = (listing_instruments.Group(kind=InstrumentKind(kind), rows=rows),) if rows else ()
    else:
        found = listing_instruments.by_kind(status=status)
    page = AllPage(
        groups=tuple(
            Group(
                heading=heading_of(group.kind),
                rows=tuple(_row(one) for one in group.rows),
                more_url=group.more_url,
            )
            for group in found
        ),
        pages=pages,
        kind=kind,
        status=status,
        kinds=tuple((value, str(label)) for value, label in InstrumentKind.choices),
        statuses=statuses,
        is_narrowed=bool(kind or status),
        may_keep=bool(may(actor, permissions.KEEP)),
    )
    return render(request, "law/instruments.html", {"page": page})


@require_safe
def instrument(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    authorise(actor, permissions.READ)
    one = instrument_at(code)
    page = _page(one, actor)
    return render(request, "law/instrument.html", {"page": page})


@require_safe
def obligation(request: HttpRequest, code: str, number: str) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    authorise(actor, permissions.READ)
    of = instrument_at(code)
    one = of.obligations.filter(number=number).first() if number.isprintable() else None
    if one is None:
        raise Http404
    one.instrument = of
    commitment = getattr(of, "commitment", None)
    label, language = picked(one.label)
    beside = of.obligations.exclude(pk=one.pk)
    page = ObligationPage(
        obligation=one,
        instrument=of,
        cited=telling.cited(one),
        label=label,
        language=language,
        standing=telling.standing(commitment),
        tone=telling.tone(commitment),
        texts=tuple(
            (code, str(Language(code).label), one.text[code])
            for code in in_order(current_language())
            if one.text.get(code)
        ),
        themes=tuple(vocabularies.name_of("theme", code) for code in one.themes),
        groups=related.about(about_key(one), today),
        ways=ways.about(about_key(one), actor, today),
        previous=_neighbour(
            beside.filter(order__lte=one.order).order_by("-order", "-pk").first(), of
        ),
        following=_neighbour(
            beside.filter(order__gte=one.order).order_by("order", "pk").first(), of
        ),
        subject=recorded.instrument_subject(of),
    )
    return render(request, "law/obligation.html", {"page": page})


@require_safe
def complaints(request: HttpRequest) -> HttpResponse:
    """Which mechanisms take complaints of individuals against the country."""
    authorise(actor_of(request), permissions.READ)
    rows = listing_instruments.found().filter(has_complaints=True)[:MOST_COMPLAINTS]
    page = ComplaintsPage(
        procedures=tuple(
            Procedure(
                instrument=one,
                mechanism=vocabularies.name_of("mechanism", one.mechanism),
                told=telling.complaints(one, getattr(one, "commitment", None)),
            )
            for one in rows
        ),
        instruments_url=reverse("law:instruments"),
    )
    return render(request, "law/instrument_complaints.html", {"page": page})


def about_key(one: Obligation) -> str:
    """Under which higher apps tell what they have about an obligation."""
    return f"obligation/{one.pk}"


def _neighbour(one: Obligation | None, of: Instrument) -> tuple[str, str]:
    if one is None:
        return "", ""
    one.instrument = of
    return telling.cited(one), one.get_absolute_url()


def heading_of(kind: InstrumentKind) -> str:
    """Over several of the kind."""
    return {
        InstrumentKind.TREATY: _("Treaties"),
        InstrumentKind.PROTOCOL: _("Protocols"),
        InstrumentKind.DECLARATION: _("Declarations"),
        InstrumentKind.OSCE: _("Documents of the OSCE"),
        InstrumentKind.LABOUR: _("Conventions of the ILO"),
        InstrumentKind.OTHER: _("Other instruments"),
    }[kind]


def _row(one: Instrument) -> Row:
    commitment = getattr(one, "commitment", None)
    return Row(
        instrument=one,
        standing=telling.standing(commitment),
        tone=telling.tone(commitment),
        is_stated=commitment is not None,
    )


def _page(one: Instrument, actor: Actor) -> InstrumentPage:
    commitment = getattr(one, "commitment", None)
    by_place = Obligation.objects.order_by("order", "pk")
    prefetch_related_objects([one], Prefetch("obligations", by_place), "reports")
    obligations, reports = list(one.obligations.all()), list(one.reports.all())
    is_party = commitment is not None and commitment.status == CommitmentStatus.PARTY
    next_due = due.proposed(one, reports) if is_party else None
    return InstrumentPage(
        instrument=one,
        names=tuple(
            (code, one.name[code]) for code in in_order(current_language()) if one.name.get(code)
        ),
        standing=telling.standing(commitment),
        tone=telling.tone(commitment),
        mechanism=vocabularies.name_of("mechanism", one.mechanism),
        complaints=telling.complaints(one, commitment) if one.has_complaints else None,
        reservations=picked(commitment.reservations) if commitment else ("", ""),
        note=picked(commitment.note) if commitment else ("", ""),
        articles=_articles(obligations),
        text_languages=tuple(
            str(Language(code).label)
            for code in in_order(current_language())
            if any(row.text.get(code) for row in obligations)
        ),
        protocols=tuple(
            _row(row)
            for row in one.protocols.select_related("commitment").order_by("adopted_on", "code")
        ),
        reports=tuple(told(row) for row in reversed(reports)),
        proposed=next_due,
        rank=rank_on(timezone.localdate()) if is_party else None,
        record=bundling.standing(recorded.instrument_subject(one), recorded.instrument_state(one)),
        may_keep=bool(may(actor, permissions.KEEP)),
        is_known=one.code in catalogue.by_code(),
    )


def told(report: Report) -> Told:
    today = timezone.localdate()
    name, language = picked(report.name)
    return Told(
        report=report,
        name=name,
        language=language,
        words=telling.of_report(report, today),
        tone=telling.report_tone(report, today),
    )


def _articles(rows: Sequence[Obligation]) -> tuple[tuple[Article, ...], ...]:
    """With their texts in the reader's language, unless these are too much for one page."""
    texts = [picked(row.text) if row.text else ("", "") for row in rows]
    is_short = sum(len(text.encode()) for text, _language in texts) <= MOST_FOLDED
    # Beside labelled articles those of procedure stand by their numbers alone.
    are_labelled = any(row.label for row in rows)
    found: list[list[Article]] = []
    for row, (text, text_language) in zip(rows, texts, strict=True):
        label, language = picked(row.label)
        article = Article(
            of=row,
            cited=telling.cited(row),
            label=label,
            language=language,
            text=text if is_short and (label or not are_labelled) else "",
            text_language=text_language,
        )
        if article.is_bare and found and found[-1][0].is_bare:
            found[-1].append(article)
        else:
            found.append([article])
    return tuple(tuple(run) for run in found)
