"""The whole demonstration, loaded once for a module, with its people and things to open."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from kenes.access.types import Role, operator
from kenes.accounts.models import User
from kenes.accounts.services import recovery
from kenes.alignment.services import opening as aligning
from kenes.alignment.services import viewing
from kenes.demo.cast import PASSWORD
from kenes.demo.loader import load
from kenes.implementation.exporting import workbook
from kenes.implementation.services import adopting as planning_adopted
from kenes.implementation.services import drafting as planning
from kenes.implementation.services import measures
from kenes.implementation.services import staging as sheets
from kenes.journal.models import Entry as Act
from kenes.law.models import Instrument
from kenes.law.tests import made as law
from kenes.meetings.models import Invitation, Meeting, Presence
from kenes.meetings.services import (
    agenda,
    calling,
    circulating,
    composing,
    correcting,
    editing,
)
from kenes.meetings.services import papers as tabling
from kenes.meetings.services import planning as scheduling
from kenes.members.actors import actor_for
from kenes.members.models import (
    Body,
    Chamber,
    Duty,
    Office,
    OfficeKind,
    Organisation,
    Seat,
    Tenure,
)
from kenes.notifications import links
from kenes.notifications.lifecycle import Category
from kenes.notifications.models import Notice
from kenes.proposals.models import Proposal
from kenes.proposals.services import attaching, checking, claiming, deciding, sponsoring
from kenes.proposals.services import drafting as writing
from kenes.recommendations.models import Assessment, Document, Mapping, Recommendation
from kenes.recommendations.services import searches, staging
from kenes.record.models import Entry
from kenes.record.services import redacting
from kenes.replies.models import Request
from kenes.replies.services import asking, drafting
from tests.contracts import law_things
from tests.contracts.amended import amended
from tests.contracts.consulted import consulted

Things = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def demonstration(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """The body with its register, taken back after the module; nobody needs a second factor."""
    home = tmp_path_factory.mktemp("files")
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=home, KENES_SECOND_FACTOR=False),
        transaction.atomic(),
    ):
        load(timezone.now(), lambda sentence: None)
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def people(demonstration: None) -> dict[Role, User]:
    """One person for every role that a signed-in person can have."""
    users = {user.email.partition("@")[0]: user for user in User.objects.all()}
    moderator = _join("moderator")
    Office.objects.create(
        body=Body.objects.earliest("pk"),
        kind=OfficeKind.MODERATOR,
        user=moderator,
        person_name="moderator",
        starts_on=timezone.localdate(),
    )
    return {
        Role.SIGNED_IN: _join("nobody"),
        Role.MEMBER: users["helen"],
        Role.OBSERVER: users["erik"],
        Role.FOCAL_POINT: users["bolat"],
        Role.VALIDATOR: users["irina"],
        Role.MODERATOR: moderator,
        Role.CHAIR: users["farida"],
        Role.SECRETARY: users["amina"],
        Role.AUDITOR: users["galym"],
    }


def _join(name: str) -> User:
    return User.objects.create_user(f"{name}@kenes.example", PASSWORD, full_name=name)


@pytest.fixture(scope="module")
def things(people: dict[Role, User], tmp_path_factory: pytest.TempPathFactory) -> Things:
    """Parts of addresses that lead somewhere, by app or by view."""
    actor, now = actor_for(people[Role.SECRETARY]), timezone.now()
    table = tmp_path_factory.mktemp("upload") / "rows.csv"
    table.write_text("Country,Text\nKazakhstan,End torture in prisons.\n,Nothing\n")
    columns = {"columns": {"country": "Country", "text": "Text"}}
    mapping = Mapping.objects.create(name="contract", columns=columns)
    by = operator("kenes import")  # nobody signed in: its pages work all the same
    started = staging.start(table, name=table.name, mapping=mapping, actor=by, now=now)
    read = staging.read(started, actor=actor, now=now)
    assert read.rows.exists()
    asked = recovery.ask(people[Role.CHAIR], reason="Lost", actor=actor, now=now)
    body, organisation = Body.objects.earliest("pk"), Organisation.objects.earliest("pk")
    document = Document.objects.earliest("pk")
    recommendation = Recommendation.objects.filter(document=document).earliest("pk")
    assessed = Assessment.objects.filter(by="state").latest("on", "pk")
    saved = searches.save(name="s", query="q=x", actor=actor_for(people[Role.MEMBER]), now=now)
    chamber = Chamber.objects.earliest("pk")
    entry = Entry.objects.filter(subject=recommendation.number).earliest("pk")
    Entry.objects.filter(pk=entry.pk).update(index=0)
    erasing = redacting.ask(
        entry,
        names=["text.en"],
        ground=redacting.Ground.MISTAKE,
        explanation="A contract",
        actor=actor,
        now=now,
    )
    waiting = _asked(people)
    return {
        "root": {"number": recommendation.number},
        "members": {"slug": body.slug, "pk": Seat.objects.earliest("pk").pk},
        "members:organisation": {"slug": organisation.slug},
        "members:manage_organisation": {"slug": organisation.slug},
        "members:organisation_change": {"slug": organisation.slug},
        "members:declare": {"slug": "taza-su"},  # for which the member sits
        "members:duty_new": {"slug": organisation.slug},
        "members:end_duty": {"pk": Duty.objects.earliest("pk").pk},
        "members:chamber_change": {"slug": chamber.slug},
        "members:end_office": {"pk": Office.objects.earliest("pk").pk},
        "members:end_term": {"pk": Tenure.objects.earliest("pk").pk},
        "root:cite_request": {"number": waiting[0].number},
        "replies": {"number": waiting[0].number, "slug": organisation.slug},
        "replies:draft": {"number": waiting[1].number},
        "recommendations": {"number": recommendation.number, "pk": read.pk},
        "recommendations:contest": {
            "number": assessed.recommendation.number,
            "pk": assessed.pk,
        },
        "recommendations:document": {"pk": document.pk},
        "recommendations:document_page": {"pk": document.pk, "number": 1},
        "recommendations:document_file": {"pk": document.pk},
        "recommendations:delete_search": {"pk": saved.pk},
        "record": {"uuid": entry.uuid, "pk": erasing.pk},
        **_told(people[Role.MEMBER]),
        **_proposed(people, table.parent),
        **_sessions(people, table.parent),
        **_minuted(people),
        **_on_the_floor(people),
        **_mapped(people, table.parent, recommendation),
        **_aligned(people),
        **consulted(people),
        **law_things.bound(people),
        **law_things.entered(people),
        **law_things.suggested(people, recommendation),
        "accounts": {"pk": people[Role.MEMBER].pk},
        "accounts:recovery_confirm": {"pk": asked.pk},
        "accounts:recovery_withdraw": {"pk": asked.pk},
    }


def _told(user: User) -> Things:
    """A notice of a person, and the two links that a letter about it has."""
    notice = Notice.objects.create(
        user=user,
        act=Act.objects.earliest("pk"),
        category=Category.PLACES,
        subject="x:1",
        url="/desk/",
        title="office.given",
        made_at=timezone.now(),
    )
    stop = links.stop_url(user.pk, {"daily"}, "en").rstrip("/").rpartition("/")[2]
    return {
        "notifications": {"pk": notice.pk, "token": links.follow_token(notice.pk)},
        "notifications:stop": {"token": stop},
    }


def _proposed(people: dict[Role, User], folder: Path) -> Things:
    """Proposals of the member at the places of their life where something is done to them."""
    now, member = timezone.now(), actor_for(people[Role.MEMBER])
    organisation = Organisation.objects.get(slug="taza-su")
    words = {"title": "t", "problem": "p", "proposal": "q", "justification": "j"}
    act: dict[str, Any] = {"actor": actor_for(people[Role.SECRETARY]), "now": now}
    pdf = folder / "paper.pdf"
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(pdf)

    def begin() -> Proposal:
        return writing.begin(
            organisation=organisation, language="en", wording=words, actor=member, now=now
        )

    draft = begin()
    open_, submitted, returned, placed = (
        writing.submit(begin(), actor=member, now=now) for _n in range(4)
    )
    opinion = {"kind": "opinion", "words": words | {"text": "x"}, "language": "en"}
    claiming.claim(draft, organisation=organisation, actor=member, now=now, **opinion)
    paper = attaching.attach(draft, pdf, name="a.pdf", actor=member, now=now)
    checking.accept(open_, **act)
    claim = claiming.claim(open_, organisation=organisation, actor=member, now=now, **opinion)
    checking.send_back(returned, grounds=["same"], reason={"en": "x"}, **act)
    checking.appeal(returned, reason={"en": "x"}, actor=member, now=now)
    checking.accept(placed, **act)
    deciding.schedule(placed, **{**act, "now": now + timedelta(days=90)})
    sponsoring.invite(open_, Organisation.objects.get(slug="qalqan"), actor=member, now=now)
    return {
        "root:cite_proposal": {"number": open_.number},
        "proposals": {"number": open_.number, "pk": claim.pk},
        **dict.fromkeys(
            ("proposals:edit", "proposals:submit", "proposals:discard", "proposals:attach"),
            {"number": draft.number},
        ),
        **dict.fromkeys(
            ("proposals:paper", "proposals:detach"), {"number": draft.number, "pk": paper.pk}
        ),
        **amended(draft, member, now),
        "proposals:check": {"number": submitted.number},
        "proposals:hear": {"number": returned.number},
        "proposals:decide": {"number": placed.number},
    }


def _sessions(people: dict[Role, User], folder: Path) -> Things:
    """A meeting that is planned, and one to which all are invited, with an item and a paper."""
    act: dict[str, Any] = {"actor": actor_for(people[Role.SECRETARY]), "now": timezone.now()}
    body = Office.objects.get(user=people[Role.CHAIR]).body
    begins = timezone.now() + timedelta(days=60)

    def planned() -> Meeting:
        made = scheduling.plan(
            body,
            kind="other",
            mode="room",
            on=timezone.localdate(begins),
            starts_at=begins,
            ends_at=begins + timedelta(minutes=1),
            place={"en": "Hall"},
            language="en",
            **act,
        )
        agenda.add(made, section="other", title={"en": "x"}, **act)
        return made

    plan, called = planned(), calling.call(planned(), **act)
    paper = tabling.table(called, path=folder / "paper.pdf", name="a.pdf", **act)
    return {
        "meetings": {"number": called.number, "pk": called.items.get().pk, "year": begins.year},
        "meetings:call": {"number": plan.number},
        **dict.fromkeys(
            ("meetings:paper", "meetings:take_out"), {"number": called.number, "pk": paper.pk}
        ),
    }


def _on_the_floor(people: dict[Role, User]) -> Things:
    """A meeting that is being held: an item, a speech, an open vote, a decision."""
    now, member = timezone.now(), people[Role.MEMBER]
    seat = Seat.objects.filter(tenures__user=member, tenures__ends_on=None).earliest("pk")
    made = Meeting.objects.create(
        number="M-1999-101",
        body=seat.body,
        on=timezone.localdate(now),
        language="en",
        starts_at=now,
        planned_at=now,
        called_at=now,
        opened_at=now,
        status="open",
    )
    facts: dict[str, Any] = {"meeting": made, "user": member, "person_name": "m"}
    Invitation.objects.create(seat=seat, organisation=seat.organisation, **facts)
    here = Presence.objects.create(
        seat=seat, organisation=seat.organisation, chamber=seat.chamber, arrived_at=now, **facts
    )
    item = made.items.create(
        order=1, section="other", title={"en": "x"}, status="present", began_at=now
    )
    turn = made.turns.create(
        item=item, presence=here, status="speaking", asked_at=now, began_at=now
    )
    vote = made.votes.create(
        item=item, kind="consensus", rule="consensus", question={"en": "x"}, opened_at=now
    )
    decision = made.decisions.create(
        number="D-1999-101", item=item, kind="other", text={"en": "x"}, at=now
    )
    at = {"number": made.number}
    names = ("floor", "watch", "projector", "close", "guest")
    return {
        **{f"meetings:{name}": at for name in names},
        "meetings:act": {**at, "what": "point"},
        "meetings:note": {**at, "pk": turn.pk},
        "meetings:put": {**at, "pk": item.pk},
        "meetings:cast": {**at, "pk": vote.pk},
        "meetings:decide": {**at, "pk": item.pk},
        "meetings:correct_decision": {**at, "pk": decision.pk},
        "root:cite_decision": {"number": decision.number},
    }


def _minuted(people: dict[Role, User]) -> Things:
    """Minutes of four meetings at the places of their life where something is done to them."""
    now, member = timezone.now(), people[Role.MEMBER]
    secretary = actor_for(people[Role.SECRETARY])
    places: Things = {"root:cite_meeting": {"number": "M-1999-001"}}

    def held(number: int) -> Meeting:
        made = Meeting.objects.create(
            number=f"M-1999-{number:03}",
            body=Office.objects.get(user=people[Role.CHAIR]).body,
            on=timezone.localdate(now),
            language="en",
            starts_at=now,
            planned_at=now,
            called_at=now,
            opened_at=now,
            closed_at=now + timedelta(hours=1),
            status="closed",
        )
        Presence.objects.create(meeting=made, user=member, person_name="m", arrived_at=now)
        return made

    def put(made: Meeting, *names: str, **facts: Any) -> None:
        for name in names:
            places[f"meetings:minutes{name}"] = {"number": made.number, **facts}

    put(held(1), "_compose")
    drafted, circulated, settled = (held(number) for number in (2, 3, 4))
    texts = [composing.compose(one, actor=secretary, now=now) for one in (drafted, circulated)]
    text = editing.add(texts[0], texts={"en": "x"}, actor=secretary, now=now)
    put(drafted, "_edit", "_add", "_circulate")
    put(drafted, "_paragraph", "_move", "_remove", pk=text.pk)
    one = texts[1].paragraphs.latest("pk")
    circulating.circulate(texts[1], actor=secretary, now=now)
    proposed = correcting.propose(
        one, language="en", text="x", reason="y", actor=secretary, now=now
    )
    put(circulated, "", "_corrections", "_pdf", "_docx", "_settle")
    put(circulated, "_propose", "_correct", pk=one.pk)
    put(circulated, "_decide", pk=proposed.pk)
    last = composing.compose(settled, actor=secretary, now=now)
    circulating.circulate(last, actor=secretary, now=now)
    circulating.settle(last, actor=secretary, now=now + timedelta(days=30))
    put(settled, "_reopen", "_approve", "_publish")
    return places


def _mapped(people: dict[Role, User], folder: Path, goal: Recommendation) -> Things:
    """A draft of a road map with a sheet that waits, and an adopted one of the focal point's."""
    act: dict[str, Any] = {"actor": actor_for(people[Role.SECRETARY]), "now": timezone.now()}
    owner = Duty.objects.filter(user=people[Role.FOCAL_POINT]).earliest("pk").organisation
    today = timezone.localdate()
    drafts = [
        planning.begin(
            title={"en": "t"},
            starts_on=today,
            ends_on=today,
            goals={goal.number: 1},
            **act,
        )
        for _n in range(2)
    ]
    made = [
        measures.add(one, title={"en": "m"}, owner=owner, due_on=today, **act) for one in drafts
    ]
    file = folder / "plan.xlsx"
    file.write_bytes(workbook(drafts[0]))
    staged = sheets.stage(drafts[0], file, name=file.name, **act)
    adopted = planning_adopted.adopt(drafts[1], **act)
    return {
        "root:cite_roadmap": {"number": adopted.number},
        "implementation": {"number": adopted.number, "pk": made[1].pk},
        **dict.fromkeys(
            ("implementation:adopt", "implementation:discard", "implementation:measure_remove"),
            {"number": drafts[0].number, "pk": made[0].pk},
        ),
        **dict.fromkeys(
            ("implementation:sheet_check", "implementation:sheet_wrong"),
            {"number": drafts[0].number, "pk": staged.pk},
        ),
    }


