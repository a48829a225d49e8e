"""An open consultation for everybody that benchmarks vote in, in a database of their own."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any


def consulted(state: Callable[[Any, dict[str, Any]], None], **given: Any) -> Any:
    """Open for a month. ``state(one, by)`` gives it its statements before; ``by`` is who acts and
    when. ``given`` as of ``preparing.prepare``."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from kenes.access.types import operator
    from kenes.demo.cast import assemble
    from kenes.members.models import Body
    from kenes.opinions.services import preparing

    call_command("migrate", verbosity=0, interactive=False)
    now = timezone.now()
    today = timezone.localdate(now)
    assemble(today)
    by: dict[str, Any] = {"actor": operator("benchmark"), "now": now}
    one = preparing.prepare(
        body=Body.objects.get(),
        name={"en": "Water and air of the lake country"},
        question={"en": "What should be done for the lake?"},
        circle="public",
        **given,
        **by,
    )
    state(one, by)
    return preparing.open_(one, closes_on=today + timedelta(days=30), **by)
