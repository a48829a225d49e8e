"""What the frame of every page shows: the body's name, ways to go, languages, the reader."""

from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from kenes.journal.services import latest
from kenes.languages.types import LANGUAGES, current_language
from kenes.members.models import Body, BodyKind
from kenes.notifications.models import COUNTED, Notice

# A language is named in itself, so that its reader finds it on any page.
OWN_NAMES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}


@dataclass(frozen=True, kw_only=True)
class Way:
    """One link of the navigation."""

    label: str
    url: str
    is_here: bool


@dataclass(frozen=True, kw_only=True)
class LanguageLink:
    """The same page in one language."""

    code: str
    name: str
    url: str
    is_here: bool


class Frame:
    """Read by ``ui/base.html``; each part is made only when a page shows it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.is_demonstration = settings.KENES_DEMONSTRATION

    @cached_property
    def body_name(self) -> str:
        """The plenary's name, or the product's before there is one."""
        language = current_language()
        key = f"body-name:{language}:{latest()}"
        name: str | None = cache.get(key)
        if name is None:
            plenary = Body.objects.filter(kind=BodyKind.PLENARY).first()
            name = plenary.name if plenary else ""
            cache.set(key, name)
        return name or "Kenes"

    @cached_property
    def unread(self) -> int:
        """Notices the reader has not opened; one more than COUNTED stands for many."""
        if not self._request.user.is_authenticated:
            return 0
        return Notice.objects.of(self._request.user.pk).unread()[: COUNTED + 1].count()

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """The primary navigation, in the order of the house."""
        places: list[tuple[str, str, str | tuple[str, ...]]] = [
            (_("Register"), "recommendations:register", "recommendations:"),
            (_("Law"), "law:acts", ("law:", "alignment:")),
            (_("Proposals"), "proposals:all", "proposals:"),
            (_("Consultations"), "opinions:all", "opinions:"),
            (_("Requests"), "replies:waiting", "replies:"),
            (_("Road maps"), "implementation:all", "implementation:"),
            (_("Meetings"), "meetings:all", "meetings:"),
            (_("Bodies"), "members:bodies", "members:bod"),
            (_("Organisations"), "members:organisations", "members:organisation"),
            (_("Public record"), "record:log", "record:"),
        ]
        if self._request.user.is_authenticated:
            places.append((_("Desk"), "desk:home", "desk:"))
        match = self._request.resolver_match
        here = match.view_name if match else ""
        return tuple(
            Way(label=label, url=reverse(name), is_here=here.startswith(prefix))
            for label, name, prefix in places
        )

    @cached_property
    def languages(self) -> tuple[LanguageLink, ...]:
        """This page in each language: only the prefix of its address changes."""
        here, path = current_language(), self._request.get_full_path()
        rest = path[3:] if path[1:3] in LANGUAGES and path[3:4] == "/" else "/"
        return tuple(
            LanguageLink(
                code=code, name=OWN_NAMES[code], url=f"/{code}{rest}", is_here=code == here
            )
            for code in LANGUAGES
        )


def frame(request: HttpRequest) -> dict[str, object]:
    """The context processor."""
    return {"frame": Frame(request)}
