"""Setting the wording of a recommendation, and what that does to its translations."""

from kenes.languages.types import TranslationState
from kenes.recommendations.models import Recommendation


def replace(recommendation: Recommendation, language: str, text: str) -> dict[str, str]:
    """Set the wording in one language; checked translations of a changed original go stale.

    Returns the states the other languages had, for undo. Call inside the act's transaction.
    """
    is_original = language == recommendation.language
    others = recommendation.texts.exclude(language=language)
    states = dict(others.values_list("language", "state"))
    if is_original:
        others.filter(state=TranslationState.CHECKED).update(state=TranslationState.STALE)
    state = TranslationState.ORIGINAL if is_original else TranslationState.DRAFT
    recommendation.texts.update_or_create(
        language=language, defaults={"text": text, "state": state}
    )
    return states
