"""Asking: who, whom, what is refused and why; and taking it back."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from kenes.access.types import VISITOR, NotAllowed, operator
from kenes.journal.models import Entry
from kenes.members.models import Organisation, OrganisationKind, Tenure
from kenes.replies.models import Request
from kenes.replies.services.withdrawing import withdraw
from kenes.replies.services.wording import LONGEST_REQUEST
from kenes.replies.tests.conftest import HOSTILE, NOW, Table


@pytest.mark.parametrize("kind", OrganisationKind.values)
def test_any_institution_can_be_asked(table: Table, kind: str) -> None:
    Organisation.objects.filter(pk=table.ministry.pk).update(kind=kind)
    table.ministry.refresh_from_db()
    request = table.ask()
    assert (request.addressee_kind, request.status) == (kind, "waiting")


def test_a_request_has_a_number_a_clock_and_its_words_as_written(table: Table) -> None:
    request = table.ask(text=f"  {HOSTILE}\r\nSecond line ", about="R-2014-126")
    assert request.number == "Q-2026-001"
    assert request.text == f"{HOSTILE}\nSecond line"
    assert request.asked_by == table.qalqan
    assert request.asker_id == table.users["clara"].pk
    assert (request.about, request.first_due_on) == ("R-2014-126", request.due_on)
    assert [one.number for one in Request.objects.about("R-2014-126")] == ["Q-2026-001"]
    assert table.ask(text="Another").number == "Q-2026-002"


def test_members_observers_the_chair_and_the_secretariat_ask(table: Table) -> None:
    table.ask(actor=table.actor("damir"), asked_by=table.committee)
    table.ask(actor=table.actor("erik"), asked_by=table.lakes)
    table.ask(actor=table.actor("amina"), asked_by=None)
    table.ask(actor=table.actor("farida"), asked_by=None, text="From the chair")
    table.ask(actor=operator("kenes request"), asked_by=None, text="From the machine")
    assert Request.objects.count() == 5


@pytest.mark.parametrize(
    ("who", "of", "to", "why"),
    [
        ("galym", None, "ministry", "Your role does not include this"),
        ("irina", None, "ministry", "Your role does not include this"),
        ("farida", "qalqan", "ministry", "You do not sit for this organisation"),
        ("clara", None, "ministry", "Only the chair and the secretariat ask in the name"),
        ("clara", "taza_su", "ministry", "You do not sit for this organisation"),
        ("clara", "qalqan", "qalqan", "your own organisation"),
        ("amina", "qalqan", "ministry", "You do not sit for this organisation"),
    ],
)
def test_nobody_asks_in_anothers_name_nor_themselves(
    table: Table, who: str, of: str | None, to: str, why: str
) -> None:
    with pytest.raises(NotAllowed, match=why):
        table.ask(
            actor=table.actor(who),
            asked_by=getattr(table, of) if of else None,
            addressee=getattr(table, to),
        )
    assert not Request.objects.exists()
    assert not Entry.objects.exists()


def test_a_visitor_asks_nothing(table: Table) -> None:
    with pytest.raises(NotAllowed, match="Sign in"):
        table.ask(actor=VISITOR)


def test_who_sits_for_two_organisations_asks_neither_in_the_others_name(table: Table) -> None:
    tenure = Tenure.objects.get(user=table.users["helen"])
    tenure.pk, tenure.user, tenure.capacity = None, table.users["clara"], "alternate"
    tenure.save()
    with pytest.raises(NotAllowed, match="your own organisation"):
        table.ask(addressee=table.taza_su)


def test_a_seat_lost_a_minute_ago_asks_nothing(table: Table) -> None:
    opened = table.actor("clara")
    Tenure.objects.filter(user=table.users["clara"]).update(ends_on=date(2026, 3, 1))
    with pytest.raises(NotAllowed):
        table.ask(actor=opened)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"text": " \n\t "}, "text"),
        ({"text": "x" * (LONGEST_REQUEST + 1)}, "text"),
        ({"text": "nul \x00 byte"}, "text"),
        ({"language": "de"}, "language"),
        ({"kind": "order"}, "kind"),
        ({"about": "http://x.example/"}, "about"),
        ({"about": "r-2014-126"}, "about"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_field(
    table: Table, facts: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        table.ask(**facts)
    assert field in refused.value.message_dict
    assert not Request.objects.exists()


def test_the_longest_text_is_taken_in_any_letters(table: Table) -> None:
    assert len(table.ask(text="ұ" * LONGEST_REQUEST).text) == LONGEST_REQUEST


def test_a_button_pressed_twice_asks_once(table: Table) -> None:
    table.ask()
    with pytest.raises(ValidationError, match="You have asked this today: Q-2026-001"):
        table.ask()
    table.ask(now=NOW + timedelta(days=1))
    table.ask(addressee=table.taza_su)
    assert Request.objects.count() == 3


def test_who_asked_withdraws_with_a_reason_and_it_stays_to_be_read(table: Table) -> None:
    request = withdraw(
        table.ask(), reason=" Answered by telephone ", actor=table.actor("clara"), now=NOW
    )
    assert (request.status, request.withdrawn_because) == ("withdrawn", "Answered by telephone")
    assert Request.objects.public().count() == 1
    with pytest.raises(ValidationError, match="waits for no reply any more"):
        withdraw(request, actor=table.actor("clara"), now=NOW)


@pytest.mark.parametrize("who", ["bolat", "irina", "helen", "erik", "galym", "farida"])
def test_nobody_else_withdraws_it(table: Table, who: str) -> None:
    request = table.ask()
    with pytest.raises(NotAllowed):
        withdraw(request, actor=table.actor(who), now=NOW)
    assert withdraw(request, actor=table.actor("amina"), now=NOW).status == "withdrawn"


def test_what_the_body_asked_only_the_secretariat_withdraws(table: Table) -> None:
    request = table.ask(actor=table.actor("amina"), asked_by=None)
    with pytest.raises(NotAllowed, match="Only the organisation that asked"):
        withdraw(request, actor=table.actor("clara"), now=NOW)
    withdraw(request, actor=table.actor("amina"), now=NOW)


def test_an_answered_request_is_not_withdrawn(table: Table) -> None:
    request = table.ask()
    table.reply(request)
    with pytest.raises(ValidationError, match="answered"):
        withdraw(request, actor=table.actor("clara"), now=NOW)
