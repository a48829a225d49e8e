"""From what happened to the paragraphs that tell it: which there are, in which order."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.utils import timezone

from kenes.languages.fields import pick
from kenes.meetings.composing import paragraphs, wording
from kenes.meetings.composing.story import PRESIDING, Story, casts
from kenes.meetings.lifecycle import ItemStatus, VoteStatus
from kenes.meetings.models import Decision, Happening, Item, Presence, Turn, Vote
from kenes.meetings.rules.chatham import Names
from kenes.members.models import Chamber, Office, OfficeKind, Organisation


@dataclass(frozen=True, kw_only=True)
class Told:
    """One paragraph to come. ``say`` makes it in the active language.

    ``words`` are a person's, by language: where they are not, the paragraph waits for a
    translator. None: there are none, all of it is composed.
    """

    key: str  # the same whenever it is composed again
    kind: str
    say: Callable[[str], str]
    item: Item | None = None
    words: Mapping[str, str] | None = None

    def text(self, language: str) -> str:
        """In ``language``, which is the active one; "" where its words are lacking."""
        if self.words is None:
            return self.say("")
        words = self.words.get(language, "").strip()
        return self.say(words) if words else ""


Attending = tuple[Presence, list[tuple[datetime, datetime]], Office | None]
Dated = tuple[datetime, int, int, Told]  # by hour, then kind and key


def told(story: Story) -> list[Told]:
    """All paragraphs, first to last."""
    section, found = "", [*_opening(story), *_attendance(story)]
    for item in story.items:
        if item.section != section:
            section = item.section
            say = partial(_label, item)
            found.append(Told(key=f"section.{item.pk}", kind=paragraphs.SECTION, say=say))
        found += _item(story, item)
    meeting = story.meeting
    closing = Told(key="closing", kind=paragraphs.FACT, say=lambda words: wording.closed(meeting))
    return [*found, closing]


def _opening(story: Story) -> Iterator[Told]:
    meeting = story.meeting
    yield Told(key="title", kind=paragraphs.TITLE, say=lambda words: wording.title(meeting))
    if meeting.title:
        yield _spoken("name", paragraphs.SECTION, meeting.title)
    yield _fact("occasion", lambda: wording.occasion(meeting))
    if pick(meeting.place):
        yield _fact("place", lambda: wording.place(meeting))
    yield _fact("hours", lambda: wording.hours(meeting))
    if meeting.reason:
        yield _spoken("reason", paragraphs.NOTE, meeting.reason)
    if words := story.opening.get("reason"):
        yield Told(
            key="opened_because",
            kind=paragraphs.NOTE,
            words=words,
            say=wording.opened_because,
        )
    if chairs := story.presided(PRESIDING):
        yield _fact("presided", lambda: wording.presided(chairs))
    elif moderators := story.presided([OfficeKind.MODERATOR]):
        yield _fact("presided", lambda: wording.led(moderators))
    if papers := story.papers.get(None):
        yield _fact("papers", lambda: wording.papers(papers, named=True))


def _attendance(story: Story) -> Iterator[Told]:
    yield Told(
        key="attendance", kind=paragraphs.SECTION, say=lambda words: wording.attendance_heading()
    )
    grouped: dict[int, list[Attending]] = defaultdict(list)
    serving = {one.user_id: one for one in reversed(story.offices) if one.user_id}
    for presence, spans in story.stretches:
        office = serving.get(presence.user_id or 0) if presence.chamber_id is None else None
        group = -1 if office else presence.chamber_id or 0
        grouped[group].append((presence, spans, office))
    order = [-1, *sorted(story.chambers, key=lambda pk: (story.chambers[pk].order, pk)), 0]
    for group in order:
        if people := grouped.get(group):
            people.sort(key=lambda one: (one[0].seat_id is None, one[0].seat_id or 0, one[0].pk))
            say = partial(_group, story, group, people)
            yield Told(key=f"attendance.{group}", kind=paragraphs.ATTENDANCE, say=say)
    if quorum := story.opening.get("quorum"):
        has_one = story.opening.get("is_met", True)
        yield _fact("quorum", lambda: wording.quorum(quorum, story.chambers, is_met=has_one))
    for changed in story.quorum_changes(None):
        yield _quorum(story, changed)


def _group(story: Story, group: int, people: Sequence[Attending], words: str) -> str:
    named = {-1: wording.officers, 0: wording.guests}.get(group)
    whole = (story.opened, story.closed)
    lines = [
        wording.attended(
            wording.officer(office, presence) if office else presence.person,
            presence.organisation,
            [*wording.times(spans, whole), *wording.online(presence, story.meeting)],
        )
        for presence, spans, office in people
    ]
    return wording.attendance(named() if named else str(story.chambers[group]), lines)


def _item(story: Story, item: Item) -> Iterator[Told]:
    named = not item.is_confidential
    yield Told(
        key=f"item.{item.pk}",
        kind=paragraphs.HEADING,
        item=item,
        words=item.title,
        say=lambda words: f"{item.order}. {words}",
    )
    taken_up = Told(
        key=f"item.{item.pk}.taken_up",
        kind=paragraphs.FACT,
        item=item,
        say=lambda words: wording.taken_up(item, named=named),
    )
    if item.began_at or item.status != ItemStatus.POSTPONED:
        yield taken_up
    if item.is_confidential:
        yield _fact(f"item.{item.pk}.rule", wording.in_confidence, item)
    if any(item.note.values()):
        yield _spoken(f"item.{item.pk}.note", paragraphs.NOTE, item.note, item)
    if papers := story.papers.get(item.pk):
        yield _fact(f"item.{item.pk}.papers", lambda: wording.papers(papers, named=named), item)
    for _at, _rank, _pk, one in sorted(_events(story, item), key=lambda dated: dated[:3]):
        yield one
    if item.status == ItemStatus.POSTPONED:
        yield _fact(f"item.{item.pk}.postponed", wording.postponed, item)


def _events(story: Story, item: Item) -> Iterator[Dated]:
    """What happened while an item was under discussion."""
    names = story.names_in(item) if item.is_confidential else None
    for begun in story.begun(item)[1:]:
        say = partial(_composed, wording.again, (wording.hour(begun.at),))
        key = f"item.{item.pk}.again.{begun.pk}"
        yield begun.at, 0, begun.pk, Told(key=key, kind=paragraphs.FACT, item=item, say=say)
    for changed in story.quorum_changes(item):
        yield changed.at, 1, changed.pk, _quorum(story, changed, item)
    for turn in story.turns.get(item.pk, ()):
        yield turn.began_at or turn.asked_at, 2, turn.pk, _speech(story, item, turn, names)
    for vote in story.votes.get(item.pk, ()):
        at = vote.closed_at or vote.opened_at
        for place, one in enumerate(_vote(story, item, vote, names)):
            yield at, 3, vote.pk * 1000 + place, one
    for made in story.decisions.get(item.pk, ()):
        for place, one in enumerate(_decision(story, item, made)):
            yield made.at, 4, made.pk * 1000 + place, one


def _quorum(story: Story, changed: Happening, item: Item | None = None) -> Told:
    """It was lost, or there was one again."""
    sentence = wording.quorum_found if changed.facts.get("is_met") else wording.quorum_lost
    facts = (wording.hour(changed.at), changed.facts.get("quorum", ()), story.chambers)
    return Told(
        key=f"quorum.{changed.pk}",
        kind=paragraphs.FACT,
        item=item,
        say=partial(_composed, sentence, facts),
    )


def _speech(story: Story, item: Item, turn: Turn, names: Names | None) -> Told:
    words = {turn.language: turn.summary} if turn.summary.strip() else None
    if names is None:
        return Told(
            key=f"speech.{turn.pk}",
            kind=paragraphs.SPEECH,
            item=item,
            words=words,
            say=lambda said: wording.speech(turn, wording.speaker(turn.presence), said),
        )
    chamber = story.unnamed_chamber(turn.presence)
    return Told(
        key=f"speech.{turn.pk}",
        kind=paragraphs.SPEECH,
        item=item,
        words=_masked(words, names),
        say=lambda said: wording.speech(turn, wording.unnamed(chamber), said),
    )


def _vote(story: Story, item: Item, vote: Vote, names: Names | None) -> Iterator[Told]:
    key = f"vote.{vote.pk}"
    if any(vote.question.values()):
        yield Told(
            key=f"{key}.question",
            kind=paragraphs.QUESTION,
            item=item,
            words=vote.question,
            say=lambda words: wording.question(vote, words),
        )
    result = wording.void if vote.status == VoteStatus.VOID else _result(story)
    yield Told(key=key, kind=paragraphs.RESULT, item=item, say=lambda words: result(vote))
    if vote.status == VoteStatus.VOID:
        return
    if names is None and (by_choice := _by_choice(vote)):
        yield Told(
            key=f"{key}.votes",
            kind=paragraphs.VOTES,
            item=item,
            say=lambda words: wording.votes(by_choice),
        )
    for cast in casts(vote):
        if not cast.reason.strip():
            continue
        chamber = _chamber_of_many(story, cast.chamber) if names else None
        who = partial(wording.unnamed, chamber) if names else partial(str, cast.organisation)
        yield Told(
            key=f"{key}.reason.{cast.pk}",
            kind=paragraphs.REASON,
            item=item,
            # In which language a reason was given is not asked: in that of the meeting.
            words=_masked({story.meeting.language: cast.reason}, names),
            say=partial(_reasons, who),
        )


def _decision(story: Story, item: Item, made: Decision) -> Iterator[Told]:
    key = f"decision.{made.number}"
    yield Told(
        key=key,
        kind=paragraphs.DECISION,
        item=item,
        say=lambda words: wording.decision(made),
    )
    yield _spoken(f"{key}.text", paragraphs.VERBATIM, made.text, item)
    if any(made.amended.values()):
        yield Told(
            key=f"{key}.amended",
            kind=paragraphs.VERBATIM,
            item=item,
            words=made.amended,
            say=wording.as_adopted,
        )
    if made.recommendation:
        addressees = story.addressees.get(made.recommendation, ())
        yield _fact(
            f"{key}.recommendation",
            lambda: wording.recommended(made.recommendation, addressees),
            item,
        )
    if made.kind == "refer" and (to := story.referred.get(item.about)):
        yield _fact(f"{key}.referred", lambda: wording.referred(to), item)
    dissenting = [story.organisations[pk] for pk in made.dissent if pk in story.organisations]
    if dissenting:
        named = not item.is_confidential
        yield _fact(f"{key}.dissent", lambda: wording.dissent(dissenting, named=named), item)
    if made.corrected_at:
        on = timezone.localdate(made.corrected_at)
        yield _fact(f"{key}.corrected", lambda: wording.reworded(on), item)


def _fact(key: str, say: Callable[[], str], item: Item | None = None) -> Told:
    return Told(key=key, kind=paragraphs.FACT, item=item, say=lambda words: say())


def _spoken(key: str, kind: str, words: Mapping[str, str], item: Item | None = None) -> Told:
    """Somebody's words and nothing else."""
    return Told(key=key, kind=kind, item=item, words=words, say=lambda said: said)


def _masked(words: Mapping[str, str] | None, names: Names | None) -> Mapping[str, str] | None:
    if words is None or names is None:
        return words
    return {language: names.masked(text) for language, text in words.items()}


def _by_choice(vote: Vote) -> Mapping[str, list[Organisation]]:
    found: dict[str, list[Organisation]] = defaultdict(list)
    for cast in casts(vote):
        found[cast.choice].append(cast.organisation)
    return found


def _result(story: Story) -> Callable[[Vote], str]:
    return lambda vote: wording.result(vote, story.chambers)


def _reasons(who: Callable[[], str], words: str) -> str:
    return wording.reason(who(), words)


def _composed(sentence: Callable[..., str], facts: tuple[object, ...], words: str) -> str:
    return sentence(*facts)


def _label(item: Item, words: str) -> str:
    return str(item.get_section_display())


def _chamber_of_many(story: Story, chamber: Chamber) -> Chamber | None:
    here = [one for one in story.presences.values() if one.chamber_id == chamber.pk]
    return story.unnamed_chamber(here[0]) if here else None
