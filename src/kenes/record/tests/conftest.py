"""Fixtures of the observer's verifier."""

from datetime import UTC, datetime

import pytest

from kenes.engines.ledger.tests import making


@pytest.fixture(autouse=True)
def _years_ago(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is made must not lie ahead of any clock that these tests run by."""
    monkeypatch.setattr(making, "BEGAN", datetime(2026, 1, 12, 9, tzinfo=UTC))
