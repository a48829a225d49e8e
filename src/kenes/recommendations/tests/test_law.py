"""A change in law: by its words or from two versions, confirmed by both sides or contested."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.test import Client

from kenes.access.types import NotAllowed
from kenes.law import trees
from kenes.law.models import Act, Instrument, Version
from kenes.law.services import acts
from kenes.members.models import Organisation
from kenes.recommendations import recorded
from kenes.recommendations.models import LawChange, LawStanding, Recommendation
from kenes.recommendations.query import from_address
from kenes.recommendations.search import Search
from kenes.recommendations.services import confirming, law
from kenes.recommendations.tests.conftest import HOSTILE, MACHINE, Around
from kenes.record.models import Entry
from kenes.record.services import bundling

pytestmark = pytest.mark.django_db
LAW: dict[str, Any] = {
    "act": {"en": "Code"},
    "provision": {"en": "Article 146"},
    "before": {"en": "Officials answer."},
    "after": {"en": "Everybody answers."},
}
OLD = """Criminal Procedure Code
Article 1. Counsel
1. A person detained has access to counsel within 24 hours.
2. Counsel is chosen by the person.
Article 2. Complaints
A complaint of torture is investigated by the police.
"""
NEW = """Criminal Procedure Code
Article 1. Counsel
1. A person detained has access to counsel at once.
2. Counsel is chosen by the person.
Article 2-1. Medical examination
A person who complains is examined by an independent doctor.
"""


def changed(around: Around, one: Recommendation, **facts: Any) -> LawChange:
    day = around.ago(30)
    return law.record_law_change(
        one, **{**LAW, "in_force_on": day, **facts}, actor=MACHINE, now=around.now
    )


def code(around: Around) -> tuple[Act, Version, Version]:
    """An act of the house in two versions: reworded, repealed and new provisions."""
    rest: dict[str, Any] = {"actor": MACHINE, "now": around.now}
    act = acts.enter(
        code="procedure-code",
        kind="code",
        name={"en": "Criminal Procedure Code"},
        enacted_on=around.ago(900),
        prevailing=["en"],
        **rest,
    )
    for days, text, by in ((900, OLD, {}), (40, NEW, {"en": "Amending Act No. 7"})):
        tree = trees.from_lines(text.splitlines(), "en")
        acts.enter_version(act, on=around.ago(days), text=tree, amended_by=by, **rest)
    new, old = act.versions.prefetch_related("texts").order_by("-on")
    return act, old, new


def confirm(around: Around, change: LawChange, key: str) -> None:
    confirming.confirm(
        change,
        organisation=around.organisation(key),
        actor=around.actor(key),
        now=around.now,
    )


def contest(around: Around, change: LawChange, key: str, reason: str = HOSTILE) -> None:
    confirming.contest(
        change,
        organisation=around.organisation(key),
        reason=reason,
        language="en",
        actor=around.actor(key),
        now=around.now,
    )


def standing(one: Recommendation) -> str:
    one.refresh_from_db()
    return str(one.law)


@pytest.mark.parametrize("missing", ["act", "provision", "before", "after"])
def test_a_change_by_words_needs_the_provision_before_and_after(
    around: Around, missing: str
) -> None:
    one = around.recommended()
    with pytest.raises(ValidationError) as told:
        changed(around, one, **{missing: {"en": " "}})
    assert list(told.value.message_dict) == [missing]
    assert changed(around, one).before == {"en": "Officials answer."}
    assert bundling.standing(one.number).differing == ()


def test_a_new_provision_had_no_wording_and_says_so(around: Around, client: Client) -> None:
    one = around.recommended()
    with pytest.raises(ValidationError, match="leave this empty"):
        changed(around, one, is_new=True)
    changed(around, one, before={}, is_new=True)
    page = client.get(f"/en/recommendations/{one.number}/").content.decode()
    assert "There was no such provision." in page


def test_a_repealed_provision_has_no_wording_and_says_so(around: Around, client: Client) -> None:
    one = around.recommended()
    with pytest.raises(ValidationError, match="cannot be new and repealed"):
        changed(around, one, before={}, after={}, is_new=True, is_repealed=True)
    with pytest.raises(ValidationError, match="as it was before"):
        changed(around, one, after=LAW["before"])
    changed(around, one, after={}, is_repealed=True)
    page = client.get(f"/en/recommendations/{one.number}/").content.decode()
    assert "The provision was repealed." in page


def test_words_are_read_from_the_versions_of_an_act(around: Around, client: Client) -> None:
    one = around.recommended()
    _act, old, new = code(around)
    instrument = Instrument.objects.create(
        code="iccpr", kind="treaty", name={"en": "Covenant"}, short={"en": "ICCPR"}
    )
    obligation = instrument.obligations.create(number="14", order=1)
    made = law.record_from_versions(
        one,
        before=old,
        before_anchor="art_1__para_1",
        after=new,
        after_anchor="art_1__para_1",
        obligation=obligation,
        actor=MACHINE,
        now=around.now,
    )
    assert made.before == {"en": "1. A person detained has access to counsel within 24 hours."}
    assert made.after == {"en": "1. A person detained has access to counsel at once."}
    assert made.in_force_on == new.on
    assert made.amended_by == {"en": "Amending Act No. 7"}
    assert bundling.standing(one.number).differing == ()
    page = client.get(f"/en/recommendations/{one.number}/").content.decode()
    assert "<del>within 24 hours</del>" in page
    assert "<ins>at once</ins>" in page
    assert "ICCPR, article 14" in page
    assert f"/en/law/acts/procedure-code/{new.on}/art_1__para_1/" in page


@pytest.mark.parametrize(
    ("before", "after", "field"),
    [
        ("art_1__para_2", "art_1__para_2", "after"),  # the same words
        ("art_9", "art_1", "before"),
        ("art_1", "art_9", "after"),
        ("", "", "after"),
    ],
)
def test_what_has_not_changed_or_is_not_there_is_refused(
    around: Around, before: str, after: str, field: str
) -> None:
    one = around.recommended()
    _act, old, new = code(around)
    rest: dict[str, Any] = {"actor": MACHINE, "now": around.now}
    with pytest.raises(ValidationError) as told:
        law.record_from_versions(
            one, before=old, before_anchor=before, after=new, after_anchor=after, **rest
        )
    assert list(told.value.message_dict) == [field]
    with pytest.raises(ValidationError, match="later day"):
        law.record_from_versions(
            one, before=new, before_anchor="art_1", after=old, after_anchor="art_1", **rest
        )
    law.record_from_versions(
        one, before=old, before_anchor="art_2", after=new, after_anchor="", **rest
    )
    law.record_from_versions(
        one, before=old, before_anchor="", after=new, after_anchor="art_2-1", **rest
    )


def test_both_sides_confirm_and_only_then_it_is_in_law(around: Around, client: Client) -> None:
    one = around.recommended()
    change = changed(around, one)
    assert standing(one) == LawStanding.RECORDED
    confirm(around, change, "bolat")
    assert standing(one) == LawStanding.RECORDED
    confirm(around, change, "clara")
    assert standing(one) == LawStanding.CONFIRMED
    types = Entry.objects.filter(subject=one.number).order_by("id").values_list("type", flat=True)
    assert list(types)[-2:] == ["law_change.confirmed"] * 2
    assert bundling.standing(one.number).differing == ()
    assert list(Search(from_address(QueryDict("law=confirmed"))).in_order()) == [one.pk]
    page = client.get(f"/en/recommendations/{one.number}/").content.decode()
    assert "as both sides confirm" in page
    with pytest.raises(ValidationError, match="confirmed this change already"):
        confirm(around, change, "clara")


def test_two_of_one_side_are_not_both_sides(around: Around) -> None:
    one = around.recommended()
    change = changed(around, one)
    confirm(around, change, "clara")
    confirm(around, change, "helen")
    assert standing(one) == LawStanding.RECORDED


def test_who_contests_it_is_heard_whatever_others_say(around: Around, client: Client) -> None:
    one = around.recommended()
    change = changed(around, one)
    confirm(around, change, "bolat")
    confirm(around, change, "clara")
    with pytest.raises(ValidationError, match="Say why"):
        contest(around, change, "helen", " ")
    contest(around, change, "helen")
    assert standing(one) == LawStanding.CONTESTED
    page = client.get(f"/en/recommendations/{one.number}/").content.decode()
    assert "<script>alert" not in page
    assert "returns to the agenda" in page
    confirm(around, change, "helen")  # convinced meanwhile: both words stay, the later counts
    assert standing(one) == LawStanding.CONFIRMED
    assert change.views.count() == 4


def test_the_secretariat_and_observers_confirm_nothing(around: Around) -> None:
    change = changed(around, around.recommended())
    organisation = Organisation.objects.get(slug="of-clara")
    for key in ("amina", "erik", "bolat"):
        with pytest.raises(NotAllowed):
            confirming.confirm(
                change, organisation=organisation, actor=around.actor(key), now=around.now
            )
    assert not change.views.exists()


def test_the_secretariat_enters_it_by_a_form(around: Around, signed_in: Any) -> None:
    one, client = around.recommended(), signed_in("amina")
    address = f"/en/recommendations/{one.number}/law/words/"
    sent = {name: texts["en"] for name, texts in LAW.items()} | {"in_force_on": "2200-01-01"}
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert "Officials answer." in refused.content.decode()
    unknown = client.post(address, sent | {"obligation": "iccpr 99"})
    assert "There is no instrument with the short name “iccpr”." in unknown.content.decode()
    answer = client.post(address, sent | {"in_force_on": str(around.ago(-30))})
    assert answer.status_code == 302
    assert LawChange.objects.get().in_force_on == around.today + timedelta(days=30)
    assert signed_in("clara").get(address).status_code == 403


def test_the_secretariat_chooses_among_what_differs(around: Around, signed_in: Any) -> None:
    one, client = around.recommended(), signed_in("amina")
    _act, old, new = code(around)
    first = f"/en/recommendations/{one.number}/law/"
    assert "Criminal Procedure Code" in client.get(first).content.decode()
    second = client.get(first, {"act": "procedure-code"})
    assert second.status_code == 302
    page = client.get(second.url).content.decode()
    assert "art_2-1" in page
    assert "art_1__para_2" not in page  # the same words
    assert client.post(second.url, {"change": "art_9|art_9"}).status_code == 422
    sent = {"change": "art_1__para_1|art_1__para_1"}
    assert client.post(second.url, sent).status_code == 302
    made = LawChange.objects.get()
    assert (made.before_version, made.after_version) == (old, new)
    same = client.get(second.url, {"from": str(new.on), "to": str(new.on)})
    assert same.status_code == 200


def test_a_member_confirms_by_a_form_in_their_own_name(around: Around, signed_in: Any) -> None:
    one = around.recommended()
    change = changed(around, one)
    client = signed_in("clara")
    page = client.get(f"/en/recommendations/{one.number}/").content.decode()
    address = f"/en/recommendations/{one.number}/law/{change.pk}/confirm/"
    assert address in page
    form = client.get(address)
    assert "Officials answer." in form.content.decode()
    organisation = around.organisation("clara").pk
    assert client.post(address, {"organisation": organisation}).status_code == 302
    assert change.views.get().person
    assert address not in client.get(f"/en/recommendations/{one.number}/").content.decode()
    contesting = f"/en/recommendations/{one.number}/law/{change.pk}/contest/"
    sent = {"organisation": organisation, "reason": "", "language": "en"}
    assert client.post(contesting, sent).status_code == 422
    assert client.post(contesting, sent | {"reason": "Not so."}).status_code == 302
    assert standing(one) == LawStanding.CONTESTED
    assert signed_in("amina").get(address).status_code == 403


def test_words_of_a_person_can_be_erased_from_everywhere(around: Around) -> None:
    one = around.recommended()
    contest(around, changed(around, one), "clara", "Names a private person")
    view = LawChange.objects.get().views.get()
    recorded._erase(one.number, f"law_view.{view.pk}", True)
    view.refresh_from_db()
    assert (view.reason, view.person) == ("", "")