def _aligned(people: dict[Role, User]) -> Things:
    """An obligation beside an article that has moved since, in which the member sees a gap."""
    now, member = timezone.now(), actor_for(people[Role.MEMBER])
    act = law.act("contract-act", now=now)
    law.version(act, date(2015, 1, 1), "Статья 1. Право\nКаждый имеет право.", now=now)
    instrument = Instrument.objects.create(
        code="contract-treaty", kind="treaty", name={"en": "t"}, adopted_on=date(1900, 1, 1)
    )
    obligation = instrument.obligations.create(number="1", order=1)
    pair = aligning.open_(obligation, act, "art_1", actor=member, now=now)
    viewing.view(
        pair,
        organisation=Organisation.objects.get(slug="taza-su"),
        finding="gap",
        reason="x",
        language="en",
        actor=member,
        now=now,
    )
    law.version(act, date(2026, 1, 1), "Статья 2. Право\nКаждый имеет право.", now=now)
    at = {"number": pair.number}
    return {"alignment": at, "root:cite_alignment": at}


def _asked(people: dict[Role, User]) -> list[Request]:
    """Two requests to the focal point's institution; to the first a reply waits for signature."""
    now, drafter = timezone.now(), actor_for(people[Role.FOCAL_POINT])
    institution = Duty.objects.filter(user=people[Role.FOCAL_POINT]).earliest("pk").organisation
    made = [
        asking.ask(
            addressee=institution,
            text=text,
            language="en",
            asked_by=None,
            actor=actor_for(people[Role.SECRETARY]),
            now=now,
        )
        for text in ("When?", "By whom?")
    ]
    reply = drafting.save_draft(
        made[0], kind="answered", text="In May.", language="en", edited=0, actor=drafter, now=now
    )
    drafting.hand_up(reply, edited=reply.edited, actor=drafter, now=now)
    return made
