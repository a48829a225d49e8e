"""The whole demonstration, loaded once for a module, with its people and things to open."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from kenes.access.types import Role, operator
from kenes.accounts.models import User
from kenes.accounts.services import recovery
from kenes.demo.cast import PASSWORD
from kenes.demo.loader import load
from kenes.members.actors import actor_for
from kenes.members.models import Body, Chamber, Office, OfficeKind, Organisation, Seat, Tenure
from kenes.recommendations.models import Document, Mapping, Recommendation
from kenes.recommendations.services import searches, staging
from kenes.record.models import Entry
from kenes.record.services import redacting

Things = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def demonstration(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """The body with its register, taken back after the module; nobody needs a second factor."""
    home = tmp_path_factory.mktemp("files")
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=home, KENES_SECOND_FACTOR=False),
        transaction.atomic(),
    ):
        load(timezone.now(), lambda sentence: None)
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def people(demonstration: None) -> dict[Role, User]:
    """One person for every role that a signed-in person can have."""
    users = {user.email.partition("@")[0]: user for user in User.objects.all()}
    moderator = _join("moderator")
    Office.objects.create(
        body=Body.objects.earliest("pk"),
        kind=OfficeKind.MODERATOR,
        user=moderator,
        person_name="moderator",
        starts_on=timezone.localdate(),
    )
    return {
        Role.SIGNED_IN: _join("nobody"),
        Role.MEMBER: users["helen"],
        Role.OBSERVER: users["erik"],
        Role.FOCAL_POINT: users["bolat"],
        Role.MODERATOR: moderator,
        Role.CHAIR: users["farida"],
        Role.SECRETARY: users["amina"],
        Role.AUDITOR: users["galym"],
    }


def _join(name: str) -> User:
    return User.objects.create_user(f"{name}@kenes.example", PASSWORD, full_name=name)


@pytest.fixture(scope="module")
def things(people: dict[Role, User], tmp_path_factory: pytest.TempPathFactory) -> Things:
    """Parts of addresses that lead somewhere, by app or by view."""
    actor, now = actor_for(people[Role.SECRETARY]), timezone.now()
    table = tmp_path_factory.mktemp("upload") / "rows.csv"
    table.write_text("Country,Text\nKazakhstan,End torture in prisons.\n,Nothing\n")
    columns = {"columns": {"country": "Country", "text": "Text"}}
    mapping = Mapping.objects.create(name="contract", columns=columns)
    by = operator("kenes import")  # nobody signed in: its pages work all the same
    started = staging.start(table, name=table.name, mapping=mapping, actor=by, now=now)
    read = staging.read(started, actor=actor, now=now)
    assert read.rows.exists()
    asked = recovery.ask(people[Role.CHAIR], reason="Lost", actor=actor, now=now)
    body, organisation = Body.objects.earliest("pk"), Organisation.objects.earliest("pk")
    document = Document.objects.earliest("pk")
    recommendation = Recommendation.objects.filter(document=document).earliest("pk")
    saved = searches.save(name="s", query="q=x", actor=actor_for(people[Role.MEMBER]), now=now)
    chamber = Chamber.objects.earliest("pk")
    entry = Entry.objects.filter(subject=recommendation.number).earliest("pk")
    Entry.objects.filter(pk=entry.pk).update(index=0)
    erasing = redacting.ask(
        entry,
        names=["text.en"],
        ground=redacting.Ground.MISTAKE,
        explanation="A contract",
        actor=actor,
        now=now,
    )
    return {
        "root": {"number": recommendation.number},
        "members": {"slug": body.slug, "pk": Seat.objects.earliest("pk").pk},
        "members:organisation": {"slug": organisation.slug},
        "members:manage_organisation": {"slug": organisation.slug},
        "members:chamber_change": {"slug": chamber.slug},
        "members:end_office": {"pk": Office.objects.earliest("pk").pk},
        "members:end_term": {"pk": Tenure.objects.earliest("pk").pk},
        "recommendations": {"number": recommendation.number, "pk": read.pk},
        "recommendations:document": {"pk": document.pk},
        "recommendations:document_page": {"pk": document.pk, "number": 1},
        "recommendations:document_file": {"pk": document.pk},
        "recommendations:delete_search": {"pk": saved.pk},
        "record": {"uuid": entry.uuid, "pk": erasing.pk},
        "accounts": {"pk": people[Role.MEMBER].pk},
        "accounts:recovery_confirm": {"pk": asked.pk},
        "accounts:recovery_withdraw": {"pk": asked.pk},
    }
