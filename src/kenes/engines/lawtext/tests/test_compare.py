"""The comparison makes the new version out of the old one, whatever was done to it."""

from dataclasses import replace

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from kenes.engines.lawtext.compare import Fate, Op, Row, applied, compare, taken, words
from kenes.engines.lawtext.tree import Act, Kind, Placed, Unit, built, walk

WORDS = [
    *("суд", "адвокат", "үш", "сағат", "ішінде", "қамау", "the", "person", "detained", "shall"),
    *("have", "access", "to", "counsel", "of", "own", "choice", "without", "delay", "hour"),
]


def slow(examples: int) -> settings:
    """Trees take long to draw, on a machine that is busy."""
    return settings(
        max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )


def sentence(draw: st.DrawFn, least: int = 0) -> str:
    return " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=least, max_size=6)))


@st.composite
def units(draw: st.DrawFn, kind: Kind = Kind.CHAPTER) -> Unit:
    below = [
        one for one in (Kind.ARTICLE, Kind.PARAGRAPH, Kind.SUBPARAGRAPH) if one.rank > kind.rank
    ]
    children: list[Unit] = []
    if below:
        children = draw(st.lists(units(below[0]), max_size=3))
    number = draw(st.sampled_from(["", "1", "2", "3", "12-1", "12¹"]))
    return Unit(
        kind=kind,
        number=number,
        heading=sentence(draw),
        text=sentence(draw),
        children=tuple(children),
        tail=sentence(draw) if draw(st.booleans()) else "",
    )


@st.composite
def acts(draw: st.DrawFn) -> Act:
    return Act(
        title=sentence(draw, 1),
        language="ru",
        preamble=sentence(draw),
        units=tuple(draw(st.lists(units(), max_size=2))),
        ending=sentence(draw),
    )


@slow(40)
@given(acts(), acts())
def test_applied_to_the_old_version_it_gives_the_new_one(old: Act, new: Act) -> None:
    assert applied(old, compare(old, new)) == new


@slow(30)
@given(acts())
def test_an_act_and_itself_are_the_same(act: Act) -> None:
    assert compare(act, act).is_same


@slow(30)
@given(acts())
def test_a_tree_is_built_again_from_its_rows(act: Act) -> None:
    rows = [(one.depth, replace(one.unit, children=())) for one in walk(act)]
    assert built(rows) == act.units


@given(st.text(max_size=60), st.text(max_size=60))
def test_words_hold_both_wordings(before: str, after: str) -> None:
    way = words(before, after)
    assert (taken(way, new=False), taken(way, new=True)) == (before, after)


def placed(row: Row) -> Placed:
    found = row.new or row.old
    assert found is not None
    return found


def code(count: int) -> tuple[Unit, ...]:
    """Articles that are told apart by their words."""
    return tuple(
        Unit(
            kind=Kind.ARTICLE,
            number=str(n),
            heading=f"Heading {n} of matter{n}",
            children=tuple(
                Unit(
                    kind=Kind.PARAGRAPH,
                    number=str(p),
                    text=f"Rule{n}x{p}: officer{n} shall register person{p} within {n + p} hours.",
                )
                for p in range(1, 5)
            ),
        )
        for n in range(1, count + 1)
    )


@given(st.integers(1, 9), st.integers(0, 9))
def test_a_renumbered_article_is_moved_and_never_deleted_and_inserted(
    at: int, taken_out: int
) -> None:
    assume(at != taken_out)  # another article under the same number: that one was rewritten
    old = Act(title="Code", language="en", units=code(10))
    kept = [one for place, one in enumerate(old.units) if place != taken_out]
    fresh = Unit(
        kind=Kind.ARTICLE, number="0", heading="Quite another thing", text="New words here."
    )
    kept.insert(at, fresh)
    renumbered = tuple(replace(one, number=str(n)) for n, one in enumerate(kept, 1))
    found = compare(old, replace(old, units=renumbered))
    articles = [row for row in found.rows if placed(row).unit.kind == Kind.ARTICLE]
    fates = [row.fate for row in articles]
    assert fates.count(Fate.INSERTED) == 1
    assert fates.count(Fate.DELETED) == 1
    gone = next(row for row in articles if row.fate == Fate.DELETED)
    assert gone.old is not None
    assert gone.old.unit == old.units[taken_out]
    assert all(
        row.fate in {Fate.SAME, Fate.MOVED, Fate.INSERTED, Fate.DELETED} for row in articles
    )


