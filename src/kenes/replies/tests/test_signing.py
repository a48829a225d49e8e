"""What a signature does, by what the reply says; and what cannot be signed."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from kenes.access.types import NotAllowed
from kenes.members.models import Duty, DutyKind, Organisation
from kenes.replies.models import Reply, Request
from kenes.replies.services import drafting, signing
from kenes.replies.services.standing import ChangedMeanwhile
from kenes.replies.services.withdrawing import withdraw
from kenes.replies.tests.conftest import NOW, TODAY, Table

WAITS = ("question", "proposal", "recommendation")


@pytest.mark.parametrize("kind", WAITS)
def test_a_signed_reply_ends_the_wait(table: Table, kind: str) -> None:
    request = table.ask(kind=kind)
    reply = table.reply(request)
    request.refresh_from_db()
    assert (request.status, request.answered_at, request.answered_on) == ("answered", NOW, TODAY)
    assert (reply.status, reply.signed_by_name, reply.signed_at) == (
        "signed",
        "Irina Sokolova",
        NOW,
    )


@pytest.mark.parametrize(
    ("kind", "says", "why"),
    [
        ("question", "answered", "Write the answer"),
        ("question", "declined", "Give the reasons"),
        ("proposal", "in_part", "Give the reasons"),
        ("proposal", "declined", "Give the reasons"),
    ],
)
def test_what_needs_words_is_not_handed_up_nor_signed_without(
    table: Table, kind: str, says: str, why: str
) -> None:
    request = table.ask(kind=kind)
    with pytest.raises(ValidationError, match=why):
        table.hand_up(request, kind=says, text=" \n ")
    Reply.objects.update(status="handed_up")  # as if it had slipped through
    reply = Reply.objects.get()
    with pytest.raises(ValidationError, match=why):
        signing.sign(reply, edited=1, actor=table.actor("irina"), now=NOW)
    drafted = Reply.objects.get()
    assert drafted.status == "handed_up"
    assert Request.objects.get().status == "waiting"


def test_to_accept_no_words_are_needed(table: Table) -> None:
    reply = table.reply(table.ask(kind="proposal"), kind="accepted", text="")
    assert reply.status == "signed"


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("question", "accepted"),
        ("question", "in_part"),
        ("proposal", "answered"),
        ("recommendation", "answered"),
        ("proposal", "whatever"),
    ],
)
def test_a_request_takes_only_replies_to_what_it_asks(table: Table, kind: str, says: str) -> None:
    with pytest.raises(ValidationError, match="Choose what the reply says"):
        table.draft(table.ask(kind=kind), kind=says)


def test_a_referral_asks_the_other_institution_on_a_clock_of_its_own(table: Table) -> None:
    request = table.ask()
    later = NOW + timedelta(days=20)
    table.reply(request, kind="referred", text="", referred_to=table.committee, now=later)
    request.refresh_from_db()
    made = Request.objects.get(follows=request)
    assert request.status == "referred"
    assert made.status == "waiting"
    assert (made.addressee, made.asked_by, made.asker_id) == (
        table.committee,
        table.qalqan,
        request.asker_id,
    )
    assert (made.text, made.language, made.is_public) == (request.text, "en", True)
    assert made.asked_on == later.date()
    assert made.due_on == date(2026, 4, 21)
    assert made.number == "Q-2026-002"


def test_a_referral_goes_to_somebody_else_and_never_round_in_a_circle(table: Table) -> None:
    request = table.ask()
    for to, why in (
        (None, "Name the institution"),
        (table.ministry, "with this institution already"),
        (table.qalqan, "the organisation that asked"),
    ):
        reply = Reply.objects.first()
        with pytest.raises(ValidationError, match=why):
            table.hand_up(
                request, kind="referred", referred_to=to, edited=reply.edited if reply else 0
            )
    reply = Reply.objects.get()
    table.reply(request, kind="referred", referred_to=table.committee, edited=reply.edited)
    back = Request.objects.get(follows=request)
    table.give("damir", DutyKind.FOCAL_POINT, table.committee)
    draft = table.draft(
        back, kind="referred", referred_to=table.ministry, actor=table.actor("damir")
    )
    with pytest.raises(ValidationError, match="had it before"):
        drafting.hand_up(draft, edited=draft.edited, actor=table.actor("damir"), now=NOW)


def test_more_time_moves_the_due_date_once_within_the_by_laws(table: Table) -> None:
    request = table.ask()
    assert (request.due_on, request.remind_on) == (date(2026, 4, 1), date(2026, 3, 23))
    table.reply(request, kind="more_time", text="", until=date(2026, 4, 30))
    request.refresh_from_db()
    assert (request.status, request.due_on) == ("waiting", date(2026, 4, 30))
    assert request.first_due_on == date(2026, 4, 1)
    assert request.remind_on == date(2026, 4, 21)  # nine days ahead, as at first
    assert request.answered_at is None
    with pytest.raises(ValidationError, match="once only"):
        table.hand_up(request, kind="more_time", until=date(2026, 5, 1))


@pytest.mark.parametrize(
    ("until", "why"),
    [
        (None, "until which day"),
        (date(2026, 4, 1), "later day than 1 April 2026"),
        (date(2026, 3, 25), "later day than 1 April 2026"),
        (date(2026, 5, 4), "4 May 2026 at the latest"),
        (date(2026, 5, 5), "4 May 2026 at the latest"),
        (date(2026, 4, 4), "Nobody works on that day"),  # a Saturday
        (date(2026, 5, 1), "Nobody works on that day"),  # a holiday of Kazakhstan
    ],
)
def test_more_time_ends_on_a_working_day_the_by_laws_allow(
    table: Table, until: date | None, why: str
) -> None:
    # 1 April and 30 days: 1 May is a holiday, the next two days are a weekend.
    request = table.ask()
    if until == date(2026, 5, 4):
        assert table.reply(request, kind="more_time", until=until).status == "signed"
        return
    with pytest.raises(ValidationError, match=why):
        table.hand_up(request, kind="more_time", until=until)


def test_what_is_long_overdue_cannot_be_put_off_to_a_day_gone_by(table: Table) -> None:
    request = table.ask()
    long_after = NOW + timedelta(days=90)
    with pytest.raises(ValidationError, match="later day than 31 May 2026"):
        table.hand_up(request, kind="more_time", until=date(2026, 4, 15), now=long_after)
    with pytest.raises(ValidationError, match="at the latest"):
        table.hand_up(request, kind="more_time", until=date(2026, 6, 15), now=long_after, edited=1)
    assert table.reply(request, now=long_after, edited=2).status == "signed"


def test_who_drafted_does_not_sign_though_the_duty_changed(table: Table) -> None:
    reply = table.hand_up(table.ask())
    Duty.objects.filter(user=table.users["bolat"]).update(kind=DutyKind.VALIDATOR)
    with pytest.raises(NotAllowed, match="You have drafted this reply"):
        signing.sign(reply, edited=1, actor=table.actor("bolat"), now=NOW)


def test_nobody_signs_what_any_hand_of_theirs_is_in(table: Table) -> None:
    request = table.ask()
    first = table.draft(request)
    table.give("amina", DutyKind.FOCAL_POINT, table.ministry)
    second = table.draft(request, actor=table.actor("amina"), edited=first.edited)
    assert second.drafted_by_name == "Amina Zhaqsylyq"
    drafting.hand_up(second, edited=2, actor=table.actor("amina"), now=NOW)
    Duty.objects.filter(user=table.users["bolat"]).update(kind=DutyKind.VALIDATOR)
    with pytest.raises(NotAllowed, match="You have drafted this reply"):
        signing.sign(second, edited=2, actor=table.actor("bolat"), now=NOW)


def test_who_asked_does_not_sign_the_reply(table: Table) -> None:
    table.give("clara", DutyKind.VALIDATOR, table.ministry)
    reply = table.hand_up(table.ask())
    with pytest.raises(NotAllowed, match="You have asked this yourself"):
        signing.sign(reply, edited=1, actor=table.actor("clara"), now=NOW)


@pytest.mark.parametrize("lost", ["duty", "account"])
def test_a_duty_lost_a_minute_ago_signs_nothing(table: Table, lost: str) -> None:
    reply = table.hand_up(table.ask())
    opened = table.actor("irina")  # as the page was opened
    if lost == "duty":
        Duty.objects.filter(user=table.users["irina"]).update(ends_on=date(2026, 3, 1))
    else:
        table.users["irina"].is_active = False
        table.users["irina"].save()
    with pytest.raises(NotAllowed):
        signing.sign(reply, edited=1, actor=opened, now=NOW)
    assert Reply.objects.get().status == "handed_up"


def test_what_was_changed_after_it_was_shown_is_not_signed(table: Table) -> None:
    request = table.ask()
    reply = table.hand_up(request)
    drafting.return_draft(reply, note="Shorter", actor=table.actor("irina"), now=NOW)
    changed = table.draft(request, text="Otherwise", edited=reply.edited)
    drafting.hand_up(changed, edited=changed.edited, actor=table.actor("bolat"), now=NOW)
    with pytest.raises(ChangedMeanwhile) as refused:
        signing.sign(reply, edited=reply.edited, actor=table.actor("irina"), now=NOW)
    assert refused.value.reply is not None
    assert refused.value.reply.text == "Otherwise"


@pytest.mark.parametrize("status", ["draft", "signed"])
def test_only_what_is_handed_up_is_signed(table: Table, status: str) -> None:
    request = table.ask()
    reply = table.draft(request) if status == "draft" else table.reply(request)
    with pytest.raises(ValidationError):
        signing.sign(reply, edited=reply.edited, actor=table.actor("irina"), now=NOW)


def test_a_withdrawn_request_takes_no_signature(table: Table) -> None:
    request = table.ask()
    reply = table.hand_up(request)
    withdraw(request, actor=table.actor("clara"), now=NOW)
    with pytest.raises(ValidationError, match="waits for no reply any more"):
        signing.sign(reply, edited=1, actor=table.actor("irina"), now=NOW)


def test_an_observer_is_answered_and_answers_like_anybody(table: Table) -> None:
    """Donors and missions stand on the same clock as ministries."""
    asked: Any = table.ask(addressee=table.lakes)
    assert asked.due_on == table.ask().due_on
    table.give("erik", DutyKind.FOCAL_POINT, table.lakes)
    table.give("helen", DutyKind.VALIDATOR, table.lakes)
    draft = table.draft(asked, actor=table.actor("erik"))
    drafting.hand_up(draft, edited=1, actor=table.actor("erik"), now=NOW)
    signed = signing.sign(draft, edited=1, actor=table.actor("helen"), now=NOW)
    assert signed.status == "signed"
    assert Organisation.objects.get(pk=table.lakes.pk).kind == "international"
