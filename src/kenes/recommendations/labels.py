"""The names of coded facts in the reader's language, and the codes of names people type."""

from collections.abc import Mapping
from functools import lru_cache, partial

from django.core.cache import cache
from django.utils.translation import gettext as _

from kenes.engines import undocs
from kenes.engines.undocs import states, vocab
from kenes.engines.wordforms import fold
from kenes.languages import vocabularies
from kenes.languages.types import (
    LANGUAGES,
    Language,
    TranslationState,
    current_language,
    in_order,
)
from kenes.members.models import Body
from kenes.recommendations.index.keys import NONE
from kenes.recommendations.lifecycle import Grade, Position, RequestedAction, Stage
from kenes.recommendations.models import Document, LawStanding, Standing

VOCABULARIES: dict[str, Mapping[str, Mapping[str, str]]] = {
    "theme": vocab.THEMES,
    "affected": vocab.AFFECTED,
    "sdg": vocab.SDGS,
    "mechanism": vocab.MECHANISMS,
}
_CHOICES = {"position": Position, "action": RequestedAction, "stage": Stage, "language": Language}
_GRADES = frozenset({"assessed_state", "assessed_civil"})
_STATES = frozenset({"state", "country"})


def label(field: str, code: str) -> str:
    """The name of ``code`` in the reader's language; the code itself when it has no name.

    ``field`` is a facet of the search index, or "source" for the kind of a document.
    """
    if not code:
        return ""
    if field in _STATES:
        return states.name_of(code, current_language()) or _own_country(code) or code
    if field == "standing":
        known = "" if code == NONE else code
        return str(Standing(known).label) if known in Standing.values else code
    if field in VOCABULARIES:
        return _first(VOCABULARIES[field].get(code, {})) or code
    if field in _CHOICES:
        choices = _CHOICES[field]
        return str(choices(code).label) if code in choices.values else code
    if field in _GRADES:
        if code == NONE:
            return _("no assessment yet")
        return str(Grade(code).label) if code in Grade.values else code
    return _other(field, code)


def code(field: str, name: str) -> str:
    """The code of a name typed in any of the languages, or of a code typed as it is; else ""."""
    if known := _codes(field).get(fold(name).strip()):
        return known
    return (states.alpha3(name) or "") if field in _STATES else ""


def document_label(pk: str) -> str:
    """What a document is called; its number when it is gone."""
    if pk.isdecimal() and len(pk) < 18 and (document := Document.objects.filter(pk=pk).first()):
        return str(document)
    return pk


def facet_name(field: str) -> str:
    """What a facet is called over its list."""
    names = {
        "position": _("Position of the State"),
        "stage": _("Stage of work"),
        "assessed_state": _("Assessment by the State"),
        "assessed_civil": _("Assessment by civil society"),
        "standing": _("Both sides’ assessments"),
        "law": _("Change in law"),
        "action": _("Requested action"),
        "mechanism": _("Mechanism"),
        "country": _("Country concerned"),
        "state": _("Recommending State"),
        "theme": _("Theme"),
        "affected": _("Affected group"),
        "sdg": _("Sustainable Development Goal"),
        "session": _("Session"),
        "cycle": _("Cycle"),
        "year": _("Year"),
        "language": _("Prevailing language"),
        "translation": _("Translation"),
        "incomplete": _("Completeness"),
        "document": _("Document"),
        "symbol": _("Document symbol"),
    }
    return names[field]


def _other(field: str, code: str) -> str:
    if field == "law":
        known = "" if code == NONE else code
        return str(LawStanding(known).label) if known in LawStanding.values else code
    if field == "incomplete":
        return _("incomplete record") if code == "yes" else _("complete record")
    if field == "translation":
        language, _dash, state = code.partition("-")
        if language not in LANGUAGES:
            return code
        name = _("no text") if state == NONE else _state(state)
        return _("%(language)s: %(state)s") % {
            "language": Language(language).label,
            "state": name,
        }
    if field == "source":
        return _sources().get(code, code)
    return document_label(code) if field == "document" else code


def _state(state: str) -> str:
    return str(TranslationState(state).label) if state in TranslationState.values else state


def _sources() -> dict[str, str]:
    return {
        undocs.Kind.UPR_REPORT: _("report of the UPR Working Group"),
        undocs.Kind.ADDENDUM: _("addendum with the State’s positions"),
        undocs.Kind.MATRIX: _("thematic list of OHCHR"),
        undocs.Kind.UHRI_XLSX: _("UHRI export, table"),
        undocs.Kind.UHRI_JSON: _("UHRI export, JSON"),
        undocs.Kind.UPR_INFO: _("UPR Info data"),
        undocs.Kind.TABLE: _("another table"),
    }


def _own_country(code: str) -> str:
    """The name the body gives its country, where the UN's list has none; kept for a minute."""
    names: dict[str, dict[str, str]] = cache.get_or_set("own-country", _country_names, 60) or {}
    return _first(names.get(code, {}))


def _country_names() -> dict[str, dict[str, str]]:
    return dict(Body.objects.exclude(country="").values_list("country", "country_name"))


def _first(names: Mapping[str, str]) -> str:
    return next((names[c] for c in in_order(current_language()) if names.get(c)), "")


@lru_cache
def _codes(field: str) -> dict[str, str]:
    """``folded name or code -> code``; a name two codes share belongs to the first."""
    if field in _STATES:
        known: Mapping[str, Mapping[str, str]] = {
            alpha3: {language: states.name_of(alpha3, language) for language in LANGUAGES}
            for alpha3 in states.ALPHA2
        }
    else:
        known = VOCABULARIES.get(field, {})
    codes: dict[str, str] = {}
    for one, names in known.items():
        for name in (one, *names.values()):
            codes.setdefault(fold(name).strip(), one)
    return codes


def register_vocabularies() -> None:
    for field in VOCABULARIES:
        vocabularies.register(field, partial(label, field))
