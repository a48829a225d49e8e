"""What instruments, commitments and acts can be, as data."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class InstrumentKind(TextChoices):
    TREATY = "treaty", pgettext_lazy("kind of instrument", "treaty")
    PROTOCOL = "protocol", pgettext_lazy("kind of instrument", "protocol")
    DECLARATION = "declaration", pgettext_lazy("kind of instrument", "declaration")
    OSCE = "osce", pgettext_lazy("kind of instrument", "OSCE document")
    LABOUR = "labour", pgettext_lazy("kind of instrument", "convention of the ILO")
    OTHER = "other", pgettext_lazy("kind of instrument", "other instrument")


class CommitmentStatus(TextChoices):
    """What the country has done about an instrument."""

    NONE = "none", pgettext_lazy("status of an instrument", "no action")
    SIGNED = "signed", pgettext_lazy("status of an instrument", "signed")
    PARTY = "party", pgettext_lazy("status of an instrument", "party")
    ENDORSED = "endorsed", pgettext_lazy("status of an instrument", "endorsed")  # not a treaty
    DENOUNCED = "denounced", pgettext_lazy("status of an instrument", "denounced")


class ActKind(TextChoices):
    CONSTITUTION = "constitution", pgettext_lazy("kind of act", "constitution")
    CONSTITUTIONAL_LAW = "constitutional_law", pgettext_lazy("kind of act", "constitutional law")
    CODE = "code", pgettext_lazy("kind of act", "code")
    LAW = "law", pgettext_lazy("kind of act", "law")
    DECREE = "decree", pgettext_lazy("kind of act", "decree")
    RESOLUTION = "resolution", pgettext_lazy("kind of act", "resolution of the government")
    ORDER = "order", pgettext_lazy("kind of act", "order of a minister")
    RULING = "ruling", pgettext_lazy("kind of act", "ruling of a court")
    OTHER = "other", pgettext_lazy("kind of act", "other act")


class ReportStatus(TextChoices):
    """Of a periodic report to a treaty body; overdue is no status: the calendar says so."""

    DUE = "due", pgettext_lazy("status of a report", "to be submitted")
    SUBMITTED = "submitted", pgettext_lazy("status of a report", "submitted")
    CONSIDERED = "considered", pgettext_lazy("status of a report", "considered")


class ImportStatus(TextChoices):
    """Of a file of an act on its way to a version."""

    READ = "read", _("to be checked")
    SAVED = "saved", _("saved")
    DISCARDED = "discarded", _("discarded")
