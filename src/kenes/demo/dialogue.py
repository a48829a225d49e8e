"""The dialogue at the demonstration’s table: proposals, what is said of them, and replies."""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from importlib.resources import files
from operator import attrgetter
from typing import Any

from django.utils import timezone, translation

from kenes.access.types import Actor
from kenes.demo.acts import Act
from kenes.demo.body import Composition
from kenes.demo.people import on_duty, sitting_for
from kenes.demo.register import Register
from kenes.law.models import Act as LawAct
from kenes.meetings.models import Decision
from kenes.members.actors import actor_for
from kenes.members.models import DutyKind
from kenes.proposals import texts
from kenes.proposals.models import PARTS, Proposal
from kenes.proposals.services import (
    amending,
    changes,
    checking,
    claiming,
    deciding,
    drafting,
    following,
    revising,
    speaking,
    sponsoring,
)
from kenes.replies.models import Reply, Request
from kenes.replies.services import asking, clock, signing, withdrawing
from kenes.replies.services import drafting as replying

FIRST_DAY, LAST_DAY = date(2026, 1, 5), date(2026, 11, 20)
_DATA = files("kenes.demo") / "data" / "dialogue"
_CLAIM_WORDS = ("text", "evidence", "method", "capacity", "on_behalf")

Row = Mapping[str, Any]


def rows(name: str) -> list[dict[str, Any]]:
    """The tables called ``name`` in every file of the dialogue, in the order of the files."""
    found = sorted(
        (f for f in _DATA.iterdir() if f.name.endswith(".toml")), key=attrgetter("name")
    )
    return [
        row
        for file in found
        for row in tomllib.loads(file.read_text(encoding="utf-8")).get(name, [])
    ]


def wording(row: Row, paragraphs: Mapping[str, str] | None = None) -> dict[str, str]:
    """Title and parts of a row, with some paragraphs in other words, by number through the text.

    A paragraph's other words may be several paragraphs, or none.
    """
    said = {"title": str(row["title"])}
    number = 0
    for part in PARTS:
        kept = []
        for text in texts.split(row[part]):
            number += 1
            kept.append((paragraphs or {}).get(str(number), text).strip())
        said[part] = "\n\n".join(filter(None, kept))
    return said


