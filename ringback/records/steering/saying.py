"""The reason that goes with an act: words for the seller to read."""

LONGEST = 300


class NothingSaid(ValueError):
    """The act needs a reason in words."""


def reason(text: str) -> str:
    """Without what surrounds it. Raises NothingSaid."""
    said = remark(text)
    if not said:
        raise NothingSaid
    return said


def remark(text: str) -> str:
    """As `reason`, where words are welcome and not asked for."""
    return " ".join(text.replace("\0", "").split())[:LONGEST]
