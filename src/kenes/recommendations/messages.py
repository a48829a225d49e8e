"""The sentences for what an engine refuses or doubts, in the reader's language."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kenes.recommendations.models import Import

# code -> sentence; placeholders are the facts the engine gives with the code.
ERRORS = {
    "too-large": gettext_noop("%(name)s is too large: %(size)s; at most %(limit)s is read."),
    "wrong-type": gettext_noop("%(name)s is not what its name says, or no kind that is read."),
    "unsafe": gettext_noop("%(name)s was refused before it was opened."),
    "empty": gettext_noop("%(name)s is empty."),
    "damaged": gettext_noop("%(name)s is damaged or was cut short. Ask for the file again."),
    "encrypted": gettext_noop("%(name)s is locked with a password. Save it without one."),
    "scanned": gettext_noop(
        "%(name)s holds pictures of pages without text (pages %(pages)s). "
        "Find the published text version."
    ),
    "not-understood": gettext_noop("%(name)s can be read, but is no document of a known kind."),
    "mapping-needed": gettext_noop(
        "The columns of %(name)s are not known. Say which column holds what."
    ),
    "internal": gettext_noop("Reading stopped unexpectedly. The register is as it was."),
}


# Why a row is worth a second look; the engine's doubt codes.
DOUBTS = {
    "state-unknown": gettext_noop("No State is known by the name “%(name)s”."),
    "country-unknown": gettext_noop("No country is known by the name “%(name)s”."),
    "no-states": gettext_noop("No recommending State was found."),
    "heading-unclear": gettext_noop("The heading does not tell the position of the State."),
    "number-gap": gettext_noop("The number %(number)s does not follow the one before it."),
    "number-misprinted": gettext_noop(
        "The source prints another number; by its place it is %(number)s."
    ),
    "text-missing": gettext_noop("Nothing stands under %(number)s."),
    "cells-wrong": gettext_noop("The row has %(found)s cells; the heading has %(expected)s."),
    "shifted": gettext_noop(
        "“%(value)s” cannot stand in the column %(column)s; the row may be shifted."
    ),
    "date-unclear": gettext_noop("“%(value)s” in the column %(column)s is no date."),
    "report-missing": gettext_noop(
        "Recommendation %(number)s of %(symbol)s is not in the register: read in the report first."
    ),
    "type-missing": gettext_noop("The source does not say what kind of record this is."),
    "country-missing": gettext_noop("The source does not say which country is concerned."),
}


class _Facts(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"


def error_sentence(code: str, facts: Mapping[str, str], name: str) -> str:
    """The sentence for an engine's error code; unknown codes fall back to the general one."""
    template = _(ERRORS.get(code, ERRORS["internal"]))
    return template % _Facts({"name": name, **facts})


def say(import_: Import) -> str:
    """Why an import failed."""
    return error_sentence(import_.error_code, import_.error_facts, import_.document.name)


def doubt_sentence(code: str, facts: Mapping[str, str]) -> str:
    """The sentence for a doubt; a code without one is shown as it is."""
    template = DOUBTS.get(code)
    return _(template) % _Facts(facts) if template else code
