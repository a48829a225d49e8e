"""Instruments by article: facts that Kenes carries or somebody enters, and texts out of files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.database.bulk import insert
from kenes.journal.services import write
from kenes.languages.tidying import tidied, tidied_all
from kenes.languages.types import LANGUAGES
from kenes.law import catalogue, permissions, recorded
from kenes.law.lifecycle import InstrumentKind
from kenes.law.models import Instrument, Obligation
from kenes.law.numbering import is_number, place_of
from kenes.law.services import changes
from kenes.members.actors import as_of
from kenes.record.services.publishing import Said, publish
from kenes.record.subjects import State, changed

LONGEST_ARTICLE = 50_000  # characters
LONGEST_LABEL = 120
MOST_ARTICLES = 500
MOST_YEARS = 20  # between two reports


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Of instruments, or of articles."""

    entered: int = 0
    changed: int = 0
    same: int = 0


@transaction.atomic
def enter_catalogue(*, actor: Actor, now: datetime) -> Counts:
    """Enter what the catalogue knows and is missing here; bring its facts up to date.

    Texts, commitments and reports stay as they are, and so do articles that it does not list.
    """
    actor = as_of(actor, now)
    authorise(actor, permissions.KEEP)
    here = {
        one.code: one
        for one in Instrument.objects.select_for_update()
        .filter(code__in=catalogue.by_code())
        .prefetch_related("obligations")
    }
    entered = changed_ = 0
    for known in catalogue.known():
        if known.code in here:
            changed_ += _bring_up_to_date(here[known.code], known, here, actor, now)
        else:
            here[known.code] = _enter_known(known, here, actor, now)
            entered += 1
    return Counts(entered=entered, changed=changed_, same=len(here) - entered - changed_)


@transaction.atomic
def enter(
    *,
    code: str,
    kind: str,
    name: Mapping[str, str],
    short: Mapping[str, str] | None = None,
    parent: Instrument | None = None,
    adopted_on: date,
    in_force_on: date | None = None,
    mechanism: str = "",
    reports_every: int | None = None,
    has_complaints: bool = False,
    articles: Sequence[tuple[str, Mapping[str, str]]] = (),
    actor: Actor,
    now: datetime,
) -> Instrument:
    """Enter an instrument that the catalogue does not know, with its articles.

    ``articles``: number, and a short label by language. Raises ValidationError by field.
    """
    actor = as_of(actor, now)
    authorise(actor, permissions.KEEP)
    kept = changes.code(code, most=40)
    known = catalogue.other_codes().get(catalogue.plain(kept))
    if known or Instrument.objects.filter(code=kept).exists():
        raise ValidationError(
            {"code": _("There is an instrument with this short name already: enter its text.")}
        )
    made = Instrument(code=kept)
    _set_facts(
        made,
        kind=kind,
        name=name,
        short=short or {},
        parent=parent,
        adopted_on=adopted_on,
        in_force_on=in_force_on,
        mechanism=mechanism,
        reports_every=reports_every,
        has_complaints=has_complaints,
    )
    rows = _listed(articles)
    made.save()
    state = recorded.instrument_facts(made) | _added(made, rows)
    publish(
        write("instrument.enter", made, actor=actor, at=now, code=made.code),
        Said(subject=recorded.instrument_subject(made), state=state),
    )
    return made


