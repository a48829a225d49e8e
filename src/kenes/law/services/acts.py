"""Acts and their versions: entered once, never changed after."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.database.bulk import insert
from kenes.engines.lawtext import tree
from kenes.journal.services import write
from kenes.languages.dates import written
from kenes.languages.tidying import tidied, tidied_all
from kenes.languages.types import LANGUAGES, Language
from kenes.law import hashing, permissions, recorded, tracing, trees
from kenes.law.lifecycle import ActKind
from kenes.law.models import Act, ActWord, Moved, Provision, Text, Version
from kenes.law.services import changes
from kenes.members import naming
from kenes.members.actors import as_of
from kenes.record.services.publishing import Said, publish
from kenes.record.subjects import changed

MOST_PROVISIONS = 100_000
LONGEST_NUMBER = 40  # characters
LONGEST_ADDRESS = 200


@transaction.atomic
def enter(
    *,
    code: str,
    kind: str,
    name: Mapping[str, str],
    short: Mapping[str, str] | None = None,
    official_number: str = "",
    enacted_on: date,
    prevailing: Sequence[str],
    source: str = "",
    actor: Actor,
    now: datetime,
) -> Act:
    """Enter an act; its wording follows version by version. Raises ValidationError by field."""
    actor = as_of(actor, now)
    authorise(actor, permissions.KEEP)
    changes.check_day("enacted_on", enacted_on)
    languages = _prevailing(prevailing)
    kept = changes.code(code, most=60)
    if Act.objects.filter(code=kept).exists():
        raise ValidationError({"code": _("There is an act with this short name already.")})
    act = Act.objects.create(
        code=kept,
        kind=changes.choice("kind", kind, ActKind.values),
        name=changes.name("name", name),
        short=tidied_all("short", short or {}, most=100),
        official_number=tidied("official_number", official_number, most=40),
        enacted_on=enacted_on,
        prevailing=languages,
        source=tidied("source", source, most=300),
        entered_at=now,
    )
    _find_by_names(act)
    publish(
        write("act.enter", act, actor=actor, at=now, code=act.code),
        Said(subject=recorded.act_subject(act), state=recorded.act_facts(act)),
    )
    return act


@transaction.atomic
def change(act: Act, *, facts: Mapping[str, Any], actor: Actor, now: datetime) -> Act:
    """Put name, short, official_number, prevailing or source right. Raises ValidationError."""
    actor = as_of(actor, now)
    authorise(actor, permissions.KEEP)
    act = Act.objects.select_for_update().get(pk=act.pk)
    before = recorded.act_facts(act)
    if "name" in facts:
        act.name = changes.name("name", facts["name"])
    if "short" in facts:
        act.short = tidied_all("short", facts["short"], most=100)
    if "official_number" in facts:
        act.official_number = tidied("official_number", facts["official_number"], most=40)
    if "source" in facts:
        act.source = tidied("source", facts["source"], most=300)
    if "prevailing" in facts:
        act.prevailing = _prevailing(facts["prevailing"])
    state = changed(before, recorded.act_facts(act))
    if not state:
        raise ValidationError(_("Nothing has changed."))
    act.save()
    _find_by_names(act)
    publish(
        write("act.change", act, actor=actor, at=now, code=act.code),
        Said(subject=recorded.act_subject(act), state=state),
    )
    return act


@transaction.atomic
def enter_version(
    act: Act,
    *,
    on: date,
    text: tree.Act,
    amended_by: Mapping[str, str] | None = None,
    note: Mapping[str, str] | None = None,
    actor: Actor,
    now: datetime,
) -> Text:
    """Enter the wording of an act as it reads from a day on, in one language.

    A version of that day in another language is the same version. A day before that of the
    newest version is refused: a version once entered stays the one before the next. Raises
    ValidationError by field.
    """
    actor = as_of(actor, now)
    authorise(actor, permissions.KEEP)
    act = Act.objects.select_for_update().get(pk=act.pk)
    version = check_version(act, on, text.language)
    rows = check_text(text)
    if version is None:
        version = Version.objects.create(
            act=act,
            on=on,
            amended_by=tidied_all("amended_by", amended_by or {}, most=1_000),
            note=tidied_all("note", note or {}),
            entered_at=now,
        )
    made = Text.objects.create(
        version=version,
        language=text.language,
        title=text.title,
        preamble=text.preamble,
        ending=text.ending,
        count=len(rows),
        sha256=hashing.of_rows(
            text.title,
            text.preamble,
            text.ending,
            (tuple(getattr(row, name) for name in hashing.FIELDS) for row in rows),
        ),
        entered_at=now,
    )
    for row in rows:
        row.of = made
    insert(Provision, rows)
    _trace(made, text)
    publish(
        write(
            "version.enter",
            act,
            actor=actor,
            at=now,
            version=on.isoformat(),
            language=made.language,
            provisions=made.count,
        ),
        Said(subject=recorded.act_subject(act), state=recorded.version_state(version)),
    )
    return made


def check_text(text: tree.Act) -> list[Provision]:
    """The provisions of a text, of no version yet.

    Raises ValidationError when there are none, too many, or numbers that no act has.
    """
    rows = list(trees.rows_of(text))
    if not rows:
        raise ValidationError({"text": _("There is no provision in this text.")})
    if len(rows) > MOST_PROVISIONS:
        raise ValidationError({"text": _("More than %(n)s provisions.") % {"n": MOST_PROVISIONS}})
    for row in rows:
        if len(row.number) > LONGEST_NUMBER or len(row.anchor) > LONGEST_ADDRESS:
            told = {"address": row.anchor[:LONGEST_NUMBER]}
            raise ValidationError(
                {"text": _("The number of a provision is too long: %(address)s…") % told}
            )
    return rows


def check_version(act: Act, on: date, language: str) -> Version | None:
    """The version of that day, if it is there and lacks the language; None for a new one.

    Raises ValidationError when no text of that day and language can be entered.
    """
    if language not in LANGUAGES:
        raise ValidationError({"language": _("Choose a language of the body.")})
    changes.check_day("on", on)
    if on < act.enacted_on:
        raise ValidationError({"on": _("The act was enacted later than this day.")})
    version = Version.objects.filter(act=act, on=on).first()
    newest = Version.objects.filter(act=act).order_by("-on").first()
    if version is None and newest is not None and on < newest.on:
        raise ValidationError(
            {
                "on": _("There is a version of %(day)s already, which is later.")
                % {"day": written(newest.on)}
            }
        )
    if version is not None and version.texts.filter(language=language).exists():
        raise ValidationError(
            {
                "language": _("The version of %(day)s is there in this language: %(language)s.")
                % {"day": written(on), "language": Language(language).label}
            }
        )
    return version


def _trace(made: Text, text: tree.Act) -> None:
    """Keep where provisions have other addresses than in the text before, and in the next one."""
    others = Text.objects.filter(version__act=made.version.act_id, language=made.language)
    day = made.version.on
    before = others.filter(version__on__lt=day).order_by("-version__on").first()
    after = others.filter(version__on__gt=day).order_by("version__on").first()
    if before is not None:
        _keep_moves(trees.act_of(before), text, of=made)
    if after is not None:
        Moved.objects.filter(of=after).delete()
        _keep_moves(text, trees.act_of(after), of=after)


def _keep_moves(old: tree.Act, new: tree.Act, *, of: Text) -> None:
    moves = list(tracing.moves(old, new))
    for one in moves:
        one.of = of
    insert(Moved, moves)


def _prevailing(given: Sequence[str]) -> list[str]:
    languages = [one for one in LANGUAGES if one in given]
    if not languages:
        raise ValidationError({"prevailing": _("Say which language prevails.")})
    return languages


def _find_by_names(act: Act) -> None:
    """Let the act be found by the words of its names and its number."""
    act.words.all().delete()
    said = (*act.name.values(), *act.short.values(), act.official_number, act.code)
    words = {word: None for text in said for word in naming.words_of(text)}
    ActWord.objects.bulk_create(ActWord(of=act, word=word.encode()) for word in words)
