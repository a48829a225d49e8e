"""People at a browser, the catalogue entered, and an instrument with all there can be."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kenes.access.types import operator
from kenes.accounts.models import User
from kenes.law.models import Instrument
from kenes.law.services import commitments, instruments, reports
from kenes.law.tests.instruments import HOSTILE

Enter = Callable[[str], Client]


@pytest.fixture
def by(cast: dict[str, User]) -> dict[str, Any]:
    """The catalogue is entered; whoever acts next."""
    given: dict[str, Any] = {"actor": operator("a test"), "now": timezone.now()}
    instruments.enter_catalogue(**given)
    return given


@pytest.fixture
def lived(by: dict[str, Any]) -> Instrument:
    """The Covenant with all there can be, in hostile words."""
    one = Instrument.objects.get(code="iccpr")
    for language in ("en", "ru"):
        instruments.enter_texts(
            one, texts={"14": f"All are equal {HOSTILE}\nAnd"}, language=language, **by
        )
    commitments.state(
        one,
        status="party",
        signed_on=date(2003, 12, 2),
        joined_on=date(2006, 1, 24),
        in_force_on=date(2006, 4, 24),
        reservations={"en": f"Reserved {HOSTILE}"},
        note={"kk": f"Ескерту {HOSTILE}"},
        source=f"Depositary {HOSTILE}",
        **by,
    )
    today = timezone.localdate(by["now"])
    reports.enter(
        one,
        name={"en": f"Third report {HOSTILE}"},
        due_on=today - timedelta(days=14),
        symbol="CCPR/C/3",
        **by,
    )
    reports.enter(one, submitted_on=date(2010, 1, 1), considered_on=date(2011, 7, 26), **by)
    return one