class Dialogue:
    """The dialogue while it is being held; who speaks is whoever sat or served on that day."""

    def __init__(self, composition: Composition, register: Register) -> None:
        self.composition = composition
        self.organisations = composition.organisations
        self.recommendations = register.recommendations
        self.proposals: dict[str, Proposal] = {}
        self.requests: dict[str, Request] = {}
        self.decisions: dict[str, Decision] = {}  # of the meetings, by their key
        self.last_day = LAST_DAY

    def acts(self) -> Iterator[Act]:
        """Every proposal and every request with its history, and the clock on working days."""
        for row in rows("proposals"):
            yield from self._history(row)
        for row in rows("requests"):
            yield from self._exchange(row)
        for row in rows("answers"):
            yield from self._replies(f"{row['decision']} {row['to']}", row)
        day = FIRST_DAY
        while day <= LAST_DAY:
            if day.weekday() < 5:
                yield Act(day=day, do=clock.tick)
            day += timedelta(days=1)

    def _history(self, row: Row) -> Iterator[Act]:
        """What happened to one proposal; things of one day in the order written here."""
        key, acts = row["key"], [Act(day=row["begun"], do=partial(self._begin, row))]
        for sponsor in row.get("sponsors", []):
            acts.append(Act(day=sponsor["invited"], do=partial(self._invite, key, sponsor)))
            if "answer" in sponsor:
                acts.append(Act(day=sponsor["on"], do=partial(self._answer, key, sponsor)))
            if "left" in sponsor:
                acts.append(Act(day=sponsor["left"], do=partial(self._leave, key, sponsor)))
        acts += [
            Act(day=row["begun"], do=partial(self._amend, key, amendment))
            for amendment in row.get("amendments", [])
        ]
        acts += _each(row.get("claims", []), partial(self._claim, key))
        for claim in row.get("claims", []):
            if "retracted" in claim:
                acts.append(Act(day=claim["retracted"], do=partial(self._retract, key, claim)))
        if "submitted" in row:
            acts.append(Act(day=row["submitted"], do=partial(self._step, key, {"act": "submit"})))
            acts += [
                Act(day=row["submitted"], do=partial(self._follow, key, person))
                for person in row.get("followers", [])
            ]
        acts += _each(row.get("steps", []), partial(self._step, key))
        acts += _each(row.get("versions", []), partial(self._revise, key, row))
        acts += _each(row.get("comments", []), partial(self._comment, key))
        acts += _each(row.get("positions", []), partial(self._position, key))
        yield from sorted(acts, key=attrgetter("day"))

    def _begin(self, row: Row, now: datetime) -> None:
        organisation = self.organisations[row["organisation"]]
        self.proposals[row["key"]] = drafting.begin(
            organisation=organisation,
            language=row["language"],
            wording=wording(row),
            links=[self.number(link) for link in row["links"]],
            actor=sitting_for(organisation, now),
            now=now,
        )

    def _amend(self, key: str, row: Row, now: datetime) -> None:
        """One row of the comparative table."""
        proposal = self.proposals[key]
        facts = {name: value for name, value in row.items() if name != "act"}
        amending.add(
            proposal,
            act=LawAct.objects.get(code=row["act"]),
            language=proposal.language,
            **facts,
            actor=sitting_for(proposal.organisation, now),
            now=now,
        )

    def _invite(self, key: str, row: Row, now: datetime) -> None:
        proposal = self.proposals[key]
        actor = sitting_for(proposal.organisation, now)
        sponsoring.invite(proposal, self.organisations[row["by"]], actor=actor, now=now)

    def _answer(self, key: str, row: Row, now: datetime) -> None:
        answer = {"join": sponsoring.join, "decline": sponsoring.decline}[row["answer"]]
        organisation = self.organisations[row["by"]]
        answer(self.proposals[key], organisation, actor=sitting_for(organisation, now), now=now)

    def _leave(self, key: str, row: Row, now: datetime) -> None:
        organisation = self.organisations[row["by"]]
        actor = sitting_for(organisation, now)
        sponsoring.leave(self.proposals[key], organisation, actor=actor, now=now)

    def _claim(self, key: str, row: Row, now: datetime) -> None:
        claiming.claim(
            self.proposals[key],
            kind=row["kind"],
            words={name: row.get(name, "") for name in _CLAIM_WORDS},
            **self._speech(row, now),
        )

    def _retract(self, key: str, row: Row, now: datetime) -> None:
        organisation = self.organisations[row["by"]]
        claim = self.proposals[key].claims.get(organisation=organisation, text=row["text"])
        claiming.retract(claim, actor=sitting_for(organisation, now), now=now)

    def _follow(self, key: str, person: str, now: datetime) -> None:
        following.follow(self.proposals[key], actor=self._cast(person, now), now=now)

    def _step(self, key: str, row: Row, now: datetime) -> None:
        """Move a proposal on: by its author, the secretary or the chair."""
        proposal, act = self.proposals[key], row["act"]
        by: dict[str, Any] = {"actor": self._mover(proposal, act, now), "now": now}
        why = {"reason": row.get("reason", {}), **by}
        match act:
            case "submit":
                self.proposals[key] = drafting.submit(proposal, **by)  # with its number
            case "accept":
                checking.accept(proposal, short=row.get("short", False), **why)
            case "return":
                checking.send_back(proposal, grounds=row["grounds"], **why)
            case "appeal":
                checking.appeal(proposal, **why)
            case "overrule":
                checking.overrule(proposal, **why)
            case "withdraw":
                deciding.withdraw(proposal, **why)

    def _mover(self, proposal: Proposal, act: str, now: datetime) -> Actor:
        if act in {"submit", "appeal", "withdraw"}:
            return sitting_for(proposal.organisation, now)
        return self._cast("amina" if act in {"accept", "return"} else "farida", now)

    def _revise(self, key: str, row: Row, change: Row, now: datetime) -> None:
        proposal = Proposal.objects.get(pk=self.proposals[key].pk)
        version = changes.current(proposal)
        earlier = {name: getattr(version, name) for name in ("title", *PARTS)}
        with translation.override(proposal.language):  # of the note
            revising.revise(
                proposal,
                wording=wording(earlier, change["paragraphs"]),
                links=[self.number(link) for link in row["links"]],
                note=change["note"],
                seen=proposal.edited,
                actor=sitting_for(proposal.organisation, now),
                now=now,
            )

    def _comment(self, key: str, row: Row, now: datetime) -> None:
        proposal = self.proposals[key]
        speaking.comment(
            proposal,
            version=changes.current(proposal).number,
            paragraph=row["par"],
            text=row["text"],
            **self._speech(row, now),
        )

    def _position(self, key: str, row: Row, now: datetime) -> None:
        speaking.take_position(
            self.proposals[key],
            stance=row["stance"],
            reason=row["reason"],
            **self._speech(row, now),
        )

    def _speech(self, row: Row, now: datetime) -> dict[str, Any]:
        """Who says something, and in which language."""
        organisation = self.organisations[row["by"]]
        return {
            "organisation": organisation,
            "language": row["lang"],
            "actor": sitting_for(organisation, now),
            "now": now,
        }

    def _exchange(self, row: Row) -> Iterator[Act]:
        """A request, and what was replied to it."""
        key = row["key"]
        yield Act(day=row["on"], do=partial(self._ask, row))
        yield from self._replies(key, row)
        if "withdrawn" in row:
            yield Act(day=row["withdrawn"], do=partial(self._withdraw, key, row["reason"]))

    def _replies(self, key: str, row: Row) -> Iterator[Act]:
        """What is replied to a request, from draft to signature."""
        for reply in row.get("replies", []):
            yield Act(day=reply["drafted"], do=partial(self._draft, key, reply))
            if "up" in reply:
                yield Act(day=reply["up"], do=partial(self._hand_up, key))
            if "returned" in reply:
                yield Act(day=reply["returned"], do=partial(self._return, key, reply["note"]))
            if "up_again" in reply:
                yield Act(day=reply["up_again"], do=partial(self._draft, key, reply))
                yield Act(day=reply["up_again"], do=partial(self._hand_up, key))
            if "signed" in reply:
                yield Act(day=reply["signed"], do=partial(self._sign, key))

    def _ask(self, row: Row, now: datetime) -> None:
        asker = self.organisations.get(row.get("from", ""))
        self.requests[row["key"]] = asking.ask(
            addressee=self.organisations[row["to"]],
            text=row["text"],
            language=row["language"],
            kind=row["kind"],
            about=self.number(row["about"]) if "about" in row else "",
            is_public=row.get("public", True),
            asked_by=asker,
            actor=sitting_for(asker, now) if asker else self._cast("amina", now),
            now=now,
        )

    def _draft(self, key: str, row: Row, now: datetime) -> None:
        request = self.requests[key]
        known = replying.unsigned(request)
        replying.save_draft(
            request,
            kind=row["kind"],
            text=row["text"],
            language=row["language"],
            until=row.get("until"),
            referred_to=self.organisations.get(row.get("to", "")),
            edited=known.edited if known else 0,
            actor=on_duty(request.addressee, DutyKind.FOCAL_POINT, now),
            now=now,
        )

    def _hand_up(self, key: str, now: datetime) -> None:
        reply = self._reply(key)
        actor = on_duty(reply.request.addressee, DutyKind.FOCAL_POINT, now)
        replying.hand_up(reply, edited=reply.edited, actor=actor, now=now)

    def _return(self, key: str, note: str, now: datetime) -> None:
        reply = self._reply(key)
        actor = on_duty(reply.request.addressee, DutyKind.VALIDATOR, now)
        replying.return_draft(reply, note=note, actor=actor, now=now)

    def _sign(self, key: str, now: datetime) -> None:
        reply = self._reply(key)
        actor = on_duty(reply.request.addressee, DutyKind.VALIDATOR, now)
        signing.sign(reply, edited=reply.edited, actor=actor, now=now)
        follow_up = Request.objects.filter(follows=reply.request).first()
        self.requests[key] = follow_up or self.requests[key]  # who was referred to replies next

    def _withdraw(self, key: str, reason: str, now: datetime) -> None:
        request = self.requests[key]
        assert request.asked_by is not None, key  # noqa: S101
        actor = sitting_for(request.asked_by, now)
        withdrawing.withdraw(request, reason=reason, actor=actor, now=now)

    def adopted(self, key: str) -> None:
        """Keep what a decision asked of the addressees of its recommendation."""
        number = self.decisions[key].recommendation
        slugs = {one.pk: slug for slug, one in self.organisations.items()}
        for request in Request.objects.filter(about=number):
            self.requests[f"{key} {slugs[request.addressee_id]}"] = request

    def _reply(self, key: str) -> Reply:
        """The reply that is under way."""
        reply = replying.unsigned(self.requests[key])
        assert reply is not None, key  # noqa: S101
        return reply

    def number(self, name: str) -> str:
        """The public number of a proposal's key, or of a document and its paragraph.

        ``adopted orders``: the recommendation that came of that decision.
        """
        document, _, paragraph = name.partition(" ")
        if document == "adopted":
            return self.decisions[paragraph].recommendation
        if paragraph:
            return self.recommendations[document, paragraph].number
        return self.proposals[name].number

    def _cast(self, person: str, now: datetime) -> Actor:
        return actor_for(self.composition.users[person], today=timezone.localdate(now))


def _each(rows: Iterable[Row], do: Callable[[Row, datetime], None]) -> list[Act]:
    return [Act(day=row["on"], do=partial(do, row)) for row in rows]
