"""Who comes in and as whom; what is kept of it; how fast people may come from one network."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from kenes.access.types import VISITOR, Actor, NotAllowed
from kenes.accounts.models import User
from kenes.journal.models import Entry
from kenes.members.actors import actor_for
from kenes.members.models import Seat
from kenes.opinions import keys, link, network
from kenes.opinions.lifecycle import Circle, Status, Way
from kenes.opinions.limits import TooMany
from kenes.opinions.models import Consultation, Entrance, Participant
from kenes.opinions.services import entering, sealing, voting
from kenes.opinions.tests.opened import at, invited, opened

pytestmark = pytest.mark.django_db
HERE, THERE = "192.0.2.7", "198.51.100.7"


def come(consultation: Consultation, actor: Actor = VISITOR, **given: str) -> tuple[int, str]:
    who, secret = entering.enter(consultation, actor=actor, now=at(12), **given)
    return who.number, secret


def test_a_member_is_one_number_on_every_device(cast: dict[str, User]) -> None:
    one = opened()
    actor = actor_for(cast["clara"])
    number, secret = come(one, actor)
    assert secret == ""
    assert come(one, actor) == (number, "")
    row = Participant.objects.get()
    assert (row.way, row.entered_on) == (Way.MEMBER, at(12).date())
    assert row.chamber == Seat.objects.get(tenures__user=cast["clara"]).chamber
    found = entering.find(one, actor=actor, secret="")
    assert found is not None
    assert found.number == number
    assert entering.find(one, actor=actor_for(cast["helen"]), secret="") is None


def test_numbers_and_keys_of_rows_tell_no_order(cast: dict[str, User]) -> None:
    one = opened(entries_an_hour=1_000)
    came = [entering.enter(one, actor=VISITOR, now=at(12))[0] for _n in range(40)]
    for values in ([who.number for who in came], [who.pk for who in came]):
        falls = sum(a > b for a, b in zip(values, values[1:], strict=False))
        assert 8 <= falls <= 31
        assert len(set(values)) == 40


def test_numbers_are_drawn_from_more_when_they_are_taken(
    cast: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entering, "_NUMBERS", (1, 1, 10_000, 10_000, 10_000))
    one = opened()
    assert come(one)[0] == 1
    assert 1 < come(one)[0] <= 10_000


def test_nothing_is_journalled(cast: dict[str, User]) -> None:
    one = opened()
    before = Entry.objects.count()
    who, _secret = entering.enter(one, actor=actor_for(cast["clara"]), now=at(12))
    voting.cast(who, 1, 1, now=at(12))
    voting.put_off(who, 2, now=at(12))
    assert Entry.objects.count() == before


def test_observers_do_not_vote(cast: dict[str, User]) -> None:
    one = opened()
    _number, secret = come(one)
    with pytest.raises(NotAllowed, match="Observers"):
        come(one, actor_for(cast["erik"]))
    assert entering.find(one, actor=actor_for(cast["erik"]), secret=secret) is None


def test_who_signs_in_without_a_seat_comes_as_anybody(cast: dict[str, User]) -> None:
    public, narrow = opened(), opened(circle=Circle.MEMBERS)
    amina = actor_for(cast["amina"])
    assert come(public, amina)[1].startswith("cookie:")
    with pytest.raises(NotAllowed, match="Members of the chambers"):
        come(narrow, amina)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.CLOSED])
def test_nobody_comes_in_before_and_after(status: str, cast: dict[str, User]) -> None:
    one = opened(status=status)
    for actor in (VISITOR, actor_for(cast["clara"])):
        with pytest.raises(NotAllowed):
            come(one, actor)
    assert not Participant.objects.exists()
    assert entering.find(one, actor=actor_for(cast["clara"]), secret="") is None
    assert not keys.path(f"consultation-{one.pk}").exists()


def test_an_invitation_lets_one_person_in(cast: dict[str, User]) -> None:
    one = opened(circle=Circle.INVITED)
    code = invited(one, "a-code")
    with pytest.raises(NotAllowed, match="invited"):
        come(one)
    with pytest.raises(NotAllowed, match="invited"):
        come(one, code="another")
    number, secret = come(one, code=f" {code} ")
    assert come(one, code=code)[0] == number  # on another device
    assert come(one, secret=secret)[0] == number
    assert Participant.objects.get().way == Way.INVITED


def test_an_invitation_taken_back_or_of_another_is_refused(cast: dict[str, User]) -> None:
    one, other = opened(), opened()
    code = invited(other, "a-code")
    with pytest.raises(ValidationError, match="does not hold"):
        come(one, code=code)
    other.invitations.update(ended_at=timezone.now())
    with pytest.raises(ValidationError, match="does not hold"):
        come(other, code=code)
    for hostile in ("x" * 5_000, "a\x00b", "ұ"):
        with pytest.raises(ValidationError, match="does not hold"):
            come(one, code=hostile)


def test_the_secret_is_not_in_the_database(cast: dict[str, User]) -> None:
    one = opened()
    _number, secret = come(one)
    row = Participant.objects.get()
    assert row.digest == link.digest(one, secret)
    assert secret not in str(Participant.objects.values())


@pytest.mark.parametrize(
    "secret",
    ["", "member:{clara}", "cookie:forged", "code:", "cookie:" + "x" * 500, "cookie:\x00"],
)
def test_a_forged_secret_is_nobody(secret: str, cast: dict[str, User]) -> None:
    one = opened()
    come(one, actor_for(cast["clara"]))
    said = secret.format(clara=cast["clara"].pk)
    assert entering.find(one, actor=VISITOR, secret=said) is None


def test_a_secret_of_another_consultation_is_nobody(cast: dict[str, User]) -> None:
    one, other = opened(), opened()
    _number, secret = come(one)
    assert entering.find(other, actor=VISITOR, secret=secret) is None


def test_who_turns_out_to_be_a_member_counts_once(cast: dict[str, User]) -> None:
    one = opened()
    who, secret = entering.enter(one, actor=VISITOR, now=at(12))
    voting.cast(who, 1, 1, now=at(12))
    clara = actor_for(cast["clara"])
    assert entering.find(one, actor=clara, secret=secret) is None
    number, kept = come(one, clara, secret=secret)
    assert (number, kept) == (who.number, "")
    row = Participant.objects.get()
    assert (row.way, row.chamber is not None, row.votes.count()) == (Way.MEMBER, True, 1)
    assert entering.find(one, actor=VISITOR, secret=secret) is None


def test_a_member_takes_no_other_members_number(cast: dict[str, User]) -> None:
    """A code or a second person's browser is not taken over by whoever signs in there."""
    one = opened()
    code = invited(one, "a-code")
    number, secret = come(one, code=code)
    assert come(one, actor_for(cast["clara"]), secret=secret)[0] != number


