"""Each event of a story as one line."""

from ringback.pages.supervisor import call_words, steering_words, waiting_words
from ringback.pages.supervisor.story_line import Line, Say
from ringback.records.calls.story import CallbackEvent, Story

SAYS: dict[str, Say] = {**waiting_words.SAYS, **call_words.SAYS, **steering_words.SAYS}
TONES = {"kept", "broken", "ready"}


def line(event: CallbackEvent, story: Story) -> Line:
    """A kind that this page does not know is an error of ours, not a gap in the story."""
    icon, title, because = SAYS[event.kind](event.detail, story)
    tone = event.kind if event.kind in TONES else ""
    return Line(event.at, icon, title, because, tone, event.actor.name if event.actor else "")
