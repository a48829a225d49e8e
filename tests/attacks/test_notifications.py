"""Nothing told twice, nothing lost, nothing told to the wrong person; whatever clocks do."""

import random
import threading
import time
from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import OperationalError, connection, connections, transaction
from django.test import Client
from pytest_django import Settings

from kenes.access.types import operator
from kenes.accounts.models import User
from kenes.demo.cast import assemble
from kenes.journal.services import write
from kenes.members.models import Body, Duty, DutyKind, Office, Organisation, Tenure
from kenes.notifications.lifecycle import LetterStatus
from kenes.notifications.models import Cursor, Gap, Letter, Notice
from kenes.notifications.services import reading
from kenes.notifications.services.reading import read_journal
from kenes.notifications.tests.conftest import DAY, MINUTE, NOON, House, gather, go_round
from kenes.replies.models import Request
from kenes.replies.services import clock, drafting, signing
from tests.journeys.conftest import transactional_db

__all__ = ["transactional_db"]  # the fixture that empties the append-only tables


@pytest.fixture
def house(db: None, settings: Settings) -> House:
    return gather(settings)


def told() -> Counter[str]:
    """How often each link to a notice was sent."""
    return Counter(
        line
        for message in mail.outbox
        for line in str(message.body).splitlines()
        if "/notices/" in line and not line.endswith("/notices/")
    )


def subjects(user: User) -> list[str]:
    return [notice.subject for notice in Notice.objects.filter(user=user)]


ALMATY = ZoneInfo("Asia/Almaty")


@pytest.mark.parametrize("seed", range(4))
def test_a_clock_that_jumps_repeats_nothing_and_loses_nothing(house: House, seed: int) -> None:
    chance, asked = random.Random(seed), []
    places = [
        NOON,
        NOON + 400 * DAY,  # a battery that ran out
        NOON - 40 * DAY,
        datetime(2026, 12, 31, 23, 59, 59, tzinfo=ALMATY),
        datetime(2027, 1, 1, 0, 0, 1, tzinfo=ALMATY),
        datetime(2027, 2, 28, 23, 59, tzinfo=ALMATY),
    ]
    for _ in range(30):
        house.now = chance.choice(places) + timedelta(minutes=chance.randrange(3_000))
        present = max(house.now, NOON)  # people ask only after they took their seats
        house.now, jumped = present, house.now
        asked.append(house.ask(f"Question {len(asked)}?", by=chance.choice(["clara", "helen"])))
        house.now = jumped
        house.tick()
        assert house.tick().notices == 0
    house.now = NOON + 2 * DAY  # the clock is right at last
    for _ in range(30):
        house.tick()
        house.wait(timedelta(hours=12))
    for key in ("bolat", "irina"):
        numbers = [name for name in subjects(house[key]) if name.startswith("Q-")]
        assert sorted(set(numbers)) == sorted(one.number for one in asked)
    assert set(told().values()) == {1}
    assert not Notice.objects.waiting().exists()
    assert not Letter.objects.exclude(status=LetterStatus.SENT).exists()


def test_ten_thousand_notices_in_one_tick(house: House) -> None:
    ministry, many = Organisation.objects.get(slug="of-bolat"), 500
    users = User.objects.bulk_create(
        User(email=f"v{n}@kenes.example", full_name=f"Validator {n}", password="joined")
        for n in range(many - 2)
    )
    Duty.objects.bulk_create(
        Duty(
            organisation=ministry,
            kind=DutyKind.VALIDATOR,
            user=user,
            person_name=user.full_name,
            starts_on=house.today,
        )
        for user in users
    )
    for n in range(20):
        house.ask(f"Question {n}?")
    begun = time.perf_counter()
    passed = house.tick()
    spent = time.perf_counter() - begun
    print(f"{passed} in {spent:.1f} s")
    assert (passed.notices, passed.made, passed.sent) == (20 * many, many, many)
    assert len(told()) == 20 * many
    assert set(told().values()) == {1}
    begun = time.perf_counter()
    assert house.tick() == (0, 0, 0)
    assert time.perf_counter() - begun < spent / 10


