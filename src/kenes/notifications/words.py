"""The text of a letter: who did what, one link each, and how to stop such letters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import ngettext

from kenes.accounts.models import User
from kenes.languages.dates import written
from kenes.notifications import links
from kenes.notifications.lifecycle import Category, Mode
from kenes.notifications.models import Notice
from kenes.notifications.titles import plain, sentence

LISTED = 50  # notices in one letter; the rest is counted
LONGEST_SUBJECT = 150  # characters


@dataclass(frozen=True, kw_only=True)
class Told:
    """Subject and body of a letter."""

    subject: str
    body: str


@dataclass(frozen=True, kw_only=True)
class Item:
    """One notice in a letter."""

    sentence: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Section:
    """The notices of one category."""

    heading: str
    items: tuple[Item, ...]


def letter(user: User, notices: Sequence[Notice], mode: Mode, now: datetime) -> Told:
    """A letter about some notices in its reader's language."""
    with translation.override(user.language):
        shown = [
            (notice.category, Item(sentence=sentence(notice.title, notice.facts), url=link))
            for notice in notices[:LISTED]
            for link in [links.follow_url(notice, user.language)]
        ]
        is_single = len(notices) == 1
        body = render_to_string(
            "notifications/email/letter.txt",
            {
                "name": plain(user.full_name),
                "sections": _sections(shown),
                "is_single": is_single,
                "more": len(notices) - len(shown),
                "all_url": links.whole("notifications:notices", language=user.language),
                "stop_url": links.stop_url(user.pk, scope(notices, mode), user.language),
            },
        )
        subject = shown[0][1].sentence if is_single else _subject(len(notices), now)
    return Told(subject=_short(subject), body=body.strip() + "\n")


def scope(notices: Sequence[Notice], mode: Mode) -> set[str]:
    """What the link of a letter stops: all digests of its kind, or what it was about."""
    if mode in {Mode.DAILY, Mode.WEEKLY}:
        return {mode.value}
    return {notice.category for notice in notices}


def _subject(count: int, now: datetime) -> str:
    said = ngettext("%(n)s notice, %(day)s", "%(n)s notices, %(day)s", count)
    return said % {"n": count, "day": written(timezone.localdate(now))}


def _short(subject: str) -> str:
    line = plain(subject)
    return line if len(line) <= LONGEST_SUBJECT else line[: LONGEST_SUBJECT - 1].rstrip() + "…"


def _sections(shown: Sequence[tuple[str, Item]]) -> list[Section]:
    """The items under their categories, in the order of the page of choices."""
    return [
        Section(heading=str(category.label), items=items)
        for category in Category
        if (items := tuple(item for of, item in shown if of == category))
    ]
