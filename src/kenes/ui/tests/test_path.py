"""The path: its order, its words, and what those who do not see it are told."""

from datetime import date

import pytest
from django.template import Context, Template
from django.utils.translation import override

from kenes.ui.path import PathStep, Wording, in_words, ordered, written_to_wrap

TODAY = date(2026, 11, 26)


def shown(*steps: PathStep) -> str:
    return Template("{% path steps %}").render(Context({"steps": steps}))


def test_done_by_day_then_next_then_open() -> None:
    steps = [
        PathStep(title="open", state="open"),
        PathStep(title="open, planned", state="open", due=date(2027, 1, 1)),
        PathStep(title="next", state="next"),
        PathStep(title="next, due", state="next", due=date(2026, 12, 1)),
        PathStep(title="late", when=date(2026, 1, 2)),
        PathStep(title="early", when=date(2014, 1, 2)),
        PathStep(title="also early", when=date(2014, 1, 2)),
        PathStep(title="one day"),
    ]
    assert [step.title for step in ordered(steps)] == [
        "one day",
        "early",
        "also early",
        "late",
        "next",
        "next, due",
        "open",
        "open, planned",
    ]


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (PathStep(title="Reply", state="next", due=date(2026, 11, 14)), "12 days overdue"),
        (PathStep(title="Reply", state="next", due=date(2026, 11, 25)), "1 day overdue"),
        (PathStep(title="Reply", state="next", due=TODAY), ""),
        (PathStep(title="Reply", state="next"), ""),
        (PathStep(title="Reply", due=date(2026, 11, 14)), ""),
    ],
)
def test_what_is_late_says_by_how_much(step: PathStep, said: str) -> None:
    with override("en"):
        assert step.overdue(TODAY) == said


def test_a_side_is_named_once() -> None:
    with override("en"):
        assert PathStep(title="", side="civil").speaker == "Civil society"
        assert PathStep(title="", side="civil", by="civil society").name == ""
        assert PathStep(title="", side="state", by="Ministry of Justice").name
        assert PathStep(title="", side="state", side_label="State").speaker == "State"
        assert PathStep(title="", by="Secretariat").speaker == ""


def test_in_plain_words() -> None:
    steps = [
        PathStep(
            title="Proposed",
            when=date(2026, 2, 3),
            side="civil",
            by="Bureau for Legal Aid",
            said="A lawyer within one hour.",
            link_url="/x/",
            link_label="Comparative table",
            proof_url="/y/",
            proof_label="Entry 7",
        ),
        PathStep(
            title="In force: Code, article 64",
            when=date(2026, 3, 1),
            wording=Wording(before="one day", after="one hour"),
        ),
        PathStep(title="Reply of the Ministry", state="next", due=date(2026, 11, 14)),
        PathStep(title="Confirmed by both sides", state="open"),
    ]
    with override("en"):
        assert in_words(steps, TODAY).splitlines() == [
            "3 February 2026: Proposed (Civil society, Bureau for Legal Aid). "
            "“A lawyer within one hour.” Comparative table. Entry 7.",
            "1 March 2026: In force: Code, article 64. Before: one day. After: one hour.",
            "Next, due 14 November 2026, 12 days overdue: Reply of the Ministry.",
            "Still to come: Confirmed by both sides.",
        ]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "3\u00a0June 2014"),
        ("ru", "3\u00a0июня 2014\u00a0г."),
        ("kk", "2014\u00a0жылғы 3\u00a0маусым"),
    ],
)
def test_a_year_stays_with_its_word(language: str, words: str) -> None:
    with override(language):
        assert written_to_wrap(date(2014, 6, 3)) == words


def test_every_state_is_told_in_words_and_only_what_is_next_is_seen() -> None:
    with override("en"):
        html = shown(
            PathStep(title="a", when=date(2026, 1, 1)),
            PathStep(title="b", state="next"),
            PathStep(title="c", state="open"),
        )
    assert '<span class="hidden-label">done</span>' in html
    assert '<span class="say wait">next</span>' in html
    assert '<span class="hidden-label">still to come</span>' in html
    assert html.count('aria-current="step"') == 1


def test_papers_and_signature() -> None:
    with override("en"):
        html = shown(
            PathStep(
                title="a",
                link_url="/paper/?page=3",
                link_label="Source, page 3",
                proof_url="/entry/",
                proof_label="Entry 5",
                is_signed=True,
            )
        )
    assert '<a href="/paper/?page=3">Source, page 3</a>' in html
    assert '<a href="/entry/">Entry 5</a>, signed by its author' in html
    assert 'class="papers"' not in shown(PathStep(title="a"))


def test_nothing_that_is_said_becomes_markup() -> None:
    evil = "<script>x</script>"
    html = shown(
        PathStep(
            title=evil,
            side="state",
            by=evil,
            said=evil,
            detail=evil,
            wording=Wording(before=evil, after=evil),
            link_url='"><script>',
            link_label=evil,
        )
    )
    assert "<script>" not in html


def test_headings_fit_under_the_one_above() -> None:
    steps = [PathStep(title="a")]
    assert "<h3>a</h3>" in shown(*steps)
    template = Template("{% path steps level=2 %}")
    assert "<h2>a</h2>" in template.render(Context({"steps": steps}))
