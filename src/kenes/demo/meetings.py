"""The demonstration's meetings: planned, called, answered, and opened with who has come."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.utils import timezone
from docx import Document

from kenes.access.types import Actor
from kenes.accounts.models import User
from kenes.demo.acts import Act
from kenes.demo.body import Composition
from kenes.demo.dialogue import Dialogue
from kenes.meetings.lifecycle import Answer, MeetingKind
from kenes.meetings.models import Invitation, Item, Meeting, Presence, Turn, Vote
from kenes.meetings.services import agenda, calling, inviting, papers, planning
from kenes.members.actors import actor_for

_DATA = files("kenes.demo") / "data" / "meetings"
_NOTES = {  # what people write beside their answer, by language of the one who reads it
    Answer.ABSENT: "Командировка; материалы прочитаю.",
    Answer.ALTERNATE: "Вместо меня будет мой заместитель.",
}
_MORNING = time(9)

Row = Mapping[str, Any]


def meetings() -> list[dict[str, Any]]:
    """Every meeting, in the order of its day."""
    found = sorted((f for f in _DATA.iterdir() if f.name[:4].isdigit()), key=lambda f: f.name)
    return [tomllib.loads(file.read_text(encoding="utf-8")) for file in found]


def other(name: str) -> dict[str, Any]:
    """What a file beside the meetings says."""
    return tomllib.loads((_DATA / f"{name}.toml").read_text(encoding="utf-8"))


@dataclass
class Sitting:
    """One meeting while the demonstration is being loaded."""

    row: Row
    meeting: Meeting
    items: dict[str, Item] = field(default_factory=dict)  # by their key in the file
    invitations: dict[tuple[str, bool], Invitation] = field(default_factory=dict)
    here: dict[str, Presence] = field(default_factory=dict)  # organisation or person -> presence
    came: dict[str, Presence] = field(default_factory=dict)  # the same of those who have left too
    words: dict[str, Row] = field(default_factory=dict)  # paragraph -> what was said, by language
    speeches: dict[tuple[str, str], str] = field(default_factory=dict)  # item, who -> paragraph
    turn: Turn | None = None  # the last speech
    vote: Vote | None = None  # the last vote


class Meetings:
    """The meetings while they are planned and called; what is made is kept by its key."""

    def __init__(self, composition: Composition, dialogue: Dialogue) -> None:
        self.composition = composition
        self.dialogue = dialogue
        self.organisations = composition.organisations
        self.sittings: dict[str, Sitting] = {}
        self._actors: dict[tuple[int, date], Actor] = {}  # by person and day: asked for often

    def acts(self) -> Iterator[Act]:
        """Plan, agenda, call and answers of each meeting."""
        for row in meetings():
            yield Act(day=row["planned"], do=partial(self._plan, row))
            key, called = row["key"], row.get("called")
            if "drafted" in row:
                yield Act(day=row["drafted"], do=partial(self._draft, key))
            if called:
                yield Act(day=called, do=partial(self._prepare, key), at=_MORNING)
                yield Act(day=called, do=partial(self._call, key))
                yield from self._answers(row)
            for item in row.get("later", []):
                yield Act(day=item["on"], do=partial(self._add, key, item), at=_MORNING)
            for paper in row.get("papers", []):
                yield Act(day=paper["on"], do=partial(self._table, key, paper))
            if "cancelled" in row:
                yield Act(day=row["cancelled"], do=partial(self._cancel, key))
        for row in other("plan-2027")["years"]:
            yield Act(day=row["planned"], do=partial(self._plan_year, row))

    def _plan(self, row: Row, now: datetime) -> None:
        begins, ends = moment(row["on"], row["from"]), moment(row["on"], row["until"])
        meeting = planning.plan(
            self.composition.bodies[row["body"]],
            kind=row["kind"],
            mode=row["mode"],
            on=row["on"],
            starts_at=begins,
            ends_at=ends,
            title=row.get("title", {}),
            place=row.get("place", {}),
            link=row.get("link", ""),
            reason=row.get("reason", {}),
            language=row["language"],
            actor=self.secretary(now),
            now=now,
        )
        self.sittings[row["key"]] = Sitting(row=row, meeting=meeting)

    def _plan_year(self, row: Row, now: datetime) -> None:
        for day in row["days"]:
            planning.plan(
                self.composition.bodies[row["body"]],
                kind=MeetingKind.QUARTERLY,
                mode=row["mode"],
                on=day,
                language=row["language"],
                actor=self.secretary(now),
                now=now,
            )

    def _draft(self, key: str, now: datetime) -> None:
        """Choose from what waits: all proposals and requests, and of assessments those named."""
        sitting = self.sittings[key]
        named = {self.dialogue.number(one) for one in sitting.row["contested"]}
        today = timezone.localdate(now)
        chosen = [
            one.key
            for one in agenda.waiting(sitting.meeting, today)
            if one.about[:1] in {"P", "Q"} or one.about in named or one.carried_from
        ]
        by: dict[str, Any] = {"actor": self.secretary(now), "now": now}
        made = {one.about: one for one in agenda.draft(sitting.meeting, keys=chosen, **by)}
        for words in sitting.row["titles"]:
            item = made[self.dialogue.number(words["about"])]
            facts = {name: words[name] for name in ("title", "note") if name in words}
            sitting.items[words["about"]] = agenda.change_item(item, facts=facts, **by)

    def _prepare(self, key: str, now: datetime) -> None:
        for row in self.sittings[key].row["items"]:
            self._add(key, row, now)

    def _add(self, key: str, row: Row, now: datetime) -> None:
        sitting = self.sittings[key]
        sitting.items[row["key"]] = agenda.add(
            sitting.meeting,
            section=row["section"],
            title=row["title"],
            note=row.get("note", {}),
            about=self.dialogue.number(row["about"]) if "about" in row else "",
            presenter=self.organisations.get(row.get("presenter", "")),
            minutes=row["minutes"],
            is_confidential=row.get("confidential", False),
            actor=self.secretary(now),
            now=now,
        )

    def _call(self, key: str, now: datetime) -> None:
        sitting = self.sittings[key]
        secretary = self.secretary(now)
        sitting.meeting = calling.call(
            sitting.meeting,
            short_notice=sitting.row.get("short_notice", {}),
            actor=secretary,
            now=now,
        )
        for slug, name in sitting.row.get("guests", {}).items():
            inviting.invite(
                sitting.meeting,
                user=self.user(name),
                organisation=self.organisations[slug],
                actor=secretary,
                now=now,
            )
        slugs = {one.pk: slug for slug, one in self.organisations.items()}
        for invitation in sitting.meeting.invitations.select_related("user"):
            who = slugs.get(invitation.organisation_id or 0) or self._name(invitation.user)
            sitting.invitations[who, invitation.is_alternate] = invitation

    def _answers(self, row: Row) -> Iterator[Act]:
        """Of those who answer, some at once and some a week later."""
        said = row["attendance"]
        comes = [*said["here"], *said.get("online", []), *said.get("late", {})]
        answers = [(slug, False, Answer.COMES) for slug in dict.fromkeys(comes)]
        answers += [(slug, False, Answer.ALTERNATE) for slug in said.get("alternates", [])]
        answers += [(slug, True, Answer.COMES) for slug in said.get("alternates", [])]
        answers += [(slug, False, Answer.ABSENT) for slug in said.get("absent", [])]
        days = (row["on"] - row["called"]).days - 1
        for place, answer in enumerate(answers):
            day = row["called"] + timedelta(days=1 + place * 3 % min(days, 12))
            if "cancelled" in row:
                day = min(day, row["cancelled"])
            if day <= self.dialogue.last_day:
                yield Act(day=day, do=partial(self._answer, row["key"], *answer), at=time(11))

    def _answer(
        self, key: str, slug: str, is_alternate: bool, answer: Answer, now: datetime
    ) -> None:
        invitation = self.sittings[key].invitations[slug, is_alternate]
        inviting.answer(
            invitation,
            answer=answer,
            note=_NOTES.get(answer, ""),
            actor=self.actor(invitation.user, now),
            now=now,
        )

    def _table(self, key: str, row: Row, now: datetime) -> None:
        """A paper, written as an office writes it."""
        sitting = self.sittings[key]
        organisation = self.organisations.get(row.get("organisation", ""))
        document = Document()
        document.add_heading(row["title"], level=1)
        for paragraph in row["text"]:
            document.add_paragraph(paragraph)
        with TemporaryDirectory() as folder:
            path = Path(folder) / row["name"]
            document.save(str(path))
            papers.table(
                sitting.meeting,
                item=sitting.items[row["about"]],
                organisation=organisation,
                path=path,
                name=row["name"],
                actor=self.secretary(now),
                now=now,
            )

    def _cancel(self, key: str, now: datetime) -> None:
        sitting = self.sittings[key]
        planning.cancel(
            sitting.meeting,
            reason=sitting.row["cancelled_because"],
            actor=self.secretary(now),
            now=now,
        )

    def secretary(self, now: datetime) -> Actor:
        return self.actor(self.user("amina"), now)

    def user(self, name: str) -> User:
        """One of the cast by their key, or another person by their name."""
        return self.composition.users.get(name) or self.composition.accounts[name]

    def actor(self, user: User | None, now: datetime) -> Actor:
        """A person as they are on that day; who has no account is seen to by the secretary."""
        user, today = user or self.user("amina"), timezone.localdate(now)
        known = self._actors.get((user.pk, today))
        if known is None:
            known = self._actors[user.pk, today] = actor_for(user, today=today)
        return known

    def _name(self, user: User | None) -> str:
        known = {**self.composition.users, **self.composition.accounts}
        return next((name for name, one in known.items() if user and one.pk == user.pk), "")


def moment(day: date, at: time) -> datetime:
    """An hour on the clocks of the country."""
    return timezone.make_aware(datetime.combine(day, at))
