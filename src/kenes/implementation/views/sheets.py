"""A ministry's workbook into a road map: give it, check what was read row by row, take it in."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from kenes.access.policy import authorise
from kenes.files.uploads import received
from kenes.implementation import permissions
from kenes.implementation.forms import NamesForm, SheetForm
from kenes.implementation.forms import written as goals_written
from kenes.implementation.importing.judging import Judged, Outcome, judge
from kenes.implementation.importing.matching import folded
from kenes.implementation.importing.sentences import field_label, said, told
from kenes.implementation.models import RoadMap, Staged
from kenes.implementation.services import staging
from kenes.implementation.views.asking import Asking, act_on, name_of, quoted, visible
from kenes.languages.dates import written
from kenes.languages.fields import pick
from kenes.members.models import Organisation
from kenes.ui.asking import actor_of, attempt, form_page, posted
from kenes.ui.exports import csv_lines

ROWS = 100  # of the preview's page
NAMED = 20  # names that are asked for at once
_TONES = {Outcome.NEW: "done", Outcome.CHANGED: "wait", Outcome.WRONG: "wait"}
_UNKNOWN = {"nobody", "several"}


@dataclass(frozen=True, kw_only=True)
class Said:
    """A sentence about a cell."""

    cell: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Difference:
    label: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Row:
    cell: str
    place: str
    title: str
    outcome: str
    tone: str
    is_wrong: bool
    problems: tuple[Said, ...]
    notes: tuple[Said, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, kw_only=True)
class Page:
    roadmap: RoadMap
    staged: Staged
    back: str
    language: str
    notes: tuple[str, ...]
    counts: tuple[tuple[str, str, int], ...]  # outcome, its word, rows
    show: str
    rows: tuple[Row, ...]
    number: int
    previous_url: str
    next_url: str
    will: str
    is_useful: bool
    wrong: int
    names: NamesForm | None
    errors: NamesForm


@form_page
def upload(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    roadmap = visible(number, actor)
    authorise(actor, permissions.CHANGE, roadmap)

    def act(form: SheetForm) -> Staged:
        given = form.cleaned_data["file"]
        with received(given) as path:
            return staging.stage(
                roadmap,
                path,
                name=given.name,
                language=form.cleaned_data["language"],
                actor=actor,
                now=timezone.now(),
            )

    page = Asking(
        title=_("Read in a workbook"),
        back_url=roadmap.get_absolute_url(),
        back=name_of(roadmap),
        form=SheetForm(posted(request), request.FILES or None),
        button=_("Read it"),
        quote=quoted(roadmap.title),
        consequence=_(
            "You see every row before anything is saved. Download the road map as a workbook to "
            "have the headings."
        ),
    )
    return act_on(
        request,
        page,
        act,
        done=_("The workbook was read. Nothing is saved yet."),
        then=lambda made: reverse("implementation:sheet_check", args=[number, made.pk]),
    )


@form_page
def check(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """What every row would do; take them in, name who is meant, or put the sheet aside."""
    actor = actor_of(request)
    roadmap, staged = _staged(request, number, pk)
    act = request.POST.get("act", "")
    judged = judge(staged)
    unknown = _unknown(judged)
    names = NamesForm(request.POST if act == "names" else None, names=unknown)
    errors = NamesForm({}, names=())
    errors.is_valid()
    if act == "names" and names.is_valid():
        chosen = {folded(name): one for name, one in names.chosen().items()}
        refused, _nothing = attempt(
            names, lambda: staging.choose(staged, chosen, actor=actor, now=timezone.now())
        )
        if not refused:
            return redirect("implementation:sheet_check", number, pk)
    elif act == "discard":
        refused, _nothing = attempt(
            errors, lambda: staging.discard(staged, actor=actor, now=timezone.now())
        )
        if not refused:
            messages.success(request, _("The workbook was put aside; nothing was saved."))
            return redirect(roadmap)
    elif act == "take":
        refused, taken = attempt(
            errors, lambda: staging.take_in(staged, actor=actor, now=timezone.now())
        )
        if not refused:
            messages.success(
                request,
                _("Saved: %(added)s new measures, %(changed)s changed.")
                % {"added": taken.added, "changed": taken.changed},
            )
            return redirect(f"{roadmap.get_absolute_url()}#measures")
    status = 422 if request.method == "POST" else 200
    page = _page(request, roadmap, staged, judged, names if unknown else None, errors)
    return render(request, "implementation/sheet.html", {"page": page}, status=status)


@require_safe
def not_understood(request: HttpRequest, number: str, pk: int) -> StreamingHttpResponse:
    """The rows nothing was made of, as CSV: where, why, and what stands there."""
    _roadmap, staged = _staged(request, number, pk)
    rows = (
        [one.line.cell(""), " ".join(_sentence(note).text for note in _wrong(one)), one.line.raw]
        for one in judge(staged)
        if one.outcome == Outcome.WRONG
    )
    header = [_("place"), _("why"), _("what stands there")]
    return StreamingHttpResponse(
        list(csv_lines(header, rows)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="not-understood-{pk}.csv"'},
    )


def _staged(request: HttpRequest, number: str, pk: int) -> tuple[RoadMap, Staged]:
    actor = actor_of(request)
    roadmap = visible(number, actor)
    authorise(actor, permissions.CHANGE, roadmap)
    found = roadmap.staged.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    found.roadmap = roadmap
    return roadmap, found


def _unknown(judged: Sequence[Judged]) -> list[str]:
    """Names of organisations that nobody could find, the most frequent first."""
    names = Counter(
        note.facts["name"] for one in judged for note in one.problems if note.code in _UNKNOWN
    )
    return [name for name, _count in names.most_common(NAMED)]


def _page(
    request: HttpRequest,
    roadmap: RoadMap,
    staged: Staged,
    judged: Sequence[Judged],
    names: NamesForm | None,
    errors: NamesForm,
) -> Page:
    counts = Counter(str(one.outcome) for one in judged)
    show = request.GET.get("show", "")
    chosen = [one for one in judged if one.outcome == show] if counts.get(show) else list(judged)
    show = show if counts.get(show) else ""
    last = max((len(chosen) - 1) // ROWS, 0)
    place = min(_page_number(request.GET.get("page", "")) - 1, last)
    useful = counts[Outcome.NEW] + counts[Outcome.CHANGED]
    here = chosen[place * ROWS : (place + 1) * ROWS]
    organisations = _organisations(here)
    return Page(
        roadmap=roadmap,
        staged=staged,
        back=name_of(roadmap),
        language=staged.language,
        notes=tuple(told(note) for note in staged.notes),
        counts=tuple(
            (value, str(label), counts[value]) for value, label in Outcome.choices if counts[value]
        ),
        show=show,
        rows=tuple(_row(one, staged.language, organisations) for one in here),
        number=place + 1,
        previous_url=_link(show, place) if place else "",
        next_url=_link(show, place + 2) if place < last else "",
        will=_will(counts, roadmap),
        is_useful=bool(useful),
        wrong=counts[Outcome.WRONG],
        names=names,
        errors=errors,
    )


def _page_number(given: str) -> int:
    is_number = given.isascii() and given.isdigit() and len(given) < 7
    return max(int(given), 1) if is_number else 1


def _link(show: str, number: int) -> str:
    return f"?show={show}&page={number}" if show else f"?page={number}"


def _will(counts: Mapping[str, int], roadmap: RoadMap) -> str:
    """What pressing the button does."""
    told = [
        ngettext("%(n)s measure is added", "%(n)s measures are added", counts[Outcome.NEW])
        % {"n": counts[Outcome.NEW]},
        ngettext("%(n)s is changed", "%(n)s are changed", counts[Outcome.CHANGED])
        % {"n": counts[Outcome.CHANGED]},
    ]
    if counts[Outcome.WRONG]:
        told.append(
            ngettext("%(n)s row is left out", "%(n)s rows are left out", counts[Outcome.WRONG])
            % {"n": counts[Outcome.WRONG]}
        )
    sentence = _("%(what)s.") % {"what": ", ".join(told)}
    if roadmap.is_draft:
        return sentence
    return _("%(what)s This is public at once.") % {"what": sentence}


def _row(one: Judged, language: str, organisations: Mapping[int, Organisation]) -> Row:
    facts = one.facts
    return Row(
        cell=one.line.cell(""),
        place=facts.place if facts else one.line.values.get("place", ""),
        title=one.line.values.get("title", "") or one.line.raw,
        outcome=str(one.outcome.label),
        tone=_TONES.get(one.outcome, "plain"),
        is_wrong=one.outcome == Outcome.WRONG,
        problems=tuple(_sentence(note) for note in _wrong(one)),
        notes=tuple(
            Said(cell=f"{note.column}{one.line.row}", text=said(note)) for note in one.notes
        ),
        differences=tuple(_differences(one, language, organisations)),
    )


@dataclass(frozen=True, kw_only=True)
class _Placed:
    cell: str
    note: Any


def _wrong(one: Judged) -> Iterator[_Placed]:
    for note in one.problems:
        yield _Placed(cell=f"{note.column}{one.line.row}", note=note)


def _sentence(placed: _Placed) -> Said:
    return Said(cell=placed.cell, text=said(placed.note))


def _organisations(judged: Sequence[Judged]) -> dict[int, Organisation]:
    keys = {
        key
        for one in judged
        if "partners" in one.changes
        for value in one.changes["partners"]
        for key in value
    }
    return Organisation.objects.in_bulk(keys)


def _differences(
    one: Judged, language: str, organisations: Mapping[int, Organisation]
) -> Iterator[Difference]:
    for name, values in one.changes.items():
        before, after = (_worded(name, value, language, organisations) for value in values)
        yield Difference(label=field_label(name), before=before, after=after)


def _worded(
    name: str, value: Any, language: str, organisations: Mapping[int, Organisation]
) -> str:
    """A value of a measure for a reader; of a text the wording in the sheet's language."""
    if name == "goals":
        return goals_written(value)
    if name == "partners":
        return "; ".join(str(organisations[key]) for key in value if key in organisations)
    if isinstance(value, dict):
        return value.get(language) or pick(value)
    if isinstance(value, date):
        return written(value)
    if isinstance(value, Decimal):
        return number_format(value, decimal_pos=2, force_grouping=True)
    return "" if value is None else str(value)
