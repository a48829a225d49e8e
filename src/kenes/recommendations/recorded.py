"""What the public record says of recommendations, their documents and imports, and where it shows.

A recommendation's state is told in parts: where it comes from, what it concerns, each of its axes,
each wording, and every assessment, contest of one, change in law and step by itself. Of those the
body adopted: out of what, and whom they address. Where the sides stand follows from the
assessments and contests and is no part of it; an entry names it as what it was before and after.
"""

from collections.abc import Iterator, Mapping, Sequence

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kenes.languages.types import LANGUAGES, Language, TranslationState
from kenes.law.models import Version
from kenes.recommendations import index
from kenes.recommendations.labels import label
from kenes.recommendations.lifecycle import (
    Assessor,
    Grade,
    ImportStatus,
    Position,
    RequestedAction,
    Stage,
)
from kenes.recommendations.models import (
    Assessment,
    Contest,
    Import,
    ImportRow,
    LawChange,
    LawStanding,
    LawView,
    Recommendation,
    RecommendationText,
    Standing,
    Step,
)
from kenes.record.subjects import Kind, State, changed, day, moment, register

CHUNK = 500
LINK_ROWS: tuple[str, ...] = ("similar__other", "concerns__act")
LAW_ROWS: tuple[str, ...] = (  # what is told of changes in law, to be prefetched
    "law_changes__views__organisation",
    "law_changes__obligation__instrument",
    "law_changes__before_version__act",
    "law_changes__after_version__act",
)
_CODES = {
    str(value): text
    for choices in (
        Position,
        RequestedAction,
        Stage,
        Grade,
        Assessor,
        TranslationState,
        ImportStatus,
        Standing,
        LawStanding,
    )
    for value, text in choices.choices
    if value
}
_VOCABULARIES = {  # part of a field -> facet that names its codes
    "themes": "theme",
    "affected": "affected",
    "sdgs": "sdg",
    "states": "state",
    "country": "country",
    "mechanism": "mechanism",
    "language": "language",
}
Texts = Mapping[str, tuple[str, str]]  # language -> wording, state of translation


def facts_state(recommendation: Recommendation) -> State:
    """What its own row says."""
    document = recommendation.document_id
    day = recommendation.published_on
    return {
        "source": {
            "mechanism": recommendation.mechanism,
            "kind": recommendation.kind,
            "symbol": recommendation.symbol,
            "paragraph": recommendation.paragraph,
            "page": recommendation.page,
            "country": recommendation.country,
            "states": recommendation.states,
            "session": recommendation.session,
            "cycle": recommendation.cycle,
            "date": day.isoformat() if day else None,
            "heading": recommendation.heading,
            "language": str(recommendation.language),
            "grade": recommendation.source_grade,
            "document": f"document/{document}" if document else None,
        },
        "topics": {
            "themes": recommendation.themes,
            "affected": recommendation.affected,
            "sdgs": recommendation.sdgs,
        },
        "position": [str(recommendation.position), recommendation.position_verbatim],
        "action": str(recommendation.action),
        "stage": str(recommendation.stage),
    }


def texts_of(recommendation: Recommendation) -> Texts:
    return {
        language: (text, state)
        for language, text, state in recommendation.texts.values_list("language", "text", "state")
    }


def texts_state(texts: Texts) -> State:
    return {
        f"text.{language}": {"text": text, "state": str(state)}
        for language, (text, state) in texts.items()
    }


def adopted_state(recommendation: Recommendation) -> State:
    """Of one that the body adopted: out of what, and whom it addresses; nothing of others."""
    origin = getattr(recommendation, "origin", None)
    if origin is None:
        return {}
    return {
        "origin": {
            "proposal": origin.proposal,
            "meeting": origin.meeting,
            "decision": origin.decision,
            "adopted": day(origin.adopted_on),
        },
        "addressees": [
            {"organisation": f"organisation/{one.organisation_id}", "due": day(one.due_on)}
            for one in recommendation.addressees.all()
        ],
    }


def assessment_state(one: Assessment) -> State:
    """What newer assessments may have besides is told only where they do."""
    more = {"evidence": one.evidence, "assessor": one.assessor}
    return {
        f"assessment.{one.pk}": {
            "by": str(one.by),
            "organisation": one.organisation_id and f"organisation/{one.organisation_id}",
            "grade": str(one.grade),
            "verbatim": one.grade_verbatim,
            "on": one.on.isoformat(),
            "evidence_until": day(one.evidence_until),
            "note": one.note,
            **{name: text for name, text in more.items() if text},
        }
    }


def contest_state(contest: Contest) -> State:
    return {
        f"contest.{contest.pk}": {
            "assessment": contest.assessment_id,
            "organisation": f"organisation/{contest.organisation_id}",
            "reason": contest.reason,
            "language": str(contest.language),
            "at": moment(contest.at),
        }
    }


