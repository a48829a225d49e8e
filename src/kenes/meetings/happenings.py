"""What happens on the floor of a meeting, by name, and which facts each leaves for the minutes.

Keys in facts are primary keys of this app's rows. The name is also the act's in the journal.
"""

from typing import Final

OPENED: Final = "meeting.open"  # {"quorum": [{"chamber", "present", "seats", "needed"}]}
CLOSED: Final = "meeting.close"  # {}
ARRIVED: Final = "floor.arrive"  # {"presence"}
LEFT: Final = "floor.leave"  # {"presence"}
QUORUM: Final = "floor.quorum"  # {"is_met", "quorum": […]}: it was lost or found by the act before
ITEM_BEGUN: Final = "item.begin"  # {}; the item is the happening's own
ITEM_ENDED: Final = "item.end"  # {}
ITEM_POSTPONED: Final = "item.postpone"  # {}
TURN_ASKED: Final = "turn.ask"  # {"turn"}
TURN_WITHDRAWN: Final = "turn.withdraw"  # {"turn"}
TURN_GIVEN: Final = "turn.give"  # {"turn"}
TURN_ENDED: Final = "turn.end"  # {"turn"}
TURN_NOTED: Final = "turn.note"  # {"turn"}: its summary for the minutes was written
VOTE_OPENED: Final = "vote.open"  # {"vote"}
VOTE_CAST: Final = "vote.cast"  # {"vote"}: never by whom, never what
VOTE_CLOSED: Final = "vote.close"  # {"vote"}
VOTE_VOID: Final = "vote.void"  # {"vote", "why": "quorum" | "broken_off"}
DECIDED: Final = "decision.make"  # {"decision"}
DECISION_CORRECTED: Final = "decision.correct"  # {"decision"}
