"""Why nothing was learned or loaded; ``str(error)`` is a plain English sentence.

LikenessError
├── LabelsError    what was given cannot be learned from
└── ModelError     a file is no saved model of ours, is damaged, or is of another version
"""


class LikenessError(ValueError):
    """Base of both."""


class LabelsError(LikenessError):
    pass


class ModelError(LikenessError):
    pass
