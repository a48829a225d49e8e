"""Files that are no acts, or none that can be read without guessing."""


class FileError(ValueError):
    """``code`` names what is wrong and ``facts`` where, for a sentence in any language:

    empty · too_large (most) · binary · encoding · pdf · damaged (what) · not_an_act_file (kind) ·
    tracked (n, words) · akn (what, line) · doctype · no_text · too_long (most)
    """

    def __init__(self, code: str, **facts: object) -> None:
        told = ", ".join(f"{name}: {value}" for name, value in facts.items())
        super().__init__(f"{code}: {told}" if told else code)
        self.code = code
        self.facts = facts
