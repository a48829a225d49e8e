"""What is agreed and still not done as an Atom feed, in each language."""

import re
from collections.abc import Callable
from datetime import date, datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from kenes.implementation.still import Row
from kenes.languages.dates import written

ENTRIES = 50
_TITLE = 160  # characters of a text that stand in its entry's title
# What XML cannot carry at all, escaped or not.
_UNSPEAKABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


class Feed(Atom1Feed):
    """Dated by its newest entry, or by the day when there is none: never by the clock."""

    empty_at: datetime

    def latest_post_date(self) -> datetime:
        dates = [item["updateddate"] for item in self.items]
        return max(dates, default=self.empty_at)


def still(
    rows: tuple[Row, ...], *, language: str, today: date, absolute: Callable[[str], str]
) -> str:
    """The feed as XML. ``absolute`` makes an address whole.

    An entry's id is the permanent address of its number, the same in every language; it is
    updated when what is agreed about it begins anew.
    """
    here = absolute(reverse("implementation:still_feed"))
    feed = Feed(
        title=_("Agreed by both sides and still not done"),
        link=absolute(reverse("implementation:still")),
        description=_("What the body adopted or both sides say is not done, the newest first."),
        language=language,
        feed_url=here,
        feed_guid=here,
    )
    feed.empty_at = _at(today)
    for row in rows:
        text = row.text.text if row.text else ""
        feed.add_item(
            title=clean(f"{row.number}: {Truncator(' '.join(text.split())).chars(_TITLE)}"),
            link=absolute(row.url),
            description=summary(row, text),
            unique_id=absolute(f"/{row.number}"),
            unique_id_is_permalink=False,
            pubdate=_at(row.since),
            updateddate=_at(row.since),
        )
    return feed.writeString("utf-8")


def summary(row: Row, text: str) -> str:
    """The entry as HTML: what is recommended, how it was agreed, who is asked to act by when."""
    lines = [text, row.how]
    lines += [
        _("%(side)s, %(day)s: %(grade)s.")
        % {"side": capfirst(said.label), "day": written(said.on), "grade": said.grade}
        for said in row.says
    ]
    for party in row.parties:
        if party.due_on is None:
            lines.append(_("Addressed to %(name)s.") % {"name": party.name})
        else:
            lines.append(
                _("Addressed to %(name)s, by %(day)s.")
                % {"name": party.name, "day": written(party.due_on)}
            )
    return "".join(f"<p>{escape(clean(line))}</p>" for line in lines if line)


def clean(text: str) -> str:
    """Without the signs that XML cannot carry."""
    return _UNSPEAKABLE.sub("", text)


def _at(day: date) -> datetime:
    """The moment the local day begins."""
    return timezone.make_aware(datetime.combine(day, time.min))
