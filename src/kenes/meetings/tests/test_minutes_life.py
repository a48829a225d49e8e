"""Minutes from draft to publication: edited, circulated, corrected, approved, published."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from kenes.access.moves import IllegalMove
from kenes.access.types import NotAllowed
from kenes.languages.types import TranslationState
from kenes.meetings import recorded
from kenes.meetings.lifecycle import CorrectionStatus, MinutesStatus
from kenes.meetings.models import (
    Approval,
    Correction,
    Minutes,
    Paragraph,
    Presence,
    Turn,
)
from kenes.meetings.services import circulating, correcting, editing
from kenes.meetings.services.changes import ChangedMeanwhile
from kenes.meetings.tests.conftest import HOSTILE, Table
from kenes.meetings.tests.held import Held, held
from kenes.members.models import Office, OfficeKind
from kenes.record.models import Entry
from kenes.record.services.bundling import standing
from kenes.record.services.integrating import integrate


@pytest.fixture
def story(table: Table) -> Held:
    return held(table)


def by(story: Held, key: str = "amina", **delta: float) -> dict[str, Any]:
    return {"actor": story.table.actor(key), "now": story.table.later(**delta or {"hours": 6})}


def said(minutes: Minutes, place: int = 0) -> Paragraph:
    return minutes.paragraphs.filter(kind="speech", item__is_confidential=False)[place]


def states(paragraph: Paragraph) -> dict[str, str]:
    return dict(paragraph.texts.values_list("language", "state"))


def propose(story: Held, paragraph: Paragraph, key: str = "helen", **given: Any) -> Correction:
    given.setdefault("organisation", None if key == "farida" else story.table.organisation(key))
    return correcting.propose(
        paragraph,
        **{
            "language": "en",
            "text": f"Two hours. {HOSTILE}",
            "reason": f"It was two {HOSTILE}",
            **by(story, key),
            **given,
        },
    )


def second_chair(story: Held) -> None:
    Office.objects.create(
        body=story.table.body,
        kind=OfficeKind.CO_CHAIR,
        user=story.table.users["helen"],
        person_name="Helen Kim",
        starts_on=story.table.today,
    )


class TestEditing:
    def test_a_new_prevailing_text_leaves_its_translations_behind(self, story: Held) -> None:
        minutes = story.compose()
        one = minutes.paragraphs.get(source__key="closing")
        editing.edit(
            one,
            texts={
                "en": "Closed.",
                **dict(one.texts.exclude(language="en").values_list("language", "text")),
            },
            seen=minutes.edited,
            **by(story),
        )
        assert states(one) == {"en": "original", "kk": "stale", "ru": "stale"}
        minutes.refresh_from_db()
        editing.edit(
            one,
            texts={"en": "Closed.", "ru": "Закрыто.", "kk": "Жабылды."},
            checked=["ru"],
            seen=minutes.edited,
            **by(story),
        )
        assert states(one) == {"en": "original", "kk": "draft", "ru": "checked"}

    def test_what_was_said_in_kazakh_is_not_stale_once_it_is_put_into_english(
        self, story: Held
    ) -> None:
        minutes = story.compose()
        one = said(minutes, 1)
        kazakh = one.texts.get(language="kk").text
        editing.edit(
            one, texts={"en": "Six hours.", "kk": kazakh}, seen=minutes.edited, **by(story)
        )
        assert states(one) == {"en": "original", "kk": "checked", "ru": "draft"}
        one.refresh_from_db()
        assert "lacks" not in one.source

    def test_two_at_once_see_each_others_words(self, story: Held) -> None:
        minutes = story.compose()
        seen = minutes.edited
        editing.edit(said(minutes), texts={"en": "First."}, seen=seen, **by(story))
        with pytest.raises(ChangedMeanwhile):
            editing.edit(said(minutes), texts={"en": "Second."}, seen=seen, **by(story))
        other = editing.edit(said(minutes, 3), texts={"en": "Else."}, seen=seen, **by(story))
        assert other.texts.get(language="en").text == "Else."

    @pytest.mark.parametrize(
        "texts", [{}, {"en": " \x00 "}, {"ru": "Только по-русски"}, {"en": "x" * 60_001}]
    )
    def test_a_paragraph_is_not_emptied_nor_made_endless(
        self, texts: dict[str, str], story: Held
    ) -> None:
        minutes = story.compose()
        with pytest.raises(ValidationError) as refused:
            editing.edit(said(minutes), texts=texts, seen=minutes.edited, **by(story))
        assert list(refused.value.message_dict) == ["text_en"]

    def test_a_name_does_not_come_back_under_the_chatham_house_rule(self, story: Held) -> None:
        minutes = story.compose()
        one = minutes.paragraphs.filter(kind="speech", item__is_confidential=True)[0]
        for name in ("Clara Weber", "ХЕЛЕН  Ким"):
            with pytest.raises(ValidationError, match="without"):
                editing.edit(one, texts={"en": f"{name} spoke."}, seen=99, **by(story))
        editing.edit(one, texts={"en": "A speaker spoke."}, seen=99, **by(story))
        with pytest.raises(ValidationError, match="without"):
            editing.add(minutes, after=one, texts={"en": "Clara Weber again."}, **by(story))

    def test_paragraphs_of_ones_own_are_added_moved_and_taken_out(self, story: Held) -> None:
        minutes = story.compose()
        first = said(minutes)
        own = editing.add(minutes, after=first, texts={"en": f"Own {HOSTILE}"}, **by(story))
        assert own.item_id == first.item_id
        moved = editing.move(own, to=editing.UP, **by(story))
        first.refresh_from_db()
        assert moved.order == first.order - 1
        assert editing.move(moved, to="sideways", **by(story)).order == moved.order
        with pytest.raises(ValidationError, match="by hand"):
            editing.move(first, to=editing.DOWN, **by(story))
        editing.remove(own, **by(story))
        with pytest.raises(ValidationError, match="taken out"):
            editing.remove(own, **by(story))
        with pytest.raises(ValidationError) as refused:
            editing.add(minutes, texts={"ru": "Без оригинала"}, **by(story))
        assert list(refused.value.message_dict) == ["text_en"]

    def test_once_they_circulate_only_translations_are_edited(self, story: Held) -> None:
        minutes = story.at("circulated")
        one = minutes.paragraphs.get(source__key="closing")
        english = one.texts.get(language="en").text
        editing.edit(
            one, texts={"en": english, "ru": "Закрыто."}, seen=99, checked=["ru"], **by(story)
        )
        assert states(one)["ru"] == "checked"
        with pytest.raises(ValidationError, match="propose"):
            editing.edit(one, texts={"en": "Other."}, seen=99, **by(story))
        with pytest.raises(NotAllowed):
            editing.remove(one, **by(story))
        with pytest.raises(NotAllowed):
            editing.move(one, to=editing.UP, **by(story))


class TestCorrections:
    def test_an_accepted_correction_is_in_the_text_and_translations_are_stale(
        self, story: Held
    ) -> None:
        minutes = story.at("circulated")
        one = minutes.paragraphs.get(source__key="closing")
        proposed = propose(story, one)
        made = correcting.accept(proposed, **by(story, "farida"))
        assert made.status == CorrectionStatus.ACCEPTED
        assert one.texts.get(language="en").text == f"Two hours. {HOSTILE}"
        assert states(one) == {"en": "original", "kk": "stale", "ru": "stale"}
        with pytest.raises((IllegalMove, ValidationError)):
            correcting.accept(made, **by(story))
        with pytest.raises(IllegalMove):
            correcting.decline(made, reason="Late", **by(story))

    def test_a_declined_one_has_its_reason_and_changes_nothing(self, story: Held) -> None:
        minutes = story.at("circulated")
        one = said(minutes)
        before = one.texts.get(language="en").text
        proposed = propose(story, one)
        with pytest.raises(ValidationError):
            correcting.decline(proposed, reason=" ", **by(story))
        made = correcting.decline(proposed, reason=f"No {HOSTILE}", **by(story))
        assert made.settled_because == f"No {HOSTILE}"
        assert one.texts.get(language="en").text == before

    def test_the_second_of_two_is_not_put_over_the_first(self, story: Held) -> None:
        minutes = story.at("circulated")
        first = propose(story, said(minutes))
        second = propose(story, said(minutes), "clara", text="Four hours.")
        correcting.accept(first, **by(story))
        with pytest.raises(ValidationError, match="has changed since"):
            correcting.accept(second, **by(story))

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"language": "xx"}, "language"),
            ({"text": "\x00 "}, "text"),
            ({"reason": ""}, "reason"),
            ({"reason": "x" * 5_001}, "reason"),
            ({"text": "x" * 60_001}, "text"),
        ],
    )
    def test_what_is_wrong_with_it_is_said_beside_its_field(
        self, given: dict[str, str], field: str, story: Held
    ) -> None:
        minutes = story.at("circulated")
        with pytest.raises(ValidationError) as refused:
            propose(story, said(minutes), **given)
        assert list(refused.value.message_dict) == [field]

    def test_the_same_words_are_no_correction(self, story: Held) -> None:
        minutes = story.at("circulated")
        one = said(minutes)
        with pytest.raises(ValidationError, match="stand there already"):
            propose(story, one, text=one.texts.get(language="en").text)

    def test_who_was_not_there_and_who_speaks_for_another_is_refused(self, story: Held) -> None:
        minutes = story.at("circulated")
        one = said(minutes)
        for key, organisation in (("galym", None), ("helen", "bolat"), ("helen", None)):
            with pytest.raises(NotAllowed):
                correcting.propose(
                    one,
                    organisation=story.table.organisation(organisation) if organisation else None,
                    language="en",
                    text="x",
                    reason="y",
                    **by(story, key),
                )
        Presence.objects.filter(pk=story.here["helen"].pk).update(user=None)
        with pytest.raises(NotAllowed):
            propose(story, one)
        made = propose(story, one, "farida")
        assert made.organisation is None


class TestSettling:
    def test_the_secretary_waits_for_the_last_day(self, story: Held) -> None:
        minutes = story.at("circulated")
        assert minutes.corrections_until is not None
        last = minutes.corrections_until - story.table.today
        with pytest.raises(ValidationError, match="The chairs together"):
            circulating.settle(minutes, **by(story, days=last.days))
        done = circulating.settle(minutes, **by(story, days=last.days + 1))
        assert done.status == MinutesStatus.SETTLED

    def test_all_chairs_together_end_it_earlier(self, story: Held) -> None:
        second_chair(story)
        minutes = story.at("circulated")
        one = circulating.settle(minutes, **by(story, "farida"))
        assert one.status == MinutesStatus.CIRCULATED
        assert len(one.agreed) == 1
        again = circulating.settle(minutes, **by(story, "farida"))
        assert again.status == MinutesStatus.CIRCULATED
        both = circulating.settle(minutes, **by(story, "helen"))
        assert both.status == MinutesStatus.SETTLED

    def test_a_proposed_correction_has_to_be_settled_before(self, story: Held) -> None:
        minutes = story.at("circulated")
        proposed = propose(story, said(minutes))
        for key in ("amina", "farida"):
            with pytest.raises(ValidationError, match="1 correction has to be settled"):
                circulating.settle(minutes, **by(story, key, days=30))
        correcting.decline(proposed, reason="No", **by(story))
        assert circulating.settle(minutes, **by(story, days=30)).settled_at

    def test_the_chair_of_another_body_settles_nothing(self, story: Held) -> None:
        minutes = story.at("circulated")
        Office.objects.filter(kind=OfficeKind.CHAIR).update(
            body=story.table.body.__class__.objects.create(
                slug="group", kind="working_group", parent=story.table.body, name_en="Group"
            )
        )
        with pytest.raises(NotAllowed):
            circulating.settle(minutes, **by(story, "farida"))


class TestPublishing:
    def test_every_chair_in_office_has_to_approve(self, story: Held) -> None:
        second_chair(story)
        minutes = story.at("settled")
        later: dict[str, Any] = {"days": 21}
        circulating.approve(minutes, **by(story, "farida", **later))
        with pytest.raises(ValidationError, match="Not approved yet by: Helen Kim"):
            circulating.publish(minutes, **by(story, **later))
        with pytest.raises(ValidationError, match="You have approved"):
            circulating.approve(minutes, **by(story, "farida", **later))
        circulating.approve(minutes, **by(story, "helen", **later))
        assert circulating.publish(minutes, **by(story, **later)).published_at

    def test_a_chair_whose_office_has_ended_is_asked_no_more_and_the_new_one_is(
        self, story: Held
    ) -> None:
        minutes = story.at("settled")
        circulating.approve(minutes, **by(story, "farida", days=20))
        Office.objects.filter(kind=OfficeKind.CHAIR).update(
            ends_on=story.table.today + timedelta(days=20)
        )
        with pytest.raises(ValidationError, match="no chair"):
            circulating.publish(minutes, **by(story, days=21))
        Office.objects.create(
            body=story.table.body,
            kind=OfficeKind.CHAIR,
            user=story.table.users["clara"],
            person_name="Clara Weber",
            starts_on=story.table.today,
        )
        with pytest.raises(ValidationError, match="Clara Weber"):
            circulating.publish(minutes, **by(story, days=21))

    def test_opened_again_the_approvals_fall_and_the_record_says_so(self, story: Held) -> None:
        minutes = story.at("settled")
        circulating.approve(minutes, **by(story, "farida", days=20))
        again = circulating.reopen(minutes, **by(story, "farida", days=21))
        assert again.status == MinutesStatus.CIRCULATED
        assert again.corrections_until is not None
        assert again.corrections_until > story.table.today + timedelta(days=21)
        assert not Approval.objects.exists()
        told = Entry.objects.get(type="minutes.reopened")
        assert [name for name in told.told if name.startswith("approval.")]
        shown = standing(story.meeting.number)
        assert not [name for name in shown.differing if name.startswith("approval")]

    def test_the_record_says_what_the_page_shows_in_as_many_entries_as_it_takes(
        self, story: Held
    ) -> None:
        for number in range(120):
            story.speak(story.items[number % 2], "clara", f"{number} {HOSTILE}" * 10)
        minutes = story.at("published")
        entries = Entry.objects.filter(type="minutes.published")
        assert entries.count() > 1
        known = standing(story.meeting.number, recorded.minutes_state(minutes.meeting))
        assert list(known.differing) == []
        assert known.entries == entries.count() + 1  # and the approval

    def test_the_root_of_the_record_at_that_moment_is_kept(self, story: Held) -> None:
        story.at("settled")
        minutes = Minutes.objects.get()
        circulating.approve(minutes, **by(story, "farida", days=20))
        signed = integrate()
        published = circulating.publish(minutes, **by(story, days=20))
        assert published.root["line"].split(" · ")[:2] == [signed.origin, str(signed.size)]

    def test_before_anything_was_signed_there_is_no_root(self, story: Held) -> None:
        assert story.at("published").root == {}

    def test_a_name_that_came_in_by_another_way_is_found_before_publication(
        self, story: Held
    ) -> None:
        minutes = story.at("settled")
        circulating.approve(minutes, **by(story, "farida", days=20))
        one = minutes.paragraphs.filter(kind="speech", item__is_confidential=True)[0]
        one.texts.update(text="Clara Weber spoke.")
        with pytest.raises(ValidationError, match="names Clara Weber"):
            circulating.publish(minutes, **by(story, days=20))

    def test_a_lacking_translation_holds_nothing_up(self, story: Held) -> None:
        minutes = story.at("published")
        states = {
            state
            for one in minutes.paragraphs.all()
            for state in one.texts.values_list("state", flat=True)
        }
        assert TranslationState.DRAFT in states


class TestAfterwards:
    def test_a_numbered_correction_changes_no_paragraph(self, story: Held) -> None:
        minutes = story.at("published")
        one = said(minutes)
        before = one.texts.get(language="en").text
        given: dict[str, Any] = {"language": "en", "reason": f"Misheard {HOSTILE}"}
        first = correcting.correct_published(
            one, text="Four hours.", **given, **by(story, days=30)
        )
        second = correcting.correct_published(
            one, text="Five hours.", **given, **by(story, "farida", days=31)
        )
        assert (first.number, second.number) == (1, 2)
        assert second.before == "Four hours."
        assert one.texts.get(language="en").text == before
        known = standing(story.meeting.number, recorded.minutes_state(minutes.meeting))
        assert list(known.differing) == []

    def test_a_lacking_translation_is_added_as_a_correction(self, story: Held) -> None:
        minutes = story.at("published")
        made = correcting.correct_published(
            said(minutes),
            language="ru",
            text="Три часа.",
            reason="Перевод",
            **by(story, days=30),
        )
        assert made.before == ""

    def test_nothing_else_is_done_to_published_minutes(self, story: Held) -> None:
        minutes = story.at("published")
        one = said(minutes)
        now = by(story, days=40)
        acts: list[Any] = [
            lambda: story.compose(),
            lambda: editing.edit(one, texts={"en": "x"}, seen=99, **now),
            lambda: editing.add(minutes, texts={"en": "x"}, **now),
            lambda: editing.remove(one, **now),
            lambda: propose(story, one),
            lambda: circulating.circulate(minutes, **now),
            lambda: circulating.settle(minutes, **now),
            lambda: circulating.reopen(minutes, **now),
            lambda: circulating.publish(minutes, **now),
        ]
        for act in acts:
            with pytest.raises((NotAllowed, IllegalMove)):
                act()

    def test_nobody_but_secretary_and_chair_corrects_them(self, story: Held) -> None:
        minutes = story.at("published")
        for key in ("clara", "erik", "bolat", "galym"):
            with pytest.raises(NotAllowed):
                correcting.correct_published(
                    said(minutes), language="en", text="x", reason="y", **by(story, key, days=30)
                )


def test_a_summary_that_was_noted_late_is_in_them_once_composed_anew(story: Held) -> None:
    story.compose()
    Turn.objects.filter(summary="").update(summary="Late.", language="en")
    story.compose()
    assert Minutes.objects.count() == 1
    assert timezone.localdate(story.table.now) <= Minutes.objects.get().due_on
