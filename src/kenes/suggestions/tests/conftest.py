from pathlib import Path

import pytest
from pytest_django import Settings

from kenes.accounts.models import User
from kenes.recommendations.models import Recommendation
from kenes.suggestions.tests import learning


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, settings: Settings) -> None:
    settings.KENES_HOME = tmp_path


@pytest.fixture
def register(cast: dict[str, User]) -> Recommendation:
    """Of coded recommendations the one that nobody has coded yet; and an act."""
    return learning.register()
