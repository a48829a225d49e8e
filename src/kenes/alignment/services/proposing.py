"""From a gap to a draft proposal in one act: what the pair knows is written down already."""

import re
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from kenes.access.types import Actor
from kenes.alignment import matter, standing, telling
from kenes.alignment.lifecycle import GAPS
from kenes.alignment.models import Pair, View
from kenes.languages.dates import written
from kenes.languages.fields import pick
from kenes.languages.types import LANGUAGES
from kenes.law.models import Version
from kenes.law.telling import cited_in_full
from kenes.members.models import Organisation
from kenes.proposals import texts
from kenes.proposals.models import Proposal
from kenes.proposals.services import drafting

_BREAK = re.compile(r"\n\s*\n")  # between paragraphs: what one organisation says stays one


@transaction.atomic
def propose(
    pair: Pair, *, organisation: Organisation, language: str, actor: Actor, now: datetime
) -> Proposal:
    """Begin a draft of an organisation that follows from the gap, in its own language.

    Raises ValidationError: no side sees a gap, or the language is none of the body's.
    """
    if language not in LANGUAGES:
        raise ValidationError({"language": _("Choose a language of the body.")})
    pair = Pair.objects.select_related("obligation__instrument", "act", "version").get(pk=pair.pk)
    if pair.gap_since is None:
        raise ValidationError(_("No chamber sees a gap here now."))
    with override(language):
        words = texts.fitting(_wording(pair))
    return drafting.begin(
        organisation=organisation,
        language=language,
        wording=words,
        links=[pair.number],
        actor=actor,
        now=now,
    )


def _wording(pair: Pair) -> dict[str, str]:
    """The parts of a proposal, in the language that is active."""
    version = _newest(pair)
    said = {
        "act": pair.act.title,
        "provision": matter.label_of(version, pair.anchor),
        "day": written(version.on),
        "obligation": cited_in_full(pair.obligation),
        "number": pair.number,
    }
    if pair.anchor:
        title = _("%(act)s, %(provision)s: to be brought into line with %(obligation)s")
        law = _("The law in force: %(provision)s of %(act)s, in the version of %(day)s.")
        asked = _("To amend %(provision)s of %(act)s.")
    else:
        title = _("%(act)s: to be brought into line with %(obligation)s")
        law = _("The law in force: %(act)s, in the version of %(day)s, says nothing of it.")
        asked = _("To add a provision to %(act)s.")
    promised = _("The obligation: %(obligation)s.") % said
    if label := pick(pair.obligation.label):
        promised = _("The obligation: %(obligation)s (%(label)s).") % {**said, "label": label}
    return {
        "title": title % said,
        "problem": "\n\n".join([promised, law % said, *_reasons(pair)]),
        "proposal": asked % said,
        "justification": _("It follows from %(number)s of the alignment matrix.") % said,
    }


def _reasons(pair: Pair) -> list[str]:
    """What the organisations that see a gap say, each in its own words."""
    views = pair.views.select_related("organisation", "chamber").order_by("id")
    said = [view for view in standing.newest(views) if view.finding in GAPS and view.reason]
    return [_quoted(view) for view in said]


def _quoted(view: View) -> str:
    return _("%(organisation)s finds: %(finding)s. “%(reason)s”") % {
        "organisation": view.organisation,
        "finding": telling.word(view.finding),
        "reason": _BREAK.sub("\n", view.reason),
    }


def _newest(pair: Pair) -> Version:
    """The newest version that has the provision."""
    rows = Version.objects.filter(act=pair.act).order_by("-on").prefetch_related("texts")
    if pair.anchor:
        rows = rows.filter(texts__provisions__anchor=pair.anchor).distinct()
    version = rows.first() or pair.version
    version.act = pair.act
    return version
