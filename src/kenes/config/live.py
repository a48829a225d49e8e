"""The ASGI application that ``kenes live`` runs: the stream of meetings, and nothing else."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kenes.config.settings")
django.setup()

from django.conf import settings  # noqa: E402 (after the settings are there)

from kenes.meetings.live.stream import Stream  # noqa: E402

application = Stream(
    most=settings.KENES_LIVE_CONNECTIONS, most_each=settings.KENES_LIVE_CONNECTIONS_EACH
)
