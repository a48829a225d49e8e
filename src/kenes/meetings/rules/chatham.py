"""The Chatham House rule: what is said is told, who said it is not.

Texts about a confidential item are searched for the names of those who were there. Names are
found in the forms that Kazakh and Russian give them: by their beginning, with an ending or none.
"""

import re
from collections.abc import Iterable
from typing import Final

from kenes.languages.types import LANGUAGES
from kenes.meetings.models import Meeting
from kenes.members.models import OfPerson, Organisation

MASK: Final = "[…]"
# Fewer people of a chamber than this are told by its name alone: then none is named.
ENOUGH: Final = 3
_ENDINGS = "аеиоуыэюяіңөүұьй"
_ENDING = r"\w{0,6}"
_NOTHING = re.compile(r"(?!)")


def persons_of(meeting: Meeting) -> list[OfPerson]:
    """Those who were there or invited, under every writing of their name; two queries."""
    return [*meeting.presences.all(), *meeting.invitations.all()]


class Names:
    """The names of some persons and organisations, to be found in a text."""

    def __init__(
        self, persons: Iterable[OfPerson], organisations: Iterable[Organisation] = ()
    ) -> None:
        whole = {name for person in persons for name in _writings(person)}
        words = {word for name in whole for word in name.split() if word[:1].isupper()}
        named = {
            getattr(one, f"name_{code}").strip() for one in organisations for code in LANGUAGES
        }
        self._persons = _any((_phrase(name) for name in whole), re.IGNORECASE)
        self._organisations = _any((_phrase(name) for name in named), re.IGNORECASE)
        self._words = _any(_word(word) for word in words if len(word) > 2)

    def masked(self, text: str) -> str:
        """The text without them."""
        for pattern in (self._persons, self._organisations, self._words):
            text = pattern.sub(MASK, text)
        return text

    def person_in(self, text: str) -> str:
        """A person's whole name as the text has it; "" for none."""
        found = self._persons.search(text)
        return found.group() if found else ""

    def any_in(self, text: str) -> str:
        """Whatever may be a name: of a person, a part of it, or of an organisation."""
        for pattern in (self._persons, self._organisations, self._words):
            if found := pattern.search(text):
                return found.group()
        return ""


def _writings(person: OfPerson) -> Iterable[str]:
    for name in (person.person_name, person.person_name_kk, person.person_name_ru):
        if len(tidy := " ".join(name.split())) > 2:
            yield tidy


def _phrase(name: str) -> str:
    return r"\s+".join(_stem(word) for word in name.split())


def _stem(word: str) -> str:
    """Short words stand as they are; of longer ones the end may be another."""
    if len(word) < 4:
        return re.escape(word)
    kept = word[:-1] if word[-1].casefold() in _ENDINGS else word
    return re.escape(kept) + _ENDING


def _word(word: str) -> str:
    """One word of a name by itself: only whole, where its beginning would fit other words."""
    return _stem(word) if len(word) > 4 else re.escape(word)


def _any(patterns: Iterable[str], flags: int = 0) -> re.Pattern[str]:
    """One pattern for all, the longest first; empty names are none."""
    wanted = sorted({one for one in patterns if one}, key=len, reverse=True)
    if not wanted:
        return _NOTHING
    return re.compile(rf"(?<!\w)(?:{'|'.join(wanted)})(?!\w)", flags)
