"""A council with one seat of civil society, its secretary and the seat's holder."""

from dataclasses import dataclass
from datetime import date

import pytest

from kenes.access.types import Actor
from kenes.accounts.models import User
from kenes.members.actors import actor_for
from kenes.members.models import Body, Chamber, Office, Organisation, Seat, Tenure

FOUNDED = date(2020, 1, 1)
HOSTILE = "<script>alert(1)</script> Ұлы \u202eسلام"


@dataclass(frozen=True, kw_only=True)
class Council:
    body: Body
    chamber: Chamber
    organisation: Organisation
    seat: Seat
    holder: Tenure
    secretary_user: User
    member_user: User

    @property
    def secretary(self) -> Actor:
        return actor_for(self.secretary_user)

    @property
    def member(self) -> Actor:
        return actor_for(self.member_user)


@pytest.fixture
def council(db: None) -> Council:
    secretary = User.objects.create_user("amina@example.org", full_name="Amina")
    member = User.objects.create_user("clara@example.org", full_name="Clara")
    body = Body.objects.create(slug="council", kind="plenary", name_en="Council", country="XQA")
    chamber = Chamber.objects.create(slug="civil", side="civil", name_en="Civil society")
    organisation = Organisation.objects.create(
        slug="qalqan", kind="ngo", name_en=HOSTILE, name_kk="Қалқан", name_ru="Щит «Калкан»"
    )
    seat = Seat.objects.create(
        body=body,
        chamber=chamber,
        organisation=organisation,
        label="civil society 1",
        created_on=FOUNDED,
    )
    holder = Tenure.objects.create(
        seat=seat,
        person_name="Clara",
        person_name_ru="Клара",
        user=member,
        organisation=organisation,
        capacity="holder",
        starts_on=FOUNDED,
    )
    Office.objects.create(
        body=body, kind="secretary", person_name="Amina", user=secretary, starts_on=FOUNDED
    )
    return Council(
        body=body,
        chamber=chamber,
        organisation=organisation,
        seat=seat,
        holder=holder,
        secretary_user=secretary,
        member_user=member,
    )
