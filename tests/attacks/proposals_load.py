"""Proposals under contention: acts that begin at one moment, on a fresh database.

A process of its own: KENES_HOME is an empty folder. The last line printed is JSON with what was
found.
"""

import json
import os
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kenes.config.settings")
    import django

    django.setup()

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from kenes.access.moves import IllegalMove
from kenes.access.types import NotAllowed
from kenes.demo.cast import assemble
from kenes.members.actors import actor_for
from kenes.members.models import Organisation
from kenes.proposals.models import Proposal
from kenes.proposals.services import checking, deciding, drafting, revising, speaking, sponsoring
from kenes.proposals.services.changes import ChangedMeanwhile
from kenes.record.services.checking import check

REFUSALS = (ChangedMeanwhile, IllegalMove, NotAllowed, ValidationError)
ROUNDS = 5
WORDING = {"title": "t", "problem": "p", "proposal": "q", "justification": "j"}
Doing = Callable[[], Any]


def at_once(doings: Sequence[Doing]) -> list[str]:
    """How each act ended that began in the same moment: "done", or the name of the refusal."""
    barrier, ends = Barrier(len(doings)), [""] * len(doings)

    def run(place: int, do: Doing) -> None:
        barrier.wait()
        try:
            do()
            ends[place] = "done"
        except REFUSALS as error:
            ends[place] = type(error).__name__
        except Exception as error:
            ends[place] = f"{type(error).__name__}: {error}"
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(place, do)) for place, do in enumerate(doings)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


class Table:
    def __init__(self) -> None:
        self.users = assemble(timezone.localdate())
        self.now = timezone.now()

    def by(self, key: str, **more: Any) -> dict[str, Any]:
        return {"actor": actor_for(self.users[key]), "now": self.now, **more}

    def of(self, key: str) -> Organisation:
        return Organisation.objects.get(slug=f"of-{key}")

    def draft(self) -> Proposal:
        return drafting.begin(
            organisation=self.of("clara"), language="en", wording=WORDING, **self.by("clara")
        )

    def open(self) -> Proposal:
        submitted = drafting.submit(self.draft(), **self.by("clara"))
        return checking.accept(submitted, **self.by("amina"))

    def edit(self, draft: Proposal, title: str, key: str) -> Doing:
        return lambda: drafting.edit(
            draft,
            wording={**WORDING, "title": title},
            language="en",
            links=[],
            seen=0,
            **self.by(key),
        )

    def revise(self, proposal: Proposal, title: str) -> Doing:
        return lambda: revising.revise(
            proposal,
            wording={**WORDING, "title": title},
            links=[],
            note=title,
            seen=0,
            **self.by("clara"),
        )


def editing(table: Table) -> list[str]:
    draft = table.draft()
    sponsoring.invite(draft, table.of("helen"), **table.by("clara"))
    sponsoring.join(draft, table.of("helen"), **table.by("helen"))
    ends = at_once(
        [table.edit(draft, "of clara", "clara"), table.edit(draft, "of helen", "helen")]
    )
    winner = ("of clara", "of helen")[ends.index("done")]
    assert draft.versions.get().title == winner
    return ends


def revising_twice(table: Table) -> list[str]:
    proposal = table.open()
    ends = at_once([table.revise(proposal, "a"), table.revise(proposal, "b")])
    assert proposal.versions.filter(is_current=True).count() == 1
    assert proposal.versions.count() == 2
    return ends


def commenting_on_what_changes(table: Table) -> list[str]:
    """Whatever wins, a comment stands on the version its author has read."""
    proposal = table.open()
    ends = at_once(
        [
            lambda: speaking.comment(
                proposal,
                organisation=table.of("bolat"),
                version=1,
                paragraph=1,
                text="x",
                language="en",
                **table.by("bolat"),
            ),
            table.revise(proposal, "a"),
        ]
    )
    assert ends[1] == "done"
    assert [one.version.number for one in proposal.comments.all()] == [1] * ends[:1].count("done")
    return ["done", "ValidationError"]  # either order is right


def checking_what_is_withdrawn(table: Table) -> list[str]:
    proposal = drafting.submit(table.draft(), **table.by("clara"))
    reason = {"en": "x"}
    return at_once(
        [
            lambda: checking.send_back(
                proposal, grounds=["same"], reason=reason, **table.by("amina")
            ),
            lambda: checking.accept(proposal, **table.by("amina")),
        ]
    )


def deciding_twice(table: Table) -> list[str]:
    proposal = table.open()
    later = table.now + timedelta(days=90)
    deciding.schedule(proposal, **table.by("amina", now=later))
    told = {"on": timezone.localdate(later), "reason": {"en": "x"}}
    return at_once(
        [
            lambda key=key, outcome=outcome: deciding.decide(
                proposal, outcome=outcome, **told, **table.by(key, now=later)
            )
            for key, outcome in (("amina", "adopted"), ("farida", "not_adopted"))
        ]
    )


def submitting(table: Table) -> list[str]:
    """Numbers of what is submitted at once are given in a row, each once."""
    drafts = [table.draft() for _n in range(8)]
    last = Proposal.objects.public().count()
    ends = at_once([lambda one=one: drafting.submit(one, **table.by("clara")) for one in drafts])
    assert set(ends) == {"done"}, ends
    year = table.now.year
    numbers = set(Proposal.objects.public().values_list("number", flat=True))
    assert numbers == {f"P-{year}-{n:03}" for n in range(1, last + 9)}
    return ["done", "NotAllowed"]


RACES = (
    editing,
    revising_twice,
    commenting_on_what_changes,
    checking_what_is_withdrawn,
    deciding_twice,
    submitting,
)


def main() -> None:
    call_command("migrate", verbosity=0)
    table, told = Table(), Counter[str]()
    for race in RACES:
        for _round in range(ROUNDS):
            ends = race(table)
            assert ends.count("done") == 1, (race.__name__, ends)
            assert set(ends) - {"done"} <= {one.__name__ for one in REFUSALS}, ends
            told[race.__name__] += 1
    report = check(table.now + timedelta(days=91))
    told["findings"] = sum(
        one.facts.get("subject", "").startswith("P-") for one in report.findings
    )
    print(json.dumps(told))


if __name__ == "__main__":
    main()
