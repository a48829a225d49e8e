"""Public acts are entered as they are shown; words and names can be erased from both."""

from datetime import date

import pytest
from django.utils import timezone

from kenes.access.types import Actor
from kenes.record.models import Entry
from kenes.record.services import bundling, redacting
from kenes.record.services.checking import check, unrecorded
from kenes.record.services.integrating import integrate
from kenes.record.subjects import kind_of
from kenes.replies.models import Reply, Request
from kenes.replies.services.withdrawing import withdraw
from kenes.replies.tests.conftest import NOW, Table


def types(number: str) -> list[str]:
    return list(Entry.objects.filter(subject=number).order_by("id").values_list("type", flat=True))


def test_every_public_act_has_its_entry_and_the_page_agrees_with_them(table: Table) -> None:
    answered = table.ask(about="R-2014-126")
    table.reply(answered, kind="more_time", text="", until=date(2026, 4, 15))
    table.reply(answered)
    referred = table.ask(text="Whose is it?")
    table.reply(referred, kind="referred", text="Theirs", referred_to=table.committee)
    passed_on = Request.objects.get(follows=referred)
    gone = table.ask(text="Never mind", actor=table.actor("amina"), asked_by=None)
    withdraw(gone, reason="Asked twice", actor=table.actor("amina"), now=NOW)
    table.draft(passed_on, actor=_focal_point(table))
    assert types(answered.number) == ["request.asked", "reply.signed", "reply.signed"]
    assert types(referred.number) == ["request.asked", "reply.signed"]
    assert types(passed_on.number) == ["request.referred"]
    assert types(gone.number) == ["request.asked", "request.withdrawn"]
    for request in (answered, referred, passed_on, gone):
        assert bundling.standing(request.number).differing == ()
    assert [one for one in unrecorded() if one.startswith("Q-")] == []
    findings = [one for one in check(timezone.now()).findings if "Q-" in str(one)]
    assert findings == []


def _focal_point(table: Table) -> Actor:
    table.give("damir", "focal_point", table.committee)  # type: ignore[arg-type]
    return table.actor("damir")


def test_the_entry_says_who_and_how_the_status_moved(table: Table) -> None:
    request = table.ask()
    reply = table.reply(request)
    asked, signed = Entry.objects.filter(subject=request.number).order_by("id")
    assert (asked.form().before, asked.form().after) == ("", "waiting")
    assert (signed.form().before, signed.form().after) == ("waiting", "answered")
    assert asked.payloads()["act.by"] == f'"organisation/{table.qalqan.pk}"'
    assert signed.payloads()["act.by"] == f'"organisation/{table.ministry.pk}"'
    assert signed.payloads()[f"reply.{reply.pk}.person"] == '"Irina Sokolova"'
    assert "Bolat" not in str(signed.told)  # who drafts is the institution's own affair
    assert asked.form().actor != signed.form().actor


def test_a_bundle_of_a_referred_request_takes_along_where_it_went(table: Table) -> None:
    request = table.ask()
    table.reply(request, kind="referred", referred_to=table.committee)
    made = Request.objects.get(follows=request)
    shown = bundling.bundle([request.number]).shown
    assert set(shown) == {request.number, made.number}


@pytest.mark.parametrize("what", ["text", "reply", "person", "reason"])
def test_words_and_names_are_erased_by_two_officers_and_the_page_still_agrees(
    table: Table, what: str
) -> None:
    request = table.ask()
    if what == "reason":
        withdraw(request, reason="Private words", actor=table.actor("clara"), now=NOW)
        name = "withdrawn_because"
    else:
        reply = table.reply(request)
        name = {"text": "text", "reply": f"reply.{reply.pk}"}.get(what, f"reply.{reply.pk}.person")
    integrate()
    entry = next(one for one in Entry.objects.filter(subject=request.number) if name in one.told)
    asked = redacting.ask(
        entry,
        names=[name],
        ground=redacting.Ground.PERSONAL,
        explanation="A name",
        actor=table.actor("amina"),
        now=NOW,
    )
    redacting.carry_out(asked, actor=table.actor("farida"), now=NOW)
    request.refresh_from_db()
    if what == "text":
        assert request.text == ""
    elif what == "reason":
        assert request.withdrawn_because == ""
    else:
        kept = Reply.objects.get()
        assert (kept.text == "") == (what == "reply")
        assert (kept.signed_by_name == "") == (what == "person")
    assert bundling.standing(request.number).differing == ()


def test_erasing_a_field_of_another_request_or_of_none_touches_nothing(table: Table) -> None:
    one, two = table.ask(), table.ask(text="Two")
    reply = table.reply(one)
    kind = kind_of(one.number)
    assert kind is not None
    for number, field, is_shown in (
        (two.number, f"reply.{reply.pk}", True),
        (one.number, "reply.x", True),
        (one.number, "reply.99999999999999999999", True),
        (one.number, f"reply.{reply.pk}", False),
        ("Q-1999-001", "text", True),
    ):
        kind.erase(number, field, is_shown)
    assert Reply.objects.get().text
    assert Request.objects.exclude(text="").count() == 2


def test_every_field_and_code_has_its_words(table: Table) -> None:
    request = table.ask(about="R-2014-126")
    table.reply(request, kind="more_time", until=date(2026, 4, 15))
    table.reply(request, kind="referred", referred_to=table.committee)
    made = Request.objects.get(follows=request)
    withdraw(made, reason="x", actor=table.actor("clara"), now=NOW)
    kind = kind_of(request.number)
    assert kind is not None
    for state in kind.shown([request.number, made.number]).values():
        for name, value in state.items():
            assert kind.label(name) != name or name in {"kind", "about", "text", "status"}
            for part in value if isinstance(value, dict) else ():
                assert kind.label(part)
    assert kind.word("status", "referred") == "referred to another institution"
    assert kind.word("asked_by", "body") == "the body, through its secretariat"
    assert kind.url(request.number) == f"/en/requests/{request.number}/"
    assert kind.titles([request.number]) == {request.number: request.number}
