"""The clock: each reminder once for each deadline, whatever the clock does."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from kenes.journal.models import Entry
from kenes.members.models import ByLaws, Organisation
from kenes.replies.models import Reminder, Request
from kenes.replies.services import clock
from kenes.replies.services.withdrawing import withdraw
from kenes.replies.tests.conftest import NOW, Table


def on(day: date, hour: int = 4) -> datetime:
    """A moment of a day; at 4 in UTC it is the same day in Almaty."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def sent() -> list[tuple[str, str, str]]:
    rows = Reminder.objects.order_by("id").select_related("request")
    return [(one.request.number, one.kind, one.due_on.isoformat()) for one in rows]


REMINDED = date(2026, 3, 23)
DUE = date(2026, 4, 1)


def test_a_reminder_comes_on_the_by_laws_day_and_once_more_after_the_due_date(
    table: Table,
) -> None:
    request = table.ask()
    assert (request.remind_on, request.due_on) == (REMINDED, DUE)
    said = {}
    day = NOW.date()
    while day <= date(2026, 4, 20):
        if made := clock.tick(on(day)):
            (one,) = Reminder.objects.filter(pk__in=made)
            said[day] = one.kind
        day += timedelta(days=1)
    assert said == {REMINDED: "before_due", date(2026, 4, 2): "overdue"}


def test_the_by_laws_say_on_which_day(table: Table) -> None:
    ByLaws.objects.create(
        number=1,
        values={"reminder_day": 10, "reply_days_state": 20},
        starts_on=date(2026, 1, 1),
        decision="1",
        adopted_at=NOW,
    )
    request = table.ask()
    assert (request.remind_on, request.due_on) == (date(2026, 3, 12), date(2026, 3, 26))
    # Later by-laws move no clock that runs.
    ByLaws.objects.create(
        number=2, values={"reminder_day": 2}, starts_on=date(2026, 3, 3), decision="2",
        adopted_at=NOW,
    )  # fmt: skip
    assert clock.tick(on(date(2026, 3, 11))) == []
    assert len(clock.tick(on(date(2026, 3, 12)))) == 1


@pytest.mark.parametrize(("days", "expected"), [(1, None), (2, date(2026, 3, 3)), (9, None)])
def test_a_short_time_is_reminded_of_on_the_day_before_or_not_at_all(
    table: Table, days: int, expected: date | None
) -> None:
    request = table.ask(days=days)
    if days == 9:  # 11 March: the day before, though the by-laws say the twenty-first day
        assert (request.due_on, request.remind_on) == (date(2026, 3, 11), date(2026, 3, 10))
    else:
        assert request.remind_on == expected


def test_two_ticks_at_the_same_time_remind_once(table: Table) -> None:
    table.ask()
    table.ask(text="Another")
    made = clock.tick(on(REMINDED))
    assert len(made) == 2
    assert clock.tick(on(REMINDED)) == []
    assert clock.tick(on(REMINDED, hour=15)) == []
    assert len(sent()) == 2


def test_a_jump_over_both_days_sends_the_later_one_only(table: Table) -> None:
    table.ask()
    assert len(clock.tick(on(date(2026, 6, 1)))) == 1
    assert sent() == [("Q-2026-001", "overdue", "2026-04-01")]


def test_a_clock_that_goes_back_sends_nothing_twice_nor_an_earlier_kind(table: Table) -> None:
    table.ask()
    clock.tick(on(date(2030, 1, 1)))  # a wrong clock
    for day in (REMINDED, DUE, date(2026, 4, 2), date(2030, 1, 2)):
        assert clock.tick(on(day)) == []
    assert len(sent()) == 1


def test_a_late_tick_still_reminds_before_the_due_date_and_on_it(table: Table) -> None:
    table.ask()
    assert len(clock.tick(on(DUE))) == 1
    assert sent()[0][1] == "before_due"


