"""From learning to a decision: what is suggested, by whom it is decided, what that teaches."""

from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from kenes.access.moves import IllegalMove
from kenes.access.types import NotAllowed
from kenes.accounts.models import User
from kenes.journal.models import Entry
from kenes.law.models import Act
from kenes.law.tests import made
from kenes.members.actors import actor_for
from kenes.recommendations.models import Recommendation
from kenes.recommendations.services import entries, linking
from kenes.record.services import bundling
from kenes.suggestions import listing, store, trying
from kenes.suggestions.gathering import Examples
from kenes.suggestions.lifecycle import SuggestionKind, SuggestionStatus
from kenes.suggestions.models import Suggestion
from kenes.suggestions.services import deciding, fitting, suggesting
from kenes.suggestions.tests.learning import (
    ASSEMBLY,
    MACHINE,
    TEXTS,
    TORTURE,
    act_on,
    learned,
    of,
    recommend,
    run,
)

pytestmark = pytest.mark.django_db


def test_what_is_suggested_has_a_reason_and_is_no_position(register: Recommendation) -> None:
    with pytest.raises(ValidationError, match="learned yet"):
        run()
    fit = learned()
    assert fit.facts["theme"]["labels"] == 2
    assert run(register.number) > 0
    found = register.suggestions.all()
    assert TORTURE in of(register, SuggestionKind.THEME)
    assert all(row.reason for row in found)
    assert {row.kind for row in found} <= set(SuggestionKind.values)
    assert "procedure-code#art_1" in of(register, SuggestionKind.PROVISION)
    assert "procedure-code#art_2" not in of(register, SuggestionKind.PROVISION)
    assert of(register, SuggestionKind.SIMILAR)
    assert run(register.number) == 0  # nothing twice


def test_accepting_does_it_in_a_persons_name_and_taking_back_undoes_it(
    register: Recommendation, cast: dict[str, User]
) -> None:
    learned()
    run(register.number)
    theme = of(register, SuggestionKind.THEME)[TORTURE]
    provision = of(register, SuggestionKind.PROVISION)["procedure-code#art_1"]
    similar = next(iter(of(register, SuggestionKind.SIMILAR).values()))
    for row in (theme, provision, similar):
        act_on(deciding.accept, row, cast)
        assert bundling.standing(register.number).differing == ()
    register.refresh_from_db()
    assert register.themes == [TORTURE]
    assert register.concerns.get().anchor == "art_1"
    assert register.similar.get().other.number == similar.value
    assert "machine" in register.steps.latest("pk").reason["en"]
    with pytest.raises(IllegalMove):
        act_on(deciding.accept, theme, cast)
    for row in (theme, provision, similar):
        act_on(deciding.take_back, row, cast)
        assert bundling.standing(register.number).differing == ()
    register.refresh_from_db()
    assert register.themes == []
    assert not register.concerns.exists()
    assert not register.similar.exists()


def test_what_was_rejected_never_comes_back_and_teaches_the_next_fit(
    register: Recommendation, cast: dict[str, User]
) -> None:
    learned()
    run(register.number)
    row = of(register, SuggestionKind.THEME)[TORTURE]
    act_on(deciding.reject, row, cast)
    learned()
    run()
    row.refresh_from_db()
    assert row.status == SuggestionStatus.REJECTED
    assert register.suggestions.filter(value=TORTURE).count() == 1
    again = recommend("Investigate torture in prisons and punish officials")
    run(again.number)
    assert TORTURE not in of(again, SuggestionKind.THEME)  # the same words


def test_only_the_secretariat_decides_and_only_the_operator_fits(
    register: Recommendation, cast: dict[str, User]
) -> None:
    learned()
    run(register.number)
    row = register.suggestions.earliest("pk")
    for key in ("clara", "bolat", "farida", "erik"):
        with pytest.raises(NotAllowed):
            act_on(deciding.accept, row, cast, key)
    with pytest.raises(NotAllowed):
        fitting.fit(actor=actor_for(cast["amina"]), now=timezone.now())


def test_too_few_examples_are_said_and_likeness_works_all_the_same(
    cast: dict[str, User],
) -> None:
    first = recommend("End torture in prisons")
    second = recommend("End torture in prisons.")
    fit = learned()
    assert "error" in fit.facts["theme"]
    run()
    (found,) = Suggestion.objects.filter(kind=SuggestionKind.SIMILAR)
    assert (found.of, found.value, found.probability) == (second, first.number, 1000)


def test_old_fits_are_tidied_away(register: Recommendation, tmp_path: Path) -> None:
    keys = [learned().pk for _time in range(3)]
    assert sorted(one.name for one in (tmp_path / "likeness").iterdir()) == [
        str(key) for key in keys[1:]
    ]


def test_of_two_who_decide_the_same_one_the_second_is_told(
    register: Recommendation, cast: dict[str, User]
) -> None:
    learned()
    run(register.number)
    row = of(register, SuggestionKind.THEME)[TORTURE]
    seen_by_another = Suggestion.objects.get(pk=row.pk)
    act_on(deciding.accept, row, cast)
    with pytest.raises(IllegalMove):
        act_on(deciding.reject, seen_by_another, cast)
    seen_by_another.refresh_from_db()
    assert seen_by_another.status == SuggestionStatus.ACCEPTED
    assert seen_by_another.decided_by == cast["amina"]