def test_a_script_gets_no_further_than_its_network(cast: dict[str, User]) -> None:
    one = opened(entries_an_hour=5)
    here = network.digest(HERE, at(12).date())
    refused: list[TooMany] = []
    for _n in range(50):
        try:
            come(one, network=here)
        except TooMany as error:
            refused.append(error)
    assert all(0 < error.seconds <= 3_601 and "Try again" in str(error) for error in refused)
    assert (len(refused), Participant.objects.count(), Entrance.objects.get().count) == (45, 5, 5)
    code = invited(one, "a-code")
    come(one, network=here, code=code)
    come(one, actor_for(cast["clara"]), network=here)
    come(one, network=network.digest(THERE, at(12).date()))
    entering.enter(one, actor=VISITOR, network=here, now=at(13))


def test_a_refused_script_writes_nothing(
    cast: dict[str, User], django_assert_max_num_queries: object
) -> None:
    one = opened(entries_an_hour=1)
    come(one, network="x")
    with django_assert_max_num_queries(1), pytest.raises(TooMany):  # type: ignore[operator]
        come(one, network="x")


def test_how_people_came_is_kept_for_a_day(cast: dict[str, User]) -> None:
    one = opened()
    come(one, network="x")
    entering.enter(one, actor=VISITOR, network="x", now=at(12) + timedelta(days=2))
    assert Entrance.objects.count() == 1


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("fe80::1%eth0", "fe80::/48"),
        ("", ""),
        ("no address", ""),
    ],
)
def test_a_network_is_what_one_house_shares(address: str, found: str) -> None:
    assert network.of(address) == found


def test_networks_are_forgotten_with_the_day() -> None:
    today = date(2026, 11, 26)
    first = network.digest(HERE, today)
    assert network.digest("192.0.2.99", today) == first
    assert network.digest(THERE, today) != first
    assert network.digest(HERE, today + timedelta(days=1)) != first
    assert [path.name for path in keys.path("").glob("networks-*")] == ["networks-2026-11-27"]
    assert network.digest(HERE, today) != first


def test_a_proxy_is_believed_on_this_machine_alone() -> None:
    assert network.client("127.0.0.1", f"6.6.6.6, {HERE}") == HERE
    assert network.client("127.0.0.1", "") == "127.0.0.1"
    assert network.client(THERE, HERE) == THERE
    assert network.client("", HERE) == ""


def test_after_the_close_nobody_is_found(cast: dict[str, User]) -> None:
    one = opened()
    clara = actor_for(cast["clara"])
    _number, secret = come(one)
    come(one, clara)
    sealing.seal(one)
    link.destroy(one)
    assert not keys.path(f"consultation-{one.pk}").exists()
    assert set(Participant.objects.values_list("digest", flat=True)) == {""}
    assert entering.find(one, actor=clara, secret="") is None
    assert entering.find(one, actor=VISITOR, secret=secret) is None
