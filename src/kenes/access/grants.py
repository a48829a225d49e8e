"""Every action and the roles that hold it: the whole permission table."""

from kenes.access.types import Role

_SECRETARIAT = frozenset({Role.SECRETARY, Role.OPERATOR})
_EVERYONE = frozenset({Role.VISITOR})
_SIGNED_IN = frozenset({Role.SIGNED_IN})
_MEMBERS = frozenset({Role.MEMBER})

GRANTS: dict[str, frozenset[Role]] = {
    # accounts
    "account.read": _SECRETARIAT,
    "account.invite": _SECRETARIAT,
    "account.disable": _SECRETARIAT,
    "account.recover": _SECRETARIAT,
    "session.revoke": _SIGNED_IN,
    # journal
    "journal.read": frozenset({Role.AUDITOR, Role.SECRETARY, Role.OPERATOR}),
    # record
    "record.read": _EVERYONE,
    "record.keep": frozenset({Role.OPERATOR}),
    "entry.attest": _SIGNED_IN,
    "entry.redact": frozenset({Role.SECRETARY, Role.CHAIR}),
    # members
    "body.read": _EVERYONE,
    "body.change": _SECRETARIAT,
    "organisation.change": _SECRETARIAT,
    "seat.change": _SECRETARIAT,
    "office.change": _SECRETARIAT,
    "duty.change": _SECRETARIAT,
    "bylaws.adopt": _SECRETARIAT,
    "declaration.make": frozenset({Role.MEMBER, Role.OBSERVER}),
    # proposals
    "proposal.read": _EVERYONE,
    "proposal.begin": _MEMBERS,
    "proposal.edit": _MEMBERS,
    "proposal.discard": _MEMBERS,
    "proposal.submit": _MEMBERS,
    "proposal.revise": _MEMBERS,
    "proposal.invite": _MEMBERS,
    "proposal.sponsor": _MEMBERS,
    "proposal.claim": _MEMBERS,
    "proposal.retract": _MEMBERS,
    "proposal.attach": _MEMBERS,
    "proposal.appeal": _MEMBERS,
    "proposal.withdraw": _MEMBERS,
    "proposal.comment": frozenset({Role.MEMBER, Role.OBSERVER}),
    "proposal.position": _MEMBERS,
    "proposal.check": frozenset({Role.SECRETARY}),
    "proposal.hear": frozenset({Role.CHAIR}),
    "proposal.schedule": frozenset({Role.SECRETARY, Role.CHAIR}),
    "proposal.decide": frozenset({Role.SECRETARY, Role.CHAIR}),
    "proposal.follow": _SIGNED_IN,
    # replies
    "request.read": _EVERYONE,
    "request.ask": frozenset({Role.MEMBER, Role.OBSERVER, Role.SECRETARY, Role.OPERATOR}),
    "request.withdraw": frozenset({Role.MEMBER, Role.OBSERVER, Role.SECRETARY, Role.OPERATOR}),
    "reply.draft": frozenset({Role.FOCAL_POINT}),
    "reply.submit": frozenset({Role.FOCAL_POINT}),
    "reply.return": frozenset({Role.VALIDATOR}),
    "reply.sign": frozenset({Role.VALIDATOR}),
    # recommendations
    "recommendation.read": _EVERYONE,
    "recommendation.record": _SECRETARIAT,
    "recommendation.correct": _SECRETARIAT,
    "recommendation.translate": _SECRETARIAT,
    "recommendation.assess": frozenset({Role.SECRETARY, Role.OPERATOR, Role.MEMBER}),
    "document.read": _EVERYONE,
    "import.read": _SECRETARIAT,
    "import.start": _SECRETARIAT,
    "import.apply": _SECRETARIAT,
    "import.undo": _SECRETARIAT,
    "search.save": _SIGNED_IN,
    # notifications
    "notice.choose": _SIGNED_IN,
}
