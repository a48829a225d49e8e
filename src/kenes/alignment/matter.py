"""What the page of one pair shows: both texts, the views side by side, what changed since."""

from collections import defaultdict
from dataclasses import dataclass

from django.urls import reverse

from kenes.alignment import telling
from kenes.alignment.changing import Changes
from kenes.alignment.models import Pair, View
from kenes.languages.types import Language, current_language, in_order
from kenes.law import addresses, wordings
from kenes.law.models import Version
from kenes.members.models import Chamber


@dataclass(frozen=True, kw_only=True)
class Worded:
    """A text in one language."""

    language: str
    name: str  # of the language
    text: str
    is_prevailing: bool = False


@dataclass(frozen=True, kw_only=True)
class Provision:
    """The provision as the newest version has it, or as it was last there."""

    version: Version
    label: str
    url: str
    texts: tuple[Worded, ...]  # the reader's language first
    is_newest: bool
    is_there: bool  # in the newest version, at its address
    is_other: bool  # reads otherwise in the newest version than when it was put here
    newest: Version


@dataclass(frozen=True, kw_only=True)
class Stand:
    """What an organisation finds, and what it found before."""

    organisation: str
    url: str
    now: View
    word: str
    has_changed: bool  # the provision, since
    earlier: tuple[tuple[View, str], ...]


@dataclass(frozen=True, kw_only=True)
class Bench:
    """The views of one chamber."""

    side: str
    name: str
    finding: str  # what stands of its side
    word: str
    stands: tuple[Stand, ...]

    @property
    def is_said_below(self) -> bool:
        """Whether the one view of the side says it already."""
        return len(self.stands) == 1 and self.stands[0].now.finding == self.finding


def found(number: str) -> Pair | None:
    """The pair with all its page tells."""
    if not number.isprintable() or len(number) > 20:
        return None
    rows = Pair.objects.select_related("obligation__instrument", "act", "version")
    rows = rows.prefetch_related(
        "version__texts",
        "views__organisation",
        "views__chamber",
        "views__version",
    )
    pair = rows.filter(number=number).first()
    if pair is not None:
        pair.version.act = pair.act
        for view in pair.views.all():
            view.of, view.version.act = pair, pair.act
    return pair


def obligation_texts(pair: Pair) -> tuple[Worded, ...]:
    """The article as it was imported, in each language; none where it was not."""
    texts = pair.obligation.text
    return tuple(
        Worded(language=code, name=str(Language(code).label), text=texts[code])
        for code in in_order(current_language())
        if texts.get(code)
    )


def provision(pair: Pair) -> Provision:
    newest = Version.objects.filter(act=pair.act).order_by("-on").prefetch_related("texts").first()
    newest = newest or pair.version
    newest.act = pair.act
    is_newest = newest.pk == pair.version_id
    there = {} if is_newest or not pair.anchor else wordings.wordings(newest, pair.anchor)
    version = newest if there else pair.version
    texts = there or (wordings.wordings(version, pair.anchor) if pair.anchor else {})
    return Provision(
        version=version,
        label=label_of(version, pair.anchor),
        url=version.url_of(pair.anchor),
        texts=tuple(
            Worded(
                language=code,
                name=str(Language(code).label),
                text=texts[code],
                is_prevailing=code in pair.act.prevailing,
            )
            for code in in_order(current_language())
            if code in texts
        ),
        is_newest=version.pk == newest.pk,
        is_there=is_newest or not pair.anchor or bool(there),
        is_other=bool(there) and _reads_otherwise(pair, newest),
        newest=newest,
    )


def label_of(version: Version, anchor: str) -> str:
    """How the provision is cited in the reader's language (``texts`` and ``act`` at hand)."""
    text = version.text_for()
    if not anchor or text is None:
        return ""
    return addresses.labels([(text, anchor)])[text.pk, anchor]


def benches(pair: Pair) -> tuple[Bench, ...]:
    """Every deciding chamber with what its organisations find (``found``)."""
    said: dict[int, dict[int, list[View]]] = defaultdict(lambda: defaultdict(list))
    last: dict[int, View] = {}
    for view in pair.views.all():
        last[view.organisation_id] = view
    for view in pair.views.all():
        # An organisation stands where it stands today, with all that it has said.
        said[last[view.organisation_id].chamber_id][view.organisation_id].append(view)
    changes = Changes.of(list(last.values()))
    return tuple(
        Bench(
            side=chamber.side,
            name=chamber.name,
            finding=pair.standing.get(chamber.side, "") or "none",
            word=telling.word(pair.standing.get(chamber.side, "")),
            stands=tuple(_stand(views, changes) for views in said[chamber.pk].values()),
        )
        for chamber in Chamber.objects.all()
        if chamber.votes
    )


def _stand(views: list[View], changes: Changes) -> Stand:
    now = views[-1]
    return Stand(
        organisation=now.organisation.name,
        url=reverse("members:organisation", args=[now.organisation.slug]),
        now=now,
        word=telling.word(now.finding),
        has_changed=now.pk in changes,
        earlier=tuple((view, telling.word(view.finding)) for view in views[-2::-1]),
    )


def _reads_otherwise(pair: Pair, newest: Version) -> bool:
    both = addresses.common(pair.version.texts.all(), newest.texts.all(), pair.act.prevailing)
    if both is None:
        return False
    said = addresses.readings([(both[0], pair.anchor), (both[1], pair.anchor)])
    return said.get((both[0].pk, pair.anchor)) != said.get((both[1].pk, pair.anchor))
