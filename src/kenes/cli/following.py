"""``kenes consultation follow``: the maps of open consultations, a second behind the votes."""

import sys
import time

from django.db import Error as DatabaseError
from django.db import close_old_connections
from django.utils import timezone

from kenes.cli.failures import SPOKEN, sentence
from kenes.opinions.services.following import Follower

SHORTEST = 0.2  # seconds between two passes
_AFTER_TROUBLE = 5.0


def follow(every: float | None) -> int:
    """One pass, or one after another until the process is stopped."""
    follower = Follower()
    if every is None:
        print(f"{follower.step(timezone.now())} maps drawn.")
        return 0
    said = ""
    while True:
        close_old_connections()
        try:
            follower.step(timezone.now())
            said = ""
        except (*SPOKEN, DatabaseError) as error:  # the database is away: it will come back
            if said != (said := sentence(error)):
                print(f"kenes consultation: {said}", file=sys.stderr, flush=True)
            time.sleep(_AFTER_TROUBLE)
        time.sleep(max(every, SHORTEST))
