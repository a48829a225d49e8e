"""The demonstration in the database: whole, in order, and loaded once."""

import re
from collections.abc import Iterator
from time import perf_counter

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from kenes.access.types import Role
from kenes.accounts.models import User
from kenes.demo.cast import PASSWORD, assemble
from kenes.demo.loader import BodyInTheWay, load
from kenes.journal.models import Entry
from kenes.members.actors import actor_for
from kenes.members.models import Body, Chamber, Seat, Tenure
from kenes.recommendations.models import Document, LawChange, Recommendation, RecommendationText


@pytest.fixture(scope="module")
def loaded(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """The whole demonstration, loaded once for this module and taken back after it."""
    home = tmp_path_factory.mktemp("files")
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=home),
        transaction.atomic(),
    ):
        assert load(timezone.now(), lambda sentence: None)
        yield
        transaction.set_rollback(True)


def counts() -> dict[str, int]:
    tables = (Body, Seat, Tenure, User, Document, Recommendation, RecommendationText, Entry)
    return {table.__name__: table.objects.count() for table in tables}


@pytest.mark.usefixtures("loaded")
class TestLoaded:
    def test_loading_again_changes_nothing_and_takes_no_time(self) -> None:
        before = counts()
        started = perf_counter()
        assert load(timezone.now(), lambda sentence: pytest.fail(sentence)) is False
        assert perf_counter() - started < 1
        assert counts() == before

    def test_the_body_has_its_chambers_groups_seats_and_vacancies(self) -> None:
        assert Body.objects.count() == 5
        assert {chamber.side for chamber in Chamber.objects.all() if chamber.votes} == {
            "state",
            "parliament",
            "civil",
            "nhri",
        }
        assert Seat.objects.count() == 40
        taken = Tenure.objects.filter(capacity="holder", ends_on=None).values("seat")
        assert 2 <= Seat.objects.exclude(pk__in=taken).count() <= 3

    def test_every_recommendation_has_a_prevailing_text_and_two_checked_translations(self) -> None:
        assert Recommendation.objects.count() == 300
        for recommendation in Recommendation.objects.prefetch_related("texts"):
            states = {text.language: text.state for text in recommendation.texts.all()}
            assert states == {"en": "original", "ru": "checked", "kk": "checked"}
            assert recommendation.is_incomplete is False

    def test_what_a_document_prints_is_what_the_register_says(self) -> None:
        for recommendation in Recommendation.objects.select_related("document"):
            assert recommendation.document is not None
            text = recommendation.texts.get(language="en").text.removesuffix(".")
            assert f"\n{recommendation.paragraph} {text}" in recommendation.document.text

    def test_numbers_tell_the_year_of_the_document(self) -> None:
        for recommendation in Recommendation.objects.all():
            assert recommendation.published_on is not None
            year = recommendation.published_on.year
            assert re.fullmatch(rf"R-{year}-\d{{3}}", recommendation.number)

    def test_the_journal_goes_forward_in_time(self) -> None:
        days = list(Entry.objects.order_by("id").values_list("at", flat=True))
        assert days == sorted(days)

    def test_law_changes_are_on_the_register(self) -> None:
        assert LawChange.objects.count() >= 10

    @pytest.mark.parametrize(
        ("key", "role"),
        [
            ("amina", Role.SECRETARY),
            ("bolat", Role.FOCAL_POINT),
            ("clara", Role.MEMBER),
            ("damir", Role.MEMBER),
            ("erik", Role.OBSERVER),
            ("farida", Role.CHAIR),
            ("galym", Role.AUDITOR),
            ("helen", Role.MODERATOR),
        ],
    )
    def test_everyone_can_sign_in_and_has_their_part(self, key: str, role: Role) -> None:
        user = User.objects.get(email=f"{key}@kenes.example")
        assert user.check_password(PASSWORD)
        assert role in actor_for(user).roles


@pytest.mark.django_db
def test_a_working_body_is_left_alone() -> None:
    assemble(timezone.localdate())
    with pytest.raises(BodyInTheWay, match="KENES_HOME of its own"):
        load(timezone.now(), lambda sentence: None)
    assert Recommendation.objects.count() == 0


@pytest.mark.django_db
def test_the_small_body_for_tests_gives_everyone_their_role() -> None:
    users = assemble(timezone.localdate())
    roles = {key: actor_for(user).roles for key, user in users.items()}
    assert Role.SECRETARY in roles["amina"]
    assert Role.FOCAL_POINT in roles["bolat"]
    assert Role.MEMBER in roles["clara"] & roles["damir"] & roles["helen"]
    assert Role.MEMBER not in roles["erik"]
    assert Role.OBSERVER in roles["erik"]
    assert Role.CHAIR in roles["farida"]
    assert Role.AUDITOR in roles["galym"]
