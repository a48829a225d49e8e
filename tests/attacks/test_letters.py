"""Letters over a real connection: a server that fails, a house that is killed, hostile words."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from pytest_django import Settings

from kenes.members.models import DutyKind, Organisation
from kenes.members.services import duties
from kenes.notifications import links, smtp
from kenes.notifications.lifecycle import LetterStatus, Mode
from kenes.notifications.models import Letter, Notice, Outage
from kenes.notifications.services import choosing, delivering
from kenes.notifications.services.choosing import Wish
from kenes.notifications.tests.conftest import DAY, MINUTE, House, gather
from tests.attacks.mail_server import Taken, serving


@pytest.fixture
def house(db: None, settings: Settings) -> House:
    return gather(settings)


@pytest.fixture
def post(settings: Settings) -> Callable[[int], None]:
    """Lets letters go to a port of this machine."""

    def at(port: int) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_TIMEOUT = 5

    return at


@pytest.fixture
def taken(post: Callable[[int], None]) -> Iterator[Taken]:
    """What a server took that works as it should until it is told otherwise."""
    made = Taken()
    with serving(made) as port:
        post(port)
        yield made


def statuses() -> dict[str, int]:
    found = list(Letter.objects.values_list("status", flat=True))
    return {status: found.count(status) for status in sorted(set(found))}


def test_a_server_that_is_down_for_a_day_gets_every_letter_once(
    house: House, post: Callable[[int], None]
) -> None:
    taken = Taken()
    with serving(taken) as port:
        post(port)
    for hour in range(24):
        house.ask(f"Question {hour}?")
        for _ in range(12):
            assert house.tick().sent == 0
            house.wait(5 * MINUTE)
    outage = Outage.objects.get()
    assert "Connection refused" in outage.why
    assert outage.failures <= 6 + 24  # it was asked less and less often
    assert statuses() == {"queued": 48}
    with serving(taken, port):
        house.wait(timedelta(hours=1))
        assert house.tick().sent == 48
        assert house.tick().sent == 0
    assert taken.connections == 1
    assert set(taken.ids.values()) == {1}
    assert len(taken.ids) == 48
    assert not Outage.objects.exists()


def test_a_line_that_breaks_before_the_text_costs_nothing(house: House, taken: Taken) -> None:
    house.ask()
    broken: list[str] = []

    def once(recipient: str) -> str:
        if not broken:
            broken.append(recipient)
            return "421 going down"
        return ""

    taken.refuse = once
    house.tick()
    for _ in range(3):
        house.wait(5 * MINUTE)
        house.tick()
    assert statuses() == {"sent": 2}
    assert set(taken.ids.values()) == {1}


def test_a_line_that_breaks_after_the_text_leaves_one_letter_in_doubt(
    house: House, taken: Taken
) -> None:
    for n in range(3):
        house.ask(f"Question {n}?", by=("clara", "helen", "damir")[n])
        house.wait(11 * MINUTE)
        taken.answers_text = n != 1
        house.tick()
    for _ in range(10):
        taken.answers_text = True
        house.wait(11 * MINUTE)
        house.tick()
    assert statuses() == {"doubtful": 1, "sent": 5}
    assert len(taken.ids) == 6
    assert set(taken.ids.values()) == {1}
    doubtful = Letter.objects.get(status=LetterStatus.DOUBTFUL)
    assert doubtful.attempts == 1
    assert Notice.objects.filter(letter=doubtful, is_shown=True).exists()


def test_a_mailbox_that_is_full_is_tried_again_and_holds_up_nobody(
    house: House, taken: Taken
) -> None:
    taken.refuse = lambda recipient: "452 full" if recipient.startswith("irina") else ""
    house.ask()
    assert house.tick().sent == 1
    attempts = []
    for _ in range(60):
        house.wait(MINUTE)
        house.tick()
        attempts.append(Letter.objects.get(user=house["irina"]).attempts)
    assert attempts[-1] == 6  # after 1, 2, 4, 8 and 16 minutes
    assert Letter.objects.get(user=house["irina"]).failure == "452 full"
    taken.refuse = lambda recipient: ""
    house.wait(timedelta(hours=1))
    assert house.tick().sent == 1
    assert set(taken.ids.values()) == {1}


def test_an_address_that_does_not_exist_is_given_up_after_days_and_told(
    house: House, taken: Taken
) -> None:
    choosing.choose(
        house["irina"],
        {"requests": Wish(False, Mode.AT_ONCE)},
        actor=house.actor("irina"),
        now=house.now,
    )
    taken.refuse = lambda recipient: "550 nobody" if recipient.startswith("irina") else ""
    house.ask()
    begun = house.now
    while not Letter.objects.filter(status=LetterStatus.REFUSED).exists():
        house.tick()
        house.wait(timedelta(hours=1))
        assert house.now - begun < 5 * DAY
    assert house.now - begun > 2 * DAY
    assert delivering.troubles(begun) == {"doubtful": 0, "refused": 1}
    assert Notice.objects.of(house["irina"].pk).count() == 1  # though they wanted letters only


def test_who_stops_letters_between_queueing_and_sending_gets_none(
    house: House, taken: Taken, post: Callable[[int], None]
) -> None:
    reachable = int(smtp.settings.EMAIL_PORT)
    post(1)
    house.ask()
    assert house.tick().made == 2
    letter = Letter.objects.get(user=house["irina"])
    link = letter.body.splitlines()[-1]
    found = links.read_stop(link.rstrip("/").rpartition("/")[2])
    assert found is not None
    choosing.stop(house["irina"], scope=found[1], now=house.now)
    post(reachable)
    house.wait(2 * MINUTE)
    assert house.tick().sent == 1
    assert [one["To"] for one in taken.letters] == [house["bolat"].email]
    assert statuses() == {"dropped": 1, "sent": 1}


def test_what_is_not_wanted_any_more_is_taken_out_of_a_letter_that_waits(
    house: House, taken: Taken, post: Callable[[int], None]
) -> None:
    reachable = int(smtp.settings.EMAIL_PORT)
    actor = house.actor("irina")
    wishes = {name: Wish(True, Mode.DAILY) for name in ("requests", "places")}
    choosing.choose(house["irina"], wishes, actor=actor, now=house.now)
    asked = house.ask()
    facts = {
        "kind": DutyKind.VALIDATOR,
        "user": house["irina"],
        "person_name": "Irina",
        "starts_on": house.today,
    }
    taza_su = Organisation.objects.get(slug="of-helen")
    duties.give(taza_su, facts=facts, actor=house.actor("amina"), now=house.now)
    house.tick()
    post(1)
    house.wait(DAY)
    house.tick()
    waiting = Letter.objects.get(user=house["irina"])
    assert asked.number in waiting.body
    assert "Taza Su" in waiting.body
    wishes = {"requests": Wish(True, Mode.NONE)}
    choosing.choose(house["irina"], wishes, actor=actor, now=house.now)
    post(reachable)
    house.wait(timedelta(hours=1))
    house.tick()
    (body,) = [str(one.get_content()) for one in taken.letters if "irina" in str(one["To"])]
    assert asked.number not in body
    assert "Taza Su" in body


HOSTILE = "Qalqan\r\nBcc: all@kenes.example\n\n<script>x</script>\u202egnp.exe\x00\x1b[2J"


def test_hostile_names_make_no_header_and_no_line(house: House, taken: Taken) -> None:
    Organisation.objects.filter(slug="of-clara").update(
        name_en=HOSTILE.replace("\x00", ""), name_ru="", name_kk=""
    )
    for user in house.users.values():
        user.full_name = f"{user.full_name}\r\nBcc: all@kenes.example"
        user.save()
    house.ask()
    house.tick()
    assert len(taken.letters) == 2
    for raw, letter in zip(taken.raw, taken.letters, strict=True):
        assert letter["Bcc"] is None
        assert letter.get_content_type() == "text/plain"
        assert b"\nBcc:" not in raw
        assert "Qalqan Bcc: all@kenes.example <script>x</script>" in str(letter["Subject"])
        body = str(letter.get_content())
        assert not {"\u202e", "\x1b", "\x00"} & set(body)
        assert sum(line.startswith(("Bcc", "<script>")) for line in body.splitlines()) == 0


def test_a_letter_has_the_headers_by_which_programs_stop_it(house: House, taken: Taken) -> None:
    house.ask()
    house.tick()
    for letter in taken.letters:
        assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        stop = str(letter["List-Unsubscribe"]).strip()
        assert stop.startswith("<https://kenes.example/")
        assert stop.strip("<>") in str(letter.get_content())
        assert letter["Auto-Submitted"] == "auto-generated"
        assert letter["From"] == "kenes@localhost"


def test_a_letter_is_claimed_by_one_of_two(house: House, taken: Taken) -> None:
    house.ask()
    taken.refuse = lambda recipient: "452 later"
    house.tick()
    (first, *_rest) = Letter.objects.values_list("pk", flat=True)
    assert delivering._claim(first, house.now) is not None
    assert delivering._claim(first, house.now) is None
