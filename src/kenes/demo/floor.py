"""What happens at the demonstration's meetings, minute by minute."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from kenes.access.types import Actor
from kenes.demo.acts import Act
from kenes.demo.meetings import Meetings, Sitting, meetings
from kenes.languages.types import LANGUAGES
from kenes.meetings.lifecycle import Choice, DecisionKind, TurnKind
from kenes.meetings.models import Invitation
from kenes.meetings.services import attending, deciding, holding, items, speaking, voting
from kenes.members.models import Organisation
from kenes.recommendations.models import Recommendation
from kenes.recommendations.services import entries

_EARLY = timedelta(minutes=12)
_TRANSLATED_AFTER = timedelta(days=6)

Row = Mapping[str, Any]


class Clock:
    """The hour of a meeting, which goes on as its file is read."""

    def __init__(self, row: Row) -> None:
        self.now = datetime.combine(row["on"], row["from"])

    def act(self, do: Callable[[datetime], Any], *, seconds: float = 0) -> Act:
        """Something done now; then ``seconds`` pass."""
        made = Act(day=self.now.date(), do=do, at=self.now.time())
        self.now += timedelta(seconds=seconds)
        return made


class Floor:
    """The floor of every meeting that was held."""

    def __init__(self, meetings: Meetings) -> None:
        self.meetings = meetings
        self.dialogue = meetings.dialogue
        self.organisations: Mapping[str, Organisation] = meetings.organisations

    def acts(self) -> Iterator[Act]:
        """Each meeting from the first who comes to its close."""
        for row in meetings():
            if row["on"] <= self.dialogue.last_day and "cancelled" not in row:
                yield from self._held(row)

    def _held(self, row: Row) -> Iterator[Act]:
        key, clock = row["key"], Clock(row)
        begins, late = clock.now, row["attendance"].get("late", {})
        clock.now -= _EARLY
        for who in self._in_time(row):
            yield clock.act(partial(self._arrive, key, who), seconds=20)
        clock.now = begins
        yield clock.act(partial(self._open, key), seconds=60)
        for who, minutes in late.items():
            at = (begins + timedelta(minutes=minutes)).time()
            yield Act(day=row["on"], do=partial(self._arrive, key, who), at=at)
        for item in row["items"]:
            over = clock.now + timedelta(minutes=item["minutes"])  # with what nobody noted
            yield clock.act(partial(self._begin, key, item["key"]), seconds=30)
            for event in item.get("floor", []):
                yield from self._event(clock, key, item["key"], event)
            clock.now = max(clock.now, over)
        yield clock.act(partial(self._close, key))
        for item in row["items"]:
            for event in item.get("floor", []):
                day = row["on"] + _TRANSLATED_AFTER
                if "like" in event:
                    yield Act(day=day, do=partial(self._sort, event))
                if "translations" in event:
                    yield Act(day=day, do=partial(self._translate, event))

    def _in_time(self, row: Row) -> Iterator[str]:
        said = row["attendance"]
        late = said.get("late", {})
        come = [*row.get("officers", []), *said["here"], *said.get("online", [])]
        come += said.get("alternates", [])
        yield from (who for who in dict.fromkeys(come) if who not in late)

    def _event(self, clock: Clock, key: str, item: str, event: Row) -> Iterator[Act]:
        minutes = event.get("minutes", 1)
        match event["do"]:
            case "speech" | "order":
                kind = TurnKind.POINT_OF_ORDER if event["do"] == "order" else TurnKind.SPEECH
                yield clock.act(partial(self._speak, key, item, event, kind), seconds=minutes * 60)
                yield clock.act(partial(self._end_speech, key, item, event), seconds=15)
            case "vote":
                yield clock.act(partial(self._put, key, item, event), seconds=30)
                yield clock.act(partial(self._cast, key, event), seconds=minutes * 60)
                yield clock.act(partial(self._count, key), seconds=15)
            case "decide":
                yield clock.act(partial(self._decide, key, item, event), seconds=minutes * 60)
            case "arrive":
                yield clock.act(partial(self._arrive, key, event["by"]), seconds=15)
            case "leave":
                yield clock.act(partial(self._leave, key, event["by"]), seconds=15)
            case "postpone":
                yield clock.act(partial(self._postpone, key, item), seconds=30)

    def _arrive(self, key: str, who: str, now: datetime) -> None:
        sitting = self.meetings.sittings[key]
        if who in sitting.here:
            return
        said = sitting.row["attendance"]
        invitation = sitting.invitations[who, who in said.get("alternates", [])]
        sitting.here[who] = sitting.came[who] = attending.arrive(
            sitting.meeting,
            invitation=invitation,
            is_online=who in said.get("online", []),
            actor=self._comer(sitting, invitation, now),
            now=now,
        )

    def _comer(self, sitting: Sitting, invitation: Invitation, now: datetime) -> Actor:
        """Who joins online does so themselves; in the room the secretary sees to all."""
        is_online = sitting.meeting.mode == "online"
        return self.meetings.actor(invitation.user if is_online else None, now)

    def _leave(self, key: str, who: str, now: datetime) -> None:
        presence = self.meetings.sittings[key].here.pop(who)
        attending.leave(presence, actor=self.meetings.secretary(now), now=now)

    def _open(self, key: str, now: datetime) -> None:
        sitting = self.meetings.sittings[key]
        sitting.meeting = holding.open_(sitting.meeting, actor=self._lead(sitting, now), now=now)

    def _close(self, key: str, now: datetime) -> None:
        sitting = self.meetings.sittings[key]
        sitting.meeting = holding.close(sitting.meeting, actor=self._lead(sitting, now), now=now)

    def _begin(self, key: str, item: str, now: datetime) -> None:
        sitting = self.meetings.sittings[key]
        items.begin(sitting.items[item], actor=self._lead(sitting, now), now=now)

    def _postpone(self, key: str, item: str, now: datetime) -> None:
        sitting = self.meetings.sittings[key]
        items.postpone(sitting.items[item], actor=self._lead(sitting, now), now=now)

    def _speak(self, key: str, item: str, event: Row, kind: TurnKind, now: datetime) -> None:
        sitting = self.meetings.sittings[key]
        presence = sitting.here[event["by"]]
        turn = speaking.ask(
            sitting.items[item],
            presence=presence,
            kind=kind,
            actor=self.meetings.actor(presence.user, now),
            now=now,
        )
        speaking.give(turn, actor=self._lead(sitting, now), now=now)
        sitting.turn = turn

    def _end_speech(self, key: str, item: str, event: Row, now: datetime) -> None:
        """Ended by whoever leads, noted by the secretary."""
        sitting = self.meetings.sittings[key]
        assert sitting.turn is not None, key  # noqa: S101
        turn = speaking.end(sitting.turn, actor=self._lead(sitting, now), now=now)
        speaking.note(
            turn,
            summary=event[event["lang"]],
            language=event["lang"],
            actor=self.meetings.secretary(now),
            now=now,
        )
        paragraph = f"speech.{turn.pk}"
        sitting.words[paragraph] = {code: event[code] for code in LANGUAGES if code in event}
        sitting.speeches[item, event["by"]] = paragraph

    def _put(self, key: str, item: str, event: Row, now: datetime) -> None:
        sitting = self.meetings.sittings[key]
        sitting.vote = voting.open_(
            sitting.items[item],
            kind=event["kind"],
            question=event["question"],
            is_secret=True if event.get("secret") else None,
            actor=self._lead(sitting, now),
            now=now,
        )

    def _cast(self, key: str, event: Row, now: datetime) -> None:
        """Every seat of which somebody with an account is here votes for itself."""
        sitting = self.meetings.sittings[key]
        assert sitting.vote is not None, key  # noqa: S101
        against = {one["by"]: one for one in event.get("against", [])}
        for who, presence in sitting.here.items():
            if presence.seat is None or presence.user is None:
                continue
            choice = Choice.AGAINST if who in against else Choice.FOR
            words = against.get(who, {})
            made = voting.cast(
                sitting.vote,
                seat=presence.seat,
                choice=Choice.ABSTAIN if who in event.get("abstain", []) else choice,
                reason=words.get(sitting.meeting.language, ""),
                actor=self.meetings.actor(presence.user, now),
                now=now,
            )
            if len(words) > 1:
                name = f"vote.{sitting.vote.pk}.reason.{made.pk}"
                sitting.words[name] = {code: words[code] for code in LANGUAGES}

    def _count(self, key: str, now: datetime) -> None:
        sitting = self.meetings.sittings[key]
        assert sitting.vote is not None, key  # noqa: S101
        sitting.vote = voting.close(sitting.vote, actor=self._lead(sitting, now), now=now)

    def _decide(self, key: str, item: str, event: Row, now: datetime) -> None:
        sitting = self.meetings.sittings[key]
        vote = sitting.vote
        if vote is not None and vote.item_id != sitting.items[item].pk:
            vote = None
        addressees: list[tuple[Organisation, date | None]] = [
            (self.organisations[one["to"]], one["due"]) for one in event.get("addressees", [])
        ]
        self.dialogue.decisions[event["key"]] = deciding.decide(
            sitting.items[item],
            kind=event["kind"],
            text=event["text"],
            vote=vote,
            amended=event.get("amended", {}),
            addressees=addressees,
            to_body=self.meetings.composition.bodies.get(event.get("to_body", "")),
            values=event.get("values"),
            starts_on=event.get("from"),
            actor=self.meetings.secretary(now),
            now=now,
        )
        if event["kind"] in {DecisionKind.ADOPT, DecisionKind.ADOPT_IN_PART}:
            self.dialogue.adopted(event["key"])

    def _sort(self, event: Row, now: datetime) -> None:
        """Give what was adopted the themes of the recommendations it was proposed to carry out."""
        numbers = [self.dialogue.number(name) for name in event["like"]]
        rows = list(Recommendation.objects.filter(number__in=numbers).order_by("pk"))
        themes = list(dict.fromkeys(code for row in rows for code in row.themes))
        entries.correct(
            Recommendation.objects.get(
                number=self.dialogue.decisions[event["key"]].recommendation
            ),
            facts={"themes": themes},
            reason={},
            actor=self.meetings.secretary(now),
            now=now,
        )

    def _translate(self, event: Row, now: datetime) -> None:
        """What was adopted as its authors wrote it, in the other languages."""
        number = self.dialogue.decisions[event["key"]].recommendation
        for language, text in event["translations"].items():
            entries.translate(
                Recommendation.objects.get(number=number),
                language=language,
                text=text.strip(),
                checked=True,
                actor=self.meetings.secretary(now),
                now=now,
            )

    def _lead(self, sitting: Sitting, now: datetime) -> Actor:
        return self.meetings.actor(self.meetings.user(sitting.row["lead"]), now)
