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
from kenes.implementation.lifecycle import MeasureStatus, RoadMapStatus
from kenes.implementation.models import Measure, Progress, RoadMap
from kenes.journal.models import Entry
from kenes.meetings.lifecycle import CorrectionStatus, MinutesStatus, TurnKind
from kenes.meetings.lifecycle import Status as MeetingStatus
from kenes.meetings.models import (
    Correction,
    Decision,
    Invitation,
    Item,
    Meeting,
    Minutes,
    ParagraphText,
    Presence,
    Turn,
    Vote,
)
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
from kenes.recommendations.models import (
    Contest,
    Document,
    LawChange,
    Origin,
    Recommendation,
    RecommendationText,
    Standing,
)
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
LOADED_IN = 45  # seconds of one processor, at most


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
        *(Meeting, Invitation, Presence, Turn, Vote, Decision, Minutes, RoadMap, Measure),
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
        assert Recommendation.objects.filter(origin=None).count() == 300
        for recommendation in Recommendation.objects.prefetch_related("texts"):
            states = {text.language: text.state for text in recommendation.texts.all()}
            assert states.pop(recommendation.language) == "original"
            assert list(states.values()) == ["checked"] * 2
            assert recommendation.is_incomplete is False

    def test_what_a_document_prints_is_what_the_register_says(self) -> None:
        for recommendation in Recommendation.objects.filter(origin=None).select_related(
            "document"
        ):
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

    def test_the_by_laws_were_adopted_and_changed_by_decisions(self) -> None:
        newest, first = lawbook.history(timezone.localdate())
        assert newest.is_current
        assert newest.laws.adopted_at.date() < newest.laws.starts_on
        assert newest.laws.decision == Decision.objects.get(kind="bylaws").number
        assert {change.rule.name for change in first.changes} == {"notice_days", "minutes_days"}
        assert {change.rule.name for change in newest.changes} == {
            *("ballot", "corrections_days", "minutes_days")
        }

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

    def test_five_requests_are_overdue_and_one_of_them_for_long(self) -> None:
        late = [request.due_on for request in Request.objects.overdue(TODAY).order_by("due_on")]
        assert len(late) == 5
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


