"""The floor of a meeting under contention: acts begun at one moment, and people who are killed.

A process of its own on a fresh database: KENES_HOME is an empty folder. Django is loaded once and
children are forked. Usage: floor_load.py races|kills; the last line printed is JSON with what
was found.
"""

import json
import os
import random
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kenes.config.settings")
    import django

    django.setup()

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone

from kenes.access.moves import IllegalMove
from kenes.access.types import Actor, NotAllowed
from kenes.accounts.models import User
from kenes.demo.cast import assemble
from kenes.journal.models import Entry as Act
from kenes.meetings.lifecycle import ItemStatus, Section, Status, TurnStatus
from kenes.meetings.models import (
    Cast,
    Happening,
    Invitation,
    Item,
    Meeting,
    Presence,
    Tally,
    Turn,
    Vote,
)
from kenes.meetings.services import attending, deciding, items, speaking, voting
from kenes.members.actors import actor_for
from kenes.members.models import Chamber, Organisation, Seat, Side, Tenure
from kenes.record.models import Entry

ROUNDS = 3  # of each race
KILLS = 20
AT_ONCE = 12  # seats that vote at one moment
Doing = Callable[[], Any]


class House:
    """The demonstration's small body with twelve more seats of civil society, all present."""

    def __init__(self) -> None:
        self.users = assemble(timezone.localdate() - timedelta(days=400))
        self.body = Seat.objects.get(organisation__slug="of-clara").body
        self.chamber = Chamber.objects.get(side=Side.CIVIL)
        self.sitting = [self._seat(f"member{n}") for n in range(AT_ONCE)]
        self.made = 0

    def _seat(self, key: str) -> Seat:
        user = User.objects.create_user(f"{key}@kenes.example", full_name=key)
        self.users[key] = user
        organisation = Organisation.objects.create(slug=f"of-{key}", kind="ngo", name_en=key)
        seat = Seat.objects.create(
            body=self.body,
            chamber=self.chamber,
            organisation=organisation,
            label=key,
            created_on=timezone.localdate(),
        )
        Tenure.objects.create(
            seat=seat,
            person_name=key,
            user=user,
            organisation=organisation,
            capacity="holder",
            starts_on=timezone.localdate() - timedelta(days=1),
        )
        return seat

    def actor(self, key: str) -> Actor:
        return actor_for(User.objects.get(pk=self.users[key].pk))

    def lead(self, key: str = "amina") -> dict[str, Any]:
        return {"actor": self.actor(key), "now": timezone.now()}

    def seat(self, key: str) -> Seat:
        return Seat.objects.get(organisation__slug=f"of-{key}")

    def held(self) -> tuple[Meeting, Item]:
        """An open meeting with everybody present and its first item under discussion."""
        self.made += 1
        now = timezone.now()
        meeting = Meeting.objects.create(
            number=f"M-2020-{self.made:03}",
            body=self.body,
            on=timezone.localdate(now),
            starts_at=now,
            language="en",
            status=Status.OPEN,
            planned_at=now,
            called_at=now,
            opened_at=now,
        )
        for order in (1, 2, 3):
            Item.objects.create(
                meeting=meeting, order=order, section=Section.OTHER, title={"en": f"{order}"}
            )
        for tenure in Tenure.objects.select_related("seat__chamber"):
            Invitation.objects.create(
                meeting=meeting,
                user=tenure.user,
                person_name=tenure.person_name,
                seat=tenure.seat,
                organisation=tenure.organisation,
            )
            if tenure.seat.chamber.votes:
                Presence.objects.create(
                    meeting=meeting,
                    user=tenure.user,
                    person_name=tenure.person_name,
                    seat=tenure.seat,
                    organisation=tenure.organisation,
                    chamber=tenure.seat.chamber,
                    arrived_at=now,
                )
        return meeting, items.begin(meeting.items.all()[0], **self.lead())

    def ask(self, item: Item, key: str, kind: str = "speech") -> Turn:
        presence = item.meeting.presences.get(user=self.users[key], left_at=None)
        return speaking.ask(item, presence=presence, kind=kind, **self.lead(key))

    def open_vote(self, item: Item) -> Vote:
        return voting.open_(item, kind="consensus", question={"en": "Agreed?"}, **self.lead())

    def cast(self, vote: Vote, key: str, choice: str = "for") -> Cast:
        return voting.cast(vote, seat=self.seat(key), choice=choice, **self.lead(key))


