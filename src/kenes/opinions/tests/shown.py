"""Pages of consultations: where they are, what they say, and one with statements of every kind."""

from django.test import Client

from kenes.opinions.lifecycle import RejectionGround
from kenes.opinions.models import Consultation
from kenes.opinions.services import stating
from kenes.opinions.tests.conftest import House


def url(one: Consultation, name: str = "", language: str = "en") -> str:
    return f"/{language}/consultations/{one.number}/{name}"


def text_at(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def lived(house: House) -> Consultation:
    """One of which every kind of statement is there."""
    one, actor = house.opened(), house.actor("amina")
    house.proposed(one, "She is heard")
    harm, same = (
        house.proposed(one, text) for text in ("Mr Secret is a thief", "He sees a judge")
    )
    rows = {row.number: row for row in one.statements.all()}
    stating.translate(rows[1], {"ru": "К судье"}, actor=actor, now=house.now)
    stating.merge(same, into=1, actor=actor, now=house.now)  # 6
    for row, ground in ((harm, RejectionGround.PERSONAL_DATA), (rows[5], RejectionGround.NOT_ONE)):
        made = stating.reject(
            row, ground=ground, reason=f"As {ground}", actor=actor, now=house.now
        )
        assert made.number in (5, 7)
    return one
