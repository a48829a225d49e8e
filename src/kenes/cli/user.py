"""``kenes user``: the first secretary in, and a way back when nobody is left to give one."""

import argparse
import secrets
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kenes.access.types import Actor, operator
from kenes.accounts.mail import invitation_url
from kenes.accounts.models import Invitation, User
from kenes.accounts.services import invitations, people, recovery
from kenes.cli.failures import CommandFailed
from kenes.languages.types import LANGUAGES
from kenes.members.models import Body, BodyKind, Office, OfficeKind
from kenes.members.services import offices

HERE = "http://127.0.0.1:8000"


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("user", help="invite, list, disable and recover accounts")
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    acts.add_parser("list", help="everybody who can sign in")
    invite = acts.add_parser("invite", help="print a link by which a person joins")
    invite.add_argument("--name", required=True, help="the person's full name")
    invite.add_argument("--language", choices=LANGUAGES, default="en")
    invite.add_argument("--secretary", action="store_true", help="and give the office, from today")
    invite.add_argument("--auditor", action="store_true", help="may read the journal")
    disable = acts.add_parser("disable", help="end all sessions and let the person in no more")
    enable = acts.add_parser("enable", help="let a disabled person in again")
    recover = acts.add_parser(
        "recover", help="password and second factors go, a fresh link is printed"
    )
    for act in (disable, recover):
        act.add_argument("--reason", required=True, help="kept in the journal")
    for act in (invite, disable, enable, recover):
        act.add_argument("email", metavar="EMAIL")


def run(arguments: argparse.Namespace) -> int:
    actor = operator("kenes user")
    if arguments.act == "list":
        _list()
    elif arguments.act == "invite":
        _invite(arguments, actor)
    else:
        _change(arguments, actor)
    return 0


def _list() -> None:
    for user in User.objects.order_by("full_name", "id").iterator():
        state = "" if user.is_active else "  disabled"
        state = state or ("" if user.has_joined else "  invited")
        print(f"{user.email}  {user}{state}")


@transaction.atomic
def _invite(arguments: argparse.Namespace, actor: Actor) -> None:
    body = Body.objects.filter(kind=BodyKind.PLENARY).first()
    if arguments.secretary and body is None:
        raise CommandFailed("there is no body yet: kenes body create SLUG --name-en NAME")
    now, token = timezone.now(), secrets.token_urlsafe(32)
    invitation = invitations.invite(
        arguments.email,
        full_name=arguments.name,
        language=arguments.language,
        is_auditor=arguments.auditor,
        token=token,
        actor=actor,
        now=now,
    )
    user = invitation.user
    is_secretary = Office.objects.filter(user=user, kind=OfficeKind.SECRETARY, ends_on=None)
    if body and arguments.secretary and not is_secretary.exists():
        facts = {
            "kind": OfficeKind.SECRETARY,
            "user": user,
            "person_name": user.full_name,
            "starts_on": timezone.localdate(now),
        }
        offices.give(body, facts=facts, actor=actor, now=now)
    _tell(invitation, token)


@transaction.atomic
def _change(arguments: argparse.Namespace, actor: Actor) -> None:
    user, now = User.objects.filter(email=arguments.email.strip().lower()).first(), timezone.now()
    if user is None:
        raise CommandFailed(f"nobody has the address {arguments.email}; see kenes user list")
    if arguments.act == "disable":
        people.disable(user, reason=arguments.reason, actor=actor, now=now)
        print(f"{user.email} is disabled.")
    elif arguments.act == "enable":
        people.enable(user, actor=actor, now=now)
        print(f"{user.email} may sign in again.")
    else:
        token = secrets.token_urlsafe(32)
        asked = user.recoveries.filter(closed_at=None).first() or recovery.ask(
            user, reason=arguments.reason, actor=actor, now=now
        )
        _tell(recovery.confirm(asked, token=token, actor=actor, now=now), token)


def _tell(invitation: Invitation, token: str) -> None:
    origin = next(iter(settings.CSRF_TRUSTED_ORIGINS), HERE)
    print(f"For {invitation.user.email}, once, until {invitation.expires_at:%Y-%m-%d %H:%M} UTC:")
    print(invitation_url(invitation.user, token, origin))
