"""Every address × everybody: who is let in, and that nothing falls over."""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from kenes.access.types import Role
from kenes.accounts.models import User
from kenes.config.open_urls import OPEN_URLS
from kenes.config.page_cache import CACHED_URLS
from kenes.members.actors import actor_for
from tests.contracts.addresses import address, views

VIEWS = views()
# 410: a link of an invitation that was used; 400: no witness's note; 422: a form left empty
ANSWERS = {200, 302, 303, 400, 403, 404, 405, 410, 422}
# Parts of addresses that fit, of nothing in particular.
ANYTHING: dict[str, Any] = {
    "pk": 1,
    "slug": "any",
    "number": 1,
    "index": 0,
    "place": 1,
    "language": "ru",
    "what": "apply",
    "token": "token",
    "uuid": "0",
    "path": "checkpoint",
    "uidb36": "1",
    "key": "key",
    "year": 2026,
    "code": "any",
    "on": "2024-01-01",
    "anchor": "art_1",
    "kind": "pdf",
}
# Nobody is an operator on the pages: that is the command line's.
ROLES = [role for role in Role if role != Role.OPERATOR]


def test_what_is_open_exists() -> None:
    assert OPEN_URLS - VIEWS.keys() == set()


def test_what_is_kept_for_visitors_is_open_to_them() -> None:
    assert set() == CACHED_URLS - OPEN_URLS


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", sorted(VIEWS.keys() - OPEN_URLS))
def test_a_visitor_is_asked_to_sign_in_wherever_it_is_not_open(name: str, method: str) -> None:
    response = getattr(Client(), method)(address(name, ANYTHING))
    assert response.status_code == 302
    assert response["Location"].startswith("/en/account/login/?next=")


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", ROLES)
def test_nothing_falls_over_whoever_asks(
    role: Role, method: str, people: dict[Role, User], things: dict[str, dict[str, Any]]
) -> None:
    client = Client(raise_request_exception=False)
    if role in people:
        assert role in actor_for(people[role]).roles
        client.force_login(people[role])
    wrong = {}
    for name in VIEWS:
        space = name.partition(":")[0]
        facts = {**ANYTHING, **things.get(space, {}), **things.get(name, {})}
        with transaction.atomic():  # an act that succeeds is taken back
            response = getattr(client, method)(address(name, facts))
            if response.streaming:
                response.getvalue()  # to its end, so that what it reads is closed
            transaction.set_rollback(True)
        if response.status_code not in ANSWERS:
            error = (getattr(response, "exc_info", None) or (None, None))[1]
            wrong[name] = response.status_code, repr(error)
    assert wrong == {}
