"""Maps as they are drawn: what is asked next, what stays as it was told, and the end of it."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone

from kenes.access.types import operator
from kenes.accounts.models import User
from kenes.engines.opinionmap import bridging
from kenes.opinions import link
from kenes.opinions.gathering import Gathered
from kenes.opinions.lifecycle import StatementStatus, Status
from kenes.opinions.models import Consultation, OpinionMap, Participant, Statement, Vote
from kenes.opinions.services import closing, mapping, preparing, sealing
from kenes.opinions.services.following import Follower
from kenes.opinions.tests.opened import opened
from kenes.opinions.tests.test_map_page import voted

pytestmark = pytest.mark.django_db
STATEMENTS = 12


@pytest.fixture
def live(cast: dict[str, User]) -> Consultation:
    return voted(opened(STATEMENTS))


def routing_of(one: Consultation) -> dict[str, Any]:
    OpinionMap.objects.filter(of=one).delete()
    table: dict[str, Any] = mapping.draw(one, now=timezone.now()).routing
    return table


def test_what_a_chamber_has_hardly_seen_is_asked_of_it_first(live: Consultation) -> None:
    chamber = live.participants.exclude(chamber=None).values_list("chamber", flat=True)[0]
    mine = Vote.objects.filter(of=live, participant__chamber=chamber, statement__number=5)
    mine.delete()
    table = routing_of(live)
    own = table["chambers"][str(chamber)]
    assert set(own) == set(table["everybody"]) == {str(n) for n in range(1, STATEMENTS + 1)}
    assert max(own, key=own.__getitem__) == "5"
    assert own["5"] >= 8 * sorted(own.values())[-2]
    others = table["chambers"][""]
    assert others["5"] <= 2 * max(w for n, w in others.items() if n != "5")


def test_what_nobody_has_voted_on_has_half_of_the_draws(live: Consultation) -> None:
    Statement.objects.create(
        of=live,
        number=13,
        text={"en": "New"},
        language="en",
        status=StatementStatus.SHOWN,
        proposed_at=timezone.now(),
    )
    weights = routing_of(live)["everybody"]
    assert weights["13"] >= 0.4 * sum(weights.values())
    assert set(routing_of(live)["chambers"]) >= {""}


def test_what_is_not_put_to_the_vote_is_not_asked(live: Consultation) -> None:
    live.statements.filter(number=4).update(status=StatementStatus.REJECTED)
    live.statements.filter(number=5).update(is_about_voter=True)
    table = routing_of(live)
    assert "4" not in table["everybody"]
    assert all(weights["5"] > 0 for weights in table["chambers"].values())


def test_what_is_asked_next_tells_no_side(live: Consultation) -> None:
    """Had all voted the other way, every card would come as often; nor is a share to be read."""
    before = routing_of(live)
    Vote.objects.filter(of=live).update(value=-F("value"))
    assert routing_of(live) == before
    weights = {w for table in before["chambers"].values() for w in table.values()}
    assert all(weight.hex().startswith("0x1.0") for weight in weights)  # powers of two


def test_a_status_stays_near_its_border(
    live: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was told to bridge goes on to do so as long as it is within the margin."""
    told = mapping.draw(live, now=timezone.now()).facts["statements_"]
    bridging_ones = {row["statement"] for row in told if row["bridges"] == "agree"}
    assert bridging_ones
    assert {row["bridges"] for row in told} == {"agree", None}
    gathered = Gathered(consultation=live)
    gathered.refresh(timezone.now())
    matrix = gathered.votes().matrix
    found = bridging.fit(matrix)
    lowest = min(
        min(found.neutral[n - 1], found.without_most_active[n - 1]) for n in bridging_ones
    )
    monkeypatch.setattr(bridging, "AGREED", lowest + bridging.HYSTERESIS / 2)

    def bridged() -> set[int]:
        rows = mapping.draw(live, now=timezone.now()).facts["statements_"]
        return {row["statement"] for row in rows if row["bridges"]}

    assert bridged() == bridging_ones
    OpinionMap.objects.all().delete()  # nothing was told before
    assert bridged() < bridging_ones


@pytest.fixture
def large(live: Consultation, monkeypatch: pytest.MonkeyPatch) -> Consultation:
    """So many votes that the request that closes it leaves the rest to others."""
    monkeypatch.setattr(closing, "FEW", 1_000)
    monkeypatch.setattr(sealing, "PEOPLE", 25)
    link.digest(live, "somebody")
    mapping.draw(live, now=timezone.now())
    return preparing.close(live, because="Enough", actor=operator("test"), now=timezone.now())


def state(one: Consultation) -> tuple[bool, int]:
    """Whether it is sealed; how many final maps there are."""
    one.refresh_from_db()
    return one.is_sealed, OpinionMap.objects.filter(of=one, is_final=True).count()


def cells(one: Consultation) -> Counter[tuple[int, int, int]]:
    rows = Vote.objects.filter(of=one)
    return Counter(rows.values_list("participant__number", "statement__number", "value"))


def test_a_very_large_one_closes_at_once_and_is_finished_by_the_follower(
    large: Consultation, client: Client
) -> None:
    assert large.status == Status.CLOSED
    assert not Participant.objects.exclude(digest="").exists()
    assert not link.kept()
    assert state(large) == (False, 0)
    page = client.get(f"/en/consultations/{large.number}/map/").content.decode()
    assert "its map is being drawn" in page
    before = cells(large)
    assert Follower().step(timezone.now()) == 1
    assert state(large) == (True, 1)
    assert cells(large) == before
    assert Follower().step(timezone.now()) == 0


Act = Callable[[datetime], object]


@pytest.mark.parametrize("act", [lambda now: Follower().step(now), preparing.close_due])
def test_broken_off_among_the_rows_it_is_begun_again(
    act: Act, large: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, done = cells(large), []
    order = list(Vote.objects.order_by("pk").values_list("participant", flat=True))

    def stop_at_third(*given: Any) -> None:
        done.append(given)
        if len(done) == 3:
            raise OSError("the power is gone")
        rewrite(*given)

    rewrite = sealing._rewrite
    with monkeypatch.context() as patched:
        patched.setattr(sealing, "_rewrite", stop_at_third)
        with pytest.raises(OSError, match="power"):
            act(timezone.now())
    assert cells(large) == before  # nothing is lost
    assert state(large) == (False, 0)  # and nothing is told
    act(timezone.now())
    assert state(large) == (True, 1)
    assert cells(large) == before
    after = list(Vote.objects.order_by("pk").values_list("participant", flat=True))
    first, then = list(dict.fromkeys(order)), list(dict.fromkeys(after))
    assert sorted(first) == sorted(then)
    assert sum(a == b for a, b in zip(first, then, strict=True)) < len(first) / 4
    assert not Vote.objects.exclude(at__minute=0, at__second=0).exists()


def test_two_who_seal_at_once_do_no_harm(
    large: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the middle of one the other begins, and ends first."""
    before, done = cells(large), []
    rewrite = sealing._rewrite

    def slow(*given: Any) -> None:
        rewrite(*given)
        done.append(given)
        if len(done) == 2:
            sealing.seal(large)

    monkeypatch.setattr(sealing, "_rewrite", slow)
    sealing.seal(large)
    assert len(done) == 2 + 5  # the second did all, the first no more
    assert state(large) == (True, 0)
    assert cells(large) == before


def test_nothing_is_drawn_of_rows_that_are_not_sealed(large: Consultation) -> None:
    with pytest.raises(RuntimeError, match="not sealed"):
        mapping.draw(large, now=timezone.now())
    assert state(large) == (False, 0)
