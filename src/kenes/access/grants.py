"""Every action and the roles that hold it: the whole permission table."""

from kenes.access.types import Role

_SECRETARIAT = frozenset({Role.SECRETARY, Role.OPERATOR})
_EVERYONE = frozenset({Role.VISITOR})
_SIGNED_IN = frozenset({Role.SIGNED_IN})
_MEMBERS = frozenset({Role.MEMBER})
_AT_THE_TABLE = frozenset({Role.MEMBER, Role.OBSERVER})
_CHAIR_AND_SECRETARY = frozenset({Role.CHAIR, Role.SECRETARY})
_PREPARES = _CHAIR_AND_SECRETARY | {Role.OPERATOR}
_LEADS = _CHAIR_AND_SECRETARY | {Role.MODERATOR}

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
    # law
    "law.read": _EVERYONE,
    "law.keep": _SECRETARIAT,
    # alignment
    "alignment.read": _EVERYONE,
    "alignment.open": _MEMBERS | _PREPARES,
    "alignment.view": _MEMBERS,
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
    "proposal.schedule": _PREPARES,
    "proposal.decide": frozenset({Role.SECRETARY, Role.CHAIR}),
    "proposal.follow": _SIGNED_IN,
    # replies
    "request.read": _EVERYONE,
    "request.ask": _AT_THE_TABLE | _PREPARES,
    "request.withdraw": frozenset({Role.MEMBER, Role.OBSERVER, Role.SECRETARY, Role.OPERATOR}),
    "reply.draft": frozenset({Role.FOCAL_POINT}),
    "reply.submit": frozenset({Role.FOCAL_POINT}),
    "reply.return": frozenset({Role.VALIDATOR}),
    "reply.sign": frozenset({Role.VALIDATOR}),
    # implementation
    "measure.read": _EVERYONE,
    "measure.change": _SECRETARIAT | {Role.FOCAL_POINT},
    "measure.report": _SECRETARIAT | {Role.FOCAL_POINT, Role.VALIDATOR},
    "roadmap.read": _EVERYONE,
    "roadmap.change": _SECRETARIAT,
    "roadmap.adopt": _PREPARES,
    # opinions
    "consultation.read": _EVERYONE,
    "consultation.prepare": _PREPARES,
    "consultation.change": _PREPARES,
    "consultation.open": _PREPARES,
    "consultation.extend": _PREPARES,
    "consultation.close": _PREPARES,
    "consultation.answer": _PREPARES,
    "consultation.correct": _PREPARES,
    "consultation.invite": _PREPARES,
    "consultation.enter": _EVERYONE,
    "consultation.export": _SECRETARIAT,
    "statement.propose": _EVERYONE,
    "statement.decide": _LEADS | {Role.OPERATOR},
    "statement.translate": _LEADS | {Role.OPERATOR},
    "statement.carry": _MEMBERS,
    # meetings
    "meeting.read": _EVERYONE,
    "meeting.plan": _PREPARES,
    "meeting.call": _PREPARES,
    "meeting.change": _PREPARES,
    "meeting.cancel": _PREPARES,
    "meeting.open": _CHAIR_AND_SECRETARY,
    "meeting.close": _CHAIR_AND_SECRETARY,
    "meeting.table": _AT_THE_TABLE | _LEADS,
    "agenda.change": _PREPARES,
    "invitation.answer": _SIGNED_IN,
    "floor.attend": _AT_THE_TABLE | _LEADS,
    "floor.speak": _AT_THE_TABLE | _LEADS,
    "floor.lead": _LEADS,
    "floor.note": frozenset({Role.SECRETARY}),
    "vote.cast": _MEMBERS,
    "decision.make": _CHAIR_AND_SECRETARY,
    "decision.correct": _CHAIR_AND_SECRETARY,
    "minutes.write": frozenset({Role.SECRETARY}),
    "minutes.propose": _AT_THE_TABLE | _LEADS,
    "minutes.settle": _CHAIR_AND_SECRETARY,
    "minutes.approve": frozenset({Role.CHAIR}),
    "minutes.publish": frozenset({Role.SECRETARY}),
    "minutes.correct": _CHAIR_AND_SECRETARY,
    # recommendations
    "recommendation.adopt": _CHAIR_AND_SECRETARY,
    "recommendation.contest": _MEMBERS,
    "recommendation.confirm": _MEMBERS,
    "recommendation.link": _SECRETARIAT,
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
    # suggestions
    "suggestion.read": _SIGNED_IN,
    "suggestion.decide": _SECRETARIAT,
    "suggestion.fit": frozenset({Role.OPERATOR}),
    # notifications
    "notice.choose": _SIGNED_IN,
}