def test_an_extended_deadline_has_reminders_of_its_own(table: Table) -> None:
    request = table.ask()
    clock.tick(on(REMINDED))
    later = date(2026, 4, 30)
    table.reply(request, kind="more_time", until=later, now=on(date(2026, 3, 25)))
    assert clock.tick(on(date(2026, 4, 2))) == []  # nothing is overdue any more
    assert len(clock.tick(on(date(2026, 4, 21)))) == 1
    assert len(clock.tick(on(date(2026, 5, 1)))) == 1
    assert sent() == [
        ("Q-2026-001", "before_due", "2026-04-01"),
        ("Q-2026-001", "before_due", "2026-04-30"),
        ("Q-2026-001", "overdue", "2026-04-30"),
    ]


def test_an_extension_of_a_few_days_is_reminded_of_tomorrow_at_the_earliest(table: Table) -> None:
    request = table.ask()
    table.reply(request, kind="more_time", until=date(2026, 4, 3), now=on(date(2026, 4, 1)))
    request.refresh_from_db()
    assert request.remind_on == date(2026, 4, 2)


def test_who_has_replied_or_is_asked_no_more_is_not_reminded(table: Table) -> None:
    table.reply(table.ask())
    withdraw(table.ask(text="Two"), actor=table.actor("clara"), now=NOW)
    referred = table.ask(text="Three")
    table.reply(referred, kind="referred", referred_to=table.committee)
    made = clock.tick(on(date(2026, 5, 1)))
    assert [one.request.addressee for one in Reminder.objects.filter(pk__in=made)] == [
        table.committee
    ]


def test_a_clock_in_another_zone_counts_the_days_of_the_bodys_own(table: Table) -> None:
    """At 20:00 in UTC it is tomorrow in Almaty already."""
    table.ask()
    assert clock.tick(on(REMINDED - timedelta(days=1), hour=12)) == []
    assert len(clock.tick(on(REMINDED - timedelta(days=1), hour=20))) == 1


def test_every_tick_tells_the_journal_which_reminders_it_made(table: Table) -> None:
    table.ask()
    table.ask(is_public=False, text="In confidence")
    made = clock.tick(on(date(2026, 5, 1)))
    (entry,) = Entry.objects.filter(kind="reply.remind")
    assert entry.facts == {"reminder": "overdue", "reminders": made}
    assert (entry.actor_id, entry.actor_name) == (None, "kenes request tick")
    assert not entry.entries.exists()  # private


def test_many_are_made_in_chunks_that_stand_by_themselves(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "CHUNK", 3)
    for n in range(8):
        table.ask(text=str(n))
    made = clock.tick(on(date(2026, 5, 1)))
    assert len(made) == 8
    journaled = Entry.objects.filter(kind="reply.remind").order_by("id")
    assert [len(one.facts["reminders"]) for one in journaled] == [3, 3, 2]


def test_the_database_itself_takes_no_reminder_twice(table: Table) -> None:
    request = table.ask()
    same = {"request": request, "kind": "overdue", "due_on": DUE, "made_at": NOW}
    Reminder.objects.create(**same)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reminder.objects.create(**same)


def test_what_is_overdue_in_public_goes_on_the_agenda_the_longest_first(table: Table) -> None:
    second = table.ask(days=40, text="Later")
    first = table.ask()
    table.ask(is_public=False, text="In confidence")
    table.reply(table.ask(text="Answered"))
    assert list(clock.escalation(DUE)) == []
    assert list(clock.escalation(date(2026, 4, 2))) == [first]
    assert list(clock.escalation(date(2026, 6, 2))) == [first, second]


def test_the_list_follows_an_organisation_that_changed_its_kind(table: Table) -> None:
    request = table.ask()
    Organisation.objects.filter(pk=table.ministry.pk).update(kind="other")
    clock.tick(NOW)
    assert Request.objects.get(pk=request.pk).addressee_kind == "other"