@transaction.atomic
def change(
    instrument: Instrument,
    *,
    kind: str,
    name: Mapping[str, str],
    short: Mapping[str, str],
    parent: Instrument | None,
    adopted_on: date,
    in_force_on: date | None,
    mechanism: str,
    reports_every: int | None,
    has_complaints: bool,
    articles: Sequence[tuple[str, Mapping[str, str]]],
    actor: Actor,
    now: datetime,
) -> Instrument:
    """Correct the facts of an instrument that is not of the catalogue.

    Articles that are not named stay. Raises ValidationError by field.
    """
    actor = as_of(actor, now)
    authorise(actor, permissions.KEEP)
    instrument = Instrument.objects.select_for_update().get(pk=instrument.pk)
    if instrument.code in catalogue.by_code():
        raise ValidationError(_("The facts of this instrument come with Kenes."))
    before = _state_of(instrument)
    _set_facts(
        instrument,
        kind=kind,
        name=name,
        short=short,
        parent=parent,
        adopted_on=adopted_on,
        in_force_on=in_force_on,
        mechanism=mechanism,
        reports_every=reports_every,
        has_complaints=has_complaints,
    )
    instrument.save()
    rows = {one.number: one for one in instrument.obligations.all()}
    new = []
    for one in _listed(articles):
        if (row := rows.get(one.number)) is None:
            new.append(one)
        elif row.label != one.label:
            row.label = one.label
            row.save(update_fields=["label"])
    _added(instrument, new)
    if state := changed(before, _state_of(instrument)):
        publish(
            write("instrument.change", instrument, actor=actor, at=now, fields=sorted(state)),
            Said(subject=recorded.instrument_subject(instrument), state=state),
        )
    return instrument


@transaction.atomic
def enter_texts(
    instrument: Instrument,
    *,
    texts: Mapping[str, str],
    language: str,
    adding: bool = False,
    actor: Actor,
    now: datetime,
) -> Counts:
    """Enter the wording of articles in a language, by number; what differs is replaced.

    ``adding``: articles that are not listed here are added, without a label; else they are left
    out. Raises ValidationError by field; then nothing is entered.
    """
    actor = as_of(actor, now)
    authorise(actor, permissions.KEEP)
    instrument = Instrument.objects.select_for_update().get(pk=instrument.pk)
    if language not in LANGUAGES:
        raise ValidationError({"language": _("Choose a language of the body.")})
    if len(texts) > MOST_ARTICLES:
        raise ValidationError({"file": _("More than %(n)s articles.") % {"n": MOST_ARTICLES}})
    rows = {one.number: one for one in instrument.obligations.all()}
    kept = {number: tidied("file", text, most=LONGEST_ARTICLE) for number, text in texts.items()}
    new, differing, same = [], [], 0
    for number, text in kept.items():
        if not text or not is_number(number):
            raise ValidationError(
                {"file": _("Article %(number)s cannot be taken.") % {"number": number[:20]}}
            )
        row = rows.get(number)
        if row is None:
            new.append(_obligation(number, text={language: text}))
        elif row.text.get(language) == text:
            same += 1
        else:
            row.text = {**row.text, language: text}
            differing.append(row)
    new = new if adding else []
    if not new and not differing:
        return Counts(same=same)
    Obligation.objects.bulk_update(differing, ["text"])
    state = _added(instrument, new)
    for row in differing:
        state |= recorded.obligation_state(row)
    publish(
        write(
            "instrument.text",
            instrument,
            actor=actor,
            at=now,
            language=language,
            articles=len(new) + len(differing),
        ),
        Said(
            subject=recorded.instrument_subject(instrument), state=state, facts={"text": language}
        ),
    )
    return Counts(entered=len(new), changed=len(differing), same=same)


def _enter_known(
    known: catalogue.Known, here: Mapping[str, Instrument], actor: Actor, now: datetime
) -> Instrument:
    made = Instrument(code=known.code, **_known_facts(known, here))
    made.save()
    rows = [_obligation(one.number, one.label, themes=one.themes) for one in known.articles]
    state = recorded.instrument_facts(made) | _added(made, rows)
    publish(
        write("instrument.enter", made, actor=actor, at=now, code=made.code),
        Said(subject=recorded.instrument_subject(made), state=state),
    )
    return made


def _bring_up_to_date(
    instrument: Instrument,
    known: catalogue.Known,
    here: Mapping[str, Instrument],
    actor: Actor,
    now: datetime,
) -> bool:
    """True where something of it differed from the catalogue."""
    rows = {one.number: one for one in instrument.obligations.all()}
    state: State = {}
    facts = recorded.instrument_facts(instrument)
    for name, value in _known_facts(known, here).items():
        setattr(instrument, name, value)
    if differing := changed(facts, recorded.instrument_facts(instrument)):
        instrument.save()
        state |= differing
    new = []
    for article in known.articles:
        row = rows.get(article.number)
        wanted = (article.label, list(article.themes), place_of(article.number))
        if row is None:
            new.append(_obligation(article.number, article.label, themes=article.themes))
        elif (row.label, row.themes, row.order) != wanted:
            row.label, row.themes, row.order = wanted
            row.save(update_fields=["label", "themes", "order"])
            state |= recorded.obligation_state(row)
    state |= _added(instrument, new)
    if not state:
        return False
    publish(
        write("instrument.change", instrument, actor=actor, at=now, fields=sorted(state)),
        Said(subject=recorded.instrument_subject(instrument), state=state),
    )
    return True