def at_once(*acts: Doing) -> list[str]:
    """What each came to: done, refused or an error; all begin at the same moment."""
    connections.close_all()
    gate, opening = os.pipe()
    children = []
    for act in acts:
        heard, said = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(opening)
            connection.ensure_connection()
            os.read(gate, 1)  # until everybody's opening is closed
            os.write(said, outcome(act).encode()[:60_000])
            os._exit(0)
        os.close(said)
        children.append((pid, heard))
    time.sleep(0.05)
    os.close(opening)
    os.close(gate)
    found = []
    for pid, heard in children:
        with os.fdopen(heard) as pipe:
            found.append(pipe.read())
        os.waitpid(pid, 0)
    return found


def outcome(act: Doing) -> str:
    try:
        made = act()
    except (ValidationError, NotAllowed, IllegalMove) as refused:
        return f"refused: {refused}"
    except BaseException:
        return f"error: {traceback.format_exc()}"
    return f"done: {made}"


def begins(found: Sequence[str]) -> list[str]:
    return sorted(one.partition(":")[0] for one in found)


def check(holds: bool, *told: object) -> None:
    if not holds:
        raise AssertionError(" | ".join(str(one) for one in told))


def check_whole(meeting: Meeting) -> int:
    """What must hold of any meeting at any moment; returns its version."""
    meeting.refresh_from_db()
    versions = list(
        Happening.objects.filter(meeting=meeting).order_by("pk").values_list("version", flat=True)
    )
    check(versions == list(range(1, meeting.version + 1)), meeting.version, versions)
    happened = Counter(
        Happening.objects.filter(meeting=meeting)
        .exclude(kind="floor.quorum")
        .values_list("kind", flat=True)
    )
    acts = Counter(
        Act.objects.filter(facts__meeting=meeting.number).values_list("kind", flat=True)
    )
    check(happened == acts, happened, acts)
    check(meeting.turns.filter(status=TurnStatus.SPEAKING).count() <= 1, "two speak")
    check(meeting.items.filter(status=ItemStatus.PRESENT).count() <= 1, "two items")
    for vote in meeting.votes.all():
        check_vote(vote)
    return meeting.version


def check_vote(vote: Vote) -> None:
    """Votes cast, totals, journal and happenings tell the same."""
    seats = list(Cast.objects.filter(vote=vote).values_list("seat", "choice"))
    again = voting.recount(vote)
    check(again.seats == dict(seats) and len(dict(seats)) == len(seats), seats, again.seats)
    check(not again.twice, again.twice)
    total = sum(Tally.objects.filter(vote=vote).values_list("count", flat=True))
    check(total == len(seats), total, seats)
    told = Happening.objects.filter(kind="vote.cast", facts__vote=vote.pk).count()
    check(told == len(seats), told, seats)


def two_give(house: House) -> None:
    """Two secretaries give the floor to two people: one speaks."""
    meeting, item = house.held()
    one, other = house.ask(item, "clara"), house.ask(item, "bolat")
    found = at_once(
        lambda: speaking.give(one, **house.lead()),
        lambda: speaking.give(other, **house.lead("farida")),
    )
    check(begins(found) == ["done", "refused"], found)
    check(meeting.turns.filter(status=TurnStatus.SPEAKING).count() == 1, found)
    check_whole(meeting)


def two_say_next(house: House) -> None:
    """Both press "next" on the same page: the list moves on by one."""
    meeting, item = house.held()
    first, _second, _third = (house.ask(item, key) for key in ("clara", "bolat", "damir"))
    speaking.give(first, **house.lead())
    found = at_once(
        lambda: speaking.give_first(item, ends=first, **house.lead()),
        lambda: speaking.give_first(item, ends=first, **house.lead("farida")),
    )
    check(begins(found) == ["done", "refused"], found)
    check(meeting.turns.filter(status=TurnStatus.ASKED).count() == 1, found)
    check_whole(meeting)


