"""What every channel can do: send one message, and say whether trying again can help when it could not."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Message:
    """One message to one person, in both forms. `key` is the same whenever the same message is sent again."""

    key: str
    to: str
    language: str
    subject: str
    text: str
    html: str


class Refused(Exception):
    """Nobody will take this message: trying again cannot help."""


class Later(Exception):
    """Not now: trying again can help."""


class Channel(Protocol):
    def send(self, message: Message) -> None:
        """Return once somebody else has taken the message over. Raises Refused or Later."""