@pytest.mark.usefixtures("loaded")
class TestMeetings:
    def test_of_the_year_six_were_held_one_cancelled_and_one_is_called(self) -> None:
        year = Meeting.objects.filter(on__year=2026)
        found = Counter(year.values_list("status", flat=True))
        assert found == {"closed": 6, "cancelled": 1, "called": 1}
        following = Meeting.objects.filter(on__year=2027)
        assert [one.starts_at for one in following] == [None] * 4
        assert {one.status for one in following} == {MeetingStatus.PLANNED}

    def test_notice_is_as_long_as_the_by_laws_ask_or_says_why_not(self) -> None:
        for meeting in Meeting.objects.filter(called_at__isnull=False):
            assert meeting.called_at is not None
            days = (meeting.on - timezone.localdate(meeting.called_at)).days
            assert days >= 21 or meeting.short_notice, meeting

    def test_the_coming_agenda_is_drafted_from_what_waits(self) -> None:
        called = Meeting.objects.get(on=date(2026, 12, 10))
        assert {one.about[:1] for one in called.items.all()} == {"", "P", "Q", "R"}
        numbers = called.items.filter(about__startswith="P").values_list("about", flat=True)
        statuses = Proposal.objects.filter(number__in=numbers).values_list("status", flat=True)
        assert list(statuses) == [Status.AGENDA] * 2
        assert called.items.filter(carried_from__isnull=False).exists()
        assert called.papers.count() == 2
        assert called.invitations.exclude(answer="none").exists()

    def test_who_came_is_told_by_chamber_with_alternates_observers_and_guests(self) -> None:
        march = Meeting.objects.get(on=date(2026, 3, 19))
        sides = set(march.presences.values_list("chamber__side", flat=True))
        assert sides == {*Side.values, None}
        assert march.presences.filter(arrived_at__gt=march.opened_at).exists()
        assert march.presences.filter(left_at__lt=march.closed_at).exists()
        assert march.presences.get(seat__organisation__slug="mfa").person_name == "Olga Sokolova"
        assert Presence.objects.filter(is_online=True).exists()

    def test_a_decision_has_set_going_what_it_says(self) -> None:
        made = {one.kind: one for one in Decision.objects.select_related("item")}
        adopted = Decision.objects.exclude(recommendation="")
        assert len(adopted) == 5
        for one in adopted:
            asked = Request.objects.filter(about=one.recommendation)
            origin = Origin.objects.get(decision=one.number)
            assert origin.recommendation.number == one.recommendation
            assert asked.count() == origin.recommendation.addressees.count() > 0
        referred = Proposal.objects.get(number=made["refer"].item.about)
        assert referred.referred_to_body == Body.objects.get(slug="human-rights")

    def test_replies_to_what_was_adopted_differ_and_one_is_overdue(self) -> None:
        numbers = Origin.objects.values_list("recommendation__number", flat=True)
        asked = Request.objects.filter(about__in=numbers)
        assert Request.objects.overdue(TODAY).filter(pk__in=asked).count() == 1
        kinds = set(Reply.objects.filter(request__in=asked).values_list("kind", flat=True))
        assert kinds == {ReplyKind.ACCEPTED, ReplyKind.IN_PART, ReplyKind.MORE_TIME}

    def test_votes_were_carried_and_not_and_of_the_secret_ones_no_choice_is_kept(self) -> None:
        results = {(one.kind, one.result["carried"]) for one in Vote.objects.all()}
        assert results == {(kind, carried) for kind in ("consensus", "vote") for carried in (0, 1)}
        for vote in Vote.objects.filter(is_secret=True):
            assert set(vote.casts.values_list("choice", flat=True)) == {""}

    def test_a_point_of_order_interrupted_nobody_and_every_speech_has_its_summary(self) -> None:
        assert Turn.objects.filter(kind=TurnKind.POINT_OF_ORDER).exists()
        assert not Turn.objects.filter(summary="").exists()
        assert not Turn.objects.exclude(status="spoken").exists()

    def test_minutes_of_what_was_held_are_published_and_the_newest_circulate(self) -> None:
        found = Counter(Minutes.objects.values_list("status", flat=True))
        assert found == {MinutesStatus.PUBLISHED: 5, MinutesStatus.CIRCULATED: 1}
        for minutes in Minutes.objects.filter(published_at__isnull=False):
            assert minutes.published_at is not None
            assert timezone.localdate(minutes.published_at) <= minutes.due_on, minutes
        open_ = Minutes.objects.get(status=MinutesStatus.CIRCULATED)
        assert open_.corrections_until == TODAY + timedelta(days=2)
        settled = Counter(Correction.objects.values_list("status", flat=True))
        assert set(settled) == set(CorrectionStatus.values)
        assert Correction.objects.get(number=1).minutes.is_published

    def test_two_minutes_are_whole_in_three_languages_and_one_text_is_stale(self) -> None:
        lacking = set(
            ParagraphText.objects.filter(text="").values_list(
                "paragraph__minutes__meeting__on", flat=True
            )
        )
        assert lacking.isdisjoint({date(2026, 6, 18), date(2026, 9, 24)})
        assert ParagraphText.objects.get(state="stale").paragraph.minutes.is_published

    def test_what_was_said_in_confidence_names_nobody(self) -> None:
        for item in Item.objects.filter(is_confidential=True):
            names = Presence.objects.filter(meeting=item.meeting)
            texts = ParagraphText.objects.filter(paragraph__item=item)
            told = "\n".join(texts.values_list("text", flat=True))
            assert told
            for name in names.values_list("person_name", "person_name_kk", "person_name_ru"):
                assert not [one for one in name if one and one in told], name


@pytest.mark.usefixtures("loaded")
class TestImplementation:
    def test_three_road_maps_were_adopted_by_meetings_and_one_is_a_draft(self) -> None:
        adopted = RoadMap.objects.filter(status=RoadMapStatus.ADOPTED)
        assert sorted(adopted.values_list("number", flat=True)) == [
            f"RM-2026-00{n}" for n in (1, 2, 3)
        ]
        decisions = Decision.objects.filter(number__in=adopted.values("decision"))
        assert decisions.count() == 3
        assert RoadMap.objects.filter(status=RoadMapStatus.DRAFT).count() == 1

    def test_measures_stand_in_every_status_and_some_are_overdue(self) -> None:
        measures = Measure.objects.filter(roadmap__status=RoadMapStatus.ADOPTED)
        assert set(measures.values_list("status", flat=True)) == set(MeasureStatus.values)
        late = [one.owner.slug for one in measures if one.is_overdue(TODAY)]
        assert len(late) >= 5
        assert len(set(late)) >= 4
        assert {"interior", "taza-su", "qalqan"} <= {
            one.measure.owner.slug for one in Progress.objects.all()
        }

    def test_the_sides_agree_differ_and_contest(self) -> None:
        found = set(Recommendation.objects.values_list("standing", flat=True))
        assert found == set(Standing.values)
        contest = Contest.objects.get()
        assert contest.assessment.recommendation.standing == Standing.CONTESTED
        own = Recommendation.objects.filter(origin__isnull=False)
        assert own.filter(assessments__by="independent").exists()


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
