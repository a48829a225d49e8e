"""The comparative table as its authors write it: rows against the law, one on the other."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from kenes.access.types import NotAllowed
from kenes.proposals.models import Amendment, Proposal
from kenes.proposals.services import amending, drafting, revising
from kenes.proposals.services.changes import ChangedMeanwhile
from kenes.proposals.table import rows as having
from kenes.proposals.table.reading import read
from kenes.proposals.tests.conftest import HOSTILE, WORDING, Table
from kenes.proposals.tests.laws import CODE, FIRST, KAZAKH, SECOND, Law, law, rows_of
from kenes.record.models import Entry
from kenes.record.services.checking import check, unrecorded
from kenes.record.services.integrating import integrate
from kenes.record.subjects import shown_of

__all__ = ["law"]
HOUR = "1. Адвокат допускается в течение часа."


def table_of(proposal: Proposal, version: int | None = None) -> Any:
    rows = having.working(proposal)
    if version is not None:
        rows = having.taken(proposal.versions.get(number=version))
    return read(list(rows))


def refused(error: pytest.ExceptionInfo[ValidationError]) -> dict[str, list[str]]:
    return dict(error.value.message_dict)


def unsaid() -> list[str]:
    """Numbers of proposals that show what the record does not say; seats are made by hand here."""
    integrate()
    found = [str(one.facts.get("subject")) for one in check(timezone.now()).findings]
    return [one for one in [*unrecorded(), *found] if one.startswith("P-")]


def test_a_row_is_written_against_the_newest_version(table: Table, law: Law) -> None:
    draft = table.draft()
    row = law.add(draft, "пункт 1 статьи 2", HOUR)
    assert (row.anchor, row.base.on, row.order) == ("art_2__para_1", FIRST, 1)
    assert row.before == "1. Адвокат допускается в течение суток."
    (line,) = table_of(draft).lines
    assert line.element == "пункт 1 статьи 2"
    assert (line.in_force, line.proposed) == (row.before, HOUR)
    assert [piece.text for piece in line.shown.in_force[0].pieces if piece.kind == "del"] == [
        "суток"
    ]
    assert [piece.text for piece in line.shown.proposed[0].pieces if piece.kind == "ins"] == [
        "часа"
    ]
    assert not line.conflicts


def test_rows_stand_in_the_order_of_the_act_and_by_act(table: Table, law: Law) -> None:
    draft, other = table.draft(), law.act("other", "Иной закон")
    law.version(other, "Статья 1. Один\nТекст.\n", FIRST)
    law.add(draft, "статья 3")
    law.add(draft, "статья 1", "Статья 1. Цели\n1. Цель.", act=other)
    law.add(draft, "пункт 1 статьи 2", HOUR)
    law.add(draft, "статья 4", change="insert", wording="Статья 6. Новая\nТекст.")
    groups = table_of(draft).groups
    assert [group.act.code for group in groups] == ["code", "other"]
    assert [line.number for group in groups for line in group.lines] == [1, 2, 3, 4]
    assert [line.element for line in groups[0].lines] == [
        "пункт 1 статьи 2",
        "статья 3",
        "статья 6",
    ]


def test_a_second_row_on_a_provision_rests_on_the_first_and_says_so(
    table: Table, law: Law
) -> None:
    draft = table.draft()
    law.add(draft, "art_2__para_1", HOUR)
    second = law.add(
        draft,
        "статья 2",
        "Статья 2. Защитник\n1. Адвокат допускается в течение часа.\n2. Свидания свободны.",
    )
    assert HOUR in second.before
    first, line = table_of(draft).lines
    assert (first.stacked, line.conflicts) == ("", ())
    assert "1" in line.stacked
    assert "суток" in line.in_force
    assert "часа" in line.base
    assert line.shown.base
    kept = "".join(piece.text for row in line.shown.proposed for piece in row.pieces)
    marked = [p.text for row in line.shown.proposed for p in row.pieces if p.kind == "ins"]
    assert HOUR in kept
    assert "часа" not in marked  # not new any more: the first row has put it in


def test_a_row_is_read_anew_when_one_below_it_has_changed(table: Table, law: Law) -> None:
    draft = table.draft()
    first = law.add(draft, "art_2__para_1", HOUR)
    second = law.add(draft, "art_2__para_1", "1. Адвокат допускается в течение часа, всегда.")
    act: dict[str, Any] = {"actor": table.actor("clara"), "now": table.now}
    amending.change(first, wording="1. Адвокат допускается сразу.", seen=0, **act)
    assert [line.is_blocked for line in table_of(draft).lines] == [False, True]
    assert amending.lacking(draft)
    amending.change(second, wording="1. Адвокат допускается сразу и всегда.", seen=0, **act)
    second.refresh_from_db()
    assert second.before == "1. Адвокат допускается сразу."
    assert not amending.lacking(draft)


def test_numbers_are_right_and_a_taken_one_is_named_with_the_free_one(
    table: Table, law: Law
) -> None:
    draft = table.draft()
    with pytest.raises(ValidationError) as error:
        law.add(draft, "статья 2", "Статья 3. Ещё\nТекст.", change="insert")
    assert "2-1" in refused(error)["wording"][0]
    law.add(draft, "статья 2", "Статья 2-1. Ещё\nТекст.", change="insert")
    with pytest.raises(ValidationError) as error:
        law.add(draft, "статья 2", "Статья 2-1. И ещё\nТекст.", change="insert")
    assert "2-2" in refused(error)["wording"][0]
    part = law.add(draft, "", "Глава 0. До всех", change="insert", place="first")
    article = law.add(draft, "глава 1", "Статья 0. Ещё раньше", change="insert", place="first")
    assert (part.anchor, article.anchor) == ("", "chp_1")
    assert not amending.lacking(draft)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"anchor": "статья 99"}, "anchor"),
        ({"anchor": ""}, "anchor"),
        ({"anchor": "пункт 1"}, "anchor"),
        ({"anchor": "\x00\ud800" + "9" * 10_000}, "anchor"),
        ({"wording": "Просто слова"}, "wording"),
        ({"wording": "1. Один.\n2. Два."}, "wording"),
        ({"wording": "\x00\n \r\n"}, "wording"),
        ({"wording": "1. Адвокат допускается в течение суток."}, "wording"),
        ({"wording": "1. " + "я" * 50_001}, "wording"),
        ({"justification": "я" * 10_001}, "justification"),
        ({"change": "explode"}, "change"),
        ({"change": "insert", "place": "sideways"}, "place"),
        ({"language": "tlh"}, "language"),
        ({"language": "en"}, "language"),
    ],
)
def test_what_makes_no_law_is_refused_beside_its_field(
    table: Table, law: Law, given: dict[str, Any], field: str
) -> None:
    draft = table.draft()
    facts = {"anchor": "art_2__para_1", "wording": HOUR, **given}
    with pytest.raises(ValidationError) as error:
        law.add(draft, facts.pop("anchor"), facts.pop("wording"), **{"change": "reword", **facts})
    assert list(refused(error)) == [field]
    assert not rows_of(draft)


def test_an_act_without_a_version_is_named(table: Table, law: Law) -> None:
    empty = law.act("empty", f"Пустой {HOSTILE}")
    with pytest.raises(ValidationError) as error:
        law.add(table.draft(), "статья 1", "Статья 1. x", act=empty)
    assert "Пустой" in refused(error)["act"][0]


def test_a_row_is_repealed_moved_and_taken_out(table: Table, law: Law) -> None:
    draft = table.draft()
    act: dict[str, Any] = {"actor": table.actor("clara"), "now": table.now}
    third, first = law.add(draft, "статья 3"), law.add(draft, "статья 1")
    assert (third.wording, third.before) == ("", "Статья 3. Срок\nСрок равен трём суткам.")
    assert [row.pk for row in rows_of(draft)] == [first.pk, third.pk]
    amending.move(third, to=1, **act)
    assert [row.pk for row in rows_of(draft)] == [third.pk, first.pk]
    with pytest.raises(ValidationError):
        amending.move(third, to=10**9, **act)
    amending.remove(third, **act)
    assert [(row.pk, row.order) for row in rows_of(draft)] == [(first.pk, 1)]
    with pytest.raises(ValidationError):
        amending.remove(third, **act)


def test_two_authors_do_not_overwrite_each_other(table: Table, law: Law) -> None:
    draft = table.draft()
    table.sponsor(draft, "helen")
    row = law.add(draft, "art_2__para_1", HOUR)
    theirs: dict[str, Any] = {"actor": table.actor("helen"), "now": table.now}
    amending.change(row, wording="1. Адвокат допускается сразу.", seen=0, **theirs)
    with pytest.raises(amending.ChangedRow) as clash:
        amending.change(
            row, wording="1. Никогда.", seen=0, actor=table.actor("clara"), now=table.now
        )
    assert clash.value.current.wording == "1. Адвокат допускается сразу."


def test_only_who_may_change_the_text_writes_in_its_table(table: Table, law: Law) -> None:
    draft = table.draft()
    with pytest.raises(NotAllowed):
        law.add(draft, "статья 3", actor=table.actor("bolat"))
    submitted = table.at("submitted")
    with pytest.raises(NotAllowed):
        law.add(submitted, "статья 3")
    opened = table.at("in_comment")
    assert law.add(opened, "статья 3").version is None
    with pytest.raises(NotAllowed):
        law.add(opened, "статья 1", actor=table.actor("helen"))


def test_submitting_takes_the_table_and_the_record_says_it(table: Table, law: Law) -> None:
    draft = table.draft()
    law.add(draft, "art_2__para_1", HOUR)
    before = Entry.objects.count()
    sent = drafting.submit(draft, actor=table.actor("clara"), now=table.now)
    assert Entry.objects.count() == before + 1
    (taken,) = sent.versions.get().amendments.all()
    state = shown_of([sent.number])[sent.number]
    assert state[f"amendment.{taken.pk}"]["wording"] == HOUR
    assert state[f"amendment.{taken.pk}"]["law"] == f"act/{law.code.pk}"
    assert len(rows_of(sent)) == 1
    assert not amending.differs(sent, sent.versions.get())
    assert unsaid() == []


def test_a_row_altered_behind_the_services_is_found(table: Table, law: Law) -> None:
    draft = table.draft()
    law.add(draft, "art_2__para_1", HOUR)
    sent = drafting.submit(draft, actor=table.actor("clara"), now=table.now)
    sent.amendments.filter(version__isnull=False).update(wording="1. Никогда.")
    assert unsaid() == [sent.number]


def test_a_table_that_cannot_be_carried_out_is_not_submitted(table: Table, law: Law) -> None:
    draft = table.draft()
    first = law.add(draft, "art_2__para_1", HOUR)
    law.add(draft, "art_2__para_1", "1. Адвокат допускается в течение часа, всегда.")
    amending.remove(first, actor=table.actor("clara"), now=table.now)
    with pytest.raises(ValidationError) as error:
        drafting.submit(draft, actor=table.actor("clara"), now=table.now)
    assert "1" in refused(error)["table"][0]
    draft.refresh_from_db()
    assert draft.is_draft


def test_another_table_makes_a_version_though_no_word_of_the_text_changed(
    table: Table, law: Law
) -> None:
    proposal = table.at("in_comment")
    with pytest.raises(ValidationError, match="Nothing has changed"):
        table.revise(proposal)
    law.add(proposal, "art_2__para_1", HOUR)
    assert amending.differs(proposal, proposal.versions.get())
    table.revise(proposal)
    law.add(proposal, "статья 3")
    assert [one.amendments.count() for one in proposal.versions.all()] == [0, 1]
    assert unsaid() == []


def test_a_table_changed_meanwhile_is_not_published_unseen(table: Table, law: Law) -> None:
    proposal = table.at("in_comment")
    seen = having.fingerprint(having.working(proposal))
    law.add(proposal, "статья 3")
    facts: dict[str, Any] = {
        "wording": WORDING, "links": [], "note": "x", "seen": 0,
        "actor": table.actor("clara"), "now": table.now,
    }  # fmt: skip
    with pytest.raises(ValidationError, match="changed while"):
        revising.revise(proposal, table=seen, **facts)
    revising.revise(proposal, table=having.fingerprint(having.working(proposal)), **facts)
    with pytest.raises(ChangedMeanwhile):
        revising.revise(proposal, **facts)


def test_discarding_a_draft_takes_its_table_along(table: Table, law: Law) -> None:
    draft = table.draft()
    law.add(draft, "статья 3")
    drafting.discard(draft, actor=table.actor("clara"), now=table.now)
    assert not Amendment.objects.exists()


def test_the_same_act_in_two_languages_is_two_parts_of_a_table(table: Table, law: Law) -> None:
    law.version(law.code, KAZAKH, FIRST, "kk")
    draft = table.draft()
    law.add(draft, "пункт 1 статьи 2", HOUR)
    row = law.add(
        draft,
        "2-баптың 1-тармағы",
        "1. Адвокат бір сағат ішінде жіберіледі.",
        language="kk",
    )
    assert row.anchor == "art_2__para_1"
    groups = table_of(draft).groups
    assert [(group.language, group.lines[0].element) for group in groups] == [
        ("ru", "пункт 1 статьи 2"),
        ("kk", "2-баптың 1-тармағы"),
    ]


def test_a_row_waits_until_the_table_is_taken_over_to_a_newer_version(
    table: Table, law: Law
) -> None:
    draft = table.draft()
    law.add(draft, "статья 3")
    law.changes()
    (group,) = table_of(draft).groups
    assert group.later is not None
    assert (group.later.on, group.has_text) == (SECOND, True)
    with pytest.raises(ValidationError) as error:
        law.add(draft, "статья 1")
    assert list(refused(error)) == ["act"]


def test_a_text_that_is_not_there_is_named_and_its_rows_still_read(table: Table, law: Law) -> None:
    draft = table.draft()
    law.add(draft, "art_2__para_1", HOUR)
    row = rows_of(draft)[0]
    row.language = "kk"
    row.save()
    found = table_of(draft)
    assert [group.is_missing for group in found.groups] == [True]
    (line,) = found.lines
    assert (line.in_force, line.proposed) == ("1. Адвокат допускается в течение суток.", HOUR)


def test_reading_takes_as_many_queries_for_thirty_rows_as_for_one(
    table: Table, law: Law, django_assert_num_queries: Any
) -> None:
    many = "".join(f"Статья {n}. Имя\n1. Слово {n}.\n" for n in range(1, 41))
    long, draft = law.act("long", "Длинный"), table.draft()
    law.version(long, many, FIRST)
    law.add(draft, "статья 3")

    def counted() -> None:
        rows = list(having.working(draft))
        having._TREES._kept.clear()
        with django_assert_num_queries(4):
            assert len(read(rows).lines) == len(rows)

    counted()
    for n in range(1, 30):
        law.add(draft, f"статья {n}", f"Статья {n}. Имя\n1. Иное {n}.", act=long)
    counted()
    assert CODE  # the act of the first row is still the same one
