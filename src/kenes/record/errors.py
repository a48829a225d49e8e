"""What can go wrong with the record; ``str(error)`` is the sentence shown.

RecordError
├── RecordBroken     the database and the published log contradict each other
├── KeyTrouble       the key cannot be made or read
├── Refused          a cosignature or a policy is not taken
├── NothingToBundle  the record says nothing of a matter
└── NotSigned        a device's answer is no signature of an entry
"""


class RecordError(Exception):
    """Base of all."""


class RecordBroken(RecordError):
    """Nothing is signed until somebody has looked: what was published cannot be taken back."""


class KeyTrouble(RecordError):
    pass


class Refused(RecordError):
    pass


class NothingToBundle(RecordError):
    pass


class NotSigned(RecordError):
    pass
