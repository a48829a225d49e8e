"""What a reader must know beside the words of an act: when they apply, and which decide."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from kenes.languages.dates import written
from kenes.languages.types import Language
from kenes.law.models import Act, Text, Version


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Whether a version is what applies. ``tone`` as {% status %} has it."""

    words: str
    tone: str
    is_in_force: bool


def of_version(version: Version, others: list[Version], today: date) -> Standing:
    """``others``: the versions of the act, this one may be among them."""
    if version.on > today:
        words = _("Comes into force on %(day)s") % {"day": written(version.on)}
        return Standing(words=words, tone="wait", is_in_force=False)
    later = [one.on for one in others if one.on > version.on]
    following = min(later, default=None)
    if following is None or following > today:
        words = _("In force since %(day)s") % {"day": written(version.on)}
        return Standing(words=words, tone="done", is_in_force=True)
    words = _("In force from %(first)s to %(last)s; it reads otherwise now") % {
        "first": written(version.on),
        "last": written(following - timedelta(days=1)),
    }
    return Standing(words=words, tone="plain", is_in_force=False)


def prevails(act: Act, text: Text) -> str:
    """Which wording decides, said wherever one is read."""
    names = ", ".join(languages(act.prevailing))
    if text.language not in act.prevailing:
        return _("A translation: the wording that prevails is in %(languages)s.") % {
            "languages": names
        }
    if len(act.prevailing) > 1:
        return _("Wordings of equal force: %(languages)s.") % {"languages": names}
    return _("This wording prevails.")


def languages(codes: list[str]) -> tuple[str, ...]:
    return tuple(language(code) for code in codes)


def language(code: str) -> str:
    return str(Language(code).label)
