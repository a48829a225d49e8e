"""A recommendation of the body's own: adopted by a decision, addressed to who has to act."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.languages.dates import written
from kenes.languages.tidying import LONGEST, tidied_all
from kenes.languages.types import LANGUAGES, TranslationState
from kenes.members import numbers
from kenes.members.actors import as_of
from kenes.members.models import Body, BodyKind, Organisation
from kenes.recommendations import index, permissions, recorded, standing
from kenes.recommendations.labels import VOCABULARIES
from kenes.recommendations.lifecycle import Position, Stage
from kenes.recommendations.models import Addressee, Origin, Recommendation, RecommendationText
from kenes.recommendations.rows import is_incomplete
from kenes.record.services.publishing import Said, publish

MECHANISM = "body"  # of engines.undocs' vocabulary: the body's own recommendation
MOST_ADDRESSEES = 30
LAST_YEAR = 2200
_NUMBERS = {"proposal": "P", "meeting": "M", "decision": "D"}

Addressed = tuple[Organisation, date | None]  # who has to act, and by which day


@transaction.atomic
def adopt(
    *,
    texts: Mapping[str, str],
    language: str,
    proposal: str = "",
    meeting: str = "",
    decision: str = "",
    adopted_on: date,
    addressees: Sequence[Addressed],
    themes: Sequence[str] = (),
    affected: Sequence[str] = (),
    sdgs: Sequence[str] = (),
    actor: Actor,
    now: datetime,
) -> Recommendation:
    """Enter what the body has adopted; ``texts`` are the decision's, by language.

    The one in ``language`` prevails, the others were checked with it. The position of who has
    to act is pending: their replies stand on its page word for word, and the axis moves by a
    correction with its reason, since several addressees may answer differently. Raises
    ValidationError; the decision was made already.
    """
    actor = as_of(actor, now)
    authorise(actor, permissions.ADOPT)
    wordings = _wordings(texts, language)
    origin = _numbers(proposal=proposal, meeting=meeting, decision=decision)
    _check_addressees(addressees, adopted_on)
    topics = _topics(theme=themes, affected=affected, sdg=sdgs)
    if adopted_on > timezone.localdate(now):
        raise ValidationError({"adopted_on": _("Nothing is adopted on a day that is to come.")})
    if decision and (known := Origin.objects.filter(decision=origin["decision"]).first()):
        raise ValidationError(
            {
                "decision": _("By %(decision)s the body has adopted %(number)s already.")
                % {"decision": decision, "number": known.recommendation.number}
            }
        )
    (number,) = numbers.take("R", adopted_on.year)
    plenary = Body.objects.filter(kind=BodyKind.PLENARY).first()
    country = plenary.country if plenary else ""
    recommendation = Recommendation.objects.create(
        number=number,
        natural_key=f"kenes:{number}",
        mechanism=MECHANISM,
        country=country,
        published_on=adopted_on,
        language=language,
        position=Position.PENDING if addressees else Position.UNKNOWN,
        stage=Stage.ASSIGNED if addressees else Stage.RECEIVED,
        is_incomplete=is_incomplete({"country": country, "mechanism": MECHANISM}),
        created_at=now,
        changed_at=now,
        **topics,
    )
    RecommendationText.objects.bulk_create(
        RecommendationText(
            recommendation=recommendation, language=code, text=text, state=_state(code, language)
        )
        for code, text in wordings.items()
    )
    days = [due for _organisation, due in addressees if due]
    Origin.objects.create(
        recommendation=recommendation,
        adopted_on=adopted_on,
        due_on=max(days) if days else None,
        **origin,
    )
    Addressee.objects.bulk_create(
        Addressee(recommendation=recommendation, organisation=organisation, due_on=due)
        for organisation, due in addressees
    )
    standing.settle(recommendation)
    recommendation.save(update_fields=["standing", "standing_since", "undone_since"])
    index.refresh([recommendation.pk])
    publish(
        write(
            "recommendation.adopt",
            recommendation,
            actor=actor,
            at=now,
            number=number,
            **{name: value for name, value in origin.items() if value},
        ),
        Said(
            subject=number,
            state={
                **recorded.facts_state(recommendation),
                **recorded.adopted_state(recommendation),
                **recorded.texts_state(
                    {code: (text, _state(code, language)) for code, text in wordings.items()}
                ),
            },
            language=language,
        ),
    )
    return recommendation


def _state(code: str, prevailing: str) -> TranslationState:
    return TranslationState.ORIGINAL if code == prevailing else TranslationState.CHECKED


def _wordings(texts: Mapping[str, str], language: str) -> dict[str, str]:
    if language not in LANGUAGES:
        raise ValidationError({"language": _("Choose the language whose text prevails.")})
    kept = tidied_all("texts", texts, most=LONGEST)
    if language not in kept:
        raise ValidationError(
            {"texts": _("A recommendation needs its text in the language that prevails.")}
        )
    return kept


def _numbers(**given: str) -> dict[str, str]:
    for name, number in given.items():
        if number and not re.fullmatch(rf"{_NUMBERS[name]}-\d{{4}}-\d{{1,7}}", number):
            raise ValidationError(
                {name: _("This is no number of the house: %(number)s") % {"number": number[:40]}}
            )
    return given


def _check_addressees(addressees: Sequence[Addressed], adopted_on: date) -> None:
    if len(addressees) > MOST_ADDRESSEES:
        raise ValidationError(
            {"addressees": _("Name at most %(n)s addressees.") % {"n": MOST_ADDRESSEES}}
        )
    seen: set[int] = set()
    for organisation, due in addressees:
        if organisation.pk in seen:
            raise ValidationError(
                {"addressees": _("%(name)s is named twice.") % {"name": organisation}}
            )
        seen.add(organisation.pk)
        if due is not None and due.year >= LAST_YEAR:
            raise ValidationError({"addressees": _("Look at the year once more.")})
        if due is not None and due < adopted_on:
            raise ValidationError(
                {
                    "addressees": _(
                        "The deadline of %(name)s cannot be before the adoption: %(day)s."
                    )
                    % {"name": organisation, "day": written(due)}
                }
            )


def _topics(**given: Sequence[str]) -> dict[str, list[str]]:
    fields = {"theme": "themes", "affected": "affected", "sdg": "sdgs"}
    for vocabulary, codes in given.items():
        if unknown := [code for code in codes if code not in VOCABULARIES[vocabulary]]:
            raise ValidationError(
                {
                    fields[vocabulary]: _("Not known: %(names)s. Part names by semicolons.")
                    % {"names": "; ".join(unknown)}
                }
            )
    return {fields[name]: list(dict.fromkeys(codes)) for name, codes in given.items()}
