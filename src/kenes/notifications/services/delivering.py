"""From letters to the mail server: each is sent once at most, and kept until the server took it.

A letter is claimed, and that is committed, before a byte of it goes out. When Kenes is killed, or
the line breaks, between the server's taking it and our writing so, nobody can know whether it
arrived: it is not sent again, and said to be in doubt; the notice in the house remains.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import transaction

from kenes.notifications import calendars, links, words
from kenes.notifications.lifecycle import LetterStatus, Mode, letter_target, sources_of
from kenes.notifications.models import LONGEST_WAIT, Letter, Outage
from kenes.notifications.services.composing import weigh_again
from kenes.notifications.smtp import Outcome, Post

MOST = 1_000  # letters a pass
GIVE_UP = 60  # refusals of one letter, over more than two days
SHORTEST_WAIT = timedelta(minutes=1)
_REASON = 300  # characters kept of what a server says


def deliver(now: datetime, *, should_stop: Callable[[], bool] = lambda: False) -> int:
    """Send what is due over one connection; returns how many letters the server took.

    Only one pass at a time may call it: what is being sent when it begins was left by one that
    was killed.
    """
    _doubt_what_was_left(now)
    if (failing := outage()) and failing.holds(now):
        return 0
    due = list(Letter.objects.due(now).order_by("not_before", "pk").values_list("pk", flat=True))
    if not due:
        return 0
    post = Post()
    try:
        post.open()
    except OSError as error:
        _server_failed(str(error), now)
        return 0
    try:
        return _send_all(post, due[:MOST], now, should_stop)
    finally:
        post.close()


def troubles(since: datetime) -> dict[str, int]:
    """How many letters made since then were refused or are in doubt, by status."""
    found = Letter.objects.filter(
        status__in=[LetterStatus.DOUBTFUL, LetterStatus.REFUSED], made_at__gte=since
    )
    statuses = list(found.values_list("status", flat=True))
    return {status: statuses.count(status) for status in ("doubtful", "refused")}


def outage() -> Outage | None:
    """The mail server's failing, as long as it lasts."""
    return Outage.objects.first()


def _send_all(post: Post, due: list[int], now: datetime, should_stop: Callable[[], bool]) -> int:
    sent, broke_off = 0, False
    for pk in due:
        if should_stop():
            break
        letter = _claim(pk, now)
        if letter is None:
            continue
        outcome, said = post.send(_message(letter))
        if outcome is Outcome.AWAY and not broke_off:
            # A server may close a connection that lasts; a fresh one tells whether it is away.
            broke_off = True
            try:
                post.reopen()
            except OSError as error:
                said = str(error)
            else:
                outcome, said = post.send(_message(letter))
        _record(letter, outcome, said, now)
        if outcome is Outcome.ACCEPTED:
            sent, broke_off = sent + 1, False
        if outcome in {Outcome.AWAY, Outcome.DOUBTFUL}:
            _server_failed(said, now)
            return sent
    Outage.objects.all().delete()
    return sent


@transaction.atomic
def _claim(pk: int, now: datetime) -> Letter | None:
    """Take a letter for sending, by the wishes of this very moment; None: there is none."""
    letter = Letter.objects.select_for_update(of=("self",)).select_related("user").get(pk=pk)
    if letter.status not in sources_of("letter.claim"):
        return None
    if not weigh_again(letter, now):
        letter.status = letter_target("letter.drop", letter.status)
        letter.save(update_fields=["status"])
        return None
    letter.status = letter_target("letter.claim", letter.status)
    letter.claimed_at, letter.attempts = now, letter.attempts + 1
    letter.save()
    return letter


def _message(letter: Letter) -> EmailMessage:
    notices = list(letter.notices.all())
    stop = links.stop_url(
        letter.user_id,
        words.scope(notices, Mode(letter.mode)),
        letter.user.language,
    )
    message = EmailMultiAlternatives(
        letter.subject,
        letter.body,
        settings.DEFAULT_FROM_EMAIL,
        [letter.user.email],
        headers={
            "Message-ID": letter.message_id,
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    _add_calendars(
        message, calendars.parts(letter.user, notices, letter.claimed_at or letter.made_at)
    )
    return message


def _add_calendars(message: EmailMultiAlternatives, parts: Sequence[calendars.Part]) -> None:
    """A meeting is another form of the letter, which calendars offer to answer, and a file; of
    several each is a file: a letter has one such form."""
    if len(parts) == 1:
        text = parts[0].content.decode().replace("\r\n", "\n")  # the line ends are the letter's
        message.attach_alternative(text, f"text/calendar; method={parts[0].method}")
    for part in parts:
        message.attach(part.name, part.content, "application/ics")


@transaction.atomic
def _record(letter: Letter, outcome: Outcome, said: str, now: datetime) -> None:
    """Write down what became of a letter."""
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    letter.failure = said[:_REASON]
    if outcome is Outcome.ACCEPTED:
        letter.status, letter.sent_at = letter_target("letter.accept", letter.status), now
    elif outcome is Outcome.DOUBTFUL:
        letter.status = letter_target("letter.doubt", letter.status)
        _show_in_the_house(letter)
    elif outcome is Outcome.REFUSED and letter.attempts >= GIVE_UP:
        letter.status = letter_target("letter.refuse", letter.status)
        _show_in_the_house(letter)
    else:
        letter.status = letter_target("letter.retry", letter.status)
        if outcome is Outcome.AWAY:
            letter.attempts -= 1  # the server's failure is not the letter's
        else:
            letter.not_before = now + _wait(letter.attempts)
    letter.save()


@transaction.atomic
def _doubt_what_was_left(now: datetime) -> None:
    for letter in Letter.objects.select_for_update().filter(status=LetterStatus.SENDING):
        letter.status = letter_target("letter.doubt", letter.status)
        letter.failure = "Kenes was stopped while this letter was being sent."
        letter.save(update_fields=["status", "failure"])
        _show_in_the_house(letter)


def _show_in_the_house(letter: Letter) -> None:
    """Who wanted letters only finds here what may not have reached them."""
    letter.notices.filter(is_shown=False).update(is_shown=True)


def _server_failed(why: str, now: datetime) -> None:
    """Ask the server again later, and later still each time."""
    failing = outage() or Outage(pk=1, since=now, failures=0)
    failing.failures += 1
    failing.why = why[:_REASON]
    failing.retry_at = now + _wait(failing.failures)
    failing.save()


def _wait(failures: int) -> timedelta:
    """One minute, two, four … an hour at most."""
    return min(SHORTEST_WAIT * (1 << min(failures - 1, 10)), LONGEST_WAIT)
