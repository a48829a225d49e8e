"""The pages of the floor: who sees how much, and who does what, with and without scripts."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from kenes.meetings.lifecycle import ItemStatus, Status, TurnStatus
from kenes.meetings.live import frames
from kenes.meetings.live.floor import floor
from kenes.meetings.live.scopes import Scope
from kenes.meetings.models import Decision, Item, Meeting, Presence, Vote
from kenes.meetings.services import holding, items, speaking, voting
from kenes.meetings.tests.conftest import HOSTILE, Table

JSON = {"Accept": "application/json"}
QUESTION = {"en": f"Adopt? {HOSTILE}"}


@pytest.fixture
def held(table: Table) -> Meeting:
    """An open meeting on its first item, all seats taken, Erik watching."""
    meeting = table.meeting(Status.CALLED)
    table.present(meeting)
    table.present(meeting, "erik")
    act: dict[str, Any] = {"actor": table.actor("amina"), "now": table.now}
    holding.open_(meeting, **act)
    items.begin(meeting.items.get(order=1), **act)
    meeting.refresh_from_db()
    return meeting


@pytest.fixture
def client_of(table: Table, settings: Settings) -> Any:
    settings.KENES_SECOND_FACTOR = False

    def client(key: str = "") -> Client:
        found = Client()
        if key:
            found.force_login(table.users[key])
        return found

    return client


def at(name: str, meeting: Meeting, *parts: Any) -> str:
    return reverse(f"meetings:{name}", args=[meeting.number, *parts])


def presence(meeting: Meeting, table: Table, key: str) -> Presence:
    return meeting.presences.get(user=table.users[key], left_at=None)


def speech(meeting: Meeting, table: Table, key: str) -> Any:
    act: dict[str, Any] = {"actor": table.actor("amina"), "now": table.now}
    item = meeting.items.get(status=ItemStatus.PRESENT)
    turn = speaking.ask(item, presence=presence(meeting, table, key), **act)
    return speaking.give(turn, **act)


def vote(meeting: Meeting, table: Table, **facts: Any) -> Vote:
    return voting.open_(
        meeting.items.get(status=ItemStatus.PRESENT),
        **{"kind": "consensus", "question": QUESTION, **facts},
        actor=table.actor("amina"),
        now=table.now,
    )


@pytest.mark.parametrize(
    ("key", "name", "status"),
    [
        ("", "floor", 302),
        ("", "watch", 200),
        ("", "projector", 200),
        ("clara", "floor", 200),
        ("erik", "floor", 200),
        ("farida", "floor", 200),
        ("galym", "floor", 302),  # invited by nobody: follows with everybody
        ("galym", "watch", 200),
        ("amina", "floor", 200),
    ],
)
def test_who_opens_which_page(
    key: str, name: str, status: int, held: Meeting, client_of: Any
) -> None:
    assert client_of(key).get(at(name, held)).status_code == status


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("key", ["", "clara", "erik", "amina"])
def test_the_pages_come_in_every_language_and_escape_what_people_wrote(
    key: str, language: str, held: Meeting, table: Table, client_of: Any
) -> None:
    speech(held, table, "clara")
    vote(held, table)
    for name in ("floor" if key else "watch", "projector"):
        path = at(name, held).replace("/en/", f"/{language}/")
        response = client_of(key).get(path)
        assert response.status_code == 200
        text = response.content.decode()
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text


def test_a_closed_session_has_no_floor_to_strangers_of_the_meeting(
    held: Meeting, client_of: Any
) -> None:
    Meeting.objects.update(is_public=False)
    for key in ("", "galym"):
        for name in ("watch", "projector"):
            assert client_of(key).get(at(name, held)).status_code == 403
    assert client_of("galym").get(at("floor", held)).status_code == 403
    answer = client_of("galym").post(at("act", held, "ask"), headers=JSON)
    assert answer.status_code == 403
    assert client_of("clara").get(at("projector", held)).status_code == 200


@pytest.mark.parametrize("status", [Status.PLANNED, Status.CANCELLED])
def test_a_meeting_that_is_not_called_has_no_floor(
    status: Status, table: Table, client_of: Any
) -> None:
    meeting = table.meeting(Status.PLANNED)
    Meeting.objects.update(status=status)
    for name in ("floor", "watch", "projector"):
        assert client_of("amina").get(at(name, meeting)).status_code == 404
    assert client_of("amina").get("/en/meetings/M-1\x00/watch/").status_code == 404


def test_under_the_chatham_house_rule_everybody_sees_chambers_and_no_names(
    held: Meeting, table: Table
) -> None:
    held.items.filter(order=1).update(is_confidential=True, presenter=table.organisation("clara"))
    speech(held, table, "clara")
    act: dict[str, Any] = {"actor": table.actor("amina"), "now": table.now}
    item = held.items.get(order=1)
    for key in ("bolat", "erik"):
        speaking.ask(item, presence=presence(held, table, key), **act)
    made = vote(held, table)
    seat = table.seat("clara")
    voting.cast(made, seat=seat, choice="against", actor=table.actor("clara"), now=table.now)
    names = [
        table.users[key].full_name for key in ("bolat", "clara", "damir", "erik", "helen")
    ] + [table.organisation(key).name for key in ("bolat", "clara", "damir", "erik", "helen")]
    for is_over in (False, True):
        if is_over:
            voting.close(made, **act)
        told = drawn(held, Scope.PUBLIC)
        assert [name for name in names if name in told] == []
        assert "data-row" not in told
        assert "civil" in told  # whose chamber has the floor is told
        for scope in (Scope.ROOM, Scope.SEAT, Scope.LEAD):
            assert "Clara Weber" in drawn(held, scope)
    # The rule is the item's: on the next one everybody sees who speaks.
    items.begin(held.items.get(order=2), **act)
    speech(held, table, "clara")
    assert "Clara Weber" in drawn(held, Scope.PUBLIC)


def drawn(meeting: Meeting, scope: Scope) -> str:
    _rows, frame = frames.draw(meeting.pk, scope, "en", timezone.now())
    assert frame is not None
    return "".join(frame.parts.values()) + frame.said


def test_of_an_open_vote_no_totals_are_told_before_it_is_closed(
    held: Meeting, table: Table
) -> None:
    made = vote(held, table)
    voting.cast(
        made, seat=table.seat("clara"), choice="against", actor=table.actor("clara"), now=table.now
    )
    seen = floor(held, Scope.LEAD, table.now).ballot
    assert seen is not None
    assert [who.organisation for who in seen.voted] == ["Qalqan"]
    assert seen.outcomes == ()
    assert (seen.count, seen.present) == (1, 4)
    voting.close(made, actor=table.actor("amina"), now=table.now)
    seen = floor(held, Scope.PUBLIC, table.now).ballot
    assert seen is not None
    civil = next(one for one in seen.outcomes if one.side == "civil")
    assert (civil.for_, civil.against, civil.abstain) == (0, 1, 0)
    assert [(who.organisation, choice) for who, choice, _why in civil.votes] == [
        ("Qalqan", "against")
    ]


def test_the_floor_takes_as_many_queries_for_many_as_for_few(
    held: Meeting, table: Table, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(24) as few:
        frames.draw(held.pk, Scope.LEAD, "en", table.now)
    organisation = table.organisation("clara")
    for n in range(30):
        made = Presence.objects.create(
            meeting=held, person_name=f"Guest {n}", organisation=organisation, arrived_at=table.now
        )
        held.turns.create(
            item=held.items.get(order=1), presence=made, asked_at=table.now, status="asked"
        )
        Decision.objects.create(
            number=f"D-2026-{n}",
            meeting=held,
            item=held.items.get(order=1),
            kind="other",
            text={"en": "So"},
            dissent=[organisation.pk],
            at=table.now,
        )
    with django_assert_max_num_queries(len(few) + 1):  # one more: who dissented
        frames.draw(held.pk, Scope.LEAD, "en", table.now)


def test_a_member_asks_for_the_floor_and_is_taken_off(held: Meeting, client_of: Any) -> None:
    client = client_of("clara")
    assert client.post(at("act", held, "ask")).status_code == 302
    page = client.get(at("floor", held)).content.decode()
    assert "You are on the speaking list." in page
    again = client.post(at("act", held, "ask"), headers=JSON)
    assert again.status_code == 422
    assert "already" in again.json()["refused"]
    turn = held.turns.get()
    told = client.post(at("act", held, "withdraw"), {"turn": turn.pk}, headers=JSON).json()
    assert told["refused"] == ""
    assert "Ask for the floor" in told["parts"]["own"]
    turn.refresh_from_db()
    assert turn.status == TurnStatus.WITHDRAWN


def test_an_observer_asks_and_does_not_vote(held: Meeting, table: Table, client_of: Any) -> None:
    made = vote(held, table)
    client = client_of("erik")
    assert client.post(at("act", held, "ask")).status_code == 302
    assert held.turns.get().presence.user == table.users["erik"]
    assert "Cast my vote" not in client.get(at("floor", held)).content.decode()
    response = client.post(at("cast", held, made.pk), {"choice": "for"})
    assert response.status_code == 422
    assert not made.casts.exists()


def test_a_seat_votes_once_and_a_second_browser_is_told_what_was_voted(
    held: Meeting, table: Table, client_of: Any
) -> None:
    made = vote(held, table)
    first, second = client_of("clara"), client_of("clara")
    assert "Cast my vote: For" in second.get(at("floor", held)).content.decode()
    assert first.post(at("cast", held, made.pk), {"choice": "for"}).status_code == 302
    told = second.get(at("floor", held), {"part": "own"}, headers=JSON).json()
    assert "You voted: for, at " in told["parts"]["cast"]
    again = second.post(at("cast", held, made.pk), {"choice": "against"}, headers=JSON)
    assert again.status_code == 422
    assert "voted already" in again.json()["refused"]
    assert "You voted: for, at " in again.json()["cast"]
    assert made.casts.get().choice == "for"


def test_who_votes_from_a_script_is_told_in_a_few_queries_however_many_sit_there(
    held: Meeting, table: Table, client_of: Any
) -> None:
    """The floor is not drawn for each of three hundred: the stream brings it to all."""
    made = vote(held, table)
    client = client_of("clara")
    with CaptureQueriesContext(connection) as asked:
        told = client.post(at("cast", held, made.pk), {"choice": "for"}, headers=JSON)
    assert told.status_code == 200
    assert set(told.json()) == {"cast", "refused"}
    assert "You voted: for, at " in told.json()["cast"]
    assert "data-voted" in told.json()["cast"]
    assert len(asked) < 45


def test_what_was_typed_with_a_refused_vote_is_shown_again(
    held: Meeting, table: Table, client_of: Any
) -> None:
    made = vote(held, table)
    response = client_of("clara").post(
        at("cast", held, made.pk), {"choice": "for", "reason": "Because of this"}
    )
    assert response.status_code == 422
    assert "Because of this" in response.content.decode()


@pytest.mark.parametrize("what", ["begin", "end", "postpone", "give", "vote-close", "vote-void"])
def test_only_who_leads_steers(what: str, held: Meeting, client_of: Any) -> None:
    version = held.version
    given = {"item": held.items.get(order=1).pk, "turn": 1, "vote": 1}
    for key in ("clara", "erik"):
        answer = client_of(key).post(at("act", held, what), given, headers=JSON)
        assert answer.status_code == 422
        assert answer.json()["refused"]
    held.refresh_from_db()
    assert held.version == version


@pytest.mark.parametrize("key", ["", "0", "-1", "1e9", "1000000000", "9" * 30, "\x00", "١", "x"])
@pytest.mark.parametrize("what", ["begin", "give", "leave", "arrive", "vote-close", "withdraw"])
def test_whatever_is_sent_for_a_key_is_refused_in_words(
    what: str, key: str, held: Meeting, client_of: Any
) -> None:
    names = ("item", "turn", "presence", "invitation", "vote", "ends")
    answer = client_of("amina").post(
        at("act", held, what), dict.fromkeys(names, key), headers=JSON
    )
    assert answer.status_code == 422
    assert answer.json()["refused"]


def test_an_act_nobody_knows_is_not_there(held: Meeting, client_of: Any) -> None:
    assert client_of("amina").post(at("act", held, "apply")).status_code == 404
    assert client_of("amina").get(at("act", held, "begin")).status_code == 405


def test_a_row_of_another_meeting_is_not_reached(
    held: Meeting, table: Table, client_of: Any
) -> None:
    other = table.meeting(Status.OPEN)
    item = other.items.get(order=1)
    answer = client_of("amina").post(at("act", held, "begin"), {"item": item.pk}, headers=JSON)
    assert answer.status_code == 422
    assert client_of("amina").get(at("put", held, item.pk)).status_code == 404
    assert client_of("amina").get(at("decide", held, item.pk)).status_code == 404
    assert client_of("amina").get(at("decide", held, 10**18)).status_code == 404


def test_the_chair_leads_a_whole_item_without_scripts(table: Table, client_of: Any) -> None:
    meeting = table.meeting(Status.CALLED)
    amina, farida = client_of("amina"), client_of("farida")
    for key in ("bolat", "clara", "damir", "helen"):
        mine = meeting.invitations.get(user=table.users[key])
        post(client_of(key), at("act", meeting, "arrive"), {"invitation": mine.pk})
    post(farida, at("open", meeting), {})
    item = meeting.items.get(order=2)
    post(farida, at("act", meeting, "begin"), {"item": item.pk})
    post(client_of("clara"), at("act", meeting, "ask"))
    turn = meeting.turns.get()
    post(farida, at("act", meeting, "give"), {"turn": turn.pk})
    post(farida, at("act", meeting, "finish"), {"turn": turn.pk})
    post(amina, at("note", meeting, turn.pk), {"summary": "She said so.", "language": "en"})
    post(farida, at("put", meeting, item.pk), {"kind": "consensus", "question_en": "So?"})
    made = meeting.votes.get()
    for key in ("bolat", "clara", "damir", "helen"):
        post(client_of(key), at("cast", meeting, made.pk), {"choice": "for"})
    post(farida, at("act", meeting, "vote-close"), {"vote": made.pk})
    post(farida, at("decide", meeting, item.pk), {"kind": "other", "text_en": "It is so."})
    decision = meeting.decisions.get()
    assert decision.text == {"en": "It is so."}
    post(farida, at("correct_decision", meeting, decision.pk), {"text_en": "So it is."})
    post(farida, at("close", meeting), {})
    meeting.refresh_from_db()
    turn.refresh_from_db()
    made.refresh_from_db()
    decision.refresh_from_db()
    assert meeting.status == Status.CLOSED
    assert turn.summary == "She said so."
    assert made.result["carried"]
    assert decision.text == {"en": "So it is."}
    page = client_of("").get(at("watch", meeting)).content.decode()
    assert "So it is." in page
    assert "She said so." not in page


def post(client: Client, path: str, given: dict[str, Any] | None = None) -> None:
    response = client.post(path, given or {})
    assert response.status_code == 302, response.content.decode()


def test_a_refused_decision_keeps_all_that_was_typed(
    held: Meeting, table: Table, client_of: Any
) -> None:
    item = held.items.get(order=1)
    given = {
        "kind": "bylaws",
        "text_en": f"We change {HOSTILE}",
        "laws-quorum_percent": "1000000000",
        "laws-starts_on": "9999-12-31",
        "dissent": [table.organisation("clara").pk],
        "by_1": "0001-01-01",
        "addressee_1": "nobody\x00",
    }
    response = client_of("amina").post(at("decide", held, item.pk), given)
    assert response.status_code == 422
    text = response.content.decode()
    assert "We change" in text
    assert "1000000000" in text
    assert not held.decisions.exists()


def test_a_decision_changes_the_by_laws(held: Meeting, table: Table, client_of: Any) -> None:
    client, item = client_of("amina"), held.items.get(order=1)
    made = vote(held, table)
    for key in ("bolat", "clara", "damir", "helen"):
        voting.cast(
            made, seat=table.seat(key), choice="for", actor=table.actor(key), now=table.now
        )
    voting.close(made, actor=table.actor("amina"), now=table.now)
    page = client.get(at("decide", held, item.pk))
    laws = page.context["page"].laws
    given = {f"laws-{name}": laws[name].value() for name in laws.fields}
    given["laws-holidays"] = ""
    given["laws-speaking_minutes"] = "3"
    given["laws-starts_on"] = (table.today + timedelta(days=1)).isoformat()
    response = client.post(
        at("decide", held, item.pk), {"kind": "bylaws", "text_en": "Three minutes.", **given}
    )
    if response.status_code == 422:
        context = response.context["page"]
        raise AssertionError((context.form.errors, context.laws.errors))
    assert held.decisions.get().kind == "bylaws"


def test_the_page_may_connect_to_the_stream_and_to_nothing_else(
    held: Meeting, client_of: Any, settings: Settings
) -> None:
    settings.KENES_LIVE_ADDRESS = "https://live.kenes.example/"
    response = client_of("clara").get(at("floor", held))
    policy = dict(
        part.strip().split(" ", 1)
        for part in response["Content-Security-Policy"].split(";")
        if " " in part.strip()
    )
    assert policy["connect-src"] == "'self' https://live.kenes.example"
    assert policy["trusted-types"] == "kenes-live"
    assert "no-store" in response["Cache-Control"]
    assert f"https://live.kenes.example/live/{held.number}" in response.content.decode()


@pytest.mark.parametrize(
    ("host", "stream"),
    [("kenes.example:8000", "http://kenes.example:8001"), ("kenes.example", "")],
)
def test_without_an_address_the_stream_is_on_the_next_port(
    host: str, stream: str, held: Meeting, client_of: Any, settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = ["kenes.example"]
    response = client_of("").get(at("watch", held), headers={"host": host})
    assert response.context["page"].stream == (f"{stream}/live/{held.number}" if stream else "")


def test_who_votes_or_leads_is_not_interrupted_by_a_page_that_loads_itself(
    held: Meeting, table: Table, client_of: Any
) -> None:
    refresh = 'http-equiv="refresh"'
    assert refresh in client_of("clara").get(at("floor", held)).content.decode()
    assert refresh not in client_of("amina").get(at("floor", held)).content.decode()
    vote(held, table)
    assert refresh not in client_of("clara").get(at("floor", held)).content.decode()
    assert refresh in client_of("erik").get(at("floor", held)).content.decode()


def test_items_stay_seen_until_the_next_begins(held: Meeting, table: Table) -> None:
    act: dict[str, Any] = {"actor": table.actor("amina"), "now": table.later(minutes=1)}
    item = Item.objects.get(meeting=held, order=1)
    items.end(item, **act)
    seen = floor(held, Scope.PUBLIC, table.now)
    assert seen.item is not None
    assert seen.item.pk == item.pk
    assert not seen.item.is_present
    assert seen.next_item is not None
    assert seen.next_item.order == 2
