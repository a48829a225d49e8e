"""What a verification found, in sentences for its reader; the browser fills the same ones in."""

import re
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# ``{detail}`` is the verifier's own English sentence, which names the place.
SENTENCES: dict[str, Promise] = {
    "malformed": _("This is not in the form of the record: {detail}."),
    "untrusted": _("A signature that has to be there is missing or false: {detail}."),
    "contradiction": _("This contradicts what the log has signed: {detail}."),
    "repeated": _("Entry {index} has the id of an earlier entry: one of them is false."),
    "payload-missing": _(
        "Entry {index}: “{field}” was entered, but what it said is not here, "
        "and no redaction accounts for that."
    ),
    "payload-changed": _("Entry {index}: “{field}” was changed after it was entered."),
    "key-unknown": _("Entry {index} is signed with a key that its author never entered."),
    "signature-missing": _("Entry {index} tells of a person's signature that is no longer here."),
    "signature-false": _("Entry {index}: the person's signature does not belong to this entry."),
    "redaction-alone": _(
        "Entry {index} removes words without the two approvals and the ground this takes."
    ),
    "redaction-blind": _("Entry {index} removes words from an entry that does not precede it."),
    "time-back": _(
        "Entry {index} is dated {time}, more than an hour before an entry that precedes it: "
        "a clock was set back."
    ),
    "time-ahead": _("Entry {index} is dated {time}, which is still to come: a clock is wrong."),
    "state-differs": _(
        "{subject}: “{field}” was shown on the site otherwise than entry {index} says."
    ),
    "state-unrecorded": _("{subject}: “{field}” was shown on the site, but no entry says it."),
    "unsupported": _(
        "This browser cannot do what the check needs: {detail}. "
        "A newer browser can, or the program that is in the bundle."
    ),
}
_PLACE = re.compile(r"\{(\w+)\}")


def sentence(code: str, facts: Mapping[str, str]) -> str:
    """The sentence of a finding in the reader's language, its places filled with ``facts``.

    The same is done in the browser, in static/record/verify.js.
    """
    text = str(SENTENCES.get(code, "{detail}"))
    return _PLACE.sub(lambda place: _shown(place[1], facts.get(place[1], "?")), text)


def _shown(name: str, fact: str) -> str:
    """A time without its microseconds; everything else as it is."""
    return f"{fact[:10]} {fact[11:19]} UTC" if name == "time" else fact
