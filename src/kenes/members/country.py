"""The country of the body as names of documents have it."""

from collections.abc import Mapping, Sequence

from babel.core import get_global

from kenes.members.models import Body, BodyKind

UNKNOWN = "xx"  # as ISO 3166-1 leaves it to its users


def code() -> str:
    """ISO 3166-1 alpha-2 in small letters, as addresses of laws begin: ``kz``."""
    plenary = Body.objects.filter(kind=BodyKind.PLENARY).only("country").first()
    return (alpha_2(plenary.country) if plenary else "") or UNKNOWN


def alpha_2(country: str) -> str:
    """
    >>> alpha_2("KAZ"), alpha_2("ZZZ")
    ('kz', '')
    """
    aliases: Mapping[str, Sequence[str]] = get_global("territory_aliases")
    codes = aliases.get(country.upper(), ())
    return codes[0].lower() if len(codes) == 1 and len(codes[0]) == len(UNKNOWN) else ""
