"""One line of a story, and what its sentences share: the moment, the agent, where a figure comes from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from ringback.pages.shared.templatetags.ringback import moment
from ringback.records.calls.story import Story

Detail = Mapping[str, Any]
Told = tuple[str, str, str]  # icon, title, what explains it
Say = Callable[[Detail, Story], Told]


@dataclass(frozen=True)
class Line:
    """`tone` is kept, broken, ready or empty."""

    at: datetime
    icon: str
    title: str
    because: str
    tone: str = ""
    actor: str = ""


def agent(detail: Detail, story: Story) -> str:
    return story.names.get(detail.get("agent", 0), _("an agent"))


def seller(story: Story) -> str:
    return str(story.callback.case.seller.person.name)


def at(text: str | None) -> str:
    return moment(datetime.fromisoformat(text)) if text else ""


def computed(figures: Detail) -> str:
    """What a promise was computed from."""
    return _("%(ahead)s ahead, %(agents)s agents, %(talk)s minutes a call (%(source)s).") % {
        "ahead": figures["ahead"],
        "agents": figures.get("agents"),
        "talk": round(float(figures.get("talk_minutes") or 0), 1),
        "source": _source(str(figures.get("talk_source", ""))),
    }


def _source(source: str) -> str:
    return {"preset": _("the preset’s figure"), "own-median": _("median of 30 days")}.get(
        source, source or _("unknown")
    )
