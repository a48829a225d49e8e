"""Word forms of Kazakh, Russian and English: text in, words and stems out."""

from kenes.engines.wordforms.stems import languages_of, query_stems, stem, stem_in
from kenes.engines.wordforms.text import fold, pairs, spans, words

__all__ = ["fold", "languages_of", "pairs", "query_stems", "spans", "stem", "stem_in", "words"]
