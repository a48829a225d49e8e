"""What comes too fast, and when it may come again."""


class TooMany(Exception):
    """Refused for now; ``str(error)`` is the sentence shown, ``seconds`` until another try."""

    def __init__(self, sentence: str, *, seconds: int) -> None:
        super().__init__(sentence)
        self.seconds = max(seconds, 1)