def _known_facts(known: catalogue.Known, here: Mapping[str, Instrument]) -> dict[str, Any]:
    return {
        "kind": known.kind,
        "name": known.name,
        "short": known.short,
        "parent": here[known.parent] if known.parent else None,
        "adopted_on": known.adopted_on,
        "in_force_on": known.in_force_on,
        "mechanism": known.mechanism,
        "reports_every": known.reports_every,
        "has_complaints": known.has_complaints,
    }


def _set_facts(
    instrument: Instrument,
    *,
    kind: str,
    name: Mapping[str, str],
    short: Mapping[str, str],
    parent: Instrument | None,
    adopted_on: date,
    in_force_on: date | None,
    mechanism: str,
    reports_every: int | None,
    has_complaints: bool,
) -> None:
    """Raises ValidationError by field."""
    changes.check_day("adopted_on", adopted_on)
    changes.check_day("in_force_on", in_force_on)
    if in_force_on and in_force_on < adopted_on:
        raise ValidationError({"in_force_on": _("It was adopted later than this day.")})
    if parent is not None and (parent.parent_id or parent.pk == instrument.pk):
        raise ValidationError({"parent": _("Choose the treaty itself.")})
    if reports_every is not None and not 1 <= reports_every <= MOST_YEARS:
        raise ValidationError(
            {
                "reports_every": _("Give a number from %(least)s to %(most)s.")
                % {"least": 1, "most": MOST_YEARS}
            }
        )
    instrument.kind = changes.choice("kind", kind, InstrumentKind.values)
    instrument.name = changes.name("name", name)
    instrument.short = tidied_all("short", short, most=100)
    instrument.parent = parent
    instrument.adopted_on = adopted_on
    instrument.in_force_on = in_force_on
    instrument.mechanism = tidied("mechanism", mechanism, most=40)
    instrument.reports_every = reports_every
    instrument.has_complaints = has_complaints


def _listed(articles: Sequence[tuple[str, Mapping[str, str]]]) -> list[Obligation]:
    """Raises ValidationError on ``articles``."""
    if len(articles) > MOST_ARTICLES:
        raise ValidationError({"articles": _("More than %(n)s articles.") % {"n": MOST_ARTICLES}})
    found: dict[str, Obligation] = {}
    for number, label in articles:
        if not is_number(number):
            raise ValidationError(
                {"articles": _("This is no number of an article: %(number)s") % {"number": number}}
            )
        if number in found:
            raise ValidationError(
                {"articles": _("Article %(number)s stands there twice.") % {"number": number}}
            )
        found[number] = _obligation(number, tidied_all("articles", label, most=LONGEST_LABEL))
    return list(found.values())


def _obligation(
    number: str,
    label: Mapping[str, str] | None = None,
    *,
    themes: Iterable[str] = (),
    text: Mapping[str, str] | None = None,
) -> Obligation:
    """Not saved, of no instrument yet."""
    return Obligation(
        number=number,
        order=place_of(number),
        label=dict(label or {}),
        text=dict(text or {}),
        themes=list(themes),
    )


def _added(instrument: Instrument, rows: Sequence[Obligation]) -> State:
    for row in rows:
        row.instrument = instrument
    insert(Obligation, rows)
    state: State = {}
    for row in rows:
        state |= recorded.obligation_state(row)
    return state


def _state_of(instrument: Instrument) -> State:
    """Its facts and articles, as they are in the database now."""
    state = recorded.instrument_facts(instrument)
    for one in Obligation.objects.filter(instrument=instrument):
        state |= recorded.obligation_state(one)
    return state
