"""From a request to the actor behind it: seats, offices and duties become roles."""

from datetime import date, datetime

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.types import VISITOR, Actor, NotAllowed, Role
from kenes.accounts.models import User
from kenes.accounts.sessions import digest
from kenes.members.models import Duty, DutyKind, Office, OfficeKind, Side, Tenure

_OFFICE_ROLES = {
    OfficeKind.CHAIR: Role.CHAIR,
    OfficeKind.CO_CHAIR: Role.CHAIR,
    OfficeKind.MODERATOR: Role.MODERATOR,
    OfficeKind.SECRETARY: Role.SECRETARY,
}
_DUTY_ROLES = {DutyKind.FOCAL_POINT: Role.FOCAL_POINT, DutyKind.VALIDATOR: Role.VALIDATOR}


def actor_of(request: HttpRequest) -> Actor:
    """The actor of a request; a visitor when nobody is signed in."""
    if not isinstance(request.user, User):
        return VISITOR
    return actor_for(request.user, session=digest(request.session.session_key))


def sender_of(request: HttpRequest) -> Actor:
    """Who sends a request, without roles, for an act that finds these out itself (``as_of``)."""
    if not isinstance(request.user, User):
        return VISITOR
    return Actor(
        user_id=request.user.pk,
        name=request.user.full_name,
        session=digest(request.session.session_key),
    )


def actor_for(user: User, *, session: str = "", today: date | None = None) -> Actor:
    """The actor a person is ``today``, from their current seats and offices."""
    today = today or timezone.localdate()
    current = Q(starts_on__lte=today) & (Q(ends_on=None) | Q(ends_on__gte=today))
    roles = {Role.VISITOR, Role.SIGNED_IN}
    seats, organisations = set(), set()
    tenures = Tenure.objects.filter(current, user=user).select_related(
        "seat__chamber", "organisation"
    )
    for tenure in tenures:
        organisations.add(tenure.organisation_id)
        if tenure.seat.chamber.side == Side.OBSERVER:
            roles.add(Role.OBSERVER)
            continue
        seats.add(tenure.seat_id)
        roles.add(Role.MEMBER)
    duties: dict[str, set[int]] = {kind: set() for kind in _DUTY_ROLES}
    for kind, organisation in Duty.objects.filter(current, user=user).values_list(
        "kind", "organisation_id"
    ):
        duties[kind].add(organisation)
        roles.add(_DUTY_ROLES[DutyKind(kind)])
    for kind in Office.objects.filter(current, user=user).values_list("kind", flat=True):
        roles.add(_OFFICE_ROLES[OfficeKind(kind)])
    if user.is_auditor:
        roles.add(Role.AUDITOR)
    return Actor(
        user_id=user.pk,
        name=user.full_name,
        roles=frozenset(roles),
        seat_ids=frozenset(seats),
        organisation_ids=frozenset(organisations),
        drafts_for=frozenset(duties[DutyKind.FOCAL_POINT]),
        signs_for=frozenset(duties[DutyKind.VALIDATOR]),
        session=session,
    )


def as_of(actor: Actor, now: datetime) -> Actor:
    """The same person with the seats, offices and duties they have now.

    What was resolved when the page was opened may have ended since. Call inside the act's
    transaction. Raises NotAllowed for an account that was closed.
    """
    if actor.user_id is None:
        return actor
    user = User.objects.filter(pk=actor.user_id, is_active=True).first()
    if user is None:
        raise NotAllowed(_("This account is closed."))
    return actor_for(user, session=actor.session, today=timezone.localdate(now))
