"""Declarations: by oneself, for whom one sits; renewed, shown, and erased where need be."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from kenes.access.types import Actor, NotAllowed, Role, operator
from kenes.accounts.models import User
from kenes.journal.models import Entry
from kenes.members import recorded
from kenes.members.actors import actor_for
from kenes.members.models import Chamber, Declaration, Organisation, Seat, Side, Tenure
from kenes.members.services import bylaws, declarations, duties
from kenes.members.tests.conftest import FOUNDED, Council
from kenes.record.models import Entry as Published
from kenes.record.services import checking, redacting
from kenes.record.services.integrating import integrate

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TODAY = date(2026, 3, 2)
CHAIR = Actor(user_id=999, name="Farida", roles=frozenset({Role.CHAIR, Role.SIGNED_IN}))


def declare(council: Council, now: datetime = NOW, **given: Any) -> Declaration:
    facts = {
        "interests": "Advocate",
        "funding": "Fees\nGrants",
        "language": "en",
        "actor": council.member,
        **given,
    }
    return declarations.declare(council.member_user, council.organisation, now=now, **facts)


def seated(council: Council, side: str, name: str, **term: Any) -> User:
    """Somebody on a seat of a chamber, for the organisation of the council."""
    user = User.objects.create_user(f"{name}@example.org", full_name=name)
    chamber, _made = Chamber.objects.get_or_create(
        side=side, defaults={"slug": f"of-{side}", "name_en": side}
    )
    seat = Seat.objects.create(
        body=council.body,
        chamber=chamber,
        organisation=council.organisation,
        label=f"{side} of {name}",
        created_on=FOUNDED,
    )
    facts = {"person_name": name, "starts_on": FOUNDED, "capacity": "holder", **term}
    Tenure.objects.create(seat=seat, user=user, organisation=council.organisation, **facts)
    return user


def test_a_declaration_keeps_the_name_of_the_seat_and_one_a_line(council: Council) -> None:
    made = declare(council, interests="  Advocate \r\n\r\n\n Board of a trust\t\n", funding=" \n ")
    assert (made.interests, made.funding) == ("Advocate\nBoard of a trust", "")
    assert (made.person_name, made.person_name_ru) == ("Clara", "Клара")
    published = Published.objects.get(type="declaration.made")
    assert published.subject == f"organisation/{council.organisation.pk}"
    said = published.payloads()
    assert said[f"declaration.{made.pk}.interests"] == '["Advocate","Board of a trust"]'
    assert said[f"declaration.{made.pk}.funding"] == "[]"
    assert Entry.objects.get(kind="declaration.make").facts == {"organisation": "qalqan"}


@pytest.mark.parametrize("side", Side.values)
def test_the_form_is_the_same_for_every_chamber_and_for_observers(
    council: Council, side: str
) -> None:
    user = seated(council, side, "sitter")
    made = declarations.declare(
        user,
        council.organisation,
        interests="",
        funding="",
        language="kk",
        actor=actor_for(user),
        now=NOW,
    )
    assert made.person == "sitter"


def test_one_declares_for_the_own_organisation_only(council: Council) -> None:
    other = Organisation.objects.create(slug="other", kind="ngo", name_en="Other")
    facts: dict[str, Any] = {"interests": "", "funding": "", "language": "en", "now": NOW}
    with pytest.raises(NotAllowed, match="You do not sit for this organisation"):
        declarations.declare(council.member_user, other, actor=council.member, **facts)
    with pytest.raises(NotAllowed, match="Everyone declares for themselves"):
        declarations.declare(
            council.secretary_user, council.organisation, actor=council.member, **facts
        )
    for actor in (council.secretary, operator("kenes")):
        with pytest.raises(NotAllowed):
            declarations.declare(
                council.secretary_user, council.organisation, actor=actor, **facts
            )
    assert not Declaration.objects.exists()


def test_whose_term_is_over_or_who_only_answers_does_not_declare(council: Council) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    former = seated(council, "civil", "former", ends_on=yesterday)
    drafter = User.objects.create_user("d@example.org", full_name="Drafter")
    duties.give(
        council.organisation,
        facts={
            "kind": "focal_point",
            "person_name": "Drafter",
            "user": drafter,
            "starts_on": FOUNDED,
        },
        actor=council.secretary,
        now=NOW,
    )
    for user in (former, drafter):
        with pytest.raises(NotAllowed):
            declarations.declare(
                user,
                council.organisation,
                interests="",
                funding="",
                language="en",
                actor=actor_for(user),
                now=NOW,
            )
        assert declarations.due_for(actor_for(user), timezone.localdate()) == ()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"interests": "x" * 5_001}, "interests"),
        ({"funding": "x\n" * 2_501}, "funding"),
        ({"language": "fr"}, "language"),
        ({"language": ""}, "language"),
    ],
)
def test_what_cannot_be_declared_is_told_by_field(
    council: Council, given: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        declare(council, **given)
    assert list(caught.value.message_dict) == [field]
    assert not Declaration.objects.exists()


def test_a_declaration_is_renewed_as_the_by_laws_have_it(council: Council) -> None:
    assert declarations.renewal_on(None, TODAY) == TODAY
    made = declare(council, now=datetime(2024, 2, 29, 9, tzinfo=UTC))
    assert declarations.renewal_on(made, TODAY) == date(2025, 2, 28)
    bylaws.adopt(
        values={"declaration_months": 24},
        decision="Decision 1",
        starts_on=TODAY,
        actor=council.secretary,
        now=NOW,
    )
    assert declarations.renewal_on(made, TODAY - timedelta(days=1)) == date(2025, 2, 28)
    assert declarations.renewal_on(made, TODAY) == date(2026, 2, 28)


def test_the_day_of_a_declaration_is_the_body_s_day(council: Council, settings: Settings) -> None:
    settings.TIME_ZONE = "Asia/Almaty"
    late = declare(council, now=datetime(2026, 3, 1, 22, tzinfo=UTC))  # 3 in the morning there
    late.refresh_from_db()
    assert declarations.renewal_on(late, TODAY) == date(2027, 3, 2)


def test_who_has_to_declare_is_told_until_they_have_and_again_when_it_is_due(
    council: Council,
) -> None:
    def due(today: date) -> list[str]:
        return [one.slug for one in declarations.due_for(council.member, today)]

    assert due(TODAY) == ["qalqan"]
    declare(council)
    assert due(TODAY) == []
    assert due(date(2027, 3, 1)) == []
    assert due(date(2027, 3, 2)) == ["qalqan"]
    declare(council, now=datetime(2027, 3, 2, 9, tzinfo=UTC))
    assert due(date(2027, 3, 2)) == []
    assert declarations.due_for(council.secretary, TODAY) == ()


def test_the_newest_counts_however_many_there_are(council: Council) -> None:
    for n in range(5):
        declare(council, interests=f"Interest {n}")
    found = declarations.latest(
        of=[council.member_user.pk], for_organisations=[council.organisation.pk]
    )
    assert [one.interests for one in found.values()] == ["Interest 4"]


def test_the_same_twice_on_one_day_is_one_declaration(council: Council) -> None:
    first = declare(council)
    assert declare(council, interests="Advocate \n") == first
    assert Published.objects.filter(type="declaration.made").count() == 1
    assert declare(council, language="ru") != first
    assert declare(council, now=NOW + timedelta(days=1), language="ru") != first
    assert Declaration.objects.count() == 3


def erase(entry: Published, *names: str, by: Actor) -> None:
    asked = redacting.ask(
        entry,
        names=names,
        ground=redacting.Ground.PERSONAL,
        explanation="A private person",
        actor=by,
        now=NOW,
    )
    redacting.carry_out(asked, actor=CHAIR, now=NOW)
    integrate()


def shown(client: Client) -> str:
    return client.get("/en/organisations/qalqan/").content.decode()


def test_erased_is_gone_everywhere_and_is_not_shown_as_none(
    client: Client, council: Council
) -> None:
    made = declare(council, interests="My sister Zhuldyz runs a firm", funding="")
    integrate()
    entry = Published.objects.get(type="declaration.made")
    assert "Zhuldyz" in shown(client)
    erase(entry, f"declaration.{made.pk}.interests", by=council.secretary)
    made.refresh_from_db()
    assert made.interests is None
    page = shown(client)
    assert "Zhuldyz" not in page
    assert "erased from the public record by two officers" in page
    assert page.count("declared: none") == 1  # of the funding, which was not erased
    assert "Clara" in page
    entry.refresh_from_db()
    assert "Zhuldyz" not in str(entry.told)
    found = [f.code for f in checking.check(NOW).findings]
    assert "state-differs" not in found


def test_a_name_is_erased_and_what_was_declared_stays(client: Client, council: Council) -> None:
    council.holder.ends_on = TODAY - timedelta(days=1)
    made = declare(council)
    council.holder.save()  # she sits no more: her declaration is history
    integrate()
    entry = Published.objects.get(type="declaration.made")
    erase(entry, f"declaration.{made.pk}.person", by=council.secretary)
    made.refresh_from_db()
    assert (made.person_name, made.person_name_ru, made.person_name_kk) == ("", "", "")
    page = shown(client)
    assert "name erased" in page
    assert "Advocate" in page


def test_erasing_of_another_matter_touches_no_declaration(council: Council) -> None:
    made = declare(council)
    other = Organisation.objects.create(slug="other", kind="ngo", name_en="Other")
    for field in ("interests", "funding", "person", "made_at", "id"):
        recorded._erase_person(f"organisation/{other.pk}", f"declaration.{made.pk}.{field}", True)
        recorded._erase_person(
            f"organisation/{council.organisation.pk}", f"declaration.{made.pk}.{field}", False
        )
    recorded._erase_person(
        f"organisation/{council.organisation.pk}", f"declaration.{made.pk}.made_at", True
    )
    made.refresh_from_db()
    assert (made.interests, made.funding, made.person_name) == (
        "Advocate",
        "Fees\nGrants",
        "Clara",
    )
