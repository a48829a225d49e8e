"""From notices to letters: a notice is in one letter, and no letter is about nothing.

What waits is weighed by the wishes of this moment. A letter and the mark on its notices are one
transaction.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from kenes.accounts.models import User
from kenes.notifications import links, words
from kenes.notifications.lifecycle import Mode
from kenes.notifications.models import Letter, Notice, Round
from kenes.notifications.services.choosing import Choices
from kenes.notifications.services.reading import may_still_know

DIGEST_AT = time(8)  # of the house's zone
WEEK_BEGINS = 0  # Monday
PAUSE = timedelta(minutes=10)  # between two letters "at once" to one person


@dataclass(frozen=True, kw_only=True)
class _Turn:
    """A digest that may be made now: its name, and the last notice it may hold."""

    mode: Mode
    day: date
    through: int


def compose(now: datetime) -> int:
    """Make every letter that is due; returns how many were made."""
    turns = {turn.mode: turn for turn in _turns(now)}
    waiting: dict[int, list[tuple[int, str]]] = defaultdict(list)
    rows = Notice.objects.waiting().values_list("user_id", "pk", "category")
    for user_id, pk, category in rows:
        waiting[user_id].append((pk, category))
    choices, made = Choices.of(waiting.keys()), 0
    for user_id, own in waiting.items():
        if any(_is_due(choices, user_id, category, pk, turns) for pk, category in own):
            made += _for_one(user_id, turns, now)
    return made


def digest_day(now: datetime, mode: Mode) -> date:
    """The day whose digest is due at a moment: of a week, its Monday."""
    local = timezone.localtime(now)
    day = local.date() if local.time() >= DIGEST_AT else local.date() - timedelta(days=1)
    if mode == Mode.WEEKLY:
        day -= timedelta(days=(day.weekday() - WEEK_BEGINS) % 7)
    return day


def _turns(now: datetime) -> Iterable[_Turn]:
    """The latest round of each kind of digest; a day that has none yet gets one."""
    for mode in (Mode.DAILY, Mode.WEEKLY):
        day = digest_day(now, mode)
        if not Round.objects.filter(mode=mode, day=day).exists():
            newest = Notice.objects.aggregate(last=Max("pk"))["last"] or 0
            Round.objects.get_or_create(
                mode=mode, day=day, defaults={"through": newest, "made_at": now}
            )
        latest = Round.objects.filter(mode=mode).latest("pk")
        yield _Turn(mode=mode, day=latest.day, through=latest.through)


def _is_due(
    choices: Choices, user_id: int, category: str, pk: int, turns: dict[Mode, _Turn]
) -> bool:
    mode = choices.wish(user_id, category).email
    return mode not in turns or pk <= turns[mode].through


@transaction.atomic
def _for_one(user_id: int, turns: dict[Mode, _Turn], now: datetime) -> int:
    """The letters of one person that are due."""
    user = User.objects.select_for_update().get(pk=user_id)
    notices = list(Notice.objects.waiting().filter(user=user).order_by("pk"))
    choices, by_mode = Choices.of({user_id}), defaultdict(list)
    for notice in notices:
        notice.user = user
        mode = choices.wish(user_id, notice.category).email
        if not _is_wanted(user, notice, mode):
            mode = Mode.NONE
        if mode not in turns or notice.pk <= turns[mode].through:
            by_mode[mode].append(notice)
    _settle(by_mode.pop(Mode.NONE, []))
    made = 0
    for mode, some in by_mode.items():
        if mode in turns:
            key = f"{mode}:{user_id}:{turns[mode].day}"
        elif _pauses(user, now):
            continue
        else:
            key = f"act:{some[0].act_id}:{user_id}:{some[0].pk}"
        made += _make(user, mode, key, some, now)
    return made


def _is_wanted(user: User, notice: Notice, mode: Mode) -> bool:
    """What was read in the house already is no news; an account that is closed gets no letters."""
    return mode != Mode.NONE and notice.read_at is None and user.is_active and user.has_joined


def _settle(notices: Collection[Notice]) -> None:
    Notice.objects.filter(pk__in=[one.pk for one in notices]).update(is_waiting=False)


def _pauses(user: User, now: datetime) -> bool:
    """Whether the last letter "at once" is so recent that the next waits to take more along."""
    letters = Letter.objects.filter(user=user, mode=Mode.AT_ONCE).order_by("-made_at")
    return any(abs(now - letter.made_at) < PAUSE for letter in letters[:1])


def _make(user: User, mode: Mode, key: str, notices: Sequence[Notice], now: datetime) -> int:
    if Letter.objects.filter(key=key).exists():  # their digest of this day is out already
        return 0
    told = words.letter(user, notices, mode, now)
    letter = Letter.objects.create(
        user=user,
        key=key,
        mode=mode,
        message_id=links.message_id(key),
        subject=told.subject,
        body=told.body,
        made_at=now,
        not_before=now,
    )
    pks = [notice.pk for notice in notices]
    Notice.objects.filter(pk__in=pks).update(is_waiting=False, letter=letter)
    return 1


def weigh_again(letter: Letter, now: datetime) -> bool:
    """Before a letter goes out: leave out what its reader does not want, or may not know, any
    more. False when nothing is left of it. Call inside a transaction that holds the letter."""
    user = letter.user
    choices, today = Choices.of({user.pk}), timezone.localdate(now)
    notices = list(letter.notices.select_related("act", "user").order_by("pk"))
    kept = [
        notice
        for notice in notices
        if choices.wish(user.pk, notice.category).email != Mode.NONE
        and may_still_know(notice, today)
    ]
    if not kept or not user.is_active or not user.has_joined:
        return False
    if len(kept) < len(notices):
        told = words.letter(user, kept, Mode(letter.mode), now)
        letter.subject, letter.body = told.subject, told.body
        gone = {notice.pk for notice in notices} - {notice.pk for notice in kept}
        Notice.objects.filter(pk__in=gone).update(letter=None)
    return True
