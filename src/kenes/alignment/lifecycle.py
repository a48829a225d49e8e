"""What a chamber may find of an obligation and a provision, as data."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Finding(TextChoices):
    ALIGNED = "aligned", pgettext_lazy("alignment", "aligned")
    PARTLY = "partly", pgettext_lazy("alignment", "partly aligned")
    GAP = "gap", pgettext_lazy("alignment", "gap")


# What stands of a side whose organisations do not say the same: no majority speaks for it.
DIFFERS = "differs"
GAPS = (Finding.PARTLY, Finding.GAP, DIFFERS)  # what goes on to the agenda
