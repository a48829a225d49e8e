"""The floor: who asks for it, who is given it, who interrupts, and what is noted."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from kenes.access.moves import IllegalMove
from kenes.access.types import NotAllowed
from kenes.journal.models import Entry as Act
from kenes.meetings.lifecycle import MinutesStatus, TurnKind, TurnStatus
from kenes.meetings.models import Item, Minutes, Presence, Turn
from kenes.meetings.services import attending, holding, items, speaking
from kenes.meetings.tests.conftest import HOSTILE, Table
from kenes.meetings.tests.in_session import chair, held, told

POINT = TurnKind.POINT_OF_ORDER


@pytest.fixture
def floor(table: Table) -> "Floor":
    return Floor(table)


class Floor:
    """An item under discussion with everybody present, Erik the observer too."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.meeting, self.item, self.here = held(
            table, "bolat", "clara", "damir", "helen", "erik"
        )

    def ask(self, key: str, kind: str = TurnKind.SPEECH, item: Item | None = None) -> Turn:
        return speaking.ask(
            item or self.item,
            presence=self.here[key],
            kind=kind,
            actor=self.table.actor(key),
            now=self.table.now,
        )

    def give(self, turn: Turn, **given: Any) -> Turn:
        return speaking.give(turn, **given, **chair(self.table))

    def names(self) -> list[str]:
        return [turn.presence.person_name.split()[0] for turn in speaking.waiting(self.item)]

    def speaks(self) -> str:
        turn = Turn.objects.filter(meeting=self.meeting, status=TurnStatus.SPEAKING).first()
        return turn.presence.person_name.split()[0] if turn else ""


def test_the_list_alternates_chambers_and_the_floor_goes_round_it(floor: Floor) -> None:
    for key in ("erik", "clara", "helen", "bolat"):
        floor.ask(key)
    assert floor.names() == ["Clara", "Bolat", "Erik", "Helen"]
    heard: list[str] = []
    while floor.names():
        begins = 2 * len(heard)
        turn = speaking.give_first(floor.item, **chair(floor.table, minutes=begins))
        heard.append(floor.speaks())
        speaking.end(turn, **chair(floor.table, minutes=begins + 2))
    assert heard == ["Clara", "Bolat", "Erik", "Helen"]
    civil = floor.here["clara"].chamber_id
    times = [(one.chamber == civil, one.seconds) for one in speaking.spoken(floor.item)]
    assert times == [(True, 120), (False, 120), (False, 120), (True, 120)]
    with pytest.raises(ValidationError, match="Nobody is on the list"):
        speaking.give_first(floor.item, **chair(floor.table))
    told(floor.meeting)


def test_one_asks_once_and_for_oneself(floor: Floor) -> None:
    floor.ask("clara")
    with pytest.raises(ValidationError, match="on the list already"):
        floor.ask("clara")
    with pytest.raises(NotAllowed):
        speaking.ask(
            floor.item,
            presence=floor.here["helen"],
            actor=floor.table.actor("clara"),
            now=floor.table.now,
        )
    speaking.ask(floor.item, presence=floor.here["helen"], **chair(floor.table))
    assert floor.names() == ["Clara", "Helen"]


def test_who_has_left_or_was_elsewhere_is_not_put_on_the_list(floor: Floor) -> None:
    attending.leave(floor.here["helen"], **chair(floor.table))
    with pytest.raises(ValidationError, match="Helen Kim has left"):
        speaking.ask(floor.item, presence=floor.here["helen"], **chair(floor.table))
    _other, _item, here = held(floor.table, "helen")
    with pytest.raises(ValidationError, match="has left"):
        speaking.ask(floor.item, presence=here["helen"], **chair(floor.table))


@pytest.mark.parametrize("kind", ["", "x", "point_of_order\x00"])
def test_a_wrong_kind_is_told(floor: Floor, kind: str) -> None:
    with pytest.raises(ValidationError, match="Choose a speech"):
        floor.ask("clara", kind)


def test_a_speech_may_be_asked_for_ahead_a_point_of_order_only_now(floor: Floor) -> None:
    later = floor.meeting.items.all()[2]
    floor.ask("clara", item=later)
    for kind, item in ((POINT, later), (TurnKind.SPEECH, _done(floor))):
        with pytest.raises(ValidationError, match="not under discussion"):
            floor.ask("helen", kind, item=item)
    with pytest.raises(ValidationError, match="not under discussion"):
        speaking.give_first(later, **chair(floor.table))


def test_one_person_speaks_until_somebody_ends_it(floor: Floor) -> None:
    first, second = floor.ask("clara"), floor.ask("bolat")
    floor.give(second)  # any of the list
    with pytest.raises(ValidationError, match="Bolat Serikuly has the floor"):
        floor.give(first)
    with pytest.raises(IllegalMove):
        floor.give(second)
    with pytest.raises(ValidationError, match="has the floor"):
        floor.ask("bolat")
    speaking.end(second, actor=floor.table.actor("bolat"), now=floor.table.now)
    floor.give(first)
    with pytest.raises(NotAllowed):
        speaking.end(first, actor=floor.table.actor("bolat"), now=floor.table.now)


def test_the_next_one_in_one_act_unless_somebody_else_has_the_floor_by_now(floor: Floor) -> None:
    clara, bolat, damir = floor.ask("clara"), floor.ask("bolat"), floor.ask("damir")
    floor.give(clara)
    floor.give(bolat, ends=clara)
    with pytest.raises(ValidationError, match="Bolat Serikuly has the floor"):
        floor.give(damir, ends=clara)  # a second secretary, whose page was older
    assert floor.speaks() == "Bolat"
    clara.refresh_from_db()
    assert clara.status == TurnStatus.SPOKEN


