"""Which provisions read otherwise today than when an organisation said what it finds of them."""

from collections.abc import Collection, Iterator

from kenes.alignment.models import View
from kenes.law import addresses
from kenes.law.models import Text, Version


class Changes:
    """The views whose provision has changed, or is gone, in the newest version of its act."""

    def __init__(self, changed: Collection[int]) -> None:
        self._changed = frozenset(changed)

    def __contains__(self, view_pk: int) -> bool:
        return view_pk in self._changed

    @classmethod
    def of(cls, views: Collection[View]) -> "Changes":
        """In four queries, or one where no act has a newer version (``of``, ``version`` and its
        ``act`` at hand). Where the two versions share no language nothing can be said.

        It looks at the pair's address of today: a provision that moved, and was followed, has
        changed where its words have.
        """
        newest = newest_versions({view.version.act_id for view in views if view.of.anchor})
        asked = [
            view
            for view in views
            if view.anchor
            and view.version.act_id in newest
            and newest[view.version.act_id].pk != view.version_id
        ]
        if not asked:
            return cls(())
        both = _in_one_language(asked, newest)
        places = {
            place
            for view in asked
            if (texts := both.get(view.pk))
            for place in ((texts[0], view.anchor), (texts[1], view.of.anchor))
        }
        said = addresses.readings(places)
        return cls(
            [
                view.pk
                for view in asked
                if (texts := both.get(view.pk))
                and said.get((texts[0].pk, view.anchor)) != said.get((texts[1].pk, view.of.anchor))
            ]
        )


def newest_versions(acts: Collection[int]) -> dict[int, Version]:
    """The newest version of each act; one query."""
    rows = Version.objects.filter(act__in=acts).order_by("on")
    return {version.act_id: version for version in rows}


def _in_one_language(
    views: Collection[View], newest: dict[int, Version]
) -> dict[int, tuple[Text, Text]]:
    keys = {view.version_id for view in views} | {one.pk for one in newest.values()}
    texts: dict[int, list[Text]] = {}
    for text in Text.objects.filter(version__in=keys).defer("title", "preamble", "ending"):
        texts.setdefault(text.version_id, []).append(text)
    return dict(_shared(views, newest, texts))


def _shared(
    views: Collection[View], newest: dict[int, Version], texts: dict[int, list[Text]]
) -> Iterator[tuple[int, tuple[Text, Text]]]:
    for view in views:
        found = addresses.common(
            texts.get(view.version_id, []),
            texts.get(newest[view.version.act_id].pk, []),
            view.version.act.prevailing,
        )
        if found:
            yield view.pk, found
