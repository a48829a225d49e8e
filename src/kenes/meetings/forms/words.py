"""Words asked for in three languages: the reader's first, the others folded."""

from collections.abc import Mapping
from typing import Any

from django.forms import BoundField

from kenes.languages.types import current_language
from kenes.ui.fields import ByLanguageForm


class WordsForm(ByLanguageForm):
    """``worded`` names the texts: their label, with the language's place in it, rows and help."""

    worded: Mapping[str, tuple[Any, int, Any]] = {}
    first: tuple[str, ...] = ()  # the fields before all others

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, rows, help_text) in self.worded.items():
            self.ask(name, label, rows=rows, help_text=help_text)
        self.order_fields(self.first)

    @property
    def main(self) -> list[BoundField]:
        """What everybody is asked."""
        return [one for one in self if not self._is_folded(one.name)]

    @property
    def folded(self) -> list[BoundField]:
        """The same words in the other two languages."""
        return [one for one in self if self._is_folded(one.name)]

    @property
    def is_unfolded(self) -> bool:
        return any(one.value() or one.errors for one in self.folded)

    def _is_folded(self, field: str) -> bool:
        name, _dash, code = field.rpartition("_")
        return name in self.worded and code != current_language()