def test_an_article_carried_to_another_chapter_is_moved() -> None:
    articles = code(6)
    one = Unit(kind=Kind.CHAPTER, number="1", heading="First", children=articles[:3])
    two = Unit(kind=Kind.CHAPTER, number="2", heading="Second", children=articles[3:])
    old = Act(title="Code", language="en", units=(one, two))
    new = replace(
        old,
        units=(
            replace(one, children=articles[:2]),
            replace(two, children=(articles[3], articles[2], *articles[4:])),
        ),
    )
    found = compare(old, new)
    moved = [row for row in found.rows if row.fate == Fate.MOVED]
    assert [row.new.anchor for row in moved if row.new] == ["art_3"]
    assert found.count(Fate.INSERTED) == found.count(Fate.DELETED) == 0


def test_changed_words_are_shown_as_words() -> None:
    old = Act(title="Code", language="ru", units=code(2))
    first = old.units[0]
    changed = replace(
        first.children[1],
        text=first.children[1].text.replace("3 hours", "three hours and no later"),
    )
    new = replace(
        old,
        units=(
            replace(first, children=(first.children[0], changed, *first.children[2:])),
            old.units[1],
        ),
    )
    (row,) = [row for row in compare(old, new).rows if row.fate != Fate.SAME]
    assert row.fate == Fate.CHANGED
    kept = [text for op, text in row.parts["text"] if op == "keep"]
    assert kept[0].startswith("Rule1x2: officer1")


def test_a_change_among_words_that_repeat_is_found_where_it_is() -> None:
    assert words("a b a b a b", "a b a x a b") == (
        (Op.KEEP, "a b a "),
        (Op.DELETE, "b"),
        (Op.INSERT, "x"),
        (Op.KEEP, " a b"),
    )


def test_long_wordings_are_divided_by_the_words_that_stand_once() -> None:
    before = " ".join(f"rule{n} of the court" for n in range(1_000))
    after = before.replace("rule500 of", "rule500 not of").replace("rule7 of", "rule7 or of")
    changes = [piece for piece in words(before, after) if piece[0] != Op.KEEP]
    assert [(op, text.strip()) for op, text in changes] == [
        (Op.INSERT, "or"),
        (Op.INSERT, "not"),
    ]


@given(st.lists(st.sampled_from("abc"), max_size=400), st.lists(st.sampled_from("abc")))
def test_long_wordings_of_few_words_hold_both(before: list[str], after: list[str]) -> None:
    old, new = " ".join(before * 3), " ".join(after * 30)
    way = words(old, new)
    assert (taken(way, new=False), taken(way, new=True)) == (old, new)


def test_paragraphs_of_a_renumbered_article_are_told_by_their_place_in_it() -> None:
    """Even where so much was reworded that words alone would not tell them."""
    old = Act(title="Code", language="en", units=code(3))
    last = old.units[2]
    said = Unit(kind=Kind.PARAGRAPH, number="3", text="Records are kept for ever.")
    new = replace(
        old,
        units=(
            *old.units[:2],
            replace(last, number="9", children=(*last.children[:2], said, *last.children[3:])),
        ),
    )
    found = compare(old, new)
    assert found.count(Fate.INSERTED) == found.count(Fate.DELETED) == 0
    (row,) = [row for row in found.rows if row.fate == Fate.CHANGED]
    assert row.old is not None
    assert row.old.anchor == "art_3__para_3"


def test_twins_stay_where_their_articles_went() -> None:
    """«2. Исключен.» in many articles says nothing of which is which."""
    gone = Unit(kind=Kind.PARAGRAPH, number="2", text="Repealed.")
    articles = tuple(
        replace(one, children=(one.children[0], gone, *one.children[2:])) for one in code(6)
    )
    old = Act(title="Code", language="en", units=articles)
    kept = [articles[4], *articles[:2], *articles[3:4]]
    new = replace(old, units=tuple(replace(one, number=str(n)) for n, one in enumerate(kept, 1)))
    for row in compare(old, new).rows:
        if row.new and row.new.unit == gone:
            assert row.fate == Fate.SAME
