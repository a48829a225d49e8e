"""Where fitted models are kept: in the home, a folder a fit; the last two stay."""

import shutil
import tempfile
from datetime import datetime
from pathlib import Path

from django.conf import settings

from kenes.engines.likeness import Index, Labeller
from kenes.suggestions.lifecycle import SuggestionKind
from kenes.suggestions.models import Fit

KEPT = 2
_UNFINISHED = ".unfinished-"
_A_DAY = 86_400  # seconds
LABELS = (
    SuggestionKind.THEME,
    SuggestionKind.AFFECTED,
    SuggestionKind.SDG,
    SuggestionKind.ACTION,
)


def folder(fit: Fit) -> Path:
    return Path(settings.KENES_HOME) / "likeness" / str(fit.pk)


def begin() -> Path:
    """A folder for what is being learned; nobody is asked by it until it is ``settled``."""
    place = Path(settings.KENES_HOME) / "likeness"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=place))


def settle(place: Path, fit: Fit) -> None:
    """From now on this fit is asked; the files of those before the last are removed."""
    shutil.rmtree(folder(fit), ignore_errors=True)  # of a database that was there before
    place.rename(folder(fit))
    kept = {str(pk) for pk in Fit.objects.order_by("-pk").values_list("pk", flat=True)[:KEPT]}
    for other in folder(fit).parent.iterdir():
        is_left = other.name.startswith(_UNFINISHED) and _is_old(other, fit.at)
        if is_left or (other.name.isdecimal() and other.name not in kept):
            shutil.rmtree(other, ignore_errors=True)


def _is_old(place: Path, now: datetime) -> bool:
    """Whether whoever was learning there has long given up."""
    try:
        return place.stat().st_mtime < now.timestamp() - _A_DAY
    except FileNotFoundError:
        return False


def newest() -> Fit | None:
    """The newest fit whose files are there."""
    return next((fit for fit in Fit.objects.order_by("-pk")[:KEPT] if folder(fit).is_dir()), None)


def labeller(fit: Fit, kind: str) -> Labeller | None:
    """None where there were too few examples. Raises ModelError for damaged files."""
    path = folder(fit) / kind
    return Labeller.load(path) if path.is_file() else None


def index(fit: Fit, name: str) -> Index | None:
    """``texts`` or ``provisions``; None when there were none. Raises ModelError."""
    path = folder(fit) / name
    return Index.load(path) if path.is_file() else None
