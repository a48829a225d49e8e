"""What people propose: it waits, gets its number when it is decided, and tells nothing of whose
it is."""

import pytest
from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone

from kenes.access.types import NotAllowed
from kenes.journal.models import Entry as Act
from kenes.opinions.lifecycle import Moderation, Proposing, StatementStatus
from kenes.opinions.models import DRAWN, Consultation, Statement
from kenes.opinions.services import proposing, stating
from kenes.opinions.tests.conftest import SEEDS, House
from kenes.opinions.waiting import waiting
from kenes.record.models import Entry
from kenes.record.services.checking import unrecorded

TEXT = "Lay judges decide together with professional ones"


def put(one: Consultation) -> list[Statement]:
    """Those put to the vote that somebody proposed, by number."""
    rows = one.statements.filter(status=StatementStatus.SHOWN, is_seed=False)
    return list(rows.order_by("number"))


def test_what_is_proposed_waits_without_a_number(house: House) -> None:
    one = house.opened()
    acts = Act.objects.count()
    made = house.proposed(one, TEXT)
    assert (made.status, made.has_number, made.decided_by) == (StatementStatus.WAITING, False, "")
    assert made.number >= DRAWN
    assert timezone.localtime(made.proposed_at).time().isoformat() == "00:00:00"
    assert not Entry.objects.filter(subject=made.cited).exists()
    assert Act.objects.count() == acts


def test_numbers_follow_each_other_as_decisions_do(house: House) -> None:
    one, actor = house.opened(), house.actor("amina")
    first, second, third = (house.proposed(one, f"{TEXT}, part {n}") for n in range(3))
    third = stating.accept(third, actor=actor, now=house.now)
    first = stating.reject(
        first, ground="off_topic", reason="Of courts", actor=actor, now=house.now
    )
    own = stating.seed(one, {"en": "Own"}, "en", actor=actor, now=house.now)
    second = stating.merge(second, into=1, actor=actor, now=house.now)
    assert [one.number for one in (third, first, own, second)] == [6, 7, 8, 9]
    first = stating.accept(first, actor=actor, now=house.now)
    assert first.number == 7  # it keeps what it has
    assert [row for row in unrecorded() if str(row).startswith("C-")] == []


def test_keys_and_numbers_that_wait_are_in_no_order(house: House) -> None:
    one = house.opened()
    made = [
        house.proposed(one, f"{TEXT}, part {n}", number=7 + n % 10)
        for n in range(5 * proposing.MOST_WAITING)
    ]
    for order in ("pk", "number"):
        rows = one.statements.filter(number__gte=DRAWN).order_by(order)
        places = [[row.pk for row in rows].index(row.pk) for row in made]
        assert places != sorted(places)


def test_where_nobody_looks_first_those_of_a_day_are_put_on_the_next(house: House) -> None:
    one = house.opened(moderation=Moderation.AFTER)
    waits = [house.proposed(one, f"{TEXT}, part {n}", number=n) for n in range(7, 27)]
    assert proposing.put_due(house.now) == 0
    assert {row.status for row in waits} == {StatementStatus.WAITING}
    tomorrow = house.later(days=1)
    house.now = tomorrow
    late = house.proposed(one, "It comes a day later", number=99)
    assert proposing.put_due(tomorrow) == 20
    assert proposing.put_due(tomorrow) == 0
    late.refresh_from_db()
    assert late.status == StatementStatus.WAITING
    shown = put(one)
    assert [row.number for row in shown] == list(range(6, 26))
    assert [row.pk for row in shown] != [row.pk for row in waits]
    acts = Act.objects.filter(kind="statement.put", actor_id=None)
    assert {(act.at, act.session) for act in acts} == {(tomorrow, "")}  # nobody is named
    entries = Entry.objects.filter(type="statement.put", act__in=acts)
    assert {entry.at for entry in entries} == {tomorrow}
    assert [row for row in unrecorded() if str(row).startswith("C-")] == []


def test_a_moderator_may_be_faster_and_the_rest_is_nobodys_task(house: House) -> None:
    one, actor = house.opened(moderation=Moderation.AFTER), house.actor("amina")
    made = house.proposed(one, TEXT)
    other = house.proposed(one, f"{TEXT} in all courts")
    assert not [row for row in waiting(actor, house.today) if "statement" in row.title]
    stating.reject(made, ground="off_topic", reason="x", actor=actor, now=house.now)
    assert proposing.put_due(house.later(days=1)) == 1
    assert [row.pk for row in put(one)] == [other.pk]


def test_nothing_is_put_where_a_moderator_looks_first_nor_after_the_end(house: House) -> None:
    before, over = house.opened(), house.opened(moderation=Moderation.AFTER)
    closed = house.opened(moderation=Moderation.AFTER)
    for one in (before, over, closed):
        house.proposed(one, TEXT)
    house.closed(closed)
    Consultation.objects.filter(pk=over.pk).update(closes_on=F("opened_on"))
    assert proposing.put_due(house.later(days=1)) == 0
    assert put(before) == put(over) == put(closed) == []


@pytest.mark.parametrize(
    ("text", "language", "field"),
    [
        ("", "en", "text"),
        ("x" * 281, "en", "text"),
        (f"  {SEEDS[1].upper()} ", "en", "text"),
        (TEXT, "de", "language"),
        (TEXT, "kk", "language"),
    ],
)
def test_what_cannot_be_proposed_is_said_beside_its_field(
    text: str, language: str, field: str, house: House
) -> None:
    one = house.opened(languages=["en", "ru"])
    with pytest.raises(ValidationError) as raised:
        proposing.propose(house.participant(one), text, language, now=house.now)
    assert set(raised.value.message_dict) == {field}


def test_what_waits_is_not_proposed_twice_and_its_drawn_number_is_not_told(house: House) -> None:
    one = house.opened()
    made = house.proposed(one, TEXT)
    with pytest.raises(ValidationError) as raised:
        house.proposed(one, TEXT.upper())
    assert "A statement that waits says the same" in str(raised.value)
    assert str(made.number) not in str(raised.value)


def test_nobody_proposes_without_end(house: House) -> None:
    one = house.opened()
    for n in range(proposing.MOST_WAITING):
        house.proposed(one, f"{TEXT}, part {n}")
    with pytest.raises(ValidationError, match="not put to the vote yet"):
        house.proposed(one, "One more")
    for row in one.statements.filter(status=StatementStatus.WAITING):
        stating.accept(row, actor=house.actor("amina"), now=house.now)
    for n in range(proposing.MOST_WAITING, proposing.MOST_A_DAY):
        stating.accept(
            house.proposed(one, f"{TEXT}, part {n}"), actor=house.actor("amina"), now=house.now
        )
    with pytest.raises(ValidationError, match="today"):
        house.proposed(one, "One more")
    house.now = house.later(days=1)
    house.proposed(one, "One more")


def test_where_the_secretariat_alone_writes_nobody_proposes(house: House) -> None:
    one = house.opened(proposing=Proposing.SECRETARIAT)
    with pytest.raises(NotAllowed):
        house.proposed(one, TEXT)
