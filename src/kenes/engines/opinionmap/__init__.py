"""Maps of opinions: who votes alike, what each group stands for, and what all of them share."""

from kenes.engines.opinionmap.opinion_map import OpinionMap
from kenes.engines.opinionmap.result import Result
from kenes.engines.opinionmap.votes import Votes

__all__ = ["OpinionMap", "Result", "Votes"]
