"""By-laws: what a rule may be, which version counts on which day, who adopts, what is kept."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from kenes.access.types import NotAllowed, operator
from kenes.journal.models import Entry
from kenes.members import lawbook
from kenes.members.models import ByLaws, Organisation
from kenes.members.rules import BY_NAME, RULES, Rule, Unit
from kenes.members.services import bylaws
from kenes.members.tests.conftest import Council
from kenes.record.models import Entry as Published

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TODAY = date(2026, 3, 2)
MACHINE = operator("test")
NUMBERS = [rule for rule in RULES if isinstance(rule.default, int)]
NO_NUMBER = ["", " ", "a", "12.5", 12.5, "1e2", "3_0", "-5", "٣٠", None, True, [30], "9" * 7]


def adopt(starts_on: date = TODAY, *, by: Any = MACHINE, **values: Any) -> ByLaws:
    return bylaws.adopt(
        values=values, decision="Decision 1", starts_on=starts_on, actor=by, now=NOW
    )


def refused(**values: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        adopt(**values)
    assert not ByLaws.objects.exists()
    found: dict[str, list[str]] = caught.value.message_dict
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("rule", NUMBERS, ids=lambda rule: rule.name)
def test_a_number_is_whole_and_within_its_bounds(rule: Rule) -> None:
    for wrong in NO_NUMBER:
        assert refused(**{rule.name: wrong}) == {rule.name: ["Give a whole number."]}, wrong
    for wrong in (rule.least - 1, rule.most + 1):
        assert list(refused(**{rule.name: wrong})) == [rule.name]
    least: dict[str, Any] = {"comment_days_short": 3} if rule.name == "comment_days" else {}
    most: dict[str, Any] = {"comment_days": 180} if rule.name == "comment_days_short" else {}
    least[rule.name], most[rule.name] = str(rule.least), f" {rule.most} "
    assert adopt(**least).values.get(rule.name, rule.default) == rule.least
    assert adopt(**most).values[rule.name] == rule.most


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", ["", "unanimity", None, 1, ["majority"]])
def test_a_choice_is_one_of_the_ways(wrong: Any) -> None:
    assert refused(decision_mode=wrong) == {"decision_mode": ["Choose one of the ways."]}


@pytest.mark.django_db
def test_days_off_are_dates_kept_in_order_and_once() -> None:
    kept = adopt(holidays="2027-01-02\n2026-12-17, 2027-01-02").values
    assert kept == {"holidays": "2026-12-17, 2027-01-02"}
    assert bylaws.in_force(TODAY).due_on(date(2026, 11, 17), 30) == date(2026, 12, 18)


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", ["tomorrow", "2026-02-30", "2026-12-17 and 18", "31.12.2026"])
def test_what_is_no_date_is_named(wrong: str) -> None:
    ((sentence,),) = refused(holidays=wrong).values()
    assert "is no date; write as 2026-12-17" in sentence


@pytest.mark.django_db
def test_so_many_days_off_are_no_calendar() -> None:
    days = [date.fromordinal(date(2026, 1, 1).toordinal() + n).isoformat() for n in range(201)]
    assert "holidays" in refused(holidays=",".join(days))
    assert adopt(holidays=",".join(days[:200])).number == 1


@pytest.mark.django_db
def test_every_rule_that_is_wrong_is_told_at_once() -> None:
    found = refused(notice_days=0, decision_mode="by lot", quorum=50)
    assert set(found) == {"notice_days", "decision_mode", NON_FIELD_ERRORS}
    assert found[NON_FIELD_ERRORS] == ["There is no rule quorum."]


@pytest.mark.django_db
def test_the_shortened_time_for_comments_is_not_longer_than_the_usual() -> None:
    assert "comment_days_short" in refused(comment_days=13)
    assert adopt(comment_days=13, comment_days_short=13).number == 1


@pytest.mark.django_db
@pytest.mark.parametrize("decision", ["", "   ", "x" * 301])
def test_a_version_says_by_which_decision_it_came(decision: str) -> None:
    with pytest.raises(ValidationError) as caught:
        bylaws.adopt(values={}, decision=decision, starts_on=TODAY, actor=MACHINE, now=NOW)
    assert list(caught.value.message_dict) == ["decision"]


def test_the_secretariat_adopts_and_nobody_else(council: Council) -> None:
    with pytest.raises(NotAllowed):
        adopt(by=council.member, notice_days=20)
    assert not ByLaws.objects.exists()
    made = adopt(by=council.secretary, notice_days=20, minutes_days=14)
    assert made.values == {"notice_days": 20}  # the other is the default
    entry = Entry.objects.get(kind="bylaws.adopt")
    assert entry.facts == {"number": 1, "values": {"notice_days": 20}}
    published = Published.objects.get(act=entry)
    assert published.subject == f"bylaws/{made.pk}"
    assert published.payloads()["rules"] == '{"notice_days":20}'


@pytest.mark.django_db
def test_a_version_counts_from_its_first_day_and_not_before() -> None:
    adopt(date(2026, 3, 10), notice_days=20)
    adopt(date(2027, 1, 1), notice_days=25, quorum_percent=60)
    seen = {
        day: (bylaws.in_force(day).version, bylaws.in_force(day).number("notice_days"))
        for day in (
            date(2026, 3, 9),
            date(2026, 3, 10),
            date(2026, 12, 31),
            date(2027, 1, 1),
            date(2040, 1, 1),
        )
    }
    assert list(seen.values()) == [(0, 14), (1, 20), (1, 20), (2, 25), (2, 25)]
    assert bylaws.in_force(date(2026, 12, 31)).number("quorum_percent") == 50


@pytest.mark.django_db
def test_a_rule_left_out_returns_to_its_default() -> None:
    adopt(notice_days=20)
    adopt(minutes_days=10)
    laws = bylaws.in_force(TODAY)
    assert (laws.number("notice_days"), laws.number("minutes_days")) == (14, 10)
    assert laws.version == 2  # of one day, the later adopted


@pytest.mark.django_db
def test_a_version_does_not_precede_the_newest() -> None:
    adopt(date(2026, 6, 1), notice_days=20)
    with pytest.raises(ValidationError) as caught:
        adopt(date(2026, 5, 31), notice_days=30)
    assert list(caught.value.message_dict) == ["starts_on"]
    assert adopt(date(2026, 6, 1), notice_days=30).number == 2


@pytest.mark.django_db
def test_the_same_again_is_no_new_version() -> None:
    assert adopt().number == 1  # the body may adopt the defaults as they are
    with pytest.raises(ValidationError, match="Version 1 says the same"):
        adopt(date(2026, 4, 1), notice_days="14")


@pytest.mark.django_db
def test_what_was_adopted_meanwhile_is_not_overwritten_unread() -> None:
    def on_top_of(seen: int, days: int) -> ByLaws:
        return bylaws.adopt(
            values={"notice_days": days},
            decision="Decision 2",
            starts_on=TODAY,
            actor=MACHINE,
            now=NOW,
            seen=seen,
        )

    assert on_top_of(0, 20).number == 1
    with pytest.raises(ValidationError, match="Version 1 was adopted meanwhile"):
        on_top_of(0, 25)
    assert on_top_of(1, 25).number == 2


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        ("state_body", "reply_days_state"),
        ("nhri", "reply_days_state"),
        ("parliament", "reply_days_parliament"),
        ("ngo", "reply_days_ngo"),
        ("other", "reply_days_ngo"),
        ("mission", "reply_days_donor"),
        ("international", "reply_days_donor"),
        ("donor", "reply_days_donor"),
    ],
)
def test_every_kind_of_institution_has_its_time_to_reply(
    council: Council, kind: str, rule: str
) -> None:
    council.body.country = "KAZ"
    council.body.save()
    asked = Organisation(slug="asked", kind=kind, name_en="Asked")
    assert bylaws.in_force(TODAY).reply_due_on(asked, TODAY) == date(2026, 4, 1)
    changes: dict[str, Any] = {rule: 7}
    adopt(**changes)
    assert bylaws.in_force(TODAY).reply_due_on(asked, TODAY) == date(2026, 3, 10)  # not the 9th


def test_every_rule_is_said_in_words_and_once() -> None:
    assert len(BY_NAME) == len(RULES) == 25
    for rule in RULES:
        assert rule.in_words(rule.default)
        assert str(rule.label)
        assert str(rule.source)
        assert isinstance(rule.default, int) or rule.choices or rule.unit == Unit.DATES
    assert BY_NAME["notice_days"].in_words(1) == "1 day"
    assert BY_NAME["declaration_months"].in_words(12) == "12 months"
    assert BY_NAME["quorum_percent"].in_words(50) == "50 per cent"
    assert BY_NAME["meetings_a_year"].in_words(4) == "4"
    assert BY_NAME["decision_mode"].in_words("majority") == "by a majority in each chamber"
    assert BY_NAME["holidays"].in_words("") == "none"
    assert BY_NAME["holidays"].in_words("2027-01-02, 2026-12-17") == (
        "17 December 2026, 2 January 2027"
    )


@pytest.mark.django_db
def test_the_history_tells_what_each_version_changed_and_when_it_counted() -> None:
    adopt(date(2024, 1, 1), notice_days=20)
    adopt(date(2025, 1, 1), notice_days=20, minutes_days=10)
    adopt(date(2026, 1, 1), notice_days=21)
    adopt(date(2026, 1, 1), notice_days=22)
    adopt(date(2027, 1, 1), notice_days=14)
    history = {one.laws.number: one for one in lawbook.history(TODAY)}
    assert list(history) == [5, 4, 3, 2, 1]

    def said(number: int) -> list[tuple[str, str, str]]:
        return [(c.rule.name, c.before, c.after) for c in history[number].changes]

    assert said(1) == [("notice_days", "14 days", "20 days")]
    assert said(2) == [("minutes_days", "14 days", "10 days")]
    assert said(3) == [
        ("notice_days", "20 days", "21 days"),
        ("minutes_days", "10 days", "14 days"),
    ]
    assert said(5) == [("notice_days", "22 days", "14 days")]
    assert [n for n, one in history.items() if one.is_coming] == [5]
    assert [n for n, one in history.items() if one.is_current] == [4]
    assert [n for n, one in history.items() if one.was_overtaken] == [3]
    assert history[1].until == date(2024, 12, 31)
    assert history[5].until is None


@pytest.mark.django_db
def test_a_rule_is_traced_to_the_version_that_chose_it() -> None:
    versions = [
        adopt(date(2024, 1, 1), notice_days=20),
        adopt(date(2025, 1, 1), notice_days=20, minutes_days=10),
        adopt(date(2026, 1, 1), notice_days=20, quorum_percent=60),
    ]
    since = {
        line.rule.name: line.since.number
        for section in lawbook.sections(versions)
        for line in section.lines
        if line.since
    }
    assert since == {"notice_days": 1, "quorum_percent": 3}