def reply_to(house: House, request: Request) -> None:
    bolat, irina = house.actor("bolat"), house.actor("irina")
    reply = drafting.save_draft(
        request,
        kind="answered",
        text="Seven.",
        language="en",
        edited=0,
        actor=bolat,
        now=house.now,
    )
    drafting.hand_up(reply, edited=reply.edited, actor=bolat, now=house.now)
    house.tick()
    signing.sign(reply, edited=reply.edited, actor=irina, now=house.now)
    house.tick()


def test_what_is_asked_in_confidence_is_told_to_nobody_else(house: House) -> None:
    secret = house.ask("Who hides it?", public=False)
    house.tick()
    reply_to(house, secret)
    house.wait(DAY)
    house.tick()
    people = {"bolat", "irina", "clara"}
    for key, user in house.users.items():
        assert (secret.number in subjects(user)) == (key in people)
    letters = {message.to[0].partition("@")[0] for message in mail.outbox}
    assert letters == people
    assert "hides" not in "".join(f"{one.subject} {one.body}" for one in mail.outbox)


def test_who_may_not_know_any_more_gets_no_letter_that_waits(
    house: House, settings: Settings
) -> None:
    reachable = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1  # nobody is there
    secret, open_one = house.ask("Who hides it?", public=False), house.ask("Who shows it?")
    assert house.tick().made == 2
    Duty.objects.filter(user=house["irina"]).update(ends_on=house.today - DAY)
    settings.EMAIL_BACKEND = reachable
    house.wait(2 * MINUTE)
    house.tick()
    bodies = {message.to[0]: str(message.body) for message in mail.outbox}
    assert secret.number in bodies[house["bolat"].email]
    assert secret.number not in bodies[house["irina"].email]
    assert open_one.number in bodies[house["irina"].email]


def test_nobody_is_told_what_they_did_themselves(house: House) -> None:
    # Bolat sits for the ministry, answers for it, and serves the body; Irina sits with Clara.
    for key, organisation in (("irina", "of-clara"), ("bolat", "of-clara")):
        tenure = Tenure.objects.get(user=house["clara"])
        Tenure.objects.create(
            seat=tenure.seat,
            user=house[key],
            person_name=key,
            organisation=Organisation.objects.get(slug=organisation),
            capacity="alternate",
            starts_on=tenure.starts_on,
            ends_on=house.today + DAY,
        )
    reply_to(house, house.ask())
    house.wait(DAY)
    house.tick()
    assert Notice.objects.exists()
    own = [
        str(notice)
        for notice in Notice.objects.select_related("act")
        if notice.user_id == notice.act.actor_id
    ]
    assert own == []
    assert "reply.signed" in set(Notice.objects.values_list("title", flat=True))


def test_reminders_reach_who_is_late_once_and_the_secretaries_when_it_is_overdue(
    house: House,
) -> None:
    waiting, answered = house.ask("Late?"), house.ask("Soon?", by="helen")
    house.tick()
    reply_to(house, answered)
    titles: dict[str, Counter[str]] = {}
    for _ in range(60):
        house.wait(DAY)
        clock.tick(house.now)
        house.tick()
    for key in ("bolat", "irina", "amina", "farida", "clara"):
        found = Notice.objects.filter(user=house[key], category="reminders")
        titles[key] = Counter(f"{one.subject} {one.title}" for one in found)
    soon, late = f"{waiting.number} reminder.before_due", f"{waiting.number} reminder.overdue"
    assert titles["bolat"] == titles["irina"] == {soon: 1, late: 1}
    assert titles["amina"] == {late: 1}
    assert titles["farida"] == titles["clara"] == {}


