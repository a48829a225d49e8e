"""The rank of treaties among the laws of the country, as pages say it beside treaties."""

from dataclasses import dataclass
from datetime import date

from kenes.languages.fields import picked
from kenes.law.services.treaty_rule import rule_on


@dataclass(frozen=True, kw_only=True)
class Rank:
    text: str
    language: str
    since: date


def rank_on(day: date) -> Rank | None:
    """What holds on a day; None while the house does not know it."""
    found = rule_on(day)
    if found is None:
        return None
    text, language = picked(found.rule)
    return Rank(text=text, language=language, since=found.since)
