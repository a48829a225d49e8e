"""Loading the demonstration: a whole body of a fictional country, once."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from kenes.access.types import operator
from kenes.demo import sources
from kenes.demo.acts import perform
from kenes.demo.alignment import Alignment
from kenes.demo.assessments import Assessments
from kenes.demo.body import Composition
from kenes.demo.consultations import Consultations
from kenes.demo.dialogue import Dialogue
from kenes.demo.floor import Floor
from kenes.demo.law import Law
from kenes.demo.meetings import Meetings
from kenes.demo.minutes import Minuting
from kenes.demo.register import Register
from kenes.demo.roadmaps import RoadMaps
from kenes.journal.services import write
from kenes.members.models import Body
from kenes.recommendations import index


class BodyInTheWay(Exception):
    """Another body already works here: a demonstration must not be mixed into it."""


def load(now: datetime, say: Callable[[str], None]) -> bool:
    """Load everything or nothing; False when it was loaded before and nothing changed.

    ``say`` receives one English sentence per stage. Raises BodyInTheWay.
    """
    slug = sources.tables("body", "bodies")[0]["slug"]
    if Body.objects.filter(slug=slug).exists():
        return False
    if other := Body.objects.first():
        raise BodyInTheWay(
            f"{other.name} already works here; give the demonstration a KENES_HOME of its own"
        )
    actor = operator("kenes demo")
    with transaction.atomic():
        say("Seating the body and filling its register (some seconds) …")
        composition = Composition(actor)
        register = Register(actor, composition)
        dialogue = Dialogue(composition, register)
        meetings = Meetings(composition, dialogue)
        roadmaps = RoadMaps(dialogue, meetings)
        law = Law(actor)
        stages = (
            *(composition, law, register, dialogue),
            *(meetings, Floor(meetings), Minuting(meetings)),
            *(roadmaps, Assessments(actor, dialogue), Alignment(actor, composition)),
            Consultations(actor, composition),
        )
        with index.together():
            perform(act for stage in stages for act in stage.acts())
        write(
            "demo.load",
            composition.bodies[slug],
            actor=actor,
            at=now,
            recommendations=len(register.recommendations),
            proposals=len(dialogue.proposals),
            requests=len(dialogue.requests),
            meetings=len(meetings.sittings),
            roadmaps=len(roadmaps.roadmaps),
            acts=len(law.acts_by_code),
        )
    return True