def two_browsers_vote(house: House) -> None:
    """One voter in two browsers: one vote, and the other browser is told which."""
    meeting, item = house.held()
    vote = house.open_vote(item)
    found = at_once(
        lambda: house.cast(vote, "clara", "for"),
        lambda: house.cast(vote, "clara", "against"),
    )
    check(begins(found) == ["done", "refused"], found)
    check(any("voted already" in one for one in found), found)
    check(Cast.objects.filter(vote=vote).count() == 1, found)
    check_whole(meeting)


def many_vote(house: House) -> None:
    """All vote at one moment, every second against: none is lost."""
    meeting, item = house.held()
    vote = house.open_vote(item)
    keys = [f"member{n}" for n in range(AT_ONCE)]
    found = at_once(
        *(
            lambda key=key, n=n: house.cast(vote, key, "against" if n % 2 else "for")  # type: ignore[misc]
            for n, key in enumerate(keys)
        )
    )
    check(begins(found) == ["done"] * AT_ONCE, found)
    counts = dict(
        Tally.objects.filter(vote=vote, chamber=house.chamber).values_list("choice", "count")
    )
    check(counts == {"for": AT_ONCE // 2, "against": AT_ONCE // 2, "abstain": 0}, counts)
    check_whole(meeting)


def vote_and_close(house: House) -> None:
    """A vote as it is closed: it counts, or is refused; never accepted and left out."""
    meeting, item = house.held()
    vote = house.open_vote(item)
    house.cast(vote, "bolat")
    found = at_once(lambda: house.cast(vote, "clara"), lambda: voting.close(vote, **house.lead()))
    check(found[1].startswith("done"), found)
    vote.refresh_from_db()
    counted = sum(row["for"] for row in vote.result["chambers"])
    check(counted == 1 + found[0].startswith("done"), found, vote.result)
    check_whole(meeting)


def leave_and_close(house: House) -> None:
    """The quorum goes as the vote is closed: counted, or void; the record says the same."""
    meeting, item = house.held()
    vote = house.open_vote(item)
    here = meeting.presences.get(user=house.users["damir"])
    found = at_once(
        lambda: attending.leave(here, **house.lead("damir")),
        lambda: voting.close(vote, **house.lead()),
    )
    check(begins(found) == ["done", "done"], found)
    vote.refresh_from_db()
    kinds = {"closed": "vote.closed", "void": "vote.void"}
    entries = Entry.objects.filter(subject=meeting.number, type__startswith="vote.")
    check([one.type for one in entries] == [kinds[vote.status]], entries, vote.status)
    check_whole(meeting)


def two_on_a_seat(house: House) -> None:
    """Somebody comes in two browsers: they are here once."""
    meeting, _item = house.held()
    here = meeting.presences.get(user=house.users["clara"])
    attending.leave(here, **house.lead("clara"))
    invitation = meeting.invitations.get(user=house.users["clara"])

    def come() -> Presence:
        return attending.arrive(meeting, invitation=invitation, **house.lead("clara"))

    found = at_once(come, come)
    check(begins(found) == ["done", "refused"], found)
    check(meeting.presences.filter(user=house.users["clara"], left_at=None).count() == 1, found)
    check_whole(meeting)


def two_decide(house: House) -> None:
    """Two record the same decision: it is made once, and no number is lost."""
    meeting, item = house.held()
    found = at_once(
        *(
            lambda key=key: deciding.decide(  # type: ignore[misc]
                item, kind="other", text={"en": "It is so"}, **house.lead(key)
            )
            for key in ("amina", "farida")
        )
    )
    check(begins(found) == ["done", "refused"], found)
    check(meeting.decisions.count() == 1, found)
    check_whole(meeting)


RACES = (
    two_give,
    two_say_next,
    two_browsers_vote,
    many_vote,
    vote_and_close,
    leave_and_close,
    two_on_a_seat,
    two_decide,
)


def races(rounds: int) -> dict[str, int]:
    house = House()
    for race in RACES:
        for _ in range(rounds):
            race(house)
    return {"races": len(RACES), "rounds": rounds, "happenings": Happening.objects.count()}


class Life:
    """What people do on the floor, one act after another, each told when it is committed."""

    def __init__(self, house: House, meeting: Meeting, seed: int) -> None:
        self.house, self.meeting, self.chance = house, meeting, random.Random(seed)

    def act(self) -> str:
        """One act at random; the name it has in the journal, and of which row."""
        item = self.meeting.items.filter(status=ItemStatus.PRESENT).first()
        if item is None:
            begun = items.begin(self.chance.choice(self.meeting.items.all()), **self.lead())
            return f"item.begin meetings.item:{begun.pk}"
        key = self.chance.choice(["bolat", "clara", "damir", "helen", "member0", "member1"])
        dice = self.chance.randrange(10)
        if dice < 3:
            turn = self.house.ask(item, key)
            return f"turn.ask meetings.turn:{turn.pk}"
        if dice < 5:
            turn = speaking.give_first(item, **self.lead())
            return f"turn.give meetings.turn:{turn.pk}"
        held = Turn.objects.filter(meeting=self.meeting, status=TurnStatus.SPEAKING).first()
        if dice < 6 and held:
            speaking.end(held, **self.lead())
            return f"turn.end meetings.turn:{held.pk}"
        vote = Vote.objects.filter(meeting=self.meeting, status="open").first()
        if vote is None:
            vote = self.house.open_vote(item)
            return f"vote.open meetings.vote:{vote.pk}"
        if dice < 9:
            self.house.cast(vote, key, self.chance.choice(["for", "abstain"]))
            return f"vote.cast meetings.vote:{vote.pk}"
        voting.close(vote, **self.lead())
        return f"vote.close meetings.vote:{vote.pk}"

    def lead(self) -> dict[str, Any]:
        return self.house.lead()

    def live(self) -> None:
        """Act until killed; a line is written when an act is committed, never before."""
        while True:
            with suppress(ValidationError, NotAllowed, IllegalMove):
                done = self.act()
                os.write(1, f"{done}\n".encode())


def kills(count: int) -> dict[str, int]:
    """Kill a life at random moments: what was acknowledged is there, and all is whole."""
    house = House()
    meeting, _item = house.held()
    chance, acknowledged, cut_off = random.Random(1), Counter[str](), 0
    for number in range(count):
        connections.close_all()
        heard, said = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(heard)
            os.dup2(said, 1)
            try:
                Life(house, meeting, number).live()
            except BaseException:
                traceback.print_exc()
            os._exit(1)
        os.close(said)
        time.sleep(chance.uniform(0.02, 0.4))
        os.kill(pid, signal.SIGKILL)
        _pid, status = os.waitpid(pid, 0)
        check(os.waitstatus_to_exitcode(status) == -signal.SIGKILL, "a life ended by itself")
        with os.fdopen(heard) as pipe:
            acknowledged.update(pipe.read().splitlines())
        cut_off += _check_all_there(meeting, acknowledged)
    return {
        "kills": count,
        "acknowledged": acknowledged.total(),
        "version": check_whole(meeting),
        "killed between commit and word": cut_off,
    }


def _check_all_there(meeting: Meeting, acknowledged: Counter[str]) -> int:
    """Returns whether acts were committed of which nobody was told any more."""
    check_whole(meeting)
    there = Counter(
        f"{kind} {subject}"
        for kind, subject in Act.objects.filter(facts__meeting=meeting.number).values_list(
            "kind", "subject"
        )
    )
    check(acknowledged <= there, acknowledged - there)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check")
            check(cursor.fetchone() == ("ok",), "the database is damaged")
    return int(there.total() > acknowledged.total() + 1)  # the item that was begun before


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    acts: dict[str, Callable[[], dict[str, int]]] = {
        "races": lambda: races(ROUNDS),
        "kills": lambda: kills(KILLS),
    }
    print(json.dumps(acts[sys.argv[1]]()))
