"""Fixtures for all tests: where the real data is, the demonstration's people, clean caches."""

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.utils import timezone, translation
from pytest_django import DjangoDbBlocker, Settings

from kenes.accounts.models import User
from kenes.demo.cast import assemble

ROOT = Path(__file__).parent


def pytest_make_parametrize_id(val: object) -> str | None:
    """Bytes are no names: an archive carries the time it was made, and each worker makes it."""
    return "bytes" if isinstance(val, bytes) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Engines know no database: one run of them is enough."""
    for item in items:
        if ROOT / "src" / "kenes" / "engines" in item.path.parents:
            item.add_marker(pytest.mark.files)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: looking through it again took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real documents; without it, what needs it is skipped with the reason."""
    folder = Path(os.environ.get("KENES_TEST_DATA", ROOT.parent / "shared" / "data"))
    if folder.is_dir():
        return folder
    pytest.skip(f"real data is not at {folder}; KENES_TEST_DATA names another place")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A live server's threads keep their connections: end them, or the database stays."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """A rolled-back test must not leave its pages, names or language to the next."""
    translation.deactivate()
    for cache in caches.all(initialized_only=True):
        cache.clear()


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> None:
    """Keys, the published log, files: each test has its own, and none has the checkout's."""
    settings.KENES_HOME = tmp_path_factory.mktemp("home")


@pytest.fixture
def cast(db: None) -> dict[str, User]:
    """The demonstration's body, seats and people, without its register; users by key."""
    return assemble(timezone.localdate())


@pytest.fixture
def signed_in(
    client: Client, cast: dict[str, User], settings: Settings
) -> Callable[[str], Client]:
    """Signs in a person of the cast, by their key; nobody needs a second factor."""
    settings.KENES_SECOND_FACTOR = False

    def as_(key: str) -> Client:
        client.force_login(cast[key])
        return client

    return as_


@pytest.fixture
def enter(cast: dict[str, User], settings: Settings) -> Callable[[str], Client]:
    """A browser of their own, in which a person of the cast is signed in; nobody for ""."""
    settings.KENES_SECOND_FACTOR = False

    def client_of(key: str) -> Client:
        client = Client()
        if key:
            client.force_login(cast[key])
        return client

    return client_of