def links_state(recommendation: Recommendation) -> State:
    """What it is linked to; nothing where there is nothing (LINK_ROWS prefetched)."""
    similar = sorted(one.other.number for one in recommendation.similar.all())
    concerns = sorted(f"act/{one.act_id}#{one.anchor}" for one in recommendation.concerns.all())
    state: State = {"similar": similar} if similar else {}
    return {**state, "provisions": concerns} if concerns else state


def law_state(change: LawChange) -> State:
    return {
        f"law.{change.pk}": {
            "act": change.act,
            "provision": change.provision,
            "before": change.before,
            "after": change.after,
            "in_force": day(change.in_force_on),
            "amended_by": change.amended_by,
            "obligation": _obligation(change),
            "from": _place(change.before_version, change.before_anchor),
            "to": _place(change.after_version, change.after_anchor),
        }
    }


def law_view_state(view: LawView) -> State:
    return {
        f"law_view.{view.pk}": {
            "law": view.change_id,
            "organisation": f"organisation/{view.organisation_id}",
            "side": view.side,
            "confirms": view.confirms,
            "person": view.person,
            "reason": view.reason,
            "language": str(view.language),
            "at": moment(view.at),
        }
    }


def _place(version: Version | None, anchor: str) -> str:
    """Where the wording stands in the house; "" for an act that is not in it."""
    if version is None:
        return ""
    return f"act/{version.act_id}@{version.on.isoformat()}#{anchor}"


def _obligation(change: LawChange) -> str:
    one = change.obligation
    return f"{one.instrument.code}/{one.number}" if one else ""


def step_state(step: Step) -> State:
    return {
        f"step.{step.pk}": {
            "axis": step.axis,
            "before": step.before,
            "after": step.after,
            "at": moment(step.at),
            "organisation": step.organisation_id and f"organisation/{step.organisation_id}",
            "reason": step.reason,
        }
    }


def ended(state: State) -> State:
    """The same fields, none of them any more."""
    return dict.fromkeys(state)


class Before:
    """A recommendation as it is before an act, to tell afterwards what the act has changed."""

    def __init__(self, recommendation: Recommendation, *, texts: bool) -> None:
        self._facts = facts_state(recommendation)
        self._texts = texts_state(texts_of(recommendation)) if texts else None

    def changes(self, recommendation: Recommendation) -> State:
        found = changed(self._facts, facts_state(recommendation))
        if self._texts is not None:
            found |= changed(self._texts, texts_state(texts_of(recommendation)))
        return found


_SHOWN: tuple[str, ...] = (
    *("texts", "assessments__contests", "steps", "addressees"),
    *LAW_ROWS,
    *LINK_ROWS,
)


def shown(numbers: Sequence[str]) -> dict[str, State]:
    """All that is shown of recommendations; a constant number of queries."""
    found = Recommendation.objects.filter(number__in=numbers).select_related("origin")
    return {one.number: state_of(one) for one in found.prefetch_related(*_SHOWN)}


def state_of(recommendation: Recommendation) -> State:
    """All that is shown of one (``related`` rows prefetched)."""
    state = {**facts_state(recommendation), **adopted_state(recommendation)}
    state |= texts_state({t.language: (t.text, t.state) for t in recommendation.texts.all()})
    for assessment in recommendation.assessments.all():
        state |= assessment_state(assessment)
        for contest in assessment.contests.all():
            state |= contest_state(contest)
    for change in recommendation.law_changes.all():
        state |= law_state(change)
        for view in change.views.all():
            state |= law_view_state(view)
    for step in recommendation.steps.all():
        state |= step_state(step)
    return state | links_state(recommendation)


def _every() -> Iterator[str]:
    numbers = Recommendation.objects.order_by("pk").values_list("number", flat=True)
    yield from numbers.iterator(chunk_size=CHUNK)


def _related(number: str) -> Sequence[str]:
    """Its document, and the imports it came by; or the proposal and meeting it came out of."""
    one = Recommendation.objects.filter(number=number).first()
    if one is None:
        return ()
    imports = Q(pk=one.created_by_import_id) | Q(
        rows__natural_key=one.natural_key, applied_at__isnull=False
    )
    keys = Import.objects.filter(imports).order_by("pk").values_list("pk", flat=True).distinct()
    documents = [f"document/{one.document_id}"] if one.document_id else []
    origin = getattr(one, "origin", None)
    matters = [origin.proposal, origin.meeting] if origin else []
    return [*documents, *(f"import/{pk}" for pk in keys), *filter(None, matters)]