def test_links_of_letters_cannot_be_guessed_and_do_nothing_by_being_looked_at(
    house: House,
) -> None:
    house.ask()
    house.tick()
    notice = Notice.objects.get(user=house["bolat"])
    (line,) = (line for line in told() if f"/notices/{notice.pk}/" in line)
    path = line.removeprefix("https://kenes.example")
    scanner, reader = Client(), Client()
    assert scanner.get(path)["Location"] == f"/kk{notice.url}"
    for wrong in (path[:-2] + "/", path.replace(f"/{notice.pk}/", f"/{notice.pk + 1}/")):
        assert scanner.get(wrong).status_code == 404
    reader.force_login(house["clara"])
    assert reader.get(f"/en/notices/{notice.pk}/").status_code == 404
    reader.get(path)
    notice.refresh_from_db()
    assert notice.read_at is None
    reader.force_login(house["bolat"])
    reader.get(path)
    notice.refresh_from_db()
    assert notice.read_at is not None


@pytest.mark.django_db(transaction=True)
def test_an_act_that_is_committed_late_is_told_and_one_taken_back_is_let_go(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = Body.objects.create(slug="council", kind="plenary", name_en="Council")
    if connection.vendor == "sqlite":
        # There a second writer cannot even begin: numbers are committed in their order.
        second = connections["default"].copy("second")
        with transaction.atomic():
            write("demo.load", body, actor=operator("first"), at=NOON)
            cursor = second.cursor()
            cursor.execute("PRAGMA busy_timeout = 10")
            with pytest.raises(OperationalError, match="locked"):
                cursor.execute("BEGIN IMMEDIATE")
        second.close()
        read_journal(NOON)
        assert not Gap.objects.exists()
        return
    for ends in ("commit", "rollback"):
        seen: list[int] = []
        monkeypatch.setattr(
            reading,
            "_tell",
            lambda acts, now, seen=seen, **_: seen.extend(a.pk for a in acts) or 0,
        )
        second = connections["default"].copy("second")
        second.set_autocommit(False)
        with second.cursor() as cursor:
            cursor.execute(
                "INSERT INTO journal_entry (kind, subject, actor_name, session, at, facts)"
                " VALUES ('demo.load', 'x:1', '', '', now(), '{}') RETURNING id"
            )
            number = cursor.fetchone()[0]
        write("demo.load", body, actor=operator("first"), at=NOON)
        for _ in range(4):  # as long as the other goes on, its number is looked for
            read_journal(NOON)
            assert Gap.objects.filter(first__lte=number, last__gte=number).count() == 1
        assert Cursor.objects.get().position > number
        assert number not in seen
        getattr(second, ends)()
        second.close()
        with monkeypatch.context() as over:
            # Transactions of other databases on this server, as of tests beside this one, count
            # as older ones too, and may last: here they are over.
            over.setattr(reading, "_oldest_running", reading._next_to_begin)
            for _ in range(2):
                read_journal(NOON)
        assert seen.count(number) == (1 if ends == "commit" else 0)
        assert not Gap.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_passes_without_the_lock_tell_and_send_everything_once(
    transactional_db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock saves work; that nothing is done twice rests on the database alone."""
    house = House(assemble(NOON.date() - DAY))
    User.objects.update(password="joined")
    Office.objects.update(starts_on=NOON.date() - DAY)
    monkeypatch.setattr(reading, "CHUNK", 2)
    for n in range(12):
        house.ask(f"Question {n}?")
    errors: list[BaseException] = []

    def run() -> None:
        try:
            go_round(NOON)
        except OperationalError as error:  # SQLite in memory does not wait for another
            if connection.vendor != "sqlite":
                errors.append(error)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    passes = [threading.Thread(target=run) for _ in range(3)]
    for one in passes:
        one.start()
    for one in passes:
        one.join()
    go_round(NOON)
    assert errors == []
    assert Notice.objects.count() == 24
    assert len(told()) == 24 - Notice.objects.waiting().count()
    assert set(told().values()) == {1}
