"""The nine people of the demonstration and of the tests: one for every part a person can have."""

from dataclasses import dataclass
from datetime import date

from kenes.accounts.models import User
from kenes.languages.types import Language
from kenes.members.models import (
    Body,
    BodyKind,
    Capacity,
    Chamber,
    Duty,
    DutyKind,
    Office,
    OfficeKind,
    Organisation,
    OrganisationKind,
    Seat,
    Side,
    Tenure,
)

PASSWORD = "altyn-kenes-2013"  # noqa: S105 (printed for all to see: the demonstration's only one)


@dataclass(frozen=True, kw_only=True)
class Person:
    """Someone who can sign in. ``sentence`` tells in English who they are."""

    key: str
    en: str
    kk: str
    ru: str
    sentence: str
    language: Language = Language.ENGLISH
    is_auditor: bool = False

    @property
    def email(self) -> str:
        return f"{self.key}@kenes.example"


AMINA = Person(
    key="amina",
    en="Amina Zhaqsylyq",
    kk="Әмина Жақсылық",
    ru="Амина Жаксылык",
    sentence="Secretary: imports, corrects, invites, keeps the body's papers.",
)
BOLAT = Person(
    key="bolat",
    en="Bolat Serikuly",
    kk="Болат Серікұлы",
    ru="Болат Серикулы",
    sentence="Focal point of the Ministry of Internal Affairs: answers for it.",
    language=Language.KAZAKH,
)
CLARA = Person(
    key="clara",
    en="Clara Weber",
    kk="Клара Вебер",
    ru="Клара Вебер",
    sentence="Human-rights lawyer of the NGO Qalqan: proposes and assesses.",
    language=Language.RUSSIAN,
)
DAMIR = Person(
    key="damir",
    en="Damir Orazaly",
    kk="Дамир Оразалы",
    ru="Дамир Оразалы",
    sentence="Deputy: carries amendments through Parliament.",
    language=Language.RUSSIAN,
)
ERIK = Person(
    key="erik",
    en="Erik Lindholm",
    kk="Эрик Линдхольм",
    ru="Эрик Линдхольм",
    sentence="Observer of an international organisation: reads, asks, verifies.",
)
FARIDA = Person(
    key="farida",
    en="Farida Akhmet",
    kk="Фарида Ахмет",
    ru="Фарида Ахмет",
    sentence="Chair: presides and keeps the balance between the sides.",
    language=Language.KAZAKH,
)
GALYM = Person(
    key="galym",
    en="Galym Tursyn",
    kk="Ғалым Тұрсын",
    ru="Галым Турсын",
    sentence="Auditor: reads the journal of every act, changes nothing.",
    language=Language.RUSSIAN,
    is_auditor=True,
)
HELEN = Person(
    key="helen",
    en="Helen Kim",
    kk="Хелен Ким",
    ru="Хелен Ким",
    sentence="Ecologist of another NGO, Taza Su: often of another opinion.",
)
IRINA = Person(
    key="irina",
    en="Irina Sokolova",
    kk="Ирина Соколова",
    ru="Ирина Соколова",
    sentence="Validator of the Ministry of Internal Affairs: signs what Bolat has drafted.",
    language=Language.RUSSIAN,
)
CAST = (AMINA, BOLAT, CLARA, DAMIR, ERIK, FARIDA, GALYM, HELEN, IRINA)


def enrol(person: Person, password: str | None = None) -> User:
    """The person's user, made when missing; without a password they cannot type one."""
    known = User.objects.filter(email=person.email).first()
    return known or User.objects.create_user(
        person.email,
        password,
        full_name=person.en,
        language=person.language,
        is_auditor=person.is_auditor,
    )


# For tests: person -> chamber side, kind and name of the organisation they sit for.
_SEATS = (
    (BOLAT, Side.STATE, OrganisationKind.STATE_BODY, "Ministry of Internal Affairs"),
    (CLARA, Side.CIVIL, OrganisationKind.NGO, "Qalqan"),
    (DAMIR, Side.PARLIAMENT, OrganisationKind.PARLIAMENT, "Committee on Legislation"),
    (ERIK, Side.OBSERVER, OrganisationKind.INTERNATIONAL, "Community of Lake Countries"),
    (HELEN, Side.CIVIL, OrganisationKind.NGO, "Taza Su"),
)


def assemble(today: date, password: str | None = None) -> dict[str, User]:
    """A small body with the nine people in their places; users by their key.

    Much faster than the whole demonstration: meant for tests of what each may do.
    """
    users = {person.key: enrol(person, password) for person in CAST}
    body = Body.objects.create(slug="council", kind=BodyKind.PLENARY, name_en="Council")
    chambers = {
        side: Chamber.objects.create(slug=side.value, side=side, name_en=side.value, order=order)
        for order, side in enumerate(Side)
    }
    for person, side, kind, name in _SEATS:
        organisation = Organisation.objects.create(
            slug=f"of-{person.key}", kind=kind, name_en=name
        )
        seat = Seat.objects.create(
            body=body,
            chamber=chambers[side],
            organisation=organisation,
            label=f"{side.value} of {person.key}",
            created_on=today,
        )
        Tenure.objects.create(
            seat=seat,
            person_name=person.en,
            user=users[person.key],
            organisation=organisation,
            capacity=Capacity.HOLDER,
            starts_on=today,
        )
    ministry = Organisation.objects.get(slug="of-bolat")
    for person, duty in ((BOLAT, DutyKind.FOCAL_POINT), (IRINA, DutyKind.VALIDATOR)):
        Duty.objects.create(
            organisation=ministry,
            kind=duty,
            person_name=person.en,
            user=users[person.key],
            starts_on=today,
        )
    for person, office in ((AMINA, OfficeKind.SECRETARY), (FARIDA, OfficeKind.CHAIR)):
        Office.objects.create(
            body=body,
            kind=office,
            person_name=person.en,
            user=users[person.key],
            starts_on=today,
        )
    return users