def _erase(number: str, field: str, is_shown: bool) -> None:
    """Erase a field wherever the house keeps it: row, wording, staged rows, search index.

    Of a wording that is no longer shown only what was staged is left.
    """
    one = Recommendation.objects.select_for_update().filter(number=number).first()
    if one is None:
        return
    kind, _dot, rest = field.partition(".")
    key = int(rest) if rest.isdigit() else 0
    if kind in {"text", "source"}:
        ImportRow.objects.filter(natural_key=one.natural_key).update(item={}, before=None)
        emptied: dict[str, object] = {
            "raw": "",
            "doubts": [],
            "span_start": None,
            "span_end": None,
        }
        if kind == "source" and is_shown:
            emptied["heading"] = ""
        Recommendation.objects.filter(pk=one.pk).update(**emptied)
    if not is_shown:
        return
    if kind == "text" and rest in LANGUAGES:
        RecommendationText.objects.filter(recommendation=one, language=rest).delete()
    elif kind == "assessment":
        Assessment.objects.filter(recommendation=one, pk=key).update(
            note={}, grade_verbatim="", evidence="", assessor=""
        )
    elif kind == "contest":
        Contest.objects.filter(assessment__recommendation=one, pk=key).update(reason="")
    elif kind == "step":
        Step.objects.filter(recommendation=one, pk=key).update(reason={})
    elif kind == "law_view":
        LawView.objects.filter(change__recommendation=one, pk=key).update(reason="", person="")
    index.refresh([one.pk])


def label_of(name: str) -> str:
    """A field, or a part of one."""
    kind, _dot, rest = name.partition(".")
    if kind == "text" and rest in LANGUAGES:
        return _("text: %(language)s") % {"language": Language(rest).label}
    labels = {
        "source": _("where it comes from"),
        "topics": _("what it concerns"),
        "position": _("position of the State"),
        "action": _("requested action"),
        "stage": _("stage of work"),
        "assessment": _("assessment"),
        "contest": _("assessment contested"),
        "origin": _("out of what it was adopted"),
        "proposal": _("proposal"),
        "meeting": _("meeting"),
        "decision": _("decision"),
        "adopted": _("adopted"),
        "addressees": _("addressed to"),
        "due": _("deadline"),
        "evidence": _("evidence"),
        "assessor": _("assessor"),
        "law": _("change in law"),
        "step": _("step on the path"),
        "similar": _("asks for the same as"),
        "provisions": _("provisions concerned"),
        "document": _("source document"),
        "status": _("status"),
        "counts": _("number of recommendations"),
        "file": _("file"),
        "by": pgettext("part of an entry", "by"),
        "reason": _("reason"),
        "text": _("text"),
        "state": _("state of the translation"),
        "mechanism": _("mechanism"),
        "kind": _("kind"),
        "symbol": _("document symbol"),
        "paragraph": _("paragraph"),
        "page": _("page"),
        "country": _("country concerned"),
        "states": _("recommending States"),
        "session": _("session"),
        "cycle": _("cycle"),
        "date": _("date"),
        "heading": _("stands under"),
        "language": _("prevailing language"),
        "themes": _("themes"),
        "affected": _("affected groups"),
        "sdgs": _("sustainable development goals"),
        "organisation": _("organisation"),
        "grade": _("assessment"),
        "verbatim": _("in the words of the source"),
        "on": _("date"),
        "evidence_until": _("evidence up to"),
        "note": _("Reasons").lower(),
        "act": pgettext("part of an entry", "act"),
        "provision": pgettext("part of an entry", "provision"),
        "before": pgettext("part of an entry", "before"),
        "after": pgettext("part of an entry", "after"),
        "in_force": _("in force from"),
        "amended_by": _("amended by"),
        "obligation": _("obligation"),
        "from": _("read before in"),
        "to": _("reads now in"),
        "law_view": _("word of an organisation on a change in law"),
        "side": _("side"),
        "confirms": _("confirms it"),
        "person": _("person"),
        "axis": _("axis"),
        "at": pgettext("part of an entry", "time"),
        "name": _("name"),
        "media_type": _("media type"),
        "size": _("size, bytes"),
        "created": pgettext("number of recommendations", "new"),
        "updated": pgettext("number of recommendations", "changed"),
        "removed": _("taken out"),
        "restored": _("as before"),
        "kept": _("kept as changed since"),
    }
    return labels.get(kind if rest.isdigit() else name, name)


def word_of(part: str, code: str) -> str:
    if part in _VOCABULARIES:
        return label(_VOCABULARIES[part], code)
    return str(_CODES.get(code, code))


def register_kinds() -> None:
    register(
        Kind(
            name="R",
            titles=lambda numbers: {number: number for number in numbers},
            url=lambda number: reverse("recommendations:one", args=[number]),
            shown=shown,
            every=_every,
            label=label_of,
            word=word_of,
            erase=_erase,
            related=_related,
        )
    )