def test_the_database_itself_lets_one_speak(floor: Floor) -> None:
    floor.give(floor.ask("clara"))
    other = floor.ask("bolat")
    with pytest.raises(IntegrityError), transaction.atomic():
        Turn.objects.filter(pk=other.pk).update(status=TurnStatus.SPEAKING)


def test_a_point_of_order_interrupts_and_the_speaker_goes_on_first(floor: Floor) -> None:
    clara = floor.ask("clara")
    floor.ask("bolat")
    floor.ask("helen")
    floor.give(clara)
    point = floor.ask("damir", POINT)
    assert floor.names()[0] == "Damir"
    floor.give(point)
    assert floor.speaks() == "Damir"
    clara.refresh_from_db()
    assert clara.status == TurnStatus.SPOKEN
    assert floor.names() == ["Clara", "Bolat", "Helen"]
    second = floor.ask("bolat", POINT)
    with pytest.raises(ValidationError, match="Damir Orazaly has the floor"):
        floor.give(second)  # no point of order interrupts another
    floor.give(second, ends=point)
    speaking.end(second, **chair(floor.table))
    assert floor.speaks() == ""
    assert speaking.give_first(floor.item, **chair(floor.table)).resumes
    assert floor.speaks() == "Clara"
    told(floor.meeting)


def test_one_withdraws_ones_name_and_nobody_anothers(floor: Floor) -> None:
    turn = floor.ask("clara")
    with pytest.raises(NotAllowed):
        speaking.withdraw(turn, actor=floor.table.actor("helen"), now=floor.table.now)
    speaking.withdraw(turn, actor=floor.table.actor("clara"), now=floor.table.now)
    with pytest.raises(IllegalMove):
        speaking.withdraw(turn, **chair(floor.table))
    floor.ask("clara")  # and may ask again
    assert floor.names() == ["Clara"]


@pytest.mark.parametrize("who", ["clara", "erik", "galym", "amina"])
def test_only_who_leads_gives_the_floor(floor: Floor, who: str) -> None:
    turn = floor.ask("bolat")
    act: dict[str, Any] = {"actor": floor.table.actor(who), "now": floor.table.now}
    if who == "amina":
        speaking.give(turn, **act)
        return
    with pytest.raises(NotAllowed):
        speaking.give(turn, **act)
    with pytest.raises(NotAllowed):
        speaking.give_first(floor.item, **act)


def test_what_was_said_is_noted_until_the_minutes_are_published(floor: Floor) -> None:
    turn = floor.ask("clara")
    amina: dict[str, Any] = {"actor": floor.table.actor("amina"), "now": floor.table.now}
    with pytest.raises(ValidationError, match="Nothing has been said yet"):
        speaking.note(turn, summary="x", language="en", **amina)
    floor.give(turn)
    speaking.note(turn, summary=f"Asked\r\nfor a register {HOSTILE}\x00", language="en", **amina)
    holding.close(floor.meeting, **chair(floor.table))
    noted = speaking.note(turn, summary=f"Asked {HOSTILE}", language="ru", **amina)
    assert (noted.summary, noted.language) == (f"Asked {HOSTILE}", "ru")
    wrong: tuple[tuple[dict[str, Any], str], ...] = (
        ({"summary": "x" * 10_001, "language": "en"}, "summary"),
        ({"summary": "x", "language": "de"}, "language"),
    )
    for given, field in wrong:
        with pytest.raises(ValidationError) as refused:
            speaking.note(turn, **given, **amina)
        assert list(refused.value.message_dict) == [field]
    with pytest.raises(NotAllowed):
        speaking.note(turn, summary="x", language="en", **chair(floor.table))
    Minutes.objects.create(
        meeting=floor.meeting,
        language="en",
        status=MinutesStatus.PUBLISHED,
        composed_at=floor.table.now,
        published_at=floor.table.now,
        due_on=floor.table.today,
    )
    with pytest.raises(ValidationError, match="minutes are published"):
        speaking.note(turn, summary="", language="en", **amina)


def test_every_act_on_the_floor_is_in_the_journal_once(floor: Floor) -> None:
    turn = floor.ask("clara")
    floor.give(turn)
    floor.give(floor.ask("damir", POINT))
    kinds = list(Act.objects.order_by("pk").values_list("kind", flat=True))
    acts = [kind for kind in kinds if kind.startswith("turn.")]
    assert acts == ["turn.ask", "turn.give", "turn.ask", "turn.end", "turn.ask", "turn.give"]
    assert acts == [kind for kind in told(floor.meeting) if kind.startswith("turn.")]


def test_the_list_is_read_in_the_same_few_queries(
    floor: Floor, django_assert_num_queries: Any
) -> None:
    for n in range(30):
        guest = Presence.objects.create(
            meeting=floor.meeting, person_name=f"Guest {n}", arrived_at=floor.table.now
        )
        Turn.objects.create(
            meeting=floor.meeting, item=floor.item, presence=guest, asked_at=floor.table.now
        )
    floor.ask("clara")
    with django_assert_num_queries(2):
        assert len([turn.presence.chamber for turn in speaking.waiting(floor.item)]) == 31


def _done(floor: Floor) -> Item:
    item = items.begin(floor.meeting.items.all()[0], **chair(floor.table))
    items.begin(floor.item, **chair(floor.table))
    item.refresh_from_db()
    return item
