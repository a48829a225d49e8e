"""Pairs are opened once, views stand side by side, and a gap has a day it is seen since."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from kenes.access.types import NotAllowed
from kenes.alignment import standing
from kenes.alignment.changing import Changes
from kenes.alignment.lifecycle import Finding
from kenes.alignment.models import Pair, View
from kenes.alignment.services import opening, proposing, viewing
from kenes.alignment.tests.conftest import HOSTILE, Table
from kenes.law.models import Act, Obligation
from kenes.members.models import Organisation
from kenes.proposals.models import Proposal
from kenes.proposals.services import drafting, linking
from kenes.record.models import Entry


def test_an_obligation_stands_beside_a_provision_once(table: Table) -> None:
    first = table.pair("art_5__para_1")
    again = table.pair("art_5__para_1")
    silent = table.pair("")
    other = table.pair("art_5__para_1", number=2)
    assert again == first
    assert len({first.number, silent.number, other.number}) == 3
    assert first.number == f"A-{table.today.year}-001"
    assert Entry.objects.filter(subject=first.number, type="alignment.opened").count() == 1
    assert first.version.on.isoformat() == "2015-01-01"


@pytest.mark.parametrize(
    ("anchor", "told"),
    [
        ("art_99", "no such provision: art_99"),
        ("\x00", "no such provision"),
        ("a" * 100_000, "no such provision"),
        ("chp_1", "Choose an article"),
    ],
)
def test_what_is_no_provision_is_named_and_nothing_is_opened(
    anchor: str, told: str, table: Table
) -> None:
    with pytest.raises(ValidationError) as refused:
        table.pair(anchor)
    assert told in str(refused.value.message_dict["anchor"])
    assert not Pair.objects.exists()


def test_an_act_without_a_wording_is_named(table: Table) -> None:
    instrument = table.instrument()
    act = table.act()
    bare = Act.objects.create(
        code="bare", kind="law", name={"en": "b"}, enacted_on=table.today, entered_at=table.now
    )
    with pytest.raises(ValidationError) as refused:
        table.pair(act=bare)
    assert list(refused.value.message_dict) == ["act"]
    assert table.pair(act=act).obligation.instrument == instrument


@pytest.mark.parametrize("key", ["bolat", "clara", "damir", "helen", "amina", "farida"])
def test_members_and_who_prepares_meetings_put_them_side_by_side(key: str, table: Table) -> None:
    pair = table.pair()
    made = opening.open_(pair.obligation, pair.act, "art_6", actor=table.actor(key), now=table.now)
    assert made != pair


@pytest.mark.parametrize("key", ["erik", "galym", "irina"])
def test_nobody_else_does(key: str, table: Table) -> None:
    pair = table.pair()
    with pytest.raises(NotAllowed):
        opening.open_(pair.obligation, pair.act, "art_6", actor=table.actor(key), now=table.now)
    table.amended(pair.act)
    with pytest.raises(NotAllowed):
        opening.renew(pair, "art_9", actor=table.actor(key), now=table.now)


@pytest.mark.parametrize(
    ("by", "of"),
    [("clara", "helen"), ("erik", "erik"), ("amina", "bolat"), ("farida", "bolat")],
)
def test_nobody_speaks_for_others_nor_without_a_deciding_seat(
    by: str, of: str, table: Table
) -> None:
    pair = table.pair()
    with pytest.raises(NotAllowed):
        table.view(pair, of, "gap", actor=table.actor(by))
    assert not View.objects.exists()


def test_what_stands_of_a_side_is_what_all_its_organisations_say(table: Table) -> None:
    pair = table.pair()
    assert pair.standing == {}
    table.view(pair, "bolat", "aligned")
    assert (pair.standing, pair.gap_since) == ({"state": "aligned"}, None)
    table.view(pair, "clara", "gap")
    assert pair.standing == {"state": "aligned", "civil": "gap"}
    assert pair.gap_since == table.today
    table.view(pair, "helen", "aligned")
    assert pair.standing == {"state": "aligned", "civil": "differs"}  # one against one, no sum
    table.view(pair, "clara", "aligned")
    assert pair.standing == {"state": "aligned", "civil": "aligned"}
    assert pair.gap_since is None
    assert pair.views.count() == 4  # what was said stays


def test_a_gap_is_seen_since_the_first_day_until_nobody_sees_one(table: Table) -> None:
    pair = table.pair()
    table.view(pair, "clara", "partly")
    table.view(pair, "damir", "gap", now=table.later(days=3))
    assert pair.gap_since == table.today
    table.view(pair, "clara", "aligned", now=table.later(days=4))
    assert pair.gap_since == table.today
    table.view(pair, "damir", "aligned", now=table.later(days=5))
    assert pair.gap_since is None
    table.view(pair, "clara", "gap", now=table.later(days=9))
    assert pair.gap_since == table.today + timedelta(days=9)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"finding": "bad"}, "finding"),
        ({"finding": "differs"}, "finding"),
        ({"reason": " \x00 "}, "reason"),
        ({"reason": "x" * 5_001}, "reason"),
        ({"language": "de"}, "language"),
    ],
)
def test_a_view_that_is_incomplete_is_refused_by_field(
    given: dict[str, Any], field: str, table: Table
) -> None:
    pair = table.pair()
    with pytest.raises(ValidationError) as refused:
        table.view(pair, "clara", **{"finding": "gap", **given})
    assert list(refused.value.message_dict) == [field]
    assert pair.views.count() == 0


def test_the_same_view_is_not_said_twice(table: Table) -> None:
    pair = table.pair()
    table.view(pair, "clara", "gap")
    with pytest.raises(ValidationError, match="already"):
        table.view(pair, "clara", "gap")


def test_a_view_stays_at_the_version_that_was_read(table: Table) -> None:
    pair = table.pair()
    read = pair.version
    table.amended(pair.act)
    assert table.view(pair, "clara", "gap", version=read).version == read
    assert table.view(pair, "bolat", "gap").version.on.isoformat() == "2026-01-01"
    stray = table.act("other").versions.get()
    with pytest.raises(ValidationError, match="another act"):
        table.view(pair, "helen", "gap", version=stray)


def test_a_changed_provision_is_told_and_an_unchanged_one_is_not(table: Table) -> None:
    changed, same, gone = table.pair("art_5"), table.pair("art_7"), table.pair("art_6")
    inner = table.pair("art_5__para_2")
    views = [table.view(one, "clara", "gap") for one in (changed, same, gone, inner)]
    assert [view.pk in Changes.of(views) for view in views] == [False] * 4
    table.amended(changed.act)
    assert [view.pk in Changes.of(views) for view in views] == [True, False, True, False]


def test_a_moved_provision_is_followed_and_its_views_hold(table: Table) -> None:
    pair = table.pair("art_6")
    said = table.view(pair, "clara", "gap")
    table.amended(pair.act)
    with pytest.raises(ValidationError, match="where it stands now"):
        table.view(pair, "bolat", "gap")
    found = opening.renew(pair, "art_9", actor=table.actor("amina"), now=table.now)
    assert (found.anchor, found.version.on.isoformat()) == ("art_9", "2026-01-01")
    said = View.objects.select_related("of", "version__act").get(pk=said.pk)
    assert said.anchor == "art_6"
    assert said.pk not in Changes.of([said])  # its number alone is another
    entries = Entry.objects.filter(subject=pair.number, type="alignment.opened")
    assert entries.count() == 2


def test_following_refuses_what_stands_there_already(table: Table) -> None:
    pair, other = table.pair("art_6"), table.pair("art_7")
    for anchor, told in (("art_7", other.number), ("art_6", "nothing has changed"), ("x", "x")):
        with pytest.raises(ValidationError) as refused:
            opening.renew(pair, anchor, actor=table.actor("amina"), now=table.now)
        assert told in str(refused.value)
    pair.refresh_from_db()
    assert pair.anchor == "art_6"


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_a_gap_becomes_a_draft_proposal_in_one_act(language: str, table: Table) -> None:
    pair = table.pair("art_5__para_1")
    table.view(pair, "clara", "gap")
    made = proposing.propose(
        pair,
        organisation=table.organisation("helen"),
        language=language,
        actor=table.actor("helen"),
        now=table.now,
    )
    version = made.versions.get()
    assert made.is_draft
    assert made.language == language
    assert [link.number for link in made.links.all()] == [pair.number]
    assert pair.number in version.justification
    assert f"As clara reads it. {HOSTILE}" in version.problem
    submitted = drafting.submit(made, actor=table.actor("helen"), now=table.now)
    assert submitted.number.startswith("P-")


def test_a_silent_act_gives_a_draft_that_asks_for_a_provision(table: Table) -> None:
    pair = table.pair("")
    table.view(pair, "clara", "gap")
    made = proposing.propose(
        pair,
        organisation=table.organisation("clara"),
        language="en",
        actor=table.actor("clara"),
        now=table.now,
    )
    version = made.versions.get()
    assert "says nothing" in version.problem
    assert version.proposal.startswith("To add a provision")


def test_no_proposal_without_a_gap_nor_a_seat(table: Table) -> None:
    pair = table.pair()
    facts: dict[str, Any] = {"language": "en", "now": table.now}
    clara = table.actor("clara")
    with pytest.raises(ValidationError, match="No chamber sees a gap"):
        proposing.propose(pair, organisation=table.organisation("clara"), actor=clara, **facts)
    table.view(pair, "clara", "gap")
    with pytest.raises(NotAllowed):
        proposing.propose(pair, organisation=table.organisation("bolat"), actor=clara, **facts)
    assert not Proposal.objects.exists()


def test_a_proposal_links_what_is_in_the_matrix_and_nothing_that_is_not(table: Table) -> None:
    pair = table.pair()
    table.view(pair, "clara", "gap")
    made = proposing.propose(
        pair,
        organisation=table.organisation("clara"),
        language="en",
        actor=table.actor("clara"),
        now=table.now,
    )
    for number in ("A-1999-001", "A-", "P-2026-001", "A-\x00", "A" * 9_999):
        with pytest.raises(ValidationError) as refused:
            linking.put(made, [number])
        assert "nor in the alignment matrix, nor in a consultation" in str(refused.value)


def test_standing_is_never_a_majority() -> None:
    """Every mix of findings of three organisations of one side: the same, or "differs"."""
    side: Any = type("Chamber", (), {"side": "civil"})()

    def views(*findings: str) -> list[Any]:
        return [
            type("V", (), {"organisation_id": n, "chamber": side, "finding": finding})()
            for n, finding in enumerate(findings)
        ]

    for a in Finding.values:
        for b in Finding.values:
            for c in Finding.values:
                stands = standing.standing_of(views(a, b, c))["civil"]
                assert stands == (a if a == b == c else "differs")


def test_an_organisation_that_is_gone_keeps_what_it_said(table: Table) -> None:
    pair = table.pair()
    table.view(pair, "helen", "gap")
    Organisation.objects.filter(slug="of-helen").update(name_en="Gone")
    viewing.settle(pair, table.now)
    assert pair.standing == {"civil": "gap"}
    assert Obligation.objects.count() == 3
