"""Assessments side by side: a column for each assessor, none in another's place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kenes.languages.fields import picked
from kenes.languages.types import current_language
from kenes.members.models import Organisation
from kenes.recommendations.lifecycle import Assessor, Grade
from kenes.recommendations.models import Assessment, Recommendation
from kenes.recommendations.standing import SIDES
from kenes.record.models import Entry

_WEB = ("https://", "http://")


@dataclass(frozen=True, kw_only=True)
class Who:
    """An assessor by name; ``url`` is "" for who has no page here."""

    name: str
    url: str = ""
    language: str = ""  # of the name, where it is not the reader's


@dataclass(frozen=True, kw_only=True)
class Objection:
    """Somebody contests the assessment."""

    who: Who
    on: date
    reason: str
    language: str
    proof_url: str


@dataclass(frozen=True, kw_only=True)
class View:
    """One assessment."""

    pk: int
    grade: str  # in words; "" where only the mechanism's own is given
    verbatim: str
    on: date
    evidence_until: date | None
    sources: tuple[tuple[str, str], ...]  # each as written, and its address where it is one
    who: Who | None
    note: str
    note_language: str
    objections: tuple[Objection, ...]
    contest_url: str  # "" where this reader cannot contest it
    proof_url: str


@dataclass(frozen=True, kw_only=True)
class Column:
    """All assessments of one assessor, the newest first; those after it are folded."""

    by: str
    label: str
    newest: View | None
    earlier: tuple[View, ...]
    source_grade: str  # of the mechanism: the grade of its own follow-up, never converted


def columns(
    recommendation: Recommendation,
    entries: Mapping[str, Entry],
    *,
    contesting: Iterable[Organisation] = (),
) -> tuple[Column, ...]:
    """Both sides always, the others where they have assessed.

    ``contesting`` are the organisations the reader may contest for. Prefetched: assessments with
    their organisation, contests and these with theirs.
    """
    may_for = {one.pk for one in contesting}
    given: dict[str, list[Assessment]] = {}
    for one in sorted(recommendation.assessments.all(), key=lambda a: (a.on, a.pk), reverse=True):
        given.setdefault(one.by, []).append(one)
    found = []
    for by in Assessor:
        mine = given.get(by, [])
        grade = recommendation.source_grade if by == Assessor.MECHANISM else ""
        if not mine and not grade and by not in SIDES:
            continue
        views = [
            _view(one, entries, may_for if place == 0 else set()) for place, one in enumerate(mine)
        ]
        found.append(
            Column(
                by=by,
                label=capfirst(str(by.label)),
                newest=views[0] if views else None,
                earlier=tuple(views[1:]),
                source_grade=grade,
            )
        )
    return tuple(found)


def named(assessment: Assessment) -> Who | None:
    """Who assessed, where that is known."""
    if assessment.organisation is not None:
        return _organisation(assessment.organisation)
    return Who(name=assessment.assessor) if assessment.assessor else None


def sources(text: str) -> tuple[tuple[str, str], ...]:
    """The lines of evidence; a line that is an address is one, and is never fetched."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return tuple((line, line if _is_address(line) else "") for line in lines)


def _is_address(line: str) -> bool:
    return line.lower().startswith(_WEB) and not any(sign.isspace() for sign in line)


def _view(one: Assessment, entries: Mapping[str, Entry], may_for: set[int]) -> View:
    contests = list(one.contests.all())
    left = may_for - {contest.organisation_id for contest in contests} - {one.organisation_id}
    is_own_scale = bool(one.grade_verbatim) and one.grade == Grade.NOT_ASSESSED
    note, note_language = picked(one.note)
    return View(
        pk=one.pk,
        grade="" if is_own_scale else str(Grade(one.grade).label),
        verbatim=one.grade_verbatim,
        on=one.on,
        evidence_until=one.evidence_until,
        sources=sources(one.evidence),
        who=named(one),
        note=note,
        note_language="" if note_language == current_language() else note_language,
        objections=tuple(
            Objection(
                who=_organisation(contest.organisation),
                on=timezone.localdate(contest.at),
                reason=contest.reason or _("These words were erased; the public record says why."),
                language=contest.language if contest.reason else "",
                proof_url=_proof(entries.get(f"contest.{contest.pk}")),
            )
            for contest in contests
        ),
        contest_url=reverse("recommendations:contest", args=[one.recommendation.number, one.pk])
        if left
        else "",
        proof_url=_proof(entries.get(f"assessment.{one.pk}")),
    )


def _organisation(organisation: Organisation) -> Who:
    language = organisation.name_language
    return Who(
        name=str(organisation),
        url=reverse("members:organisation", args=[organisation.slug]),
        language="" if language == current_language() else language,
    )


def _proof(entry: Entry | None) -> str:
    return reverse("record:entry", args=[entry.uuid]) if entry else ""
