"""Drafts: theirs alone until they are signed, and never lost."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from kenes.access.types import NotAllowed
from kenes.journal.models import Entry
from kenes.members.models import Duty, DutyKind
from kenes.record.models import Entry as Recorded
from kenes.replies.models import Reply
from kenes.replies.services import drafting
from kenes.replies.services.standing import ChangedMeanwhile
from kenes.replies.services.wording import LONGEST_REPLY
from kenes.replies.tests.conftest import NOW, Table


def test_a_draft_is_saved_as_often_as_needed_and_counts_it(table: Table) -> None:
    request = table.ask()
    first = table.draft(request, text="")
    assert (first.edited, first.status, first.drafted_by_name) == (1, "draft", "Bolat Serikuly")
    second = table.draft(request, text="More", edited=1)
    assert (second.pk, second.edited, second.text) == (first.pk, 2, "More")
    assert Reply.objects.count() == 1


def test_two_who_save_at_once_both_see_what_the_other_wrote(table: Table) -> None:
    table.give("helen", DutyKind.FOCAL_POINT, table.ministry)
    request = table.ask()
    table.draft(request, text="Bolat’s")
    with pytest.raises(ChangedMeanwhile, match="Compare and save again") as refused:
        table.draft(request, text="Helen’s", actor=table.actor("helen"), edited=0)
    theirs = refused.value.reply
    assert theirs is not None
    assert (theirs.text, theirs.edited) == ("Bolat’s", 1)
    merged = table.draft(
        request, text="Bolat’s and Helen’s", actor=table.actor("helen"), edited=theirs.edited
    )
    assert merged.hands == [table.users["bolat"].pk, table.users["helen"].pk]


def test_a_draft_that_was_signed_meanwhile_is_not_begun_anew_unseen(table: Table) -> None:
    request = table.ask()
    table.reply(request, kind="more_time", until=date(2026, 4, 15))
    with pytest.raises(ChangedMeanwhile) as refused:
        table.draft(request, edited=1)
    assert refused.value.reply is None
    assert table.draft(request, edited=0).edited == 1


def test_what_was_handed_up_is_not_changed_until_it_is_given_back(table: Table) -> None:
    request = table.ask()
    reply = table.hand_up(request)
    with pytest.raises(ValidationError, match="handed up"):
        table.draft(request, text="Sneaked in", edited=reply.edited)
    back = drafting.return_draft(reply, note=" Say by whom. ", actor=table.actor("irina"), now=NOW)
    assert (back.status, back.returned_note) == ("draft", "Say by whom.")
    changed = table.draft(request, text="By us", edited=reply.edited)
    assert changed.returned_note == "Say by whom."
    up = drafting.hand_up(changed, edited=2, actor=table.actor("bolat"), now=NOW)
    assert (up.status, up.returned_note) == ("handed_up", "")


@pytest.mark.parametrize("note", ["", "  ", "x" * 2_001])
def test_giving_back_says_what_to_change(table: Table, note: str) -> None:
    reply = table.hand_up(table.ask())
    with pytest.raises(ValidationError) as refused:
        drafting.return_draft(reply, note=note, actor=table.actor("irina"), now=NOW)
    assert "note" in refused.value.message_dict


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"text": "x" * (LONGEST_REPLY + 1)}, "text"),
        ({"text": "\x00"}, "text"),
        ({"language": "xx"}, "language"),
    ],
)
def test_a_draft_that_cannot_be_kept_is_refused(
    table: Table, facts: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        table.draft(table.ask(), **facts)
    assert field in refused.value.message_dict


def test_only_what_a_kind_of_reply_needs_is_kept(table: Table) -> None:
    request = table.ask()
    reply = table.draft(
        request, until=date(2026, 4, 15), referred_to=table.committee, kind="answered"
    )
    assert (reply.until, reply.referred_to) == (None, None)


@pytest.mark.parametrize("who", ["irina", "clara", "amina", "farida", "erik"])
def test_only_the_institutions_focal_point_drafts(table: Table, who: str) -> None:
    request = table.ask()
    with pytest.raises(NotAllowed):
        table.draft(request, actor=table.actor(who))
    reply = table.draft(request)
    with pytest.raises(NotAllowed):
        drafting.hand_up(reply, edited=1, actor=table.actor(who), now=NOW)
    drafting.hand_up(reply, edited=1, actor=table.actor("bolat"), now=NOW)
    if who != "irina":
        with pytest.raises(NotAllowed):
            drafting.return_draft(reply, note="x", actor=table.actor(who), now=NOW)


def test_a_focal_point_of_another_institution_drafts_nothing_here(table: Table) -> None:
    table.give("damir", DutyKind.FOCAL_POINT, table.committee)
    with pytest.raises(NotAllowed, match="You do not draft replies for this institution"):
        table.draft(table.ask(), actor=table.actor("damir"))


def test_a_duty_lost_a_minute_ago_saves_nothing(table: Table) -> None:
    opened = table.actor("bolat")
    request = table.ask()
    Duty.objects.filter(user=table.users["bolat"]).update(ends_on=date(2026, 3, 1))
    with pytest.raises(NotAllowed):
        table.draft(request, actor=opened)
    assert not Reply.objects.exists()


def test_drafting_is_in_the_journal_and_in_no_record(table: Table) -> None:
    request = table.ask()
    entries = Recorded.objects.count()
    reply = table.hand_up(request)
    drafting.return_draft(reply, note="Shorter", actor=table.actor("irina"), now=NOW)
    kinds = Entry.objects.order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["request.ask", "reply.draft", "reply.submit", "reply.return"]
    assert Recorded.objects.count() == entries
    assert "The answer" not in str(list(Entry.objects.values_list("facts", flat=True)))