def test_two_labels_accepted_by_two_people_both_stand(
    register: Recommendation, cast: dict[str, User]
) -> None:
    rows = [
        Suggestion.objects.create(of=register, kind=SuggestionKind.THEME, value=value)
        for value in (TORTURE, ASSEMBLY)
    ]
    # Both saw the recommendation before either decided.
    stale = list(Suggestion.objects.filter(pk__in=[one.pk for one in rows]).select_related("of"))
    for row in stale:
        act_on(deciding.accept, row, cast)
    register.refresh_from_db()
    assert sorted(register.themes) == sorted([TORTURE, ASSEMBLY])


def test_what_cannot_be_done_any_more_leaves_the_suggestion_open(
    register: Recommendation, cast: dict[str, User]
) -> None:
    amina, now = actor_for(cast["amina"]), timezone.now()
    other = recommend("Consult civil society")
    linking.link_similar(other, register, actor=amina, now=now)
    rows = [
        Suggestion.objects.create(of=register, kind=kind, value=value)
        for kind, value in (
            (SuggestionKind.SIMILAR, other.number),  # linked from the other side meanwhile
            (SuggestionKind.SIMILAR, "R-1999-999"),
            (SuggestionKind.PROVISION, "no-such-act#art_1"),
            (SuggestionKind.PROVISION, "procedure-code#art_99"),
            (SuggestionKind.ACTION, "specific"),
        )
    ]
    entries.correct(register, facts={"action": "consider"}, reason={}, actor=amina, now=now)
    before = Entry.objects.count()
    for row in rows:
        with pytest.raises(ValidationError):
            act_on(deciding.accept, row, cast)
        row.refresh_from_db()
        assert row.status == SuggestionStatus.OPEN
    assert Entry.objects.count() == before
    register.refresh_from_db()
    assert register.action == "consider"


def test_taking_back_what_somebody_has_put_right_changes_nothing_else(
    register: Recommendation, cast: dict[str, User]
) -> None:
    amina, now = actor_for(cast["amina"]), timezone.now()
    row = Suggestion.objects.create(of=register, kind=SuggestionKind.ACTION, value="specific")
    act_on(deciding.accept, row, cast)
    entries.correct(register, facts={"action": "consider"}, reason={}, actor=amina, now=now)
    act_on(deciding.take_back, row, cast)
    register.refresh_from_db()
    assert register.action == "consider"


def test_all_that_was_linked_and_coded_is_as_the_record_says(
    register: Recommendation, cast: dict[str, User]
) -> None:

    def differing() -> list[str]:
        numbers = Recommendation.objects.values_list("number", flat=True)
        return [number for number in numbers if bundling.standing(number).differing]

    learned()
    run()
    for row in Suggestion.objects.exclude(kind=SuggestionKind.ACTION):
        act_on(deciding.accept, row, cast)
    assert differing() == []
    amina, now = actor_for(cast["amina"]), timezone.now()
    for link in list(register.similar.all()):
        linking.unlink_similar(link.other, register, actor=amina, now=now)  # from the other side
    assert differing() == []


def test_no_kind_of_suggestion_is_a_position() -> None:
    """What a State has accepted or noted is said by the State alone."""
    assert {*SuggestionKind.values} == {
        "theme",
        "affected",
        "sdg",
        "action",
        "similar",
        "provision",
    }


def test_who_was_asked_of_is_not_asked_of_again_until_all_are(
    register: Recommendation,
) -> None:
    fit = learned()
    run()
    fit.refresh_from_db()
    assert fit.asked_until == register.pk
    asked: list[int] = []
    later = recommend("Investigate torture in prisons; punish the officials")
    suggesting.run(actor=MACHINE, now=timezone.now(), tell=asked.append)
    assert asked == [1]
    # What was entered after the fit is compared with as well.
    newest = recommend("Investigate torture in prisons, punish the officials")
    run()
    assert later.number in of(newest, SuggestionKind.SIMILAR)
    assert newest.number not in of(later, SuggestionKind.SIMILAR)
    suggesting.run(again=True, actor=MACHINE, now=timezone.now(), tell=asked.append)
    assert asked[-1] == Recommendation.objects.count()
    with pytest.raises(ValidationError, match="R-1-1"):
        run("R-1-1", register.number)


def test_a_fit_that_fails_leaves_the_one_before(register: Recommendation, tmp_path: Path) -> None:
    fit = learned()

    def tell(name: str) -> None:
        if name == "provisions":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fitting.fit(actor=MACHINE, now=timezone.now(), tell=tell)
    assert store.newest() == fit
    assert [one.name for one in (tmp_path / "likeness").iterdir()] == [str(fit.pk)]
    assert run() > 0


def test_it_is_tried_on_texts_kept_back_and_repeats_stay_together() -> None:
    those = Examples()
    for number in range(60):
        for theme, texts in TEXTS.items():
            for text in texts:
                those.texts += [
                    f"{text} in place {number}",
                    f"{number}. {text} in place {number}.",
                ]
                those.labels += [frozenset({theme})] * 2
    found = trying.tried(those, is_single=False)
    assert found is not None
    assert found["texts"] % 2 == 0
    assert found["given"] == found["texts"]
    assert found["right"] / found["given"] > 0.9
    few = Examples(texts=those.texts[:20], labels=those.labels[:20])
    assert trying.tried(few, is_single=False) is None


def test_a_provision_is_cited_as_it_read_when_the_machine_learned(
    register: Recommendation,
) -> None:
    learned()
    run(register.number)
    act = Act.objects.get(code="procedure-code")
    text = "Article 1. Costs\nCosts are paid.\nArticle 2. Torture\nTorture is investigated."
    made.version(act, date(2024, 1, 1), text, now=timezone.now(), language="en")
    (row,) = [one for one in listing.of(register) if "article 1" in one.value.lower()]
    assert row.value_text.startswith("Torture. Torture of prisoners")
    assert row.value_url.endswith("/2020-01-01/art_1/")
