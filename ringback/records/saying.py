"""Words that one person writes for another to read: a reason that goes with an act, a message, a note."""

LONGEST = 300  # characters of a reason
LONGEST_TEXT = 8_000  # characters of a message, a note or a summary


class NothingSaid(ValueError):
    """The act needs a reason in words."""


class Unsayable(ValueError):
    """Longer than it may be, or with a character that cannot be stored (U+0000); nothing is cut off in silence.

    `longest` is how many characters it may have.
    """

    def __init__(self, longest: int) -> None:
        super().__init__(f"more than {longest} characters, or U+0000")
        self.longest = longest


def reason(text: str) -> str:
    """Without what surrounds it. Raises NothingSaid, Unsayable."""
    said = remark(text)
    if not said:
        raise NothingSaid
    return said


def remark(text: str) -> str:
    """As `reason`, where words are welcome and not asked for. Raises Unsayable."""
    return sayable(" ".join(text.split()), longest=LONGEST)


def sayable(text: str, *, longest: int = LONGEST_TEXT) -> str:
    """The text as it is. Raises Unsayable."""
    if "\0" in text or len(text) > longest:
        raise Unsayable(longest)
    return text
