"""A recommendation's page names the public requests about it, each beside whom it was asked of."""

import pytest
from django.test import Client
from django.utils import timezone

from kenes.accounts.models import User
from kenes.members.actors import actor_for
from kenes.members.models import Organisation
from kenes.recommendations.services import adopting
from kenes.replies import related
from kenes.replies.models import Request
from kenes.replies.services import asking

pytestmark = pytest.mark.django_db


def test_a_public_request_is_told_and_one_in_confidence_is_not(
    cast: dict[str, User], client: Client
) -> None:
    now, actor = timezone.now(), actor_for(cast["amina"])
    today, ministry = timezone.localdate(now), Organisation.objects.get(slug="of-bolat")
    made = adopting.adopt(
        texts={"en": "Publish"},
        language="en",
        adopted_on=today,
        addressees=[(ministry, None)],
        actor=actor,
        now=now,
    )

    def ask(text: str, *, is_public: bool) -> Request:
        return asking.ask(
            addressee=ministry,
            text=text,
            language="en",
            asked_by=None,
            about=made.number,
            actor=actor,
            now=now,
            is_public=is_public,
        )

    open_, hidden = ask("When?", is_public=True), ask("By whom?", is_public=False)
    [item] = related.about(made.number, today, 20)
    assert (item.number, item.organisation_id) == (open_.number, ministry.pk)
    page = client.get(f"/en/recommendations/{made.number}/")
    [addressed] = page.context["page"].adopted.addressees
    assert [reply.number for reply in addressed.replies] == [open_.number]
    text = page.content.decode()
    assert "Waiting for the reply of Ministry of Internal Affairs" in text
    assert hidden.number not in text
