"""What the country has done: stated by hand, out of a table; reports and their days."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import override

from kenes.access.types import NotAllowed, operator
from kenes.accounts.models import User
from kenes.journal.models import Entry as Act
from kenes.law import due, recorded, telling
from kenes.law.importing import ratification
from kenes.law.lifecycle import CommitmentStatus
from kenes.law.models import Commitment, Instrument
from kenes.law.services import commitments, instruments, reports
from kenes.law.services.commitments import Outcome
from kenes.law.tests.instruments import HOSTILE, as_table
from kenes.members.actors import actor_for
from kenes.members.country import alpha_2
from kenes.record.models import Entry
from kenes.record.services.bundling import standing

NOW = datetime(2026, 3, 5, 9, tzinfo=UTC)
TODAY = date(2026, 3, 5)
BY: dict[str, Any] = {"actor": operator("a test"), "now": NOW}
JOINED = date(2006, 1, 24)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _catalogue(db: None) -> None:
    instruments.enter_catalogue(**BY)


def of(code: str) -> Instrument:
    return Instrument.objects.get(code=code)


def agrees(code: str) -> bool:
    return standing(recorded.instrument_subject(of(code))).agrees


# By hand


def test_a_status_is_stated_with_its_days_and_words_and_then_stated_anew() -> None:
    made = commitments.state(
        of("iccpr"),
        status="party",
        signed_on=date(2003, 12, 2),
        joined_on=JOINED,
        in_force_on=date(2006, 4, 24),
        reservations={"en": HOSTILE, "ru": ""},
        source="The depositary",
        **BY,
    )
    assert made.reservations == {"en": HOSTILE}
    assert telling.standing(made) == "Party since 24 January 2006"
    assert agrees("iccpr")
    entry = Entry.objects.filter(type="commitment.stated").get()
    assert (entry.form().before, entry.form().after) == ("", "party")
    commitments.state(of("iccpr"), status="denounced", joined_on=JOINED, **BY)
    assert Commitment.objects.get().status == "denounced"
    assert agrees("iccpr")


def test_what_changes_nothing_leaves_no_trace() -> None:
    for _n in range(2):
        commitments.state(of("crc"), status="party", joined_year=1994, **BY)
    assert Act.objects.filter(kind="commitment.state").count() == 1


@pytest.mark.parametrize(
    ("code", "facts", "field"),
    [
        ("iccpr", {"status": "endorsed"}, "status"),
        ("udhr", {"status": "party"}, "status"),
        ("iccpr", {"status": "x"}, "status"),
        ("iccpr", {"status": "party", "joined_on": date(1950, 1, 1)}, "joined_on"),
        ("iccpr", {"status": "party", "joined_on": date(2026, 3, 6)}, "joined_on"),
        ("iccpr", {"status": "party", "joined_on": date(9999, 1, 1)}, "joined_on"),
        ("iccpr", {"status": "party", "joined_year": 10**9}, "joined_year"),
        ("iccpr", {"status": "party", "joined_year": 1965}, "joined_year"),
        ("iccpr", {"status": "signed", "joined_on": JOINED}, "joined_on"),
        ("iccpr", {"status": "none", "signed_on": JOINED}, "signed_on"),
        ("udhr", {"status": "endorsed", "joined_on": JOINED}, "joined_on"),
        (
            "iccpr",
            {"status": "party", "signed_on": date(2007, 1, 1), "joined_on": JOINED},
            "joined_on",
        ),
        (
            "iccpr",
            {"status": "party", "joined_on": JOINED, "in_force_on": date(2005, 1, 1)},
            "in_force_on",
        ),
        ("iccpr", {"status": "party", "takes_complaints": True}, "takes_complaints"),
        ("cat", {"status": "signed", "takes_complaints": True}, "takes_complaints"),
        ("cat", {"status": "party", "complaints_since": JOINED}, "complaints_since"),
        ("cat", {"status": "party", "source": "x" * 301}, "source"),
        ("cat", {"status": "party", "reservations": {"en": "x" * 10_001}}, "reservations"),
    ],
)
def test_what_cannot_be_is_named_beside_its_field(
    code: str, facts: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        commitments.state(of(code), **facts, **BY)
    assert list(refused.value.message_dict) == [field]
    assert not Commitment.objects.exists()


def test_what_was_stated_meanwhile_is_not_overwritten_unread() -> None:
    one = of("cat")
    seen = commitments.state(one, status="signed", **BY).changed_at
    later: dict[str, Any] = {**BY, "now": NOW + timedelta(hours=1)}
    commitments.state(one, status="party", **later, seen=seen)
    with pytest.raises(ValidationError, match="Somebody was faster"):
        commitments.state(one, status="none", **later, seen=seen)


def test_a_member_states_nothing(cast: dict[str, User]) -> None:
    for key, is_allowed in (("helen", False), ("farida", False), ("amina", True)):
        by: dict[str, Any] = {"actor": actor_for(cast[key]), "now": timezone.now()}
        if is_allowed:
            commitments.state(of("cat"), status="party", **by)
            report = reports.enter(of("cat"), due_on=TODAY, **by)
            reports.change(report, due_on=TODAY, submitted_on=TODAY, **by)
            continue
        with pytest.raises(NotAllowed):
            commitments.state(of("cat"), status="party", **by)
        with pytest.raises(NotAllowed):
            commitments.enter_table([], **by)
        with pytest.raises(NotAllowed):
            reports.enter(of("cat"), due_on=TODAY, **by)


def test_complaints_follow_from_a_protocol_and_need_a_declaration_elsewhere() -> None:
    def told(code: str) -> str:
        one = Instrument.objects.select_related("commitment").get(code=code)
        return telling.complaints(one, getattr(one, "commitment", None)).words

    assert told("iccpr-op1") == "Nothing is stated yet"
    commitments.state(of("iccpr-op1"), status="signed", **BY)
    assert told("iccpr-op1") == "Not accepted"
    commitments.state(
        of("iccpr-op1"),
        status="party",
        joined_on=date(2009, 6, 30),
        in_force_on=date(2009, 9, 30),
        **BY,
    )
    assert told("iccpr-op1") == "Accepted since 30 September 2009"
    commitments.state(of("cat"), status="party", **BY)
    assert told("cat") == "Nothing is stated yet"
    commitments.state(of("cat"), status="party", takes_complaints=False, **BY)
    assert told("cat") == "Not accepted"
    commitments.state(
        of("cat"),
        status="party",
        takes_complaints=True,
        complaints_since=date(2008, 2, 21),
        **BY,
    )
    assert told("cat") == "Accepted since 21 February 2008"


def test_every_status_is_said_in_three_languages() -> None:
    facts = [
        None,
        *(Commitment(status=status) for status in CommitmentStatus.values),
        Commitment(status="party", joined_on=JOINED),
        Commitment(status="party", joined_year=2006),
        Commitment(status="signed", signed_on=JOINED),
        Commitment(status="endorsed", signed_on=JOINED),
    ]
    said = [telling.standing(one) for one in facts]
    assert len(set(said)) == len(facts)
    for language in ("kk", "ru"):
        with override(language):
            assert all(telling.standing(one) for one in facts)


# Out of a table


def read(*rows: str, country: str = "KZ") -> ratification.Read:
    return ratification.read(as_table(*rows), "t.csv", country=country, this_year=2026)


def test_a_table_gives_the_rows_of_one_country() -> None:
    found = read(
        "KZ,1,2006,0,0,state party,iccpr",
        "KZ,0,,1,0,signatory state,op_crpd",
        "KZ,0,,0,1,no action,icmw",
        "KZ,0,2009,0,0,state party,iccpr_op1",
        "KZ,1,1998,0,0,state party,apartheid",
        "FR,1,1980,0,0,state party,iccpr",
    )
    assert [(row.line, row.code, row.status, row.year) for row in found.rows] == [
        (2, "iccpr", "party", 2006),
        (3, "crpd-op", "signed", None),
        (4, "icmw", "none", None),
        (5, "iccpr-op1", "party", 2009),
    ]
    assert [row.line for row in found.rows if row.is_doubtful] == [5]
    assert found.unknown == ("apartheid",)
    assert ratification.unpacked(ratification.packed(found.rows), this_year=2026) == found.rows


def test_rows_that_cannot_be_are_refused_one_by_one() -> None:
    found = read(
        "KZ,1,1948,0,0,state party,iccpr",
        "KZ,1,2027,0,0,state party,cat",
        "KZ,1,20O6,0,0,state party,crc",
        "KZ,1,10000000000,0,0,state party,crpd",
        "KZ,0,2006,1,0,signatory state,icescr",
        "KZ,1,2006,0,0,maybe,icerd",
        "KZ,1,1998,0,0,state party,cedaw",
        "KZ,1,1999,0,0,state party,cedaw",
        "KZ,1,2008,0,0,state party,opcat",
    )
    assert [row.code for row in found.rows] == ["opcat"]
    assert [one.line for one in found.refused] == [2, 3, 4, 5, 6, 7, 8, 9]
    assert "was adopted in 1966" in found.refused[0].why
    assert "lines 8, 9" in found.refused[-1].why


@pytest.mark.parametrize(
    ("data", "field", "said"),
    [
        (b"a,b\n1,2\n", "file", "no column “iso2”, “status”"),
        (b"", "file", "no column"),
        (b"\xff\xfe", "file", "not written in UTF-8"),
        (b"iso2," + b"\x00" * 9, "file", "t.csv"),
        (as_table("FR,1,2006,0,0,state party,iccpr"), "country", "no row of KZ"),
        (b'iso2,status,year ratification or accession,instrument\n"KZ', "file", "no table"),
        (b" " * 5_000_001, "file", "larger than 5 MB"),
    ],
)
def test_a_table_that_cannot_be_read_is_named(data: bytes, field: str, said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        ratification.read(data, "t.csv", country="kz", this_year=2026)
    assert said in refused.value.message_dict[field][0]


@pytest.mark.parametrize(
    "carried", ["", "{}", "[1]", '[{"line": 1}]', "[" * 100_000, '[{"code": "x"}]']
)
def test_rows_that_no_preview_has_carried_are_none(carried: str) -> None:
    assert ratification.unpacked(carried, this_year=2026) == ()


def test_a_table_is_entered_once_and_takes_back_nothing_that_is_known_better() -> None:
    commitments.state(of("iccpr"), status="party", joined_on=JOINED, **BY)
    commitments.state(of("cat"), status="party", joined_year=1998, **BY)
    commitments.state(of("crc"), status="signed", signed_on=date(1994, 2, 16), **BY)
    commitments.state(of("crpd"), status="party", joined_year=2015, **BY)
    rows = read(
        "KZ,1,2007,0,0,state party,iccpr",  # another year than that of the known day
        "KZ,0,,1,0,signatory state,cat",  # an older table
        "KZ,1,1994,0,0,state party,crc",
        "KZ,1,2015,0,0,state party,crpd",
        "KZ,1,2001,0,0,state party,op_cedaw",
    ).rows
    Instrument.objects.filter(code="icmw").update(code="gone")
    rows = (*rows, ratification.Row(line=9, code="icmw", status="none", year=None))
    outcomes = [one.outcome for one in commitments.planned(rows)]
    assert outcomes == ["kept", "kept", "changed", "same", "new", "absent"]
    counts = commitments.enter_table(rows, source="t.csv", **BY)
    assert counts[Outcome.NEW] == counts[Outcome.CHANGED] == 1
    assert of("iccpr").commitment.joined_on == JOINED
    assert of("cat").commitment.status == "party"
    crc = of("crc").commitment
    assert (crc.status, crc.joined_year, crc.signed_on) == ("party", 1994, date(1994, 2, 16))
    assert crc.source == of("cedaw-op").commitment.source == "t.csv"
    assert all(agrees(code) for code in ("iccpr", "cat", "crc", "crpd", "cedaw-op"))
    acts = Act.objects.count()
    again = commitments.enter_table(rows, source="t.csv", **BY)
    assert again[Outcome.NEW] == again[Outcome.CHANGED] == 0
    assert Act.objects.count() == acts


def test_a_country_is_known_by_its_two_letters() -> None:
    assert alpha_2("KAZ") == "kz"
    assert alpha_2("kgz") == "kg"
    assert alpha_2("XQA") == alpha_2("") == ""


# Reports


def test_a_report_goes_from_due_to_considered_and_the_record_follows() -> None:
    one = of("cat")
    report = reports.enter(
        one, name={"en": f"Fourth {HOSTILE}"}, due_on=TODAY - timedelta(days=3), **BY
    )
    assert telling.of_report(report, TODAY) == "3 days overdue"
    assert report.is_overdue(TODAY)
    report = reports.change(report, due_on=report.due_on, submitted_on=TODAY, **BY)
    assert telling.of_report(report, TODAY) == "submitted on 5 March 2026, not yet considered"
    assert report.name == {}
    assert agrees("cat")
    later = {**BY, "now": NOW + timedelta(days=300)}
    report = reports.change(
        report, submitted_on=TODAY, considered_on=TODAY + timedelta(days=200), **later
    )
    assert telling.of_report(report, TODAY).startswith("considered on")
    assert not report.is_overdue(TODAY)
    assert agrees("cat")
    acts = Act.objects.count()
    reports.change(report, submitted_on=TODAY, considered_on=report.considered_on, **later)
    assert Act.objects.count() == acts


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({}, "due_on"),
        ({"due_on": date(9999, 1, 1)}, "due_on"),
        ({"submitted_on": TODAY + timedelta(days=1)}, "submitted_on"),
        ({"submitted_on": TODAY, "considered_on": date(2020, 1, 1)}, "considered_on"),
        ({"due_on": TODAY, "symbol": "x" * 81}, "symbol"),
        ({"due_on": TODAY, "name": {"en": "x" * 201}}, "name"),
        ({"due_on": date(2027, 1, 1)}, "due_on"),  # entered already
    ],
)
def test_a_report_that_cannot_be_is_refused(facts: dict[str, Any], field: str) -> None:
    one = of("cat")
    reports.enter(one, due_on=date(2027, 1, 1), **BY)
    with pytest.raises(ValidationError) as refused:
        reports.enter(one, **facts, **BY)
    assert list(refused.value.message_dict) == [field]
    assert one.reports.count() == 1


def test_the_next_report_is_proposed_from_the_treaty_and_never_entered_by_itself() -> None:
    def proposed(code: str) -> date | None:
        return due.proposed(of(code), of(code).reports.all())

    assert proposed("cat") is None  # nothing was considered yet
    reports.enter(of("cat"), submitted_on=date(2019, 1, 1), considered_on=date(2024, 2, 29), **BY)
    assert proposed("cat") == date(2028, 2, 29)
    reports.enter(of("crc"), considered_on=date(2024, 2, 29), **BY)
    assert proposed("crc") == date(2029, 2, 28)
    reports.enter(of("cat"), due_on=date(2028, 5, 12), **BY)
    assert proposed("cat") is None  # the committee has named another day
    reports.enter(of("iccpr"), considered_on=date(2016, 6, 22), **BY)
    assert proposed("iccpr") is None  # the Committee asks for each
    assert of("crc").reports.count() == 1
