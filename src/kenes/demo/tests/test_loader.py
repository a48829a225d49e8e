"""The demonstration in the database: whole, in order, and loaded once."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from time import perf_counter, process_time

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
from kenes.members import answering, lawbook
from kenes.members.actors import actor_for
from kenes.members.models import (
    Body,
    Chamber,
    Declaration,
    DutyKind,
    Organisation,
    Seat,
    Side,
    Tenure,
)
from kenes.members.services import declarations
from kenes.proposals.lifecycle import ClaimKind, SponsorStatus, Stance, Status
from kenes.proposals.models import Claim, Comment, CoSponsor, Position, Proposal, Version
from kenes.recommendations.models import Document, LawChange, Recommendation, RecommendationText
from kenes.record.services.checking import check, unrecorded
from kenes.replies.lifecycle import (
    ReminderKind,
    ReplyKind,
    ReplyStatus,
    RequestKind,
    RequestStatus,
)
from kenes.replies.models import Reminder, Reply, Request

TODAY = date(2026, 11, 25)  # the day the dialogue was written for
LOADED_IN = 25  # seconds of one processor, at most


@pytest.fixture(scope="module")
def loaded(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[float]:
    """The whole demonstration, loaded once for this module and taken back after it.

    Gives the seconds of processor time that it took.
    """
    home = tmp_path_factory.mktemp("files")
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=home),
        transaction.atomic(),
    ):
        started = process_time()
        assert load(timezone.now(), lambda sentence: None)
        yield process_time() - started
        transaction.set_rollback(True)


def counts() -> dict[str, int]:
    tables = (
        *(Body, Seat, Tenure, User, Document, Recommendation, RecommendationText, Entry),
        *(Proposal, Version, Claim, CoSponsor, Comment, Position, Request, Reply, Reminder),
    )
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

    def test_the_by_laws_were_adopted_by_a_decision_that_changed_two_rules(self) -> None:
        (version,) = lawbook.history(timezone.localdate())
        assert version.is_current
        assert version.laws.adopted_at.date() < version.laws.starts_on
        assert {change.rule.name for change in version.changes} == {"notice_days", "minutes_days"}

    def test_for_every_organisation_one_drafts_and_another_signs(self) -> None:
        today = timezone.localdate()
        for organisation in Organisation.objects.all():
            serving = answering.duties(organisation, today)
            assert {duty.kind for duty in serving} == set(DutyKind.values), organisation.slug
            assert len({duty.user_id for duty in serving}) == len(serving), organisation.slug

    def test_people_of_every_chamber_have_declared_and_some_have_not(self) -> None:
        sides = Chamber.objects.filter(
            seats__tenures__user__declarations__isnull=False
        ).values_list("side", flat=True)
        assert set(sides) == set(Side.values)
        assert Declaration.objects.values("user").distinct().count() >= 12
        assert Declaration.objects.filter(interests="").exists()
        assert Declaration.objects.exclude(interests="").exists()
        assert not Declaration.objects.filter(person_name_kk="").exists()
        damir = actor_for(User.objects.get(email="damir@kenes.example"))
        assert declarations.due_for(damir, timezone.localdate())

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
            ("irina", Role.VALIDATOR),
        ],
    )
    def test_everyone_can_sign_in_and_has_their_part(self, key: str, role: Role) -> None:
        user = User.objects.get(email=f"{key}@kenes.example")
        assert user.check_password(PASSWORD)
        assert role in actor_for(user).roles


@pytest.mark.usefixtures("loaded")
class TestDialogue:
    def test_a_machine_of_today_loads_all_of_it_in_time(self, loaded: float) -> None:
        assert loaded < LOADED_IN

    def test_proposals_stand_in_every_status(self) -> None:
        found = Counter(Proposal.objects.values_list("status", flat=True))
        assert set(found) == set(Status.values)
        assert found["draft"] == 2
        assert found["in_comment"] == 4

    def test_everything_that_can_be_said_of_them_is_said(self) -> None:
        for model, field, values in (
            (Claim, "kind", ClaimKind.values),
            (Position, "stance", Stance.values),
            (CoSponsor, "status", SponsorStatus.values),
            (Request, "kind", RequestKind.values),
            (Request, "status", RequestStatus.values),
            (Reply, "kind", ReplyKind.values),
            (Reply, "status", ReplyStatus.values),
            (Reminder, "kind", ReminderKind.values),
        ):
            found = set(model.objects.values_list(field, flat=True))
            assert found == set(values), field

    def test_submitted_ones_have_numbers_in_the_order_of_their_days(self) -> None:
        days = list(Proposal.objects.public().order_by("number").values_list("submitted_at"))
        assert days == sorted(days)
        numbers = Proposal.objects.public().values_list("number", flat=True)
        assert all(re.fullmatch(r"P-2026-\d{3}", number) for number in numbers)

    def test_comments_are_on_paragraphs_of_versions_from_all_sides(self) -> None:
        assembly = Proposal.objects.get(versions__number=4)
        assert assembly.comments.count() == 25
        assert len(set(assembly.comments.values_list("version", flat=True))) == 4
        sides = assembly.positions.values_list("chamber__side", flat=True)
        assert set(sides) == {"state", "parliament", "civil", "nhri"}

    def test_four_requests_are_overdue_and_one_of_them_for_long(self) -> None:
        late = [request.due_on for request in Request.objects.overdue(TODAY).order_by("due_on")]
        assert len(late) == 4
        assert TODAY - late[0] > timedelta(days=100)
        assert TODAY - late[1] < timedelta(days=60)
        kinds = {one.addressee.kind for one in Request.objects.overdue(TODAY)}
        assert kinds == {"state_body", "ngo", "donor"}

    def test_some_replies_came_late_and_most_in_time(self) -> None:
        answered = Request.objects.filter(answered_on__isnull=False)
        late = [one for one in answered if one.answered_on and one.answered_on > one.due_on]
        assert 2 <= len(late) < len(answered) / 3

    def test_what_was_referred_is_answered_by_whom_it_went_to(self) -> None:
        followed = Request.objects.get(follows__isnull=False)
        assert followed.status == RequestStatus.ANSWERED
        assert followed.follows is not None
        assert followed.follows.status == RequestStatus.REFERRED

    def test_what_was_asked_in_confidence_is_for_both_sides_only(self) -> None:
        quiet = Request.objects.get(is_public=False)
        for key, reads in (("bolat", True), ("irina", True), ("helen", False), ("erik", False)):
            actor = actor_for(User.objects.get(email=f"{key}@kenes.example"))
            assert (quiet in Request.objects.visible_to(actor)) is reads, key

    def test_bolat_irina_farida_and_amina_have_work(self) -> None:
        bolat, irina = (
            actor_for(User.objects.get(email=f"{key}@kenes.example")) for key in ("bolat", "irina")
        )
        drafts = Request.objects.waiting().filter(addressee__in=bolat.drafts_for)
        assert drafts.filter(replies=None).exists()
        assert drafts.filter(replies__returned_note__gt="").exists()
        handed_up = Reply.objects.filter(status=ReplyStatus.HANDED_UP)
        assert [one.request.addressee_id in irina.signs_for for one in handed_up] == [True]
        assert Proposal.objects.filter(status=Status.RETURNED, appealed_at__isnull=False).exists()
        assert Proposal.objects.filter(status=Status.SUBMITTED).exists()

    def test_all_of_it_is_in_the_record_as_it_is_shown(self) -> None:
        with transaction.atomic():  # the log of this test is in a folder of its own
            report = check(timezone.now())
            transaction.set_rollback(True)
        assert report.findings == ()
        assert list(unrecorded()) == []


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
    assert Role.VALIDATOR in roles["irina"]
    assert Role.MEMBER not in roles["irina"]
